"""What a slot is worth when it is filled with those whose service pays most."""

from collections.abc import Iterator

import numpy as np

from gengxin.verify.slots import Slots
from gengxin.verify.whole import AT_ONCE, Floats, Whole

__all__ = ["filled"]

BITS = 32  # for the rank of a place, below the number of its slot


def filled(slots: Slots, profit: Floats, most: Whole, slot: Whole, room: Whole) -> Floats:
    """The greatest profit of each slot asked for, when it has so much room.

    ``profit`` and ``most`` are by place in the needs: what one unit brings, and how many there are.
    A fractional knapsack: the places within reach in the order of their profit, until it is full.
    """
    size, deals = len(slots.table), _one_of_each(slot)
    rooms = np.zeros((len(deals), size), np.int64)
    for turn, asked in enumerate(deals):
        rooms[turn, slot[asked]] = room[asked]
    in_order = np.argsort(-profit, kind="stable")
    in_order = in_order[profit[in_order] > 0]
    rank = np.full(len(profit), -1, np.int64)
    rank[in_order] = np.arange(len(in_order))
    ranked = profit[in_order], most[in_order]
    best = np.zeros(rooms.shape)
    start = np.searchsorted(slots.arc_slot, np.arange(size + 1))
    for some in _some_at_once(start):
        arcs = slice(start[some.start], start[some.stop])
        places = slots.arc_slot[arcs] - some.start, rank[slots.arc_place[arcs]]
        best[:, some] = _best(places, ranked, rooms[:, some])
    worth = np.zeros(len(slot))
    for turn, asked in enumerate(deals):
        worth[asked] = best[turn, slot[asked]]
    return worth


def _best(arcs: tuple[Whole, Whole], ranked: tuple[Floats, Whole], rooms: Whole) -> Floats:
    """The greatest profit of some slots in each of their rooms, by the ranks within their reach."""
    slot, rank = arcs
    used = (rank >= 0) & (rooms.max(axis=0) > 0)[slot]
    keys = np.sort((slot[used] << BITS) + rank[used])
    slot, rank = keys >> BITS, keys & ((1 << BITS) - 1)
    gain, width = (one[rank] for one in ranked)
    before = np.cumsum(width) - width
    first = np.searchsorted(slot, np.arange(rooms.shape[1]))
    before -= np.append(before, 0)[first][slot]
    found = np.zeros(rooms.shape)
    for turn, room in enumerate(rooms):
        here = np.flatnonzero(room[slot] > before)
        taken = np.minimum(width[here], room[slot[here]] - before[here])
        found[turn] = np.bincount(slot[here], gain[here] * taken, minlength=len(room))
    return found


def _some_at_once(start: Whole) -> Iterator[slice]:
    """Runs of slots, each with about as many pairs as are sorted at once."""
    every = np.searchsorted(start, np.arange(0, start[-1], AT_ONCE))
    bounds = np.unique(np.append(every, len(start) - 1))
    for first, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        yield slice(first, end)


def _one_of_each(slot: Whole) -> list[Whole]:
    """Positions of the questions, dealt so that each deal asks of a slot at most once."""
    order = np.argsort(slot, kind="stable")
    first = np.searchsorted(slot[order], slot[order])
    turn = np.arange(len(slot)) - first
    return [order[turn == number] for number in range(int(turn.max(initial=-1)) + 1)]
