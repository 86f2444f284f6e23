"""A programme's tables read back as numbers of the problem that its brief poses."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gengxin.engines.solve import Plan, Prices, Snapshot, check
from gengxin.engines.solve.draft import value_of
from gengxin.engines.solve.ragged import owner_of
from gengxin.engines.solve.regained import regained
from gengxin.plan.model import Posed
from gengxin.plan.model.times import Floats, Whole
from gengxin.terms import InputError, Programme

__all__ = ["by_demand", "choice_in", "demand_at", "prices_in", "snapshot_in"]

Tables = Mapping[str, pd.DataFrame]


def snapshot_in(posed: Posed, programme: Programme) -> Snapshot:
    """What was known of the problem when the programme was written: its plan, and what proves it.

    Raises
    ------
    InputError
        Where the programme's plan breaks rows of the problem.

    """
    problem, tables = posed.problem, programme.tables
    choice = choice_in(posed, tables["choice"])
    amount = tables["auxiliary"].set_index("key")["amount"].reindex(posed.aux_keys).fillna(0)
    auxiliary, served = amount.to_numpy(np.int64), _arcs(posed, tables["served"])
    plan = Plan(choice, auxiliary, served, value_of(problem, choice, auxiliary, served))
    if faults := check(problem, plan):
        msg = f"the programme breaks rows of its own brief ({faults[0]}); see gengxin verify"
        raise InputError(msg)
    prices = prices_in(posed, tables)
    row = np.where(problem.row_is_equal, prices.row, np.maximum(prices.row, 0.0))
    return regained(problem, plan, Prices(row, np.maximum(prices.demand, 0.0)))


def choice_in(posed: Posed, table: pd.DataFrame) -> Whole:
    """Column chosen of each site, in the problem's order."""
    columns = posed.columns()
    left = table.assign(
        phase=table["phase"].fillna(0).astype("int64"),
        **{name: table[name].astype("str") for name in ("site", "option")},
    )
    known = columns.assign(
        column=np.arange(len(columns)),
        **{name: columns[name].astype("str") for name in ("site", "option")},
    )
    joined = left.merge(
        known[["site", "option", "phase", "column"]], on=["site", "option", "phase"], how="left"
    )
    if joined["column"].isna().any():
        row = joined[joined["column"].isna()].iloc[0]
        msg = (
            f"site {row['site']}: the programme chose {row['option']} in phase {row['phase']}, "
            "which this options run doesn't offer; explain it with the run that it was made of"
        )
        raise InputError(msg)
    choice = joined["column"].to_numpy(np.int64)
    return choice[np.argsort(posed.case.columns.site[choice], kind="stable")]


def prices_in(posed: Posed, tables: Tables) -> Prices:
    """The programme's prices in the order of the problem; what isn't listed costs nothing."""
    row = tables["row_price"].set_index("key")["price"].reindex(posed.row_keys)
    demand = by_demand(posed, tables["demand_price"], "price")
    return Prices(row.fillna(0.0).to_numpy(np.float64), demand)


def by_demand(posed: Posed, table: pd.DataFrame, value: str) -> Floats:
    """A value of a table summed for each demand row, 0 where the table has none."""
    count = len(posed.demand.of)
    summed = np.zeros(count + 1)
    np.add.at(summed, demand_at(posed, table), table[value].to_numpy(np.float64))
    return summed[:count]


def demand_at(posed: Posed, table: pd.DataFrame) -> Whole:
    """The demand row of each row of a table; one past the last where there is none."""
    demand, points, asked = posed.demand, posed.services.people.refs, posed.case.periods.asked
    standard = _codes(table["standard"], pd.Index(posed.services.standards))
    people, period = _codes(table["people"], points), table["period"].to_numpy(np.int64)
    place = np.minimum(np.searchsorted(asked, period), len(asked) - 1)
    is_known = (standard >= 0) & (people >= 0) & (asked[place] == period)
    wanted = (standard * max(len(points), 1) + people) * len(asked) + place
    # demand rows rise by service, then by demand point, then by period
    known = demand.of * len(asked) + demand.period
    at = np.searchsorted(known, wanted)
    is_known &= np.append(known, -1)[at] == wanted
    return np.where(is_known, at, len(known))


def _arcs(posed: Posed, served: pd.DataFrame) -> Whole:
    """People served on each arc of the problem.

    Raises
    ------
    InputError
        Where somebody is served whom the problem doesn't let be served there.

    """
    named = ["standard", "facility", "site", "period"]
    slots = posed.slot_rows().astype(dict.fromkeys(named[:3], "str"))
    slots = slots.assign(slot=np.arange(len(slots)))
    asked = served[named].astype(dict.fromkeys(named[:3], "str") | {"period": "int64"})
    slot = asked.merge(slots, on=named, how="left")["slot"].fillna(-1).to_numpy(np.int64)
    problem, count = posed.problem, len(posed.problem.need)
    arcs = owner_of(problem.arc_ptr) * count + problem.arc_demand
    wanted = slot * count + demand_at(posed, served)
    order = np.argsort(arcs, kind="stable")
    at = order[np.minimum(np.searchsorted(arcs[order], wanted), len(arcs) - 1)] if len(arcs) else 0
    if len(wanted) and not (len(arcs) and (arcs[at] == wanted).all()):
        msg = "the programme serves people where its brief doesn't let it; see gengxin verify"
        raise InputError(msg)
    found = np.zeros(len(arcs), np.int64)
    np.add.at(found, at, served["served_people_x1000"].to_numpy(np.int64))
    return found


def _codes(values: pd.Series, among: pd.Index) -> Whole:
    """Place of each value among others, −1 where it is none of them."""
    codes, known = pd.factorize(values)
    places = among.astype("str").get_indexer(pd.Index(known).astype("str"))
    return np.append(places, -1)[codes].astype(np.int64)
