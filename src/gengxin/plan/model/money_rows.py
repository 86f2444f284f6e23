"""Rows of money: the public's by phase, and sources and uses of each renewal unit."""

from collections.abc import Sequence

import numpy as np

from gengxin.plan.model.case import Case, entries, of_options, places_in
from gengxin.plan.model.columns import Columns, whole
from gengxin.plan.model.table import Auxiliaries, Entries, Rows
from gengxin.plan.model.times import Floats, Whole
from gengxin.terms.brief import Phase

__all__ = ["COSTS", "balance", "budget", "dearest_x100", "in_cents"]

COSTS = tuple(f"{party}_cost_amount_x100" for party in ("public", "owner", "developer"))
REVENUE = "revenue_amount_x100"
SPENT_ON = ("compensation", "demolition", "decant", "construction", "fees", "finance")


def dearest_x100(columns: Columns) -> Whole:
    """Cost of each site's dearest option, of those that may be started at all."""
    options = columns.options
    cost = whole(options[list(COSTS)].sum(axis=1, skipna=False))
    cost[columns.keep] = 0
    most = np.zeros(len(columns.sites), np.int64)
    np.maximum.at(most, options["at"].to_numpy(), cost)
    return most


def budget(case: Case) -> Rows:
    """What the public spends in each phase is within its budget, with what was carried over."""
    count = case.periods.count
    rhs = in_cents(case.brief.phases)
    return Rows(
        name="budget",
        keys=[f"budget/{phase}" for phase in range(1, count + 1)],
        rhs=rhs,
        columns=_spend(case),
        unit=100,
        auxiliaries=_carried(rhs) if case.brief.carry_over else Auxiliaries(),
    )


def in_cents(phases: Sequence[Phase]) -> Whole:
    """Budget of each phase in hundredths; 0 where none is told."""
    money: Floats = np.array([one.budget_amount or 0.0 for one in phases], float)
    return np.rint(money * 100.0).astype(np.int64)


def _spend(case: Case) -> Entries:
    """Public money of each column by phase: what later years cost falls in later phases."""
    columns, periods = case.columns, case.periods
    money = case.inputs.options["option_money"]
    asked = (money["party"] == "public") & money["item"].isin(SPENT_ON)
    money = money[asked.to_numpy(bool)]
    row, of = of_options(columns, places_in(money["option"], columns.options.index))
    row, of = row[columns.starts[of]], of[columns.starts[of]]
    years = money["year"].to_numpy(np.int64)[row]
    month = periods.start_month[columns.phase[of] - 1] + 12 * years
    return Entries(periods.phase_at(month) - 1, of, -whole(money["mid_amount_x100"])[row])


def _carried(rhs: Whole) -> Auxiliaries:
    """What is left over of each phase but the last, for the next."""
    count = len(rhs) - 1
    number = np.arange(count, dtype=np.int64)
    one = np.ones(count, np.int64)
    return Auxiliaries(
        keys=[f"carry/{phase}" for phase in range(1, count + 1)],
        low=np.zeros(count, np.int64),
        high=np.cumsum(rhs)[:-1],
        value=np.zeros(count, float),
        entries=Entries(
            np.concatenate([number, number + 1]),
            np.concatenate([number, number]),
            np.concatenate([one, -one]),
        ),
    )


def balance(case: Case) -> Rows:
    """In each renewal unit, costs less revenue are within the subsidy."""
    columns, units = case.columns, case.units.refs
    names = [*COSTS, REVENUE]
    signed = columns.options[names].assign(**{REVENUE: -columns.options[REVENUE]})
    short = whole(signed.sum(axis=1, skipna=False))[columns.option]
    subsidy: Floats = np.array([case.brief.subsidies.get(unit, 0.0) for unit in units], float)
    return Rows(
        name="balance",
        keys=[f"balance/{unit}" for unit in units],
        rhs=np.rint(subsidy * 100.0).astype(np.int64),
        columns=entries(case.of_column(case.units), np.where(columns.starts, short, 0)),
        unit=100,
    )
