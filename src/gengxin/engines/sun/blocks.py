"""Buildings as blocks: footprints drawn straight up to one height."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.sun.faults import raise_faults

Found = TypeVar("Found")
Shapes = npt.NDArray[np.object_]
Real = npt.NDArray[np.float64]
Position = npt.NDArray[np.int64]

# shapes copied at a time, so that the copies of a city need not be held
_SHAPES_A_PART: Final = 8192
_THREADS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """Upright blocks; block ``b`` has the walls ``first[b] : first[b + 1]``.

    A row of ``walls`` is a wall's two ends and its outward normal: x, y, x, y, east, north. Outer
    rings run counterclockwise and courtyards clockwise, so that a wall's outside is on its right.
    ``top_m`` and ``ground_m`` are heights above one level that all share; ``bounds`` are least x,
    least y, greatest x, greatest y.
    """

    walls: Real
    first: Position
    bounds: Real
    top_m: Real
    ground_m: Real

    @property
    def count(self) -> int:
        """Number of blocks."""
        return len(self.top_m)

    @property
    def area_m2(self) -> Real:
        """Area of each footprint, courtyards taken off."""
        block = np.repeat(np.arange(self.count), np.diff(self.first))
        # corners from the block's own corner, so that large coordinates cancel out
        corner = self.bounds[block, :2]
        (x, y), (next_x, next_y) = (self.walls[:, :2] - corner).T, (self.walls[:, 2:4] - corner).T
        area_m2 = np.zeros(self.count)
        np.add.at(area_m2, block, (x * next_y - next_x * y) / 2)
        return area_m2

    def only(self, rows: Position) -> "Blocks":
        """The blocks of these rows, in their order."""
        count = np.diff(self.first)[rows]
        first = np.concatenate([[0], np.cumsum(count)])
        wall = np.arange(first[-1]) + np.repeat(self.first[rows] - first[:-1], count)
        return Blocks(
            walls=self.walls[wall],
            first=first,
            bounds=self.bounds[rows],
            top_m=self.top_m[rows],
            ground_m=self.ground_m[rows],
        )


def blocks(
    footprints: npt.ArrayLike, top_m: npt.ArrayLike, *, ground_m: npt.ArrayLike = 0.0
) -> Blocks:
    """Make blocks of footprints, which may touch, overlap and have courtyards.

    Parameters
    ----------
    footprints
        Valid polygons or multipolygons in metres.
    top_m, ground_m
        Height of the roof and of the ground around, above one level; one for all or one a block.

    Examples
    --------
    >>> tower = blocks([shapely.box(0, 0, 10, 10)], 30.0)
    >>> tower.count, len(tower.walls)
    (1, 4)
    """
    shapes = np.asarray(footprints, object)
    tops_m = np.broadcast_to(np.asarray(top_m, np.float64), shapes.shape).copy()
    grounds_m = np.broadcast_to(np.asarray(ground_m, np.float64), shapes.shape).copy()
    _check(shapes, tops_m, grounds_m)
    walls, first = _walls(shapes)
    return Blocks(
        walls=walls,
        first=first,
        bounds=shapely.bounds(shapes).reshape(-1, 4),
        top_m=tops_m,
        ground_m=grounds_m,
    )


def _check(shapes: Shapes, top_m: Real, ground_m: Real) -> None:
    kind = shapely.get_type_id(shapes)
    odd_kind = ~np.isin(kind, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    empty = ~odd_kind & shapely.is_empty(shapes)
    invalid = ~odd_kind & ~empty & ~np.concatenate(_by_part(shapely.is_valid, shapes))
    odd_height = ~(np.isfinite(ground_m) & np.isfinite(top_m) & (top_m >= ground_m))
    raise_faults(
        "footprints and heights have faults; mend these blocks or leave them out",
        [f"block {b}: the footprint is no polygon" for b in np.flatnonzero(odd_kind)],
        [f"block {b}: the footprint is empty" for b in np.flatnonzero(empty)],
        [
            f"block {b}: {shapely.is_valid_reason(shapes[b])}; shapely.make_valid can mend it"
            for b in np.flatnonzero(invalid)
        ],
        [
            f"block {b}: top_m is {top_m[b]}, must be finite and at least ground_m, {ground_m[b]}"
            for b in np.flatnonzero(odd_height)
        ],
    )


def _walls(shapes: Shapes) -> tuple[Real, Position]:
    """The walls of all blocks, and where each block's begin."""
    found = _by_part(_walls_of_part, shapes)
    count = np.concatenate([np.diff(first) for _, first in found])
    first = np.concatenate([[0], np.cumsum(count)])
    return np.concatenate([walls for walls, _ in found]), first.astype(np.int64)


def _by_part(found: Callable[[Shapes], Found], shapes: Shapes) -> list[Found]:
    """What is found of so many shapes at a time, in threads."""
    parts = np.split(shapes, range(_SHAPES_A_PART, len(shapes), _SHAPES_A_PART))
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(found, parts))


def _walls_of_part(shapes: Shapes) -> tuple[Real, Position]:
    pieces, piece_block = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, ring_piece = shapely.get_rings(pieces, return_index=True)
    corner, ring = shapely.get_coordinates(rings, return_index=True)
    start, end, block = corner[:-1], corner[1:], piece_block[ring_piece[ring[:-1]]]
    length_m = np.hypot(*(end - start).T)
    is_wall = (ring[1:] == ring[:-1]) & (length_m > 0)
    along = (end - start)[is_wall] / length_m[is_wall, None]
    walls = np.column_stack([start[is_wall], end[is_wall], along[:, 1], -along[:, 0]])
    return walls, np.searchsorted(block[is_wall], np.arange(len(shapes) + 1))
