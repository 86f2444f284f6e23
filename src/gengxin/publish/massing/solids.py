"""Upright solids over plates, closed, in whole millimetres from an origin."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["MM_PER_M", "Mesh", "Solids", "on_grid"]

Whole = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]
MM_PER_M = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """Triangles that face outward, anticlockwise seen from outside; they close every solid.

    ``corners_mm`` has shape (v, 3), east, north, up; ``triangles`` (t, 3) names rows of it.
    """

    corners_mm: Whole
    triangles: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solids:
    """One solid a row: a plate without breaks, its floor and its top.

    ``plate`` is in millimetres from the origin, outer rings anticlockwise, holes clockwise.
    """

    plate: Shapes
    bottom_mm: Whole
    top_mm: Whole

    def take(self, rows: npt.ArrayLike) -> "Solids":
        """These rows, in this order."""
        at = np.asarray(rows)
        return Solids(plate=self.plate[at], bottom_mm=self.bottom_mm[at], top_mm=self.top_mm[at])

    def faces(self) -> tuple[Whole, list[list[list[list[int]]]]]:
        """Corners, shape (v, 3), each once; and of each solid its faces, of each face its rings."""
        rings = _Rings.of(self.plate)
        low, high = (
            np.column_stack([rings.corner, level[rings.solid]])
            for level in (self.bottom_mm, self.top_mm)
        )
        corners, named = np.unique(np.concatenate([low, high]), axis=0, return_inverse=True)
        below, above = named[: len(low)].tolist(), named[len(low) :].tolist()
        starts, first = rings.starts.tolist(), rings.first.tolist()
        solids = []
        for one in range(len(self.plate)):
            spans = [(starts[r], starts[r + 1]) for r in range(first[one], first[one + 1])]
            floor = [below[end - 1 : start - 1 if start else None : -1] for start, end in spans]
            walls = [
                [[below[a], below[b], above[b], above[a]]]
                for start, end in spans
                for a, b in zip(range(start, end), [*range(start + 1, end), start], strict=True)
            ]
            solids.append([floor, *walls, [above[start:end] for start, end in spans]])
        return corners, solids

    def mesh(self) -> Mesh:
        """All solids as one mesh; solids share no corners."""
        rings = _Rings.of(self.plate)
        caps, of_cap = shapely.get_parts(
            shapely.constrained_delaunay_triangles(self.plate), return_index=True
        )
        ends = shapely.get_coordinates(caps).reshape(-1, 4, 2)[:, :3]
        # the caps name the corners of the rings by place: the same solid, the same point
        every = np.concatenate(
            [
                np.column_stack([rings.solid, rings.corner]),
                np.column_stack([np.repeat(of_cap, 3), np.rint(ends.reshape(-1, 2))]),
            ]
        ).astype(np.int64)
        corner, named = np.unique(every, axis=0, return_inverse=True)
        cap = _anticlockwise(named[len(rings.corner) :].reshape(-1, 3), corner[:, 1:])
        a = named[: len(rings.corner)]
        b = a[rings.following]
        over = len(corner)
        walls = np.concatenate(
            [np.column_stack([a, b, b + over]), np.column_stack([a, b + over, a + over])]
        )
        return Mesh(
            corners_mm=np.concatenate(
                [
                    np.column_stack([corner[:, 1:], level[corner[:, 0]]])
                    for level in (self.bottom_mm, self.top_mm)
                ]
            ),
            triangles=np.concatenate([cap[:, ::-1], walls, cap + over]),
        )


def on_grid(
    shapes: Shapes, levels_m: tuple[npt.ArrayLike, npt.ArrayLike], *, origin_m: npt.ArrayLike
) -> tuple[Solids, Whole]:
    """Solids of polygons and multipolygons, a row a piece, and the row that each piece is of.

    ``levels_m`` are bottoms and tops. Pieces that vanish on the grid, or have no height, are no
    solids.
    """
    away = np.asarray(origin_m, np.float64)
    moved = shapely.transform(shapes, lambda xy: (xy - away) * MM_PER_M)
    piece, of = shapely.get_parts(shapely.set_precision(moved, 1.0), return_index=True)
    bottom, top = (
        np.rint(np.asarray(level, np.float64)[of] * MM_PER_M).astype(np.int64) for level in levels_m
    )
    kept = (shapely.get_dimensions(piece) == 2) & ~shapely.is_empty(piece) & (top > bottom)
    plate = np.asarray(shapely.orient_polygons(piece[kept]), object)
    return Solids(plate=plate, bottom_mm=bottom[kept], top_mm=top[kept]), of[kept]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rings:
    """Rings without their closing point: where each starts, and the corner after each."""

    corner: Whole
    solid: Whole
    starts: Whole
    first: Whole
    following: Whole

    @classmethod
    def of(cls, plates: Shapes) -> "_Rings":
        """Make them of plates; ``first`` tells the first ring of each plate."""
        ring_of_each, plate_of_ring = shapely.get_rings(plates, return_index=True)
        length = shapely.get_num_coordinates(ring_of_each)
        closing = np.cumsum(length) - 1
        corner = np.delete(shapely.get_coordinates(ring_of_each), closing, axis=0)
        starts = np.concatenate([[0], np.cumsum(length - 1)])
        following = np.arange(len(corner)) + 1
        following[starts[1:] - 1] = starts[:-1]
        return cls(
            corner=np.rint(corner).astype(np.int64),
            solid=np.repeat(plate_of_ring, length - 1),
            starts=starts,
            first=np.searchsorted(plate_of_ring, np.arange(len(plates) + 1)),
            following=following,
        )


def _anticlockwise(triangles: Whole, corner: Whole) -> Whole:
    """The triangles seen from above, each turned anticlockwise."""
    a, b, c = (corner[triangles[:, k]] for k in range(3))
    left = b - a
    right = c - a
    turned = left[:, 0] * right[:, 1] - left[:, 1] * right[:, 0] < 0
    return np.where(turned[:, None], triangles[:, ::-1], triangles)
