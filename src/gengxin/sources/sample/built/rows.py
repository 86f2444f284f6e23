"""Rows: how the buildings of a lot stand in line, on both sides of a path through the lot."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes, spread
from gengxin.sources.sample.built.fronts import Fronts
from gengxin.sources.sample.land.cut import extents, widths
from gengxin.sources.sample.land.fabrics import NUMBER, column
from gengxin.sources.sample.land.lots import Lots

__all__ = ["PATH_M", "PITCH_SHARE", "Rows", "path_at", "planned_rows", "to_left"]

FACING_SOUTH_RAD = 0.60
LEVELS = 10
PATH_M = 6.0
# lane houses are at most this much deeper than usual, rather than the lanes wider
DEEPEST = 1.2
# schools keep the south of their site for the pitch
PITCH_SHARE = 0.46


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of buildings by lot, in coordinates along the rows and to their left (north).

    By lot: ``along`` the direction, ``inner`` the ground that may be built on, ``length_m`` and
    ``aside_m`` of its buildings, ``path`` where its path lies: along the rows, from the south, and
    metres along for each metre north. By row: ``lot``, southern edge, depth, and whether another
    row of the lot stands north of it.
    """

    along: Floats
    inner: Shapes
    length_m: Floats
    aside_m: Floats
    path: Floats
    lot: Ints
    south_m: Floats
    depth_m: Floats
    behind_m: Floats
    has_next: Flags


def to_left(along: Floats) -> Floats:
    """Directions turned a quarter to the left."""
    left: Floats = along[:, ::-1] * [-1.0, 1.0]
    return left


def planned_rows(lots: Lots, fronts: Fronts, rng: np.random.Generator) -> Rows:
    """The rows of every lot: as many as fit, spread over its depth."""
    n = len(lots)
    along = _direction(lots)
    inner = _inner(lots, fronts, along)
    behind_m = column("behind_m", lots.fabric) * rng.uniform(0.92, 1.1, size=n)
    depth_m = column("depth_m", lots.fabric) * rng.uniform(0.93, 1.1, size=n)
    length_m = column("length_m", lots.fabric) * rng.uniform(0.82, 1.2, size=n)
    aside_m = column("aside_m", lots.fabric)
    low, high = _wide_enough(inner, along, depth_m, length_m)
    room_m = np.nan_to_num(high - low)
    counts = np.floor((room_m + behind_m) / (depth_m + behind_m)).astype(np.int64)
    counts = np.where(room_m >= depth_m * 0.8, np.maximum(counts, 1), 0)
    lot, place = spread(counts)
    deepest_m = (room_m + behind_m) / np.maximum(counts, 1) - behind_m
    stretched_m = np.clip(deepest_m, depth_m, DEEPEST * depth_m)
    depth_m = np.where(lots.fabric == NUMBER["lane"], stretched_m, depth_m)
    depth_m = np.minimum(depth_m, room_m)
    free_m = (room_m - depth_m)[lot]
    step_m = free_m / np.maximum(counts[lot] - 1, 1)
    first_m = np.where(counts[lot] > 1, 0.0, free_m / 2)
    return Rows(
        along=along,
        inner=inner,
        length_m=length_m,
        aside_m=aside_m,
        path=_path(lots, inner, along, (low + high) / 2, (length_m, aside_m)),
        lot=lot,
        south_m=low[lot] + first_m + place * step_m,
        depth_m=depth_m[lot],
        behind_m=step_m - depth_m[lot],
        has_next=place < counts[lot] - 1,
    )


def _direction(lots: Lots) -> Floats:
    """The direction of the rows of each lot: of its streets, turned to face south for homes."""
    angle = np.arctan2(lots.axes[..., 1], lots.axes[..., 0])
    # a row runs along either street; angles are taken within 45° of east
    angle = (angle + np.pi / 4) % (np.pi / 2) - np.pi / 4
    best = np.take_along_axis(angle, np.argmin(np.abs(angle), axis=1)[:, None], axis=1)[:, 0]
    homes = column("home_m2", lots.fabric) > 0
    best = np.where(homes, np.clip(best, -FACING_SOUTH_RAD, FACING_SOUTH_RAD), best)
    return np.stack([np.cos(best), np.sin(best)], axis=1)


def _inner(lots: Lots, fronts: Fronts, along: Floats) -> Shapes:
    """The ground of each lot that may be built on in rows; empty where nobody builds."""
    back_m = column("back_m", lots.fabric)
    built = np.isfinite(back_m)
    inner = np.full(len(lots), shapely.Polygon(), dtype=object)
    inner[built] = shapely.buffer(lots.shape[built], -back_m[built], join_style="mitre")
    ground = fronts.ground
    # one front of each lot at a time
    order = np.argsort(fronts.lot, kind="stable")
    _, first, counts = np.unique(fronts.lot[order], return_index=True, return_counts=True)
    for turn in range(int(counts.max(initial=0))):
        rows = order[first[counts > turn] + turn]
        lot = fronts.lot[rows]
        inner[lot] = shapely.difference(inner[lot], ground[rows])
    return _without_pitch(inner, lots, along)


def _without_pitch(inner: Shapes, lots: Lots, along: Floats) -> Shapes:
    """Leave the south of schools free."""
    schools = np.flatnonzero(lots.fabric == NUMBER["school"])
    left = to_left(along[schools])
    low, high = extents(inner[schools], left)
    west, east = extents(inner[schools], along[schools])
    south = low + (high - low) * PITCH_SHARE
    corners = [
        along[schools] * x[:, None] + left * y[:, None]
        for x, y in ((west, south), (east, south), (east, high), (west, high))
    ]
    north = shapely.polygons(np.nan_to_num(np.stack(corners, axis=1)))
    inner[schools] = shapely.intersection(inner[schools], north)
    return inner


def _wide_enough(
    inner: Shapes, along: Floats, depth_m: Floats, length_m: Floats
) -> tuple[Floats, Floats]:
    """From how far south to how far north a lot is wide enough for a building."""
    left = to_left(along)
    low, high = extents(inner, left)
    share = np.linspace(0.01, 0.99, LEVELS)
    level_m = low[:, None] + (high - low)[:, None] * share
    width_m = widths(inner, along, level_m)
    wide = width_m >= np.maximum(0.62 * length_m, 0.35 * width_m.max(axis=1))[:, None]
    south = np.where(wide, level_m, np.inf).min(axis=1)
    north = np.where(wide, level_m, -np.inf).max(axis=1)
    some = wide.any(axis=1) & (north - south >= 0.55 * depth_m)
    return np.where(some, south, np.nan), np.where(some, north, np.nan)


def _path(
    lots: Lots, inner: Shapes, along: Floats, level_m: Floats, size_m: tuple[Floats, Floats]
) -> Floats:
    """The path of each lot: between buildings, or west of them where one alone fits a row.

    It runs along the street that is nearest to square with the rows.
    """
    left = to_left(along)
    west, east = extents(inner, along)
    level_m = np.nan_to_num(level_m)
    ends = along[:, None] * np.nan_to_num(np.stack([west, east], axis=1))[..., None]
    lines = shapely.linestrings((left * level_m[:, None])[:, None] + ends)
    at_level = extents(shapely.intersection(lines, inner), along)
    west = np.where(np.isnan(at_level[0]), west, at_level[0])
    east = np.where(np.isnan(at_level[1]), east, at_level[1])
    length_m, aside_m = size_m
    room_m = np.nan_to_num(east - west) - PATH_M
    count = np.floor((room_m + 2 * aside_m) / (length_m + aside_m))
    share = np.floor((count + 1) / 2) / np.maximum(count, 1)
    at_m = np.where(count >= 2, west + (east - west) * share, west - PATH_M / 2)
    north = np.abs((lots.axes * left[:, None]).sum(axis=2))
    axis = lots.axes[np.arange(len(lots)), np.argmax(north, axis=1)]
    slope = (axis * along).sum(axis=1) / (axis * left).sum(axis=1)
    return np.stack([at_m, level_m, np.clip(slope, -0.7, 0.7)], axis=1)


def path_at(path: Floats, level_m: Floats) -> Floats:
    """Where paths lie along the rows, so many metres north."""
    at_m: Floats = path[:, 0] + path[:, 2] * (level_m - path[:, 1])
    return at_m
