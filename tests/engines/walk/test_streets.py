"""Streets small enough to check by hand."""

import numpy as np
import pytest

from gengxin.engines import walk


def metres(network: walk.Network, source: tuple[int, float], target: tuple[int, float]) -> float:
    """From one place to another, each an edge and an offset; inf when there is no way."""
    reach = walk.reach(network, walk.on_edges(network, [source[0]], [source[1]]), limit_m=10_000)
    place = walk.on_edges(network, [target[0]], [target[1]])
    return float(walk.nearest(reach, place, k=1).distance_m[0, 0, 0])


def streets(*edges: tuple[int, int, float], nodes: int) -> walk.Network:
    start, end, length_m = zip(*edges, strict=True)
    return walk.network(
        range(nodes), [0] * nodes, edge_start=start, edge_end=end, edge_length_m=length_m
    )


def test_a_street_without_side_streets_is_one_link() -> None:
    street = streets((0, 1, 30.0), (2, 1, 40.0), (2, 3, 50.0), nodes=4)
    assert street.junction_count == 2
    assert street.links.length.tolist() == [1_200_000]
    assert metres(street, (0, 10.0), (1, 10.0)) == 20.0 + 30.0  # edge 1 is drawn towards node 1
    assert metres(street, (0, 10.0), (2, 50.0)) == 110.0


def test_both_ends_of_an_edge_are_tried() -> None:
    block = streets((0, 1, 100.0), (1, 2, 10.0), (2, 3, 10.0), (3, 0, 10.0), (0, 4, 5.0), nodes=5)
    assert metres(block, (0, 95.0), (4, 5.0)) == 5.0 + 30.0 + 5.0
    assert metres(block, (0, 5.0), (4, 5.0)) == 5.0 + 5.0


def test_two_on_one_street_walk_straight_or_round_the_block_if_that_is_shorter() -> None:
    block = streets((0, 1, 100.0), (1, 0, 10.0), (0, 2, 5.0), (1, 3, 5.0), nodes=4)
    assert metres(block, (0, 20.0), (0, 60.0)) == 40.0
    assert metres(block, (0, 5.0), (0, 95.0)) == 5.0 + 10.0 + 5.0


def test_of_parallel_edges_the_shorter_is_walked_and_both_are_lived_on() -> None:
    twins = streets((0, 1, 70.0), (0, 1, 20.0), (0, 2, 5.0), (1, 3, 5.0), nodes=4)
    assert metres(twins, (2, 5.0), (3, 5.0)) == 30.0
    assert metres(twins, (2, 5.0), (0, 35.0)) == 5.0 + 35.0
    assert metres(twins, (2, 5.0), (0, 60.0)) == 5.0 + 20.0 + 10.0


def test_a_loop_at_the_end_of_a_street_is_walked_the_shorter_way_round() -> None:
    lane = streets((0, 1, 50.0), (1, 1, 60.0), nodes=2)
    assert metres(lane, (0, 0.0), (1, 20.0)) == 70.0
    assert metres(lane, (0, 0.0), (1, 45.0)) == 65.0
    assert metres(lane, (1, 5.0), (1, 55.0)) == 10.0
    assert metres(lane, (1, 20.0), (1, 40.0)) == 20.0


def test_a_ring_without_junction_is_walked_the_shorter_way_round() -> None:
    ring = streets((0, 1, 10.0), (1, 2, 10.0), (2, 3, 10.0), (3, 0, 10.0), nodes=4)
    assert ring.junction_count == 1
    assert metres(ring, (0, 5.0), (1, 5.0)) == 10.0
    assert metres(ring, (0, 5.0), (3, 5.0)) == 10.0
    assert metres(ring, (1, 2.0), (3, 8.0)) == 14.0


def test_a_crossing_of_no_length_costs_nothing() -> None:
    crossing = streets((0, 1, 10.0), (1, 2, 0.0), (2, 3, 10.0), (1, 4, 7.0), (2, 5, 7.0), nodes=6)
    assert metres(crossing, (0, 0.0), (2, 10.0)) == 20.0
    assert metres(crossing, (3, 7.0), (4, 7.0)) == 14.0


def test_a_node_without_edges_is_near_itself_alone() -> None:
    lonely = streets((0, 1, 10.0), nodes=3)
    reach = walk.reach(lonely, walk.at_nodes(lonely, [2, 0]), limit_m=100)
    found = walk.pairs(reach, walk.at_nodes(lonely, [0, 1, 2]))
    rows = zip(found.source, found.target, found.distance_m, strict=True)
    assert list(rows) == [(0, 2, 0.0), (1, 0, 0.0), (1, 1, 10.0)]


def test_a_park_is_reached_at_its_nearest_gate() -> None:
    street = streets((0, 1, 100.0), nodes=2)
    gates = walk.on_edges(street, [0, 0, 0], [10.0, 90.0, 40.0], owner=[0, 0, 1])
    homes = walk.on_edges(street, [0, 0], [80.0, 20.0])
    found = walk.nearest(walk.reach(street, gates, limit_m=100), homes, k=2)
    assert found.distance_m[0].tolist() == [[10.0, 40.0], [10.0, 20.0]]
    assert found.owner[0].tolist() == [[0, 1], [0, 1]]


def test_a_building_with_two_doors_is_as_near_as_the_nearer_one() -> None:
    street = streets((0, 1, 100.0), nodes=2)
    shops = walk.reach(street, walk.on_edges(street, [0, 0], [0.0, 100.0]), limit_m=100)
    doors = walk.on_edges(street, [0, 0, 0], [30.0, 60.0, 50.0], owner=[0, 0, 2])
    assert doors.owner_count == 3
    found = walk.nearest(shops, doors, k=2)
    assert found.distance_m[0].tolist() == [[30.0, 40.0], [np.inf, np.inf], [50.0, 50.0]]
    assert found.owner[0].tolist() == [[0, 1], [-1, -1], [0, 1]]
    assert walk.pairs(shops, doors).distance_m.tolist() == [30.0, 50.0, 40.0, 50.0]


def test_what_lies_exactly_at_the_limit_is_within_it() -> None:
    street = streets((0, 1, 30.0), (1, 2, 40.0), (1, 3, 41.0), nodes=4)
    reach = walk.reach(street, walk.at_nodes(street, [0]), limit_m=70)
    found = walk.pairs(reach, walk.at_nodes(street, [0, 1, 2, 3]))
    assert found.target.tolist() == [0, 1, 2]


def test_each_owner_has_its_own_limit() -> None:
    street = streets((0, 1, 100.0), nodes=2)
    both = walk.on_edges(street, [0, 0], [0.0, 0.0])
    reach = walk.reach(street, both, limit_m=[20.0, 60.0])
    found = walk.pairs(reach, walk.on_edges(street, [0, 0], [50.0, 10.0]))
    assert found.source.tolist() == [0, 1, 1]
    near = walk.nearest(reach, walk.on_edges(street, [0], [50.0]), k=1, kind=[0, 1])
    assert near.owner.tolist() == [[[-1]], [[1]]]


def test_some_sources_at_a_time_give_the_same_pairs() -> None:
    street = streets((0, 1, 100.0), (1, 2, 50.0), (1, 3, 60.0), nodes=4)
    shops = walk.reach(street, walk.at_nodes(street, [2, 0, 3]), limit_m=150)
    homes = walk.on_edges(street, [0, 1, 2], [20.0, 30.0, 60.0])
    parts = list(walk.pairs_by_part(shops, homes, parts=[[2, 0], [], [1]]))
    whole = walk.pairs(shops, homes)
    assert [part.source.tolist() for part in parts] == [[0, 0, 0, 2, 2, 2], [], [1, 1]]
    for name in ("target", "distance_m"):
        split = np.concatenate([getattr(part, name) for part in (parts[0], parts[2])])
        order = np.argsort(np.concatenate([parts[0].source, parts[2].source]), kind="stable")
        assert np.array_equal(split[order], getattr(whole, name))


def test_a_long_chain_is_not_made_longer_by_rounding() -> None:
    count = 20_000
    node = np.arange(count + 1)
    street = walk.network(
        node, node, edge_start=node[:-1], edge_end=node[1:], edge_length_m=np.full(count, 0.12344)
    )
    assert metres(street, (0, 0.0), (count - 1, 0.12344)) == pytest.approx(2_468.8, abs=1e-3)


def test_a_thousand_junctions_in_a_row_are_not_made_longer_by_rounding() -> None:
    count = 1_000
    node = np.arange(count + 1)
    street = walk.network(
        np.concatenate([node, node]),
        np.concatenate([node, node]),
        edge_start=np.concatenate([node[:-1], node]),
        edge_end=np.concatenate([node[1:], node + count + 1]),
        edge_length_m=np.concatenate([np.full(count, 2.00004), np.ones(count + 1)]),
    )
    assert street.junction_count > count
    assert metres(street, (0, 0.0), (count - 1, 2.00004)) == pytest.approx(2_000.04, abs=0.1)


def test_an_empty_network_has_nothing_and_says_nothing() -> None:
    nothing = walk.network([], [], edge_start=[], edge_end=[], edge_length_m=[])
    reach = walk.reach(nothing, walk.on_edges(nothing, [], []), limit_m=100)
    assert len(walk.pairs(reach, walk.at_nodes(nothing, [])).source) == 0
    assert walk.nearest(reach, walk.at_nodes(nothing, []), k=3).owner.shape == (1, 0, 3)
    assert len(walk.islands(nothing).node_count) == 0
    assert len(walk.by_junction(reach).size) == 0
