"""Futures drawn from a brief's ranges: the same question with other numbers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from gengxin.terms import Brief, InputError, PlanInputs

__all__ = ["drawn"]

COSTS = ("compensation", "demolition", "decant", "construction", "fees", "finance")
PARTIES = ("public", "owner", "developer")


def drawn(
    inputs: PlanInputs, brief: Brief, *, count: int, seed: int
) -> Iterator[tuple[PlanInputs, Brief]]:
    """``count`` futures: each factor drawn evenly within its range, the same factor everywhere.

    A change of cost or revenue moves net present values by as much as it moves the undiscounted
    sums, which overstates it for what comes late.

    Raises
    ------
    InputError
        For a range of something that can't be moved.

    """
    chance = np.random.default_rng(seed)
    for _ in range(count):
        moved, question = inputs, brief
        for one in brief.scenarios:
            factor = float(chance.uniform(one.low, one.high))
            moved, question = _moved(moved, question, one.of, factor)
        yield moved, question


def _moved(inputs: PlanInputs, brief: Brief, of: str, factor: float) -> tuple[PlanInputs, Brief]:
    if of.startswith("weight."):
        return inputs, _with_weight(brief, of.removeprefix("weight."), factor)
    if of == "budget":
        return inputs, _with_budget(brief, factor)
    if of in _MOVES:
        return _MOVES[of](inputs, factor), brief
    known = ", ".join(("budget", *_MOVES, "weight.<term>"))
    msg = f"scenarios: {of!r} can't be moved; these can: {known}"
    raise InputError(msg)


def _with_weight(brief: Brief, term: str, factor: float) -> Brief:
    if term not in brief.terms:
        msg = f"scenarios: weight.{term}: brief {brief.name} gives {term!r} no weight"
        raise InputError(msg)
    own = brief.terms[term]
    return replace(brief, terms={**brief.terms, term: replace(own, weight=own.weight * factor)})


def _with_budget(brief: Brief, factor: float) -> Brief:
    """The budget of every phase, whether stated or a share of costs, times a factor."""
    phases = tuple(
        one if one.budget_amount is None else replace(one, budget_amount=one.budget_amount * factor)
        for one in brief.phases
    )
    own = brief.rows.get("budget")
    if own is None or own.limit is None:
        return replace(brief, phases=phases)
    rows = {**brief.rows, "budget": replace(own, limit=own.limit * factor)}
    return replace(brief, phases=phases, rows=rows)


def _with_cost(inputs: PlanInputs, factor: float) -> PlanInputs:
    option, money = inputs.options["option"], inputs.options["option_money"]
    names = [f"{party}_cost_amount_x100" for party in PARTIES]
    costs = option[names].astype("Int64")
    raised = costs.apply(lambda own: _times(own, factor))
    more = raised.sum(axis=1, skipna=False) - costs.sum(axis=1, skipna=False)
    is_cost = money["item"].isin(COSTS)
    mid = money["mid_amount_x100"]
    return _with_tables(
        inputs,
        option=option.assign(
            **{name: raised[name] for name in names},
            npv_mid_amount_x100=option["npv_mid_amount_x100"].astype("Int64") - more,
        ),
        option_money=money.assign(mid_amount_x100=mid.where(~is_cost, _times(mid, factor))),
    )


def _with_revenue(inputs: PlanInputs, factor: float) -> PlanInputs:
    option = inputs.options["option"]
    revenue = option["revenue_amount_x100"].astype("Int64")
    raised = _times(revenue, factor)
    npv = option["npv_mid_amount_x100"].astype("Int64") + (raised - revenue)
    return _with_tables(
        inputs, option=option.assign(revenue_amount_x100=raised, npv_mid_amount_x100=npv)
    )


def _with_people(inputs: PlanInputs, factor: float) -> PlanInputs:
    """Everybody who lives there today, in all age groups, times a factor."""
    names = [name for name in inputs.people.columns if name.endswith("_people")]
    return replace(
        inputs,
        people=inputs.people.assign(**{name: inputs.people[name] * factor for name in names}),
    )


def _with_floor_demand(inputs: PlanInputs, factor: float) -> PlanInputs:
    requests = inputs.space_requests
    area = requests["floor_area_high_m2"] * factor
    return replace(inputs, space_requests=requests.assign(floor_area_high_m2=area))


def _times(amount: pd.Series, factor: float) -> pd.Series:
    """Whole numbers times a factor, to the nearest whole number."""
    return (amount.astype("Float64") * factor).round().astype("Int64")


def _with_tables(inputs: PlanInputs, **tables: pd.DataFrame) -> PlanInputs:
    return replace(inputs, options={**inputs.options, **tables})


_MOVES: Mapping[str, Callable[[PlanInputs, float], PlanInputs]] = {
    "cost": _with_cost,
    "revenue": _with_revenue,
    "people": _with_people,
    "floor_demand": _with_floor_demand,
}
