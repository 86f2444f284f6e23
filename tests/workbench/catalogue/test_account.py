"""A project's money against sheets worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from gengxin.workbench.catalogue.account import (
    flows_of,
    funding_gap,
    returns_of,
    sensitivity,
    uses_of,
)


def flows(*rows: tuple[int, str, str, float]) -> pd.DataFrame:
    """Flows of one option: year, party, item and an amount that is the same in every scenario."""
    columns = ["year", "party", "item", "mid_amount"]
    made = pd.DataFrame(rows, columns=columns)
    amount = made["mid_amount"]
    return made.assign(option="A/one", phase=1, low_amount=amount, high_amount=amount)


BUILD_AND_SELL = (
    (0, "developer", "construction", -100.0),
    (0, "developer", "finance", -7.0),
    (1, "developer", "sale", 121.0),
)


def test_worth_today_is_revenue_a_year_away_less_costs_before_finance() -> None:
    # 121 a year from now is worth 110 at 10 %
    returns = returns_of(flows(*BUILD_AND_SELL), 0.10)
    assert returns.npv_amount == pytest.approx((10.0, 10.0, 10.0))
    assert returns.irr_rate == pytest.approx(0.21)
    assert returns.payback_years == 1.0


def test_without_a_rate_there_is_no_worth_but_a_rate_of_return() -> None:
    returns = returns_of(flows(*BUILD_AND_SELL), None)
    assert np.isnan(returns.npv_amount).all()
    assert returns.irr_rate == pytest.approx(0.21)


def test_what_only_costs_has_neither_rate_nor_payback() -> None:
    returns = returns_of(flows((0, "public", "construction", -5.0)), 0.04)
    assert returns.npv_amount[1] == -5.0
    assert np.isnan(returns.irr_rate)
    assert np.isnan(returns.payback_years)


def test_an_unknown_amount_makes_worth_unavailable_never_zero() -> None:
    rows = flows((0, "public", "construction", float("nan")), (1, "public", "sale", 3.0))
    assert np.isnan(returns_of(rows, 0.04).npv_amount[1])


def test_each_change_moves_what_it_is_about() -> None:
    found = dict(sensitivity(flows(*BUILD_AND_SELL), 0.10))
    assert found["none"] == pytest.approx(10.0)
    assert found["costs_up"] == pytest.approx(0.0)
    assert found["costs_down"] == pytest.approx(20.0)
    assert found["revenue_up"] == pytest.approx(21.0)
    assert found["revenue_down"] == pytest.approx(-1.0)
    assert found["rate_up"] == pytest.approx(121 / 1.11 - 100)
    # the sale comes after two years: 121 / 1.21
    assert found["revenue_late"] == pytest.approx(0.0)


def test_the_gap_is_what_costs_and_profit_leave_uncovered() -> None:
    rows = flows(*BUILD_AND_SELL)
    # 121 against 100 + 7: 14 are left, so a profit of 10 is covered and one of 20 lacks 6
    assert funding_gap(rows, np.array([0.0, 10.0, 20.0])) == pytest.approx((0.0, 0.0, 6.0))


def test_sources_and_uses_of_a_party_are_equal_in_every_phase() -> None:
    rows = flows(*BUILD_AND_SELL)
    nothing = pd.DataFrame(
        {"phase": [1], "low_amount": [0.0], "mid_amount": [0.0], "high_amount": [0.0]}
    )
    made = uses_of(rows, nothing)
    sides = made.groupby("side")["mid_amount"].sum()
    assert sides["source"] == sides["use"] == 121.0
    surplus = made[(made["side"] == "use") & (made["item"] == "surplus")]["mid_amount"].sum()
    assert surplus == 14.0


def test_years_are_counted_from_the_first_works_of_the_project() -> None:
    money = pd.DataFrame(
        {
            "option": ["A/one", "B/two"],
            "year": [0, 1],
            "party": ["public", "public"],
            "item": ["construction", "construction"],
            **{f"{level}_amount_x100": [-250, -300] for level in ("low", "mid", "high")},
        }
    )
    made = flows_of(money, pd.Series({"A/one": 0, "B/two": 3}))
    assert made["year"].tolist() == [0, 4]
    assert made["mid_amount"].tolist() == [-2.5, -3.0]
