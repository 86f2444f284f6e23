"""Footprints: buildings laid along the rows of each lot, each with an outline of its fabric."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes, spread
from gengxin.sources.sample.built.forms import FORMS, filled
from gengxin.sources.sample.built.fronts import Fronts, bars
from gengxin.sources.sample.built.rows import PATH_M, Rows, path_at, to_left
from gengxin.sources.sample.land.cut import extents
from gengxin.sources.sample.land.fabrics import FABRICS, NUMBER
from gengxin.sources.sample.land.lots import Lots

__all__ = ["Footprints", "laid_footprints"]

NAMES = (*FORMS, "yard")
# a building at most this much longer than usual, rather than another gap
LONGEST = 1.35
# a campus: radius of its lawn as a share of its side, and the share of buildings left out besides
LAWN_SHARE = 0.16
LEFT_OUT = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprints:
    """Ground under each building, its lot, and its fabric: that of the lot, or a street front."""

    shape: Shapes
    lot: Ints
    fabric: Ints


def laid_footprints(
    rows: Rows, fronts: Fronts, lots: Lots, ways: Shapes, rng: np.random.Generator
) -> Footprints:
    """The buildings of every lot, in the order of the lots; none stands in a way."""
    in_rows = _in_rows(rows, lots.fabric, rng)
    dry = _clear_of(in_rows.shape, ways, 0.3)
    corner, along, size_m, lot = bars(fronts)
    shape = filled(corner, along, size_m, np.zeros(lot.size, dtype=np.int64), ("bar",))
    room = shapely.buffer(lots.shape[lot], -0.5)
    free = shapely.covers(room, shape) & _clear_of(shape, ways, 1.5) & _clear_of(shape, shape, 1.0)
    shapes = np.concatenate([in_rows.shape[dry], shape[free]])
    lot = np.concatenate([in_rows.lot[dry], lot[free]])
    front = np.full(int(free.sum()), NUMBER["front"])
    order = np.argsort(lot, kind="stable")
    fabric = np.concatenate([in_rows.fabric[dry], front])
    return Footprints(shape=shapes[order], lot=lot[order], fabric=fabric[order])


def _clear_of(shapes: Shapes, others: Shapes, distance_m: float) -> Flags:
    """Whether each shape keeps the distance to all others (of the same array: to earlier ones)."""
    which, other = shapely.STRtree(others).query(shapes, predicate="dwithin", distance=distance_m)
    if others is shapes:
        which = which[other < which]
    clear = np.ones(shapes.size, dtype=bool)
    clear[which] = False
    return clear


def _in_rows(rows: Rows, fabric: Ints, rng: np.random.Generator) -> Footprints:
    """The buildings of the rows; those that would stand out of their lot are not built."""
    start, end = _free_span(rows)
    path = rows.path[rows.lot]
    path_m = path_at(path, rows.south_m + rows.depth_m / 2)
    clear_m = (PATH_M + np.abs(path[:, 2]) * rows.depth_m) / 2
    sides = [
        _shared_out(rows, start, np.fmin(end, path_m - clear_m)),
        _shared_out(rows, np.fmax(start, path_m + clear_m), end),
    ]
    corner, size_m, lot = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    order = np.argsort(lot, kind="stable")
    corner, size_m, lot = corner[order], size_m[order], lot[order]
    shape = filled(corner, rows.along[lot], size_m, _forms(fabric[lot], rng), NAMES)
    room = shapely.buffer(rows.inner, 0.05, quad_segs=1)
    shapely.prepare(room)
    inside = shapely.covers(room[lot], shape) & ~_on_lawn(shape, rows.inner, lot, fabric)
    inside &= (fabric[lot] != NUMBER["campus"]) | (rng.random(lot.size) > LEFT_OUT)
    return Footprints(shape=shape[inside], lot=lot[inside], fabric=fabric[lot[inside]])


def _on_lawn(shape: Shapes, inner: Shapes, lot: Ints, fabric: Ints) -> Flags:
    """Whether buildings would stand on the lawn in the middle of a campus."""
    on = np.zeros(lot.size, dtype=bool)
    at = np.flatnonzero(fabric[lot] == NUMBER["campus"])
    middle = shapely.centroid(inner[lot[at]])
    reach_m = LAWN_SHARE * np.sqrt(shapely.area(inner[lot[at]]))
    on[at] = shapely.distance(shape[at], middle) < reach_m
    return on


def _free_span(rows: Rows) -> tuple[Floats, Floats]:
    """From where to where each row lies inside its lot, measured along it; NaN where nowhere."""
    left = to_left(rows.along)[rows.lot]
    along = rows.along[rows.lot]
    low, high = extents(rows.inner, rows.along)
    ends = np.stack([low, high], axis=1)[rows.lot]
    start = np.full(rows.lot.size, -np.inf)
    end = np.full(rows.lot.size, np.inf)
    # a hair inside, so that an edge upon the lot's edge still meets it
    for north_m in (0.02, rows.depth_m - 0.02):
        base = left * (rows.south_m + north_m)[:, None]
        lines = base[:, None] + along[:, None] * ends[..., None]
        hit = shapely.intersection(shapely.linestrings(lines), rows.inner[rows.lot])
        hit_low, hit_high = extents(hit, along)
        start, end = np.maximum(start, hit_low), np.minimum(end, hit_high)
    return start, end


def _shared_out(rows: Rows, start: Floats, end: Floats) -> tuple[Floats, Floats, Ints]:
    """Divide each span into buildings of about the length wanted: corner, size, lot."""
    room_m = np.nan_to_num(end - start, nan=-1.0)
    wanted_m, aside_m = rows.length_m[rows.lot], rows.aside_m[rows.lot]
    counts = np.floor((room_m + aside_m) / (wanted_m + aside_m)).astype(np.int64)
    counts = np.where(room_m > 0.5 * wanted_m, np.maximum(counts, 1), 0)
    row, place = spread(counts)
    length_m = ((room_m + aside_m) / np.maximum(counts, 1) - aside_m)[row]
    length_m = np.minimum(length_m, LONGEST * wanted_m[row])
    gap_m = (room_m[row] - counts[row] * length_m) / np.maximum(counts[row] - 1, 1)
    at_m = start[row] + place * (length_m + gap_m)
    lot = rows.lot[row]
    corner = rows.along[lot] * at_m[:, None] + to_left(rows.along)[lot] * rows.south_m[row][:, None]
    return corner, np.stack([length_m, rows.depth_m[row]], axis=1), lot


def _forms(fabric: Ints, rng: np.random.Generator) -> Ints:
    """The outline of each building: one of those of its fabric."""
    choice = rng.random(fabric.size)
    form = np.zeros(fabric.size, dtype=np.int64)
    for number, kind in enumerate(FABRICS):
        of_kind = fabric == number
        pick = np.array([NAMES.index(name) for name in kind.forms])
        form[of_kind] = pick[(choice[of_kind] * pick.size).astype(np.int64)]
    return form
