"""Where a run stands between two rounds: arrays that can be kept, and taken up again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.barred import Barred, nothing_barred
from gengxin.engines.solve.problem import Floats, Plan, Prices, Problem, Whole
from gengxin.engines.solve.steps import Momentum, first_prices, fresh

__all__ = ["Standing", "State", "kept", "outset", "taken_up"]

State: TypeAlias = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All that the next round needs; its arrays are never written to."""

    round: int
    prices: Prices
    """Where the search for prices is."""
    momentum: Momentum
    best: Prices
    """Prices of the best bound."""
    bound: float
    average: Floats
    """(C) share of recent responses that chose the column."""
    draft_choice: Whole
    """Empty before there is a draft."""
    draft_held: Whole
    draft_served: Whole
    plan: Plan | None
    value_before: float
    """Value of the plan before the last one; not a number: there was none."""
    penalty: Floats
    """(R) what a unit by which a row is broken costs a draft."""
    idle: int
    """Rounds since a draft was last made better."""
    amiss: Whole
    """(R and sets barred) by how much the draft breaks each row."""
    barred: Barred
    """Sets of columns found that can't hold together."""
    solver_bound: float
    """What HiGHS claims that nothing exceeds; not a number: it wasn't asked."""
    impossible: bool
    """Whether HiGHS says that nothing makes the rows hold."""


def outset(problem: Problem, *, seed: int = 0) -> Standing:
    """Before the first round; ``seed`` as in ``first_prices``."""
    nothing = np.zeros(0, np.int64)
    rows = len(problem.row_rhs)
    return Standing(
        round=0,
        prices=first_prices(problem, seed=seed),
        momentum=fresh(problem),
        best=Prices(np.zeros(rows), np.zeros(len(problem.need))),
        bound=np.inf,
        average=np.zeros(len(problem.value)),
        draft_choice=nothing,
        draft_held=nothing,
        draft_served=nothing,
        plan=None,
        value_before=np.nan,
        penalty=np.zeros(rows),
        idle=0,
        amiss=np.zeros(rows, np.int64),
        barred=nothing_barred(),
        solver_bound=np.nan,
        impossible=False,
    )


def kept(standing: Standing) -> dict[str, npt.NDArray[Any]]:
    """The standing as named arrays."""
    plan = standing.plan
    state: dict[str, npt.NDArray[Any]] = {
        "round": np.array(standing.round),
        "prices_row": standing.prices.row,
        "prices_demand": standing.prices.demand,
        "best_row": standing.best.row,
        "best_demand": standing.best.demand,
        "bound": np.array(standing.bound),
        "average": standing.average,
        "draft_choice": standing.draft_choice,
        "draft_held": standing.draft_held,
        "draft_served": standing.draft_served,
        "value_before": np.array(standing.value_before),
        "penalty": standing.penalty,
        "idle": np.array(standing.idle),
        "amiss": standing.amiss,
        "solver_bound": np.array(standing.solver_bound),
        "impossible": np.array(standing.impossible),
        "planned": np.array(plan is not None),
    }
    momentum = standing.momentum._asdict().items()
    state |= {f"momentum_{name}": np.asarray(value) for name, value in momentum}
    names = ("barred_ptr", "barred_column", "barred_most")
    state |= dict(zip(names, standing.barred, strict=True))
    if plan is not None:
        state |= {f"plan_{name}": np.asarray(value) for name, value in plan._asdict().items()}
    return state


def taken_up(state: State) -> Standing:
    """The standing that was kept."""
    plan = None
    if state["planned"]:
        choice, auxiliary, served = (state[f"plan_{name}"] for name in Plan._fields[:-1])
        plan = Plan(choice, auxiliary, served, float(state["plan_value"]))
    return Standing(
        round=int(state["round"]),
        prices=Prices(state["prices_row"], state["prices_demand"]),
        momentum=_momentum(state),
        best=Prices(state["best_row"], state["best_demand"]),
        bound=float(state["bound"]),
        average=state["average"],
        draft_choice=state["draft_choice"],
        draft_held=state["draft_held"],
        draft_served=state["draft_served"],
        plan=plan,
        value_before=float(state["value_before"]),
        penalty=state["penalty"],
        idle=int(state["idle"]),
        amiss=state["amiss"],
        barred=(state["barred_ptr"], state["barred_column"], state["barred_most"]),
        solver_bound=float(state["solver_bound"]),
        impossible=bool(state["impossible"]),
    )


def _momentum(state: State) -> Momentum:
    row, square, size, *demand = (state[f"momentum_{name}"] for name in Momentum._fields[:-1])
    steps = int(state["momentum_steps"])
    return Momentum(row, square, size, demand[0], demand[1], demand[2], steps)


def with_plan(standing: Standing, plan: Plan) -> Standing:
    """The standing with a plan, if that is worth more than the one it has."""
    old = standing.plan
    if old is not None and plan.value <= old.value:
        return standing
    return replace(standing, plan=plan, value_before=np.nan if old is None else old.value)
