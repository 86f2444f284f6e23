"""What a column brings: the amount of each term in whole numbers, its timing and its worth."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from gengxin.verify.case import Case
from gengxin.verify.times import MONTHS
from gengxin.verify.whole import Floats, Whole, half_even

__all__ = ["COLUMN_TERMS", "COSTS", "SCALES", "amounts", "timing", "worth_of_columns"]

COSTS = ("public_cost_amount_x100", "owner_cost_amount_x100", "developer_cost_amount_x100")

# units of the tables in a natural unit of the term
SCALES: Mapping[str, int] = MappingProxyType(
    {
        "people_served": 1000,
        "homes_made_good": 1,
        "floor_space": 100,
        "needs_answered": 1,
        "net_present_value": 100,
        "displaced_households": 1,
        "carbon": 1,
        "heritage_kept": 100,
    }
)
# terms whose amount is that of the chosen columns
COLUMN_TERMS = (
    "homes_made_good",
    "net_present_value",
    "displaced_households",
    "carbon",
    "heritage_kept",
)


def amounts(case: Case, term: str) -> Whole:
    """What each column brings of a term; households displaced and carbon count negative."""
    if term == "carbon":
        return -_carbon(case)
    if term == "heritage_kept":
        return case.of_columns(case.above_keep("heritage_floor_kept_m2_x100"))
    if term == "displaced_households":
        return -case.of_columns(case.quantity("households_out_for_good_count")[0])
    name = {"homes_made_good": "homes_made_good_count", "net_present_value": "npv_mid_amount_x100"}
    return case.of_columns(case.quantity(name[term])[0])


def timing(case: Case, term: str) -> Floats:
    """How much each column's amount of a term counts for the time at which it comes."""
    columns, times = case.columns, case.times
    if term in {"homes_made_good", "heritage_kept"}:
        return np.where(columns.phase > 0, times.weight_from[columns.opens - 1], 0.0)
    if term == "net_present_value":
        return np.where(columns.phase > 0, times.discount[columns.phase - 1], 0.0)
    return np.ones(len(columns))


def worth_of_columns(case: Case) -> tuple[Floats, Floats]:
    """What each column is worth in currency, and the sum of its terms' sizes."""
    worth, size = np.zeros(len(case.columns)), np.zeros(len(case.columns))
    if case.brief.minimise:
        asked = COSTS[:1] if case.brief.minimise == "public_cost" else COSTS
        worth = -case.of_columns(case.total(*asked)) / 100
        return worth, np.abs(worth)
    for term in COLUMN_TERMS:
        weight = case.weight(term) / SCALES[term]
        if weight:
            part = weight * amounts(case, term) * timing(case, term)
            worth, size = worth + part, size + np.abs(part)
    return worth, size


def _carbon(case: Case) -> Whole:
    """Carbon of the works, and of use above keep's from the opening to the horizon, in kg."""
    works, known = case.quantity("embodied_kgco2e")
    use, use_known = case.quantity("operating_yearly_kgco2e")
    keep = case.keep[case.site_of_option]
    known = known & use_known & (keep >= 0) & use_known[keep]
    option, opens = case.columns.option, case.columns.opens
    months = case.times.horizon_month - case.times.start_month[opens - 1]
    yearly = np.where(known, use - use[keep], 0)[option]
    both = np.where(known, works, 0)[option] + half_even(yearly * months, MONTHS)
    return np.where(case.columns.phase > 0, both, 0)
