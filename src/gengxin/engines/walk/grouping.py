"""Counting sorts: which rows belong to each key, and short slices put in order."""

from typing import Final

import numpy as np
from numba import njit

from gengxin.engines.walk.fixed_point import Position, Whole

_DIGIT_BITS: Final = 11
_DIGIT: Final = (1 << _DIGIT_BITS) - 1


@njit(cache=True, nogil=True)
def grouped(key: Whole, count: int) -> tuple[Position, Whole]:
    """Rows of each key from 0 to ``count`` - 1.

    Key ``k`` owns ``order[first[k] : first[k + 1]]``, in ascending order.
    """
    first = np.zeros(count + 1, np.int64)
    for row in range(len(key)):
        first[key[row] + 1] += 1
    for group in range(count):
        first[group + 1] += first[group]
    place = first[:-1].copy()
    order = np.empty(len(key), np.int32)
    for row in range(len(key)):
        order[place[key[row]]] = row
        place[key[row]] += 1
    return first, order


@njit(cache=True, nogil=True)
def sort_by_upper_half(keys: Position, spare: Position, bits: int) -> None:
    """Sort keys in place by their bits above the 32nd, of which the lowest ``bits`` may be set.

    Keys with equal upper halves keep their order. ``spare`` is as long as ``keys``.
    """
    for shift in range(32, 32 + bits, _DIGIT_BITS):
        place = np.zeros((1 << _DIGIT_BITS) + 1, np.int64)
        for key in keys:
            place[((key >> shift) & _DIGIT) + 1] += 1
        for digit in range(_DIGIT):
            place[digit + 1] += place[digit]
        for key in keys:
            digit = (key >> shift) & _DIGIT
            spare[place[digit]] = key
            place[digit] += 1
        for row in range(len(keys)):
            keys[row] = spare[row]


@njit(cache=True, nogil=True)
def sort_slice(keys: Position, low: int, high: int) -> None:
    """Sort ``keys[low:high]`` in place (Shell's method: no memory, quick to compile)."""
    gap = 1
    while gap < (high - low) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for start in range(low + gap, high):
            key = keys[start]
            place = start
            while place >= low + gap and keys[place - gap] > key:
                keys[place] = keys[place - gap]
                place -= gap
            keys[place] = key
        gap //= 3
