"""The clauses of what was chosen: verdicts out of measures and limits, limits out of the law."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from gengxin.terms import District, Rule, RulePack
from gengxin.verify.case import Flags
from gengxin.verify.found import Found
from gengxin.verify.whole import Floats, Whole, codes_of

__all__ = ["NEAR", "hold_to_clauses"]

# clauses that compare a measure of the option, and the column which holds it
MEASURED = {
    "far": "far",
    "height": "height_m",
    "lot_coverage": "lot_coverage",
    "green_share": "green_share",
}
# limits of a site's plan, by kind of clause: what is estimated there forbids nothing
PLANNED = {
    "far": "plan_far",
    "height": "plan_height_m",
    "lot_coverage": "plan_lot_coverage",
    "green_share": "plan_green_share",
}
# kinds whose limit is worked out from a slope, and is taken as it stands
SLOPED = ("view_plane", "sky_exposure_plane")
ALTERING = ("multiplies", "adds")
# how the codes of caps begin that a run estimates from what stands
ESTIMATED = "estimated."
# the measures of options are doubles made of doubles
NEAR = 1e-6


def hold_to_clauses(
    chosen: pd.DataFrame,
    checks: pd.DataFrame,
    district: District,
    law: tuple[RulePack, date],
    found: Found,
) -> dict[str, int]:
    """Every clause of the chosen options: its verdict, what it measures, its limit.

    ``checks`` is the run's table of options against clauses, ``law`` the rule pack that the run
    names and the run's day. A clause whose limit the site's plan only estimates forbids nothing; it
    is counted apart.
    """
    option = codes_of(checks["option"], pd.Index(chosen["ref"].astype("object")))
    own = checks[option >= 0].reset_index(drop=True)
    option = option[option >= 0]
    estimated = _on_estimates(chosen, own, option, district)
    missed = _missed(own)
    verdicts = _hold_to_verdicts(own, missed, found)
    _hold_to_law(own, missed, estimated, found)
    _hold_to_measures(chosen, own, option, found)
    limits = _hold_to_limits(chosen, own, option, (district, law), found)
    return {
        "clauses": len(own),
        "clauses_on_estimates": int(estimated.sum()),
        "verdicts": verdicts,
        **limits,
    }


def _on_estimates(
    chosen: pd.DataFrame, own: pd.DataFrame, option: Whole, district: District
) -> Flags:
    """Clauses whose limit is an estimate of the site's plan."""
    sites = district.table("sites")
    site = pd.Index(chosen["site"].astype("object"))
    estimated = np.zeros(len(own), bool)
    for kind, name in PLANNED.items():
        if f"{name}_basis" in sites.columns:
            basis = sites[f"{name}_basis"].reindex(site).astype("str")
            guessed = basis.str.startswith("estimated").to_numpy(bool)
            estimated |= (own["kind"] == kind).to_numpy(bool) & guessed[option]
    return estimated


def _missed(own: pd.DataFrame) -> Floats:
    """By how much each clause is missed, below 0 where it is kept; NaN where nobody can say."""
    value, limit = (own[name].to_numpy("float64", na_value=np.nan) for name in ("value", "limit"))
    effect = own["effect"].to_numpy(object)
    missed = np.where(effect == "at_most", value - limit, np.nan)
    missed = np.where(effect == "at_least", limit - value, missed)
    return np.where(np.abs(missed) <= NEAR * np.maximum(1.0, np.abs(limit)), 0.0, missed)


def _told(own: pd.DataFrame, at: int) -> str:
    return f"{own['option'].iloc[at]} / {own['rule'].iloc[at]}"


def _hold_to_verdicts(own: pd.DataFrame, missed: Floats, found: Found) -> int:
    """What passed keeps to its limit, what failed doesn't."""
    state, known = own["state"].to_numpy(object), ~np.isnan(missed)
    lies = ((state == "passed") & (missed > 0)) | ((state == "failed") & (missed <= 0))
    found.each(
        "verdict",
        np.flatnonzero(known & lies),
        lambda at: (_told(own, at), float(missed[at])),
    )
    return int((known & np.isin(state, ["passed", "failed"])).sum())


def _hold_to_law(own: pd.DataFrame, missed: Floats, estimated: Flags, found: Found) -> None:
    """No chosen option fails a clause that was read in its source, by word or by number."""
    firm = own["verified"].to_numpy(bool) & ~estimated
    state = own["state"].to_numpy(object)
    broken = (state == "failed") | ((state == "passed") & (missed > 0))
    found.each(
        "rule",
        np.flatnonzero(firm & broken),
        lambda at: (_told(own, at), float(np.nan_to_num(missed[at]))),
    )


def _hold_to_measures(chosen: pd.DataFrame, own: pd.DataFrame, option: Whole, found: Found) -> None:
    """What a clause measures is what the table of options says."""
    value = own["value"].to_numpy("float64", na_value=np.nan)
    for kind, name in MEASURED.items():
        if name not in chosen.columns:
            continue
        measure = chosen[name].to_numpy("float64", na_value=np.nan)[option]
        off = np.abs(value - measure)
        odd = (own["kind"] == kind).to_numpy() & (off > NEAR * np.maximum(1.0, np.abs(measure)))
        found.each(
            "measure",
            np.flatnonzero(odd),
            lambda at, off=off: (_told(own, at), float(off[at])),  # type: ignore[misc]
        )


def _hold_to_limits(
    chosen: pd.DataFrame,
    own: pd.DataFrame,
    option: Whole,
    against: tuple[District, tuple[RulePack, date]],
    found: Found,
) -> dict[str, int]:
    """Limits are those of the law: the number of the rule, or of the site's column it names."""
    district, (law, day) = against
    in_force = _in_force(law, day)
    altered = {name for rule in law.rules if rule.effect in ALTERING for name in rule.alters}
    sites = district.table("sites").reindex(pd.Index(chosen["site"].astype("object")))
    counts = {"limits": 0, "limits_altered": 0, "limits_estimated": 0}  # no number: in none
    for code, at in own.groupby("rule").indices.items():
        rows = np.asarray(at, np.int64)
        rule = in_force.get(str(code))
        if rule is None and str(code).startswith(ESTIMATED):
            counts["limits_estimated"] += len(rows)
        elif rule is None or not _is_of(own, rows, rule):
            found.each("clause_unknown", rows, lambda one: (_told(own, one), 0.0))
        elif rule.kind in SLOPED or {rule.kind, rule.code} & altered:
            counts["limits_altered"] += len(rows)
        else:
            stated = _stated(rule, sites, option[rows])
            counts["limits"] += _hold_to_rule(own, rows, stated, found)
    return counts


def _is_of(own: pd.DataFrame, rows: Whole, rule: Rule) -> bool:
    """Whether clauses have the effect of a rule, and are no firmer than it."""
    same = (own["effect"].iloc[rows] == rule.effect).all()
    return bool(same and (rule.verified or not own["verified"].iloc[rows].any()))


def _stated(rule: Rule, sites: pd.DataFrame, option: Whole) -> Floats:
    """The limit of a rule for each option: its own number, or that of the site's column."""
    if not rule.column:
        return np.full(len(option), np.nan if rule.value is None else rule.value)
    if rule.column not in sites.columns:
        return np.full(len(option), np.nan)
    of_site: Floats = sites[rule.column].to_numpy("float64", na_value=np.nan)
    return of_site[option]


def _hold_to_rule(own: pd.DataFrame, rows: Whole, stated: Floats, found: Found) -> int:
    off = own["limit"].to_numpy("float64", na_value=np.nan)[rows] - stated
    odd = np.flatnonzero(np.abs(off) > NEAR * np.maximum(1.0, np.abs(stated)))
    found.each("limit", odd, lambda at: (_told(own, int(rows[at])), float(off[at])))
    return int(np.isfinite(off).sum())


def _in_force(law: RulePack, day: date) -> Mapping[str, Rule]:
    """The rule of each code that was in force on the run's day."""
    return {
        rule.code: rule
        for rule in law.rules
        if (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)
    }
