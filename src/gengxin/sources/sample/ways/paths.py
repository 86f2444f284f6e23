"""Paths: ways of walkers within lots, between rows of buildings, through parks, to the street."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes, lines_of
from gengxin.sources.sample.built.grounds import Grounds
from gengxin.sources.sample.built.rows import PATH_M, Rows, path_at, to_left
from gengxin.sources.sample.land.cut import extents
from gengxin.sources.sample.land.fabrics import FABRICS, NUMBER, column
from gengxin.sources.sample.land.lots import Lots

__all__ = ["Paths", "lot_paths"]

OPEN_SHARE = 0.5
# fabric → share of lanes that run on to a street beside the lot
LANES_OPEN = {"lane": 0.75, "villa": 0.5, "old_slab": 0.35, "slab": 0.25}
LANE_REACH_M = 24.0
SHORTEST_M = 12.0
STEPS = 9
# lines begin and end beyond the lot, and are then cut at its edge
BEYOND_M = np.array([-1.0, 1.0])
PARKS = tuple(NUMBER[code] for code in ("park", "garden", "cemetery", "riverside"))


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


def lot_paths(
    lots: Lots, rows: Rows, track: Grounds, streets: Shapes, rng: np.random.Generator
) -> Paths:
    """A path through each lot that has rows or is a park, and lanes between its rows."""
    parks = np.flatnonzero(np.isin(lots.fabric, PARKS))
    built = np.flatnonzero(np.isin(np.arange(len(lots)), rows.lot) & ~np.isin(lots.fabric, PARKS))
    lot = np.concatenate([built, parks, parks])
    through = np.concatenate([_row_paths(lots, rows, built), _park_ways(lots, rows, parks, rng)])
    line = _longest(
        shapely.intersection(shapely.linestrings(through), _without(lots.shape, track)[lot])
    )
    long = shapely.length(line) > SHORTEST_M
    line, lot = line[long], lot[long]
    gate = _gates(line, lots.at(lot), streets, rng)
    kind = np.where(np.isin(lots.fabric[lot], PARKS), "path", "footway").astype(object)
    spines = Paths(line=line, lot=lot, on=np.full(lot.size, -1), gate=gate, kind=kind)
    lanes = _lanes(spines, lots, rows)
    lanes = replace(lanes, gate=_lane_gates(lanes, lots.fabric[lanes.lot], streets, rng))
    return Paths(
        line=np.concatenate([spines.line, lanes.line]),
        lot=np.concatenate([spines.lot, lanes.lot]),
        on=np.concatenate([spines.on, lanes.on]),
        gate=np.concatenate([spines.gate, lanes.gate]),
        kind=np.concatenate([spines.kind, lanes.kind]),
    )


def _row_paths(lots: Lots, rows: Rows, built: Ints) -> Floats:
    """Lines along the paths between the buildings of lots, from south to north."""
    along, left = rows.along[built], to_left(rows.along)[built]
    levels = np.stack(extents(lots.shape[built], left), axis=1) + BEYOND_M
    at_m = path_at(rows.path[built].repeat(STEPS, axis=0), _steps(levels).ravel())
    spots = along[:, None] * at_m.reshape(-1, STEPS)[..., None]
    lines: Floats = spots + left[:, None] * _steps(levels)[..., None]
    return lines


def _park_ways(lots: Lots, rows: Rows, parks: Ints, rng: np.random.Generator) -> Floats:
    """Two winding lines across each park."""
    found = []
    for along in (rows.along[parks], to_left(rows.along)[parks]):
        left = to_left(along)
        west, east = extents(lots.shape[parks], along)
        levels = np.stack(extents(lots.shape[parks], left), axis=1) + BEYOND_M
        middle_m = west + (east - west) * rng.uniform(0.38, 0.62, size=parks.size)
        sway_m = np.minimum(0.10 * (east - west), 35.0) * rng.choice([-1.0, 1.0], size=parks.size)
        at_m = middle_m[:, None] + sway_m[:, None] * np.sin(np.linspace(0, 2 * np.pi, STEPS))
        found.append(along[:, None] * at_m[..., None] + left[:, None] * _steps(levels)[..., None])
    return np.concatenate(found)


def _steps(ends: Floats) -> Floats:
    """Even steps from the first to the second of each pair."""
    steps: Floats = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.linspace(0, 1, STEPS)
    return steps


def _longest(shapes: Shapes) -> Shapes:
    """The longest piece of each shape; an empty line where there is none."""
    pieces, index = shapely.get_parts(shapes, return_index=True)
    best = np.lexsort((-shapely.length(pieces), index))
    index, first = np.unique(index[best], return_index=True)
    lines = np.full(shapes.size, shapely.LineString(), dtype=object)
    lines[index] = pieces[best[first]]
    return lines


def _without(shapes: Shapes, track: Grounds) -> Shapes:
    """The lots without the tracks upon them."""
    free = shapes.copy()
    free[track.lot] = shapely.difference(free[track.lot], shapely.buffer(track.shape, 3.0))
    return free


def _gates(line: Shapes, lots: Lots, streets: Shapes, rng: np.random.Generator) -> Flags:
    """Which ends of each path have a gate: both in lanes and parks, else the one near a street."""
    tree = shapely.STRtree(streets)
    tips = shapely.get_point(line[:, None], np.array([0, -1]))
    away_m = tree.query_nearest(tips.ravel(), all_matches=False, return_distance=True)[1]
    outline = shapely.get_exterior_ring(lots.shape)
    # a path that ends before a running track has no gate there
    upon = shapely.distance(tips, outline[:, None]) < 0.5
    away_m = np.where(upon, away_m.reshape(-1, 2), np.inf)
    near = away_m <= away_m.min(axis=1)[:, None]
    open_codes = ("lane", "shops", "park", "garden", "riverside", "mall", "culture")
    is_open = np.isin(lots.fabric, [NUMBER[code] for code in open_codes])
    is_open |= rng.random(line.size) < OPEN_SHARE
    gates: Flags = (near | ((away_m < 40.0) & is_open[:, None])) & np.isfinite(away_m)
    return gates


def _lane_gates(lanes: Paths, fabric: Ints, streets: Shapes, rng: np.random.Generator) -> Flags:
    """Which lanes run on to the street: most in the lanes of old, few in walled estates."""
    share = np.array([LANES_OPEN.get(f.code, 0.15) for f in FABRICS])[fabric]
    tip = shapely.get_point(lanes.line, -1)
    away_m = shapely.STRtree(streets).query_nearest(tip, all_matches=False, return_distance=True)[1]
    is_open = (away_m < LANE_REACH_M) & (rng.random(tip.size) < share)
    return np.stack([np.zeros(tip.size, dtype=bool), is_open], axis=1)


def _lanes(spines: Paths, lots: Lots, rows: Rows) -> Paths:
    """Lanes from the paths to either side, between the rows of homes."""
    spine_of = np.full(len(lots), -1)
    spine_of[spines.lot[::-1]] = np.arange(spines.lot.size)[::-1]
    lived = column("home_m2", np.arange(len(FABRICS))) > 0
    row = np.flatnonzero(rows.has_next & lived[lots.fabric[rows.lot]] & (spine_of[rows.lot] >= 0))
    lot = rows.lot[row]
    along, left = rows.along[lot], to_left(rows.along)[lot]
    middle_m = rows.south_m[row] + rows.depth_m[row] + rows.behind_m[row] / 2
    spine = spines.line[spine_of[lot]]
    low, high = extents(rows.inner, rows.along)
    span = np.stack([low[lot] - PATH_M, high[lot]], axis=1)
    ends = along[:, None] * span[..., None]
    lines = shapely.linestrings((left * middle_m[:, None])[:, None] + ends)
    cross = shapely.intersection(lines, spine)
    inside = shapely.intersection(lines, shapely.buffer(rows.inner, PATH_M / 2)[lot])
    fit = shapely.get_type_id(cross) == shapely.GeometryType.POINT
    fit &= shapely.get_type_id(inside) == shapely.GeometryType.LINESTRING
    start = shapely.get_coordinates(cross[fit])
    tips = shapely.get_point(inside[fit][:, None], np.array([0, -1]))
    lanes = [
        lines_of(np.stack([start, shapely.get_coordinates(tips[:, k])], axis=1)) for k in (0, 1)
    ]
    line = np.concatenate(lanes)
    long = shapely.length(line) > SHORTEST_M
    line, on = line[long], np.tile(spine_of[lot[fit]], 2)[long]
    return Paths(
        line=line,
        lot=np.tile(lot[fit], 2)[long],
        on=on,
        gate=np.zeros((on.size, 2), dtype=bool),
        kind=np.full(on.size, "footway", dtype=object),
    )
