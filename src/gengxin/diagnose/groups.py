"""Gaps by area and cause: how many people, and which supplier or barrier most of them share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gengxin.diagnose.gaps import Gaps
from gengxin.indicators.zones import Real
from gengxin.terms.codes import CAUSES

__all__ = ["Groups", "Rows", "groups_of"]

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """One row an area and a cause; ``of_gap`` is the group of each gap at each level, -1 for none.

    The areas are those of the levels asked for.

    ``walk_m`` is the mean walk of those for whom one was found. ``supplier`` and ``barrier`` are
    those that most people share (-1: none), ``supplier_unserved`` and ``barrier_unserved`` how many
    these are, ``barred_unserved`` how many have any barrier between. ``most`` is the gap of most
    people.
    """

    of_gap: Rows
    zone: Rows
    cause: Rows
    unserved: Real
    walk_m: Real
    supplier: Rows
    supplier_unserved: Real
    barrier: Rows
    barrier_unserved: Real
    barred_unserved: Real
    most: Rows


def groups_of(gaps: Gaps, columns: tuple[int, ...]) -> Groups:
    """The gaps of every area, cause by cause; a gap lies in one area of each level.

    ``columns`` are the levels, as columns of ``Members``. Places that no way comes near are left
    out: they are no shortage of this service.
    """
    zones = gaps.demand.members[gaps.row][:, list(columns)]
    is_joined = gaps.near.places.is_joined[gaps.demand.place[gaps.row]]
    gap, level = np.nonzero((zones >= 0) & is_joined[:, np.newaxis])
    key = zones[gap, level].astype(np.int64) * len(CAUSES) + gaps.cause[gap]
    keys, group = np.unique(key, return_inverse=True)
    of_gap = np.full(zones.shape, -1, np.int64)
    of_gap[gap, level] = group
    weight, count = gaps.unserved[gap], len(keys)
    supplier, barrier, walk_m = gaps.supplier[gap], gaps.barrier[gap], gaps.nearest_m[gap]
    barred, walked = barrier >= 0, ~np.isnan(walk_m)
    by_supplier = _shared(group, supplier, weight=weight, count=count)
    by_barrier = _shared(group[barred], barrier[barred], weight=weight[barred], count=count)
    walkers = _sums(group[walked], weight[walked], count)
    metres = _sums(group[walked], (weight * walk_m)[walked], count)
    return Groups(
        of_gap=of_gap,
        zone=keys // len(CAUSES),
        cause=keys % len(CAUSES),
        unserved=_sums(group, weight, count),
        walk_m=np.divide(metres, walkers, out=np.full(count, np.nan), where=walkers > 0),
        supplier=by_supplier[0],
        supplier_unserved=by_supplier[1],
        barrier=by_barrier[0],
        barrier_unserved=by_barrier[1],
        barred_unserved=_sums(group[barred], weight[barred], count),
        most=_shared(group, gap, weight=weight, count=count)[0],
    )


def _shared(group: Rows, key: Rows, *, weight: Real, count: int) -> tuple[Rows, Real]:
    """For each group the key that most people share, of equals the lowest, and how many they are.

    A group without rows has key -1, and nobody.
    """
    shared, people = np.full(count, -1, np.int64), np.zeros(count)
    if not len(group):
        return shared, people
    width = int(key.max()) + 2
    pairs, part = np.unique(group * width + key + 1, return_inverse=True)
    sums = _sums(part, weight, len(pairs))
    of_group = pairs // width
    best = np.lexsort((pairs, -sums, of_group))
    chosen, first = np.unique(of_group[best], return_index=True)
    shared[chosen] = pairs[best[first]] % width - 1
    people[chosen] = sums[best[first]]
    return shared, people


def _sums(group: Rows, values: Real, count: int) -> Real:
    return np.bincount(group, weights=values, minlength=count).astype(np.float64)
