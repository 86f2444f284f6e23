"""A plan while it is worked on: choice, who is served, what is left of each row; move by move.

A move gives a site another column. Its worth is exact for columns and rows; who is served is
shared out anew around the site, by chains. Whatever a move did can be taken back.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.carriers import Carriers, carriers_of
from gengxin.engines.solve.carrying import bring, put_back
from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.dual import columns_use, need_under, weighted_use
from gengxin.engines.solve.flow import (
    Flow,
    Log,
    Net,
    empty_flow,
    evict,
    pull,
    push,
    send,
    undo,
)
from gengxin.engines.solve.problem import Floats, Plan, Problem, Whole
from gengxin.engines.solve.ragged import owner_of, summed, taken, turned
from gengxin.engines.solve.rows import Rows, completed, loss, slack_of
from gengxin.engines.solve.touched import Draft, Touched, touch

__all__ = [
    "Ground",
    "draft_of",
    "finished",
    "ground_of",
    "move",
    "put",
    "take_back",
]


class Ground(NamedTuple):
    """What doesn't change while drafts do."""

    problem: Problem
    net: Net
    rows: Rows
    carriers: Carriers
    column_site: Whole
    slots: tuple[Whole, Whole]
    """``ptr`` by site, its slots."""
    level_slot: Whole


def ground_of(problem: Problem, net: Net, rows: Rows) -> Ground:
    """The ground of a problem."""
    sites = len(problem.site_ptr) - 1
    site = np.where(problem.slot_site < 0, sites, problem.slot_site)
    ptr = np.arange(len(site) + 1, dtype=np.int64)
    slots = turned(ptr, site, sites + 1)
    level_slot = owner_of(problem.level_ptr)
    return Ground(
        problem, net, rows, carriers_of(problem), owner_of(problem.site_ptr), slots, level_slot
    )


def capacity_of(problem: Problem, choice: Whole) -> Whole:
    """(N) capacity of each slot under a choice."""
    level_slot = owner_of(problem.level_ptr)
    capacity = np.zeros(len(problem.slot_site), np.int64)
    always = problem.slot_site[level_slot] < 0
    capacity[level_slot[always]] = problem.level_capacity[always]
    level = taken(problem.open_ptr, choice, problem.open_level)[1]
    capacity[level_slot[level]] = problem.level_capacity[level]
    return capacity


def draft_of(ground: Ground, choice: Whole, held: Whole, flow: Flow | None = None) -> Draft:
    """A draft of a choice; without a flow nobody is served yet."""
    problem = ground.problem
    if flow is None:
        need = np.maximum(need_under(problem, choice), 0)
        flow = empty_flow(capacity_of(problem, choice), need, len(problem.arc_demand))
    return Draft(
        choice.copy(), measured_slack(ground, choice, held, flow.served), held.copy(), flow
    )


def measured_slack(ground: Ground, choice: Whole, held: Whole, served: Whole) -> Whole:
    """(R) what is left of each row, auxiliaries that follow at rest."""
    problem = ground.problem
    use = columns_use(problem, choice)
    if len(problem.served_row):
        by_demand = served_by_demand(problem, served)
        entries = (problem.served_ptr, problem.served_row, problem.served_coef)
        use += weighted_use(len(use), entries, by_demand)
    return slack_of(problem, ground.rows, use, held)


def served_by_demand(problem: Problem, served: Whole) -> Whole:
    """(M) units served of each demand row."""
    return summed(problem.arc_demand, served, len(problem.need))


def finished(ground: Ground, draft: Draft) -> tuple[Plan, Whole]:
    """The plan of a draft, and by how much each row is broken."""
    problem = ground.problem
    slack = measured_slack(ground, draft.choice, draft.held, draft.flow.served)
    auxiliary, amiss = completed(ground.rows, slack, draft.held)
    served = draft.flow.served.copy()
    value = value_of(problem, draft.choice, auxiliary, served)
    return Plan(draft.choice.copy(), auxiliary, served, value), amiss


def value_of(problem: Problem, choice: Whole, auxiliary: Whole, served: Whole) -> float:
    """What a plan is worth."""
    by_demand = served_by_demand(problem, served)
    total = float(np.sum(problem.value[choice])) + float(np.sum(problem.worth * by_demand))
    return total + float(np.sum(problem.aux_value * auxiliary))


@inner()
def _columns(ground: Ground, draft: Draft, touched: Touched, site: int, column: int) -> float:
    """Change a site's column, rows and capacities; what that alone is worth."""
    p = ground.problem
    old = draft.choice[site]
    for entry in range(p.link_ptr[old], p.link_ptr[old + 1]):
        touch(draft, touched, p.link_row[entry], -p.link_coef[entry])
    for entry in range(p.link_ptr[column], p.link_ptr[column + 1]):
        touch(draft, touched, p.link_row[entry], p.link_coef[entry])
    _set(ground, draft, touched, site, column)
    gain: float = p.value[column] - p.value[old]
    return gain


@inner()
def _set(ground: Ground, draft: Draft, touched: Touched, site: int, column: int) -> None:
    """Change a site's column, the capacities of its slots and the needs that it changes."""
    p = ground.problem
    old = draft.choice[site]
    flow = draft.flow
    for at in range(ground.slots[0][site], ground.slots[0][site + 1]):
        touched.level[ground.slots[1][at]] = 0
    for entry in range(p.open_ptr[column], p.open_ptr[column + 1]):
        level = p.open_level[entry]
        touched.level[ground.level_slot[level]] = p.level_capacity[level]
    for at in range(ground.slots[0][site], ground.slots[0][site + 1]):
        slot = ground.slots[1][at]
        flow.room[slot] += touched.level[slot] - flow.capacity[slot]
        flow.capacity[slot] = touched.level[slot]
    for entry in range(p.grow_ptr[old], p.grow_ptr[old + 1]):
        flow.short[p.grow_demand[entry]] -= p.grow_coef[entry]
    for entry in range(p.grow_ptr[column], p.grow_ptr[column + 1]):
        flow.short[p.grow_demand[entry]] += p.grow_coef[entry]
    draft.choice[site] = column


@inner()
def _trim(ground: Ground, draft: Draft, touched: Touched, column: int) -> None:
    """Serve no more than the need where a column changed it; then push what is short."""
    p, net, flow = ground.problem, ground.net, draft.flow
    for entry in range(p.grow_ptr[column], p.grow_ptr[column + 1]):
        demand = p.grow_demand[entry]
        for at in range(net.back_ptr[demand], net.back_ptr[demand + 1]):
            arc = net.back_arc[at]
            if flow.short[demand] < 0 and flow.served[arc] > 0:
                send(net, flow, touched.log, arc, -min(flow.served[arc], -flow.short[demand]))


@inner()
def _reshare(
    ground: Ground, draft: Draft, touched: Touched, change: tuple[int, int], spare: float
) -> None:
    """Share out anew around a site that changed, while that loses no more than ``spare``."""
    p, net, flow, log, chain = ground.problem, ground.net, draft.flow, touched.log, touched.chain
    site, old = change
    column = draft.choice[site]
    sent = log.end[0]
    _trim(ground, draft, touched, old)
    _trim(ground, draft, touched, column)
    slots = ground.slots[1][ground.slots[0][site] : ground.slots[0][site + 1]]
    for slot in slots:
        pull(net, flow, log, chain, slot)
    for which in (old, column):
        for entry in range(p.grow_ptr[which], p.grow_ptr[which + 1]):
            push(net, flow, log, chain, p.grow_demand[entry])
    spare += _gained(net, log, sent)
    count = 0
    for slot in slots:
        count += evict(net, flow, log, slot, touched.away[count:])
    for demand in touched.away[:count]:
        push(net, flow, log, chain, demand)
        spare -= net.merit[demand] * flow.short[demand]
        if spare < 0.0:
            return


@inner()
def _gained(net: Net, log: Log, sent: int) -> float:
    """Merit of what was sent since a mark."""
    total = 0.0
    for at in range(sent, log.end[0]):
        total += net.merit[net.arc_demand[log.arc[at]]] * log.units[at]
    return total


@inner()
def _eased(
    ground: Ground, draft: Draft, touched: Touched, start: int, penalty: Floats
) -> tuple[float, int]:
    """What rows touched since ``start`` lose the less, and how many are broken at no price."""
    gain, broken = 0.0, 0
    for at in range(start, touched.end[0]):
        row = touched.row[at]
        new = loss(ground.rows, row, draft.slack[row], penalty[row])
        old = loss(ground.rows, row, touched.before[at], penalty[row])
        if new == np.inf:
            broken += 1
        elif old < np.inf:
            gain += old - new
    return gain, broken


@inner()
def move(
    ground: Ground,
    draft: Draft,
    touched: Touched,
    wish: tuple[int, float],
    penalty: Floats,
) -> tuple[float, int]:
    """Give a column to its site: what that gains, and how many rows are broken at no price.

    ``wish`` is the column and the least gain of interest: people are not shared out to the end when
    it can't be had. Rows broken stand in ``touched`` like the others; their loss isn't in the gain.
    """
    p, log = ground.problem, touched.log
    touched.tick[0] += 1
    start, sent = touched.end[0], log.end[0]
    column, least = wish
    site = ground.column_site[column]
    old = draft.choice[site]
    gain = _columns(ground, draft, touched, site, column)
    bring(ground.carriers, draft, touched, p.aux_high, start)
    spare = gain + _eased(ground, draft, touched, start, penalty)[0] - least
    if len(p.served_row) > 0:
        spare = np.inf
    _reshare(ground, draft, touched, (site, old), spare)
    for at in range(sent, log.end[0]):
        demand = ground.net.arc_demand[log.arc[at]]
        gain += p.worth[demand] * log.units[at]
        for entry in range(p.served_ptr[demand], p.served_ptr[demand + 1]):
            touch(draft, touched, p.served_row[entry], p.served_coef[entry] * log.units[at])
    less, broken = _eased(ground, draft, touched, start, penalty)
    return gain + less, broken


@inner()
def take_back(
    ground: Ground, draft: Draft, touched: Touched, column: int, marks: tuple[int, int, int]
) -> None:
    """Give a site its ``column`` back, with all else as it was at the marks."""
    undo(ground.net, draft.flow, touched.log, marks[1])
    put_back(draft, touched, marks[2])
    while touched.end[0] > marks[0]:
        touched.end[0] -= 1
        at = touched.end[0]
        draft.slack[touched.row[at]] = touched.before[at]
    _set(ground, draft, touched, ground.column_site[column], column)


@kernel()
def put(ground: Ground, draft: Draft, touched: Touched, columns: Whole) -> None:
    """Give columns to their sites, whatever that gains."""
    penalty = np.zeros(len(draft.slack))
    for column in columns:
        touched.end[0] = 0
        touched.log.end[0] = 0
        touched.brought.end[0] = 0
        move(ground, draft, touched, (column, -np.inf), penalty)
