"""Sets of rows that clash, and the least easing, against trying every choice."""

from itertools import chain, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain.problems import tiny_problem, whole
from tests.plain.solve import best_by_trying_all, entries

from gengxin.engines.solve import Problem
from gengxin.engines.solve.conflict import nearest, smallest_conflict


def tight(seed: int) -> Problem:
    """A tiny problem whose rows often clash, its auxiliaries and people counted one by one."""
    problem = tiny_problem(seed)
    rng = np.random.default_rng(seed + 1)
    return problem._replace(
        row_rhs=problem.row_rhs - rng.integers(0, 7, len(problem.row_rhs)),
        aux_coef=np.sign(problem.aux_coef),
        served_coef=np.sign(problem.served_coef),
    )


def groups_of(problem: Problem, seed: int) -> list[np.ndarray]:
    """The rows that say ≤, in one or several groups."""
    rows = np.flatnonzero(~problem.row_is_equal)
    label = np.random.default_rng(seed).integers(0, 3, len(rows))
    return [rows[label == one] for one in range(3) if (label == one).any()]


def with_rows(problem: Problem, rows: set[int]) -> Problem:
    """The problem in which all other ≤ rows ask for nothing."""
    free = ~problem.row_is_equal
    free[list(rows)] = False
    return problem._replace(row_rhs=np.where(free, 10_000, problem.row_rhs))


def holds(problem: Problem, groups: list[np.ndarray]) -> bool:
    rows = set(chain.from_iterable(group.tolist() for group in groups))
    return best_by_trying_all(with_rows(problem, rows)) > -np.inf


@given(seed=st.integers(0, 100_000))
@settings(max_examples=40)
def test_a_conflict_is_one_and_no_group_of_it_can_be_spared(seed: int) -> None:
    problem = tight(seed)
    groups = groups_of(problem, seed)
    found = smallest_conflict(problem, groups)
    assert (found is None) == holds(problem, groups)
    if found is None:
        return
    named = [groups[one] for one in found.groups]
    assert not holds(problem, named)
    assert found.is_irreducible
    for one in range(len(named)):
        assert holds(problem, named[:one] + named[one + 1 :])


def least_missed(problem: Problem, weight: int) -> int:
    """The least that ≤ rows are missed by, of a problem of columns alone; −1: none."""
    least = -1
    sites = zip(problem.site_ptr[:-1].tolist(), problem.site_ptr[1:].tolist(), strict=True)
    for choice in product(*(range(first, last) for first, last in sites)):
        over = -problem.row_rhs
        for column in choice:
            for row, coef in entries(problem.link_ptr, column, problem.link_row, problem.link_coef):
                over[row] += coef
        if (over[problem.row_is_equal] != 0).any():
            continue
        missed = weight * int(np.maximum(over, 0).sum())
        least = missed if least < 0 else min(least, missed)
    return least


@given(seed=st.integers(0, 100_000))
@settings(max_examples=40)
def test_the_nearest_way_out_misses_rows_by_no_more_than_needed(seed: int) -> None:
    problem = tight(seed)
    rows = len(problem.row_rhs)
    problem = problem._replace(
        aux_low=whole([]),
        aux_high=whole([]),
        aux_value=np.zeros(0),
        aux_ptr=whole([0]),
        aux_row=whole([]),
        aux_coef=whole([]),
        served_ptr=np.zeros(len(problem.need) + 1, np.int64),
        served_row=whole([]),
        served_coef=whole([]),
    )
    found = nearest(problem, np.where(problem.row_is_equal, np.nan, 2.0))
    least = least_missed(problem, 2)
    assert found.impossible == (least < 0)
    if least >= 0:
        assert found.missing.shape == (rows,)
        assert 2 * found.missing.sum() == least


def two_sites() -> Problem:
    """Two sites to keep or renew: renewing costs 7 and 9 and brings 2 and 3 homes.

    Row 0: at most 5 is spent; row 1: at least 2 homes; row 2: at most 5 homes, which says nothing.
    """
    nothing = whole([])
    return Problem(
        site_ptr=whole([0, 2, 4]),
        value=np.zeros(4),
        row_rhs=whole([5, -2, 5]),
        row_is_equal=np.zeros(3, bool),
        link_ptr=whole([0, 0, 3, 3, 6]),
        link_row=whole([0, 1, 2, 0, 1, 2]),
        link_coef=whole([7, -2, 2, 9, -3, 3]),
        aux_low=nothing,
        aux_high=nothing,
        aux_value=np.zeros(0),
        aux_ptr=whole([0]),
        aux_row=nothing,
        aux_coef=nothing,
        need=nothing,
        worth=np.zeros(0),
        grow_ptr=np.zeros(5, np.int64),
        grow_demand=nothing,
        grow_coef=nothing,
        served_ptr=whole([0]),
        served_row=nothing,
        served_coef=nothing,
        slot_site=nothing,
        arc_ptr=whole([0]),
        arc_demand=nothing,
        level_ptr=whole([0]),
        level_capacity=nothing,
        open_ptr=np.zeros(5, np.int64),
        open_level=nothing,
    )


def test_money_for_no_site_and_homes_asked_for_clash() -> None:
    problem = two_sites()
    found = smallest_conflict(problem, [whole([2]), whole([0]), whole([1])])
    assert found is not None
    assert (found.groups, found.is_irreducible) == ((1, 2), True)
    # two more in money renew the first site
    eased = nearest(problem, np.array([1.0, np.nan, np.nan]))
    assert eased.missing.tolist() == [2, 0, 0]
    assert eased.choice.tolist() == [1, 2]
    # or no home is asked for
    assert nearest(problem, np.array([np.nan, 1.0, np.nan])).missing.tolist() == [0, 2, 0]


def test_where_everything_holds_nothing_clashes() -> None:
    problem = two_sites()._replace(row_rhs=whole([7, -2, 5]))
    assert smallest_conflict(problem, [whole([0]), whole([1]), whole([2])]) is None


def test_a_row_that_says_equal_can_not_be_eased() -> None:
    problem = two_sites()._replace(row_is_equal=np.array([True, False, False]))
    with pytest.raises(ValueError, match=r"rows \[0\] say =; only ≤ can be eased"):
        nearest(problem, np.array([1.0, np.nan, np.nan]))
