"""Which of many boxes may touch one of a few: a coarse and quick answer before the exact one."""

import numpy as np
import numpy.typing as npt

from gengxin.sources.osm.ragged import Real, Whole

__all__ = ["may_touch"]


def may_touch(boxes_m: Real, few_m: Real) -> Whole:
    """Rows of the boxes that share a cell of a grid with one of the few; none that touches lacks.

    Boxes have the shape (rows, 4): lowest x and y, highest x and y.

    Examples
    --------
    >>> boxes_m = np.array([[0.0, 0.0, 1.0, 1.0], [50.0, 50.0, 51.0, 99.0], [98.0, 0.0, 99.0, 1.0]])
    >>> may_touch(boxes_m, np.array([[90.0, 0.0, 97.0, 9.0]]))
    array([2])

    """
    if not len(boxes_m) or not len(few_m):
        return np.zeros(0, np.int64)
    side = int(np.sqrt(len(boxes_m))) + 1
    low_m = [column.min() for column in boxes_m[:, :2].T]
    high_m = [column.max() for column in boxes_m[:, 2:].T]
    size_m = max(*np.subtract(high_m, low_m), 1.0) / side
    west, south, east, north = _cells(few_m, low_m, size_m, side)
    changes = np.zeros((side + 1, side + 1), np.int64)
    for change, x, y in ((1, west, south), (-1, east, south), (-1, west, north), (1, east, north)):
        np.add.at(changes, (x, y), change)
    taken = changes.cumsum(axis=0).cumsum(axis=1) > 0
    # how many cells are taken west and south of each corner
    sums = np.zeros((side + 2, side + 2), np.int64)
    sums[1:, 1:] = taken.cumsum(axis=0).cumsum(axis=1)
    west, south, east, north = _cells(boxes_m, low_m, size_m, side)
    within = sums[east, north] - sums[west, north] - sums[east, south] + sums[west, south]
    return np.flatnonzero(within)


def _cells(
    boxes_m: Real, low_m: list[float], size_m: float, side: int
) -> list[npt.NDArray[np.int64]]:
    """First column and row of the cells of each box, and those behind its last."""
    return [
        np.clip((column - low) / size_m, 0, side - 1).astype(np.int64) + behind
        for column, low, behind in zip(boxes_m.T, low_m * 2, (0, 0, 1, 1), strict=True)
    ]
