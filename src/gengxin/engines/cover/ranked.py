"""Knows who is served when those worth most come first, and the prices that prove it the best.

One target after another, the worthiest first, gets what it needs: from the nearest source with
room, or by a chain of moves that makes some. Nobody who was served before loses by that. Who can be
served together makes a polymatroid, of which that finds the worthiest (Edmonds 1970).

Where no chain is left, the sources met on the way are full of targets that reach no source with
room but by them. Nothing that comes later changes that, so they are never asked again, and the
worth of who was turned away first is the price of a place in each of them.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from gengxin.engines.cover.pairs import Flag, Pairs, Position, Real, Whole

__all__ = ["Ranked", "ranked"]


class Ranked(NamedTuple):
    """What goes along each pair, and what a unit more of each target's need is worth.

    Needs by these prices, and capacities by those of their sources (the worth of a target less its
    price, at least 0), add up to the worth of what is served: no choice is worth more.
    """

    sent: Position
    price: Real


class _Ways(NamedTuple):
    """Pairs by source, and by target, the nearest first."""

    starts: Position
    targets: Whole
    source_of: Whole
    ends: Position
    pair: Position


class _State(NamedTuple):
    """What goes along each pair, room left in each source, the price of a place where one is."""

    sent: Position
    room: Position
    full: Flag
    source_price: Real


class _Search(NamedTuple):
    """Sources met from a target: in which search, by which pair, in whose place (−1: nobody's)."""

    met: Position
    entered: Position
    given: Position
    queue: Whole


def ranked(pairs: Pairs, *, capacity: Position, need: Position, worth: Real) -> Ranked:
    """Serve the choice of targets that is worth most in all: exact, in whole numbers.

    ``worth`` is that of a unit of each target's need; those of none are not served. Of equals the
    first comes first.

    Examples
    --------
    >>> pairs = Pairs.from_rows(
    ...     source=[0, 0, 1],
    ...     target=[0, 1, 1],
    ...     distance_m=[80, 40, 300],
    ...     source_count=2,
    ...     target_count=2,
    ... )
    >>> whole = np.array([10, 4]), np.array([8, 10])
    >>> found = ranked(pairs, capacity=whole[0], need=whole[1], worth=np.array([1.0, 3.0]))
    >>> found.sent.tolist(), found.price.tolist()
    ([4, 6, 4], [0.0, 2.0])
    """
    source_of = np.repeat(np.arange(pairs.source_count, dtype=np.int32), np.diff(pairs.starts))
    pair = np.lexsort((pairs.distance_m, pairs.targets))
    count = np.bincount(pairs.targets, minlength=pairs.target_count)
    ways = _Ways(
        starts=pairs.starts,
        targets=pairs.targets,
        source_of=source_of,
        ends=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        pair=pair,
    )
    state = _State(
        sent=np.zeros(len(pairs.targets), np.int64),
        room=capacity.astype(np.int64),
        full=np.zeros(pairs.source_count, np.bool_),
        source_price=np.zeros(pairs.source_count),
    )
    search = _Search(
        met=np.full(pairs.source_count, -1, np.int64),
        entered=np.zeros(pairs.source_count, np.int64),
        given=np.zeros(pairs.source_count, np.int64),
        queue=np.zeros(pairs.source_count, np.int32),
    )
    wanted = np.flatnonzero((worth > 0.0) & (need > 0) & (count > 0))
    order = wanted[np.argsort(-worth[wanted], kind="stable")]
    _serve(ways, state, search, (order, need.astype(np.int64), worth))
    price = np.zeros(pairs.target_count)
    _price(ways, state.source_price, worth, price)
    return Ranked(state.sent, price)


@njit(cache=True, nogil=True)
def _serve(
    ways: _Ways, state: _State, search: _Search, asked: tuple[Position, Position, Real]
) -> None:
    order, need, worth = asked
    tick = 0
    for target in order:
        short = need[target]
        while short > 0:
            found, end = _find_room(ways, state, search, (target, tick))
            tick += 1
            if found < 0:
                for source in search.queue[:end]:
                    state.full[source] = True
                    state.source_price[source] = worth[target]
                break
            short -= _move(ways, state, search, (found, short))


@njit(cache=True, nogil=True)
def _find_room(
    ways: _Ways, state: _State, search: _Search, asked: tuple[int, int]
) -> tuple[int, int]:
    """Source with room at the end of a chain from a target, else −1; how many were met."""
    target, tick = asked
    found, end = _enter(ways, state, search, (target, -1, tick, 0))
    head = 0
    while found < 0 and head < end:
        source = search.queue[head]
        head += 1
        for pair in range(ways.starts[source], ways.starts[source + 1]):
            if state.sent[pair] > 0:
                found, end = _enter(ways, state, search, (ways.targets[pair], pair, tick, end))
                if found >= 0:
                    break
    return found, end


@njit(cache=True, nogil=True)
def _enter(
    ways: _Ways, state: _State, search: _Search, asked: tuple[int, int, int, int]
) -> tuple[int, int]:
    """Note the sources that a target could go to; one with room, else −1; the queue's end."""
    target, given, tick, end = asked
    for pair in ways.pair[ways.ends[target] : ways.ends[target + 1]]:
        source = ways.source_of[pair]
        if state.full[source] or search.met[source] == tick:
            continue
        search.met[source] = tick
        search.entered[source] = pair
        search.given[source] = given
        if state.room[source] > 0:
            return source, end
        search.queue[end] = source
        end += 1
    return -1, end


@njit(cache=True, nogil=True)
def _move(ways: _Ways, state: _State, search: _Search, asked: tuple[int, int]) -> int:
    """Send as much along the chain to a source as it, its moves and who asks allow; how much."""
    found, short = asked
    amount: int = min(short, state.room[found])
    given = search.given[found]
    while given >= 0:
        amount = min(amount, state.sent[given])
        given = search.given[ways.source_of[given]]
    state.room[found] -= amount
    source = found
    while True:
        state.sent[search.entered[source]] += amount
        given = search.given[source]
        if given < 0:
            return amount
        state.sent[given] -= amount
        source = int(ways.source_of[given])


@njit(cache=True, nogil=True)
def _price(ways: _Ways, source_price: Real, worth: Real, price: Real) -> None:
    """What a target's worth is above the cheapest place that it reaches."""
    for target in range(len(price)):
        if ways.ends[target] == ways.ends[target + 1]:
            continue
        least = worth[target]
        for pair in ways.pair[ways.ends[target] : ways.ends[target + 1]]:
            least = min(least, source_price[ways.source_of[pair]])
        price[target] = worth[target] - least
