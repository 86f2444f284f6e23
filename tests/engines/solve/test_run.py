"""A run can be stopped, kept, taken up, shared among threads: it says the same."""

import numpy as np
import pytest
from tests.plain.problems import town
from tests.plain.solve import faults_of, value_of_plan

from gengxin.engines.solve import Inline, Snapshot, Threads, check, gap_of, run

ROUNDS = 17
# more sites and HiGHS looks for a first plan until its nodes are used up
SITES = 24


def same(one: Snapshot, other: Snapshot) -> bool:
    arrays = one.state.keys() == other.state.keys() and all(
        np.array_equal(array, other.state[name], equal_nan=array.dtype.kind == "f")
        for name, array in one.state.items()
    )
    return arrays and (one.round, one.stage, one.bound) == (other.round, other.stage, other.bound)


@pytest.fixture(scope="module")
def snapshots() -> list[Snapshot]:
    return list(run(town(SITES), rounds=ROUNDS))


def test_a_town_is_planned_near_its_bound(snapshots: list[Snapshot]) -> None:
    last = snapshots[-1]
    assert last.plan is not None
    assert faults_of(town(SITES), last.plan) == []
    assert check(town(SITES), last.plan) == []
    assert last.plan.value == pytest.approx(value_of_plan(town(SITES), last.plan))
    assert 0.0 <= gap_of(last.bound, last.plan.value) < 0.02


def test_bounds_fall_and_values_rise(snapshots: list[Snapshot]) -> None:
    bounds = [snapshot.bound for snapshot in snapshots]
    values = [snapshot.plan.value for snapshot in snapshots if snapshot.plan is not None]
    assert bounds == sorted(bounds, reverse=True)
    assert values == sorted(values)


@pytest.mark.parametrize("stopped_after", [1, 9, 10, 11, 12, 13, 14, 15, 16])
def test_a_run_taken_up_again_says_the_same(snapshots: list[Snapshot], stopped_after: int) -> None:
    kept = {name: array.copy() for name, array in snapshots[stopped_after - 1].state.items()}
    resumed = list(run(town(SITES), rounds=ROUNDS, start=kept))
    assert len(resumed) == ROUNDS - stopped_after
    assert all(map(same, resumed, snapshots[stopped_after:]))


def test_threads_say_the_same() -> None:
    threads = Threads(2)
    shared = list(run(town(150), rounds=10, executor=threads))
    threads.close()
    assert all(map(same, shared, run(town(150), rounds=10, executor=Inline())))


def test_another_seed_begins_elsewhere_and_the_same_one_in_the_same_place() -> None:
    first, again, other = (next(run(town(SITES), rounds=1, seed=seed)) for seed in (2, 2, 3))
    assert first.bound == again.bound
    assert first.bound != other.bound


def test_money_in_cents_makes_no_difference_to_the_gap() -> None:
    *_, last = run(town(SITES, money=100_000_000), rounds=ROUNDS)
    assert last.plan is not None
    assert faults_of(town(SITES, money=100_000_000), last.plan) == []
    assert gap_of(last.bound, last.plan.value) < 0.02


def test_rows_that_nothing_can_hold_are_named() -> None:
    problem = town(SITES)
    must_spend = problem._replace(row_rhs=problem.row_rhs * np.array([-1, 1, 1]))
    *_, last = run(must_spend, rounds=12)
    assert last.plan is None
    assert last.shortfall is not None
    assert 0 in last.shortfall.row
    assert last.shortfall.amount.min() > 0


def test_sets_found_on_the_way_are_kept_apart() -> None:
    problem = town(SITES)
    rebuilt = [np.array([5 * site + 3, 5 * site + 4]) for site in range(SITES)]

    def neighbours_both_rebuilt(choice: np.ndarray) -> list[list[np.ndarray]]:
        high = [bool(np.isin(choice[site], rebuilt[site])) for site in range(SITES)]
        return [
            [rebuilt[site], rebuilt[site + 1]]
            for site in range(SITES - 1)
            if high[site] and high[site + 1]
        ]

    *_, last = run(problem, rounds=14, separate=neighbours_both_rebuilt)
    assert last.plan is not None
    assert neighbours_both_rebuilt(last.plan.choice) == []
    assert faults_of(problem, last.plan) == []


def test_an_edit_starts_from_what_is_known(snapshots: list[Snapshot]) -> None:
    problem = town(SITES)
    less = problem._replace(row_rhs=problem.row_rhs * 9 // 10)
    first = next(run(less, rounds=None, warm=snapshots[-1].state))
    assert first.plan is not None
    assert faults_of(less, first.plan) == []
    assert gap_of(first.bound, first.plan.value) < 0.03
