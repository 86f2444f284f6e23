"""Small changes of the town of three sites, and problems posed of it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from tests.verify.town import BRIEF, inputs

from gengxin.engines.solve import Plan, Prices, Snapshot
from gengxin.plan.model import Posed, posed
from gengxin.terms import Brief, PlanInputs

# nothing but the columns: every row, wish and weight off
BARE = replace(
    BRIEF,
    terms={},
    rows={},
    floor_targets=(),
    equity_floors=(),
    targets=(),
    epsilon=(),
    exclusive=(),
    requires=(),
    existing_homes=(),
)


def with_option(town: PlanInputs, ref: str, **told: Any) -> PlanInputs:
    """The town with some amounts of an option changed."""
    option = town.options["option"].copy()
    for name, value in told.items():
        option.loc[option["ref"] == ref, name] = value
    return replace(town, options={**town.options, "option": option})


def with_table(town: PlanInputs, name: str, frame: pd.DataFrame) -> PlanInputs:
    return replace(town, options={**town.options, name: frame})


def pose(brief: Brief = BRIEF, town: PlanInputs | None = None) -> Posed:
    return posed(inputs() if town is None else town, brief)


def row(made: Posed, key: str) -> dict[str, int]:
    """A row by the names of its columns and auxiliaries; ``rhs`` is its right-hand side."""
    problem, columns = made.problem, made.columns()
    at = made.row_keys.tolist().index(key)
    found = {"rhs": int(problem.row_rhs[at])}
    for ptr, rows, coefs, named in (
        (problem.link_ptr, problem.link_row, problem.link_coef, None),
        (problem.aux_ptr, problem.aux_row, problem.aux_coef, made.aux_keys),
    ):
        owner = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
        for of in np.flatnonzero(rows == at):
            which = owner[of]
            name = (
                f"{columns['option'][which]}/{columns['phase'][which]}"
                if named is None
                else named[which]
            )
            found[name] = int(coefs[of])
    return found


def family(made: Posed, name: str) -> dict[str, dict[str, int]]:
    """All rows of a name."""
    return {key: row(made, key) for key in made.row_keys if key.split("/")[0] == name}


def snapshot(made: Posed, plan: Plan, bound: float) -> Snapshot:
    """A snapshot as if a run had found the plan, with prices of nothing."""
    state: Any = None
    return Snapshot(
        round=1,
        stage="by hand",
        plan=plan,
        bound=bound,
        solver_bound=float("nan"),
        prices=Prices(np.zeros(len(made.row_keys)), np.zeros(len(made.problem.need))),
        before_last=float("nan"),
        shortfall=None,
        state=state,
    )
