import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plain import cover as plain

from gengxin.engines.cover import gini, group_sums


def test_sums_are_by_group_and_those_in_none_come_last() -> None:
    assert group_sums([3, 4, 5, 6], group=[0, 2, 0, -1], group_count=3).tolist() == [8, 0, 4, 6]


def test_nothing_to_sum_is_nothing() -> None:
    assert group_sums([], group=[], group_count=2).tolist() == [0, 0, 0]


def test_a_missing_value_makes_its_group_missing_and_no_other() -> None:
    sums = group_sums([1, math.nan, 5], group=[0, 0, 1], group_count=2)
    assert math.isnan(sums[0])
    assert sums[1:].tolist() == [5, 0]


@pytest.mark.parametrize("group", [[0, 2], [0, -2], [0.5, 1], [0]])
def test_a_group_that_is_not_there_is_refused(group: list[float]) -> None:
    with pytest.raises(ValueError, match="group"):
        group_sums([1, 2], group=group, group_count=2)


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 1000)), max_size=30))
def test_sums_by_group_add_up_to_all(rows: list[tuple[int, int]]) -> None:
    values, groups = [v for _, v in rows], [g for g, _ in rows]
    sums = group_sums(values, group=groups, group_count=4)
    assert sums.sum() == sum(values)
    assert sums.tolist() == [sum(v for g, v in rows if g == wanted) for wanted in (0, 1, 2, 3, -1)]


def test_gini_by_hand() -> None:
    assert gini([5, 5, 5], weight=[1, 2, 3]) == 0
    # one of four has all: the mean of |x - y| over the 16 draws is 6/16, over twice the mean 1/4
    assert gini([0, 0, 0, 1], weight=[1, 1, 1, 1]) == 0.75
    assert gini([0, 1], weight=[3, 1]) == 0.75


def test_gini_of_nothing_is_missing() -> None:
    assert math.isnan(gini([0, 0], weight=[1, 1]))
    assert math.isnan(gini([], weight=[]))
    assert math.isnan(gini([1, 2], weight=[0, 0]))


@pytest.mark.parametrize(
    ("values", "weight", "said"),
    [
        ([1, math.nan], [1, 1], "values is missing in 1 of 2 rows, first in row 1"),
        ([1, 2], [1, -1], "weight is -1.0 in row 1"),
        ([1, 2], [1], "weight has shape"),
    ],
)
def test_gini_guesses_nothing(values: list[float], weight: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        gini(values, weight=weight)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=12))
def test_gini_is_the_mean_difference_of_all_draws(rows: list[tuple[int, int]]) -> None:
    values, weights = [v for v, _ in rows], [w for _, w in rows]
    assert gini(values, weight=weights) == pytest.approx(
        plain.gini(values, weights), abs=1e-12, nan_ok=True
    )
