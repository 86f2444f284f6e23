"""Many shapes at once: points, lines, areas made sound."""

import numpy as np
import shapely

from gengxin.sources.osm.ragged import Flags, Ragged, Real, Shapes

__all__ = ["has_area", "lines_through", "points_at", "sound_areas"]


def points_at(xy_m: Real) -> Shapes:
    """A point for each place, of shape (rows, 2)."""
    return np.asarray(shapely.points(xy_m), object)


def lines_through(nodes: Ragged, xy_m: Real) -> Shapes:
    """A line for each list of rows of nodes."""
    line = shapely.GeometryType.LINESTRING
    return np.asarray(shapely.from_ragged_array(line, xy_m[nodes.items], (nodes.first,)), object)


def sound_areas(shapes: Shapes) -> tuple[Shapes, int]:
    """Areas without self-crossings, ``None`` for what encloses nothing; how many were mended."""
    sound = shapes.copy()
    faulty = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes))
    for row in faulty:
        sound[row] = _areas_of(shapely.make_valid(shapes[row], method="structure"))
    return sound, len(faulty)


def _areas_of(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The part of a shape that has area."""
    parts = shapely.get_parts(shapely.get_parts([shape]))
    wide = [part for part in parts if shapely.area(part) > 0]
    if not wide:
        return None
    return wide[0] if len(wide) == 1 else shapely.union_all(wide)


def has_area(shapes: Shapes) -> Flags:
    """Which shapes are areas."""
    return np.asarray(shapely.get_dimensions(shapes) == 2)
