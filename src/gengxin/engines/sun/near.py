"""Columns whose sun something may touch."""

import numpy as np

from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.path import Slots, SunPath
from gengxin.engines.sun.profile import is_over, may_shade, view_from
from gengxin.engines.sun.receptors import Position, Real, Receptors


def columns_near(receptors: Receptors, path: SunPath, boxes: Real) -> Position:
    """The columns that may see one of the boxes before the sun, or stand in one.

    A row of ``boxes`` is least x, least y, greatest x, greatest y and top.
    """
    lowest_m = receptors.height_m.min(initial=np.inf)
    reach_m = (boxes[:, 4] - lowest_m) / path.slope.min(initial=np.inf)
    columns: Position = _touched(receptors.arrays, path.slots, boxes, reach_m)
    return columns


@kernel()
def _touched(
    receptors: tuple[Real, Real, Position, Real], slots: Slots, boxes: Real, reach_m: Real
) -> Position:
    place, all_facing, first, height_m = receptors
    touched = np.empty(len(place), np.int64)
    count = 0
    for column in range(len(place)):
        x, y = place[column, 0], place[column, 1]
        for row in range(len(boxes)):
            if not _is_near(x, y, boxes, row, reach_m[row]) or first[column] == first[column + 1]:
                continue
            facing = (all_facing[column, 0], all_facing[column, 1])
            view = view_from((x, y), facing, height_m[first[column]], slots)
            if may_shade(view, boxes, row) or is_over(x, y, boxes, row):
                touched[count] = column
                count += 1
                break
    return touched[:count]


@inner()
def _is_near(x: float, y: float, boxes: Real, row: int, reach_m: float) -> bool:
    """Whether a box is near enough to matter, whatever the direction of its shadow."""
    away_x = max(boxes[row, 0] - x, x - boxes[row, 2])
    away_y = max(boxes[row, 1] - y, y - boxes[row, 3])
    return bool(max(away_x, away_y) < reach_m)
