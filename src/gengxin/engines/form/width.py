"""Whether an outline is so wide everywhere that drawing it in and out again gives it back.

While the edges of an outline move in, corners move along the lines that halve their angles. As long
as no edge shrinks to nothing (an edge event) and no corner that points inward meets an edge on the
other side (a split event), moving them out again gives back the same outline: Aichholzer and
Aurenhammer 1996.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.compiled import inner, kernel
from gengxin.engines.form.edges import Position, Real, Shapes

Flags = npt.NDArray[np.bool_]

# corners are drawn straight up to this ratio of their length to the distance: GEOS's own limit
_MITRE: Final = 5.0
_HAIR: Final = 1e-9


def stays_whole(shapes: Shapes, by_m: float) -> Flags:
    """Whether each shape, its edges moved in by a distance and out again, is surely itself.

    False too where nobody looks: shapes of several parts or with holes, and empty ones.
    """
    found = np.zeros(len(shapes), np.bool_)
    one_part = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    rows = np.flatnonzero(one_part & (shapely.get_num_interior_rings(shapes) == 0))
    corners, of = shapely.get_coordinates(shapes[rows], return_index=True)
    first = np.searchsorted(of, np.arange(len(rows) + 1))
    found[rows] = _stay_whole(corners, first, by_m)
    return found


@kernel()
def _stay_whole(corners: Real, first: Position, by_m: float) -> Flags:
    found = np.zeros(len(first) - 1, np.bool_)
    most = 0
    for shape in range(len(found)):
        most = max(most, first[shape + 1] - first[shape])
    # where a corner is, where it goes by metre moved in, and the direction of the edge that follows
    ring = np.empty((most, 6))
    for shape in range(len(found)):
        # the last corner of a ring is the first again
        count = first[shape + 1] - first[shape] - 1
        mine = ring[: max(count, 0)]
        if count >= 3 and _lay_out(corners[first[shape] : first[shape] + count], mine):
            found[shape] = not _meets(mine, by_m)
    return found


@inner()
def _lay_out(corners: Real, ring: Real) -> bool:
    """Write down the corners counterclockwise and how they move; False where some can't."""
    count, doubled_m2 = len(corners), 0.0
    for k in range(count):
        before = corners[k - 1]
        doubled_m2 += (before[0] - corners[0, 0]) * (corners[k, 1] - corners[0, 1])
        doubled_m2 -= (corners[k, 0] - corners[0, 0]) * (before[1] - corners[0, 1])
    for k in range(count):
        at = k if doubled_m2 > 0.0 else count - 1 - k
        ring[k, 0], ring[k, 1] = corners[at, 0], corners[at, 1]
    for k in range(count):
        after = ring[(k + 1) % count]
        east, north = after[0] - ring[k, 0], after[1] - ring[k, 1]
        length_m = np.hypot(east, north)
        if length_m <= _HAIR:
            return False
        ring[k, 4], ring[k, 5] = east / length_m, north / length_m
    for k in range(count):
        one, two = ring[k - 1], ring[k]
        # half the sum of both inward normals, divided by the square of its length
        east, north = -(one[5] + two[5]) / 2, (one[4] + two[4]) / 2
        square = east * east + north * north
        if square * _MITRE * _MITRE <= 1.0:
            return False
        ring[k, 2], ring[k, 3] = east / square, north / square
    return True


@inner()
def _meets(ring: Real, by_m: float) -> bool:
    """Whether an edge shrinks to nothing, or a corner that points inward meets an edge."""
    count = len(ring)
    for k in range(count):
        after = ring[(k + 1) % count]
        if _along(ring, k, after, by_m) <= _HAIR:
            return True
    for k in range(count):
        one, two = ring[k - 1], ring[k]
        if one[4] * two[5] - one[5] * two[4] < 0.0:
            for edge in range(count):
                apart = edge != k and (edge + 1) % count != k
                if apart and _meets_edge(ring, k, edge, by_m):
                    return True
    return False


@inner()
def _along(ring: Real, edge: int, corner: Real, at_m: float) -> float:
    """How far along an edge from its start a corner lies once both have moved in."""
    start = ring[edge]
    east = corner[0] - start[0] + at_m * (corner[2] - start[2])
    north = corner[1] - start[1] + at_m * (corner[3] - start[3])
    return float(east * start[4] + north * start[5])


@inner()
def _meets_edge(ring: Real, k: int, edge: int, by_m: float) -> bool:
    """Whether a corner comes from inside onto an edge while both move in."""
    corner, start, end = ring[k], ring[edge], ring[(edge + 1) % len(ring)]
    before_m = (corner[1] - start[1]) * start[4] - (corner[0] - start[0]) * start[5]
    nearer = 1.0 - (corner[3] * start[4] - corner[2] * start[5])
    if before_m < -_HAIR or nearer * by_m < before_m - _HAIR:
        return False
    at_m = before_m / nearer if nearer > _HAIR else 0.0
    whole_m = _along(ring, edge, end, at_m)
    along_m = _along(ring, edge, corner, at_m)
    return bool(-_HAIR <= along_m <= whole_m + _HAIR)
