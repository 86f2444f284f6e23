"""Knows which targets each source reaches, and how far away each of them is."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

Whole = NDArray[np.int32]
Position = NDArray[np.int64]
Metres = NDArray[np.float32]
Real = NDArray[np.float64]
Flag = NDArray[np.bool_]


class Rows(NamedTuple):
    """The arrays of some pairs, as compiled code takes them."""

    starts: Position
    targets: Whole
    distance_m: Metres


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Each pair of a source and a target that it reaches, grouped by source (CSR).

    Source ``i`` reaches ``targets[starts[i] : starts[i + 1]]``, in any order, each target once. The
    arrays are kept as given, not copied, and only read. A pair out of reach is not there.

    Parameters
    ----------
    starts
        Where each source's pairs begin: int64, one more than there are sources.
    targets
        The target of each pair: int32, from 0.
    distance_m
        Its distance: float32, finite, 0 or more.
    target_count
        How many targets there are, those that nothing reaches included.

    Examples
    --------
    >>> pairs = Pairs.from_rows(
    ...     source=[0, 0, 1],
    ...     target=[0, 1, 1],
    ...     distance_m=[80, 300, 40],
    ...     source_count=2,
    ...     target_count=3,
    ... )
    >>> pairs.starts.tolist()
    [0, 2, 3]
    """

    starts: Position
    targets: Whole
    distance_m: Metres
    target_count: int

    def __post_init__(self) -> None:
        """Refuse arrays that don't fit each other."""
        _check_arrays(self)
        _check_starts(self.starts, len(self.targets))
        _numbered(self.targets, self.target_count, name="target")
        nobody = np.full(self.target_count, -1, dtype=np.int32)
        odd = _first_odd_pair(self.rows, nobody)
        if odd >= 0:
            source = int(np.searchsorted(self.starts, odd, side="right")) - 1
            msg = (
                f"pair {odd}, source {source}, target {self.targets[odd]}:"
                f" distance_m is {self.distance_m[odd]}, must be finite and 0 or more, and a source"
                " names a target once; mend or leave out this pair"
            )
            raise ValueError(msg)

    @classmethod
    def from_rows(
        cls,
        *,
        source: ArrayLike,
        target: ArrayLike,
        distance_m: ArrayLike,
        source_count: int,
        target_count: int,
    ) -> "Pairs":
        """Group rows in any order (COO) by source; rows so grouped already are not copied."""
        sources = _numbered(np.asarray(source), source_count, name="source")
        targets = _numbered(np.asarray(target), target_count, name="target")
        distances_m = np.asarray(distance_m, dtype=np.float32)
        if not len(sources) == len(targets) == len(distances_m):
            msg = (
                f"rows of source, target, distance_m: {len(sources)}, {len(targets)},"
                f" {len(distances_m)}; give one of each a pair"
            )
            raise ValueError(msg)
        if np.any(sources[1:] < sources[:-1]):
            order = np.argsort(sources, kind="stable")
            sources, targets, distances_m = sources[order], targets[order], distances_m[order]
        borders = np.arange(source_count + 1, dtype=np.int32)
        return cls(
            starts=np.searchsorted(sources, borders).astype(np.int64, copy=False),
            targets=targets,
            distance_m=distances_m,
            target_count=target_count,
        )

    @property
    def source_count(self) -> int:
        """How many sources there are, those that reach nothing included."""
        return len(self.starts) - 1

    @property
    def rows(self) -> Rows:
        """The arrays alone."""
        return Rows(self.starts, self.targets, self.distance_m)


def within(pairs: Pairs, *, limit_m: ArrayLike) -> Pairs:
    """Only the pairs no farther apart than the limit: one for all, or one a source.

    A distance equal to the limit is within it.
    """
    keep = pairs.distance_m <= np.repeat(limit_per_source(pairs, limit_m), np.diff(pairs.starts))
    kept_before = np.concatenate(([0], np.cumsum(keep, dtype=np.int64)))
    return Pairs(
        starts=kept_before[pairs.starts],
        targets=pairs.targets[keep],
        distance_m=pairs.distance_m[keep],
        target_count=pairs.target_count,
    )


def limit_per_source(pairs: Pairs, limit_m: ArrayLike) -> Metres:
    """Give the limit of each source, from one for all or one a source; none may be missing."""
    limits_m = np.array(limit_m, dtype=np.float32)
    if limits_m.ndim == 0:
        limits_m = np.full(pairs.source_count, limits_m)
    return without_gaps(limits_m, pairs.source_count, name="limit_m").astype(np.float32)


def without_gaps(values: ArrayLike, count: int, *, name: str) -> Real:
    """Give a copy of the values as real numbers, one a row and none missing."""
    rows = with_gaps(values, count, name=name)
    missing = np.flatnonzero(np.isnan(rows))
    if len(missing):
        msg = (
            f"{name} is missing in {len(missing)} of {count} rows, first in row {missing[0]};"
            " fill them or leave these rows out"
        )
        raise ValueError(msg)
    return rows


def with_gaps(values: ArrayLike, count: int, *, name: str) -> Real:
    """Give a copy of the values as real numbers, one a row, 0 or more; NaN where missing."""
    rows = np.array(values, dtype=np.float64)
    if rows.shape != (count,):
        msg = f"{name} has shape {rows.shape}; give {count} rows, one each"
        raise ValueError(msg)
    odd = np.flatnonzero((rows < 0) | np.isinf(rows))
    if len(odd):
        msg = f"{name} is {rows[odd[0]]} in row {odd[0]}; it must be finite and 0 or more"
        raise ValueError(msg)
    return rows


def _check_arrays(pairs: Pairs) -> None:
    wanted = {"starts": np.int64, "targets": np.int32, "distance_m": np.float32}
    for name, dtype in wanted.items():
        array = getattr(pairs, name)
        if array.dtype != dtype or array.ndim != 1:
            msg = (
                f"{name} has {array.ndim} dimensions of {array.dtype}; give one of {dtype.__name__}"
            )
            raise TypeError(msg)
    if len(pairs.distance_m) != len(pairs.targets):
        msg = f"distance_m has {len(pairs.distance_m)} rows, targets {len(pairs.targets)}"
        raise ValueError(f"{msg}; give one of each a pair")


def _check_starts(starts: Position, pair_count: int) -> None:
    fits = len(starts) > 0 and starts[0] == 0 and starts[-1] == pair_count
    if not fits or np.any(np.diff(starts) < 0):
        msg = (
            f"starts must climb from 0 to the number of pairs, {pair_count}, one more than sources"
        )
        raise ValueError(msg)


def _numbered(rows: NDArray[np.integer], count: int, *, name: str) -> Whole:
    if rows.dtype.kind not in "iu" and len(rows):
        raise TypeError(f"{name} holds {rows.dtype}; give whole numbers from 0 to {count - 1}")
    if len(rows) and not 0 <= rows.min() <= rows.max() < count:
        msg = f"{name} goes from {rows.min()} to {rows.max()}; it must lie within 0 and {count - 1}"
        raise ValueError(msg)
    return rows.astype(np.int32, copy=False)


@njit(cache=True, nogil=True)
def _first_odd_pair(rows: Rows, named_by: Whole) -> int:
    """Row of the first pair without a finite distance or named before by its source; -1: none."""
    for source in range(len(rows.starts) - 1):
        for pair in range(rows.starts[source], rows.starts[source + 1]):
            target = rows.targets[pair]
            if not 0 <= rows.distance_m[pair] < np.inf or named_by[target] == source:
                return pair
            named_by[target] = source
    return -1
