"""What would help, and how many: a new facility, or a link across what lies between."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.diagnose.gaps import DETOUR, NOTHING_NEAR, Gaps
from gengxin.diagnose.groups import Groups, Rows
from gengxin.diagnose.links import Links, gap_spots, links_of
from gengxin.engines import walk
from gengxin.indicators import Ground
from gengxin.indicators.zones import Real

__all__ = ["Cures", "cures_of"]

# so many cures are tried for each area and cause, where most of its people live
TRIED = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cures:
    """For each group the gap at which its cure begins (-1: none tried), and how many it would help.

    The cure of *nothing near* is a supplier at that gap; of *detour* a straight link of ``link_m``
    on the way from there to its supplier. ``place`` is where either would be; where there is none,
    where most of the people live.
    """

    gap: Rows
    helped: Real
    link_m: Real
    place: NDArray[np.object_]


def cures_of(gaps: Gaps, groups: Groups, *, on: Ground, barriers: gpd.GeoDataFrame) -> Cures:
    """The best of the cures tried for each group, counted by walking.

    What is tried for one area is tried for all the areas around it too. Of its own people only
    are counted, those with the same cause.
    """
    count = len(groups.zone)
    cures = Cures(
        gap=np.full(count, -1, np.int64),
        helped=np.zeros(count),
        link_m=np.full(count, np.nan),
        place=gaps.points[groups.most],
    )
    starts = _densest(gaps, groups)
    if len(starts):
        rows = np.flatnonzero(gaps.cause == NOTHING_NEAR)
        around = walk.reach(
            on.network, gap_spots(gaps, starts), limit_m=gaps.near.service.max_network_m
        )
        found = walk.pairs(around, gap_spots(gaps, rows))
        there = Links(length_m=np.zeros(len(starts)), middle=gaps.points[starts])
        _keep_best(cures, groups, starts, _helped(gaps, groups, starts, found, rows), there)
    starts = _typical(gaps, groups)
    if len(starts):
        rows = np.flatnonzero(gaps.cause == DETOUR)
        links, found = links_of(gaps, starts, rows, on=on, barriers=barriers)
        _keep_best(cures, groups, starts, _helped(gaps, groups, starts, found, rows), links)
    return cures


def _densest(gaps: Gaps, groups: Groups) -> Rows:
    """For each group with nothing near, gaps in the middle of where most of its people live.

    Most live in the squares, as wide as the standard, that hold most of them.
    """
    gap, level = np.nonzero((groups.of_gap >= 0) & (gaps.cause == NOTHING_NEAR)[:, np.newaxis])
    if not len(gap):
        return gap
    group, weight = groups.of_gap[gap, level], gaps.unserved[gap]
    xy_m = shapely.get_coordinates(gaps.points)[gap]
    wide_m = gaps.near.service.max_network_m
    square = np.floor((xy_m - xy_m.min(axis=0)) / wide_m).astype(np.int64)
    size = square.max(axis=0) + 1
    cell = _cells(group, square[:, 0] * size[1] + square[:, 1])
    people = np.bincount(cell, weights=weight).astype(np.float64)
    middle = np.stack([np.bincount(cell, weights=weight * along) for along in xy_m.T]) / people
    apart_m = np.hypot(*(xy_m.T - middle[:, cell]))
    order = np.lexsort((gap, apart_m, cell))
    nearest = order[np.unique(cell[order], return_index=True)[1]]
    return np.unique(gap[nearest[_fullest(group[nearest], people)]])


def _typical(gaps: Gaps, groups: Groups) -> Rows:
    """For each detour typical gaps: of those who share supplier and barrier, one near both.

    A quarter of them are nearer to the supplier.
    """
    gap, level = np.nonzero((groups.of_gap >= 0) & (gaps.cause == DETOUR)[:, np.newaxis])
    group, barrier = groups.of_gap[gap, level], gaps.barrier[gap]
    both = gaps.supplier[gap] * (int(barrier.max(initial=-1)) + 2) + barrier + 1
    cell = _cells(group, both)
    order = np.lexsort((gap, gaps.straight_m[gap], cell))
    first = np.flatnonzero(np.diff(cell[order], prepend=-1) != 0)
    size = np.diff(first, append=len(cell))
    people = np.bincount(cell, weights=gaps.unserved[gap]).astype(np.float64)
    quarter = order[first + size // 4]
    return np.unique(gap[quarter[_fullest(group[quarter], people)]])


def _cells(group: Rows, part: Rows) -> Rows:
    """Numbers the parts of the groups, all parts of one group after another."""
    cell: Rows = np.unique(group * (int(part.max(initial=0)) + 1) + part, return_inverse=True)[1]
    return cell


def _fullest(group: Rows, people: Real) -> NDArray[np.bool_]:
    """Which cells are among the ``TRIED`` of their group that hold most people."""
    order = np.lexsort((-people, group))
    first = np.flatnonzero(np.diff(group[order], prepend=-1) != 0)
    rank = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
    kept = np.zeros(len(order), bool)
    kept[order[rank < TRIED]] = True
    return kept


def _helped(gaps: Gaps, groups: Groups, starts: Rows, found: walk.Pairs, rows: Rows) -> Real:
    """How many people of its own group each start helps, at each level: shape (starts, levels).

    Sources of the pairs are starts, targets ``rows``.
    """
    target = rows[found.target]
    own = groups.of_gap[starts[found.source]] == groups.of_gap[target]
    levels = groups.of_gap.shape[1]
    cell = found.source[:, np.newaxis] * levels + np.arange(levels)
    people = np.where(own, gaps.unserved[target][:, np.newaxis], 0.0)
    sums = np.bincount(cell.ravel(), weights=people.ravel(), minlength=len(starts) * levels)
    return sums.reshape(len(starts), levels).astype(np.float64)


def _keep_best(cures: Cures, groups: Groups, starts: Rows, helped: Real, links: Links) -> None:
    """Keep of each group's starts the one that helps most, of equals that of the shortest link."""
    at, level = np.nonzero(groups.of_gap[starts] >= 0)
    group, people = groups.of_gap[starts[at], level], helped[at, level]
    order = np.lexsort((at, links.length_m[at], -people, group))
    chosen, first = np.unique(group[order], return_index=True)
    best = order[first]
    cures.gap[chosen] = starts[at[best]]
    cures.helped[chosen] = people[best]
    cures.link_m[chosen] = links.length_m[at[best]]
    helps = people[best] > 0
    cures.place[chosen[helps]] = links.middle[at[best[helps]]]
