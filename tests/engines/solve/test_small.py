"""Small problems against the plain way: every choice, people shared out by another solver."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.plain.problems import tiny_problem
from tests.plain.solve import best_by_trying_all, bound_by_prices, faults_of, value_of_plan

from gengxin.engines.solve import Prices, bound_of, run

AFTER_FIRST_PLAN = 12


@given(seed=st.integers(0, 10_000))
@example(seed=698)  # a row with = that auxiliaries keep by half a unit, were they to take one
@example(seed=85)  # people in fractions claim more than whole ones can be worth
@settings(max_examples=25)
def test_the_bound_is_above_the_best_and_the_plan_is_the_best(seed: int) -> None:
    problem = tiny_problem(seed)
    best = best_by_trying_all(problem)
    last = list(run(problem, rounds=AFTER_FIRST_PLAN))[-1]
    assert last.bound >= best
    if last.plan is None:
        assert best == -np.inf
        assert last.shortfall is not None
        return
    assert faults_of(problem, last.plan) == []
    assert last.plan.value == pytest.approx(value_of_plan(problem, last.plan), abs=1e-9)
    assert last.plan.value == pytest.approx(best, abs=1e-6)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40)
def test_a_bound_is_never_below_what_exact_fractions_say(seed: int) -> None:
    problem = tiny_problem(seed)
    rng = np.random.default_rng(seed)
    row = rng.uniform(0.0, 2.0, len(problem.row_rhs))
    row[problem.row_is_equal] -= 1.0
    prices = Prices(row, rng.uniform(0.0, 2.0, len(problem.need)))
    bound, exact = bound_of(problem, prices), bound_by_prices(problem, prices)
    assert bound >= exact
    assert bound == pytest.approx(float(exact), rel=1e-9, abs=1e-9)


def test_prices_of_the_wrong_sign_prove_nothing_and_are_refused() -> None:
    problem = tiny_problem(3)
    prices = Prices(np.zeros(len(problem.row_rhs)), np.full(len(problem.need), -1.0))
    with pytest.raises(ValueError, match="demand rows must be 0 or more"):
        bound_of(problem, prices)
