"""Grounds: running tracks of schools and ponds of parks, which nobody builds on."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Floats, Ints, Shapes, polygons_of, to_centimetres
from gengxin.sources.sample.built.rows import PITCH_SHARE, Rows, to_left
from gengxin.sources.sample.land.cut import extents
from gengxin.sources.sample.land.fabrics import NUMBER
from gengxin.sources.sample.land.lots import Lots

__all__ = ["Grounds", "ponds", "tracks"]

POND_PARK_M2 = 22_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Open ground within lots: shape and lot."""

    shape: Shapes
    lot: Ints


def tracks(lots: Lots, rows: Rows) -> Grounds:
    """A running track in the south of each school that has the room."""
    lot = np.flatnonzero(lots.fabric == NUMBER["school"])
    along, left = rows.along[lot], to_left(rows.along)[lot]
    inner = shapely.buffer(lots.shape[lot], -5.0)
    low, high = extents(inner, left)
    deep_m = (high - low) * PITCH_SHARE
    level_m = low + deep_m * 0.52
    west, east = extents(inner, along)
    ends = along[:, None] * np.stack([west, east], axis=1)[..., None]
    lines = shapely.linestrings(np.nan_to_num((left * level_m[:, None])[:, None] + ends))
    west, east = extents(shapely.intersection(lines, inner), along)
    radius_m = np.clip(deep_m * 0.40, 0.0, 24.0)
    half_m = np.clip((east - west) / 2 - radius_m - 2.0, 0.0, 42.0)
    middle = along * ((west + east) / 2)[:, None] + left * level_m[:, None]
    spans = np.stack([middle - along * half_m[:, None], middle + along * half_m[:, None]], axis=1)
    shape = shapely.buffer(
        shapely.linestrings(np.nan_to_num(spans)), np.nan_to_num(radius_m), quad_segs=5
    )
    fit = (radius_m >= 11.0) & (half_m >= 5.0) & shapely.covers(lots.shape[lot], shape)
    return Grounds(shape=to_centimetres(shape[fit]), lot=lot[fit])


def ponds(lots: Lots, rows: Rows, ways: Shapes, rng: np.random.Generator) -> Grounds:
    """A pond beside the paths of each larger park."""
    large = shapely.area(lots.shape) > POND_PARK_M2
    lot = np.flatnonzero((lots.fabric == NUMBER["park"]) & large)
    along, left = rows.along[lot], to_left(rows.along)[lot]
    (west, east), (low, high) = extents(lots.shape[lot], along), extents(lots.shape[lot], left)
    side = np.where(rng.random((2, lot.size)) < 0.5, 0.24, 0.76)
    middle = along * (west + (east - west) * side[0])[:, None]
    middle = middle + left * (low + (high - low) * side[1])[:, None]
    radius_m = 0.17 * np.stack([east - west, high - low], axis=1)
    shape = polygons_of(_blobs(middle, along, radius_m, rng))
    fit = shapely.covers(shapely.buffer(lots.shape[lot], -8.0), shape)
    crossed = shapely.STRtree(ways).query(shape, predicate="intersects")[0]
    fit[crossed] = False
    return Grounds(shape=to_centimetres(shape[fit]), lot=lot[fit])


def _blobs(middle: Floats, along: Floats, radius_m: Floats, rng: np.random.Generator) -> Floats:
    """Rounded outlines, each with two bays of its own."""
    turn = np.linspace(0.0, 2 * np.pi, 25)[:-1]
    phase = rng.uniform(0.0, 2 * np.pi, size=(2, len(middle), 1))
    reach = 1.0 + 0.16 * np.sin(2 * turn + phase[0]) + 0.10 * np.sin(3 * turn + phase[1])
    ahead = (radius_m[:, :1] * reach * np.cos(turn))[..., None] * along[:, None]
    aside = (radius_m[:, 1:] * reach * np.sin(turn))[..., None] * to_left(along)[:, None]
    blobs: Floats = middle[:, None] + ahead + aside
    return blobs
