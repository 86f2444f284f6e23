"""A project's money over the years: worth, rate, payback, gap, what a change would do to them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal import COST_ITEMS, balanced
from gengxin.appraisal.years import net_present_value, payback_year, rates_of_return

__all__ = ["LEVELS", "Returns", "flows_of", "funding_gap", "returns_of", "sensitivity", "uses_of"]

Floats = NDArray[np.float64]
LEVELS = ("low", "mid", "high")
AMOUNTS = [f"{level}_amount" for level in LEVELS]
CENTS = 100.0
# finance is what the flows are judged against, not one of them
FINANCE = "finance"
EARNED = ("sale", "rent", "end_value")
SOLD = ("sale", "end_value", "value_forgone")
PAID = (*(item for item in COST_ITEMS if item != FINANCE), "operating")
# shares by which costs and revenue are moved, and points by which the rate is
SHIFT_SHARE, SHIFT_RATE = 0.1, 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """Worth at the start of the first works, low, middle, high; rate and payback of the middle.

    NaN where it is unavailable; ``irr_rate`` is NaN too where there is none or several.
    """

    npv_amount: tuple[float, float, float]
    irr_rate: float
    payback_years: float


def flows_of(money: pd.DataFrame, started: pd.Series) -> pd.DataFrame:
    """Rows of ``option_money`` in plain amounts, years counted from the project's first works.

    ``started`` gives, by option, the whole years from the first works to its own.
    """
    amounts = {
        f"{level}_amount": money[f"{level}_amount_x100"]
        .astype("Float64")
        .to_numpy("float64", na_value=np.nan)
        / CENTS
        for level in LEVELS
    }
    option = money["option"].astype("str")
    return pd.DataFrame(
        {
            "option": option.to_numpy(object),
            "year": money["year"].to_numpy("int64") + option.map(started).to_numpy("int64"),
            "party": money["party"].astype("str").to_numpy(object),
            "item": money["item"].astype("str").to_numpy(object),
            **amounts,
        }
    )


def returns_of(flows: pd.DataFrame, rate: float | None) -> Returns:
    """What flows are worth before finance; of one party where only its flows are given."""
    yearly = _yearly(flows[flows["item"] != FINANCE])
    worth = (
        np.full(len(LEVELS), np.nan) if rate is None else net_present_value(yearly[None], rate)[0]
    )
    middle = yearly[None, :, 1]
    found, _ = rates_of_return(middle)
    low, mid, high = (float(one) for one in worth)
    return Returns(
        npv_amount=(low, mid, high),
        irr_rate=float(found[0]),
        payback_years=float(payback_year(middle)[0]),
    )


def sensitivity(flows: pd.DataFrame, rate: float) -> list[tuple[str, float]]:
    """Net present value of the middle when one thing changes: (code of the change, worth)."""
    paid, earned = flows["item"].isin(PAID), flows["item"].isin(EARNED)
    more, less = 1 + SHIFT_SHARE, 1 - SHIFT_SHARE
    cases = [
        ("none", flows, rate),
        ("costs_up", _scaled(flows, paid, more), rate),
        ("costs_down", _scaled(flows, paid, less), rate),
        ("revenue_up", _scaled(flows, earned, more), rate),
        ("revenue_down", _scaled(flows, earned, less), rate),
        ("rate_up", flows, rate + SHIFT_RATE),
        ("rate_down", flows, rate - SHIFT_RATE),
        ("revenue_late", flows.assign(year=flows["year"] + earned.astype("int64")), rate),
    ]
    return [(code, returns_of(rows, at).npv_amount[1]) for code, rows, at in cases]


def funding_gap(flows: pd.DataFrame, profit: Floats) -> tuple[float, float, float]:
    """What value gained leaves uncovered of costs, transfers and the profit asked; least first.

    ``profit`` is what the developer asks, low, middle, high: the poorest case asks most.
    """
    items = flows["item"].isin((*SOLD, *COST_ITEMS, "transfer"))
    left = flows.loc[items, AMOUNTS].to_numpy("float64").sum(axis=0) - profit[::-1]
    high, mid, low = (float(one) for one in np.maximum(-left, 0.0) + 0.0)
    return low, mid, high


def uses_of(flows: pd.DataFrame, profit: pd.DataFrame) -> pd.DataFrame:
    """Sources and uses by ``phase``, each side of each party summing to the other.

    ``flows`` has a column ``phase``; ``profit`` (phase, low_amount, mid_amount, high_amount) is
    what the developer asks, low being the least.
    """
    asked = profit.assign(
        party="developer",
        item="profit",
        low_amount=-profit["high_amount"],
        mid_amount=-profit["mid_amount"],
        high_amount=-profit["low_amount"],
    )
    columns = ["phase", "party", "item", *AMOUNTS]
    return balanced(pd.concat([flows[columns], asked[columns]], ignore_index=True), by=["phase"])


def _yearly(flows: pd.DataFrame) -> Floats:
    """Net of each year: year × scenario, from year 0; a missing amount makes its year missing."""
    yearly = np.zeros((int(flows["year"].max()) + 1 if len(flows) else 1, len(LEVELS)))
    np.add.at(yearly, flows["year"].to_numpy("int64"), flows[AMOUNTS].to_numpy("float64"))
    return yearly


def _scaled(flows: pd.DataFrame, rows: pd.Series, by: float) -> pd.DataFrame:
    return flows.assign(**{name: flows[name].where(~rows, flows[name] * by) for name in AMOUNTS})
