"""The GeoPackage opens in QGIS with every layer and a style for each that is drawn."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import numpy as np
import pyogrio
import pytest

from gengxin.publish import write_geojson, write_geopackage
from gengxin.terms import CheckUp, District


@pytest.fixture(scope="module")
def package(
    check_up: CheckUp, district: District, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("package") / "check-up.gpkg"
    write_geopackage(district, path, check_up)
    return path


def test_every_table_is_a_layer_with_all_its_rows(district: District, tmp_path: Path) -> None:
    package = tmp_path / "town.gpkg"
    write_geopackage(district, package)
    layers = [str(name) for name, _ in pyogrio.list_layers(package)]
    for name in district.given:
        assert name in layers
        frame = pyogrio.read_dataframe(package, layer=name)
        assert frame["ref"].tolist() == district.table(name).index.tolist()
    assert "residents_people_basis" in pyogrio.read_dataframe(package, layer="people")
    assert str(pyogrio.read_dataframe(package, layer="areas").crs) == district.meta.crs


def test_a_check_up_lies_upon_the_tables_that_its_map_needs(
    package: Path, district: District
) -> None:
    layers = {str(name) for name, _ in pyogrio.list_layers(package)}
    assert {"areas", "buildings", "walk_edges", "stops"} <= layers
    assert not {"people", "sites", "parcels", "needs"} & layers
    # QGIS draws but one kind of shape a layer
    kinds = [
        pyogrio.read_dataframe(package, layer=f"facilities_{k}") for k in ("points", "polygons")
    ]
    both = {ref for frame in kinds for ref in frame["ref"]}
    assert both == set(district.table("facilities").index)
    assert set(kinds[0].geom_type) == {"Point"}
    for name in ("buildings", "walk_edges"):
        frame = pyogrio.read_dataframe(package, layer=name)
        assert frame["ref"].tolist() == district.table(name).index.tolist()
        assert not [column for column in frame if column.endswith("_basis")]
    sites = pyogrio.read_dataframe(package, layer="check_up_sites").set_index("ref")
    assert sites.index.tolist() == district.table("sites").index.tolist()
    assert sites.loc["s1", "land_unused_far"] == 0.26


def test_a_table_of_which_no_row_has_a_shape_is_no_layer_to_draw(
    check_up: CheckUp, district: District, tmp_path: Path
) -> None:
    nowhere = check_up.findings.assign(geometry=None)
    package = tmp_path / "check-up.gpkg"
    write_geopackage(district, package, replace(check_up, findings=nowhere))
    kinds = dict(pyogrio.list_layers(package).tolist())
    assert kinds["findings"] is None
    assert kinds["finding_causes"] == "Point"
    styled = pyogrio.read_dataframe(package, layer="layer_styles")["f_table_name"]
    assert "findings" not in set(styled)
    assert "finding_causes" in set(styled)


def test_areas_carry_what_was_measured(package: Path) -> None:
    areas = pyogrio.read_dataframe(package, layer="check_up_neighbourhood").set_index("ref")
    assert areas.loc["north", "reach_edu_kg"] == 20 / 520
    assert areas.loc["north", "gaps_per_person"] == 1.96
    # what is unavailable everywhere has no column, and nothing stands in for it
    assert "reach_metro" not in areas


def test_findings_are_there_with_their_causes(package: Path) -> None:
    assert len(pyogrio.read_dataframe(package, layer="findings")) == 3
    causes = pyogrio.read_dataframe(package, layer="finding_causes")
    assert causes["finding"].tolist() == ["f1", "f2", "f2", "f3"]


def test_a_place_is_one_row_of_the_gaps_with_two_columns_a_service(package: Path) -> None:
    gaps = pyogrio.read_dataframe(package, layer="gaps").set_index("people")
    assert gaps.index.tolist() == ["p6", "p8"]
    assert gaps["lacked_count"].tolist() == [2, 1]
    assert gaps["edu_kg_cause"].tolist() == ["detour", "detour"]
    assert gaps["edu_kg_people"].tolist() == [200, 300]
    assert gaps.loc["p6", "health_pharmacy_cause"] == "nothing_near"
    assert gaps.loc[["p8"], "health_pharmacy_cause"].isna().all()


def test_gaps_of_buildings_have_a_cause_and_nobody(
    check_up: CheckUp, district: District, tmp_path: Path
) -> None:
    unknown = replace(check_up, gaps=check_up.gaps.assign(unserved_people=np.nan))
    write_geopackage(district, tmp_path / "b.gpkg", unknown)
    gaps = pyogrio.read_dataframe(tmp_path / "b.gpkg", layer="gaps")
    assert gaps["edu_kg_cause"].tolist() == ["detour", "detour"]
    assert "edu_kg_people" not in gaps


def test_each_style_is_read_by_qgis_as_xml_and_names_a_layer(package: Path) -> None:
    styles = pyogrio.read_dataframe(package, layer="layer_styles")
    layers = {str(name) for name, _ in pyogrio.list_layers(package)}
    assert set(styles["f_table_name"]) <= layers
    assert {"check_up_neighbourhood", "gaps", "buildings", "walk_edges"} <= set(
        styles["f_table_name"]
    )
    for qml in styles["styleQML"]:
        assert fromstring(qml.split("\n", 1)[1]).find("renderer-v2") is not None  # noqa: S314 - our own
    firsts = styles[styles["useAsDefault"].astype(bool)]
    assert firsts["f_table_name"].is_unique


def test_areas_are_first_shaded_by_the_service_that_most_people_lack(package: Path) -> None:
    styles = pyogrio.read_dataframe(package, layer="layer_styles")
    own = styles[(styles["f_table_name"] == "check_up_neighbourhood") & styles["useAsDefault"]]
    assert own["styleName"].tolist() == ["reach_edu_kg"]
    assert '"reach_edu_kg" IS NULL' in own["styleQML"].iloc[0].replace("&quot;", '"')


def test_the_same_district_gives_the_same_bytes(district: District, tmp_path: Path) -> None:
    for name in ("one.gpkg", "two.gpkg"):
        write_geopackage(district, tmp_path / name)
    assert (tmp_path / "one.gpkg").read_bytes() == (tmp_path / "two.gpkg").read_bytes()


def test_geojson_is_a_file_a_table_in_degrees(district: District, tmp_path: Path) -> None:
    write_geojson(district, tmp_path)
    names = sorted(path.stem for path in tmp_path.iterdir())
    assert names == sorted(district.given)
    read = json.loads((tmp_path / "stops.geojson").read_text("utf-8"))
    longitude, latitude = read["features"][0]["geometry"]["coordinates"]
    assert 121 < longitude < 122
    assert 31 < latitude < 32
