"""What firms can earn at given prices for the work: exact knapsacks over their capacity."""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Flags, Whole
from gengxin.engines.match.compiled import kernel

__all__ = ["Bids", "bids_of", "cover_of", "earnings"]


class Bids(NamedTuple):
    """Bids by firm."""

    ptr: Whole
    """(F + 1) entries of each firm."""
    bid: Whole
    load: Whole
    """Of each entry, as ``bid``."""


def bids_of(firm: Whole, load: Whole, firms: int) -> Bids:
    """Bids by firm, of the firm and load of each bid."""
    order = np.argsort(firm, kind="stable")
    ptr = np.searchsorted(firm[order], np.arange(firms + 1)).astype(np.int64)
    return Bids(ptr, order.astype(np.int64), load[order])


@kernel()
def earnings(bids: Bids, price: Whole, capacity: Whole, taken: Flags, barred: Flags) -> Whole:
    """(F) the most that each firm can earn: bids taken earn for certain, barred ones nothing.

    −1 where a firm can't carry the bids that are taken.
    """
    earned = np.zeros(len(capacity), np.int64)
    for firm in range(len(capacity)):
        room, sure = capacity[firm], 0
        for at in range(bids.ptr[firm], bids.ptr[firm + 1]):
            if taken[bids.bid[at]]:
                room -= bids.load[at]
                sure += price[bids.bid[at]]
        if room < 0:
            earned[firm] = -1
            continue
        best = np.zeros(room + 1, np.int64)
        for at in range(bids.ptr[firm], bids.ptr[firm + 1]):
            bid, load = bids.bid[at], bids.load[at]
            if taken[bid] or barred[bid] or price[bid] <= 0:
                continue
            for used in range(room, load - 1, -1):
                best[used] = max(best[used], best[used - load] + price[bid])
        earned[firm] = sure + best[room]
    return earned


@kernel()
def cover_of(load: Whole, share: np.ndarray, capacity: int) -> np.ndarray:
    """Which bids can't all be taken, though their shares nearly say so: least Σ (1 − share)."""
    # fewest missing shares by load reached, capped just above the capacity
    n, goal = len(load), capacity + 1
    least = np.full((n + 1, goal + 1), np.inf)
    least[0, 0] = 0.0
    for i in range(n):
        least[i + 1] = least[i]
        for reached in range(goal + 1):
            to = min(goal, reached + load[i])
            own = least[i, reached] + 1.0 - share[i]
            least[i + 1, to] = min(least[i + 1, to], own)
    chosen = np.zeros(n, np.bool_)
    if least[n, goal] >= 1.0 - 1e-6:
        return chosen
    reached = goal
    for i in range(n - 1, -1, -1):
        if least[i + 1, reached] == least[i, reached]:
            continue
        chosen[i] = True
        for before in range(goal + 1):
            to = min(goal, before + load[i])
            if to == reached and least[i, before] + 1.0 - share[i] == least[i + 1, reached]:
                reached = before
                break
    return chosen
