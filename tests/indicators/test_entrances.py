"""Where suppliers are entered: gates, crossings, edges, never the centre."""

import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, box
from tests.town.toy import frame_of, toy_town

from gengxin.indicators import Ground, ground
from gengxin.indicators.entrances import entrances, entrances_of
from gengxin.terms import District, checked


def town(facility: dict[str, object], **tables: pd.DataFrame) -> tuple[District, Ground]:
    row = {"ref": "it", "kind": "park", **facility}
    district = checked(toy_town(facilities=frame_of("facilities", [row]), **tables))
    on = ground(district)
    assert on is not None
    return district, on


def test_a_point_is_entered_from_the_nearest_way() -> None:
    spots = entrances(*town({"geometry": Point(150, 30)}), "facilities")
    assert spots.owner.tolist() == [0]


def test_what_no_way_comes_near_has_no_entrance() -> None:
    district, on = town({"geometry": Point(150, 401)})
    spots = entrances(district, on, "facilities")
    assert (len(spots.owner), spots.owner_count) == (0, 1)


def test_ground_that_ways_cross_is_entered_there_alone() -> None:
    # the street y=100 crosses the west edge at x=120 and the east edge at x=180
    spots = entrances(*town({"geometry": box(120, 90, 180, 110)}), "facilities")
    assert len(spots.owner) == 2


def test_ground_beside_ways_is_entered_all_along_its_edge() -> None:
    spots = entrances(*town({"geometry": box(310, 210, 390, 290)}), "facilities")
    # 320 m of edge in steps of 20 m
    assert len(spots.owner) == 17


def test_gates_go_before_everything_else() -> None:
    gates = frame_of("gates", [{"ref": "g", "facility": "it", "geometry": Point(350, 210)}])
    spots = entrances(*town({"geometry": box(310, 190, 390, 290)}, gates=gates), "facilities")
    assert len(spots.owner) == 1


def test_a_way_along_the_edge_is_open_all_along() -> None:
    spots = entrances(*town({"geometry": box(310, 200, 390, 290)}), "facilities")
    # 80 m shared with the street y=200, in steps of 20 m
    assert len(spots.owner) == 5


def test_a_path_may_be_a_facility() -> None:
    spots = entrances(*town({"geometry": LineString([(10, 5), (90, 5)])}), "facilities")
    assert len(spots.owner) == 5


def test_entrances_are_renumbered_for_some_rows() -> None:
    rows = [
        {"ref": ref, "kind": "pharmacy", "geometry": Point(x, 0)}
        for ref, x in (("a", 10), ("b", 20), ("c", 30))
    ]
    district = checked(toy_town(facilities=frame_of("facilities", rows)))
    on = ground(district)
    assert on is not None
    spots = entrances(district, on, "facilities")
    some = entrances_of(spots, np.array([2, 0]))
    assert some.owner.tolist() == [1, 0]
    assert some.owner_count == 2
