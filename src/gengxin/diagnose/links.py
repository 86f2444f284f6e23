"""A straight link towards a supplier: where it would begin and end, and whom it would help."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.diagnose.crossings import crossings
from gengxin.diagnose.gaps import Gaps
from gengxin.engines import walk
from gengxin.indicators import Ground
from gengxin.indicators.entrances import entrances_of
from gengxin.indicators.zones import Real

__all__ = ["LONGEST_LINK_M", "Links", "gap_spots", "links_of"]

# where no barrier lies between, a longer way through blocks is a street to plan, and no link
LONGEST_LINK_M = 200.0

Rows = NDArray[np.int64]
Lines = NDArray[np.object_]


class Links(NamedTuple):
    """One row a link: its length and the point in its middle; NaN and none where there is none."""

    length_m: Real
    middle: Lines


class Stations(NamedTuple):
    """Along each line: the place where it starts, the ways it crosses, the supplier at its end.

    Line ``l`` has the rows ``first[l] : first[l + 1]``; ``way`` is -1 at both its ends.
    """

    first: Rows
    line: Rows
    way: Rows
    offset_m: Real
    along_m: Real


def links_of(
    gaps: Gaps, starts: Rows, rows: Rows, *, on: Ground, barriers: gpd.GeoDataFrame
) -> tuple[Links, walk.Pairs]:
    """A link at each start, and which of the rows it would bring within reach.

    Starts and rows are gaps. A link lies on the straight line from its start to the supplier that
    the start is about: from the last way before the barrier to the first beyond it; without a
    barrier, between the two ways next to each other whose link shortens the walk most, at most
    ``LONGEST_LINK_M`` apart. The place and the supplier count as ways. Whom a link helps is
    counted by walking: to the link, along it, and on to the supplier.
    """
    shapes = np.asarray(gaps.near.service.suppliers.geometry)[gaps.supplier[starts]]
    lines = np.asarray(shapely.shortest_line(gaps.points[starts], shapes))
    along = _stations(lines, on)
    onward_m = _onward_m(gaps, starts, along, on)
    leave, back = _across(lines, gaps.barrier[starts], barriers, along)
    free = np.flatnonzero(gaps.barrier[starts] < 0)
    leave[free] = _shortcut(gaps, starts, free, along, onward_m, on=on)
    back[free] = leave[free] + 1
    has_one = leave >= 0
    begin_m, end_m = along.along_m[leave], along.along_m[back]
    length_m = np.where(has_one, end_m - begin_m, np.nan)
    spare_m = gaps.near.service.max_network_m - length_m - onward_m[back]
    middle = np.asarray(shapely.line_interpolate_point(lines, (begin_m + end_m) / 2.0))
    middle[~has_one] = None
    helped = _helped(gaps, rows, _leaving(gaps, starts, along, leave, on), spare_m, on=on)
    return Links(length_m=length_m, middle=middle), helped


def gap_spots(gaps: Gaps, rows: Rows) -> walk.Spots:
    """The spots of some gaps' places, each owned by its number among them; some have none."""
    spots = gaps.near.places.spots
    spot_of = np.full(spots.owner_count, -1, np.int64)
    spot_of[spots.owner] = np.arange(len(spots.owner))
    spot = spot_of[gaps.demand.place[gaps.row[rows]]]
    owner = np.flatnonzero(spot >= 0)
    return walk.Spots(
        link=spots.link[spot[owner]],
        offset=spots.offset[spot[owner]],
        owner=owner.astype(np.int32),
        owner_count=len(rows),
    )


def _stations(lines: Lines, on: Ground) -> Stations:
    found, number = crossings(lines, on), np.arange(len(lines))
    nowhere, nothing = np.full(len(lines), -1), np.zeros(len(lines))
    line = np.concatenate([number, found.line, number])
    along_m = np.concatenate([nothing, found.along_m, shapely.length(lines)])
    stage = np.repeat([0, 1, 2], [len(lines), len(found.line), len(lines)])
    order = np.lexsort((along_m, stage, line))
    return Stations(
        first=np.searchsorted(line[order], np.arange(len(lines) + 1)),
        line=line[order],
        way=np.concatenate([nowhere, found.way, nowhere])[order],
        offset_m=np.concatenate([nothing, found.offset_m, nothing])[order],
        along_m=along_m[order],
    )


def _across(
    lines: Lines, barrier: Rows, barriers: gpd.GeoDataFrame, along: Stations
) -> tuple[Rows, Rows]:
    """For each line with a barrier the last station before it and the first beyond; else -1."""
    leave, back = np.full(len(lines), -1), np.full(len(lines), -1)
    barred = np.flatnonzero(barrier >= 0)
    if not len(barred):
        return leave, back
    crossing = shapely.intersection(lines[barred], np.asarray(barriers.geometry)[barrier[barred]])
    points, at = shapely.get_coordinates(crossing, return_index=True)
    at_m = shapely.line_locate_point(lines[barred][at], shapely.points(points))
    begin_m, end_m = np.full(len(lines), np.inf), np.full(len(lines), -np.inf)
    np.minimum.at(begin_m, barred[at], at_m)
    np.maximum.at(end_m, barred[at], at_m)
    station = np.arange(len(along.line))
    is_place, is_supplier = np.zeros((2, len(station)), bool)
    is_place[along.first[:-1]], is_supplier[along.first[1:] - 1] = True, True
    before = is_place | ((along.along_m < begin_m[along.line]) & ~is_supplier)
    beyond = is_supplier | ((along.along_m > end_m[along.line]) & ~is_place)
    last, first = np.full(len(lines), -1), np.full(len(lines), len(station))
    np.maximum.at(last, along.line[before], station[before])
    np.minimum.at(first, along.line[beyond], station[beyond])
    leave[barred], back[barred] = last[barred], first[barred]
    return leave, back


def _shortcut(
    gaps: Gaps, starts: Rows, free: Rows, along: Stations, onward_m: Real, *, on: Ground
) -> Rows:
    """For some lines the station from which the way to the next shortens the walk most; else -1."""
    spots, owner = _way_spots(along, np.flatnonzero(np.isin(along.line, free)), on)
    limit_m = gaps.near.service.max_network_m
    found = walk.pairs(
        walk.reach(on.network, gap_spots(gaps, starts[free]), limit_m=limit_m), spots
    )
    station = owner[found.target]
    own = along.line[station] == free[found.source]
    walked_m = np.full(len(along.line), np.inf)
    walked_m[along.first[free]] = 0.0
    walked_m[station[own]] = found.distance_m[own]
    step_m = np.diff(along.along_m, append=0.0)
    step_m[along.first[1:] - 1] = np.inf
    step_m[step_m > LONGEST_LINK_M] = np.inf
    whole_m = walked_m + step_m + np.append(onward_m[1:], np.inf)
    candidates = np.flatnonzero(np.isfinite(whole_m) & np.isin(along.line, free))
    order = np.lexsort((candidates, whole_m[candidates], along.line[candidates]))
    line, chosen = np.unique(along.line[candidates][order], return_index=True)
    best = np.full(len(along.first) - 1, -1)
    best[line] = candidates[order][chosen]
    return best[free]


def _onward_m(gaps: Gaps, starts: Rows, along: Stations, on: Ground) -> Real:
    """The walk from each station to its line's supplier; inf where that is beyond the standard."""
    onward_m = np.full(len(along.line), np.inf)
    onward_m[along.first[1:] - 1] = 0.0
    suppliers, number = np.unique(gaps.supplier[starts], return_inverse=True)
    around = walk.reach(
        on.network,
        entrances_of(gaps.near.entrances, suppliers),
        limit_m=gaps.near.service.max_network_m,
    )
    spots, owner = _way_spots(along, np.arange(len(along.line)), on)
    found = walk.pairs(around, spots)
    station = owner[found.target]
    own = number[along.line[station]] == found.source
    onward_m[station[own]] = found.distance_m[own]
    return onward_m


def _way_spots(along: Stations, stations: Rows, on: Ground) -> tuple[walk.Spots, Rows]:
    """The spots of those of some stations that are ways, and which station each is."""
    chosen = stations[along.way[stations] >= 0]
    return walk.on_edges(on.network, along.way[chosen], along.offset_m[chosen]), chosen


def _leaving(gaps: Gaps, starts: Rows, along: Stations, leave: Rows, on: Ground) -> walk.Spots:
    """The spots where links begin: on a way, else where the place itself joins the network."""
    has_way = (leave >= 0) & (along.way[leave] >= 0)
    from_place = (leave >= 0) & ~has_way
    own, by_way = gap_spots(gaps, starts), np.flatnonzero(has_way)
    on_way = walk.on_edges(on.network, along.way[leave[by_way]], along.offset_m[leave[by_way]])
    kept = from_place[own.owner]
    return walk.Spots(
        link=np.concatenate([own.link[kept], on_way.link]),
        offset=np.concatenate([own.offset[kept], on_way.offset]),
        owner=np.concatenate([own.owner[kept], by_way.astype(np.int32)]),
        owner_count=len(starts),
    )


def _helped(
    gaps: Gaps, rows: Rows, leaving: walk.Spots, spare_m: Real, *, on: Ground
) -> walk.Pairs:
    """Which rows come to the beginning of each link with metres to spare for the rest."""
    is_open = spare_m >= 0
    around = walk.reach(on.network, leaving, limit_m=np.where(is_open, spare_m, 0.0))
    found = walk.pairs(around, gap_spots(gaps, rows))
    kept = is_open[found.source]
    return walk.Pairs(
        source=found.source[kept], target=found.target[kept], distance_m=found.distance_m[kept]
    )
