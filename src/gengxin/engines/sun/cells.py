"""Footprints cut into cells, each of which may have its own height."""

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]


def cells_of(footprint: shapely.Polygon | shapely.MultiPolygon, *, size_m: float = 3.0) -> Shapes:
    """Cut a footprint along its longest direction into cells of at most ``size_m`` on a side.

    The cells fill the footprint; those on its border have its outline.

    Examples
    --------
    >>> len(cells_of(shapely.box(0, 0, 12, 7), size_m=3))
    12
    """
    if not size_m > 0:
        msg = f"size_m is {size_m}, must be above 0"
        raise ValueError(msg)
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
