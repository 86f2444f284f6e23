"""The tiles that a map of the whole district asks for first, cut before anybody asks."""

from collections.abc import Iterator

import numpy as np

from gengxin.store.layers import Square
from gengxin.store.layers.squares import as_shares
from gengxin.workbench.layers.catalogue import Layers
from gengxin.workbench.layers.collection import Bounds

__all__ = ["cut_first_tiles"]

# layers that the workbench draws of a whole district
FIRST = ("areas", "green", "barriers", "sites")
# a zoom at which the district takes more squares than this shows a part of it
MOST_SQUARES = 12


def cut_first_tiles(layers: Layers) -> int:
    """Cut the tiles that show the whole district; those that are kept already take no time.

    Returns
    -------
    int
        How many tiles there are of it now.

    """
    catalogue = layers.catalogue()
    bounds, count = catalogue.bounds_deg, 0
    for name in FIRST:
        found = catalogue.tables.get(name)
        tiling = None if found is None else found.table.tiling
        if found is None or tiling is None or bounds is None:
            continue
        for zoom in range(tiling.least_zoom, tiling.most_zoom + 1):
            squares = list(_squares(bounds, zoom))
            if len(squares) > MOST_SQUARES:
                break
            for square in squares:
                layers.store.tile(found.table, square)
                count += 1
    return count


def _squares(bounds: Bounds, zoom: int) -> Iterator[Square]:
    """The squares that a box meets; none beyond so many that they won't be cut."""
    west, south, east, north = bounds
    shares = as_shares(np.array([[west, north], [east, south]])) * 2**zoom
    (left, top), (right, bottom) = np.floor(shares).astype(int).tolist()
    for column in range(left, min(right, left + MOST_SQUARES) + 1):
        for row in range(top, min(bottom, top + MOST_SQUARES) + 1):
            yield Square(zoom, column, row)
