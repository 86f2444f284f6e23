"""Knows sums over targets by group, and how unevenly a value is spread over them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gengxin.engines.cover.pairs import Real, without_gaps


def group_sums(values: ArrayLike, *, group: ArrayLike, group_count: int) -> Real:
    """Sum of the values in each group, and last the sum of those in no group (-1).

    The sums add up to that of all the values: nothing is dropped. A missing value (NaN) makes the
    sum of its group missing.

    Examples
    --------
    >>> group_sums([10, 5, 2], group=[1, 1, -1], group_count=2).tolist()
    [0.0, 15.0, 2.0]
    """
    rows = np.asarray(values, dtype=np.float64)
    groups = np.asarray(group)
    if rows.shape != groups.shape or rows.ndim != 1:
        msg = f"values have shape {rows.shape}, group {groups.shape}; give one group a value"
        raise ValueError(msg)
    if len(groups) and (groups.dtype.kind not in "iu" or not _fits(groups, group_count)):
        msg = f"group must hold whole numbers from -1 (none) to {group_count - 1}"
        raise ValueError(f"{msg}; it goes from {groups.min()} to {groups.max()}")
    places = np.where(groups < 0, group_count, groups).astype(np.int64)
    sums = np.bincount(places, weights=rows, minlength=group_count + 1)
    return sums.astype(np.float64, copy=False)


def gini(values: ArrayLike, *, weight: ArrayLike) -> float:
    """Give the Gini index of the values: 0 when all are equal, towards 1 when few have all.

    Half the mean absolute difference of two draws, by weight, over the mean value. Missing when
    there is nothing to spread: no weight, or every value 0.

    Examples
    --------
    >>> gini([0, 4], weight=[3, 1])
    0.75
    """
    rows = without_gaps(values, np.size(values), name="values")
    weights = without_gaps(weight, len(rows), name="weight")
    order = np.argsort(rows, kind="stable")
    weights = weights[order]
    held = np.cumsum(rows[order] * weights)
    if not len(held) or held[-1] == 0:
        return float("nan")
    # twice the area under the Lorenz curve, by trapezia
    below = np.sum(weights * (2 * held - rows[order] * weights)) / (weights.sum() * held[-1])
    return float(1 - below)


def _fits(groups: NDArray[np.integer], group_count: int) -> bool:
    return bool(groups.min() >= -1 and groups.max() < group_count)
