"""What each round of a run does, in their order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import numpy as np

from gengxin.engines.solve.barred import more_barred, with_barred
from gengxin.engines.solve.check import check
from gengxin.engines.solve.dive import dive
from gengxin.engines.solve.dual import Dual
from gengxin.engines.solve.executor import Executor
from gengxin.engines.solve.improve import (
    Bench,
    chosen_anew,
    first_draft,
    measured,
    mended,
    plan_of,
    work_on,
)
from gengxin.engines.solve.pricing import (
    ROUNDS_OF_A_FALL,
    STEPS,
    STEPS_OF_A_ROUND,
    look_for_prices,
    polish_prices,
)
from gengxin.engines.solve.problem import Prices, Problem, Whole
from gengxin.engines.solve.row_prices import row_prices
from gengxin.engines.solve.state import Standing, outset, with_plan
from gengxin.engines.solve.steps import Scales, scales_of
from gengxin.engines.solve.whole import LARGEST, best_whole, relaxed_prices

__all__ = ["FIRST_PLAN", "Dealt", "Rounds", "Separate", "dealt_out"]

Separate: TypeAlias = Callable[[Whole], Sequence[Sequence[Whole]]]
"""For a choice: sets that can't hold together, each a list of its sites' columns that clash."""

FIRST_PLAN = STEPS // STEPS_OF_A_ROUND
"""Rounds of prices before the first plan."""
PER_SITE = (1.0, 2.0, 4.0)
EVERY = 4
"""Of so many rounds after the first plan one looks for finer prices, the others try moves."""
SHARPENED = 5
"""Round of prices after which those of rows are made the best at the prices of demand."""
MOST_SHARPENED = 200_000
"""Columns up to which rows are priced by a linear programme: 75,000 take HiGHS 2 to 3 s."""
TIRED = 2
"""After so many rounds of moves in vain the master is asked for another choice."""
SEPARATIONS = 30


class Dealt(NamedTuple):
    """A problem dealt to an executor, and what is natural there."""

    dual: Dual
    scales: Scales
    set_worth: float
    """What it costs a draft to choose all columns of a set that can't hold together."""


def dealt_out(problem: Problem, executor: Executor | None) -> Dealt:
    """Deal a problem out, and see what columns are worth there."""
    dual = Dual(problem, executor)
    gross = dual.respond(outset(problem).prices, detail=True).gross
    return Dealt(dual, scales_of(problem, gross), float(np.ptp(gross)) if len(gross) else 1.0)


class Rounds:
    """The rounds of one problem; keeps what every round needs and none changes."""

    def __init__(
        self,
        problem: Problem,
        *,
        executor: Executor | None = None,
        separate: Separate | None = None,
        dealt: Dealt | None = None,
    ) -> None:
        self._problem = problem
        self._dual, self._scales, self._set_worth = dealt or dealt_out(problem, executor)
        self._separate = separate
        self._bench = Bench(problem)
        self._barred_there = 0

    def next(self, standing: Standing) -> tuple[str, Standing]:
        """The next round's name and where it leads."""
        number, dual, scales = standing.round, self._dual, self._scales
        if number < FIRST_PLAN:
            standing = look_for_prices(dual, scales, standing)
            if number == SHARPENED:
                standing = self._sharpened(standing)
            return "prices", self._after(standing)
        self.bench_for(standing)
        if number == FIRST_PLAN:
            return "first plan", self._after(self.planned(self._first(standing)))
        later = number - FIRST_PLAN - 1
        if later % EVERY == EVERY - 1:
            return "finer prices", self._after(
                polish_prices(dual, scales, standing, times=later // EVERY)
            )
        if standing.idle == TIRED and not standing.amiss.any():
            standing = chosen_anew(self._bench, dual, standing)
            return "another choice", self._after(self.planned(standing))
        per_site = PER_SITE[later % EVERY % len(PER_SITE)]
        standing = work_on(self._bench, dual, standing, per_site=per_site)
        return "moves", self._after(self.planned(standing))

    def warmed(self, before: Standing) -> Standing:
        """Where a run begins that takes over from one of a problem of the same shape."""
        standing = replace(
            outset(self._problem),
            round=FIRST_PLAN,
            prices=before.best,
            momentum=before.momentum,
            best=before.best,
            average=before.average,
            barred=before.barred,
        )
        return polish_prices(self._dual, self._scales, standing, times=ROUNDS_OF_A_FALL - 1)

    def _after(self, standing: Standing) -> Standing:
        return replace(standing, round=standing.round + 1)

    def _first(self, standing: Standing) -> Standing:
        """The first draft, its rows mended; a small problem is asked of HiGHS whole as well."""
        bench, dual = self._bench, self._dual
        choice, prices = dive(dual, self._scales, standing)
        standing = first_draft(bench, self._scales, standing, choice=choice, prices=prices)
        problem = bench.problem
        if len(problem.value) + len(problem.arc_demand) + len(problem.aux_low) > LARGEST:
            standing = work_on(bench, dual, standing, per_site=PER_SITE[0])
            return mended(bench, dual, standing)
        standing = self._with_prices(standing, relaxed_prices(self._problem))
        claim = best_whole(problem)
        standing = replace(standing, solver_bound=claim.bound, impossible=claim.infeasible)
        if claim.plan is None:
            return mended(bench, dual, standing)
        return measured(
            bench,
            replace(
                standing,
                draft_choice=claim.plan.choice,
                draft_held=claim.plan.auxiliary,
                draft_served=claim.plan.served,
            ),
        )

    def _sharpened(self, standing: Standing) -> Standing:
        """The standing with the best prices of rows, unless the problem is too large to ask."""
        if len(self._problem.value) > MOST_SHARPENED:
            return standing
        response = self._dual.respond(standing.best, detail=True)
        sharper = self._with_prices(standing, row_prices(self._problem, standing.best, response))
        return replace(sharper, prices=sharper.best)

    def _with_prices(self, standing: Standing, prices: Prices | None) -> Standing:
        """The standing with prices, if they prove more."""
        if prices is None:
            return standing
        bound = self._dual.widened(self._dual.respond(prices).bound, prices)
        return replace(standing, best=prices, bound=bound) if bound < standing.bound else standing

    def planned(self, standing: Standing) -> Standing:
        """The standing with the draft's plan, once its rows hold and nothing else bars it."""
        for _ in range(SEPARATIONS):
            if standing.amiss.any():
                break
            plan = plan_of(self._bench, standing)
            sets = () if self._separate is None else self._separate(plan.choice)
            if not sets:
                if faults := check(self._problem, plan):
                    raise AssertionError("a plan made here breaks its rows: " + "; ".join(faults))
                return with_plan(standing, plan)
            barred = more_barred(standing.barred, sets)
            penalty = np.full(len(sets), self._set_worth)
            standing = replace(
                standing, barred=barred, penalty=np.concatenate([standing.penalty, penalty])
            )
            self.bench_for(standing)
            standing = mended(self._bench, self._dual, measured(self._bench, standing))
        return standing

    def bench_for(self, standing: Standing) -> Bench:
        """Where drafts are worked on, with room for the sets that a standing bars."""
        count = len(standing.barred[2])
        if count != self._barred_there:
            self._bench = Bench(with_barred(self._problem, standing.barred))
            self._barred_there = count
        return self._bench
