"""A deeper check: the clauses and measures of what was chosen, read again from the district."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gengxin.terms import District, PlanInputs, Programme, Violation
from gengxin.verify.case import Flags
from gengxin.verify.found import Found
from gengxin.verify.whole import codes_of, whole

__all__ = ["Deeper", "deep"]

# clauses that compare a measure of the option, and the column which holds it
MEASURED = {"far": "far", "height": "height_m", "lot_coverage": "lot_coverage"}
# limits of a site's plan, by kind of clause: what is estimated there forbids nothing
PLANNED = {
    "far": "plan_far",
    "height": "plan_height_m",
    "lot_coverage": "plan_lot_coverage",
    "green_share": "plan_green_share",
}
# the measures of options are doubles made of doubles
NEAR = 1e-6

ON_TRUST = (
    (
        "how the walks, the form and the account of each option were worked out",
        "各方案的步行可达、形体与经济测算过程",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeper:
    """What the deeper check found, how much it looked at, and what it still took on trust."""

    violations: tuple[Violation, ...]
    counts: dict[str, int]
    checked: dict[str, int]
    not_checked: tuple[tuple[str, str], ...]


def deep(
    programme: Programme, inputs: PlanInputs, district: District, checks: pd.DataFrame
) -> Deeper:
    """Read the clauses of every chosen option, and make its density again from site and floor.

    ``checks`` is the run's table of options against clauses (``option_check``). A clause whose
    limit the site's plan only estimates gives no verdict; it is counted apart.
    """
    found = Found()
    names = pd.Index(programme.tables["choice"]["option"].astype("object"))
    table = inputs.options["option"]
    chosen = table[table["ref"].isin(names) & (table["action"] != "keep")].reset_index(drop=True)
    estimated = _on_estimates(chosen, checks, district)
    clauses = _clauses(chosen, checks[~estimated], found)
    density = _density(chosen, district, found)
    return Deeper(
        violations=tuple(found.told),
        counts=found.counts,
        checked={
            "clauses": clauses,
            "clauses_on_estimates": int(estimated.sum()),
            "densities": density,
        },
        not_checked=ON_TRUST,
    )


def _on_estimates(chosen: pd.DataFrame, checks: pd.DataFrame, district: District) -> Flags:
    """Clauses of chosen options whose limit is an estimate of the site's plan."""
    sites = district.table("sites")
    site = pd.Index(chosen["site"].astype("object"))
    option = codes_of(checks["option"], pd.Index(chosen["ref"].astype("object")))
    estimated = np.zeros(len(checks), bool)
    for kind, name in PLANNED.items():
        if f"{name}_basis" in sites.columns:
            basis = sites[f"{name}_basis"].reindex(site).astype("str")
            guessed = np.append(basis.str.startswith("estimated").to_numpy(bool), False)
            estimated |= (checks["kind"] == kind).to_numpy(bool) & guessed[option]
    return estimated & (option >= 0)


def _clauses(chosen: pd.DataFrame, checks: pd.DataFrame, found: Found) -> int:
    """No chosen option fails a clause that was read in its source, by word or by number."""
    option = codes_of(checks["option"], pd.Index(chosen["ref"].astype("object")))
    own = checks[(option >= 0) & checks["verified"].to_numpy(bool)].reset_index(drop=True)
    option = option[(option >= 0) & checks["verified"].to_numpy(bool)]
    state = own["state"].astype("object").to_numpy()
    value, limit = (own[name].to_numpy("float64", na_value=np.nan) for name in ("value", "limit"))
    missed = np.where(own["effect"] == "at_most", value - limit, np.nan)
    missed = np.where(own["effect"] == "at_least", limit - value, missed)
    lies = (state == "passed") & (missed > NEAR * np.maximum(1.0, np.abs(limit)))
    found.each(
        "rule",
        np.flatnonzero((state == "failed") | lies),
        lambda at: (f"{own['option'].iloc[at]} / {own['rule'].iloc[at]}", float(missed[at])),
    )
    for kind, name in MEASURED.items():
        measure = chosen[name].to_numpy("float64", na_value=np.nan)[option]
        off = np.abs(value - measure)
        odd = (own["kind"] == kind).to_numpy() & (off > NEAR * np.maximum(1.0, np.abs(measure)))
        found.each(
            "measure",
            np.flatnonzero(odd),
            lambda at, off=off: (  # type: ignore[misc]
                f"{own['option'].iloc[at]} / {own['rule'].iloc[at]}",
                float(off[at]),
            ),
        )
    return len(own)


def _density(chosen: pd.DataFrame, district: District, found: Found) -> int:
    """The floor area ratio of each chosen option is its floor area ÷ the area of its site."""
    area = district.table("sites")["area_m2"].reindex(chosen["site"].astype("object"))
    floor, known = whole(chosen["gross_floor_area_m2_x100"])
    stated = chosen["far"].to_numpy("float64", na_value=np.nan)
    again = floor / 100 / area.to_numpy("float64", na_value=np.nan)
    asked = known & np.isfinite(stated) & np.isfinite(again)
    off = np.abs(stated - again)
    # floor area is kept in hundredths of a square metre
    odd = asked & (off > NEAR * np.maximum(1.0, again) + 0.01 / area.to_numpy("float64"))
    found.each(
        "measure",
        np.flatnonzero(odd),
        lambda at: (f"{chosen['ref'].iloc[at]} / far", float(off[at])),
    )
    return int(asked.sum())
