"""An edited problem is answered from where a run stands: never below the best, never off a row."""

from itertools import islice, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plain.problems import tiny_problem, town
from tests.plain.solve import faults_of, value_of_choice, value_of_plan

from gengxin.engines.solve import Problem, Ready, State, Threads, gap_of, run

ROUNDS = 17
# more sites and HiGHS looks for a first plan until its nodes are used up
SITES = 24


def edited(problem: Problem, rng: np.random.Generator) -> tuple[Problem, np.ndarray]:
    """Other worth and right-hand sides, and some columns barred but one of each site."""
    allowed = rng.random(len(problem.value)) < 0.7
    allowed[[rng.integers(*ends) for ends in pairwise(problem.site_ptr)]] = True
    return problem._replace(
        value=problem.value * rng.uniform(0.5, 1.5),
        worth=problem.worth * rng.uniform(0.5, 1.5),
        aux_value=problem.aux_value * rng.uniform(0.5, 1.5),
        row_rhs=problem.row_rhs + rng.integers(-1, 2, len(problem.row_rhs)),
    ), allowed


def best_of_allowed(problem: Problem, allowed: np.ndarray) -> float:
    sites = pairwise(problem.site_ptr)
    columns = [[int(c) for c in range(*ends) if allowed[c]] for ends in sites]
    return max(value_of_choice(problem, choice) for choice in product(*columns))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25)
def test_a_small_problem_edited_keeps_its_rows_and_its_bound_is_true(seed: int) -> None:
    problem = tiny_problem(seed)
    *_, last = run(problem, rounds=12)
    if last.plan is None:
        return
    other, allowed = edited(problem, np.random.default_rng(seed))
    best = best_of_allowed(other, allowed)
    for found in islice(Ready(problem, last.state).edited(other, allowed=allowed), 8):
        assert found.bound >= best
        if found.plan is None:
            continue
        assert allowed[found.plan.choice].all()
        assert faults_of(other, found.plan) == []
        assert found.plan.value == pytest.approx(value_of_plan(other, found.plan), abs=1e-9)


@pytest.fixture(scope="module")
def held() -> tuple[Problem, State]:
    *_, last = run(town(SITES), rounds=ROUNDS)
    return town(SITES), last.state


def edits() -> dict[str, Problem]:
    problem = town(SITES)
    return {
        "more of what is served": problem._replace(worth=1.2 * problem.worth),
        "less of what is served": problem._replace(worth=0.8 * problem.worth),
        "more money": problem._replace(row_rhs=problem.row_rhs * np.array([11, 10, 10]) // 10),
        "less money": problem._replace(row_rhs=problem.row_rhs * np.array([9, 10, 10]) // 10),
    }


@pytest.mark.parametrize("name", list(edits()))
def test_a_town_edited_is_planned_near_its_bound(held: tuple[Problem, State], name: str) -> None:
    other, threads = edits()[name], Threads(2)
    allowed = np.ones(len(other.value), np.bool_)
    found = list(islice(Ready(*held, executor=threads).edited(other, allowed=allowed), 7))
    alone = list(islice(Ready(*held).edited(other, allowed=allowed), 7))
    threads.close()
    last = found[-1]
    assert last.plan is not None
    assert faults_of(other, last.plan) == []
    assert 0.0 <= gap_of(last.bound, last.plan.value) < 0.03
    assert [one.bound for one in found] == [one.bound for one in alone]
    assert alone[-1].plan is not None
    assert last.plan.choice.tolist() == alone[-1].plan.choice.tolist()


def test_what_was_chosen_and_is_barred_is_chosen_no_more(held: tuple[Problem, State]) -> None:
    problem, state = held
    allowed = np.ones(len(problem.value), np.bool_)
    allowed[np.asarray(state["plan_choice"])[::10]] = False
    *_, last = islice(Ready(problem, state).edited(problem, allowed=allowed), 7)
    assert last.plan is not None
    assert allowed[last.plan.choice].all()
    assert faults_of(problem, last.plan) == []


def test_a_run_without_a_plan_is_not_held() -> None:
    first = next(iter(run(town(SITES), rounds=1)))
    with pytest.raises(ValueError, match="no plan yet"):
        Ready(town(SITES), first.state)
