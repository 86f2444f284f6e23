"""Directions in plan as one growing number, and the first slot at or past a direction."""

from typing import Final

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.compiled import inner, kernel

TURN: Final = 4.0
"""A full turn: the number grows clockwise from 0, a quarter turn is 1."""

_BINS_A_TURN: Final = 2048


@kernel()
def turn_of(east: float, north: float) -> float:
    """Clockwise place of a direction, 0 at north, 2 at south; as exact as its two numbers.

    It grows with the azimuth, though not in proportion, and costs a division instead of an arc
    tangent. The same corner seen from the same place gives the same number for both its walls,
    so that no ray slips between them.
    """
    share = north / (abs(east) + abs(north))
    return 1.0 - share if east >= 0.0 else 3.0 + share


def table_of(turn: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """For each of many equal parts of the turn, the first of the sorted slots not before it."""
    borders = np.arange(_BINS_A_TURN + 1) * (TURN / _BINS_A_TURN)
    return np.searchsorted(turn, borders).astype(np.int32)


@inner()
def first_slot_from(
    turn: float, slot_turn: npt.NDArray[np.float64], table: npt.NDArray[np.int32]
) -> int:
    """Number of the first slot whose direction is at or past ``turn``; their number if none is."""
    slot = table[int(turn * (_BINS_A_TURN / TURN))]
    while slot < len(slot_turn) and slot_turn[slot] < turn:
        slot += 1
    return int(slot)
