"""Segments of lines by the squares of a grid that they lie in, and the nearest to a point.

Distances are those that GEOS gives, to the last bit: by the same sums in the same order.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from gengxin.engines.walk.fixed_point import Position, Real, Whole
from gengxin.engines.walk.grouping import grouped

_HAIR_M: Final = 1e-6  # so that no rounding hides what lies on the border of a square
_SQUARES_A_SEGMENT: Final = 2


class Grid(NamedTuple):
    """Square ``(i, j)`` holds the segments ``segment[first[s] : first[s + 1]]``, s = i × rows + j.

    Segment ``s`` runs from vertex ``vertex[s]`` to the next, a part of line ``line[s]``. ``low_m``
    is the corner from which squares of ``side_m`` are counted, ``size`` how many there are east
    and north.
    """

    first: Position
    segment: Whole
    vertex: Position
    line: Position
    xy_m: Real
    low_m: Real
    side_m: float
    size: tuple[int, int]


def grid_of(first: Position, xy_m: Real) -> Grid:
    """Put the segments of lines into squares; of lines as in ``Lines``, one at least."""
    count = np.diff(first) - 1
    line = np.repeat(np.arange(len(count)), count)
    vertex = np.arange(len(line)) + line
    low_m, high_m = xy_m.min(axis=0), xy_m.max(axis=0)
    wide_m = np.maximum(high_m - low_m, 1.0)
    side_m = max(float(np.sqrt(wide_m.prod() / (_SQUARES_A_SEGMENT * len(line)))), 1.0)
    side_m = max(side_m, float(wide_m.max()) / (_SQUARES_A_SEGMENT * len(line)))
    size = (int(np.floor(wide_m[0] / side_m)) + 1, int(np.floor(wide_m[1] / side_m)) + 1)
    ends = np.floor((np.stack([xy_m[vertex], xy_m[vertex + 1]]) - low_m) / side_m).astype(np.int64)
    least, most = ends.min(axis=0), ends.max(axis=0)
    rows = most[:, 1] - least[:, 1] + 1
    held = (most[:, 0] - least[:, 0] + 1) * rows
    segment = np.repeat(np.arange(len(line)), held)
    rank = np.arange(len(segment)) - np.repeat(np.cumsum(held) - held, held)
    east, north = np.divmod(rank, rows[segment])
    square = (least[segment, 0] + east) * size[1] + least[segment, 1] + north
    begins, order = grouped(square.astype(np.int32), size[0] * size[1])
    return Grid(begins, segment[order].astype(np.int32), vertex, line, xy_m, low_m, side_m, size)


@njit(cache=True, nogil=True, error_model="numpy")
def nearest_lines(grid: Grid, points_m: Real, within_m: float) -> tuple[Whole, Real]:
    """The line nearest to each point within reach, of equals the lower; -1 and nan for none."""
    line, gap_m = np.full(len(points_m), -1, np.int32), np.full(len(points_m), np.nan)
    farthest = max(grid.size) + int(within_m / grid.side_m) + 2
    for point in range(len(points_m)):
        x, y = points_m[point, 0], points_m[point, 1]
        at = (
            int(np.floor((x - grid.low_m[0]) / grid.side_m)),
            int(np.floor((y - grid.low_m[1]) / grid.side_m)),
        )
        best, best_m = -1, within_m
        for away in range(farthest):
            # what lies in no square so far is at least so many sides away
            if (away - 1) * grid.side_m > best_m + _HAIR_M:
                break
            best, best_m = _nearest_in_ring(grid, (x, y), at, away, (best, best_m))
        if best >= 0:
            line[point], gap_m[point] = best, best_m
    return line, gap_m


@njit(cache=True, nogil=True, error_model="numpy")
def _nearest_in_ring(
    grid: Grid,
    point: tuple[float, float],
    at: tuple[int, int],
    away: int,
    best: tuple[int, float],
) -> tuple[int, float]:
    """The nearer of the line known and those in the squares so many sides from the point's own."""
    line, least_m = best
    for east in range(max(at[0] - away, 0), min(at[0] + away + 1, grid.size[0])):
        inner = abs(east - at[0]) < away
        step = max(2 * away, 1) if inner else 1
        for north in range(at[1] - away, at[1] + away + 1, step):
            if north < 0 or north >= grid.size[1]:
                continue
            square = east * grid.size[1] + north
            for segment in grid.segment[grid.first[square] : grid.first[square + 1]]:
                gap_m = _gap_m(point, grid.xy_m, grid.vertex[segment])
                other = grid.line[segment]
                if gap_m < least_m or (gap_m == least_m and (line < 0 or other < line)):
                    line, least_m = other, gap_m
    return line, least_m


@njit(cache=True, nogil=True, error_model="numpy")
def _gap_m(point: tuple[float, float], xy_m: Real, vertex: int) -> float:
    """From a point to a segment."""
    x, y = point
    from_x, from_y = xy_m[vertex, 0], xy_m[vertex, 1]
    to_x, to_y = xy_m[vertex + 1, 0], xy_m[vertex + 1, 1]
    long_x, long_y = to_x - from_x, to_y - from_y
    square = long_x * long_x + long_y * long_y
    if square == 0.0:
        return float(np.sqrt((x - from_x) * (x - from_x) + (y - from_y) * (y - from_y)))
    share = ((x - from_x) * long_x + (y - from_y) * long_y) / square
    if share <= 0.0:
        return float(np.sqrt((x - from_x) * (x - from_x) + (y - from_y) * (y - from_y)))
    if share >= 1.0:
        return float(np.sqrt((x - to_x) * (x - to_x) + (y - to_y) * (y - to_y)))
    aside = ((from_y - y) * long_x - (from_x - x) * long_y) / square
    return float(abs(aside) * np.sqrt(square))
