"""The best tenants for one space, by prices and cases: what they are worth, and that none are more.

Offers are taken, left out or open. Any prices ≥ 0 of its area by period bound what can still come
of a case: the area left at its price, and what each offer gains after it, if that is anything. The
case of the greatest bound is split by the offer that its prices leave most open. The tree of cases
and the prices of its last ones are all that plain arithmetic needs to count the bound again.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.match.arrays import Floats, Whole
from gengxin.engines.match.compiled import inner, kernel

__all__ = ["Items", "Packed", "packed"]

State = npt.NDArray[np.int8]

OUT, OPEN, TAKEN = 0, 1, 2
AT_ROOT, PASSES, AT_LAST = 40, 6, 100
"""Steps of the search for the first prices, for those of a case that follows, and more of these
where nothing is open."""


class Items(NamedTuple):
    """Offers of one space (n); what they are worth in the unit of prices."""

    request: Whole
    first: Whole
    end: Whole
    least: Whole
    extra: Whole
    """Area above the least."""
    gain: Whole
    """Worth of the least area, less what the request costs elsewhere."""
    more: Whole
    """Worth of a unit of area above the least."""


class Packed(NamedTuple):
    """The best tenants found, and the cases (C) that bound them: case 0 is the whole space."""

    bound: int
    """No tenants are worth more: the greatest of the last cases."""
    worth: int
    area: Whole
    """(n) let; 0 where nothing was found above what was known."""
    item: Whole
    """(C) offer that a case is split by; −1: not split."""
    child: Whole
    """(C) the case that takes it; the one that leaves it out is the next. −1."""
    price: Whole
    """(C × T) prices of a case."""


@kernel()
def packed(  # noqa: PLR0917 words by place as in all kernels
    items: Items, room: Whole, price: Whole, known: int, slack: int, steps: int
) -> Packed:
    """Look for tenants worth more than ``known``, by ever splitting the case of greatest bound.

    Ends where that is no more than ``slack`` above the best, or after so many splits.
    """
    n, rows = len(items.gain), 2 * steps + 1
    states, prices = np.empty((rows, n), np.int8), np.empty((rows, len(room)), np.int64)
    lefts, low = np.empty((rows, len(room)), np.int64), np.full(rows, -1, np.int64)
    item, child = np.full(rows, -1, np.int64), np.full(rows, -1, np.int64)
    pick, area, trial = np.empty(rows, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    states[0], lefts[0], prices[0] = OPEN, room, price
    bound, best = _looked_into(
        items, room, states, lefts, prices, 0, (known, slack), pick, trial, area
    )
    low[0] = bound
    nodes = 1
    while nodes < rows:
        at = np.argmax(low[:nodes])
        if low[at] <= best + slack or pick[at] < 0:
            break
        low[at], item[at], child[at] = -1, pick[at], nodes
        for takes in (True, False):
            states[nodes], lefts[nodes], prices[nodes] = states[at], lefts[at], prices[at]
            if takes:
                _take(items, states[nodes], lefts[nodes], pick[at])
            else:
                states[nodes, pick[at]] = OUT
            low[nodes], best = _looked_into(
                items, room, states, lefts, prices, nodes, (best, slack), pick, trial, area
            )
            nodes += 1
    return Packed(low[:nodes].max(), best, area, item[:nodes], child[:nodes], prices[:nodes])


@inner()
def _looked_into(  # noqa: PLR0913, PLR0917 words by place as in all kernels
    items: Items,
    room: Whole,
    states: State,
    lefts: Whole,
    prices: Whole,
    case: int,
    known: tuple[int, int],
    pick: Whole,
    trial: Whole,
    area: Whole,
) -> tuple[int, int]:
    """The bound of a case, and the best known after it; what it is to be split by, in ``pick``."""
    best, slack = known
    own = np.zeros(len(trial), np.int64)
    _shut(items, lefts[case], states[case])
    passes = AT_ROOT if case == 0 else PASSES
    low = _lowered(items, room, lefts[case], states[case], prices[case], best + slack, passes, own)
    pick[case] = -1
    if low > best + slack:
        value = _completed(items, lefts[case], states[case], own, trial)
        if value > best:
            best = value
            area[:] = trial
        pick[case] = _most_open(items, states[case], own)
        if pick[case] < 0:
            # it can't be split, so that prices alone bring it down
            goal = best + slack
            low = _lowered(items, room, lefts[case], states[case], prices[case], goal, AT_LAST, own)
    return low, best


@inner()
def _take(items: Items, state: State, left: Whole, pick: int) -> None:
    """Take an offer, and no other of its request."""
    for k in range(len(state)):
        if state[k] == OPEN and items.request[k] == items.request[pick]:
            state[k] = OUT
    state[pick] = TAKEN
    for period in range(items.first[pick], items.end[pick]):
        left[period] -= items.least[pick]


@inner()
def _fits(items: Items, left: Whole, k: int) -> bool:
    fits = True
    for period in range(items.first[k], items.end[k]):
        fits = fits and left[period] >= items.least[k]
    return fits


@inner()
def _shut(items: Items, left: Whole, state: State) -> None:
    """Leave out what doesn't fit any more."""
    for k in range(len(state)):
        if state[k] == OPEN and not _fits(items, left, k):
            state[k] = OUT


@inner()
def _weighed(  # noqa: PLR0917 a kernel takes no word by name
    items: Items, left: Whole, state: State, price: Whole, own: Whole, short: Whole
) -> int:
    """What can come of a case at most, at these prices.

    ``own`` (n) becomes what each open offer gains after prices, ``short`` (periods) the area asked
    for above what is left.
    """
    total = 0
    for period in range(len(left)):
        total += price[period] * left[period]
        short[period] = -left[period]
    for k in range(len(state)):
        if state[k] == OUT:
            continue
        cost = 0
        for period in range(items.first[k], items.end[k]):
            cost += price[period]
        asked = items.extra[k] if items.more[k] > cost else 0
        own[k] = items.gain[k] + asked * (items.more[k] - cost)
        if state[k] == OPEN:
            own[k] -= items.least[k] * cost
            if own[k] <= 0:
                continue
            asked += items.least[k]
        total += own[k]
        for period in range(items.first[k], items.end[k]):
            short[period] += asked
    return total


@inner()
def _lowered(  # noqa: PLR0913, PLR0917 a kernel takes no word by name
    items: Items,
    room: Whole,
    left: Whole,
    state: State,
    price: Whole,
    goal: int,
    passes: int,
    own: Whole,
) -> int:
    """The least that prices prove after so many steps down; ``price`` and ``own`` become its.

    Steps aim at a level between the least so far and the goal, nearer ever after three in vain
    (Polyak's steps with a level: Goffin and Kiwiel 1999).
    """
    short, best = np.empty(len(price), np.int64), price.copy()
    low = _weighed(items, left, state, price, own, short)
    now, share, vain = low, 0.5, 0
    for _ in range(passes):
        if low <= goal or not _stepped(price, room, short, now - low + share * (low - goal)):
            break
        now = _weighed(items, left, state, price, own, short)
        vain = 0 if low - now > 0.001 * (low - goal) else vain + 1
        if now < low:
            low = now
            best[:] = price
        if vain == 3:
            share, vain, now = 0.5 * share, 0, low
            price[:] = best
            _weighed(items, left, state, price, own, short)
    price[:] = best
    _weighed(items, left, state, price, own, short)
    return low


@inner()
def _stepped(price: Whole, room: Whole, short: Whole, drop: float) -> bool:
    """Move prices where area is short or left, so far that the bound would drop by so much."""
    size = 0.0
    pull: Floats = np.zeros(len(price))
    for period in range(len(price)):
        if room[period] > 0 and (short[period] > 0 or price[period] > 0):
            pull[period] = short[period] / room[period]
            size += pull[period] ** 2
    if size == 0.0:
        return False
    for period in range(len(price)):
        if pull[period] != 0.0:
            moved = price[period] + drop / size * pull[period] / room[period]
            price[period] = max(0, int(np.rint(moved)))
    return True


@inner()
def _most_open(items: Items, state: State, own: Whole) -> int:
    """The open offer whose gain after prices is nearest to nothing, for its area; −1."""
    pick, least = -1, np.inf
    for k in range(len(state)):
        if state[k] != OPEN or items.gain[k] + items.more[k] * items.extra[k] <= 0:
            continue
        size = (items.least[k] + items.extra[k]) * (items.end[k] - items.first[k])
        open_by = abs(own[k]) / size
        if open_by < least:
            pick, least = k, open_by
    return pick


@inner()
def _completed(items: Items, left: Whole, state: State, own: Whole, area: Whole) -> int:
    """Value and areas of the case with open offers added, those first that gain most."""
    rest = left.copy()
    who, count, value = np.empty(len(state), np.int64), 0, 0
    area[:] = 0
    for k in range(len(state)):
        if state[k] == TAKEN:
            who[count], area[k] = k, items.least[k]
            count += 1
            value += items.gain[k]
    for k in np.argsort(-own, kind="mergesort"):
        if state[k] != OPEN or (own[k] < 0 and items.gain[k] <= 0) or not _fits(items, rest, k):
            continue
        alone = True
        for i in range(count):
            alone = alone and items.request[who[i]] != items.request[k]
        if alone and items.gain[k] + items.more[k] * items.extra[k] > 0:
            who[count], area[k] = k, items.least[k]
            count += 1
            value += items.gain[k]
            for period in range(items.first[k], items.end[k]):
                rest[period] -= items.least[k]
    return value + _stretched(items, who[:count], rest, area)


@inner()
def _stretched(items: Items, who: Whole, rest: Whole, area: Whole) -> int:
    """Deal out what is left, first to whom it is worth most for its time; what that is worth."""
    worth = 0
    for k in who[np.argsort(-items.more[who] / (items.end[who] - items.first[who]))]:
        part = items.extra[k]
        for period in range(items.first[k], items.end[k]):
            part = min(part, rest[period])
        area[k] += part
        worth += part * items.more[k]
        for period in range(items.first[k], items.end[k]):
            rest[period] -= part
    return worth
