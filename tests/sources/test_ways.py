"""Lines drawn one by one become a network: small crossings checked by hand, then random ones."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gengxin.sources.notes import NoteBook
from gengxin.sources.ways import Noded, noded, walk_edges


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(places)


def node(*lines: shapely.LineString, snap_m: float = 0.5, cross: bool = False) -> Noded:
    return noded(np.array(lines, dtype=object), snap_m=snap_m, crossings_meet=cross)


def test_lines_meet_at_a_common_vertex() -> None:
    # a street with a vertex in its middle, from which a path leaves
    net = node(line((0, 0), (10, 0), (20, 0)), line((10, 0), (10, 7)))
    assert net.line.tolist() == [0, 0, 1]
    assert len(net.node_xy_m) == 4


def test_an_end_near_a_line_meets_it_and_is_counted() -> None:
    net = node(line((0, 0), (20, 0)), line((9, 8), (9, 0.4)))
    assert net.snapped_count == 1
    assert len(net.line) == 3
    assert [9.0, 0.0] in net.node_xy_m.tolist()


def test_an_end_farther_than_the_tolerance_stays_apart() -> None:
    net = node(line((0, 0), (20, 0)), line((9, 8), (9, 0.6)))
    assert (net.snapped_count, len(net.line)) == (0, 2)


def test_two_ends_a_little_apart_become_one_node() -> None:
    net = node(line((0, 0), (10, 0)), line((10.3, 0), (20, 0)))
    assert len(net.line) == 2
    assert len(net.node_xy_m) == 3


def test_a_bridge_does_not_meet_the_street_below_unless_told() -> None:
    below, bridge = line((0, 0), (20, 0)), line((10, -5), (10, 5))
    assert len(node(below, bridge).line) == 2
    level = node(below, bridge, cross=True)
    assert (len(level.line), level.crossing_count) == (4, 1)


def test_an_edge_drawn_twice_is_kept_once() -> None:
    net = node(line((0, 0), (10, 0)), line((10, 0), (0, 0)))
    assert net.line.tolist() == [0]


def test_parallel_ways_and_loops_stay() -> None:
    arc, chord = line((0, 0), (5, 3), (10, 0)), line((0, 0), (10, 0))
    loop = line((10, 0), (12, 2), (14, 0), (10, 0))
    net = node(arc, chord, loop)
    assert sorted(net.line.tolist()) == [0, 1, 2]
    assert (net.start_node == net.end_node).sum() == 1


def test_islands_within_reach_are_linked_and_the_link_says_so() -> None:
    ways = gpd.GeoDataFrame(
        {"way_kind": ["sidewalk", "footway", "path"], "name_en": ["a", "b", "c"]},
        geometry=[line((0, 0), (50, 0)), line((0, 8), (50, 8)), line((0, 99), (50, 99))],
        crs="EPSG:32651",
    )
    book = NoteBook()
    edges = walk_edges(ways, snap_m=0.5, crossings_meet=False, join_islands_m=10, book=book)
    links = edges[edges["way_kind"] == "join"]
    assert links["length_m"].tolist() == [8.0]
    assert links["name_en"].isna().all()
    assert edges["length_m"].sum() == pytest.approx(158.0)
    said = {(note.action, note.count) for note in book.notes}
    assert ("joined", 1) in said  # the link
    assert ("read", 1) in said  # the island that stays cut off


places = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(st.lists(st.lists(places, min_size=2, max_size=4, unique=True), min_size=1, max_size=6))
def test_cut_lines_cover_what_was_drawn_and_touch_at_nodes_only(
    drawn: list[list[tuple[int, int]]],
) -> None:
    lines = [line(*track) for track in drawn]
    net = node(*lines, snap_m=0.01, cross=True)
    parts = [net.xy_m[a:b] for a, b in zip(net.first, net.first[1:], strict=False)]
    edges = [line(*map(tuple, part)) for part in parts]
    for edge, start, end in zip(edges, net.start_node, net.end_node, strict=True):
        assert np.allclose(edge.coords[0], net.node_xy_m[start], atol=0.02)
        assert np.allclose(edge.coords[-1], net.node_xy_m[end], atol=0.02)
    # the plain way: all lines laid over each other cover the same ground, each stretch once
    union = shapely.union_all(lines)
    assert shapely.union_all(edges, grid_size=1e-6).length == pytest.approx(union.length, abs=0.2)
