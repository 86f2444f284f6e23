"""Straight lines across open grounds, from entrance to entrance.

Every two entrances that see each other, past buildings and water, get the straight line between
them. With many entrances all go by way of a point in the middle. Neither understates a distance.
"""

from typing import Final, NamedTuple

import numpy as np
import shapely

from gengxin.sources.osm.open_ground import OpenGrounds
from gengxin.sources.osm.ragged import Flags, Ragged, Real, Shapes, Whole

__all__ = ["Across", "across"]

MOST_ENTRANCES: Final = 12
"""With more entrances than this the lines go by way of the middle: 66 lines a ground are enough."""

_DRAWN_IN_SHARE: Final = 1e-4


class Across(NamedTuple):
    """Lines across grounds: number of the ground, rows of both nodes, the line itself.

    Rows beyond the nodes of the map are the middles, ``middle_xy_m``.
    """

    ground: Whole
    start: Whole
    end: Whole
    line: Shapes
    middle_xy_m: Real


def across(
    grounds: OpenGrounds, entrances: Ragged, *, xy_m: Real, obstacles: Shapes, joined: Whole
) -> Across:
    """Lines across every ground with two entrances or more.

    ``joined``, of shape (edges, 2), are pairs of nodes that a side of the outline joins already.
    """
    counts = entrances.counts
    by_middle = np.flatnonzero(counts > MOST_ENTRANCES)
    middle_xy_m = _middles(grounds.shapes[by_middle])
    spokes = entrances.take(by_middle)
    found = [
        _pairs(entrances, np.flatnonzero(counts == count), int(count))
        for count in np.unique(counts[(counts >= 2) & (counts <= MOST_ENTRANCES)])
    ]
    found.append(np.column_stack([by_middle[spokes.owner], spokes.items, len(xy_m) + spokes.owner]))
    pairs = np.concatenate(found)
    pairs = pairs[~_is_joined(pairs[:, 1:], joined)]
    ends_xy_m = np.concatenate([xy_m, middle_xy_m])[pairs[:, 1:]]
    seen = _sees(grounds.shapes, pairs[:, 0], ends_xy_m)
    lines = np.asarray(shapely.linestrings(ends_xy_m[seen]), object)
    free = ~_is_blocked(lines, obstacles)
    ground, start, end = pairs[seen][free].T
    return Across(ground, start, end, lines[free], middle_xy_m)


def _pairs(entrances: Ragged, grounds: Whole, count: int) -> Whole:
    """Ground and both nodes of every two entrances, for grounds with ``count`` entrances each."""
    nodes = entrances.take(grounds).items.reshape(-1, count)
    one, other = np.triu_indices(count, k=1)
    ground = np.repeat(grounds, len(one))
    return np.column_stack([ground, nodes[:, one].ravel(), nodes[:, other].ravel()])


def _is_joined(pairs: Whole, joined: Whole) -> Flags:
    """Which pairs of nodes an edge joins already, in either direction."""
    highest = max(pairs.max(initial=0), joined.max(initial=0)) + 1
    keys, known = (
        both.min(axis=1, initial=highest) * highest + both.max(axis=1, initial=0)
        for both in (pairs, joined)
    )
    return np.isin(keys, known)


def _sees(shapes: Shapes, ground: Whole, ends_xy_m: Real) -> Flags:
    """Which lines lie within their ground.

    Their ends lie on its outline: they are drawn in a little, so that the rest must lie inside, for
    which the geometry engine has a far quicker answer.
    """
    shapely.prepare(shapes[np.unique(ground)])
    start, end = ends_xy_m[:, 0], ends_xy_m[:, 1]
    inward = _DRAWN_IN_SHARE * (end - start)
    drawn_in = shapely.linestrings(np.stack([start + inward, end - inward], axis=1))
    seen: Flags = (start != end).any(axis=1)
    seen &= shapely.contains_properly(shapes[ground], drawn_in)
    return seen


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
