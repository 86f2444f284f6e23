"""The rows on money: the budget of each phase, and the balance of each unit."""

import math

import numpy as np
import pandas as pd

from gengxin.verify.case import Case
from gengxin.verify.system import Rows
from gengxin.verify.times import MONTHS
from gengxin.verify.values import COSTS
from gengxin.verify.whole import Whole, whole

__all__ = ["balance", "budget"]

CENTS = 100
SPENT_ON = ("compensation", "demolition", "decant", "construction", "fees", "finance")


def budget(rows: Rows) -> None:
    """Public money of each phase, with what the phase before carries over."""
    case = rows.case
    if not case.setting("budget").on:
        return
    limits, spent = _budgets(case), _spending(case)
    last, carried = case.times.phases, -1
    for phase in range(1, last + 1):
        own = spent[spent["phase"] == phase]
        carries = case.brief.carry_over and phase < last
        if own.empty and not carries and carried < 0:
            continue
        row = rows.add("budget", f"budget/{phase}", limits[phase - 1])
        rows.enter_columns(row, own["column"].to_numpy(), own["amount"].to_numpy())
        if carried >= 0:
            rows.enter(row, carried, -1)
        carried = -1
        if carries:
            carried = rows.auxiliary(f"carry/{phase}", 0, sum(limits[:phase]))
            rows.enter(row, carried, 1)
    rows.soften("budget", CENTS)


def balance(rows: Rows) -> None:
    """Costs less revenue of each unit, at most its subsidy."""
    case = rows.case
    if not case.setting("balance").on:
        return
    names, unit = case.areas("unit")
    dearest, subsidies = _dearest(case), []
    for number, name in enumerate(names):
        stated = case.brief.subsidies.get(name)
        if stated is None:
            own = int(dearest[unit == number].sum(dtype=object))
            subsidies.append(math.floor(case.limit("balance") * own))
        else:
            subsidies.append(round(stated * CENTS))
    short = case.of_columns(case.total(*COSTS, less="revenue_amount_x100"))
    keys = [f"balance/{name}" for name in names]
    rows.sums("balance", keys, subsidies, unit[case.columns.site], short)
    rows.soften("balance", CENTS)


def _budgets(case: Case) -> list[int]:
    """The budget of each phase in hundredths, as stated or as a share of the dearest options."""
    stated = [phase.budget_amount for phase in case.brief.phases]
    if None not in stated:
        return [round(amount * CENTS) for amount in stated if amount is not None]
    share_of_all = math.floor(case.limit("budget") * int(_dearest(case).sum(dtype=object)))
    return [share_of_all if amount is None else round(amount * CENTS) for amount in stated]


def _dearest(case: Case) -> Whole:
    """The greatest cost among each site's offered options; 0 where none is known."""
    greatest = np.zeros(len(case.sites), np.int64)
    offered = np.flatnonzero(case.offered)
    np.maximum.at(greatest, case.site_of_option[offered], case.total(*COSTS)[offered])
    return greatest


def _spending(case: Case) -> pd.DataFrame:
    """What each column spends of the public purse, by the phase in which the month falls."""
    money, option = case.option_rows("option_money")
    spent = (money["party"].isin(["public"]) & money["item"].isin(SPENT_ON)).to_numpy(bool)
    bills = (
        pd.DataFrame(
            {
                "option": option[spent],
                "month": MONTHS * whole(money["year"][spent])[0],
                "amount": -whole(money["mid_amount_x100"][spent])[0],
            }
        )
        .groupby(["option", "month"], as_index=False)["amount"]
        .sum()
    )
    works = case.columns.phase > 0
    columns = pd.DataFrame(
        {
            "column": np.flatnonzero(works),
            "option": case.columns.option[works],
            "started": case.times.start_month[case.columns.phase[works] - 1],
        }
    )
    due = columns.merge(bills, on="option")
    phase = np.searchsorted(case.times.start_month, due["started"] + due["month"], side="right")
    due["phase"] = np.minimum(phase, case.times.phases)
    return due.groupby(["column", "phase"], as_index=False).agg({"amount": "sum"})
