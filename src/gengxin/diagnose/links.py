"""A straight link towards a supplier: where it would begin and end, and whom it would help."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.diagnose.gaps import Gaps
from gengxin.engines import walk
from gengxin.indicators import Ground
from gengxin.indicators.zones import Real

__all__ = ["gap_spots", "links_of"]

Rows = NDArray[np.int64]


class Ends(NamedTuple):
    """Where a link leaves the network on the way and where it comes back to it.

    ``way`` is -1 where the link begins at the place itself, or ends at the supplier's own edge;
    ``along_m`` counts from the place.
    """

    way: Rows
    offset_m: Real
    along_m: Real


def links_of(
    gaps: Gaps, starts: Rows, rows: Rows, *, on: Ground, barriers: gpd.GeoDataFrame
) -> tuple[Real, walk.Pairs]:
    """The length of a link at each start, and which of the rows each would bring within reach.

    Starts and rows are gaps. A link lies on the straight line from its start to the supplier that
    the start is about, from the last way that the line crosses before the barrier to the first
    beyond it; without a barrier, or without ways between, from the place to the supplier itself.
    Whom it helps is counted by walking: to the link, along it, and on to the supplier.
    """
    points = gaps.points[starts]
    shapes = np.asarray(gaps.near.service.suppliers.geometry)[gaps.supplier[starts]]
    lines = shapely.shortest_line(points, shapes)
    before_m, beyond_m = _barrier_along(lines, gaps.barrier[starts], barriers)
    leave, back = _ends(lines, on, before_m=before_m, beyond_m=beyond_m)
    length_m = back.along_m - leave.along_m
    limit_m = gaps.near.service.max_network_m
    onward_m = _onward_m(gaps, starts, back, on)
    spare_m = limit_m - length_m - onward_m
    around = walk.reach(
        on.network, _leaving(gaps, starts, leave, on), limit_m=np.clip(spare_m, 0.0, limit_m)
    )
    found = walk.pairs(around, gap_spots(gaps, rows))
    kept = spare_m[found.source] >= 0
    helped = walk.Pairs(
        source=found.source[kept], target=found.target[kept], distance_m=found.distance_m[kept]
    )
    return length_m, helped


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


def _barrier_along(
    lines: NDArray[np.object_], barrier: Rows, barriers: gpd.GeoDataFrame
) -> tuple[Real, Real]:
    """Where along each line its barrier begins and ends; NaN where there is none."""
    before_m, beyond_m = np.full(len(lines), np.nan), np.full(len(lines), np.nan)
    has_one = np.flatnonzero(barrier >= 0)
    if len(has_one):
        crossing = shapely.intersection(
            lines[has_one], np.asarray(barriers.geometry)[barrier[has_one]]
        )
        points, at = shapely.get_coordinates(crossing, return_index=True)
        along_m = shapely.line_locate_point(lines[has_one][at], shapely.points(points))
        before_m[has_one], beyond_m[has_one] = np.inf, -np.inf
        np.minimum.at(before_m, has_one[at], along_m)
        np.maximum.at(beyond_m, has_one[at], along_m)
    return before_m, beyond_m


def _ends(
    lines: NDArray[np.object_], on: Ground, *, before_m: Real, beyond_m: Real
) -> tuple[Ends, Ends]:
    """The last way before the barrier and the first beyond it, on each line."""
    barred = np.flatnonzero(~np.isnan(before_m))
    line, way = on.tree.query(lines[barred], predicate="intersects")
    line = barred[line]
    points, pair = shapely.get_coordinates(
        shapely.intersection(lines[line], on.drawn[way]), return_index=True
    )
    line, way = line[pair], way[pair]
    at = shapely.points(points)
    along_m = shapely.line_locate_point(lines[line], at)
    drawn_m = shapely.length(on.drawn[way])
    share = np.divide(
        shapely.line_locate_point(on.drawn[way], at),
        drawn_m,
        out=np.zeros(len(way)),
        where=drawn_m > 0,
    )
    offset_m = np.clip(share, 0.0, 1.0) * on.lines.length_m[way]
    near, far = along_m < before_m[line], along_m > beyond_m[line]
    whole_m = shapely.length(lines)
    leave = Ends(np.full(len(lines), -1), np.zeros(len(lines)), np.zeros(len(lines)))
    back = Ends(np.full(len(lines), -1), np.zeros(len(lines)), whole_m)
    for ends, kept, towards in ((leave, near, -along_m), (back, far, along_m)):
        rows = np.flatnonzero(kept)
        rows = rows[np.lexsort((way[rows], towards[rows], line[rows]))]
        rows = rows[np.unique(line[rows], return_index=True)[1]]
        ends.way[line[rows]] = way[rows]
        ends.offset_m[line[rows]] = offset_m[rows]
        ends.along_m[line[rows]] = along_m[rows]
    return leave, back


def _leaving(gaps: Gaps, starts: Rows, leave: Ends, on: Ground) -> walk.Spots:
    """The spots where links begin: on a way, else where the place itself joins the network."""
    own, by_way = gap_spots(gaps, starts), np.flatnonzero(leave.way >= 0)
    on_way = walk.on_edges(on.network, leave.way[by_way], leave.offset_m[by_way])
    kept = leave.way[own.owner] < 0
    return walk.Spots(
        link=np.concatenate([own.link[kept], on_way.link]),
        offset=np.concatenate([own.offset[kept], on_way.offset]),
        owner=np.concatenate([own.owner[kept], by_way.astype(np.int32)]),
        owner_count=len(starts),
    )


def _onward_m(gaps: Gaps, starts: Rows, back: Ends, on: Ground) -> Real:
    """The walk from each link's end to its supplier; inf where that is beyond the standard."""
    onward_m = np.where(back.way < 0, 0.0, np.inf)
    by_way = np.flatnonzero(back.way >= 0)
    if len(by_way):
        spots = walk.on_edges(on.network, back.way[by_way], back.offset_m[by_way])
        around = walk.reach(on.network, spots, limit_m=gaps.near.service.max_network_m)
        found = walk.pairs(around, gaps.near.entrances)
        wanted = found.target == gaps.supplier[starts[by_way]][found.source]
        onward_m[by_way[found.source[wanted]]] = found.distance_m[wanted]
    return onward_m
