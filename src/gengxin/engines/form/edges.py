"""Outlines as directed edges, the ground on the left of each."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

Real = npt.NDArray[np.float64]
Position = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]


class Edges(NamedTuple):
    """Shape ``s`` has edges ``first[s] : first[s + 1]``; a row of ``ends`` is x, y, x, y in m."""

    first: Position
    ends: Real

    @property
    def of(self) -> Position:
        """Which shape each edge belongs to."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


def edges_of(shapes: Shapes) -> Edges:
    """The edges of polygons and multipolygons, holes included; none of empty ones."""
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    corners, of_corner = shapely.get_coordinates(rings, return_index=True)
    inside = of_corner[1:] == of_corner[:-1]
    ends = np.hstack([corners[:-1], corners[1:]])[inside]
    of_shape = of_part[of_ring[of_corner[:-1][inside]]]
    long = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]) > 0
    return Edges(np.searchsorted(of_shape[long], np.arange(len(shapes) + 1)), ends[long])


def taken(first: Position, rows: Position) -> tuple[Position, Position]:
    """Where the lists of these rows start when laid end to end, and what they hold of the old."""
    counts = np.diff(first)[rows]
    starts = np.concatenate([[0], np.cumsum(counts)])
    return starts, np.arange(starts[-1]) + np.repeat(first[rows] - starts[:-1], counts)


def along_and_length(edges: Edges) -> tuple[Real, Real]:
    """Unit direction of each edge, and its length in m."""
    run = edges.ends[:, 2:] - edges.ends[:, :2]
    length_m = np.hypot(run[:, 0], run[:, 1])
    return run / length_m[:, None], length_m
