"""Green, barriers, heritage and areas from their tags."""

from pathlib import Path

import pandas as pd
import pytest
from tests.sources.osm.town import Town

from gengxin.sources.osm import read_osm
from gengxin.terms import PlainDistrict, checked


def read(town: Town, folder: Path) -> PlainDistrict:
    plain = read_osm(town.write(folder))
    checked(plain)
    return plain


def field(town: Town, number: int, **tags: str) -> None:
    """A piece of ground of 50 × 40 m."""
    west = 100.0 * number
    town.way(number, town.square(number * 10, (west, 0, west + 50, 40)), **tags)


def test_green_has_kind_area_and_who_may_enter(tmp_path: Path) -> None:
    town = Town()
    field(town, 1, leisure="park", landuse="grass")
    field(town, 2, leisure="garden", access="private")
    field(town, 3, landuse="grass")
    field(town, 4, natural="wood", access="yes")
    field(town, 5, leisure="park", access="customers")
    town.node(1, 0, 0, leisure="playground")
    green = read(town, tmp_path).tables["green"].set_index("ref")
    assert green["kind"].astype(str).tolist() == ["park", "garden", "grass", "wood", "park"]
    assert green["is_public"].tolist() == [True, False, pd.NA, True, False]
    assert green["area_m2"].tolist() == pytest.approx([2000.0] * 5, rel=1e-3)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"natural": "water"}, "water"),
        ({"waterway": "river"}, "water"),
        ({"waterway": "canal", "tunnel": "culvert"}, None),
        ({"waterway": "stream"}, None),
        ({"railway": "rail"}, "railway"),
        ({"railway": "subway", "tunnel": "yes"}, None),
        ({"railway": "rail", "bridge": "viaduct"}, None),
        ({"railway": "abandoned"}, None),
        ({"highway": "motorway"}, "fast_road"),
        ({"highway": "trunk", "sidewalk": "both"}, None),
        ({"highway": "residential"}, None),
        ({"barrier": "wall"}, "wall"),
        ({"landuse": "military"}, "compound"),
        ({"landuse": "residential", "access": "private"}, "compound"),
        ({"landuse": "residential"}, None),
    ],
)
def test_barriers(tmp_path: Path, tags: dict[str, str], kind: str | None) -> None:
    town = Town()
    field(town, 1, **tags)
    field(town, 2, barrier="fence")
    barriers = read(town, tmp_path).tables["barriers"].set_index("ref")
    assert barriers["kind"].get("way/1") == kind


@pytest.mark.parametrize(
    ("tags", "heritage_class"),
    [
        ({"historic": "memorial"}, "recorded"),
        ({"historic": "building", "building": "yes"}, "recorded"),
        ({"building": "yes", "heritage": "2"}, "listed_building"),
        ({"building": "yes", "ref:nhle": "1001"}, "listed_building"),
        ({"heritage": "1", "historic": "archaeological_site"}, "monument"),
        ({"building": "yes", "heritage": "no"}, None),
        ({"boundary": "protected_area", "protect_class": "22"}, "conservation_area"),
        ({"boundary": "protected_area", "protect_class": "4"}, None),
        ({"highway": "pedestrian", "heritage": "yes"}, "historic_street"),
    ],
)
def test_heritage_is_only_recorded_unless_the_tags_protect_it(
    tmp_path: Path, tags: dict[str, str], heritage_class: str | None
) -> None:
    town = Town()
    field(town, 1, **tags)
    field(town, 2, historic="ruins")
    plain = read(town, tmp_path)
    heritage = plain.tables["heritage"].set_index("ref")
    assert heritage["heritage_class"].get("way/1") == heritage_class
    if "building" in tags and heritage_class:
        assert heritage.loc["way/1", "building"] == "way/1"
        assert plain.tables["buildings"]["heritage_class"].tolist() == [heritage_class]


def boundary(
    town: Town, number: int, box_m: tuple[float, float, float, float], **tags: str
) -> None:
    town.way(number, town.square(number * 10, box_m))
    town.relation(
        number, [("way", number, "outer")], type="boundary", boundary="administrative", **tags
    )


def test_areas_of_two_levels_know_their_parents(tmp_path: Path) -> None:
    town = Town()
    boundary(town, 1, (0, 0, 500, 500), admin_level="9", name="West", population="1200")
    boundary(town, 2, (0, 0, 200, 500), admin_level="10", name="Quay")
    boundary(town, 3, (600, 0, 700, 100), admin_level="10", name="Hill")
    boundary(town, 4, (0, 0, 20, 20), admin_level="11", name="Corner")
    boundary(town, 5, (0, 0, 900, 900), admin_level="8", name="Whole Town")
    plain = read(town, tmp_path)
    areas = plain.tables["areas"].set_index("name_en")
    assert areas["level"].astype(str).to_dict() == {
        "West": "sub_district", "Quay": "neighbourhood", "Hill": "neighbourhood"
    }  # fmt: skip
    assert areas["parent"].fillna("").to_dict() == {"West": "", "Quay": "relation/1", "Hill": ""}
    assert areas.loc["West", "stated_people"] == 1200.0
    assert areas.loc["Quay", "area_m2"] == pytest.approx(100_000.0, rel=1e-3)
    assert [n.count for n in plain.meta.notes if "level 11" in n.en] == [1]


def test_a_chinese_sub_district_has_level_eight(tmp_path: Path) -> None:
    town = Town()
    boundary(town, 1, (0, 0, 500, 500), admin_level="8", name="天平路街道")
    boundary(town, 2, (600, 0, 900, 500), admin_level="11", name="安福居委会")
    areas = read(town, tmp_path).tables["areas"].set_index("name_zh")
    assert areas["level"].astype(str).to_dict() == {
        "天平路街道": "sub_district", "安福居委会": "neighbourhood"
    }  # fmt: skip


def test_an_area_whose_outline_is_cut_is_listed_without_it(tmp_path: Path) -> None:
    town = Town()
    town.node(1, 0, 0, amenity="bench")
    town.relation(1, [("way", 77, "outer")], type="boundary", boundary="administrative",
                  admin_level="10", name="Far")  # fmt: skip
    plain = read(town, tmp_path)
    assert plain.tables["areas"].geometry.isna().tolist() == [True]
    assert [n.count for n in plain.meta.notes if "listed, not mapped" in n.en] == [1]
