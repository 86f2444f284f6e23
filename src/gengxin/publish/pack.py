"""Shapes made small enough to travel inside a page: whole numbers, each the step from the last."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

__all__ = ["SCALE", "packed", "vertex_count"]

# steps of one millionth of a degree: 0.11 m or less
SCALE = 1_000_000
_KINDS = ("point", "line", "polygon")
_POINT_IDS, _LINE_IDS, _POLYGON_IDS = (0, 4), (1, 5), (3, 6)


def packed(shapes: gpd.GeoSeries, *, tolerance_m: float = 0.0) -> list[dict[str, Any]]:
    """Pack shapes by kind: at most one group each of points, lines and polygons.

    A group has ``rows`` (position of each shape in ``shapes``), ``xy`` (steps in longitude and
    latitude by turns, in 1/``SCALE`` degree, the first from 0), ``sizes`` (vertices of each line or
    ring), ``rings`` (rings of each polygon part) and ``parts`` (parts of each shape; empty where
    every shape has one). Shapes that are missing or empty are in no group.
    """
    values = _plain_kinds(shapes.to_numpy())
    if tolerance_m:
        values = shapely.simplify(values, tolerance_m)
    kinds = shapely.get_type_id(values)
    filled = ~(shapely.is_missing(values) | shapely.is_empty(values))
    degrees = gpd.GeoSeries(values, crs=shapes.crs).to_crs(4326).to_numpy()
    groups = []
    for name, ids in zip(_KINDS, (_POINT_IDS, _LINE_IDS, _POLYGON_IDS), strict=True):
        rows = np.flatnonzero(np.isin(kinds, ids) & filled)
        if rows.size:
            groups.append({"kind": name, "rows": rows.tolist(), **_group(degrees[rows])})
    return groups


def vertex_count(shapes: gpd.GeoSeries) -> int:
    """How many vertices the shapes have together."""
    return int(shapely.get_num_coordinates(shapes.to_numpy()).sum())


def _group(shapes: np.ndarray) -> dict[str, Any]:
    """Pack shapes of one kind."""
    _, places, offsets = shapely.to_ragged_array(shapes, include_z=False)
    steps = np.diff(np.rint(places * SCALE).astype(np.int64), axis=0, prepend=[[0, 0]])
    counts: list[list[int]] = [np.diff(offset).astype(int).tolist() for offset in offsets]
    polygons = bool(np.isin(shapely.get_type_id(shapes[0]), _POLYGON_IDS))
    sizes = counts.pop(0) if counts and not _is_point(shapes) else []
    rings = counts.pop(0) if counts and polygons else []
    parts = counts.pop(0) if counts else []
    return {
        "xy": steps.ravel().tolist(),
        "sizes": sizes,
        "rings": rings,
        "parts": [] if all(part == 1 for part in parts) else parts,
    }


def _is_point(shapes: np.ndarray) -> bool:
    """Whether the shapes are points, single or multiple."""
    return bool(np.isin(shapely.get_type_id(shapes[0]), _POINT_IDS))


def _plain_kinds(values: np.ndarray) -> np.ndarray:
    """Reduce each collection to its parts of highest dimension, each many-point to one point."""
    plain = values.copy()
    for row in np.flatnonzero(shapely.get_type_id(values) == 7):
        parts = shapely.get_parts(values[row])
        highest = shapely.get_dimensions(parts).max(initial=-1)
        plain[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == highest])
    for row in np.flatnonzero(shapely.get_type_id(values) == 4):
        plain[row] = shapely.point_on_surface(values[row])
    return plain
