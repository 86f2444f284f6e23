"""Footprints cut into cells, each of which may have its own height."""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.sun.faults import raise_faults

Shapes = npt.NDArray[np.object_]
Whole = npt.NDArray[np.int32]


def cells_of(footprints: npt.ArrayLike, *, size_m: float = 3.0) -> tuple[Shapes, Whole]:
    """Cut footprints along their longest direction into cells of at most ``size_m`` on a side.

    Returns the cells, footprint by footprint, and the row of the footprint that each is of. The
    cells fill their footprint; those on its border have its outline.

    Examples
    --------
    >>> cells, footprint = cells_of([shapely.box(0, 0, 12, 7), shapely.box(20, 0, 23, 6)])
    >>> np.bincount(footprint).tolist()
    [12, 2]
    """
    shapes = np.asarray(footprints, object)
    kind = shapely.get_type_id(shapes)
    is_odd = ~np.isin(kind, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    raise_faults(
        "footprints can't be cut into cells so; mend them",
        [f"size_m is {size_m}, must be above 0"] * (not size_m > 0),
        [
            f"footprint {row} is no polygon, or empty"
            for row in np.flatnonzero(is_odd | shapely.is_empty(shapes))
        ],
    )
    found = [_cells(shape, size_m) for shape in shapes]
    number = np.repeat(np.arange(len(found)), [len(cells) for cells in found])
    cells: Shapes = np.concatenate([np.empty(0, object), *found])
    return cells, number.astype(np.int32)


def _cells(footprint: Any, size_m: float) -> Shapes:  # noqa: ANN401  # an array holds any shape
    corner = shapely.get_coordinates(shapely.minimum_rotated_rectangle(footprint))
    sides = (corner[1] - corner[0], corner[2] - corner[1])
    counts = [max(int(np.ceil(np.hypot(*side) / size_m - 1e-9)), 1) for side in sides]
    row, column = np.divmod(np.arange(counts[0] * counts[1]), counts[1])
    squares = np.stack(
        [
            corner[0]
            + np.outer((row + u) / counts[0], sides[0])
            + np.outer((column + v) / counts[1], sides[1])
            for u, v in ((0, 0), (1, 0), (1, 1), (0, 1))
        ],
        axis=1,
    )
    pieces = shapely.get_parts(shapely.intersection(shapely.polygons(squares), footprint))
    is_cell = shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON
    cells: Shapes = pieces[is_cell & (shapely.area(pieces) > 1e-6)]
    return cells
