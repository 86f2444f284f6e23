"""Paths: ways of walkers within lots, between rows of buildings, through parks, to the street."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes
from gengxin.sources.sample.cut import extents
from gengxin.sources.sample.fabrics import FABRICS, NUMBER, column
from gengxin.sources.sample.lots import Lots
from gengxin.sources.sample.rows import Rows, to_left

__all__ = ["Paths", "lot_paths"]

OPEN_SHARE = 0.35
SHORTEST_M = 12.0
PARKS = tuple(NUMBER[code] for code in ("park", "garden", "cemetery"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Ways within lots: the line, its lot, the path on which a lane begins (-1: none).

    ``gate`` says which of the line's two ends lies upon the lot's edge and joins the street.
    """

    line: Shapes
    lot: Ints
    on: Ints
    gate: Flags
    kind: Shapes


def lot_paths(lots: Lots, rows: Rows, streets: Shapes, rng: np.random.Generator) -> Paths:
    """A path through each lot that has rows or is a park, and lanes between its rows."""
    parks = np.flatnonzero(np.isin(lots.fabric, PARKS))
    built = np.flatnonzero(np.isin(np.arange(len(lots)), rows.lot) & ~np.isin(lots.fabric, PARKS))
    lot = np.concatenate([built, parks, parks])
    at_m = np.concatenate([rows.path_m[built], *_park_ways_m(lots, rows, parks, rng)])
    along = np.concatenate([rows.along[built], rows.along[parks], to_left(rows.along)[parks]])
    line = _chords(lots.shape[lot], along, at_m)
    long = shapely.length(line) > SHORTEST_M
    line, lot = line[long], lot[long]
    gate = _gates(line, lots.fabric[lot], streets, rng)
    kind = np.where(np.isin(lots.fabric[lot], PARKS), "path", "footway").astype(object)
    spines = Paths(line=line, lot=lot, on=np.full(lot.size, -1), gate=gate, kind=kind)
    return _with_lanes(spines, lots, rows)


def _park_ways_m(
    lots: Lots, rows: Rows, parks: Ints, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Where two ways cross each park."""
    found = []
    for along in (rows.along[parks], to_left(rows.along)[parks]):
        low, high = extents(lots.shape[parks], along)
        found.append(low + (high - low) * rng.uniform(0.35, 0.65, size=parks.size))
    return found[0], found[1]


def _chords(shapes: Shapes, along: Floats, at_m: Floats) -> Shapes:
    """The longest piece of the line across each shape, ``at_m`` along, from south to north."""
    left = to_left(along)
    low, high = extents(shapes, left)
    west, east = extents(shapes, along)
    at_m = np.clip(at_m, west + 2.0, np.maximum(east - 2.0, west + 2.0))
    ends = np.stack([low - 1.0, high + 1.0], axis=1)
    lines = (along * at_m[:, None])[:, None] + left[:, None] * ends[..., None]
    hit = shapely.intersection(shapely.linestrings(lines), shapes)
    pieces, index = shapely.get_parts(hit, return_index=True)
    best = np.lexsort((-shapely.length(pieces), index))
    index, first = np.unique(index[best], return_index=True)
    chords = np.full(shapes.size, shapely.LineString(), dtype=object)
    chords[index] = pieces[best[first]]
    return chords


def _gates(line: Shapes, fabric: Ints, streets: Shapes, rng: np.random.Generator) -> Flags:
    """Which ends of each path have a gate: both in lanes and parks, else the one near a street."""
    tree = shapely.STRtree(streets)
    tips = shapely.get_point(line[:, None], np.array([0, -1]))
    away_m = tree.query_nearest(tips.ravel(), all_matches=False, return_distance=True)[1]
    away_m = away_m.reshape(-1, 2)
    near = away_m <= away_m.min(axis=1)[:, None]
    open_codes = ("lane", "shops", "park", "garden", "mall", "culture")
    is_open = np.isin(fabric, [NUMBER[code] for code in open_codes])
    is_open |= rng.random(line.size) < OPEN_SHARE
    gates: Flags = near | ((away_m < 40.0) & is_open[:, None])
    return gates


def _with_lanes(spines: Paths, lots: Lots, rows: Rows) -> Paths:
    """The paths, and lanes from them to either side between the rows of homes."""
    spine_of = np.full(len(lots), -1)
    spine_of[spines.lot[::-1]] = np.arange(spines.lot.size)[::-1]
    lived = column("home_m2", np.arange(len(FABRICS))) > 0
    row = np.flatnonzero(rows.has_next & lived[lots.fabric[rows.lot]] & (spine_of[rows.lot] >= 0))
    lot = rows.lot[row]
    along, left = rows.along[lot], to_left(rows.along)[lot]
    middle_m = rows.south_m[row] + rows.depth_m[row] + rows.behind_m[row] / 2
    spine = spines.line[spine_of[lot]]
    low, high = extents(rows.inner, rows.along)
    ends = along[:, None] * np.stack([low[lot], high[lot]], axis=1)[..., None]
    lines = shapely.linestrings((left * middle_m[:, None])[:, None] + ends)
    cross = shapely.intersection(lines, spine)
    inside = shapely.intersection(lines, rows.inner[lot])
    fit = shapely.get_type_id(cross) == shapely.GeometryType.POINT
    fit &= shapely.get_type_id(inside) == shapely.GeometryType.LINESTRING
    start = shapely.get_coordinates(cross[fit])
    tips = shapely.get_point(inside[fit][:, None], np.array([0, -1]))
    lanes = [
        shapely.linestrings(np.stack([start, shapely.get_coordinates(tips[:, k])], axis=1))
        for k in (0, 1)
    ]
    line = np.concatenate(lanes)
    long = shapely.length(line) > SHORTEST_M
    on = np.tile(spine_of[lot[fit]], 2)[long]
    return Paths(
        line=np.concatenate([spines.line, line[long]]),
        lot=np.concatenate([spines.lot, np.tile(lot[fit], 2)[long]]),
        on=np.concatenate([spines.on, on]),
        gate=np.concatenate([spines.gate, np.zeros((on.size, 2), dtype=bool)]),
        kind=np.concatenate([spines.kind, np.full(on.size, "footway", dtype=object)]),
    )
