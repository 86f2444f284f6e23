"""Rounds which work on a draft: shared out from a choice, mended till all rows hold, improved."""

from dataclasses import replace

import numpy as np

from gengxin.engines.solve.carrying import bring_all
from gengxin.engines.solve.draft import Ground, draft_of, finished, ground_of, put
from gengxin.engines.solve.dual import Dual, Response, need_under, profit_of
from gengxin.engines.solve.flow import Flow, net_of, share_out
from gengxin.engines.solve.knapsacks import last_profit
from gengxin.engines.solve.master import choose
from gengxin.engines.solve.problem import Floats, Plan, Prices, Problem, Whole
from gengxin.engines.solve.ragged import summed
from gengxin.engines.solve.rows import rows_of
from gengxin.engines.solve.search import moves_among, moves_of, near_columns, sweep
from gengxin.engines.solve.state import Standing
from gengxin.engines.solve.steps import Scales
from gengxin.engines.solve.touched import Draft, Touched, touched_of

__all__ = [
    "Bench",
    "chosen_anew",
    "draft_at",
    "first_draft",
    "first_penalty",
    "grown_dearer",
    "laid_down",
    "measured",
    "mended",
    "plan_of",
    "work_on",
]

FIRST_PENALTY, NATURAL_PENALTY, DEARER = 4.0, 0.3, 4.0
EASING = 10.0
"""What the master pays for a row that doesn't hold, by what a draft pays."""
FEWEST, MOST = 200, 2_000
"""Columns the master may choose from at first."""
CLOSER, NODES = 0.1, 60
"""Share of the gap, or nodes, at which the master may stop when it chooses anew."""


class Bench:
    """Where drafts are worked on: the ground of a problem, and room for moves."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._ground = ground_of(problem, net_of(problem, problem.worth), rows_of(problem))
        self.touched: Touched = touched_of(problem)
        self._priced: tuple[Prices, Response] | None = None

    def ground(self, prices: Prices) -> Ground:
        """The ground, at the merit that prices of rows give to those served."""
        if not len(self.problem.served_row):
            return self._ground
        merit = profit_of(self.problem, Prices(prices.row, np.zeros(len(self.problem.need))))
        return self._ground._replace(net=self._ground.net._replace(merit=merit))

    def priced(self, dual: Dual, prices: Prices) -> Response:
        """Response to prices, with the worth of each column."""
        if self._priced is None or self._priced[0] is not prices:
            self._priced = (prices, dual.respond(prices, detail=True))
        return self._priced[1]


def first_draft(
    bench: Bench, scales: Scales, standing: Standing, *, choice: Whole, prices: Prices
) -> Standing:
    """A draft of a choice, whether or not its rows hold."""
    problem, ground = bench.problem, bench.ground(prices)
    draft = draft_of(ground, choice, ground.rows.rest)
    bring_all(ground.carriers, draft, bench.touched, problem.aux_high)
    net = ground.net
    order = np.lexsort((np.arange(len(net.merit)), -net.merit))
    profit = profit_of(problem, prices)
    arcs = (problem.arc_ptr, problem.arc_demand)
    need = need_under(problem, choice)
    slot_price = last_profit(arcs, profit, need, draft.flow.capacity)
    share_out(net, draft.flow, bench.touched.chain, order, slot_price)
    penalty = first_penalty(scales, standing.best)
    return laid_down(ground, draft, replace(standing, penalty=penalty))


def first_penalty(scales: Scales, prices: Prices) -> Floats:
    """(R) what a unit by which a row is broken costs a draft at first, in worth; never nothing.

    A row that asks for carriers has no natural size of its own: it has the greatest of its pool.
    """
    pool, size = scales.carriers.pool, scales.row
    most = np.zeros(int(pool.max(initial=-1)) + 1)
    np.maximum.at(most, pool, size)
    natural = np.where(size > 0.0, size, most[pool])
    return np.maximum(FIRST_PENALTY * np.abs(prices.row), NATURAL_PENALTY * natural)


def grown_dearer(standing: Standing) -> Floats:
    """(R and sets barred) what a unit costs from now on: more in the rows that are broken still."""
    return standing.penalty * np.where(standing.amiss > 0, DEARER, 1.0)


def plan_of(bench: Bench, standing: Standing) -> Plan:
    """The plan of a draft whose rows hold."""
    ground = bench.ground(standing.best)
    return finished(ground, draft_at(ground, standing))[0]


def measured(bench: Bench, standing: Standing) -> Standing:
    """The standing with its draft's rows counted anew, on a ground that may have more of them."""
    ground = bench.ground(standing.best)
    return laid_down(ground, draft_at(ground, standing), standing)


def work_on(bench: Bench, dual: Dual, standing: Standing, *, per_site: float) -> Standing:
    """One sweep of moves: over a draft that breaks rows at a price, else so that none breaks."""
    ground = bench.ground(standing.best)
    draft = draft_at(ground, standing)
    mends = bool(standing.amiss.any())
    response = bench.priced(dual, standing.best)
    wanted = int(per_site * len(draft.choice))
    if mends:
        penalty = standing.penalty
        worth = np.unique(_worth_asking(ground, draft, standing, response, wanted))
        moves = moves_among(ground, draft.choice, response.reduced, worth)
        standing = replace(standing, penalty=grown_dearer(standing))
    else:
        penalty = np.full(len(standing.penalty), np.inf)
        moves = moves_of(ground, draft.choice, response.reduced, wanted)
    _, kept = sweep(ground, draft, bench.touched, moves, penalty)
    idle = 0 if kept else standing.idle + 1
    return laid_down(ground, draft, replace(standing, idle=idle))


def mended(bench: Bench, dual: Dual, standing: Standing) -> Standing:
    """The draft after HiGHS chose again among few columns, then among more, till all rows hold."""
    if not standing.amiss.any():
        return standing
    ground = bench.ground(standing.best)
    draft = draft_at(ground, standing)
    response = bench.priced(dual, standing.best)
    wanted = min(max(len(draft.choice) // 2, FEWEST), MOST)
    room = np.zeros(len(standing.amiss), np.int64)
    while standing.amiss.any():
        last = wanted >= len(response.reduced)
        choice = choose(
            ground,
            response.gross,
            given=(draft.choice, draft.flow.served),
            near=_worth_asking(ground, draft, standing, response, wanted),
            room=room,
            gap=abs(standing.bound) / len(draft.choice),
            easing=EASING * standing.penalty if last else None,
        )
        if len(choice.column):
            put(ground, draft, bench.touched, choice.column[choice.column != draft.choice])
            draft = draft_of(ground, draft.choice, choice.auxiliary, draft.flow)
            standing = laid_down(ground, draft, standing)
            room += np.where(bench.problem.row_is_equal, 0, standing.amiss)
        if last:
            break
        wanted *= 2
    return standing


def chosen_anew(bench: Bench, dual: Dual, standing: Standing) -> Standing:
    """The draft after HiGHS chose again among columns near by price, if it is worth more then."""
    ground = bench.ground(standing.best)
    draft = draft_at(ground, standing)
    before = finished(ground, draft)[0].value
    response = bench.priced(dual, standing.best)
    near = near_columns(ground, draft.choice, response.reduced, MOST)
    choice = choose(
        ground,
        response.gross,
        given=(draft.choice, draft.flow.served),
        near=near,
        room=np.zeros(len(standing.amiss), np.int64),
        gap=max(standing.bound - before, 0.0) * CLOSER,
        nodes=NODES,
    )
    tired = replace(standing, idle=standing.idle + 1)
    if not len(choice.column):
        return tired
    put(ground, draft, bench.touched, choice.column[choice.column != draft.choice])
    draft = draft_of(ground, draft.choice, choice.auxiliary, draft.flow)
    found = laid_down(ground, draft, replace(standing, idle=0))
    better = not found.amiss.any() and finished(ground, draft)[0].value > before
    return found if better else tired


def _worth_asking(
    ground: Ground, draft: Draft, standing: Standing, response: Response, wanted: int
) -> Whole:
    """Columns near their site's own by the prices, and more of those that mend a broken row."""
    moves = moves_of(ground, draft.choice, response.reduced, 16 * wanted)
    broken = np.flatnonzero(standing.amiss)
    share = max(2 * wanted // len(broken), 8)
    pool = np.unique(ground.carriers.pool[broken])
    first = moves.giver_ptr[pool]
    last = np.minimum(moves.giver_ptr[pool + 1], first + share)
    # a row with = may be broken by too little as well: what is near by price must do for it
    givers = [moves.giver[a:b] for a, b in zip(first, last, strict=True)]
    return np.concatenate([moves.column[:wanted], *givers])


def draft_at(ground: Ground, standing: Standing) -> Draft:
    """The draft of a standing, to be changed."""
    draft = draft_of(ground, standing.draft_choice, standing.draft_held)
    flow = draft.flow
    served = standing.draft_served.copy()
    by_slot = summed(ground.net.arc_slot, served, len(flow.room))
    by_demand = summed(ground.net.arc_demand, served, len(flow.short))
    flow = Flow(served, flow.capacity - by_slot, flow.capacity, flow.short - by_demand)
    return draft_of(ground, standing.draft_choice, standing.draft_held, flow)


def laid_down(ground: Ground, draft: Draft, standing: Standing) -> Standing:
    """The standing with a draft, and by how much that breaks each row."""
    plan, amiss = finished(ground, draft)
    return replace(
        standing,
        draft_choice=plan.choice,
        draft_held=draft.held.copy(),
        draft_served=plan.served,
        amiss=amiss,
    )
