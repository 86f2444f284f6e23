"""Gaps by area and cause: how many people, and which supplier and barrier most of them share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gengxin.diagnose.gaps import Gaps
from gengxin.indicators.zones import Real
from gengxin.terms.codes import CAUSES

__all__ = ["Groups", "groups_of"]

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """One row an area and a cause; ``member_gap`` are the gaps of ``member_group``, in its order.

    ``supplier`` and ``barrier`` are the pair that most of the people share, ``main_unserved`` how
    many these are and ``main_gap`` the gaps of theirs (in ``member_gap``). ``walk_m`` is the
    mean walk of all for whom one was found.
    """

    zone: Rows
    cause: Rows
    unserved: Real
    place_count: Rows
    walk_m: Real
    supplier: Rows
    barrier: Rows
    main_unserved: Real
    member_group: Rows
    member_gap: Rows
    is_main: NDArray[np.bool_]


def groups_of(gaps: Gaps) -> Groups:
    """The gaps of every area, cause by cause; a gap lies in one area of each level.

    Places that no way comes near are left out: they are no shortage of this service.
    """
    # the last column are the sites, for which there are no findings
    zones = gaps.demand.members[gaps.row][:, :-1]
    is_joined = gaps.near.places.is_joined[gaps.demand.place[gaps.row]]
    gap, level = np.nonzero((zones >= 0) & is_joined[:, np.newaxis])
    key = zones[gap, level].astype(np.int64) * len(CAUSES) + gaps.cause[gap]
    keys, group = np.unique(key, return_inverse=True)
    weight = gaps.unserved[gap]
    main, main_unserved = _main(group, gaps.supplier[gap], gaps.barrier[gap], weight=weight)
    walked = ~np.isnan(gaps.nearest_m[gap])
    walk_sum = _sums(group[walked], (weight * gaps.nearest_m[gap])[walked], len(keys))
    walkers = _sums(group[walked], weight[walked], len(keys))
    supplier, barrier = gaps.supplier[gap][main], gaps.barrier[gap][main]
    return Groups(
        zone=keys // len(CAUSES),
        cause=keys % len(CAUSES),
        unserved=_sums(group, weight, len(keys)),
        place_count=np.bincount(group, minlength=len(keys)),
        walk_m=np.divide(walk_sum, walkers, out=np.full(len(keys), np.nan), where=walkers > 0),
        supplier=supplier,
        barrier=barrier,
        main_unserved=main_unserved,
        member_group=group,
        member_gap=gap,
        is_main=(gaps.supplier[gap] == supplier[group]) & (gaps.barrier[gap] == barrier[group]),
    )


def _main(group: Rows, supplier: Rows, barrier: Rows, *, weight: Real) -> tuple[Rows, Real]:
    """For each group a row of the supplier and barrier that most people share, and how many."""
    order = np.lexsort((barrier, supplier, group))
    columns = np.stack([group[order], supplier[order], barrier[order]])
    starts = np.concatenate([[True], (np.diff(columns) != 0).any(axis=0)])[: len(group)]
    part = np.cumsum(starts) - 1
    people = _sums(part, weight[order], int(starts.sum()))
    first = np.flatnonzero(starts)
    of_group = columns[0][first]
    best = np.lexsort((np.arange(len(first)), -people, of_group))
    chosen = best[np.unique(of_group[best], return_index=True)[1]]
    return order[first[chosen]], people[chosen]


def _sums(group: Rows, values: Real, count: int) -> Real:
    return np.bincount(group, weights=values, minlength=count).astype(np.float64)
