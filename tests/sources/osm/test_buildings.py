"""Buildings: outlines, heights, storeys, years, uses; what is cut, what is counted."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.sources.osm.town import Town

from gengxin.sources.osm import read_osm, readings
from gengxin.terms import PlainDistrict, checked


def read(town: Town, folder: Path) -> PlainDistrict:
    plain = read_osm(town.write(folder))
    checked(plain)
    return plain


def buildings(town: Town, folder: Path) -> pd.DataFrame:
    return read(town, folder).tables["buildings"].set_index("ref")


def house(town: Town, number: int, **tags: str) -> None:
    """A house of 10 × 20 m, ten houses to a kilometre."""
    town.way(number, town.square(number * 10, (number * 100, 0, number * 100 + 10, 20)), **tags)


def test_a_house_has_its_numbers_and_their_bases(tmp_path: Path) -> None:
    town = Town()
    house(
        town, 1, building="apartments", building__levels="5", height="16.5 m", building__flats="12",
        start_date="1932-05", name="安居楼", name__en="Anju House",
    )  # fmt: skip
    row = buildings(town, tmp_path).loc["way/1"]
    assert row["footprint_m2"] == pytest.approx(200.0, rel=1e-3)
    assert row["gross_floor_area_m2"] == pytest.approx(1000.0, rel=1e-3)
    told = ["height_m", "storeys", "homes_count", "year_built", "name_zh", "name_en", "use_class"]
    assert row[told].tolist() == [16.5, 5.0, 12.0, 1932.0, "安居楼", "Anju House", "residential"]
    assert row["storeys_basis"] == row["year_built_basis"] == "given"
    assert row["footprint_m2_basis"].startswith("computed: ")
    assert row["gross_floor_area_m2_basis"] == "estimated: footprint × storeys"


def test_what_is_not_said_is_missing_and_never_nought(tmp_path: Path) -> None:
    town = Town()
    house(town, 1, building="yes", building__levels="many", start_date="long ago")
    plain = read(town, tmp_path)
    row = plain.tables["buildings"].iloc[0]
    for name in ("height_m", "storeys", "homes_count", "year_built", "gross_floor_area_m2"):
        assert np.isnan(row[name])
        assert pd.isna(row[f"{name}_basis"])
    assert pd.isna(row["use_class"])
    unread = {n.en: n.count for n in plain.meta.notes if "can't be read" in n.en}
    assert sorted(unread.values()) == [1, 1]


def test_a_multipolygon_has_a_court_and_counts_once(tmp_path: Path) -> None:
    """40 × 40 m around a court of 20 × 20 m; the outline itself has no tags."""
    town = Town()
    town.way(1, town.square(10, (0, 0, 40, 40)))
    town.way(2, town.square(20, (10, 10, 30, 30)))
    town.relation(
        3, [("way", 1, "outer"), ("way", 2, "inner")], type="multipolygon", building="yes"
    )
    found = buildings(town, tmp_path)
    assert found.index.tolist() == ["relation/3"]
    assert found["footprint_m2"].tolist() == pytest.approx([1600.0 - 400.0], rel=1e-3)


def test_rings_that_touch_at_a_corner_are_taken_apart_there(tmp_path: Path) -> None:
    """A court that touches the outline, and one way that draws two triangles."""
    town = Town()
    for number, place in enumerate([(0, 0), (10, 0), (20, 0), (20, 20), (0, 20)], start=1):
        town.node(number, *place)
    town.node(6, 14, 8)
    town.node(7, 6, 8)
    town.way(1, [1, 2, 3, 4, 5, 1])
    town.way(2, [2, 6, 7, 2])
    town.relation(1, [("way", 1, "outer"), ("way", 2, "inner")], type="multipolygon", building="a")
    for number, place in enumerate([(50, 0), (60, 0), (55, 5), (60, 10), (50, 10)], start=11):
        town.node(number, *place)
    town.way(3, [11, 12, 13, 14, 15, 13, 11])
    town.relation(2, [("way", 3, "outer")], type="multipolygon", building="b")
    found = buildings(town, tmp_path)
    expected = {"relation/1": 400 - 32, "relation/2": 50}
    assert found["footprint_m2"].to_dict() == pytest.approx(expected, rel=2e-3)


def test_entrances_and_buildings_that_are_denied_are_no_buildings(tmp_path: Path) -> None:
    town = Town()
    house(town, 1, building="yes")
    house(town, 2, building="no")
    town.node(1, 0, 0, building="entrance")
    plain = read(town, tmp_path)
    assert plain.tables["buildings"]["ref"].tolist() == ["way/1"]
    assert [n.count for n in plain.meta.notes if "building=entrance" in n.en] == [1]


def test_a_building_cut_at_the_edge_of_the_file_is_a_point(tmp_path: Path) -> None:
    """Two of the five corners aren't in the file: no outline, but a place amid the known ones."""
    town = Town()
    for number, (east, north) in enumerate([(0, 0), (10, 0), (10, 30)], start=1):
        town.node(number, east, north)
    town.way(1, [1, 2, 3, 98, 99, 1], building="yes", building__levels="3")
    plain = read(town, tmp_path)
    row = plain.tables["buildings"].iloc[0]
    assert row["geometry"].geom_type == "Point"
    assert row["storeys"] == 3.0
    assert np.isnan(row["footprint_m2"])
    assert np.isnan(row["gross_floor_area_m2"])
    assert [n.count for n in plain.meta.notes if "kept as a point" in n.en] == [1]


def test_an_outline_that_crosses_itself_is_mended_and_counted(tmp_path: Path) -> None:
    """A bow tie of 10 × 10 m: two triangles of 25 m² each."""
    town = Town()
    for number, corner in enumerate([(0, 0), (10, 10), (10, 0), (0, 10)], start=1):
        town.node(number, *corner)
    town.way(1, [1, 2, 3, 4, 1], building="yes")
    plain = read(town, tmp_path)
    assert plain.tables["buildings"]["footprint_m2"].tolist() == pytest.approx([50.0], rel=5e-3)
    assert [n.count for n in plain.meta.notes if "crossed themselves" in n.en] == [1]


@pytest.mark.parametrize(
    ("tags", "use"),
    [
        ({"building": "house"}, "residential"),
        ({"building": "apartments", "shop": "bakery"}, "mixed"),
        ({"building": "yes", "shop": "bakery"}, "commercial"),
        ({"building": "yes", "amenity": "school"}, "education"),
        ({"building": "yes", "amenity": "hospital", "shop": "kiosk"}, "medical"),
        ({"building": "yes", "office": "government"}, "public"),
        ({"building": "yes", "office": "company"}, "office"),
        ({"building": "warehouse"}, "industrial"),
    ],
)
def test_uses(tmp_path: Path, tags: dict[str, str], use: str) -> None:
    town = Town()
    house(town, 1, **tags)
    assert buildings(town, tmp_path)["use_class"].tolist() == [use]


@pytest.mark.parametrize(
    ("text", "metres"),
    [("12", 12.0), ("12,5", 12.5), ("12.5m", 12.5), ("7 metres", 7.0), ("10'6\"", 3.2004),
     ("30 ft", 9.144), ("0", np.nan), ("tall", np.nan), ("12-14", np.nan), ("5000", np.nan)],
)  # fmt: skip
def test_heights_as_people_write_them(text: str, metres: float) -> None:
    assert readings.metres(text) == pytest.approx(metres, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "exact", "rough"),
    [("1912", 1912, 1912), ("1912-05-30", 1912, 1912), ("~1912", np.nan, 1912),
     ("1890s", np.nan, 1895), ("1890..1900", np.nan, 1895), ("C19", np.nan, 1850),
     ("before 1939", np.nan, 1939), ("9999", np.nan, np.nan), ("new", np.nan, np.nan)],
)  # fmt: skip
def test_years_exact_and_rough(text: str, exact: float, rough: float) -> None:
    assert readings.year(text) == pytest.approx(exact, nan_ok=True)
    assert readings.approximate_year(text) == pytest.approx(rough, nan_ok=True)


def test_a_rough_year_says_that_it_is_estimated(tmp_path: Path) -> None:
    town = Town()
    house(town, 1, building="yes", start_date="~1930")
    row = buildings(town, tmp_path).loc["way/1"]
    assert row["year_built"] == 1930.0
    assert row["year_built_basis"].startswith("estimated: ")
