"""Cut polygons in two along gently bent lines, many at once."""

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes

__all__ = ["bent_lines", "extents", "halves", "parts", "turned"]

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
