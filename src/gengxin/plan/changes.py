"""What differs between two plans of one problem: sites, and sums by phase."""

import numpy as np
import pandas as pd

from gengxin.engines.solve import Plan
from gengxin.engines.solve.dual import columns_use
from gengxin.plan.model import Posed
from gengxin.plan.model.times import Floats, Whole

__all__ = ["changed_sites", "sums_by_phase"]

# columns of options told by the phase in which works start: unit of the sum, and their scale
SUMS = {
    "floor_under_works_m2": ("floor_under_works_m2_x100", 100.0),
    "homes_made_good_count": ("homes_made_good_count", 1.0),
    "households_out_temporarily_count": ("households_out_temporarily_count", 1.0),
    "households_out_for_good_count": ("households_out_for_good_count", 1.0),
}


def changed_sites(posed: Posed, before: Plan, after: Plan) -> pd.DataFrame:
    """A row for each site with another option or phase: site, and both by ``_before``, ``_after``.

    Each side has option, action, name_en, name_zh and phase, which is empty where it keeps.
    """
    differs = np.flatnonzero(before.choice != after.choice)
    named = {"before": before, "after": after}
    sides = [
        _told(posed, plan.choice[differs]).add_suffix(f"_{name}") for name, plan in named.items()
    ]
    site = pd.DataFrame({"site": posed.case.columns.sites[differs].astype("str")})
    return pd.concat([site, *sides], axis=1)


def _told(posed: Posed, choice: Whole) -> pd.DataFrame:
    columns = posed.case.columns
    options = columns.options.iloc[columns.option[choice]]
    told = options[["action", "name_en", "name_zh"]].astype("str").reset_index(drop=True)
    phase = pd.Series(columns.phase[choice]).astype("Int64")
    return told.assign(option=options.index.astype("str"), phase=phase.mask(phase == 0))


def sums_by_phase(posed: Posed, plan: Plan) -> pd.DataFrame:
    """What starts in each phase, by phase from 1 on; ``public_cost_amount`` is spent in it.

    That is missing where the brief's budget is off, for then nobody counts it.
    """
    columns, count = posed.case.columns, posed.case.periods.count
    own = plan.choice[columns.starts[plan.choice]]
    phases = pd.RangeIndex(1, count + 1, name="phase")
    at = columns.phase[own] - 1
    found: dict[str, Floats] = {"sites_count": np.bincount(at, minlength=count).astype(np.float64)}
    for name, (column, scale) in SUMS.items():
        amount = columns.amount(column)[own] / scale
        found[name] = np.bincount(at, amount, minlength=count).astype(np.float64)
    use = columns_use(posed.problem, plan.choice)
    row_of = {key: row for row, key in enumerate(posed.row_keys)}
    rows = [row_of.get(f"budget/{phase}") for phase in phases]
    found["public_cost_amount"] = np.array(
        [np.nan if row is None else use[row] / 100.0 for row in rows]
    )
    return pd.DataFrame(found, index=phases)
