"""The arrays that matches are made of: whole numbers, so that a sum is a sum."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["SCALE", "Flags", "Floats", "Whole", "owner_of"]

Whole: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

SCALE = 1 << 20
"""Prices are whole numbers too: so many to a unit of worth. A bound is then an exact sum."""


def owner_of(ptr: Whole) -> Whole:
    """Item that each entry of a ragged list belongs to."""
    return np.repeat(np.arange(len(ptr) - 1, dtype=np.int64), np.diff(ptr))
