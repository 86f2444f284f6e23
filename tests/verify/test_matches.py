"""Bounds of matches counted again without a solver: they hold, and are those that were claimed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.match.small import small_consortia, small_space, whole
from tests.plain.match import best_consortia, best_space

from gengxin.engines.match import SCALE, run
from gengxin.engines.match.filling import fill
from gengxin.verify.consortia import consortia_bound, consortia_faults
from gengxin.verify.space import space_bound, space_faults


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), rounds=st.integers(1, 30))
def test_the_bound_on_consortia_is_the_one_claimed(seed: int, rounds: int) -> None:
    problem = small_consortia(seed)
    *_, last = run(problem, rounds=rounds)
    claimed = consortia_bound(problem._asdict(), last.split()._asdict())
    assert max(claimed, last.teams.worth) <= last.bound
    assert claimed >= best_consortia(problem)
    assert consortia_faults(problem._asdict(), last.teams.bid, last.teams.worth) == []


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_any_prices_bound_consortia(seed: int) -> None:
    problem, rng = small_consortia(seed), np.random.default_rng(seed)
    proof = {
        "item": whole([-1]),
        "child": whole([[-1, -1]]),
        "leaf": whole([0]),
        "bid": whole(rng.integers(0, 30 * SCALE, (1, len(problem.firm)))),
        "stake": whole(rng.integers(0, 3 * SCALE, (1, len(problem.equity)))),
    }
    assert consortia_bound(problem._asdict(), proof) >= best_consortia(problem)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_bound_on_space_is_the_one_claimed(seed: int) -> None:
    problem = small_space(seed)
    *_, last = fill(problem, rounds=12)
    assert space_bound(problem._asdict(), last.price) == last.bound
    assert last.bound >= best_space(problem)
    faults = space_faults(problem._asdict(), last.lets.offer, last.lets.area, last.lets.worth)
    assert faults == []


def test_a_price_below_nothing_proves_nothing() -> None:
    problem = small_space(1)
    with pytest.raises(ValueError, match="a price is below 0"):
        space_bound(problem._asdict(), np.full(problem.area.shape, -1))


def test_a_worth_that_is_not_the_sum_is_told() -> None:
    problem = small_space(1)
    *_, last = fill(problem, rounds=12)
    told = space_faults(problem._asdict(), last.lets.offer, last.lets.area, last.lets.worth + 1)
    assert told == [f"the worths sum to {last.lets.worth}, not {last.lets.worth + 1}"]
