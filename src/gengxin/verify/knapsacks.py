"""What a slot is worth when it is filled with those whose service pays most."""

import numpy as np

from gengxin.verify.slots import Slots
from gengxin.verify.whole import Floats, Whole

__all__ = ["filled"]


def filled(slots: Slots, profit: Floats, most: Whole, slot: Whole, room: Whole) -> Floats:
    """The greatest profit of each slot asked for, when it has so much room.

    ``profit`` and ``most`` are by place in the needs: what one unit brings, and how many there are.
    A fractional knapsack: the places within reach in the order of their profit, until it is full.
    """
    size = len(slots.table)
    widest = np.zeros(size, np.int64)
    np.maximum.at(widest, slot, room)
    pays = (profit[slots.arc_place] > 0) & (widest[slots.arc_slot] > 0)
    in_order = np.argsort(-profit, kind="stable")
    rank = np.empty_like(in_order)
    rank[in_order] = np.arange(len(profit))
    keys = np.sort(slots.arc_slot[pays] * len(profit) + rank[slots.arc_place[pays]])
    arc_slot, arc_rank = np.divmod(keys, max(len(profit), 1))
    place = in_order[arc_rank]
    before = np.cumsum(most[place]) - most[place]
    start = np.searchsorted(arc_slot, np.arange(size))
    before -= np.append(before, 0)[start][arc_slot]
    reached = before < widest[arc_slot]
    arc_slot, before, place = arc_slot[reached], before[reached], place[reached]
    width, gain = most[place], profit[place]
    worth = np.zeros(len(slot))
    for asked in _one_of_each(slot):
        capacity = np.zeros(size, np.int64)
        capacity[slot[asked]] = room[asked]
        here = capacity[arc_slot] > before
        taken = np.minimum(width[here], capacity[arc_slot[here]] - before[here])
        worth[asked] = np.bincount(arc_slot[here], gain[here] * taken, minlength=size)[slot[asked]]
    return worth


def _one_of_each(slot: Whole) -> list[Whole]:
    """Positions of the questions, dealt so that each deal asks of a slot at most once."""
    order = np.argsort(slot, kind="stable")
    first = np.searchsorted(slot[order], slot[order])
    turn = np.arange(len(slot)) - first
    return [order[turn == number] for number in range(int(turn.max(initial=-1)) + 1)]
