"""Footprints: buildings laid along the rows of each lot, each with an outline of its fabric."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Floats, Ints, Shapes, spread
from gengxin.sources.sample.cut import extents
from gengxin.sources.sample.fabrics import FABRICS
from gengxin.sources.sample.forms import FORMS, filled
from gengxin.sources.sample.rows import PATH_M, Rows, to_left

__all__ = ["Footprints", "laid_footprints"]

NAMES = (*FORMS, "yard")
# a building at most this much longer than usual, rather than another gap
LONGEST = 1.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprints:
    """Ground under each building, and its lot."""

    shape: Shapes
    lot: Ints


def laid_footprints(rows: Rows, fabric: Ints, rng: np.random.Generator) -> Footprints:
    """The buildings of every lot; those that would stand out of it are not built."""
    start, end = _free_span(rows)
    path_m = rows.path_m[rows.lot]
    sides = [
        _shared_out(rows, start, np.minimum(end, path_m - PATH_M / 2)),
        _shared_out(rows, np.maximum(start, path_m + PATH_M / 2), end),
    ]
    corner, size_m, lot = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    order = np.argsort(lot, kind="stable")
    corner, size_m, lot = corner[order], size_m[order], lot[order]
    shape = filled(corner, rows.along[lot], size_m, _forms(fabric[lot], rng), NAMES)
    room = shapely.buffer(rows.inner, 0.05, quad_segs=1)
    shapely.prepare(room)
    inside = shapely.covers(room[lot], shape)
    return Footprints(shape=shape[inside], lot=lot[inside])


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
