"""The walking engine against Dijkstra from the textbook, on streets of every shape."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.walk.towns import LONGEST, network_of, spots, spots_of, streets
from tests.plain import walk as plain
from tests.plain.walk import Spot, Streets

from gengxin.engines import walk

SOURCES, TARGETS = 4, 5
limits_m = st.integers(0, 4 * LONGEST).map(float)


@st.composite
def towns(draw: st.DrawFn) -> tuple[Streets, list[Spot], list[Spot], float]:
    some = draw(streets())
    return some, draw(spots(some, SOURCES)), draw(spots(some, TARGETS)), draw(limits_m)


def as_dict(pairs: walk.Pairs) -> dict[tuple[int, int], float]:
    rows = zip(pairs.source.tolist(), pairs.target.tolist(), pairs.distance_m.tolist(), strict=True)
    return {(source, target): distance_m for source, target, distance_m in rows}


def reach_of(some: Streets, sources: list[Spot], limit_m: float, threads: int = 2) -> walk.Reach:
    network = network_of(some)
    return walk.reach(
        network, spots_of(network, sources, SOURCES), limit_m=limit_m, threads=threads
    )


@settings(max_examples=300, deadline=None)
@given(towns())
def test_pairs_are_those_of_the_textbook(
    town: tuple[Streets, list[Spot], list[Spot], float],
) -> None:
    some, sources, targets, limit_m = town
    reach = reach_of(some, sources, limit_m)
    found = walk.pairs(reach, spots_of(reach.network, targets, TARGETS))
    assert as_dict(found) == plain.pairs(some, sources, targets, limit_m)
    assert sorted(as_dict(found)) == list(as_dict(found))


@settings(max_examples=200, deadline=None)
@given(towns())
def test_every_node_is_as_far_as_in_the_textbook(
    town: tuple[Streets, list[Spot], list[Spot], float],
) -> None:
    some, sources, _, limit_m = town
    reach = reach_of(some, sources, limit_m)
    nodes = walk.at_nodes(reach.network, np.arange(some.node_count))
    assert as_dict(walk.pairs(reach, nodes)) == plain.to_nodes(some, sources, limit_m)


@settings(max_examples=300, deadline=None)
@given(towns(), st.integers(1, 3), st.lists(st.integers(0, 2), min_size=SOURCES, max_size=SOURCES))
def test_the_nearest_of_each_kind_are_those_of_the_textbook(
    town: tuple[Streets, list[Spot], list[Spot], float], k: int, kind: list[int]
) -> None:
    some, sources, targets, limit_m = town
    reach = reach_of(some, sources, limit_m)
    found = walk.nearest(
        reach, spots_of(reach.network, targets, TARGETS), k=k, kind=kind, kind_count=3
    )
    every = plain.pairs(some, sources, targets, limit_m)
    for number in range(3):
        of_kind = {pair: metres for pair, metres in every.items() if kind[pair[0]] == number}
        for target in range(TARGETS):
            expected = plain.nearest(of_kind, target, k)
            expected += [(np.inf, -1)] * (k - len(expected))
            metres = found.distance_m[number, target].tolist()
            assert list(zip(metres, found.owner[number, target], strict=True)) == expected


@settings(max_examples=100, deadline=None)
@given(towns())
def test_rows_and_lists_tell_the_junctions_of_the_textbook(
    town: tuple[Streets, list[Spot], list[Spot], float],
) -> None:
    some, sources, _, limit_m = town
    reach = reach_of(some, sources, limit_m)
    to_nodes = plain.to_nodes(some, sources, limit_m)
    junctions = set(reach.network.junction_node.tolist())
    expected = {pair: metres for pair, metres in to_nodes.items() if pair[1] in junctions}
    first, node, distance_m = reach.matrix()
    owner = np.repeat(np.arange(SOURCES), np.diff(first))
    rows = zip(owner.tolist(), node.tolist(), strict=True)
    assert dict(zip(rows, distance_m.tolist(), strict=True)) == expected
    lists = walk.by_junction(reach)
    for junction, name in enumerate(reach.network.junction_node.tolist()):
        found = zip(*(column.tolist() for column in lists.at(junction)[::-1]), strict=True)
        assert list(found) == plain.nearest(expected, name, SOURCES)


@settings(max_examples=100, deadline=None)
@given(towns(), st.data())
def test_adding_and_removing_is_the_same_as_building_anew(
    town: tuple[Streets, list[Spot], list[Spot], float], data: st.DataObject
) -> None:
    some, sources, _, limit_m = town
    kept = list(sources)
    changing = walk.live(reach_of(some, sources, limit_m))
    for _ in range(4):
        present = sorted({owner for owner, _, _ in kept})
        if present and data.draw(st.booleans()):
            gone = data.draw(st.sampled_from(present))
            changing.remove(gone)
            kept = [spot for spot in kept if spot[0] != gone]
        else:
            new = [(0, edge, offset) for _, edge, offset in data.draw(spots(some, 2))]
            at = spots_of(changing.reach.network, new, 1)
            assert changing.add(at, limit_m=limit_m) == changing.reach.spots.owner_count - 1
            kept += [(changing.reach.spots.owner_count - 1, e, o) for _, e, o in new]
    count = changing.reach.spots.owner_count
    network = network_of(some)
    anew = walk.reach(network, spots_of(network, kept, count), limit_m=limit_m)
    assert_same_reach(changing.reach, anew)
    assert_same_lists(changing.lists, walk.by_junction(anew))


def assert_same_reach(one: walk.Reach, other: walk.Reach) -> None:
    assert one.spots.owner_count == other.spots.owner_count
    for owner in range(one.spots.owner_count):
        for found, expected in zip(one.row(owner), other.row(owner), strict=True):
            assert np.array_equal(found, expected)


def assert_same_lists(one: walk.Lists, other: walk.Lists) -> None:
    for junction in range(len(one.size)):
        for found, expected in zip(one.at(junction), other.at(junction), strict=True):
            assert np.array_equal(found, expected)


@settings(max_examples=50, deadline=None)
@given(streets())
def test_islands_are_those_of_the_textbook(some: Streets) -> None:
    found = walk.islands(network_of(some))
    expected = plain.islands(some)
    assert [set(np.flatnonzero(found.node_island == n)) for n in range(len(expected))] == expected
    assert found.node_count.tolist() == [len(island) for island in expected]
    for number, (start, _, _) in enumerate(some.edges):
        assert found.edge_island[number] == found.node_island[start]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_number_of_threads_changes_nothing(threads: int) -> None:
    side = 40
    node = np.arange(side * side).reshape(side, side)
    start = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    end = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    rng = np.random.default_rng(5)
    network = walk.network(
        node.ravel() % side,
        node.ravel() // side,
        edge_start=start,
        edge_end=end,
        edge_length_m=rng.uniform(20, 90, len(start)),
    )
    places = walk.at_nodes(network, rng.integers(0, side * side, 1_500))
    one = walk.reach(network, places, limit_m=400, threads=1)
    several = walk.reach(network, places, limit_m=400, threads=threads)
    for found, expected in zip(several.rows, one.rows, strict=True):
        assert np.array_equal(found, expected)
