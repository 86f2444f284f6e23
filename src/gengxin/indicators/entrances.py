"""Where a supplier is entered: at its gates, where ways cross its edge, or anywhere along it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import walk
from gengxin.indicators.ground import Ground
from gengxin.terms import District

__all__ = ["edge_points", "entrances", "entrances_of"]

# ground without gates or ways across its edge is entered at points this far apart
EDGE_STEP_M = 20.0

# for each point the row that owns it
Owned = tuple[NDArray[np.int64], NDArray[np.object_]]


def entrances(district: District, on: Ground, table: str) -> walk.Spots:
    """The spots at which each facility or stop is reached, owned by its row in the table.

    One with gates (of a station: entrances) is reached at these alone. Ground without gates is
    reached where walkable ways cross or touch its edge, else from the nearest way to each point
    along its edge; never at its centre. What no way comes near has no spot.
    """
    rows = district.places(table)
    shapes = np.asarray(rows.geometry.to_numpy())
    gate_owner, gate_points = _gates(district, rows, table)
    open_still = np.ones(len(rows), bool)
    open_still[gate_owner] = False
    owner, edge, offset_m = _crossings(
        on, shapes, np.flatnonzero(open_still & (shapely.get_dimensions(shapes) == 2))
    )
    open_still[owner] = False
    along_owner, along_points = edge_points(shapes, np.flatnonzero(open_still))
    point_owner = np.concatenate([gate_owner, along_owner])
    snapped = on.joined(np.concatenate([gate_points, along_points]))
    found = snapped.edge >= 0
    return walk.on_edges(
        on.network,
        np.concatenate([edge, snapped.edge[found]]),
        np.concatenate([offset_m, snapped.offset_m[found]]),
        owner=np.concatenate([owner, point_owner[found]]),
        owner_count=len(rows),
    )


def entrances_of(spots: walk.Spots, rows: NDArray[np.int64]) -> walk.Spots:
    """The spots of some rows, each now owned by its place among them."""
    number = np.full(spots.owner_count, -1, np.int32)
    number[rows] = np.arange(len(rows))
    owner = number[spots.owner]
    kept = owner >= 0
    return walk.Spots(
        link=spots.link[kept],
        offset=spots.offset[kept],
        owner=owner[kept],
        owner_count=len(rows),
    )


def edge_points(shapes: NDArray[np.object_], rows: NDArray[np.int64]) -> Owned:
    """Points along the edges of some shapes (of lines along them, of points themselves)."""
    points, at = shapely.get_coordinates(
        shapely.segmentize(_edges(shapes[rows]), EDGE_STEP_M), return_index=True
    )
    return rows[at], np.asarray(shapely.points(points))


def _edges(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The boundary of each polygon; lines and points as they are."""
    edges: NDArray[np.object_] = np.where(
        shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes
    )
    return edges


def _gates(district: District, rows: gpd.GeoDataFrame, table: str) -> Owned:
    """The gates of facilities, or the entrances of stations, with the row that each belongs to."""
    source, key = ("gates", "facility") if table == "facilities" else ("stops", "station")
    gates = district.places(source)
    if key not in gates.columns:
        return np.zeros(0, np.int64), np.zeros(0, object)
    gates = gates[gates[key].notna() & (gates[key] != gates.index)]
    owner = rows.index.get_indexer(pd.Index(gates[key])).astype(np.int64)
    return owner, np.asarray(gates.geometry.to_numpy())


def _crossings(
    on: Ground, shapes: NDArray[np.object_], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Where ways cross or touch the edges of shapes: row, way, metres on foot along the way."""
    edges = _edges(shapes[rows])
    at, way = on.lines.tree.query(edges, predicate="intersects")
    # a way that runs along the edge is open all along it
    shared = shapely.segmentize(shapely.intersection(edges[at], on.lines.drawn[way]), EDGE_STEP_M)
    points, pair = shapely.get_coordinates(shared, return_index=True)
    owner, way = rows[at][pair], way[pair]
    drawn, length_m = on.lines.drawn[way], on.lines.length_m[way]
    along_m, drawn_m = (
        shapely.line_locate_point(drawn, shapely.points(points)),
        shapely.length(drawn),
    )
    share = np.divide(along_m, drawn_m, out=np.zeros(len(way)), where=drawn_m > 0)
    return owner, way, np.clip(share, 0.0, 1.0) * length_m
