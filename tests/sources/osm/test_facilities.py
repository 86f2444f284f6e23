"""Facilities by the service hooks, their gates, capacity, area and building."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from tests.sources.osm.town import Town

from gengxin.sources.osm import read_osm
from gengxin.sources.osm.hooks import CAPACITY_KEYS, HOOKS
from gengxin.terms import PlainDistrict, checked
from gengxin.terms.codes import FACILITY_KINDS


def read(town: Town, folder: Path) -> PlainDistrict:
    plain = read_osm(town.write(folder))
    checked(plain)
    return plain


def facilities(town: Town, folder: Path) -> gpd.GeoDataFrame:
    frame = read(town, folder).tables["facilities"]
    assert isinstance(frame, gpd.GeoDataFrame)
    return frame.set_index("ref")


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ({"amenity": "kindergarten"}, ["kindergarten"]),
        ({"amenity": "childcare"}, ["nursery"]),
        ({"amenity": "school"}, ["school"]),
        ({"amenity": "school", "isced:level": "1"}, ["primary_school"]),
        ({"amenity": "school", "isced:level": "1;2"}, ["primary_school", "middle_school"]),
        ({"amenity": "school", "isced:level": "0-3"}, ["primary_school", "middle_school"]),
        ({"amenity": "school", "isced:level": "3"}, ["school"]),
        ({"amenity": "school", "name": "向阳小学"}, ["primary_school"]),
        ({"amenity": "school", "name": "西南中学"}, ["school"]),
        ({"amenity": "clinic"}, ["health_centre"]),
        ({"amenity": "clinic", "healthcare": "clinic"}, ["health_station"]),
        ({"healthcare": "centre"}, ["health_centre"]),
        ({"amenity": "hospital", "name": "徐家汇社区卫生服务中心"}, ["health_centre"]),
        ({"amenity": "hospital", "healthcare": "hospital"}, ["hospital"]),
        ({"amenity": "doctors"}, ["health_station"]),
        ({"amenity": "social_facility", "social_facility": "day_care"}, ["elder_day_care"]),
        ({"social_facility": "day_care", "social_facility:for": "child"}, []),
        ({"social_facility": "group_home", "social_facility:for": "senior"}, ["nursing_home"]),
        ({"amenity": "community_centre", "name": "天平居委会"}, ["community_station"]),
        ({"amenity": "community_centre"}, ["community_centre"]),
        ({"leisure": "sports_centre", "sport": "swimming"}, ["sports_centre", "swimming_pool"]),
        ({"leisure": "swimming_pool"}, []),
        ({"leisure": "swimming_pool", "access": "customers"}, ["swimming_pool"]),
        ({"shop": "convenience;bakery"}, ["convenience", "basic_shop"]),
        ({"amenity": "cafe", "shop": "bakery"}, ["basic_shop", "restaurant"]),
        ({"amenity": "parking", "access": "customers"}, []),
        ({"amenity": "bench"}, []),
        ({"amenity": "pharmacy", "access": "private"}, []),
    ],
)
def test_tags_make_kinds(tmp_path: Path, tags: dict[str, str], kinds: list[str]) -> None:
    town = Town()
    town.node(1, 0, 0, **tags)
    town.node(2, 50, 0, amenity="police")
    found = facilities(town, tmp_path)
    assert sorted(found["kind"].tolist()[:-1]) == sorted(kinds)
    assert found.index.is_unique


def test_every_hook_makes_a_kind_of_the_dictionary() -> None:
    assert {hook.kind for hook in HOOKS} <= set(FACILITY_KINDS)
    assert set(CAPACITY_KEYS) <= set(FACILITY_KINDS)


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    town = Town()
    town.node(1, 0, 0, amenity="library")
    town.node(2, 10, 0, amenity="library", access="private")
    town.node(3, 20, 0, amenity="bench")
    town.node(4, 30, 0, shop="car")
    notes = {n.en[:12]: n.count for n in read(town, tmp_path).meta.notes if n.table == "facilities"}
    assert notes["closed to th"] == 1
    assert notes["amenities, s"] == 3  # the private library gives no service either


def test_a_point_is_linked_to_the_building_in_or_on_which_it_lies(tmp_path: Path) -> None:
    town = Town()
    town.way(1, town.square(10, (0, 0, 20, 20)), building="retail", building__levels="2")
    town.node(1, 5, 5, amenity="pharmacy")
    town.node(2, 40, 5, amenity="pharmacy")
    town.way(2, town.square(20, (60, 0, 80, 20)), building="yes", amenity="library",
             building__levels="2")  # fmt: skip
    found = facilities(town, tmp_path)
    assert found["building"].fillna("").to_dict() == {
        "node/1": "way/1", "node/2": "", "way/2": "way/2"
    }  # fmt: skip
    assert found.loc["way/2", "area_m2"] == pytest.approx(800.0, rel=1e-3)
    assert found.loc["way/2", "area_m2_basis"] == "estimated: footprint × storeys"
    assert np.isnan(found.loc["node/1", "area_m2"])


def test_open_ground_has_its_area_and_school_grounds_have_none(tmp_path: Path) -> None:
    """The standards ask for floor area of schools and ground area of parks."""
    town = Town()
    town.way(1, town.square(10, (0, 0, 50, 40)), leisure="park")
    town.way(2, town.square(20, (60, 0, 100, 40)), amenity="school")
    found = facilities(town, tmp_path)
    assert found.loc["way/1", "area_m2"] == pytest.approx(2000.0, rel=1e-3)
    assert np.isnan(found.loc["way/2", "area_m2"])


def test_capacity_counts_people_only(tmp_path: Path) -> None:
    town = Town()
    town.node(1, 0, 0, amenity="kindergarten", capacity="180")
    town.node(2, 10, 0, amenity="hospital", beds="300", capacity="12")
    town.node(3, 20, 0, amenity="parking", capacity="90")
    town.node(4, 30, 0, amenity="kindergarten", capacity="some")
    found = facilities(town, tmp_path)
    assert found["capacity_people"].fillna(-1).tolist() == [180.0, 300.0, -1.0, -1.0]
    assert found["capacity_people_basis"].tolist()[:2] == ["given", "given"]


def test_a_school_drawn_as_grounds_and_again_inside_counts_once(tmp_path: Path) -> None:
    town = Town()
    town.way(1, town.square(10, (0, 0, 100, 80)), amenity="school", name="North School")
    town.node(1, 50, 40, amenity="school", name="North School")
    town.node(2, 60, 40, amenity="school")
    town.node(3, 70, 40, amenity="school", name="Other School")
    town.node(4, 50, 50, amenity="cafe")
    plain = read(town, tmp_path)
    assert plain.tables["facilities"]["ref"].tolist() == ["node/3", "node/4", "way/1"]
    assert [n.count for n in plain.meta.notes if "drawn again inside" in n.en] == [2]


def park_with_gate(town: Town) -> None:
    """A park; at corner 10 a gate, at corner 12 a path comes in, corner 11 is nothing."""
    ring = town.square(10, (0, 0, 100, 100))
    town.way(1, ring, leisure="park")
    town.node(20, -50, 0)
    town.node(21, 150, 100)
    town.way(2, [20, 10], highway="footway")
    town.way(3, [12, 21], highway="footway")


def test_gates_lie_on_the_outline_of_what_they_open(tmp_path: Path) -> None:
    town = Town()
    park_with_gate(town)
    town.node(10, 0, 0, barrier="gate")
    plain = read(town, tmp_path)
    gates = plain.tables["gates"]
    assert gates["facility"].unique().tolist() == ["way/1"]
    assert gates["ref"].tolist() == ["way/1/gate/10", "way/1/gate/12"]
    told = [n.count for n in plain.meta.notes if n.table == "gates" and n.action == "estimated"]
    assert told == [1]


def test_a_park_without_a_mapped_gate_has_none(tmp_path: Path) -> None:
    """It is entered at its edge; that is the check-up's rule, not the map's."""
    town = Town()
    park_with_gate(town)
    assert "gates" not in read(town, tmp_path).tables
