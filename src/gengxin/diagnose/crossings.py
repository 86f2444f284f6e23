"""Where straight lines cross the ways of a walking network."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.indicators import Ground
from gengxin.indicators.zones import Real

__all__ = ["Crossings", "crossings"]

Rows = NDArray[np.int64]


class Crossings(NamedTuple):
    """One row a crossing, by line and then along it.

    ``along_m`` counts from the start of the line, ``offset_m`` on foot from the start of the way.
    """

    line: Rows
    way: Rows
    along_m: Real
    offset_m: Real


def crossings(lines: NDArray[np.object_], on: Ground) -> Crossings:
    """Every crossing of lines of two points with ways; a way along a line does not cross it."""
    line, way = on.lines.tree.query(lines)
    first, xy_m = on.lines.first, on.lines.xy_m
    count = first[way + 1] - first[way] - 1
    pair = np.repeat(np.arange(len(line)), count)
    start = (
        np.repeat(first[way], count)
        + np.arange(len(pair))
        - np.repeat(np.cumsum(count) - count, count)
    )
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)[line[pair]]
    origin, towards = ends[:, 0], ends[:, 1] - ends[:, 0]
    corner, side = xy_m[start], xy_m[start + 1] - xy_m[start]
    turn = _cross(towards, side)
    crosses = turn != 0
    gap = (corner - origin)[crosses]
    along = _cross(gap, side[crosses]) / turn[crosses]
    aside = _cross(gap, towards[crosses]) / turn[crosses]
    hit = (along >= 0) & (along <= 1) & (aside >= 0) & (aside <= 1)
    chosen = np.flatnonzero(crosses)[hit]
    on_line, on_way = line[pair[chosen]], way[pair[chosen]]
    along_m = along[hit] * np.hypot(*towards[chosen].T)
    offset_m = _on_foot_m(on, on_way, start[chosen], aside[hit])
    order = np.lexsort((on_way, along_m, on_line))
    return Crossings(on_line[order], on_way[order], along_m[order], offset_m[order])


def _on_foot_m(on: Ground, way: Rows, start: Rows, aside: Real) -> Real:
    """Metres on foot from the start of each way to a share of its segment from a vertex on."""
    drawn_m = on.drawn_m
    step_m = np.hypot(*(on.lines.xy_m[start + 1] - on.lines.xy_m[start]).T)
    first, last = on.lines.first[way], on.lines.first[way + 1] - 1
    whole_m = drawn_m[last] - drawn_m[first]
    there_m = drawn_m[start] + aside * step_m - drawn_m[first]
    share = np.divide(there_m, whole_m, out=np.zeros(len(way)), where=whole_m > 0)
    return np.asarray(share * on.lines.length_m[way], np.float64)


def _cross(one: Real, other: Real) -> Real:
    return one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
