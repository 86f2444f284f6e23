"""What would help, and how many: a new facility, or a link across what lies between."""

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from scipy import sparse

from gengxin.diagnose.gaps import DETOUR, NOTHING_NEAR, Gaps
from gengxin.diagnose.groups import Groups, Rows
from gengxin.diagnose.links import gap_spots, links_of
from gengxin.engines import walk
from gengxin.indicators import Ground
from gengxin.indicators.zones import Real

__all__ = ["Cures", "cures_of"]

# so many straight lines of the people behind one detour are tried as a link, spread by length
LINKS_TRIED = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cures:
    """For each group the gap at which its cure begins (-1: none), and how many it would help.

    The cure of *nothing near* is a supplier at that gap; of *detour* a straight link of ``link_m``
    from the last way before the barrier to the first beyond it, towards the group's supplier.
    """

    gap: Rows
    helped: Real
    link_m: Real


class Tries(NamedTuple):
    """Cures to try: for which group, beginning at which gap."""

    group: Rows
    gap: Rows


def cures_of(gaps: Gaps, groups: Groups, *, on: Ground, barriers: gpd.GeoDataFrame) -> Cures:
    """The best cure found for each group; counted by walking, not by distance on the map."""
    cures = Cures(
        gap=np.full(len(groups.zone), -1, np.int64),
        helped=np.zeros(len(groups.zone)),
        link_m=np.full(len(groups.zone), np.nan),
    )
    suppliers = _densest(gaps, groups)
    if len(suppliers.group):
        seeds, seed = np.unique(suppliers.gap, return_inverse=True)
        _keep_best(cures, suppliers, _helped(gaps, groups, suppliers, _near(gaps, seeds, on)[seed]))
    tried = _spread(gaps, groups)
    if len(tried.group):
        starts, start = np.unique(tried.gap, return_inverse=True)
        links = links_of(gaps, starts, on=on, barriers=barriers)
        _keep_best(cures, tried, _helped(gaps, groups, tried, links.reached[start]))
        chosen = groups.cause == DETOUR
        at = np.searchsorted(starts, cures.gap[chosen])
        cures.link_m[chosen] = links.length_m[at]
    return cures


def _densest(gaps: Gaps, groups: Groups) -> Tries:
    """For each group with nothing near, the gap in the middle of where most of its people live.

    Most live in the square, as wide as the standard, that holds most of them.
    """
    members = np.flatnonzero(groups.cause[groups.member_group] == NOTHING_NEAR)
    group, gap = groups.member_group[members], groups.member_gap[members]
    wide_m = gaps.near.service.max_network_m
    xy_m = shapely.get_coordinates(gaps.points[gap])
    square = np.floor(xy_m / wide_m).astype(np.int64)
    cell = np.unique(np.column_stack([group, square]), axis=0, return_inverse=True)[1]
    weight = gaps.unserved[gap]
    people = np.bincount(cell, weights=weight)
    middle = np.stack([np.bincount(cell, weights=weight * along) for along in xy_m.T]) / people
    apart_m = np.hypot(*(xy_m.T - middle[:, cell]))
    order = np.lexsort((gap, apart_m, cell, -people[cell], group))
    first = order[np.unique(group[order], return_index=True)[1]]
    return Tries(group[first], gap[first])


def _spread(gaps: Gaps, groups: Groups) -> Tries:
    """For each detour some of its main gaps: the shortest straight line, and longer ones."""
    asked = groups.is_main & (groups.cause[groups.member_group] == DETOUR)
    group, gap = groups.member_group[asked], groups.member_gap[asked]
    order = np.lexsort((gap, gaps.straight_m[gap], group))
    group, gap = group[order], gap[order]
    first = np.flatnonzero(np.diff(group, prepend=-1) != 0)
    size = np.diff(first, append=len(group))
    at = np.concatenate([first + size * part // (2 * LINKS_TRIED) for part in range(LINKS_TRIED)])
    return Tries(group[at], gap[at])


def _near(gaps: Gaps, seeds: Rows, on: Ground) -> sparse.csr_array:
    """Which gaps lie within the standard of each seed, on foot."""
    spots = gap_spots(gaps, seeds)
    around = walk.reach(on.network, spots, limit_m=gaps.near.service.max_network_m)
    found = walk.pairs(around, gap_spots(gaps, np.arange(len(gaps.row))))
    shape = (len(seeds), len(gaps.row))
    return sparse.csr_array((np.ones(len(found.source)), (found.source, found.target)), shape=shape)


def _helped(gaps: Gaps, groups: Groups, tries: Tries, reached: sparse.csr_array) -> Real:
    """How many of a group's own people each try reaches."""
    size = (len(groups.zone), len(gaps.row))
    member = (groups.member_group, groups.member_gap)
    weight = sparse.csr_array((gaps.unserved[groups.member_gap], member), shape=size)
    return np.asarray(reached.multiply(weight[tries.group]).sum(axis=1), np.float64).ravel()


def _keep_best(cures: Cures, tries: Tries, helped: Real) -> None:
    """Of each group's tries the one that helps most, of equals the first."""
    order = np.lexsort((np.arange(len(helped)), -helped, tries.group))
    best = order[np.unique(tries.group[order], return_index=True)[1]]
    cures.gap[tries.group[best]] = tries.gap[best]
    cures.helped[tries.group[best]] = helped[best]
