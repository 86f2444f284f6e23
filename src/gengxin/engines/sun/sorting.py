"""Sorting of short lists inside kernels, without the long compilation of numpy's."""

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.compiled import inner


@inner()
def sort_by(value: npt.NDArray[np.float64], order: npt.NDArray[np.int64]) -> None:
    """Sort the rows in ``order`` by their values, by insertion at shrinking gaps (Shell 1959)."""
    gap = len(order) // 2
    while gap > 0:
        for at in range(gap, len(order)):
            row, to = order[at], at
            while to >= gap and value[order[to - gap]] > value[row]:
                order[to] = order[to - gap]
                to -= gap
            order[to] = row
        gap //= 2
