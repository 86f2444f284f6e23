"""Small end towns, solved to the end by HiGHS: no plan is better, and no bound lies below."""

import pytest
from end_town import end_town
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.plain.whole_model import tens, whole_model

from gengxin.engines.solve import Problem, check, run
from gengxin.plan.model import posed

ROUNDS = 60


def greatest_value(problem: Problem) -> float:
    """Of the whole problem as one mixed-integer program, to a gap of 0."""
    scaled, _, of_worth = tens(whole_model(problem))
    done = milp(
        -scaled.worth,
        constraints=LinearConstraint(scaled.matrix, scaled.row_low, scaled.row_high),
        integrality=scaled.is_whole,
        bounds=Bounds(scaled.low, scaled.high),
        options={"mip_rel_gap": 0.0},
    )
    assert done.status == 0, done.message
    return float(-done.fun * of_worth)


@pytest.mark.parametrize(
    ("sites", "seed"),
    [
        (8, 1),
        pytest.param(12, 1, marks=pytest.mark.long),
        pytest.param(16, 2, marks=pytest.mark.long),
    ],
)
def test_the_optimum_lies_between_the_plan_and_its_bound(sites: int, seed: int) -> None:
    problem = posed(*end_town(sites, seed)).problem
    *_, last = run(problem, rounds=ROUNDS)
    assert last.plan is not None
    assert not check(problem, last.plan)
    optimum = greatest_value(problem)
    a_little = 1e-6 * abs(optimum)
    assert last.plan.value <= optimum + a_little
    assert last.bound >= optimum - a_little
