"""Knows which targets are within reach of any source, and of which one first."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike

from gengxin.engines.cover.pairs import Flag, Metres, Pairs, Rows, Whole, limit_per_source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nearest:
    """The nearest source of each target: -1, at an infinite distance, where none reaches it."""

    source: Whole
    distance_m: Metres


def nearest(pairs: Pairs) -> Nearest:
    """Each target's nearest source; of several equally near, the first.

    Examples
    --------
    >>> pairs = Pairs.from_rows(
    ...     source=[0, 1], target=[0, 0], distance_m=[80, 40], source_count=2, target_count=2
    ... )
    >>> nearest(pairs).source.tolist(), nearest(pairs).distance_m.tolist()
    ([1, -1], [40.0, inf])
    """
    source = np.full(pairs.target_count, -1, dtype=np.int32)
    distance_m = np.full(pairs.target_count, np.inf, dtype=np.float32)
    _find_nearest(pairs.rows, source, distance_m)
    return Nearest(source=source, distance_m=distance_m)


def covered(pairs: Pairs, *, limit_m: ArrayLike) -> Flag:
    """Whether any source reaches the target within its limit: one for all, or one a source.

    A distance equal to the limit is within it.

    Examples
    --------
    >>> pairs = Pairs.from_rows(
    ...     source=[0, 1], target=[0, 1], distance_m=[80, 40], source_count=2, target_count=2
    ... )
    >>> covered(pairs, limit_m=50).tolist(), covered(pairs, limit_m=[80, 30]).tolist()
    ([False, True], [True, False])
    """
    limits_m = limit_per_source(pairs, limit_m)
    found = np.zeros(pairs.target_count, dtype=np.bool_)
    mark_covered(pairs.rows, limits_m, found)
    return found


@njit(cache=True, nogil=True)
def mark_covered(rows: Rows, limits_m: Metres, found: Flag) -> None:
    """Set ``found`` for each target within its source's limit; a limit below 0 reaches nobody."""
    for source in range(len(rows.starts) - 1):
        for pair in range(rows.starts[source], rows.starts[source + 1]):
            if rows.distance_m[pair] <= limits_m[source]:
                found[rows.targets[pair]] = True


@njit(cache=True, nogil=True)
def _find_nearest(rows: Rows, nearest_source: Whole, nearest_m: Metres) -> None:
    for source in range(len(rows.starts) - 1):
        for pair in range(rows.starts[source], rows.starts[source + 1]):
            target = rows.targets[pair]
            if rows.distance_m[pair] < nearest_m[target]:
                nearest_m[target] = rows.distance_m[pair]
                nearest_source[target] = source
