"""A run: rounds of work of a fixed size and order, and after each one what is known.

What a round does depends on the problem and on the rounds before it alone: never on the clock, on
the number of threads or on how many rounds are asked for. So a run can be stopped after any round,
kept, taken up again, and says the same.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.check import check
from gengxin.engines.solve.executor import Executor
from gengxin.engines.solve.problem import Plan, Prices, Problem, Whole
from gengxin.engines.solve.rounds import Rounds, Separate
from gengxin.engines.solve.state import Standing, State, kept, outset, taken_up
from gengxin.engines.solve.substituted import Substituted, substituted

__all__ = ["Shortfall", "Snapshot", "as_given", "gap_of", "run", "snapshot_of"]


class Shortfall(NamedTuple):
    """Why there is no plan yet."""

    row: Whole
    """Linking rows that the nearest draft breaks; from the number of rows on: sets barred."""
    amount: Whole
    """By how much, in the rows' units."""
    proven: bool
    """Whether HiGHS says that no plan exists; else none was found."""


class Snapshot(NamedTuple):
    """What is known after a round."""

    round: int
    stage: str
    """What the round did, in a few words."""
    plan: Plan | None
    """The best plan found; none yet."""
    bound: float
    """No plan is worth more: proven by the prices."""
    solver_bound: float
    """What HiGHS claims that no plan exceeds; not a number: it wasn't asked."""
    prices: Prices
    """Those that prove the bound."""
    before_last: float
    """Gap before the plan was made better last; not a number: there was no plan before."""
    shortfall: Shortfall | None
    """Once plans have been looked for and none found: what is missing."""
    state: State
    """What ``run`` can start from to go on as if it had never stopped."""


def run(  # noqa: PLR0913 one door; all but the problem have their own word
    problem: Problem,
    *,
    rounds: int | None,
    seed: int = 0,
    start: State | None = None,
    executor: Executor | None = None,
    separate: Separate | None = None,
    warm: State | None = None,
) -> Iterator[Snapshot]:
    """Best plan and bound after each round, up to ``rounds`` in all; without a number, without end.

    Another ``seed`` above 1 begins at other prices, and so may find another plan. ``start`` is the
    state of a snapshot of the same problem and seed. ``warm`` is one of a problem of the same
    shape, with other values, right-hand sides or columns that can't be chosen: its prices and its
    plan are where the run begins. ``separate`` tells, for a choice, which sets of columns can't
    hold together: for each set a list of its sites' columns that clash.
    """
    simpler = substituted(problem)
    worker = Rounds(simpler.problem, executor=executor, separate=separate)
    standing = outset(simpler.problem, seed=seed) if start is None else taken_up(start)
    if start is None and warm is not None:
        standing = worker.warmed(taken_up(warm))
    while rounds is None or standing.round < rounds:
        stage, standing = worker.next(standing)
        yield as_given(simpler, snapshot_of(stage, standing))


def gap_of(bound: float, value: float) -> float:
    """(bound − value) ÷ value; not a number where the value isn't above 0."""
    return (bound - value) / value if value > 0.0 else np.nan


def as_given(simpler: Substituted, known: Snapshot) -> Snapshot:
    """What is known, in the terms of the problem as it was given."""
    plan = None if known.plan is None else simpler.plan(known.plan)
    if plan is not None and (faults := check(simpler.given, plan)):
        raise AssertionError("a plan made here breaks its rows: " + "; ".join(faults))
    return known._replace(plan=plan, prices=simpler.prices(known.prices))


def snapshot_of(stage: str, standing: Standing) -> Snapshot:
    """What is known where a run stands."""
    shortfall = None
    if standing.plan is None and (standing.amiss.any() or standing.impossible):
        row = np.flatnonzero(standing.amiss)
        shortfall = Shortfall(row, standing.amiss[row], standing.impossible)
    return Snapshot(
        round=standing.round,
        stage=stage,
        plan=standing.plan,
        bound=standing.bound,
        solver_bound=standing.solver_bound,
        prices=standing.best,
        before_last=gap_of(standing.bound, standing.value_before),
        shortfall=shortfall,
        state=kept(standing),
    )
