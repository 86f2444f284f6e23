"""A run: rounds of work of a fixed size and order, and after each one what is known.

What a round does depends on the problem and on the rounds before it alone: never on the clock, on
the number of threads or on how many rounds are asked for. So a run can be stopped after any round,
kept, taken up again, and says the same.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.check import check
from gengxin.engines.solve.dive import dive
from gengxin.engines.solve.dual import Dual
from gengxin.engines.solve.executor import Executor
from gengxin.engines.solve.improve import Bench, first_draft, work_on
from gengxin.engines.solve.pricing import (
    STEPS,
    STEPS_OF_A_ROUND,
    look_for_prices,
    polish_prices,
)
from gengxin.engines.solve.problem import Plan, Prices, Problem
from gengxin.engines.solve.state import Standing, State, kept, outset, taken_up
from gengxin.engines.solve.steps import scales_of

__all__ = ["Snapshot", "gap_of", "run"]

PRICING_ROUNDS = STEPS // STEPS_OF_A_ROUND
PER_SITE = (2.0, 4.0, 8.0)
POLISH_EVERY = 4


class Snapshot(NamedTuple):
    """What is known after a round."""

    round: int
    stage: str
    """What the round did, in a few words."""
    plan: Plan | None
    """The best plan found; none yet."""
    bound: float
    """No plan is worth more."""
    prices: Prices
    """Those that prove the bound."""
    before_last: float
    """Gap before the plan was made better last; not a number: there was no plan before."""
    state: State
    """What ``run`` can start from to go on as if it had never stopped."""


def run(
    problem: Problem,
    *,
    rounds: int | None,
    seed: int = 0,
    start: State | None = None,
    executor: Executor | None = None,
) -> Iterator[Snapshot]:
    """Best plan and bound after each round, up to ``rounds`` in all; without a number, without end.

    ``start`` is the state of a snapshot of the same problem and seed.
    """
    standing = outset(problem) if start is None else taken_up(start)
    dual = Dual(problem, executor)
    worker = _Rounds(problem, dual, seed)
    while rounds is None or standing.round < rounds:
        stage, standing = worker.next(standing)
        yield _snapshot(stage, standing)


def gap_of(bound: float, value: float) -> float:
    """(bound − value) ÷ value; not a number where the value isn't above 0."""
    return (bound - value) / value if value > 0.0 else np.nan


class _Rounds:
    """The rounds of one problem; keeps what every round needs and none changes."""

    def __init__(self, problem: Problem, dual: Dual, seed: int) -> None:
        self._seed = seed
        self._problem = problem
        self._dual = dual
        first = outset(problem).prices
        self._scales = scales_of(problem, dual.respond(first, detail=True).gross)
        self._bench = Bench(problem)

    def next(self, standing: Standing) -> tuple[str, Standing]:
        """The next round's name and where it leads."""
        number = standing.round
        dual, scales = self._dual, self._scales
        if number < PRICING_ROUNDS:
            stage, after = "prices", look_for_prices(dual, scales, standing)
        elif number == PRICING_ROUNDS:
            choice, prices = dive(dual, scales, standing)
            stage = "first plan"
            after = first_draft(self._bench, scales, standing, choice=choice, prices=prices)
        elif (later := number - PRICING_ROUNDS - 1) % POLISH_EVERY == POLISH_EVERY - 1:
            stage = "finer prices"
            after = polish_prices(dual, scales, standing, times=later // POLISH_EVERY)
        else:
            stage = "moves"
            per_site = PER_SITE[later % POLISH_EVERY % len(PER_SITE)]
            after = work_on(self._bench, dual, standing, per_site=per_site)
        self._certain(after)
        return stage, replace(after, round=number + 1)

    def _certain(self, standing: Standing) -> None:
        """Refuse to hand on a plan that breaks a row."""
        if standing.plan is not None and (faults := check(self._problem, standing.plan)):
            raise AssertionError("a plan made here breaks its rows: " + "; ".join(faults))


def _snapshot(stage: str, standing: Standing) -> Snapshot:
    return Snapshot(
        round=standing.round,
        stage=stage,
        plan=standing.plan,
        bound=standing.bound,
        prices=standing.best,
        before_last=gap_of(standing.bound, standing.value_before),
        state=kept(standing),
    )
