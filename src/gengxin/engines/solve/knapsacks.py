"""Fractional knapsacks: the most that a slot earns at each of its levels, at given prices.

All arcs of a demand row earn the same per unit, so the arcs of a slot are put in order of their
demand rows' profit, ties by position; those that earn nothing come last, in any order.
"""

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.problem import Floats, Whole

__all__ = ["Ids", "earn", "fill", "last_profit"]

Ids = npt.NDArray[np.int32]


@inner()
def _sort_afresh(ids: Ids, key: Floats, count: int) -> None:
    """Order by falling key, ties by id, however the keys lie."""
    by_id = np.argsort(ids[:count])
    order = by_id[np.argsort(-key[:count][by_id], kind="mergesort")]
    ids[:count] = ids[:count][order]
    key[:count] = key[:count][order]


@inner()
def _settle(ids: Ids, key: Floats, count: int) -> None:
    """Order by falling key, ties by id, what is nearly in order."""
    moves_left = 16 * count
    for i in range(1, count):
        own, arc = key[i], ids[i]
        at = i - 1
        while at >= 0 and (key[at] < own or (key[at] == own and ids[at] > arc)):
            key[at + 1] = key[at]
            ids[at + 1] = ids[at]
            at -= 1
        key[at + 1] = own
        ids[at + 1] = arc
        moves_left -= i - 1 - at
        if moves_left < 0:
            _sort_afresh(ids, key, count)
            return


@inner()
def _sort(ids: Ids, profit: Floats, room: tuple[Floats, Ids, Floats, Ids, Ids]) -> int:
    """Put a slot's arcs in order, their keys into the first room; how many earn something.

    Each goes to a drawer by its share of the greatest key, then the drawers are settled: about as
    much work as arcs, as long as the keys don't lie in heaps.
    """
    key, spare_ids, spare_key, drawer, first = room
    count, tail = 0, len(ids)
    most = 0.0
    for i in range(len(ids)):
        own = profit[ids[i]]
        if own > 0.0:
            spare_ids[count] = ids[i]
            spare_key[count] = own
            most = max(most, own)
            count += 1
        else:
            tail -= 1
            spare_ids[tail] = ids[i]
    for i in range(count, len(ids)):
        ids[i] = spare_ids[i]
    first[: count + 1] = 0
    for i in range(count):
        drawer[i] = int((most - spare_key[i]) / most * (count - 1))
        first[drawer[i] + 1] += 1
    for i in range(count):
        first[i + 1] += first[i]
    for i in range(count):
        at = first[drawer[i]]
        first[drawer[i]] += 1
        ids[at] = spare_ids[i]
        key[at] = spare_key[i]
    _settle(ids, key, count)
    return count


@kernel()
def earn(
    arc_ptr: Whole,
    ids: Ids,
    profit: Floats,
    limit: Whole,
    levels: tuple[Whole, Whole],
) -> Floats:
    """What each level earns; ``ids``, the demand row of each arc, is put in order of profit.

    Capacities of a slot's levels must rise.
    """
    level_ptr, capacity = levels
    earned = np.zeros(len(capacity))
    longest = 0
    for slot in range(len(arc_ptr) - 1):
        longest = max(longest, arc_ptr[slot + 1] - arc_ptr[slot])
    room = (
        np.empty(longest),
        np.empty(longest, np.int32),
        np.empty(longest),
        np.empty(longest, np.int32),
        np.empty(longest + 1, np.int32),
    )
    for slot in range(len(arc_ptr) - 1):
        own = ids[arc_ptr[slot] : arc_ptr[slot + 1]]
        count = _sort(own, profit, room)
        level, last = level_ptr[slot], level_ptr[slot + 1]
        filled = 0
        total = 0.0
        for i in range(count):
            if level == last:
                break
            units, key = limit[own[i]], room[0][i]
            while level < last and capacity[level] <= filled + units:
                earned[level] = total + (capacity[level] - filled) * key
                level += 1
            filled += units
            total += units * key
        while level < last:
            earned[level] = total
            level += 1
    return earned


@kernel()
def fill(
    slots: tuple[Whole, Whole], arcs: tuple[Whole, Ids], profit: Floats, limit: Whole
) -> Whole:
    """Units of each demand row that open slots take; ``slots``: which ones, with what capacity."""
    arc_ptr, ids = arcs
    taken = np.zeros(len(limit), np.int64)
    for which in range(len(slots[0])):
        slot, left = slots[0][which], slots[1][which]
        at = arc_ptr[slot]
        while left > 0 and at < arc_ptr[slot + 1] and profit[ids[at]] > 0.0:
            units = min(left, limit[ids[at]])
            taken[ids[at]] += units
            left -= units
            at += 1
    return taken


@kernel()
def last_profit(arcs: tuple[Whole, Whole], profit: Floats, need: Whole, capacity: Whole) -> Floats:
    """What the last unit earns that each slot's capacity takes; 0 where it isn't used up."""
    arc_ptr, arc_demand = arcs
    price = np.zeros(len(capacity))
    for slot in range(len(capacity)):
        own = arc_demand[arc_ptr[slot] : arc_ptr[slot + 1]]
        left = capacity[slot]
        if left <= 0:
            continue
        for at in np.argsort(-profit[own], kind="mergesort"):
            left -= need[own[at]]
            if left <= 0:
                price[slot] = max(profit[own[at]], 0.0)
                break
    return price
