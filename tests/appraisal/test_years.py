"""Money over the years: when it flows, its worth, and the rate at which it breaks even."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gengxin.appraisal.years import (
    RATE_STATES,
    net_present_value,
    payback_year,
    rates_of_return,
    weights,
)

AMOUNTS = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3)


def rate_of(*flow: float) -> tuple[float, str]:
    rate, state = rates_of_return(np.array([flow]))
    return float(rate[0]), RATE_STATES[state[0]]


def test_works_of_18_months_and_two_years_of_operation() -> None:
    when = {name: rows[0].tolist() for name, rows in weights(np.array([18.0]), 2.0).items()}
    assert when["start"] == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert when["works"] == pytest.approx([2 / 3, 1 / 3, 0.0, 0.0, 0.0])
    assert when["completion"] == [0.0, 1.0, 0.0, 0.0, 0.0]
    # months 18 to 42: half a year, a year, half a year
    assert when["operation"] == [0.0, 0.5, 1.0, 0.5, 0.0]
    assert when["whole"] == [1.0, 1.0, 1.0, 0.5, 0.0]
    assert when["end"] == [0.0, 0.0, 0.0, 1.0, 0.0]


@given(st.integers(0, 120), st.floats(0.0, 30.0))
def test_amounts_are_spread_whole(months: int, horizon: float) -> None:
    when = {name: rows.sum() for name, rows in weights(np.array([float(months)]), horizon).items()}
    for once in ("start", "works", "completion", "end"):
        assert when[once] == pytest.approx(1.0)
    assert when["operation"] == pytest.approx(horizon)
    assert when["whole"] == pytest.approx(horizon + months / 12)


def test_worth_of_a_flow() -> None:
    # −100 + 60/1.1 + 60/1.21
    flows = np.array([[-100.0, 60.0, 60.0]])
    assert net_present_value(flows, 0.1)[0] == pytest.approx(-100 + 54.545454545 + 49.586776859)


@given(AMOUNTS, AMOUNTS, st.floats(-3.0, 3.0), st.floats(0.0, 0.5))
def test_worth_is_linear_in_the_flows(
    one: list[float], two: list[float], factor: float, rate: float
) -> None:
    a, b = np.array([one]), np.array([two])
    together = net_present_value(a + factor * b, rate)[0]
    apart = net_present_value(a, rate)[0] + factor * net_present_value(b, rate)[0]
    assert together == pytest.approx(apart, abs=1e-6)


def test_rates_that_can_be_worked_by_hand() -> None:
    assert rate_of(-100.0, 110.0) == (pytest.approx(0.1), "one")
    # −100 + 60x + 60x² = 0: x = (−60 + √(3600 + 24000)) / 120
    x = (-60 + math.sqrt(27_600)) / 120
    assert rate_of(-100.0, 60.0, 60.0) == (pytest.approx(1 / x - 1), "one")
    # a loss: 50 comes back of 100
    assert rate_of(-100.0, 50.0) == (pytest.approx(-0.5), "one")
    assert rate_of(0.0, 0.0, -100.0, 0.0, 121.0) == (pytest.approx(0.1), "one")


def test_no_rate_and_several_rates_are_said() -> None:
    assert rate_of(-1.0, -2.0)[1] == "none"
    assert rate_of(0.0, 0.0)[1] == "none"
    # −100 + 230x − 132x²: x = 1/1.1 and 1/1.2
    rate, state = rate_of(-100.0, 230.0, -132.0)
    assert math.isnan(rate)
    assert state == "several"
    # −100 + 10x − 1x²: no real root
    assert rate_of(-100.0, 10.0, -1.0)[1] == "none"
    # (x − 1/1.1)(x² + 1): the sign changes three times, one root is real
    assert rate_of(-1 / 1.1, 1.0, -1 / 1.1, 1.0) == (pytest.approx(0.1), "one")
    assert rate_of(-100.0, math.nan)[1] == "unavailable"


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=8))
def test_a_stated_rate_makes_the_flow_worthless(flow: list[float]) -> None:
    rate, state = rate_of(*flow)
    if state == "one" and -0.5 < rate < 2.0:
        worth = net_present_value(np.array([flow]), rate)[0]
        assert worth == pytest.approx(0.0, abs=1e-4)


def test_payback() -> None:
    flows = np.array(
        [
            [-10.0, 4.0, 6.0, 1.0],  # covered at the end of year 2
            [-10.0, 12.0, -5.0, 4.0],  # covered, behind again, covered in year 3
            [-10.0, 1.0, 1.0, 1.0],  # never
            [0.0, 0.0, 0.0, 0.0],  # nothing to pay back
            [-10.0, math.nan, 20.0, 0.0],
        ]
    )
    assert payback_year(flows)[:2].tolist() == [2.0, 3.0]
    assert np.isnan(payback_year(flows)[2:]).all()
