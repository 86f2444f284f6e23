"""Knows the greatest flow from sources to targets along pairs: exact, in whole numbers.

First the nearest pair of all sends what it can, then the next nearest, and so on; of pairs equally
near, the one that comes first. Then, in rounds, a target still short gets a place where another
target can give it up for one elsewhere, by a chain of such moves that ends at a source with room
(Dinic 1970, on the graph of sources and targets). No target loses by that. When no chain is left,
the sources met on the way are full, of targets that reach no other source: no flow is greater.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from gengxin.engines.cover.pairs import Flag, Metres, Pairs, Position, Whole

UNSEEN = -1
CLOSED = -2


class Ways(NamedTuple):
    """The pairs seen from both ends; below 2³¹ of them.

    The pairs of source ``s`` are ``starts[s] : starts[s + 1]``, to ``targets``. Those of target
    ``t`` stand at ``ends[t] : ends[t + 1]``, from ``sources``, and ``pair`` tells which they are.
    """

    starts: Position
    targets: Whole
    ends: Position
    sources: Whole
    pair: Whole


class Flow(NamedTuple):
    """What goes along each pair, the room left in each source, what each target is short of."""

    sent: Position
    room: Position
    short: Position


class Proof(NamedTuple):
    """Why no flow is greater: ``full`` sources, and ``contested`` targets that no other reaches.

    Contested are the targets that are short, and those that would be in another greatest flow.
    ``freed`` are those that a place could come free for, if the closed sources had room.
    """

    full: Flag
    contested: Flag
    freed: Flag


class Search(NamedTuple):
    """Moves from the short targets to each source and target, and where to look on from it."""

    source_level: Whole
    target_level: Whole
    queue: Whole
    next_pair: Position
    next_end: Position


class Chain(NamedTuple):
    """Moves: ``target`` takes a place by the way at ``taken``, given up on pair ``given``."""

    target: Whole
    taken: Position
    given: Position


class Givers(NamedTuple):
    """Sources with a place to give, in the order in which they were met."""

    queue: Whole
    met: Flag


def greatest_flow(pairs: Pairs, flow: Flow, *, closed: Flag) -> Proof:
    """Send as much as can be sent along the pairs; ``flow`` is written to.

    What it has sent already may change its way, but stays with its targets.

    A ``closed`` source, which has no room, is nobody's. What could be sent to the targets were it
    open is told by ``freed``.
    """
    ways = _seen_from_both_ends(pairs)
    source_of = np.repeat(np.arange(pairs.source_count, dtype=np.int32), np.diff(pairs.starts))
    _send_nearest_first(_nearest_first(pairs.distance_m), source_of, pairs.targets, flow)
    search, chain = _room_to_search(pairs)
    _begin(search, ways, closed)
    while _find_room(ways, flow, search):
        _send_along_chains(ways, flow, search, chain)
        _begin(search, ways, closed)
    return Proof(
        full=search.source_level > 0,
        contested=search.target_level >= 0,
        freed=_freed(ways, flow.sent, closed),
    )


def _room_to_search(pairs: Pairs) -> tuple[Search, Chain]:
    source_count, target_count = pairs.source_count, pairs.target_count
    search = Search(
        source_level=np.empty(source_count, dtype=np.int32),
        target_level=np.empty(target_count, dtype=np.int32),
        queue=np.empty(source_count, dtype=np.int32),
        next_pair=np.empty(source_count, dtype=np.int64),
        next_end=np.empty(target_count, dtype=np.int64),
    )
    chain = Chain(
        target=np.empty(source_count + 1, dtype=np.int32),
        taken=np.empty(source_count + 1, dtype=np.int64),
        given=np.empty(source_count + 1, dtype=np.int64),
    )
    return search, chain


def _freed(ways: Ways, sent: Position, closed: Flag) -> Flag:
    freed = np.zeros(len(ways.ends) - 1, dtype=np.bool_)
    if closed.any():
        begin = np.flatnonzero(closed).astype(np.int32)
        queue = np.resize(begin, len(closed))
        _mark_freed(ways, sent, Givers(queue, closed.copy()), len(begin), freed)
    return freed


def _begin(search: Search, ways: Ways, closed: Flag) -> None:
    search.source_level[:] = np.where(closed, CLOSED, UNSEEN)
    search.target_level[:] = UNSEEN
    search.next_pair[:] = ways.starts[:-1]
    search.next_end[:] = ways.ends[:-1]


def _seen_from_both_ends(pairs: Pairs) -> Ways:
    pair = np.argsort(pairs.targets, kind="stable").astype(np.int32)
    source_of = np.repeat(np.arange(pairs.source_count, dtype=np.int32), np.diff(pairs.starts))
    count = np.bincount(pairs.targets, minlength=pairs.target_count)
    return Ways(
        starts=pairs.starts,
        targets=pairs.targets,
        ends=np.concatenate([[0], np.cumsum(count)]),
        sources=source_of[pair],
        pair=pair,
    )


def _nearest_first(distance_m: Metres) -> Position:
    """Numbers of the pairs by distance; of pairs equally near, the first one first."""
    # a number of 0 or more sorts as its bits do, and the pair's own number below it settles ties
    key = distance_m.view(np.int32).astype(np.int64) << 32
    key |= np.arange(len(key))
    key.sort()
    key &= 0xFFFFFFFF
    return key


@njit(cache=True, nogil=True)
def _send_nearest_first(order: Position, source_of: Whole, targets: Whole, flow: Flow) -> None:
    for pair in order:
        source, target = source_of[pair], targets[pair]
        amount = min(flow.room[source], flow.short[target])
        if amount > 0:
            flow.sent[pair] += amount
            flow.room[source] -= amount
            flow.short[target] -= amount


@njit(cache=True, nogil=True)
def _find_room(ways: Ways, flow: Flow, search: Search) -> bool:
    """Set the levels from the short targets on; whether a source with room was come by."""
    end = 0
    for row in range(len(flow.short)):
        if flow.short[row] > 0:
            search.target_level[row] = 0
            end = _ask_sources(ways, search, np.int64(row), end)
    head = 0
    while head < end:
        source = search.queue[head]
        head += 1
        if flow.room[source] > 0:
            return True
        for pair in range(ways.starts[source], ways.starts[source + 1]):
            target = np.int64(ways.targets[pair])  # as wide as above: one compilation, not two
            if flow.sent[pair] > 0 and search.target_level[target] == UNSEEN:
                search.target_level[target] = search.source_level[source]
                end = _ask_sources(ways, search, target, end)
    return False


@njit(cache=True, nogil=True)
def _ask_sources(ways: Ways, search: Search, target: np.int64, end: int) -> int:
    """Add the sources not yet met that reach the target to the queue; its new end."""
    if end == len(search.queue):
        return end
    for source in ways.sources[ways.ends[target] : ways.ends[target + 1]]:
        if search.source_level[source] == UNSEEN:
            search.source_level[source] = search.target_level[target] + 1
            search.queue[end] = source
            end += 1
    return end


@njit(cache=True, nogil=True)
def _send_along_chains(ways: Ways, flow: Flow, search: Search, chain: Chain) -> None:
    for target in range(len(flow.short)):
        while flow.short[target] > 0:
            length = _find_chain(ways, flow, search, chain, target)
            if length < 0:
                break
            _move(ways, flow, chain, length)


@njit(cache=True, nogil=True)
def _find_chain(ways: Ways, flow: Flow, search: Search, chain: Chain, first: int) -> int:
    """Write a chain of moves from the short target to a source with room; its last move, or -1."""
    step = 0
    chain.target[0] = first
    while step >= 0:
        at = _next_source(ways, search, chain.target[step])
        if at < 0:
            step -= 1
            if step >= 0:
                search.next_pair[ways.sources[chain.taken[step]]] += 1
            continue
        source = ways.sources[at]
        chain.taken[step] = at
        if flow.room[source] > 0:
            return step
        pair = _next_given(ways, flow, search, source)
        if pair < 0:
            search.source_level[source] = CLOSED
        else:
            chain.given[step] = pair
            step += 1
            chain.target[step] = ways.targets[pair]
    return -1


@njit(cache=True, nogil=True)
def _next_source(ways: Ways, search: Search, target: int) -> int:
    """Where the next source one level on stands among those of the target; -1: there is none."""
    wanted = search.target_level[target] + 1
    for at in range(search.next_end[target], ways.ends[target + 1]):
        if search.source_level[ways.sources[at]] == wanted:
            search.next_end[target] = at
            return at
    search.next_end[target] = ways.ends[target + 1]
    return -1


@njit(cache=True, nogil=True)
def _next_given(ways: Ways, flow: Flow, search: Search, source: int) -> int:
    """Give the source's next pair whose target may give up its place; -1: there is none."""
    wanted = search.source_level[source]
    for pair in range(search.next_pair[source], ways.starts[source + 1]):
        if flow.sent[pair] > 0 and search.target_level[ways.targets[pair]] == wanted:
            search.next_pair[source] = pair
            return pair
    search.next_pair[source] = ways.starts[source + 1]
    return -1


@njit(cache=True, nogil=True)
def _move(ways: Ways, flow: Flow, chain: Chain, last: int) -> None:
    """Send as much along the chain as its first target, its moves and its last source allow."""
    target, source = chain.target[0], ways.sources[chain.taken[last]]
    amount = min(flow.short[target], flow.room[source])
    for step in range(last):
        amount = min(amount, flow.sent[chain.given[step]])
    for step in range(last):
        flow.sent[chain.given[step]] -= amount
    for step in range(last + 1):
        flow.sent[ways.pair[chain.taken[step]]] += amount
    flow.short[target] -= amount
    flow.room[source] -= amount


@njit(cache=True, nogil=True)
def _mark_freed(ways: Ways, sent: Position, givers: Givers, end: int, freed: Flag) -> None:
    """Mark the targets that a place could come free for, had the sources in the queue room."""
    head = 0
    while head < end:
        source = givers.queue[head]
        head += 1
        for target in ways.targets[ways.starts[source] : ways.starts[source + 1]]:
            if not freed[target]:
                freed[target] = True
                end = _ask_givers(ways, sent, givers, target, end)


@njit(cache=True, nogil=True)
def _ask_givers(ways: Ways, sent: Position, givers: Givers, target: int, end: int) -> int:
    """Add the sources not yet met that serve the target, which could leave them; the new end."""
    for at in range(ways.ends[target], ways.ends[target + 1]):
        source = ways.sources[at]
        if sent[ways.pair[at]] > 0 and not givers.met[source]:
            givers.met[source] = True
            givers.queue[end] = source
            end += 1
    return end
