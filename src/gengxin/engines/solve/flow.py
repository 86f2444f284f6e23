"""People shared out among open slots: whole numbers on arcs, improved by chains of moves.

Which demand rows are served, and not where, is what counts. So whoever is worth most is served
first, making room by a chain of moves where there is none, and no one served has to give way to
someone worth less: taken far enough that is the best there is (the served form a polymatroid).
Chains are looked for among the nearest ``WIDTH`` slots only.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.problem import Floats, Problem, Whole
from gengxin.engines.solve.ragged import Narrow, narrow, owner_of, turned

__all__ = [
    "Chain",
    "Flow",
    "Log",
    "Net",
    "empty_flow",
    "evict",
    "net_of",
    "pull",
    "push",
    "send",
    "share_out",
    "undo",
]

WIDTH = 24
PULLS = 8


class Net(NamedTuple):
    """Arcs seen from both ends, and what a unit served of each demand row is worth."""

    arc_ptr: Whole
    arc_demand: Whole
    arc_slot: Narrow
    back_ptr: Whole
    back_arc: Narrow
    merit: Floats


class Flow(NamedTuple):
    """Who is served where: changed in place."""

    served: Whole
    """(A) units on each arc."""
    room: Whole
    """(N) capacity left in each slot."""
    capacity: Whole
    """(N)"""
    short: Whole
    """(M) need not served."""


class Log(NamedTuple):
    """What was sent, so that it can be undone: arcs, units, and how many entries."""

    arc: Whole
    units: Whole
    end: Whole


class Chain(NamedTuple):
    """Room for the search of chains: by slot, when it was met, how it is entered and from whom."""

    met: Whole
    tick: Whole
    entered: Whole
    given: Whole
    queue: Whole


def net_of(problem: Problem, merit: Floats) -> Net:
    """The arcs from both ends."""
    slots, arcs = len(problem.slot_site), len(problem.arc_demand)
    back_ptr, back_arc = turned(problem.arc_ptr, problem.arc_demand, len(problem.need))
    return Net(
        arc_ptr=problem.arc_ptr,
        arc_demand=problem.arc_demand,
        arc_slot=narrow(owner_of(problem.arc_ptr), slots),
        back_ptr=back_ptr,
        back_arc=narrow(back_arc, arcs),
        merit=merit,
    )


def empty_flow(capacity: Whole, need: Whole, arcs: int) -> Flow:
    """Nobody served yet."""
    return Flow(np.zeros(arcs, np.int64), capacity.copy(), capacity.copy(), need.copy())


def new_log(length: int) -> Log:
    """An empty log; length 0: nothing is logged."""
    return Log(np.empty(length, np.int64), np.empty(length, np.int64), np.zeros(1, np.int64))


def new_chain(slots: int) -> Chain:
    """Room for searching."""
    whole = [np.zeros(slots, np.int64) for _ in range(3)]
    return Chain(whole[0], np.zeros(1, np.int64), whole[1], whole[2], np.zeros(WIDTH, np.int64))


@inner()
def send(net: Net, flow: Flow, log: Log, arc: int, units: int) -> None:
    """Serve ``units`` more on an arc (fewer if below 0)."""
    flow.served[arc] += units
    flow.room[net.arc_slot[arc]] -= units
    flow.short[net.arc_demand[arc]] -= units
    if len(log.arc) > 0:
        log.arc[log.end[0]] = arc
        log.units[log.end[0]] = units
        log.end[0] += 1


@inner()
def full(log: Log) -> bool:
    """Whether the log has no room for another chain."""
    return len(log.arc) > 0 and log.end[0] + 4 * WIDTH > len(log.arc)


@inner()
def undo(net: Net, flow: Flow, log: Log, mark: int) -> None:
    """Take back all that was sent since ``mark``."""
    while log.end[0] > mark:
        log.end[0] -= 1
        arc, units = log.arc[log.end[0]], log.units[log.end[0]]
        flow.served[arc] -= units
        flow.room[net.arc_slot[arc]] += units
        flow.short[net.arc_demand[arc]] += units


@inner()
def _chain_to(  # noqa: PLR0917 a kernel
    net: Net, flow: Flow, log: Log, chain: Chain, slot: int, units: int
) -> None:
    """Move ``units`` along the chain that ends in a slot."""
    while True:
        send(net, flow, log, chain.entered[slot], units)
        given = chain.given[slot]
        if given < 0:
            return
        send(net, flow, log, given, -units)
        slot = net.arc_slot[given]


@inner()
def _least_on(flow: Flow, net: Net, chain: Chain, slot: int, units: int) -> int:
    """Units that the chain to a slot can carry."""
    given = chain.given[slot]
    while given >= 0:
        units = min(units, flow.served[given])
        given = chain.given[net.arc_slot[given]]
    return units


@inner()
def _enter(  # noqa: PLR0917 a kernel
    net: Net, flow: Flow, chain: Chain, demand: int, given: int, end: int
) -> tuple[int, int]:
    """Note the open slots that a demand row could enter; a slot with room, else −1; queue's end."""
    for entry in range(net.back_ptr[demand], net.back_ptr[demand + 1]):
        arc = net.back_arc[entry]
        slot = net.arc_slot[arc]
        if flow.capacity[slot] <= 0 or chain.met[slot] == chain.tick[0]:
            continue
        chain.met[slot] = chain.tick[0]
        chain.entered[slot] = arc
        chain.given[slot] = given
        if flow.room[slot] > 0:
            return slot, end
        if end < WIDTH:
            chain.queue[end] = slot
            end += 1
    return -1, end


@inner()
def _search(net: Net, flow: Flow, chain: Chain, demand: int) -> tuple[int, int]:
    """Slot with room at the end of a chain from a demand row, else −1; arc of whom to displace."""
    chain.tick[0] += 1
    found, end = _enter(net, flow, chain, demand, -1, 0)
    weakest, least = -1, net.merit[demand]
    at = 0
    while found < 0 and at < end:
        slot = chain.queue[at]
        at += 1
        for arc in range(net.arc_ptr[slot], net.arc_ptr[slot + 1]):
            if flow.served[arc] <= 0:
                continue
            other = net.arc_demand[arc]
            if net.merit[other] < least:
                weakest, least = arc, net.merit[other]
            if end < WIDTH:
                found, end = _enter(net, flow, chain, other, arc, end)
                if found >= 0:
                    break
    return found, weakest


@inner()
def push(net: Net, flow: Flow, log: Log, chain: Chain, demand: int) -> None:
    """Serve what a demand row is short of, by chains, or in place of someone worth less."""
    while flow.short[demand] > 0 and net.merit[demand] > 0.0 and not full(log):
        slot, weakest = _search(net, flow, chain, demand)
        units = flow.short[demand]
        if slot >= 0:
            units = _least_on(flow, net, chain, slot, min(units, flow.room[slot]))
        elif weakest >= 0:
            slot = net.arc_slot[weakest]
            units = _least_on(flow, net, chain, slot, min(units, flow.served[weakest]))
            send(net, flow, log, weakest, -units)
        else:
            return
        _chain_to(net, flow, log, chain, slot, units)


@inner()
def _best_short(net: Net, flow: Flow, slot: int) -> int:
    """Arc of the demand row worth most of those short within reach of a slot, else −1."""
    best, most = -1, 0.0
    for arc in range(net.arc_ptr[slot], net.arc_ptr[slot + 1]):
        demand = net.arc_demand[arc]
        if flow.short[demand] > 0 and net.merit[demand] > most:
            best, most = arc, net.merit[demand]
    return best


@inner()
def _pull_by_one(net: Net, flow: Flow, log: Log, chain: Chain, slot: int) -> bool:
    """Let someone move into a slot from another one where somebody waits for the place."""
    chain.tick[0] += 1
    best, taken, given, most = -1, -1, -1, 0.0
    for arc in range(net.arc_ptr[slot], net.arc_ptr[slot + 1]):
        demand = net.arc_demand[arc]
        for entry in range(net.back_ptr[demand], net.back_ptr[demand + 1]):
            there = net.back_arc[entry]
            other = net.arc_slot[there]
            if flow.served[there] <= 0 or other == slot:
                continue
            if chain.met[other] != chain.tick[0]:
                chain.met[other] = chain.tick[0]
                chain.entered[other] = _best_short(net, flow, other)
            waits = chain.entered[other]
            if waits >= 0 and net.merit[net.arc_demand[waits]] > most:
                best, taken, given = waits, arc, there
                most = net.merit[net.arc_demand[waits]]
    if best < 0:
        return False
    units = min(flow.room[slot], flow.served[given], flow.short[net.arc_demand[best]])
    send(net, flow, log, given, -units)
    send(net, flow, log, taken, units)
    send(net, flow, log, best, units)
    return True


@inner()
def pull(net: Net, flow: Flow, log: Log, chain: Chain, slot: int) -> None:
    """Fill a slot's room with who is worth most, within reach or by way of another slot."""
    while flow.room[slot] > 0 and not full(log):
        arc = _best_short(net, flow, slot)
        if arc < 0:
            break
        send(net, flow, log, arc, min(flow.room[slot], flow.short[net.arc_demand[arc]]))
    for _ in range(PULLS):
        if flow.room[slot] <= 0 or full(log) or not _pull_by_one(net, flow, log, chain, slot):
            return


@inner()
def evict(net: Net, flow: Flow, log: Log, slot: int, out: Whole) -> int:
    """Send away who is worth least until a slot has no room below 0; how many, into ``out``."""
    count = 0
    while flow.room[slot] < 0 and count < len(out):
        worst, least = -1, np.inf
        for arc in range(net.arc_ptr[slot], net.arc_ptr[slot + 1]):
            if flow.served[arc] > 0 and net.merit[net.arc_demand[arc]] < least:
                worst, least = arc, net.merit[net.arc_demand[arc]]
        send(net, flow, log, worst, -min(flow.served[worst], -flow.room[slot]))
        out[count] = net.arc_demand[worst]
        count += 1
    return count


@kernel()
def share_out(net: Net, flow: Flow, chain: Chain, order: Whole, slot_price: Floats) -> None:
    """Serve demand rows in an order, each at the cheapest slot with room; then by chains."""
    log = Log(np.empty(0, np.int64), np.empty(0, np.int64), np.zeros(1, np.int64))
    for demand in order:
        while flow.short[demand] > 0 and net.merit[demand] > 0.0:
            best = _cheapest(net, flow, slot_price, demand)
            if best < 0:
                break
            units = min(flow.short[demand], flow.room[net.arc_slot[best]])
            send(net, flow, log, best, units)
    for demand in order:
        if flow.short[demand] > 0:
            push(net, flow, log, chain, demand)


@inner()
def _cheapest(net: Net, flow: Flow, slot_price: Floats, demand: int) -> int:
    """Arc of a demand row to the cheapest slot with room, else −1."""
    best, least = -1, np.inf
    for entry in range(net.back_ptr[demand], net.back_ptr[demand + 1]):
        slot = net.arc_slot[net.back_arc[entry]]
        if flow.room[slot] > 0 and slot_price[slot] < least:
            best, least = net.back_arc[entry], slot_price[slot]
    return best
