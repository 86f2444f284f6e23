"""Cut polygons in two along gently bent lines, many at once."""

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes

__all__ = ["bent_lines", "extents", "halves", "parts", "turned", "widths"]

STEPS = 6


def extents(shapes: Shapes, along: Floats) -> tuple[Floats, Floats]:
    """Least and greatest coordinate of each shape in a direction of its own; NaN where empty."""
    places, index = shapely.get_coordinates(shapes, return_index=True)
    low = np.full(shapes.size, np.nan)
    high = np.full(shapes.size, np.nan)
    if index.size:
        at = (places * along[index]).sum(axis=1)
        first = np.flatnonzero(np.diff(index, prepend=-1))
        low[index[first]] = np.minimum.reduceat(at, first)
        high[index[first]] = np.maximum.reduceat(at, first)
    return low, high


def widths(shapes: Shapes, along: Floats, level_m: Floats) -> Floats:
    """Width of each shape along its own direction, at levels to the left: ``(n, levels)``.

    Where the outline goes up, with the inside to its left, the shape ends in the east; where it
    goes down, the shape begins in the west: the width is the sum of the ones less the others.
    """
    pieces, shape = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, piece = shapely.get_rings(pieces, return_index=True)
    places, ring = shapely.get_coordinates(rings, return_index=True)
    of = shape[piece[ring]]
    x = (places * along[of]).sum(axis=1)
    y = (places * (along[of][:, ::-1] * [-1.0, 1.0])).sum(axis=1)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    level = level_m[of[start]]
    x0, y0, x1, y1 = (v[:, None] for v in (x[start], y[start], x[start + 1], y[start + 1]))
    above = (y1 > level).astype(np.int64) - (y0 > level)
    rise = np.where(above == 0, 1.0, y1 - y0)
    crossed = np.where(above == 0, 0.0, above * (x0 + (x1 - x0) * (level - y0) / rise))
    found: Floats = np.zeros(level_m.shape)
    np.add.at(found, of[start], crossed)
    return found


def turned(direction: Floats, turn_rad: Floats) -> Floats:
    """Directions turned to the left."""
    c, s = np.cos(turn_rad), np.sin(turn_rad)
    x, y = direction[:, 0], direction[:, 1]
    return np.stack([c * x - s * y, s * x + c * y], axis=1)


def bent_lines(through: Floats, along: Floats, *, reach_m: Floats, bend_m: Floats) -> Floats:
    """Lines through points, bent to the left in their middle: ``(n, points, 2)``."""
    t = np.linspace(-1.0, 1.0, STEPS + 1)
    left = along[:, ::-1] * [-1.0, 1.0]
    line: Floats = (
        through[:, None]
        + along[:, None] * (reach_m[:, None] * t)[..., None]
        + left[:, None] * (bend_m[:, None] * np.cos(t * np.pi / 2))[..., None]
    )
    return line


def halves(shapes: Shapes, lines: Floats, gap_m: Floats) -> tuple[Shapes, Shapes]:
    """What lies left and right of each line, with a gap between."""
    along = lines[:, -1] - lines[:, 0]
    length_m = np.hypot(along[:, 0], along[:, 1])
    left = along[:, ::-1] * [-1.0, 1.0] / length_m[:, None]
    found = []
    for side in (left, -left):
        near = lines + (side * gap_m[:, None] / 2)[:, None]
        far = lines[:, [-1, 0]] + (side * length_m[:, None])[:, None]
        found.append(
            shapely.intersection(shapes, shapely.polygons(np.concatenate([near, far], axis=1)))
        )
    return found[0], found[1]


def parts(shapes: Shapes, least_m2: float) -> tuple[Shapes, Ints]:
    """The polygons of each shape that have the least area, and the shape each comes from."""
    pieces, index = shapely.get_parts(shapes, return_index=True)
    kept: Flags = (shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON) & (
        shapely.area(pieces) >= least_m2
    )
    return pieces[kept], index[kept].astype(np.int64)
