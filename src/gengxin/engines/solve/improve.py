"""Rounds which work on a draft: shared out from a choice, mended till all rows hold, improved."""

from dataclasses import replace

import numpy as np

from gengxin.engines.solve.draft import (
    Draft,
    Ground,
    Touched,
    draft_of,
    finished,
    ground_of,
    touched_of,
)
from gengxin.engines.solve.dual import Dual, need_under, profit_of
from gengxin.engines.solve.flow import Flow, net_of, share_out
from gengxin.engines.solve.knapsacks import last_profit
from gengxin.engines.solve.problem import Floats, Prices, Problem, Whole
from gengxin.engines.solve.rows import rows_of
from gengxin.engines.solve.search import moves_of, sweep
from gengxin.engines.solve.state import Standing, with_plan
from gengxin.engines.solve.steps import Scales

__all__ = ["Bench", "first_draft", "work_on"]

FIRST_PENALTY, NATURAL_PENALTY, DEARER = 4.0, 0.3, 2.0


class Bench:
    """Where drafts are worked on: the ground of a problem, and room for moves."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._ground = ground_of(problem, net_of(problem, problem.worth), rows_of(problem))
        self.touched: Touched = touched_of(problem)
        self.priced: tuple[Prices, Floats] | None = None
        """Worth of the columns at the prices they were asked for last."""

    def ground(self, prices: Prices) -> Ground:
        """The ground, at the merit that prices of rows give to those served."""
        if not len(self.problem.served_row):
            return self._ground
        merit = profit_of(self.problem, Prices(prices.row, np.zeros(len(self.problem.need))))
        return self._ground._replace(net=self._ground.net._replace(merit=merit))

    def reduced(self, dual: Dual, prices: Prices) -> Floats:
        """Worth of each column after all prices."""
        if self.priced is None or self.priced[0] is not prices:
            self.priced = (prices, dual.respond(prices, detail=True).reduced)
        return self.priced[1]


def first_draft(
    bench: Bench, scales: Scales, standing: Standing, *, choice: Whole, prices: Prices
) -> Standing:
    """A draft of a choice, whether or not its rows hold."""
    problem, ground = bench.problem, bench.ground(prices)
    draft = draft_of(ground, choice, ground.rows.rest)
    net = ground.net
    order = np.lexsort((np.arange(len(net.merit)), -net.merit))
    profit = profit_of(problem, prices)
    arcs = (problem.arc_ptr, problem.arc_demand)
    need = need_under(problem, choice)
    slot_price = last_profit(arcs, profit, need, draft.flow.capacity)
    share_out(net, draft.flow, bench.touched.chain, order, slot_price)
    penalty = np.maximum(FIRST_PENALTY * np.abs(standing.best.row), NATURAL_PENALTY * scales.row)
    return _laid_down(ground, draft, replace(standing, penalty=penalty))


def work_on(bench: Bench, dual: Dual, standing: Standing, *, per_site: float) -> Standing:
    """One sweep of moves: over a draft that breaks rows at a price, else so that none breaks."""
    ground = bench.ground(standing.best)
    draft = _taken_up(ground, standing)
    mends = bool(standing.amiss.any())
    reduced = bench.reduced(dual, standing.best)
    moves = moves_of(ground, draft.choice, reduced, per_site)
    penalty = standing.penalty if mends else np.full(len(standing.penalty), np.inf)
    _, kept = sweep(ground, draft, bench.touched, moves, penalty)
    if mends:
        standing = replace(standing, penalty=standing.penalty * DEARER)
    idle = 0 if kept else standing.idle + 1
    return _laid_down(ground, draft, replace(standing, idle=idle))


def _taken_up(ground: Ground, standing: Standing) -> Draft:
    """The draft of a standing, to be changed."""
    draft = draft_of(ground, standing.draft_choice, standing.draft_held)
    flow = draft.flow
    served = standing.draft_served.copy()
    by_slot, by_demand = np.zeros_like(flow.room), np.zeros_like(flow.short)
    np.add.at(by_slot, ground.net.arc_slot, served)
    np.add.at(by_demand, ground.net.arc_demand, served)
    flow = Flow(served, flow.capacity - by_slot, flow.capacity, flow.short - by_demand)
    return draft_of(ground, standing.draft_choice, standing.draft_held, flow)


def _laid_down(ground: Ground, draft: Draft, standing: Standing) -> Standing:
    """The standing with a draft, and with its plan if every row holds."""
    plan, amiss = finished(ground, draft)
    standing = replace(
        standing,
        draft_choice=plan.choice,
        draft_held=draft.held.copy(),
        draft_served=plan.served,
        amiss=amiss,
    )
    return standing if amiss.any() else with_plan(standing, plan)
