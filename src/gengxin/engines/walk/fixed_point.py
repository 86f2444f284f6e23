"""Distances as whole numbers: exact to add, the same whatever the order, half the memory."""

from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

UNITS_PER_M: Final = 10_000
"""A unit is a tenth of a millimetre: 2,000 links in a row are wrong by 0.1 m at the very worst."""

LONGEST_M: Final = 100_000.0
"""No link and no limit may be longer, so that the sum of two stays below 2³¹ units."""

FAR: Final = np.int32(2**31 - 1)
"""Stands for a distance beyond the limit; becomes inf when it leaves the engine."""

Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Metres = npt.NDArray[np.float32]


def to_units(length_m: npt.ArrayLike) -> Whole:
    """Metres as whole units, rounded to the nearest."""
    return np.rint(np.asarray(length_m, np.float64) * UNITS_PER_M).astype(np.int32)


def to_metres(units: Whole) -> Metres:
    """Units as metres; ``FAR`` becomes inf."""
    metres = np.empty(units.shape, np.float32)
    _to_metres(np.ascontiguousarray(units).ravel(), metres.ravel())
    return metres


@njit(cache=True, nogil=True)
def wide(number: int) -> int:
    """The number as 64 bits, in compiled code.

    There a bare 0 and 32 bits are types of their own: what is called with them compiles once more.
    """
    return int(np.int64(number))


@njit(cache=True, nogil=True)
def _to_metres(units: Whole, metres: Metres) -> None:
    for row in range(len(units)):
        metres[row] = np.inf if units[row] == FAR else units[row] / UNITS_PER_M
