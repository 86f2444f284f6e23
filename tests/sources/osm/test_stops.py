"""Stops: one bus stop is one, its lines are known, an entrance knows its station."""

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


def stops(town: Town, folder: Path) -> pd.DataFrame:
    return read(town, folder).tables["stops"].set_index("ref")


def test_pole_platform_and_stopping_place_are_one_stop(tmp_path: Path) -> None:
    """A stop on both sides of a street, each side mapped three times over; another stop far off."""
    town = Town()
    for side, north in ((0, 8.0), (10, -8.0)):
        town.node(side + 1, 0, north, highway="bus_stop", name="Hengshan Road", bus="yes")
        town.node(side + 2, 5, north / 4, public_transport="stop_position", bus="yes")
        town.node(side + 3, -6, north)
        town.node(side + 4, 6, north)
        town.way(side + 1, [side + 3, side + 4], public_transport="platform", bus="yes",
                 name="Hengshan Road")  # fmt: skip
    town.node(50, 400, 0, highway="bus_stop", name="Gao'an Road")
    plain = read(town, tmp_path)
    frame = plain.tables["stops"]
    assert sorted(frame["name_en"]) == ["Gao'an Road", "Hengshan Road"]
    assert frame["mode"].tolist() == ["bus", "bus"]
    assert [n.count for n in plain.meta.notes if n.table == "stops" and n.action == "merged"] == [5]


def test_neighbours_of_other_names_or_modes_stay_apart(tmp_path: Path) -> None:
    town = Town()
    town.node(1, 0, 0, highway="bus_stop", name="East")
    town.node(2, 15, 0, highway="bus_stop", name="West")
    town.node(3, 5, 5, railway="tram_stop", name="East")
    assert sorted(stops(town, tmp_path)["mode"]) == ["bus", "bus", "tram"]


def test_a_stop_area_holds_one_stop_a_mode(tmp_path: Path) -> None:
    town = Town()
    town.node(1, 0, 0, highway="bus_stop", name="Centre A")
    town.node(2, 90, 0, highway="bus_stop", name="Centre B")
    town.node(3, 40, 0, railway="tram_stop", name="Centre")
    members = [("node", number, "platform") for number in (1, 2, 3)]
    town.relation(1, members, type="public_transport", public_transport="stop_area")
    assert sorted(stops(town, tmp_path)["mode"]) == ["bus", "tram"]


def test_lines_come_from_routes(tmp_path: Path) -> None:
    town = Town()
    town.node(1, 0, 0, highway="bus_stop", name="A")
    town.node(2, 3, 4, public_transport="stop_position", bus="yes", name="A")
    for number, (ref, member) in enumerate([("26", 1), ("15", 2), ("26", 2)], start=1):
        town.relation(number, [("node", member, "stop")], type="route", route="bus", ref=ref)
    assert stops(town, tmp_path)["lines"].tolist() == ["15;26"]


@pytest.mark.parametrize(
    ("tags", "mode"),
    [
        ({"railway": "station", "station": "subway"}, "metro"),
        ({"public_transport": "station", "subway": "yes"}, "metro"),
        ({"railway": "station"}, "rail"),
        ({"railway": "halt"}, "rail"),
        ({"railway": "station", "station": "light_rail"}, "tram"),
        ({"amenity": "ferry_terminal"}, "ferry"),
        ({"amenity": "bus_station"}, "bus"),
    ],
)
def test_modes(tmp_path: Path, tags: dict[str, str], mode: str) -> None:
    town = Town()
    town.node(1, 0, 0, **tags)
    assert stops(town, tmp_path)["mode"].tolist() == [mode]


def test_an_entrance_knows_its_station(tmp_path: Path) -> None:
    """A station mapped as point and as area; one entrance at it, one a kilometre away."""
    town = Town()
    town.node(1, 0, 0, railway="station", station="subway", name="徐家汇")
    town.way(1, town.square(10, (-30, -5, 30, 5)), public_transport="station", subway="yes",
             name="徐家汇")  # fmt: skip
    town.node(2, 80, 0, railway="subway_entrance", ref="1")
    town.node(3, 1000, 0, railway="subway_entrance", ref="9")
    found = stops(town, tmp_path)
    assert found["station"].fillna("").to_dict() == {"node/1": "", "node/2": "node/1", "node/3": ""}
