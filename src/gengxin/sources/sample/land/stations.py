"""Metro stations: on which nodes of the lattice they lie, and on which lines."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints
from gengxin.sources.sample.land.cells import SIDES, Cells, side_ends
from gengxin.sources.sample.land.lattice import RIVER_COL

__all__ = ["Stations", "stations_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stations:
    """The node and place of each station, and whether each way's line stops there."""

    col: Ints
    row: Ints
    place: Floats
    north_south: Flags
    east_west: Flags


def stations_of(cells: Cells) -> Stations:
    """The stations at corners of the cells, from west to east."""
    col, row, place = _corners(cells)
    crossing = (col % 4 == 3) & (row % 5 == 1)
    north_south = (col % 4 == 3) & (row % 2 == 0) | crossing
    east_west = (row % 5 == 1) & (col % 2 == 1) | crossing
    stops = (north_south | east_west) & (col < RIVER_COL)
    return Stations(
        col=col[stops],
        row=row[stops],
        place=place[stops],
        north_south=north_south[stops],
        east_west=east_west[stops],
    )


def _corners(cells: Cells) -> tuple[Ints, Ints, Floats]:
    """Every corner of a cell once: column, row, place."""
    nodes, places = [], []
    for number, side in enumerate(SIDES):
        col, row, going = side_ends(cells.col, cells.row, side)
        for tip, beyond in ((0, 0), (-1, 1)):
            ahead = (col + beyond * (going == "east"), row + beyond * (going == "north"))
            nodes.append(np.stack(ahead, axis=1))
            places.append(shapely.get_coordinates(shapely.get_point(cells.edge[:, number], tip)))
    node, first = np.unique(np.concatenate(nodes), axis=0, return_index=True)
    return node[:, 0], node[:, 1], np.concatenate(places)[first]
