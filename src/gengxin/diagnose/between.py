"""What lies on the straight line between two places."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.terms.codes import BARRIER_KINDS

__all__ = ["barriers_between"]


def barriers_between(lines: NDArray[np.object_], barriers: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """For each line the row of the barrier that it crosses, -1 where it crosses none.

    Of several, the kind that stands first in the code list (water before railways before fast
    roads before walls), then one with a name, then the one that stands first.
    """
    found = np.full(len(lines), -1, np.int64)
    shapes = np.asarray(barriers.geometry)
    if not len(shapes) or not len(lines):
        return found
    shapely.prepare(shapes)
    line, barrier = shapely.STRtree(shapes).query(lines)
    crosses = shapely.intersects(shapes[barrier], lines[line])
    line, barrier = line[crosses], barrier[crosses]
    rank = barriers["kind"].map({kind: at for at, kind in enumerate(BARRIER_KINDS)}).to_numpy()
    order = np.lexsort((barrier, ~_is_named(barriers)[barrier], rank[barrier], line))
    first = order[np.unique(line[order], return_index=True)[1]]
    found[line[first]] = barrier[first]
    return found


def _is_named(barriers: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    named = np.zeros(len(barriers), bool)
    for column in ("name_zh", "name_en"):
        if column in barriers.columns:
            named |= barriers[column].notna().to_numpy()
    return named
