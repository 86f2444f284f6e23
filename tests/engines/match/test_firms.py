"""What firms can earn and take at most: as by trying all sets of their bids."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.match.small import builder_with_little_equity, small_consortia, whole
from tests.plain.match import earned_by, packages_of

from gengxin.engines.match import Consortia, Rents, run
from gengxin.engines.match.by_sets import could_earn
from gengxin.engines.match.choosing import completed
from gengxin.engines.match.cutting import is_simple, quiet, weights_of
from gengxin.engines.match.firms import bids_of, earnings

SEEDS = st.integers(0, 10**6)


def settled_and_priced(seed: int, problem: Consortia) -> tuple[Rents, np.ndarray, np.ndarray]:
    """Any prices, some of them 0, and some bids taken and barred."""
    rng = np.random.default_rng(seed)
    bids, firms = len(problem.firm), len(problem.equity)
    price = rng.integers(0, 20, bids) * (rng.random(bids) < 0.7)
    rent = rng.integers(0, 3, firms) * (rng.random(firms) < 0.5)
    taken = rng.random(bids) < 0.1
    return Rents(whole(price), whole(rent)), taken, ~taken & (rng.random(bids) < 0.2)


def most_by_trying(
    problem: Consortia, firm: int, rents: Rents, taken: np.ndarray, barred: np.ndarray
) -> int:
    must = set(np.flatnonzero(taken & (problem.firm == firm)).tolist())
    earned = [
        earned_by(problem, firm, package, rents)
        for package in packages_of(problem, firm)
        if must <= set(package) and not barred[list(package)].any()
    ]
    return max(earned, default=-1)


def test_equity_for_one_project_earns_by_one() -> None:
    problem = builder_with_little_equity()
    none = np.zeros(2, np.bool_)
    earned = earnings(bids_of(problem), Rents(whole([10, 8]), whole([0])), none, none)
    assert earned.tolist() == [10]
    # a unit of equity at 3: 10 + 3 · 3 by the first, 8 + 3 · 4 by the second
    earned = earnings(bids_of(problem), Rents(whole([10, 8]), whole([3])), none, none)
    assert earned.tolist() == [20]


def test_equity_for_one_project_closes_without_a_case() -> None:
    *_, last = run(builder_with_little_equity(), rounds=None)
    assert (last.teams.worth, last.bound, len(last.cases)) == (10, 10, 1)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_firms_earn_the_most_that_any_of_their_sets_earns(seed: int) -> None:
    problem = small_consortia(seed)
    rents, taken, barred = settled_and_priced(seed, problem)
    bids, firms = bids_of(problem), range(len(problem.equity))
    by_trying = [most_by_trying(problem, firm, rents, taken, barred) for firm in firms]
    assert earnings(bids, rents, taken, barred).tolist() == by_trying
    short = earnings(bids, rents, taken, barred, 1)
    assert (short >= by_trying).all()


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_sets_of_projects_earn_the_most_that_can_be(seed: int) -> None:
    problem = small_consortia(seed)
    rents, taken, barred = settled_and_priced(seed, problem)
    projects = len(problem.need)
    found = could_earn(bids_of(problem), rents, (taken, barred), projects)
    project = np.repeat(np.arange(projects), np.diff(problem.role_ptr))
    project = project[np.repeat(np.arange(len(problem.load)), np.diff(problem.bid_ptr))]
    for firm, capacity in enumerate(problem.capacity.tolist()):
        for which in range(1 << projects):
            is_in = (which >> project & 1).astype(np.bool_)
            most = most_by_trying(problem, firm, rents, taken & is_in, barred | ~is_in)
            assert max(int(found.most[firm, which, capacity]), -1) == most


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_no_set_of_bids_weighs_more_than_a_cut_allows(seed: int) -> None:
    problem = small_consortia(seed)
    bids, solver = bids_of(problem), quiet()
    share = np.random.default_rng(seed).uniform(0.0, 1.0, len(problem.firm))
    for firm in range(len(problem.equity)):
        weights = weights_of(solver, bids, firm, share, problem.fit)
        if weights is None:
            continue
        weight = np.zeros(len(share))
        own = bids.bid[bids.ptr[firm] : bids.ptr[firm + 1]]
        weight[own] = weights
        assert all(weight[list(p)].sum() <= 1 + 1e-5 for p in packages_of(problem, firm))
        assert (weight * share).sum() > 1.0


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_where_capacity_tells_all_whatever_it_shares_out_is_a_mixture_of_sets(seed: int) -> None:
    problem = small_consortia(seed)
    for firm in np.flatnonzero(is_simple(bids_of(problem))).tolist():
        sets = {frozenset(package) for package in packages_of(problem, firm)}
        own = np.flatnonzero(problem.firm == firm).tolist()
        load = problem.load[np.searchsorted(problem.bid_ptr, own, "right") - 1]
        # of even loads the capacity takes as many as it is a multiple of: so do the sets
        several = min(int(problem.capacity[firm]) // max(load.max(initial=0), 1), len(own))
        several = several if load.max(initial=0) else len(own)
        assert max(map(len, sets)) == several
        assert len([one for one in sets if len(one) == several]) == _ways(len(own), several)


def _ways(of: int, several: int) -> int:
    rows = [1]
    for _ in range(of):
        rows = [a + b for a, b in zip([0, *rows], [*rows, 0], strict=True)]
    return rows[several]


@pytest.mark.parametrize("seed", range(20))
def test_a_project_that_could_have_a_team_beside_the_others_has_one(seed: int) -> None:
    problem = small_consortia(seed)
    nothing = np.full(len(problem.load), -1, np.int64)
    bid = completed(problem, nothing)
    again = completed(problem, bid)
    assert again.tolist() == bid.tolist()
