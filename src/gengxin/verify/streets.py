"""The walking network by the textbook: what joins it where, and Dijkstra's search.

Nothing is shared with the engine that made the table of who is within reach. What is stated of it:
everything joins at the nearest place on a way, none farther than 100 m (of equal ones the first);
along a way one walks its share of the drawing times the stated length.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gengxin.verify.whole import Floats, Whole

__all__ = ["EDGE_STEP_M", "JOIN_M", "Spots", "Streets"]

Shapes = npt.NDArray[np.object_]

JOIN_M = 100.0
# ground without gates is entered at points so far apart along its edge
EDGE_STEP_M = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """Places on ways: the row of the way (−1: on none) and the metres from its start."""

    way: Whole
    along_m: Floats


class Streets:
    """The ways of a district, and for each node the nodes at the other ends of its ways."""

    def __init__(self, edges: gpd.GeoDataFrame) -> None:
        self.drawn: Shapes = np.asarray(edges.geometry.to_numpy(), object)
        self.length_m = edges["length_m"].to_numpy(np.float64)
        ends = edges[["start_node", "end_node"]].to_numpy(np.int64)
        nodes, row = np.unique(ends, return_inverse=True)
        self.start, self.end = row.reshape(-1, 2).T
        self.tree = shapely.STRtree(self.drawn)
        self.ways: list[list[tuple[int, float]]] = [[] for _ in nodes]
        for start, end, metres in zip(
            self.start.tolist(), self.end.tolist(), self.length_m.tolist(), strict=True
        ):
            self.ways[start].append((end, metres))
            self.ways[end].append((start, metres))

    def joined(self, points: Shapes) -> Spots:
        """Where points join the network."""
        (row, way), gap_m = self.tree.query_nearest(
            points, max_distance=JOIN_M, return_distance=True
        )
        nearest = np.full(len(points), len(self.drawn), np.int64)
        np.minimum.at(nearest, row[gap_m <= JOIN_M], way[gap_m <= JOIN_M])
        way = np.where(nearest < len(self.drawn), nearest, -1)
        on = way >= 0
        along_m = np.full(len(points), np.nan)
        along_m[on] = self.along(way[on], points[on])
        return Spots(way=way, along_m=along_m)

    def along(self, way: Whole, points: Shapes) -> Floats:
        """Metres on foot from the start of each way to the foot of each point."""
        drawn_m = shapely.length(self.drawn[way])
        share = shapely.line_locate_point(self.drawn[way], points) / np.where(drawn_m, drawn_m, 1.0)
        metres: Floats = np.clip(share, 0.0, 1.0) * self.length_m[way]
        return metres

    def entrances(self, shape: shapely.Geometry, gates: Shapes) -> Spots:
        """Where a facility is entered: its gates, else ways across its edge, else all along it."""
        if len(gates):
            return self.joined(gates)
        is_ground = shapely.get_dimensions(shape) == 2
        edge = shapely.boundary(shape) if is_ground else shape
        if is_ground:
            way = self.tree.query(edge, predicate="intersects")
            shared = shapely.intersection(edge, self.drawn[way])
            step = shapely.segmentize(shared, EDGE_STEP_M)
            at, of = shapely.get_coordinates(step, return_index=True)
            if len(at):
                along_m = self.along(way[of], np.asarray(shapely.points(at)))
                return Spots(way=way[of], along_m=along_m)
        at = shapely.get_coordinates(shapely.segmentize(edge, EDGE_STEP_M))
        return self.joined(np.asarray(shapely.points(at)))

    def walk(self, source: Spots, within_m: float) -> Floats:
        """Metres from the nearest of some spots to every node, inf beyond a limit: Dijkstra."""
        metres = np.full(len(self.ways), inf)
        queue: list[tuple[float, int]] = []
        for way, along_m in self._spots(source):
            heappush(queue, (along_m, int(self.start[way])))
            heappush(queue, (float(self.length_m[way]) - along_m, int(self.end[way])))
        while queue:
            so_far, node = heappop(queue)
            if so_far > within_m:
                break
            if metres[node] < inf:
                continue
            metres[node] = so_far
            for other, step in self.ways[node]:
                if metres[other] == inf:
                    heappush(queue, (so_far + step, other))
        return metres

    def reached(self, source: Spots, target: Spots, within_m: float) -> Floats:
        """Metres from the nearest of some spots to each target; inf beyond a limit or unjoined."""
        node_m, way = self.walk(source, within_m), target.way
        to_start = node_m[self.start[way]] + target.along_m
        to_end = node_m[self.end[way]] + self.length_m[way] - target.along_m
        metres = np.where(way >= 0, np.minimum(to_start, to_end), inf)
        for own, along_m in self._spots(source):
            here = np.flatnonzero(way == own)
            metres[here] = np.minimum(metres[here], np.abs(target.along_m[here] - along_m))
        return np.where(metres <= within_m, metres, inf)

    @staticmethod
    def _spots(source: Spots) -> Iterable[tuple[int, float]]:
        on = source.way >= 0
        return zip(source.way[on].tolist(), source.along_m[on].tolist(), strict=True)
