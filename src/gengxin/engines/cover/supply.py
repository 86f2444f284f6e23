"""Knows how much capacity there is for each unit of need, by floating catchment (2SFCA, E2SFCA)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import ArrayLike

from gengxin.engines.cover.coverage import mark_covered
from gengxin.engines.cover.pairs import Metres, Pairs, Real, Rows, with_gaps, without_gaps

Unknown = Literal["unavailable", "left_out"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Supply:
    """Capacity for a unit of need.

    Parameters
    ----------
    per_source
        Step one: a source's capacity over the weighted need in its reach. NaN where the capacity is
        unknown, or there is no need in reach.
    per_target
        Step two: the weighted sum of that over the sources that reach the target. 0 where none
        does; NaN where one that does has no ratio (``left_out``: where all that do have none).
    unknown_source_count
        How many sources have no known capacity.
    idle_source_count
        How many sources have a known capacity and no need in reach.
    unavailable_target_count
        How many targets are NaN.
    """

    per_source: Real
    per_target: Real
    unknown_source_count: int
    idle_source_count: int
    unavailable_target_count: int


class Zones(NamedTuple):
    """Rings of distance: where each ends, and what a pair in it counts; beyond the last one, 0."""

    end_m: Metres
    weight: Real


def two_step(
    pairs: Pairs, *, capacity: ArrayLike, need: ArrayLike, unknown: Unknown = "unavailable"
) -> Supply:
    """Capacity for a unit of need, every pair counting the same (2SFCA).

    Every pair given is within reach: say first what is near enough, with ``within``. The rest is
    as in ``enhanced_two_step``. Source: Luo & Wang 2003, doi:10.1068/b29120.

    Examples
    --------
    >>> pairs = Pairs.from_rows(
    ...     source=[0, 0, 1],
    ...     target=[0, 1, 1],
    ...     distance_m=[80, 300, 40],
    ...     source_count=2,
    ...     target_count=2,
    ... )
    >>> two_step(pairs, capacity=[30, 10], need=[40, 20]).per_target.tolist()
    [0.5, 1.0]
    """
    everywhere = {np.inf: 1.0}
    return enhanced_two_step(pairs, capacity=capacity, need=need, zones=everywhere, unknown=unknown)


def enhanced_two_step(
    pairs: Pairs,
    *,
    capacity: ArrayLike,
    need: ArrayLike,
    zones: Mapping[float, float],
    unknown: Unknown = "unavailable",
) -> Supply:
    """Capacity for a unit of need, nearer pairs counting more (E2SFCA).

    Source: Luo & Qi 2009, doi:10.1016/j.healthplace.2009.06.002.

    Parameters
    ----------
    pairs
        Who reaches whom.
    capacity
        One a source; NaN where unknown: never taken as 0 or as without end.
    need
        One a target; none may be missing.
    zones
        For each zone the distance in metres where it ends (a pair just there is in it) and what a
        pair in it counts. Pairs beyond the last zone are out of reach.
    unknown
        What a source without a ratio does to the targets that it reaches: makes them unavailable,
        or is left out, so that theirs is the sum over the others: at least so much.

    Examples
    --------
    >>> pairs = Pairs.from_rows(
    ...     source=[0, 0], target=[0, 1], distance_m=[80, 500], source_count=1, target_count=2
    ... )
    >>> ratio = enhanced_two_step(pairs, capacity=[30], need=[40, 40], zones={300: 1.0, 600: 0.5})
    >>> ratio.per_source.tolist(), ratio.per_target.tolist()
    ([0.5], [0.5, 0.25])
    """
    capacities = with_gaps(capacity, pairs.source_count, name="capacity")
    needs = without_gaps(need, pairs.target_count, name="need")
    rings = _rings(zones)
    in_reach = np.zeros(pairs.source_count)
    _add_need_in_reach(pairs.rows, rings, needs, in_reach)
    per_source = np.full(pairs.source_count, np.nan)
    np.divide(capacities, in_reach, out=per_source, where=in_reach > 0)
    per_target = _spread(pairs, rings, per_source, unknown=unknown)
    return Supply(
        per_source=per_source,
        per_target=per_target,
        unknown_source_count=int(np.isnan(capacities).sum()),
        idle_source_count=int((~np.isnan(capacities) & (in_reach == 0)).sum()),
        unavailable_target_count=int(np.isnan(per_target).sum()),
    )


def _rings(zones: Mapping[float, float]) -> Zones:
    ends_m = sorted(zones)
    weights = [zones[end_m] for end_m in ends_m]
    if not weights or not all(end_m >= 0 for end_m in ends_m):
        raise ValueError(f"zones end at {ends_m}; give at least one distance, each 0 m or more")
    if not all(0 < weight < np.inf for weight in weights):
        raise ValueError(f"zones weigh {weights}; each must be above 0 and finite")
    return Zones(np.array(ends_m, dtype=np.float32), np.array([*weights, 0.0]))


def _spread(pairs: Pairs, rings: Zones, per_source: Real, *, unknown: Unknown) -> Real:
    """Step two, with what ``unknown`` says of the sources without a ratio."""
    per_target = np.zeros(pairs.target_count)
    missing = np.isnan(per_source)
    if unknown != "left_out" or not missing.any():
        _add_to_reach(pairs.rows, rings, per_source, per_target)
        return per_target
    _add_to_reach(pairs.rows, rings, np.nan_to_num(per_source), per_target)
    by_missing, by_known = np.zeros((2, pairs.target_count), dtype=np.bool_)
    last_m, nowhere_m = rings.end_m[-1], np.float32(-1)
    mark_covered(pairs.rows, np.where(missing, last_m, nowhere_m), by_missing)
    mark_covered(pairs.rows, np.where(missing, nowhere_m, last_m), by_known)
    per_target[by_missing & ~by_known] = np.nan
    return per_target


@njit(cache=True, nogil=True)
def _add_need_in_reach(rows: Rows, zones: Zones, need: Real, in_reach: Real) -> None:
    for source in range(len(in_reach)):
        total = 0.0
        for pair in range(rows.starts[source], rows.starts[source + 1]):
            zone = _zone(rows.distance_m[pair], zones.end_m)
            total += zones.weight[zone] * need[rows.targets[pair]]
        in_reach[source] += total


@njit(cache=True, nogil=True)
def _add_to_reach(rows: Rows, zones: Zones, per_source: Real, per_target: Real) -> None:
    for source in range(len(per_source)):
        ratio = per_source[source]
        for pair in range(rows.starts[source], rows.starts[source + 1]):
            zone = _zone(rows.distance_m[pair], zones.end_m)
            if zone < len(zones.end_m):
                per_target[rows.targets[pair]] += zones.weight[zone] * ratio


@njit(cache=True, nogil=True)
def _zone(distance_m: float, end_m: Metres) -> int:
    """Number of the zone, counted without a branch: distances come in no order to be guessed."""
    zone = 0
    for place in range(len(end_m)):
        zone += distance_m > end_m[place]
    return zone
