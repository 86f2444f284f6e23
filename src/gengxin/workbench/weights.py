"""The programme at half and at twice each weight: what hangs on a number that somebody chose."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from gengxin.terms import Brief, Programme, WeightRun
from gengxin.workbench.programmes import Asked, Found, searched_anew
from gengxin.workbench.progress import Progress, quiet

__all__ = ["FACTORS", "weight_runs"]

FACTORS = (0.5, 2.0)


def weight_runs(
    found: Found,
    *,
    asked: Asked,
    report: Progress = quiet,
) -> tuple[WeightRun, ...]:
    """Plan anew at half and at twice the weight of each term that counts in the programme found.

    Each search begins where that programme's ended, and keeps its plan until it finds a better one.
    """
    made, brief = found.programme(), found.problem.brief
    known = {one.term for one in made.terms}
    runs = [
        (term, factor)
        for term, setting in brief.terms.items()
        if term in known and setting.weight != 0.0
        for factor in FACTORS
    ]
    made_of = []
    for place, (term, factor) in enumerate(runs):
        report(f"{term} at {factor:g} times its weight", place / len(runs))
        other = searched_anew(found, _weighed(brief, term, factor), asked=asked)
        made_of.append(_run(made, other.programme(), term, factor))
    return tuple(made_of)


def _weighed(brief: Brief, term: str, factor: float) -> Brief:
    setting = brief.terms[term]
    terms = {**brief.terms, term: replace(setting, weight=setting.weight * factor)}
    return replace(brief, terms=terms)


def _run(made: Programme, other: Programme, term: str, factor: float) -> WeightRun:
    return WeightRun(
        term=term,
        factor=factor,
        value=other.value,
        gap_certified=other.gap_certified,
        amounts={one.term: one.amount for one in other.terms},
        sites_changed_count=_changed((made, other)),
    )


def _changed(both: Sequence[Programme]) -> int:
    """How many sites get another option or phase."""
    first, second = (one.tables["choice"].set_index("site") for one in both)
    second = second.reindex(first.index)
    phases = [pd.Series(one["phase"]).fillna(0).astype("int64") for one in (first, second)]
    alike = (first["option"].astype("str") == second["option"].astype("str")) & (
        phases[0] == phases[1]
    )
    return int((~alike).sum())
