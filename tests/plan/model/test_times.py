"""Periods: months, shares of the time, when works open; against sums year by year."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.model.made_case import BRIEF

from gengxin.plan.model.times import periods_of
from gengxin.terms import Phase


def test_without_a_rate_a_period_weighs_its_length() -> None:
    # 36, 36 and 48 months of 120
    periods = periods_of(BRIEF)
    assert periods.start_month.tolist() == [0, 36, 72, 120]
    assert periods.share.tolist() == pytest.approx([0.3, 0.3, 0.4])
    assert periods.share_from.tolist() == pytest.approx([1.0, 0.7, 0.4])


def test_with_a_rate_early_periods_weigh_more() -> None:
    # at 100 % a year, one year each: 1 − 1/2, 1/2 − 1/4, 1/4 − 1/8 of 7/8
    phases = (Phase(starts_on=date(2027, 1, 1)), Phase(starts_on=date(2028, 1, 1)))
    brief = replace(
        BRIEF,
        phases=phases,
        ends_on=date(2029, 1, 1),
        horizon_years=3.0,
        earlier_rate=1.0,
        discount_rate=0.25,
    )
    periods = periods_of(brief)
    assert periods.share.tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert periods.factor.tolist() == pytest.approx([1.0, 0.8, 0.64])


def test_served_in_the_end_state_alone_weighs_nothing_before() -> None:
    periods = periods_of(replace(BRIEF, coverage="end"))
    assert periods.asked.tolist() == [3]
    assert periods.share_served.tolist() == [0.0, 0.0, 1.0]
    assert periods.share.tolist() == pytest.approx([0.3, 0.3, 0.4])


@pytest.mark.parametrize(
    ("phase", "months", "opens"),
    [(1, 0, 1), (1, 1, 2), (1, 36, 2), (1, 37, 3), (1, 72, 3), (1, 73, 4), (2, 36, 3), (2, 37, 4)],
)
def test_works_open_in_the_first_period_that_starts_when_they_are_done(
    phase: int, months: int, opens: int
) -> None:
    assert int(periods_of(BRIEF).opens(phase, months)) == opens


@pytest.mark.parametrize(("month", "phase"), [(0, 1), (35, 1), (36, 2), (71, 2), (72, 2), (500, 2)])
def test_money_after_the_last_phase_falls_into_it(month: int, phase: int) -> None:
    assert int(periods_of(BRIEF).phase_at(month)) == phase


def test_a_horizon_before_the_end_state_reaches_one_month_into_it() -> None:
    assert periods_of(replace(BRIEF, horizon_years=1.0)).start_month.tolist() == [0, 36, 72, 73]


@given(
    lengths=st.lists(st.integers(1, 90), min_size=1, max_size=6),
    years=st.floats(1.0, 60.0),
    rate=st.just(0.0) | st.floats(1e-4, 0.3),
)
def test_shares_sum_to_one_and_fall_by_the_month(
    lengths: list[int], years: float, rate: float
) -> None:
    starts = np.cumsum([0, *lengths])
    days = [date(2026 + int(month) // 12, int(month) % 12 + 1, 1) for month in starts]
    phases = tuple(Phase(starts_on=day) for day in days[:-1])
    brief = replace(BRIEF, phases=phases, ends_on=days[-1], horizon_years=years, earlier_rate=rate)
    periods = periods_of(brief)
    assert periods.start_month[:-1].tolist() == starts.tolist()
    assert periods.share.sum() == pytest.approx(1.0)
    assert periods.share_from[0] == pytest.approx(1.0)
    a_month = periods.share / np.diff(periods.start_month)
    assert (np.diff(a_month) <= 1e-9).all()
