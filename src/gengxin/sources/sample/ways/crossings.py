"""Crossings of main streets, and footbridges over creeks and the railway."""

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Ints, Shapes, lines_of
from gengxin.sources.sample.land.barriers import Cut
from gengxin.sources.sample.land.blocks import Streets
from gengxin.sources.sample.land.cells import SIDES, Cells, is_fast

__all__ = ["corner_links", "footbridges", "mid_block"]

MID_BLOCK_SHARE = 0.72
CROSSED_M = 52.0
BRIDGE_REACH_M = 78.0
BRIDGE_SHARE = {"water": 0.55, "railway": 0.16}


def corner_links(cells: Cells, rings: Shapes, tip: int) -> tuple[Shapes, Ints]:
    """Crossings from each pavement to the next, beside the nodes at one end of their streets."""
    places = zip(cells.col.tolist(), cells.row.tolist(), strict=True)
    number = {place: k for k, place in enumerate(places)}
    lines, ends = [], []
    for side, east, north in (("east", 1, 0), ("north", 0, 1)):
        beyond = np.array([
            number.get((col + east, row + north), -1)
            for col, row in zip(cells.col.tolist(), cells.row.tolist(), strict=True)
        ])  # fmt: skip
        here = np.flatnonzero(beyond >= 0)
        node = shapely.get_point(cells.edge[here, SIDES.index(side)], tip)
        pair = np.stack([here, beyond[here]], axis=1)
        at_m = shapely.line_locate_point(rings[pair], node[:, None])
        spots = shapely.get_coordinates(shapely.line_interpolate_point(rings[pair], at_m))
        lines.append(lines_of(spots.reshape(-1, 2, 2)))
        ends.append(pair)
    return np.concatenate(lines), np.concatenate(ends)


def mid_block(
    cells: Cells, streets: Streets, rings: Shapes, street_ends: Ints, rng: np.random.Generator
) -> tuple[Shapes, Ints]:
    """Crossings where streets meet a main street, but none beneath a fast road."""
    chosen = (street_ends >= 0) & (street_ends < rings.size)
    chosen &= rng.random(street_ends.shape) < MID_BLOCK_SHARE
    ring = street_ends[chosen]
    tip = shapely.get_point(streets.line[:, None], np.array([0, -1]))[chosen]
    which, hit = shapely.STRtree(rings).query(tip, predicate="dwithin", distance=CROSSED_M)
    beyond = hit != ring[which]
    which, hit = which[beyond], hit[beyond]
    first = np.unique(which, return_index=True)[1]
    which, hit = which[first], hit[first]
    line = shapely.shortest_line(tip[which], rings[hit])
    over = np.unique(shapely.STRtree(line).query(_fast_lines(cells), predicate="intersects")[1])
    fit = shapely.length(line) > 4.0
    fit[over] = False
    return line[fit], np.stack([ring[which], hit], axis=1)[fit]


def _fast_lines(cells: Cells) -> Shapes:
    """Edges under fast roads."""
    fast = np.stack([is_fast(cells.col, cells.row, side) for side in SIDES], axis=1)
    lines: Shapes = cells.edge[fast]
    return lines


def footbridges(
    every: Shapes, ring_count: int, street_ends: Ints, cuts: list[Cut], rng: np.random.Generator
) -> tuple[Shapes, Ints]:
    """Bridges from streets that end before a creek, or the railway, to the nearest way beyond."""
    street, end = np.nonzero(street_ends < 0)
    own = street + ring_count
    tip = shapely.get_point(every[own], np.where(end == 0, 0, -1))
    which, hit = shapely.STRtree(every).query(tip, predicate="dwithin", distance=BRIDGE_REACH_M)
    line = shapely.shortest_line(tip[which], every[hit])
    corridors = np.array([shapely.buffer(cut.line, cut.half_m) for cut in cuts], dtype=object)
    over = np.zeros(line.size, dtype=bool)
    over[shapely.STRtree(line).query(corridors, predicate="intersects")[1]] = True
    fit = over & (hit != own[which])
    which, hit, line = which[fit], hit[fit], line[fit]
    order = np.lexsort((shapely.length(line), which))
    which, first = np.unique(which[order], return_index=True)
    hit, line = hit[order[first]], line[order[first]]
    share = BRIDGE_SHARE[cuts[0].kind] if cuts else 0.0
    built = rng.random(which.size) < share
    # two streets that end opposite share one bridge
    pair = np.sort(np.stack([own[which], hit], axis=1), axis=1)
    single = np.zeros(which.size, dtype=bool)
    single[np.unique(pair, axis=0, return_index=True)[1]] = True
    built &= single
    return line[built], np.stack([own[which], hit], axis=1)[built]
