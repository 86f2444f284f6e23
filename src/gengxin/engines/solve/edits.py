"""A problem held ready: what an edit makes of its best plan and of its bound, in short rounds.

An edited problem has the sites, columns, rows and arcs of the one held. What columns, people served
and auxiliaries are worth, right-hand sides, boxes, and which columns may be chosen can differ. So
nothing is dealt out anew: prices are carried over to the new worth, the plan to the new limits.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.carriers import settled
from gengxin.engines.solve.draft import draft_of, put, value_of
from gengxin.engines.solve.dual import Response, profit_of
from gengxin.engines.solve.executor import Executor
from gengxin.engines.solve.fitting import fill_up, shed
from gengxin.engines.solve.improve import (
    Bench,
    draft_at,
    first_penalty,
    grown_dearer,
    laid_down,
    mended,
)
from gengxin.engines.solve.master import choose_by_shares
from gengxin.engines.solve.pricing import price_steps
from gengxin.engines.solve.problem import Prices, Problem
from gengxin.engines.solve.rounds import FIRST_PLAN, Dealt, Rounds, Separate, dealt_out
from gengxin.engines.solve.run import Snapshot, as_given, snapshot_of
from gengxin.engines.solve.search import moves_of, near_columns, sweep
from gengxin.engines.solve.state import Standing, State, taken_up
from gengxin.engines.solve.steps import Scales, fresh, price_box
from gengxin.engines.solve.substituted import Substituted, substituted

__all__ = ["Ready"]

Flags = npt.NDArray[np.bool_]

RATE, STEPS_OF_A_ROUND, LEAST_SIZE = 0.01, 4, 0.1
LEAST_SHARES = (0.6, *(0.0,) * 9)
"""What a move is to gain of what it uses, round by round."""
PARTS = 8
"""Rounds in which nothing fits any more try a part each of the moves of one sweep."""
MENDS, SWEEPS = 400, 6
"""Moves that mend are tried so many at a time, so often in a round."""
FILLS, SHEDS, NEAR = 3, 12, 2
"""Times that moves fill what is left in a round; that broken rows are eased; columns a site that
HiGHS chooses from at most where an edit breaks rows."""
LITTLE = 0.05
"""Share of what all limits are worth up to which moves ease what is broken, before HiGHS is asked:
they leave the rest in place."""


class Ready:
    """A problem with the prices and the plan of a run, dealt out once for all edits."""

    def __init__(
        self,
        problem: Problem,
        state: State,
        *,
        executor: Executor | None = None,
        separate: Separate | None = None,
    ) -> None:
        """Hold the problem where the run's ``state`` stands; ``separate`` as in ``run``.

        Raises
        ------
        ValueError
            Where the run has no plan yet.

        """
        self._standing = taken_up(state)
        if self._standing.plan is None:
            raise ValueError("the run has no plan yet; let it go on until it has one")
        self._simpler = substituted(problem)
        self._dealt = dealt_out(self._simpler.problem, executor)
        self._separate = separate

    def edited(self, problem: Problem, *, allowed: Flags) -> Iterator[Snapshot]:
        """Best plan and bound of an edited problem after each round, without end.

        ``allowed`` (C) tells which columns may be chosen, at least one of each site.
        """
        simpler = self._simpler.edited(problem)
        dealt = self._dealt_anew(simpler, allowed)
        rounds = Rounds(simpler.problem, dealt=dealt, separate=self._separate)
        bench = rounds.bench_for(self._standing)
        standing = self._carried(bench, dealt)
        standing = rounds.planned(_mended(bench, dealt, _with_allowed(bench, dealt, standing)))
        yield as_given(simpler, snapshot_of("edit", standing))
        with ThreadPoolExecutor(1) as pool:
            for number, least in enumerate(LEAST_SHARES):
                bench = rounds.bench_for(standing)
                bench.priced(dealt.dual, standing.best)
                rates = np.full(STEPS_OF_A_ROUND, RATE)
                priced = pool.submit(price_steps, dealt.dual, dealt.scales, standing, rates)
                moved = _improved(bench, dealt, standing, least=least, number=number)
                standing = rounds.planned(_with_prices(moved, priced.result()))
                yield as_given(simpler, snapshot_of("moves and prices", standing))
        if standing.amiss.any():
            bench = rounds.bench_for(standing)
            standing = rounds.planned(mended(bench, dealt.dual, standing))
            yield as_given(simpler, snapshot_of("another choice", standing))
        while True:
            stage, standing = rounds.next(standing)
            yield as_given(simpler, snapshot_of(stage, standing))

    def _dealt_anew(self, simpler: Substituted, allowed: Flags) -> Dealt:
        problem, scales = simpler.problem, self._dealt.scales
        low, high = price_box(problem)
        scales = scales._replace(row_low=low, row_high=high, demand=problem.worth)
        return self._dealt._replace(dual=self._dealt.dual.edited(problem, allowed), scales=scales)

    def _carried(self, bench: Bench, dealt: Dealt) -> Standing:
        """Where the search begins: the plan held, and what proves least of the prices carried."""
        before = self._standing
        assert before.plan is not None  # noqa: S101 seen to when it was opened
        dual, scales, momentum = dealt.dual, dealt.scales, before.momentum
        tried = [
            (dual.widened(dual.respond(prices).bound, prices), prices)
            for prices in self._guesses(dual.problem, scales)
        ]
        bound, best = min(tried, key=lambda one: one[0])
        size = np.maximum(momentum.demand_size, LEAST_SIZE)
        penalty = first_penalty(scales, best)
        more = np.full(len(before.barred[2]), dealt.set_worth)
        return replace(
            before,
            round=FIRST_PLAN + 1,
            prices=best,
            best=best,
            bound=bound,
            momentum=fresh(dual.problem)._replace(demand_size=size),
            draft_choice=before.plan.choice,
            draft_held=before.plan.auxiliary,
            draft_served=before.plan.served,
            plan=None,
            value_before=np.nan,
            penalty=np.concatenate([penalty, more]),
            idle=0,
            amiss=np.zeros(len(bench.problem.row_rhs), np.int64),
            solver_bound=np.nan,
        )

    def _guesses(self, problem: Problem, scales: Scales) -> list[Prices]:
        """The prices held, and those grown as much as what the plan is worth."""
        held, best, plan = self._simpler.problem, self._standing.best, self._standing.plan
        assert plan is not None  # noqa: S101 seen to when it was opened
        parts = (plan.choice, plan.auxiliary, plan.served)
        before, after = (value_of(one, *parts) for one in (held, problem))
        grown = after / before if before > 0.0 and after > 0.0 else 1.0
        some = held.worth > 0.0
        of_worth = np.where(some, problem.worth / np.where(some, held.worth, 1.0), 1.0)
        return [
            _in_range(problem, scales, Prices(best.row * row, best.demand * of_worth))
            for row in dict.fromkeys((1.0, grown))
        ]


def _in_range(problem: Problem, scales: Scales, prices: Prices) -> Prices:
    """The prices, where they can be best."""
    row = np.clip(prices.row, scales.row_low, scales.row_high)
    row = settled(problem, scales.carriers, row)
    most = profit_of(problem, Prices(row, np.zeros_like(prices.demand)))
    return Prices(row, np.clip(prices.demand, 0.0, np.maximum(most, 0.0)))


def _with_allowed(bench: Bench, dealt: Dealt, standing: Standing) -> Standing:
    """The standing with its draft's columns such as may be chosen, the best ones by price."""
    ground = bench.ground(standing.best)
    draft = draft_at(ground, standing)
    response = bench.priced(dealt.dual, standing.best)
    barred = np.isneginf(response.reduced[draft.choice])
    put(ground, draft, bench.touched, response.choice[barred])
    return laid_down(ground, draft, standing)


def _mended(bench: Bench, dealt: Dealt, standing: Standing) -> Standing:
    """The standing with a draft that breaks no row, if HiGHS and moves find one."""
    ground = bench.ground(standing.best)
    response = bench.priced(dealt.dual, standing.best)
    reduced = response.reduced
    if _is_little(bench.problem, standing):
        standing = _shed(bench, standing, response)
    if standing.amiss.any():
        standing = _shed(bench, _chosen_near(bench, standing, response), response)
    for _ in range(SWEEPS):
        broken = np.flatnonzero(standing.amiss)
        if not len(broken):
            return standing
        draft = draft_at(ground, standing)
        moves = moves_of(ground, draft.choice, reduced, len(reduced))
        ends = moves.giver_ptr
        pools = np.unique(ground.carriers.pool[broken])
        givers = [moves.giver[ends[pool] : ends[pool] + MENDS] for pool in pools]
        moves = moves._replace(column=np.concatenate(givers))
        sweep(ground, draft, bench.touched, moves, standing.penalty)
        standing = laid_down(ground, draft, standing)
        standing = replace(standing, penalty=grown_dearer(standing))
    return standing


def _is_little(problem: Problem, standing: Standing) -> bool:
    """Whether what is broken is little beside all that rows have to give, at their prices."""
    price = np.abs(standing.best.row)
    broken = float((price * standing.amiss[: len(price)]).sum())
    return broken <= LITTLE * float((price * np.abs(problem.row_rhs[: len(price)])).sum())


def _chosen_near(bench: Bench, standing: Standing, response: Response) -> Standing:
    """The standing with the columns near by price that go best together, all rows minded."""
    ground = bench.ground(standing.best)
    draft = draft_at(ground, standing)
    wanted = min(int((standing.amiss > 0).sum()), NEAR)
    choice = choose_by_shares(
        ground,
        response.gross,
        given=(draft.choice, draft.flow.served),
        near=near_columns(ground, draft.choice, response.reduced, wanted * len(draft.choice)),
    )
    if not len(choice.column):
        return standing
    put(ground, draft, bench.touched, choice.column[choice.column != draft.choice])
    draft = draft_of(ground, draft.choice, choice.auxiliary, draft.flow)
    return laid_down(ground, draft, standing)


def _shed(bench: Bench, standing: Standing, response: Response) -> Standing:
    """The standing after moves that ease its broken rows, as long as there are any."""
    ground = bench.ground(standing.best)
    draft = draft_at(ground, standing)
    for _ in range(SHEDS):
        penalty = np.where(standing.amiss > 0, standing.penalty, np.inf)
        if not standing.amiss.any() or not shed(
            ground, draft, bench.touched, response, penalty=penalty
        ):
            break
        standing = laid_down(ground, draft, standing)
    return standing


def _improved(
    bench: Bench, dealt: Dealt, standing: Standing, *, least: float, number: int
) -> Standing:
    """The standing after moves that fit, else after some that may; mended first if it must be."""
    if standing.amiss.any():
        return _mended(bench, dealt, standing)
    ground = bench.ground(standing.best)
    draft = draft_at(ground, standing)
    response = bench.priced(dealt.dual, standing.best)
    price = standing.best.row
    made = fill_up(ground, draft, bench.touched, response, price=price, least=least)
    for _ in range(FILLS - 1 if made else 0):
        if not fill_up(ground, draft, bench.touched, response, price=price, least=least):
            break
    if not made:
        moves = moves_of(ground, draft.choice, response.reduced, len(draft.choice))
        moves = moves._replace(column=moves.column[number % PARTS :: PARTS])
        sweep(ground, draft, bench.touched, moves, np.full(len(standing.penalty), np.inf))
    return laid_down(ground, draft, standing)


def _with_prices(standing: Standing, priced: Standing) -> Standing:
    """A standing with the prices of another."""
    return replace(
        standing,
        prices=priced.prices,
        momentum=priced.momentum,
        best=priced.best,
        bound=priced.bound,
        average=priced.average,
    )
