"""Parts of a problem worked on side by side: kernels are free of the interpreter's lock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from gengxin.engines.match.arrays import Whole

__all__ = ["parts_of", "side_by_side"]

Found = TypeVar("Found")

THREADS, PARTS = 2, 8


def side_by_side(work: Callable[[int], Found], parts: int) -> list[Found]:
    """What the work on each part gives, in the order of parts; who works on which doesn't count."""
    if parts == 1:
        return [work(0)]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, range(parts)))


def parts_of(ptr: Whole, least: int) -> Whole:
    """Where a ragged list is cut into parts of about as many entries, no fewer than the least.

    The parts are the same on any machine, so that what is summed over them is too.
    """
    parts = min(PARTS, max(1, int(ptr[-1]) // least))
    within = np.searchsorted(ptr, np.arange(1, parts) * int(ptr[-1]) // parts)
    return np.concatenate([[0], within, [len(ptr) - 1]]).astype(np.int64)
