"""QGIS itself, where it is installed, opens the GeoPackage of a check-up already drawn."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gengxin.publish import write_geopackage
from gengxin.terms import CheckUp, District

SYSTEM_PYTHON = Path("/usr/bin/python3")
SCRIPT = Path(__file__).with_name("opened_in_qgis.py")


@pytest.fixture(scope="module")
def layers(
    check_up: CheckUp, district: District, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    asked = [str(SYSTEM_PYTHON), "-c", "import qgis.core"]
    if not SYSTEM_PYTHON.exists() or subprocess.call(asked, stderr=subprocess.DEVNULL):
        pytest.skip("QGIS is not installed (apt-get install python3-qgis)")
    package = tmp_path_factory.mktemp("qgis") / "check-up.gpkg"
    write_geopackage(district, package, check_up)
    done = subprocess.run(
        [str(SYSTEM_PYTHON), str(SCRIPT), str(package)], capture_output=True, check=True, text=True
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)["layers"]
    return found


def test_each_layer_that_is_drawn_has_a_style_that_qgis_takes(
    layers: dict[str, dict[str, Any]], district: District
) -> None:
    assert {"areas", "buildings", "walk_edges", "gaps", "findings", "check_up_sites"} <= set(layers)
    for name, layer in layers.items():
        assert layer["crs"] == district.meta.crs, name
        assert layer["errors"] == [], name
        assert layer["is_styled"], name
        assert layer["colours"] > 0, f"{name} is drawn blank"


def test_areas_are_shaded_under_a_title_with_the_unavailable_apart(
    layers: dict[str, dict[str, Any]],
) -> None:
    areas = layers["check_up_neighbourhood"]
    assert areas["renderer"] == "RuleRenderer"
    assert areas["is_labelled"]
    title, *_, last = areas["legend"]
    assert title.endswith("[share 0–1]")
    assert last == "unavailable 不可用"


def test_gaps_have_a_style_a_service_and_both_languages_in_the_legend(
    layers: dict[str, dict[str, Any]],
) -> None:
    assert layers["gaps"]["renderer"] == "categorizedSymbol"
    assert layers["gaps"]["style_count"] == 2
    assert "reachable only by detour 只能绕行到达" in layers["gaps"]["legend"]
