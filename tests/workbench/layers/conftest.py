"""A town of four sites with a check-up, options and a programme that were written by hand."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gengxin.store import DistrictFolder
from gengxin.terms import DistrictMeta, InputFile, Money, PlainDistrict, checked
from gengxin.terms.options import OPTIONS
from gengxin.workbench.layers import Layers, open_layers

CRS = "EPSG:32651"


def square(column: int, row: int = 0) -> shapely.Polygon:
    west, south = 350_000 + 100 * column, 3_450_000 + 100 * row
    return shapely.box(west, south, west + 80, south + 80)


@pytest.fixture
def folder(tmp_path: Path) -> DistrictFolder:
    """The town's folder."""
    sites = gpd.GeoDataFrame(
        {
            "ref": ["A", "B", "C", "D"],
            "renewable": [True] * 4,
            "area_m2": [6400.0] * 4,
            "area_m2_basis": ["measured"] * 4,
            "homes_count": [10.0, None, 0.0, 4.0],
            "homes_count_basis": ["given", None, "given", "given"],
        },
        geometry=[square(place) for place in range(4)],
        crs=CRS,
    )
    areas = gpd.GeoDataFrame(
        {"ref": ["N", "S"], "level": ["sub_district"] * 2, "name_en": ["North", "South"]},
        geometry=[shapely.box(350_000, 3_450_000, 350_190, 3_450_100), None],
        crs=CRS,
    )
    meta = DistrictMeta(
        name_en="Town",
        name_zh="小镇",
        crs=CRS,
        data_day=date(2026, 1, 1),
        money=Money(currency="CNY", price_day=date(2026, 1, 1)),
        inputs=(
            InputFile(
                name="town.gpkg", sha256="0", kind="given", licence="CC-BY-4.0", attribution="Town"
            ),
        ),
    )
    plain = PlainDistrict(meta=meta, tables={"sites": sites, "areas": areas})
    made = DistrictFolder(tmp_path / "town")
    made.save(checked(plain))
    return made


@pytest.fixture
def check_up(folder: DistrictFolder) -> str:
    """The name of a check-up of the town."""
    observations = pd.DataFrame(
        [
            ("covered.1+N", "district", "district", 0.5, 5.0, 10.0, "ready", "counted", "计数"),
            ("covered.1+N", "sub_district", "N", 0.25, 1.0, 4.0, "ready", "", ""),
            ("covered.1+N", "sub_district", "S", None, None, None, "unavailable", "", ""),
            ("far", "district", "district", None, None, None, "unavailable", "no data: people", ""),
        ],
        columns=[
            "indicator", "level", "area", "value", "numerator", "denominator", "status",
            "evidence_en", "evidence_zh",
        ],
    )  # fmt: skip
    words = ["direction", "numerator_en", "numerator_zh", "denominator_en", "denominator_zh"]
    words += ["source", "method_version", "standard"]
    indicators = pd.DataFrame(
        {
            "code": ["covered.1+N", "far"],
            "theme": ["community", "land"],
            "name_en": ["people covered", "floor area ratio"],
            "name_zh": ["覆盖率", "容积率"],
            "unit": ["share 0–1", "ratio"],
            "levels": ["district sub_district", "district"],
            "needs": ["facilities people", "people.residents_people sites|parcels"],
            **dict.fromkeys(words, ""),
        }
    )
    places = gpd.GeoSeries([square(0).centroid, square(0).centroid, square(1).centroid], crs=CRS)
    gaps = gpd.GeoDataFrame(
        {
            "standard": ["school", "clinic", "school"],
            "people": ["P1", "P1", "P2"],
            "cause": ["nothing_near", "detour", "nothing_near"],
            "unserved_people": [7.0, 7.5, None],
        },
        geometry=places,
    )
    finding = {
        "ref": ["f1"],
        "indicator": ["covered.1+N"],
        "level": ["sub_district"],
        "area": ["N"],
    }
    findings = gpd.GeoDataFrame(finding, geometry=places[:1])
    ranking = pd.DataFrame(
        {"level": ["sub_district"], "area": ["N"], "rank": [1.0], "residents_people": [4.0]}
    )
    tables = {
        "observations": observations,
        "indicators": indicators,
        "gaps": gaps,
        "findings": findings,
        "ranking": ranking,
        "site_values": pd.DataFrame({"ref": ["A", "C"], "covered.1+N": [1.0, 0.0]}),
    }
    return folder.keep_run("check-up", tables=tables, facts={"standards": "cn-default"}).name


@pytest.fixture
def options(folder: DistrictFolder) -> str:
    """The name of an options run: two sites, and the best of one is worth a loss of 5."""
    rows = [
        ("A/keep", "A", "keep", "offered", 0, 1),
        ("A/repair", "A", "repair", "offered", -500, 2),
        ("A/redevelop", "A", "redevelop", "forbidden", 900_00, 3),
        ("B/repair", "B", "repair", "offered", -700, 4),
        ("B/convert", "B", "convert", "offered", -500, 5),
    ]
    frame = pd.DataFrame(rows, columns=["ref", "site", "action", "state", "npv", "homes"])
    made = pd.DataFrame({column.name: pd.Series(dtype="object") for column in OPTIONS.columns})
    made = made.assign(ref=frame["ref"], site=frame["site"], action=frame["action"])
    made = made.assign(state=frame["state"], fixing="free", rule="", variant="")
    made = made.assign(name_en=frame["ref"], name_zh=frame["ref"], drawn_as=frame["ref"])
    numbers = {one.name: float("nan") for one in OPTIONS.columns if one.kind in {"whole", "number"}}
    made = made.assign(**numbers)
    made = made.assign(npv_mid_amount_x100=frame["npv"], homes_after_count=frame["homes"])
    masses = gpd.GeoDataFrame(
        {"option": ["B/convert", "A/redevelop"], "part": [1, 1], "work": ["built", "built"],
         "building": "", "bottom_m": 0.0, "top_m": [9.0, 30.0], "basis": "given"},
        geometry=[square(1), square(0)],
        crs=CRS,
    )  # fmt: skip
    facts = {"money": json.dumps(["CNY", "2026-01-01"]), "day": "2026-01-01"}
    return folder.keep_run(
        "options", tables={"option": made, "option_mass": masses}, facts=facts
    ).name


@pytest.fixture
def programme(folder: DistrictFolder, options: str) -> str:
    """The name of a programme of the town: B is converted in phase 2, A is kept."""
    choice = pd.DataFrame(
        {
            "site": ["A", "B"],
            "option": ["A/keep", "B/convert"],
            "phase": pd.array([None, 2], dtype="Int64"),
            "opens": pd.array([None, 3], dtype="Int64"),
        }
    )
    stands_on = sha256((folder.path / "runs" / options / "run.toml").read_bytes()).hexdigest()
    facts = {"options": stands_on, "content_hash": "c" * 64, "money": "null"}
    return folder.keep_run("programme", tables={"choice": choice}, facts=facts).name


@pytest.fixture
def layers(folder: DistrictFolder, check_up: str, options: str, programme: str) -> Layers:  # noqa: ARG001
    """The town as it is served."""
    return open_layers(folder)
