"""From the map to the network and back: snapping, joining islands, straight-line range."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gengxin.engines import walk


def lines_of(*drawn: list[tuple[float, float]], length_m: list[float] | None = None) -> walk.Lines:
    shapes = [shapely.LineString(points) for points in drawn]
    return walk.Lines(
        first=np.concatenate([[0], np.cumsum([len(points) for points in drawn])]),
        xy_m=shapely.get_coordinates(shapes),
        length_m=np.array(length_m or shapely.length(shapes), float),
    )


def streets_of(*drawn: list[tuple[float, float]]) -> walk.Streets:
    """Streets whose lines meet where they share an end."""
    ends = sorted({end for points in drawn for end in (points[0], points[-1])})
    return walk.Streets(
        node_x_m=np.array([x for x, _ in ends], float),
        node_y_m=np.array([y for _, y in ends], float),
        edge_start=np.array([ends.index(points[0]) for points in drawn], np.int32),
        edge_end=np.array([ends.index(points[-1]) for points in drawn], np.int32),
        lines=lines_of(*drawn),
    )


def network_of(streets: walk.Streets) -> walk.Network:
    return walk.network(
        streets.node_x_m,
        streets.node_y_m,
        edge_start=streets.edge_start,
        edge_end=streets.edge_end,
        edge_length_m=streets.lines.length_m,
    )


def test_a_building_joins_the_nearest_street_if_it_is_near_enough() -> None:
    lines = lines_of([(0, 0), (100, 0)], [(0, 60), (50, 60), (50, 100)])
    found = walk.snap(lines, [20, 48, 20, 300], [10, 80, 29, 0], within_m=30)
    assert found.edge.tolist() == [0, 1, 0, -1]
    assert found.offset_m[:3].tolist() == [20.0, 70.0, 20.0]
    assert found.gap_m[:3].tolist() == pytest.approx([10.0, 2.0, 29.0])
    assert np.isnan(found.offset_m[3])
    assert np.isnan(found.gap_m[3])


def test_an_offset_is_stretched_to_the_stated_length() -> None:
    steep = lines_of([(0, 0), (30, 0), (30, 10)], length_m=[80.0])
    found = walk.snap(steep, [10, 31, 30, -5], [1, 5, 99, 0], within_m=200)
    assert found.offset_m.tolist() == [20.0, 70.0, 80.0, 0.0]


def test_of_two_streets_equally_near_the_first_is_taken() -> None:
    lines = lines_of([(0, 10), (9, 10)], [(0, -10), (9, -10)], [(0, 10), (-9, 10)])
    assert walk.snap(lines, [5, 0], [0, 14], within_m=30).edge.tolist() == [0, 0]


def test_a_street_of_no_length_can_be_joined() -> None:
    lines = lines_of([(0, 0), (0, 0)], length_m=[0.0])
    found = walk.snap(lines, [3], [4], within_m=30)
    assert (found.edge.tolist(), found.offset_m.tolist(), found.gap_m.tolist()) == ([0], [0], [5])


def test_nobody_joins_where_there_are_no_streets() -> None:
    none = walk.Lines(first=np.zeros(1, np.int64), xy_m=np.empty((0, 2)), length_m=np.empty(0))
    assert walk.snap(none, [1, 2], [3, 4], within_m=100).edge.tolist() == [-1, -1]
    assert walk.snap(none, [], [], within_m=100).edge.tolist() == []


def test_lines_that_are_drawn_already_are_those_that_their_places_make() -> None:
    lines = lines_of([(0, 0), (10, 0)], [(5, 5), (6, 6), (9, 6)])
    again = walk.Lines.of(lines.drawn, lines.length_m)
    assert again.first.tolist() == lines.first.tolist() == [0, 2, 5]
    assert again.xy_m.tolist() == lines.xy_m.tolist()
    assert again.drawn is lines.drawn


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, 40)] * 6), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(-9, 50), st.integers(-9, 50)), min_size=1, max_size=8),
)
def test_the_gap_is_the_least_distance_to_any_segment(
    bent: list[tuple[int, ...]], points: list[tuple[int, int]]
) -> None:
    drawn = [[(p[0], p[1]), (p[2], p[3]), (p[4], p[5])] for p in bent]
    found = walk.snap(lines_of(*drawn), *zip(*points, strict=True), within_m=20)
    for point, edge, gap_m in zip(points, found.edge, found.gap_m, strict=True):
        least = min(to_segment_m(point, *two) for line in drawn for two in pairwise(line))
        if abs(least - 20) < 1e-9:
            continue  # on the very limit rounding decides
        assert (edge == -1) == (least > 20)
        if edge >= 0:
            own = min(to_segment_m(point, *two) for two in pairwise(drawn[edge]))
            assert abs(gap_m - least) < 1e-9
            assert abs(own - least) < 1e-9


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.sampled_from([5.0, 40.0, 500.0, 1e5]))
def test_the_nearest_line_and_its_gap_are_those_of_geos(
    seed: int, count: int, within_m: float
) -> None:
    chance = np.random.default_rng(seed)
    size = np.array([300.0, chance.choice([0.5, 300.0, 9_000.0])])
    drawn = [
        (chance.uniform(size=(int(chance.integers(2, 6)), 2)) * size).round(
            int(chance.integers(0, 4))
        )
        for _ in range(count)
    ]
    lines = lines_of(*[[(x, y) for x, y in line.tolist()] for line in drawn])
    points = np.concatenate([chance.uniform(-0.5, 1.5, (30, 2)) * size, *drawn])
    found = walk.snap(lines, *points.T, within_m=within_m)
    apart_m = shapely.distance(shapely.points(points)[:, None], lines.drawn[None])
    nearest, least_m = apart_m.argmin(axis=1), apart_m.min(axis=1)
    is_near = least_m <= within_m
    assert found.edge.tolist() == np.where(is_near, nearest, -1).tolist()
    assert np.array_equal(found.gap_m, np.where(is_near, least_m, np.nan), equal_nan=True)


def to_segment_m(point: tuple[int, int], a: tuple[int, int], b: tuple[int, int]) -> float:
    """Distance of a point from the segment a–b, by projection."""
    p, q, r = (np.array(place, float) for place in (point, a, b))
    along = float((r - q) @ (r - q))
    share = min(max(float((p - q) @ (r - q)) / along, 0.0), 1.0) if along else 0.0
    return float(np.linalg.norm(p - q - share * (r - q)))


def test_a_path_that_ends_short_of_the_street_is_joined_to_it_by_cutting_it() -> None:
    streets = streets_of([(0, 0), (100, 0)], [(30, 2), (30, 50)])
    joined = walk.join_islands(streets, within_m=5)
    assert joined.edge_was.tolist() == [0, 1, 0, -1]
    assert joined.streets.lines.length_m.tolist() == [30.0, 48.0, 70.0, 2.0]
    assert joined.islands.node_count.tolist() == [5]
    network = network_of(joined.streets)
    reach = walk.reach(network, walk.on_edges(network, [1], [48.0]), limit_m=500)
    assert walk.pairs(reach, walk.on_edges(network, [2], [70.0])).distance_m.tolist() == [120.0]


def test_a_street_met_by_two_paths_is_cut_twice() -> None:
    streets = streets_of([(0, 0), (100, 0)], [(70, 1), (70, 50)], [(30, 2), (30, 50)])
    joined = walk.join_islands(streets, within_m=5)
    assert joined.edge_was.tolist() == [0, 1, 2, 0, 0, -1, -1]
    assert joined.streets.lines.length_m.tolist() == [30.0, 49.0, 48.0, 40.0, 30.0, 1.0, 2.0]
    xy_m, first = joined.streets.lines.xy_m, joined.streets.lines.first
    assert xy_m[first[3] : first[4]].tolist() == [[30.0, 0.0], [70.0, 0.0]]
    assert xy_m[first[5] : first[6]].tolist() == [[70.0, 1.0], [70.0, 0.0]]
    assert joined.islands.node_count.tolist() == [8]


def test_a_bent_street_keeps_its_corners_when_it_is_cut() -> None:
    bent = [(0, 0), (20, 0), (20, 30), (50, 30), (50, 90)]
    joined = walk.join_islands(
        streets_of(bent, [(22, 15), (30, 15)], [(50, 92), (99, 92)], [(51, 40), (60, 40)]),
        within_m=3,
    )
    xy_m, first = joined.streets.lines.xy_m, joined.streets.lines.first
    of_bent = [
        xy_m[first[edge] : first[edge + 1]].tolist()
        for edge in np.flatnonzero(joined.edge_was == 0)
    ]
    assert of_bent == [
        [[0, 0], [20, 0], [20, 15]],
        [[20, 15], [20, 30], [50, 30], [50, 40]],
        [[50, 40], [50, 90]],
    ]


def test_a_path_that_ends_near_a_corner_is_joined_to_the_corner() -> None:
    streets = streets_of([(0, 0), (100, 0)], [(103, 0), (150, 0)])
    joined = walk.join_islands(streets, within_m=5)
    assert joined.edge_was.tolist() == [0, 1, -1]
    assert joined.streets.lines.length_m.tolist() == [100.0, 47.0, 3.0]
    assert len(joined.streets.node_x_m) == 4


def test_two_that_touch_without_a_common_node_are_joined_over_nothing() -> None:
    joined = walk.join_islands(streets_of([(0, 0), (100, 0)], [(40, 0), (40, 9)]), within_m=1)
    assert joined.edge_was.tolist() == [0, 1, 0, -1]
    assert joined.streets.lines.length_m.tolist() == [40.0, 9.0, 60.0, 0.0]
    assert joined.islands.node_count.tolist() == [5]


def test_islands_hop_to_islands_and_no_circle_is_made() -> None:
    row = streets_of([(0, 0), (10, 0)], [(12, 0), (22, 0)], [(24, 0), (34, 0)], [(0, 3), (34, 3)])
    joined = walk.join_islands(row, within_m=3)
    assert (joined.edge_was == -1).sum() == 3
    assert joined.streets.lines.length_m[joined.edge_was == -1].tolist() == [2.0, 2.0, 3.0]
    assert joined.islands.node_count[0] == joined.islands.node_count.sum()


def test_an_island_too_far_off_is_left_and_told() -> None:
    streets = streets_of([(0, 0), (100, 0)], [(0, 6), (0, 50)])
    joined = walk.join_islands(streets, within_m=5)
    assert joined.edge_was.tolist() == [0, 1]
    assert joined.islands.node_count.tolist() == [2, 2]
    assert joined.islands.length_m.tolist() == [100.0, 44.0]


def test_straight_pairs_are_all_within_the_circle() -> None:
    rng = np.random.default_rng(3)
    source, target = rng.uniform(0, 1_000, (30, 2)), rng.uniform(0, 1_000, (200, 2))
    apart_m = np.hypot(*(source[:, None] - target[None]).transpose(2, 0, 1))
    found = walk.straight_pairs(source, target, limit_m=150)
    expected = np.argwhere(apart_m <= 150)
    assert np.array_equal(np.stack([found.source, found.target], axis=1), expected)
    assert np.allclose(found.distance_m, apart_m[apart_m <= 150])


def test_two_on_one_spot_are_a_straight_pair() -> None:
    found = walk.straight_pairs([[3, 4]], [[3, 4]], limit_m=0)
    assert (found.source.tolist(), found.distance_m.tolist()) == ([0], [0.0])
    assert len(walk.straight_pairs(np.empty((0, 2)), [[3, 4]], limit_m=9).source) == 0


def test_sums_around_are_those_of_the_pairs_one_after_another() -> None:
    chance = np.random.default_rng(5)
    source = np.sort(chance.integers(0, 7, 200)).astype(np.int32)
    target = chance.integers(0, 30, 200).astype(np.int32)
    found = walk.Pairs(source=source, target=target, distance_m=np.zeros(200, np.float32))
    values = chance.uniform(0, 1e6, (30, 3))
    sums = walk.sums_around(found, values, source_count=9)
    for column in range(3):
        one = np.bincount(source, weights=values[target, column], minlength=9)
        assert sums[:, column].tolist() == one.tolist()
