"""Straight lines across open grounds, from entrance to entrance.

Every two entrances that see each other, past buildings and water, get the straight line between them.
With many entrances all go by way of a point in the middle. Neither understates a distance.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.sources.osm.open_ground import OpenGrounds
from gengxin.sources.osm.ragged import Flags, Ragged, Real, Whole

__all__ = ["Across", "across"]

Shapes = npt.NDArray[np.object_]

MOST_ENTRANCES: Final = 12
"""With more entrances than this the lines go by way of the middle: 66 lines a ground are enough."""


class Across(NamedTuple):
    """Lines across grounds: number of the ground, rows of both nodes, the line itself.

    Rows beyond the nodes of the map are the middles, ``middle_xy_m``.
    """

    ground: Whole
    start: Whole
    end: Whole
    line: Shapes
    middle_xy_m: Real


def across(grounds: OpenGrounds, entrances: Ragged, xy_m: Real, obstacles: Shapes) -> Across:
    """Lines across every ground with two entrances or more."""
    counts = entrances.counts
    by_middle = np.flatnonzero(counts > MOST_ENTRANCES)
    middle_xy_m = _middles(grounds.shapes[by_middle])
    spokes = entrances.take(by_middle)
    pairs = [
        _pairs(entrances, np.flatnonzero(counts == count), int(count))
        for count in np.unique(counts[(counts >= 2) & (counts <= MOST_ENTRANCES)])
    ]
    pairs.append(
        np.column_stack([by_middle[spokes.owner], spokes.values, len(xy_m) + spokes.owner])
    )
    ground, start, end = np.concatenate(pairs).T
    every_xy_m = np.concatenate([xy_m, middle_xy_m])
    lines = shapely.linestrings(every_xy_m[np.column_stack([start, end])])
    seen = shapely.length(lines) > 0
    seen[seen] = shapely.covers(_prepared(grounds.shapes, ground[seen]), lines[seen])
    seen[seen] = ~_is_blocked(lines[seen], obstacles)
    return Across(ground[seen], start[seen], end[seen], lines[seen], middle_xy_m)


def _pairs(entrances: Ragged, grounds: Whole, count: int) -> Whole:
    """Ground and both nodes of every two entrances, for grounds with ``count`` entrances each."""
    nodes = entrances.take(grounds).values.reshape(-1, count)
    one, other = np.triu_indices(count, k=1)
    ground = np.repeat(grounds, len(one))
    return np.column_stack([ground, nodes[:, one].ravel(), nodes[:, other].ravel()])


def _prepared(shapes: Shapes, ground: Whole) -> Shapes:
    """The ground of each line, made ready for many questions."""
    shapely.prepare(shapes[np.unique(ground)])
    return shapes[ground]


def _is_blocked(lines: Shapes, obstacles: Shapes) -> Flags:
    """Which lines run through an obstacle; one that only touches it doesn't."""
    line, obstacle = shapely.STRtree(obstacles).query(lines, predicate="intersects")
    through = ~shapely.touches(lines[line], obstacles[obstacle])
    blocked = np.zeros(len(lines), np.bool_)
    blocked[line[through]] = True
    return blocked


def _middles(shapes: Shapes) -> Real:
    """A point in each shape: its centroid, where that lies within."""
    centroids = shapely.centroid(shapes)
    within = shapely.contains(shapes, centroids)
    return shapely.get_coordinates(
        np.where(within, centroids, shapely.point_on_surface(shapes))
    ).reshape(-1, 2)
