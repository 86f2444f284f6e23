"""The walking network of a district, ready for search, and how things join it."""

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.engines import walk
from gengxin.terms import District

__all__ = ["JOIN_M", "Ground", "ground"]

# a place farther than this from every walkable edge is not joined, but counted and named
JOIN_M = 100.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """The network and its lines, both in the order of ``walk_edges``.

    ``is_proxy`` says that some of it is a drive network on which walking is assumed.
    """

    network: walk.Network
    lines: walk.Lines
    is_proxy: bool

    @cached_property
    def drawn_m(self) -> NDArray[np.float64]:
        """Metres along all lines, one after another, to each of their vertices."""
        step_m = np.hypot(*np.diff(self.lines.xy_m, axis=0).T)
        return np.concatenate([[0.0], np.cumsum(step_m)])

    def joined(self, points: NDArray[np.object_]) -> walk.Snapped:
        """The nearest place on the network of each point, none beyond ``JOIN_M``."""
        return walk.snap(self.lines, shapely.get_x(points), shapely.get_y(points), within_m=JOIN_M)


def ground(district: District) -> Ground | None:
    """The walking network; ``None`` where the district has none."""
    edges = district.places("walk_edges")
    if not len(edges):
        return None
    drawn = np.asarray(edges.geometry.to_numpy())
    xy_m = shapely.get_coordinates(drawn)
    first = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(drawn))])
    length_m = edges["length_m"].to_numpy(np.float64)
    ends = edges[["start_node", "end_node"]].to_numpy(np.int64).T.ravel()
    node, row = np.unique(ends, return_inverse=True)
    at = np.empty((len(node), 2))
    at[row] = np.concatenate([xy_m[first[:-1]], xy_m[first[1:] - 1]])
    return Ground(
        network=walk.network(
            at[:, 0],
            at[:, 1],
            edge_start=row[: len(edges)],
            edge_end=row[len(edges) :],
            edge_length_m=length_m,
        ),
        # what is drawn in the table needn't be drawn, nor held, a second time
        lines=walk.Lines.of(drawn, length_m),
        is_proxy=_is_proxy(edges),
    )


def _is_proxy(edges: gpd.GeoDataFrame) -> bool:
    return "is_proxy" in edges.columns and bool(edges["is_proxy"].fillna(value=False).any())
