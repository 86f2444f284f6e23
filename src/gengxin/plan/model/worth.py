"""What columns are worth, term by term: whole amounts, their timing, the brief's weights."""

from collections.abc import Mapping

import numpy as np

from gengxin.plan.model.case import Case
from gengxin.plan.model.money_rows import COSTS
from gengxin.plan.model.times import Floats, Whole

__all__ = ["UNITS", "amounts_of", "column_values", "columns_of_terms", "timed"]

# how many of an amount's whole numbers make a natural unit, where it isn't one
UNITS: Mapping[str, int] = {
    "people_served": 1_000,
    "floor_space": 100,
    "net_present_value": 100,
    "heritage_kept": 100,
}


def columns_of_terms() -> dict[str, tuple[str, ...]]:
    """The columns of options that terms are told by."""
    return {
        "homes_made_good": ("homes_made_good_count",),
        "net_present_value": ("npv_mid_amount_x100",),
        "displaced_households": ("households_out_for_good_count",),
        "carbon": ("embodied_kgco2e", "operating_yearly_kgco2e"),
        "heritage_kept": ("heritage_floor_kept_m2_x100",),
    }


def amounts_of(case: Case) -> dict[str, Whole]:
    """Amount of each column by term, as it counts: households displaced and carbon below 0."""
    columns = case.columns
    return {
        "homes_made_good": columns.amount("homes_made_good_count"),
        "net_present_value": columns.amount("npv_mid_amount_x100"),
        "displaced_households": -columns.amount("households_out_for_good_count"),
        "carbon": -_carbon_kg(case),
        "heritage_kept": columns.change("heritage_floor_kept_m2_x100"),
    }


def _carbon_kg(case: Case) -> Whole:
    """Carbon of works, and of use from opening to the horizon beyond today's."""
    columns, months = case.columns, case.periods.start_month
    embodied, yearly = (columns.options[name] for name in columns_of_terms()["carbon"])
    told = yearly.notna().to_numpy(bool)
    known = embodied.notna().to_numpy(bool) & told
    known &= told[columns.keep][columns.options["at"].to_numpy()]
    open_months = months[-1] - months[np.maximum(columns.opens, 1) - 1]
    of_use = np.rint(columns.change("operating_yearly_kgco2e") * open_months / 12.0)
    total = columns.amount("embodied_kgco2e") + of_use.astype(np.int64)
    return np.where(known[columns.option], total, 0)


def timed(case: Case) -> dict[str, Floats]:
    """Timing of each term of ``amounts_of`` by column."""
    columns, periods = case.columns, case.periods
    lasting = periods.share_from[np.maximum(columns.opens, 1) - 1]
    once = np.ones(len(columns))
    return {
        "homes_made_good": lasting,
        "net_present_value": periods.factor[np.maximum(columns.phase, 1) - 1],
        "displaced_households": once,
        "carbon": once,
        "heritage_kept": lasting,
    }


def column_values(case: Case) -> Floats:
    """Worth of each column in currency; where the brief asks for least cost, minus that."""
    columns = case.columns
    if case.brief.minimise:
        names = COSTS[:1] if case.brief.minimise == "public_cost" else COSTS
        return -columns.amount(*names) / 100.0
    amounts, timing = amounts_of(case), timed(case)
    total = np.zeros(len(columns))
    for term, amount in amounts.items():
        total += case.weight(term) / UNITS.get(term, 1) * (amount * timing[term])
    return total
