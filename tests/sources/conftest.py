"""A town of three lots as a planner would have it in files: a map, a roll, a recipe."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

# lots of 30 m × 20 m in a row along the x axis, in UTM 51N
CORNER_X_M, CORNER_Y_M = 350_000.0, 3_450_000.0
LOT_M2 = 600.0

RECIPE = """
[district]
name_en = "Three lots"
name_zh = "三块地"
data_day = 2026-01-01
crs = "EPSG:32651"
currency = "CNY"
price_day = 2026-01-01

[inputs]
lots = { file = "lots.gpkg" }
roll = { file = "roll.csv" }

[[fill]]
table = "sites"
input = "lots"
merge_by = "LOT"
[[fill.join]]
input = "roll"
key = "LOT"
other_key = "LOT"
whole = { USE = ["HOUSE"] }
[fill.columns]
ref = "LOT"
gross_floor_area_m2 = { of = "roll", from = "AREA", unit = "ft2", gather = "whole_or_sum" }
storeys = { of = "roll", from = "STOREYS", empty = ["0"], gather = "greatest" }
assessed_value_amount = { of = "roll", from = "VALUE", gather = "sum" }
[fill.columns.use_class]
of = "roll"
from = "USE"
codes = { FLAT = "residential", SHOP = "commercial", SCHOOL = "education" }
skip = { USE = ["HOUSE"] }
gather = "most"
weight = "AREA"
[fill.columns.not_renewable_reason]
of = "roll"
from = "USE"
codes = { SCHOOL = "school_grounds" }
otherwise = ""
[fill.columns.homes_count]
of = "roll"
from = "USE"
codes = { FLAT = 1 }
otherwise = ""
gather = "sum"
basis = "estimated: one a flat"

[sites]
building_on_built = true

[people]
household_people = 2.0
household_source = "a guess"
total_people = 9
total_source = "the mayor"
"""

# lot B is a house with three flats: the row of the house measures all of it, walls included
ROLL = """LOT,USE,AREA,STOREYS,VALUE
A,SHOP,"1,000",1,100
B,HOUSE,5000,3,50
B,FLAT,1000,0,200
B,FLAT,1000,0,200
B,FLAT,1200,0,250
C,SCHOOL,2000,2,0
D,SHOP,700,1,70
"""


def lot(number: int) -> shapely.Polygon:
    """The lot that lies at this place of the row, 0 being the westernmost."""
    west = CORNER_X_M + 30 * number
    return shapely.box(west, CORNER_Y_M, west + 30, CORNER_Y_M + 20)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Folder with the map, the roll and the recipe; lot B is drawn in two halves."""
    halves = [shapely.box(*bounds) for bounds in _halves(lot(1).bounds)]
    lots = gpd.GeoDataFrame(
        {"LOT": ["A", "B", "B", "C"]}, geometry=[lot(0), *halves, lot(2)], crs="EPSG:32651"
    )
    lots.to_file(tmp_path / "lots.gpkg")
    (tmp_path / "roll.csv").write_text(ROLL, encoding="utf-8")
    (tmp_path / "town.toml").write_text(RECIPE, encoding="utf-8")
    return tmp_path


def _halves(bounds: tuple[float, float, float, float]) -> list[tuple[float, ...]]:
    west, south, east, north = bounds
    middle = (west + east) / 2
    return [(west, south, middle, north), (middle, south, east, north)]
