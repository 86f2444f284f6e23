"""A problem posed before under a brief that was edited since: the same shape, other numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.engines.solve import Problem
from gengxin.plan.model.columns import of_site, picked
from gengxin.plan.model.money_rows import in_cents
from gengxin.plan.model.posed import Posed, posed_anew
from gengxin.plan.model.times import Floats
from gengxin.plan.model.worth import column_values
from gengxin.terms import InputError
from gengxin.terms.brief import Brief

__all__ = ["Edited", "edited"]

# terms that auxiliaries are worth something by, and how their keys begin
OF_KEYS = {"floor_space": ("met", "over"), "needs_answered": ("answered",)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edited:
    """A problem of the shape of one posed before, and which of its columns may be chosen.

    ``today_worth`` is what keeping everything is worth.
    """

    brief: Brief
    problem: Problem
    allowed: npt.NDArray[np.bool_]
    today_worth: float


def edited(given: Posed, brief: Brief) -> Edited:
    """The problem under a brief that differs in weights, budgets, must and must-not alone.

    Raises
    ------
    InputError
        Where the brief leaves a site without anything to choose.

    """
    reweighed, today = _reweighed(given, brief)
    return Edited(
        brief=replace(
            given.brief,
            terms=brief.terms,
            phases=brief.phases,
            must=brief.must,
            must_not=brief.must_not,
        ),
        problem=_with_budgets(given, brief, reweighed),
        allowed=_allowed(given, brief),
        today_worth=today,
    )


def _reweighed(given: Posed, brief: Brief) -> tuple[Problem, float]:
    """The problem at other weights, and what today is worth at them."""
    factors = dict(_factors(given, brief))
    if None in factors.values():
        # what had no weight has no place to scale it from
        anew = posed_anew(given, brief)
        return anew.problem, anew.today.worth
    if not factors:
        return given.problem, given.today.worth
    problem = given.problem
    of_people = factors.get("people_served") or 1.0
    kind = pd.Series(given.aux_keys, dtype="object").str.split("/", n=1).str[0]
    scale: Floats = np.ones(len(kind))
    for term, kinds in OF_KEYS.items():
        scale[kind.isin(kinds).to_numpy(bool)] = factors.get(term) or 1.0
    case = replace(given.case, brief=replace(given.brief, terms=brief.terms))
    return problem._replace(
        value=column_values(case),
        worth=problem.worth * of_people,
        aux_value=problem.aux_value * scale,
    ), given.today.worth * of_people


def _factors(given: Posed, brief: Brief) -> Iterator[tuple[str, float | None]]:
    """By how much each weight that changed did; none where it was 0 or becomes 0."""
    before = given.brief.terms
    for term in {**before, **brief.terms}:
        old, new = (one[term].weight if term in one else 0.0 for one in (before, brief.terms))
        if old != new:
            yield term, new / old if old and new else None


def _with_budgets(given: Posed, brief: Brief, problem: Problem) -> Problem:
    """The problem with the brief's budgets; what may be carried over grows with them."""
    row_of = {key: row for row, key in enumerate(given.row_keys)}
    aux_of = {key: at for at, key in enumerate(given.aux_keys)}
    rhs, high = problem.row_rhs.copy(), problem.aux_high.copy()
    budgets = in_cents(brief.phases)
    for phase, budget in enumerate(budgets.tolist(), start=1):
        row = row_of.get(f"budget/{phase}")
        slack = aux_of.get(f"slack/budget/{phase}")
        if row is not None and slack is not None:
            high[slack] = max(high[slack] + rhs[row] - budget, 0)
        if row is not None:
            rhs[row] = budget
    for phase, most in enumerate(np.cumsum(budgets)[:-1].tolist(), start=1):
        if (carried := aux_of.get(f"carry/{phase}")) is not None:
            high[carried] = most
    return problem._replace(row_rhs=rhs, aux_high=high)


def _allowed(given: Posed, brief: Brief) -> npt.NDArray[np.bool_]:
    """The columns that must and must-not leave."""
    columns = given.case.columns
    allowed = np.ones(len(columns), np.bool_)
    for match in brief.must:
        allowed[np.setdiff1d(of_site(columns, match.site), picked(columns, match))] = False
    for match in brief.must_not:
        allowed[picked(columns, match)] = False
    left = np.bincount(columns.site[allowed], minlength=len(columns.sites))
    if (left == 0).any():
        named = ", ".join(columns.sites[left == 0][:3])
        msg = (
            f"this edit leaves nothing to choose on {named}: what must be there isn't offered, "
            "can't start then, or was ruled out before; fix or forbid something else"
        )
        raise InputError(msg)
    return allowed
