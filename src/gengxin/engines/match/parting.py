"""Spaces parted so that those which the same requests want stay together.

Each part can then be worked on by itself, side by side with the others. Where a cut goes differs
from time to time, so that nothing stays apart for good.
"""

import numpy as np

from gengxin.engines.match.arrays import Whole
from gengxin.engines.match.compiled import kernel

__all__ = ["parted"]


def parted(
    ptr: Whole, space: Whole, by_space: tuple[Whole, Whole], first: Whole, parts: int
) -> Whole:
    """(J) part of each space, each with about as many offers.

    ``by_space``: where the offers of each space begin, and whose they are. ``first``: the order in
    which spaces are begun with.
    """
    start, request = by_space
    order = _spread(ptr, space, start, request, first)
    before = np.cumsum(np.diff(start)[order])
    part = np.empty(len(order), np.int64)
    part[order] = (before - 1) * parts // max(int(before[-1]), 1)
    return np.clip(part, 0, parts - 1)


@kernel()
def _spread(ptr: Whole, space: Whole, start: Whole, request: Whole, first: Whole) -> Whole:
    """Spaces in the order in which they are met from the first on, through requests they share."""
    order, count, at = np.empty(len(first), np.int64), 0, 0
    met, asked = np.zeros(len(first), np.bool_), np.zeros(len(ptr) - 1, np.bool_)
    for begin in first:
        if met[begin]:
            continue
        met[begin], order[count] = True, begin
        count += 1
        while at < count:
            for k in range(start[order[at]], start[order[at] + 1]):
                if asked[request[k]]:
                    continue
                asked[request[k]] = True
                for other in range(ptr[request[k]], ptr[request[k] + 1]):
                    if not met[space[other]]:
                        met[space[other]], order[count] = True, space[other]
                        count += 1
            at += 1
    return order
