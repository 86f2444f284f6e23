"""Walks made again on two streets that can be paced out by hand.

    y                         b (300, 200)
    200                       |
                              | 200 m, stated 250
    0   a ------- 100 ------- c ---- 100 ---- d
        0                     300 (stated 300)       400

P1 lives 50 m along a–c, 10 m off it; P2 at the middle of c–b; P3 150 m from every way.
"""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain import walk as plain
from tests.verify.town import inputs, programme, served

from gengxin.terms import District, DistrictMeta, PlanInputs
from gengxin.verify.found import Found
from gengxin.verify.reach import hold_to_walks
from gengxin.verify.streets import Spots, Streets

CRS = "EPSG:32651"
META = DistrictMeta(name_en="t", name_zh="镇", crs=CRS, data_day=date(2026, 1, 1))
LINES = [[(0, 0), (300, 0)], [(300, 0), (300, 200)], [(300, 0), (400, 0)]]
NODES = [(7, 9), (9, 8), (9, 5)]


def places(points: dict[str, shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    index = pd.Index(list(points), name="ref", dtype="object")
    return gpd.GeoDataFrame(columns, index=index, geometry=list(points.values()), crs=CRS)


def ways() -> gpd.GeoDataFrame:
    lines = {f"W{n}": shapely.LineString(line) for n, line in enumerate(LINES)}
    return places(
        lines,
        start_node=[a for a, _ in NODES],
        end_node=[b for _, b in NODES],
        length_m=[300.0, 250.0, 100.0],
    )


def points(*at: tuple[float, float]) -> np.ndarray:
    return np.asarray(shapely.points(at), object)


def test_points_join_the_nearest_way_and_walk_its_stated_length() -> None:
    streets = Streets(ways())
    spots = streets.joined(points((50, 10), (305, 100), (150, 101)))
    assert spots.way.tolist() == [0, 1, -1]
    assert spots.along_m[:2].tolist() == [50.0, 125.0]  # half of the stated 250 m
    source = Spots(way=np.array([2]), along_m=np.array([20.0]))
    metres = streets.reached(source, spots, 400.0)
    assert metres.tolist() == [270.0, 145.0, np.inf]
    assert streets.reached(source, spots, 200.0).tolist() == [np.inf, 145.0, np.inf]


def test_two_on_one_way_walk_along_it() -> None:
    streets = Streets(ways())
    spots = streets.joined(points((50, 10), (80, -10)))
    source = Spots(way=spots.way[:1], along_m=spots.along_m[:1])
    assert streets.reached(source, spots, 100.0).tolist() == [0.0, 30.0]


def test_ground_is_entered_at_gates_else_where_ways_cross_its_edge_else_along_it() -> None:
    streets = Streets(ways())
    park = shapely.box(320, -30, 380, 30)
    crossed = streets.entrances(park, np.zeros(0, object))
    assert sorted(zip(crossed.way.tolist(), crossed.along_m.tolist(), strict=True)) == [
        (2, 20.0),
        (2, 80.0),
    ]
    gated = streets.entrances(park, points((350, 30)))
    assert (gated.way.tolist(), gated.along_m.tolist()) == ([2], [50.0])
    beside = streets.entrances(shapely.box(320, 10, 340, 30), np.zeros(0, object))
    assert set(beside.way.tolist()) <= {1, 2}
    assert {20.0, 40.0} <= set(beside.along_m[beside.way == 2].round(9).tolist())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_walks_are_those_of_the_plain_way(seed: int) -> None:
    random = np.random.default_rng(seed)
    at = random.uniform(0, 500, (8, 2))
    ends = random.integers(0, 8, (12, 2))
    length_m = random.uniform(0, 300, 12)
    lines = {f"W{n}": shapely.LineString(at[list(pair)]) for n, pair in enumerate(ends)}
    streets = Streets(places(lines, start_node=ends[:, 0], end_node=ends[:, 1], length_m=length_m))
    way = random.integers(0, 12, 9)
    along_m = random.uniform(0, 1, 9) * length_m[way]
    source = Spots(way=way[:2], along_m=along_m[:2])
    metres = streets.reached(source, Spots(way=way[2:], along_m=along_m[2:]), 400.0)
    edges = tuple((int(a), int(b), float(m)) for (a, b), m in zip(ends, length_m, strict=True))
    spots = [
        (max(0, n - 1), int(w), float(m)) for n, (w, m) in enumerate(zip(way, along_m, strict=True))
    ]
    expected = plain.pairs(
        plain.Streets(node_count=8, edges=edges),
        [(0, w, m) for _, w, m in spots[:2]],
        [(n - 1, w, m) for n, w, m in spots[2:]],
        400.0,
    )
    told = {(0, n): m for n, m in enumerate(metres.tolist()) if m < np.inf}
    assert told.keys() == expected.keys()
    assert told == pytest.approx(expected, abs=1e-9)


def district() -> District:
    homes = {"P1": (50, 10), "P2": (305, 100), "P3": (150, 400)}
    given = {"F1": (320, 5), "F2": (0, 0), "F3": (400, 0)}
    ground = {"A": shapely.box(0, 0, 9, 9), "B": shapely.box(9, 0, 19, 9)}
    ground["C"] = shapely.box(395, -5, 405, 5)
    return District.of(
        META,
        {
            "walk_edges": ways(),
            "people": places({name: shapely.Point(at) for name, at in homes.items()}),
            "facilities": places({name: shapely.Point(at) for name, at in given.items()}),
            "sites": places(ground),
        },
    )


def walked(limit_m: float, *, left_out: str = "") -> tuple[Found, dict[str, int]]:
    """P1 and P2 are served by F1, 270 m and 145 m away; P2 by site C, 225 m away."""
    town: PlanInputs = inputs()
    reach = town.options["reach"]
    town.options["reach"] = reach[reach["people"] != left_out]
    rows = [*served("clinic", "P1", "F1", {3: 5}), *served("clinic", "P2", "F1", {3: 5})]
    rows += [{**served("clinic", "P2", "", {3: 5})[0], "site": "C"}]
    found = Found()
    counts = hold_to_walks(
        programme(served=rows),
        town,
        district(),
        {"clinic": limit_m},
        found,
        random=np.random.default_rng(1),
    )
    return found, counts


def test_who_is_served_within_the_walk_holds() -> None:
    found, counts = walked(270.1)
    assert found.told == []
    assert counts == {
        "walks": 2,
        "arcs_walked": 3,
        "arcs_of_facilities": 2,
        "suppliers_not_drawn": 0,
    }


def test_who_is_served_beyond_the_walk_is_named() -> None:
    found, _ = walked(200.0)
    assert [(one.kind, one.where, one.amount) for one in found.told] == [
        ("walk", "clinic/P1/F1/", 200.0),
        ("walk", "clinic/P2//C", 200.0),
    ]


def test_who_is_near_a_facility_and_left_out_of_the_table_is_named() -> None:
    found, _ = walked(300.0, left_out="P1")
    assert [(one.kind, one.where, one.amount) for one in found.told] == [
        ("left_out", "clinic/P1", 270.0)
    ]
