"""Who is served when those worth most come first: held against a linear program."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.engines.cover.random_towns import Town, towns

from gengxin.engines.cover import Pairs, Ranked, ranked


def asked(town: Town, worth: list[int]) -> tuple[Ranked, np.ndarray, np.ndarray]:
    capacity = np.array([round(1_000 * one) for one in town.capacity], np.int64)
    need = np.array([round(1_000 * one) for one in town.need], np.int64)
    found = ranked(town.pairs, capacity=capacity, need=need, worth=np.array(worth, float))
    return found, capacity, need


def most_by_linear_program(
    rows: list[tuple[int, int, float]], room: tuple[np.ndarray, np.ndarray], worth: list[int]
) -> float:
    """The greatest worth, found by a solver that knows nothing of chains."""
    if not rows:
        return 0.0
    capacity, need = room
    limits = np.zeros((len(capacity) + len(need), len(rows)))
    for at, (source, target, _) in enumerate(rows):
        limits[source, at] = limits[len(capacity) + target, at] = 1.0
    found = linprog(
        [-worth[target] for _, target, _ in rows],
        A_ub=limits,
        b_ub=np.concatenate([capacity, need]),
    )
    return -float(found.fun)


@settings(max_examples=300, deadline=None)
@given(towns(with_gaps=False), st.data())
def test_no_choice_is_worth_more(town: Town, data: st.DataObject) -> None:
    of_each = st.lists(st.integers(0, 4), min_size=len(town.need), max_size=len(town.need))
    worth = data.draw(of_each)
    found, capacity, need = asked(town, worth)
    pairs = town.pairs
    source = np.repeat(np.arange(pairs.source_count), np.diff(pairs.starts))
    target = pairs.targets
    assert (found.sent >= 0).all()
    assert (np.bincount(source, found.sent, len(capacity)) <= capacity).all()
    assert (np.bincount(target, found.sent, len(need)) <= need).all()
    total = float((found.sent * np.array(worth)[target]).sum())
    assert np.isclose(total, most_by_linear_program(town.rows, (capacity, need), worth))
    # the prices prove it: whatever is served pays for its need or for its place
    of_place = np.zeros(len(capacity))
    np.maximum.at(of_place, source, np.array(worth)[target] - found.price[target])
    assert (found.price >= 0).all()
    assert total == (found.price * need).sum() + (of_place * capacity).sum()


def test_the_worthier_moves_but_is_never_turned_away() -> None:
    # 0 fills clinic 0, the only one that 1 reaches; it moves to clinic 1, and 2 gets nothing
    pairs = Pairs.from_rows(
        source=[0, 1, 0, 1],
        target=[0, 0, 1, 2],
        distance_m=[1, 2, 1, 1],
        source_count=2,
        target_count=3,
    )
    found = ranked(
        pairs,
        capacity=np.array([5, 5]),
        need=np.array([5, 5, 5]),
        worth=np.array([3.0, 2.0, 1.0]),
    )
    assert pairs.targets.tolist() == [0, 1, 0, 2]
    assert found.sent.tolist() == [0, 5, 5, 0]
    # one more of 2 is worth nothing; the place that it would take costs 1, which 0 and 1 save
    assert found.price.tolist() == [2.0, 1.0, 0.0]


def test_nobody_is_served_for_nothing() -> None:
    pairs = Pairs.from_rows(source=[0], target=[0], distance_m=[1], source_count=1, target_count=1)
    found = ranked(pairs, capacity=np.array([5]), need=np.array([5]), worth=np.zeros(1))
    assert found.sent.tolist() == [0]
    assert found.price.tolist() == [0.0]
