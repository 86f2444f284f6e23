"""Options of a site that are no better in anything than another of the same site."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["better_option"]

Rows = NDArray[np.int64]


def better_option(group: Rows, measures: NDArray[np.float64]) -> Rows:
    """For each option the row of one that is no worse in anything and better in something.

    Only options of one ``group`` are held against each other; ``measures`` has a column for all
    that counts, more being better, shape (options, measures). -1 where there is none. One with a
    missing measure neither beats nor is beaten. Of equals the first stays; of several better ones
    the first that is itself unbeaten is named.

    Examples
    --------
    >>> better_option(np.array([0, 0, 0]), np.array([[1.0, 5], [1, 4], [2, 1]])).tolist()
    [-1, 0, -1]
    """
    worse, better = _pairs(group)
    greater = better < worse
    # most pairs part at the first measures: the others need not be looked at for them
    for measure in np.ascontiguousarray(measures.T):
        left, right = measure[better], measure[worse]
        no_worse = left >= right
        greater = (greater | (left > right))[no_worse]
        worse, better = worse[no_worse], better[no_worse]
    worse, better = worse[greater], better[greater]
    is_beaten = np.zeros(len(group), bool)
    is_beaten[worse] = True
    standing = ~is_beaten[better]
    found = np.full(len(group), len(group), np.int64)
    np.minimum.at(found, worse[standing], better[standing])
    return np.where(found == len(group), -1, found)


def _pairs(group: Rows) -> tuple[Rows, Rows]:
    """Every ordered pair of different options of one group."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=group[order][:1] - 1))
    count = np.diff(np.append(starts, len(order)))
    each = np.repeat(count, count)
    one = np.repeat(np.arange(len(order)), each)
    within = np.arange(len(one)) - np.repeat(np.cumsum(each) - each, each)
    other = np.repeat(np.repeat(starts, count), each) + within
    apart = one != other
    return order[one[apart]], order[other[apart]]
