"""Facilities that come and go on a street that everybody shares."""

from importlib import import_module

import numpy as np
import pytest

from gengxin.engines import walk


@pytest.fixture
def star() -> walk.Network:
    return walk.network(
        [0, 1, 2, 3], [0] * 4, edge_start=[0, 0, 0], edge_end=[1, 2, 3], edge_length_m=[30, 40, 50]
    )


def test_a_removed_owner_reaches_nothing_and_keeps_its_number(star: walk.Network) -> None:
    changing = walk.live(walk.reach(star, walk.at_nodes(star, [1, 2]), limit_m=100))
    changing.remove(0)
    assert changing.add(walk.at_nodes(star, [3]), limit_m=100) == 2
    found = walk.pairs(changing.reach, walk.at_nodes(star, [0]))
    assert found.source.tolist() == [1, 2]
    assert found.distance_m.tolist() == [40.0, 50.0]


def test_the_reach_that_was_opened_is_left_as_it_was(star: walk.Network) -> None:
    before = walk.reach(star, walk.at_nodes(star, [1, 2]), limit_m=100)
    changing = walk.live(before)
    changing.remove(0)
    changing.add(walk.at_nodes(star, [3]), limit_m=100)
    assert walk.pairs(before, walk.at_nodes(star, [0])).source.tolist() == [0, 1]


# with no spare memory all is packed anew again and again; with enough, full lists move
@pytest.mark.parametrize("spare", [0, 1_000])
def test_many_changes_are_the_same_as_building_anew(
    star: walk.Network, monkeypatch: pytest.MonkeyPatch, spare: int
) -> None:
    monkeypatch.setattr(import_module("gengxin.engines.walk.lists"), "_LEAST_TAIL", spare)
    monkeypatch.setattr(import_module("gengxin.engines.walk.live"), "_LEAST_SPARE", spare)
    changing = walk.live(walk.reach(star, walk.at_nodes(star, [0]), limit_m=100))
    for number in range(1, 60):
        at = walk.on_edges(star, [number % 3], [number % 7])
        assert changing.add(at, limit_m=100) == number
        if number % 4 == 0:
            changing.remove(number - 2)
    kept = changing.reach.spots
    anew = walk.reach(star, kept, limit_m=100)
    for junction in range(star.junction_count):
        for found, expected in zip(
            changing.lists.at(junction), walk.by_junction(anew).at(junction), strict=True
        ):
            assert np.array_equal(found, expected)
    for owner in range(kept.owner_count):
        for found, expected in zip(changing.reach.row(owner), anew.row(owner), strict=True):
            assert np.array_equal(found, expected)


def test_what_is_not_there_cannot_be_removed(star: walk.Network) -> None:
    changing = walk.live(walk.reach(star, walk.at_nodes(star, [1]), limit_m=100))
    changing.remove(0)
    with pytest.raises(ValueError, match="owner 0 has no spot here"):
        changing.remove(0)


def test_owners_come_one_at_a_time(star: walk.Network) -> None:
    changing = walk.live(walk.reach(star, walk.at_nodes(star, [1]), limit_m=100))
    with pytest.raises(ValueError, match="have 2 owners; add one owner at a time"):
        changing.add(walk.at_nodes(star, [1, 2]), limit_m=100)
