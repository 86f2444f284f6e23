"""What one unit asks for may be brought from another: prices, plans and moves know it."""

import numpy as np
import pytest
from tests.plain.problems import moving_town
from tests.plain.solve import best_by_trying_all, faults_of, value_of_plan

from gengxin.engines.solve import gap_of, rounds, run
from gengxin.engines.solve.carriers import carriers_of, settled

SEEDS = range(12)


@pytest.fixture
def never_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """No problem is small enough to be asked of HiGHS whole."""
    monkeypatch.setattr(rounds, "LARGEST", -1)


def test_every_unit_asks_and_all_that_give_are_one_pool_a_phase() -> None:
    problem = moving_town(1, units=3)
    carriers = carriers_of(problem)
    assert carriers.row.tolist() == [0, 1, 2, 3, 4, 5]
    assert np.diff(carriers.ptr).tolist() == [3] * 6
    assert np.flatnonzero(carriers.is_source).tolist() == [6, 7, 8, 9, 10, 11]
    assert len(set(carriers.pool[[0, 2, 4, 6, 8, 10]].tolist())) == 1
    assert len(set(carriers.pool.tolist())) == 2


def test_what_is_asked_for_costs_what_the_cheapest_source_does() -> None:
    problem = moving_town(1, units=2)
    price = np.array([0.0, 0.0, 0.0, 0.0, 5.0, 1.0, 3.0, 2.0])
    found = settled(problem, carriers_of(problem), price)
    assert found.tolist() == [-3.0, -1.0, -3.0, -1.0, 5.0, 1.0, 3.0, 2.0]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.usefixtures("never_whole")
def test_a_plan_by_moves_alone_keeps_every_row_and_no_bound_is_below_the_best(seed: int) -> None:
    problem = moving_town(seed)
    *_, last = run(problem, rounds=20)
    best = best_by_trying_all(problem)
    assert last.plan is not None
    assert faults_of(problem, last.plan) == []
    assert last.plan.value == pytest.approx(value_of_plan(problem, last.plan))
    assert last.plan.value <= best + 1e-9
    assert last.bound >= best


@pytest.mark.usefixtures("never_whole")
def test_a_town_of_many_units_is_planned_near_its_bound() -> None:
    problem = moving_town(5, units=6, sites=20)
    *_, last = run(problem, rounds=30)
    assert last.plan is not None
    assert faults_of(problem, last.plan) == []
    assert 0.0 <= gap_of(last.bound, last.plan.value) < 0.02
