"""Bounds of matches counted again without a solver: they hold, and are those that were claimed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.match.small import (
    builder_with_little_equity,
    small_consortia,
    small_space,
    whole,
)
from tests.plain.match import best_consortia, best_space, earned_by, packages_of

from gengxin.engines.match import SCALE, Rents, proven, run
from gengxin.engines.match.filling import fill
from gengxin.verify.consortia import consortia_bound, consortia_faults
from gengxin.verify.earning import Entry, most_earned, sets_of
from gengxin.verify.space import SPACE_SCALE, packed_bound, space_bound, space_faults


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), rounds=st.integers(1, 30))
def test_the_bound_on_consortia_is_the_one_claimed(seed: int, rounds: int) -> None:
    problem = small_consortia(seed)
    *_, last = run(problem, rounds=rounds)
    proof = last.split()._asdict()
    claimed = consortia_bound(problem._asdict(), proof, claimed=last.bound)
    assert max(claimed, last.teams.worth) <= last.bound
    assert claimed >= best_consortia(problem)
    assert consortia_faults(problem._asdict(), last.teams.bid, last.teams.worth) == []


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_prices_leave_open_is_tried(seed: int) -> None:
    problem, best = small_consortia(seed), best_consortia(small_consortia(seed))
    last = next(iter(run(problem, rounds=1)))
    proof = last.split()._asdict()
    assert consortia_bound(problem._asdict(), proof, claimed=best) == best
    if best > 0:
        assert consortia_bound(problem._asdict(), proof, claimed=best - 1) >= best


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_firms_earn_is_the_most_that_any_of_their_sets_earns(seed: int) -> None:
    problem, rng = small_consortia(seed), np.random.default_rng(seed)
    rents = Rents(
        whole(rng.integers(0, 20, len(problem.firm))),
        whole(rng.integers(0, 3, len(problem.equity))),
    )
    role = np.repeat(np.arange(len(problem.load)), np.diff(problem.bid_ptr))
    project = np.repeat(np.arange(len(problem.need)), np.diff(problem.role_ptr))[role]
    taken = rng.random(len(role)) < 0.1
    entries = [
        Entry(
            firm=firm,
            project=int(project[bid]),
            load=int(problem.load[role[bid]]),
            price=int(rents.bid[bid]),
            stake=int(problem.stake[project[bid], firm]),
            is_taken=bool(taken[bid]),
        )
        for bid, firm in enumerate(problem.firm.tolist())
    ]
    best = []
    for firm in range(len(problem.equity)):
        must = set(np.flatnonzero(taken & (problem.firm == firm)).tolist())
        sets = [one for one in packages_of(problem, firm) if must <= set(one)]
        best.append(max((earned_by(problem, firm, one, rents) for one in sets), default=None))
    most = -1 if None in best else sum(best)
    rent = rents.stake.tolist()
    assert most_earned(entries, problem.capacity, problem.equity, rent) == most
    if most >= 0:
        sets_earn = sets_of(entries, problem.capacity, rent, len(problem.need))
        everything = (1 << len(problem.need)) - 1
        assert sets_earn.earned(everything, problem.capacity, problem.equity) == most


def test_a_stake_that_cannot_be_made_twice_bounds_what_is_claimed() -> None:
    problem = builder_with_little_equity()._asdict()
    # the work at its whole fit, equity free: the firm earns 10, by one of both, and no team leaves
    proof = {
        "item": whole([-1]),
        "child": whole([[-1, -1]]),
        "leaf": whole([0]),
        "bid": whole([[10 * SCALE, 8 * SCALE]]),
        "stake": whole([[0]]),
    }
    assert consortia_bound(problem, proof) == 10
    # with equity for both, 18: an altered equity doesn't pass as the same proof
    assert consortia_bound(problem | {"equity": whole([7])}, proof) == 18


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


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_sharper_bound_on_space_is_the_one_claimed(seed: int) -> None:
    problem = small_space(seed)
    *_, last = fill(problem, rounds=12)
    *_, proof = proven(problem, last.price, worth=last.lets.worth)
    assert packed_bound(problem._asdict(), proof._asdict()) == proof.bound
    assert best_space(problem) <= proof.bound


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_any_prices_of_requests_bound_space(seed: int) -> None:
    problem, rng = small_space(seed), np.random.default_rng(seed)
    *_, last = fill(problem, rounds=1)
    proof = next(iter(proven(problem, last.price, worth=0)))._asdict()
    proof["gain"] = whole(rng.integers(0, 30 * SPACE_SCALE, len(proof["gain"])))
    proof["price"] = whole(rng.integers(0, 10 * SPACE_SCALE, proof["price"].shape))
    assert packed_bound(problem._asdict(), proof) >= best_space(problem)


def test_a_price_below_nothing_proves_nothing() -> None:
    problem = small_space(1)
    with pytest.raises(ValueError, match="a price is below 0"):
        space_bound(problem._asdict(), np.full(problem.area.shape, -1))


def test_a_worth_that_is_not_the_sum_is_told() -> None:
    problem = small_space(1)
    *_, last = fill(problem, rounds=12)
    told = space_faults(problem._asdict(), last.lets.offer, last.lets.area, last.lets.worth + 1)
    assert told == [f"the worths sum to {last.lets.worth}, not {last.lets.worth + 1}"]
