"""Main streets: their middle lines along the lattice, and crossings cut where they meet them."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Ints, Shapes, lines_of, points_of
from gengxin.sources.sample.land.cells import SIDES, Cells, side_ends

__all__ = ["Mains", "cut_crossings", "mains_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mains:
    """Middle lines of main streets from node to node: a cell beside each, and which side it is.

    ``on`` is the main street on whose end each begins and ends, -1 where it is the first at a node.
    """

    line: Shapes
    cell: Ints
    side: Ints
    on: Ints


def mains_of(cells: Cells) -> Mains:
    """Every edge of the lattice between or beside the cells, but the bank of the river."""
    number = cells.edge_number.ravel()
    first = np.sort(np.unique(number, return_index=True)[1])
    cell, side = first // len(SIDES), first % len(SIDES)
    street = ~(cells.riverside[cell] & (side == SIDES.index("east")))
    cell, side = cell[street], side[street]
    node = _nodes(cells)[cell, side].ravel()
    _, first, inverse = np.unique(node, return_index=True, return_inverse=True)
    owner = first[inverse]
    on = np.where(owner == np.arange(node.size), -1, owner // 2)
    return Mains(line=cells.edge[cell, side], cell=cell, side=side, on=on.reshape(-1, 2))


def _nodes(cells: Cells) -> Ints:
    """A number for the node at either end of each side of each cell."""
    numbers = []
    for side in SIDES:
        col, row, going = side_ends(cells.col, cells.row, side)
        start = (col + 1_000) * 4_000 + row + 1_000
        numbers.append(np.stack([start, start + (4_000 if going == "east" else 1)], axis=1))
    return np.stack(numbers, axis=1)


def cut_crossings(line: Shapes, on: Ints, mains: Shapes, base: int) -> tuple[Shapes, Ints]:
    """Crossings in two halves, that meet on the main street they cross; ``base`` is its number."""
    which, main = shapely.STRtree(mains).query(line, predicate="intersects")
    which, first = np.unique(which, return_index=True)
    main = main[first]
    spot = shapely.get_coordinates(
        shapely.line_interpolate_point(
            mains[main], shapely.line_locate_point(mains[main], _meetings(line[which], mains[main]))
        )
    )
    ends = shapely.get_coordinates(line[which]).reshape(-1, 2, 2)
    near = lines_of(np.stack([ends[:, 0], spot], axis=1))
    far = lines_of(np.stack([spot, ends[:, 1]], axis=1))
    number = main + base
    whole = np.ones(line.size, dtype=bool)
    whole[which] = False
    pairs = [
        on[whole],
        np.stack([on[which, 0], number], axis=1),
        np.stack([number, on[which, 1]], axis=1),
    ]
    return np.concatenate([line[whole], near, far]), np.concatenate(pairs)


def _meetings(lines: Shapes, mains: Shapes) -> Shapes:
    """Where each line meets its main street; the first place where there are several."""
    places, index = shapely.get_coordinates(shapely.intersection(lines, mains), return_index=True)
    first = np.unique(index, return_index=True)[1]
    return points_of(places[first])
