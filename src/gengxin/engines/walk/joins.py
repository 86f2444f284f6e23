"""Joins: short connecting edges between islands whose streets almost touch."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit

from gengxin.engines.walk.fixed_point import Position, Real, Whole
from gengxin.engines.walk.islands import Islands, islands
from gengxin.engines.walk.lines import Drawn, Lines, offsets_m, points_at
from gengxin.engines.walk.network import Network, network


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Streets:
    """Nodes, and edges with their lines, as a map reader has them before they become a network."""

    node_x_m: Real
    node_y_m: Real
    edge_start: Whole
    edge_end: Whole
    lines: Lines


@dataclass(frozen=True, kw_only=True, eq=False)
class Joined:
    """Streets with their islands joined, and what was done.

    Every edge keeps its number; one that had to be cut keeps its first part, the others stand
    behind the old edges with ``edge_was`` telling the number they had. The connecting edges come
    last, with ``edge_was`` -1. New nodes stand behind the old ones.
    """

    streets: Streets
    edge_was: Whole

    @cached_property
    def islands(self) -> Islands:
        """The islands that are left."""
        return islands(_network(self.streets))


class Gaps(NamedTuple):
    """Places where a node of one island is near an edge of another."""

    node: Whole
    edge: Whole
    gap_m: Real


def join_islands(streets: Streets, *, within_m: float) -> Joined:
    """Join islands whose streets come within ``within_m``, by the shortest connecting edges.

    A connecting edge runs from a node to the nearest place on an edge, which is cut there. Between
    two islands only the shortest is added, and none that closes a circle.

    Examples
    --------
    >>> street, path = [[0.0, 0.0], [100.0, 0.0]], [[30.0, 2.0], [30.0, 50.0]]
    >>> streets = Streets(
    ...     node_x_m=np.array([0.0, 100.0, 30.0, 30.0]),
    ...     node_y_m=np.array([0.0, 0.0, 2.0, 50.0]),
    ...     edge_start=np.array([0, 2], np.int32),
    ...     edge_end=np.array([1, 3], np.int32),
    ...     lines=Lines(
    ...         first=np.array([0, 2, 4]),
    ...         xy_m=np.array(street + path),
    ...         length_m=np.array([100.0, 48.0]),
    ...     ),
    ... )
    >>> joined = join_islands(streets, within_m=5)
    >>> joined.edge_was.tolist(), joined.streets.lines.length_m.tolist()
    ([0, 1, 0, -1], [30.0, 48.0, 70.0, 2.0])
    """
    drawn = streets.lines.drawn
    apart = islands(_network(streets))
    gaps = _gaps(streets, drawn, apart, within_m)
    return _joined(streets, drawn, _chosen(gaps, apart))


def _network(streets: Streets) -> Network:
    return network(
        streets.node_x_m,
        streets.node_y_m,
        edge_start=streets.edge_start,
        edge_end=streets.edge_end,
        edge_length_m=streets.lines.length_m,
    )


def _gaps(streets: Streets, drawn: Drawn, apart: Islands, within_m: float) -> Gaps:
    """Where islands come near; the largest is compared with the others only, never with itself."""
    x_m, y_m = streets.node_x_m, streets.node_y_m
    every_edge, every_node = np.arange(len(drawn)), np.arange(len(x_m))
    found = []
    for nodes, edges in (
        (every_node[apart.node_island > 0], every_edge),
        (every_node[apart.node_island == 0], every_edge[apart.edge_island > 0]),
    ):
        x, y = x_m[nodes], y_m[nodes]
        around = shapely.box(x - within_m, y - within_m, x + within_m, y + within_m)
        near, edge = shapely.STRtree(drawn[edges]).query(around)
        found.append(np.stack([nodes[near], edges[edge]]))
    node, edge = np.concatenate(found, axis=1)
    other = apart.node_island[node] != apart.edge_island[edge]
    node, edge = node[other], edge[other]
    gap_m = shapely.distance(shapely.points(x_m[node], y_m[node]), drawn[edge])
    within = gap_m <= within_m
    return Gaps(node[within], edge[within], gap_m[within])


def _chosen(gaps: Gaps, apart: Islands) -> Gaps:
    """The shortest gap between each two islands, as far as they form no circle; shortest first."""
    # only who joins islands waits for these
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    count = len(apart.node_count)
    low, high = np.sort([apart.node_island[gaps.node], apart.edge_island[gaps.edge]], axis=0)
    order = np.lexsort((gaps.edge, gaps.node, gaps.gap_m))
    two_islands = (low.astype(np.int64) * count + high)[order]
    best = order[np.sort(np.unique(two_islands, return_index=True)[1])]
    # ranks instead of metres: equal gaps have an order, and a gap of 0 m is not taken for none
    rank = np.arange(1, len(best) + 1)
    tree = minimum_spanning_tree(coo_array((rank, (low[best], high[best])), shape=(count, count)))
    kept = best[np.sort(tree.data).astype(np.int64) - 1]
    return Gaps(gaps.node[kept], gaps.edge[kept], gaps.gap_m[kept])


def _joined(streets: Streets, drawn: Drawn, gaps: Gaps) -> Joined:
    """Cut the edges that are met and add the connecting edges."""
    nodes = points_at(np.stack([streets.node_x_m, streets.node_y_m], axis=1))
    length_m = streets.lines.length_m[gaps.edge]
    offset_m = offsets_m(drawn[gaps.edge], nodes[gaps.node], length_m)
    inner = (offset_m > 0) & (offset_m < length_m)
    cuts, cut_of_gap = np.unique([gaps.edge[inner], offset_m[inner]], axis=1, return_inverse=True)
    foot = np.where(offset_m > 0, streets.edge_end[gaps.edge], streets.edge_start[gaps.edge])
    foot[inner] = len(nodes) + cut_of_gap
    pieces = _pieces(streets, drawn, edge=cuts[0].astype(np.int64), offset_m=cuts[1])
    nodes = np.concatenate([nodes, pieces.nodes])
    joints = _straight(nodes[gaps.node], nodes[foot])
    changed = Streets(
        node_x_m=shapely.get_x(nodes),
        node_y_m=shapely.get_y(nodes),
        edge_start=np.concatenate([pieces.start, gaps.node]).astype(np.int32),
        edge_end=np.concatenate([pieces.end, foot]).astype(np.int32),
        lines=Lines.of(
            np.concatenate([pieces.drawn, joints]), np.concatenate([pieces.length_m, gaps.gap_m])
        ),
    )
    edge_was = np.concatenate([pieces.edge_was, np.full(len(joints), -1)]).astype(np.int32)
    return Joined(streets=changed, edge_was=edge_was)


def _straight(start: Drawn, end: Drawn) -> Drawn:
    """Lines from point to point."""
    xy_m = np.stack([shapely.get_coordinates(start), shapely.get_coordinates(end)], axis=1)
    return np.asarray(shapely.linestrings(xy_m), object)


class Pieces(NamedTuple):
    """Edges after cutting, and the nodes where they were cut."""

    start: Whole
    end: Whole
    drawn: Drawn
    length_m: Real
    edge_was: Whole
    nodes: Drawn


def _pieces(
    streets: Streets, drawn: Drawn, *, edge: npt.NDArray[np.int64], offset_m: Real
) -> Pieces:
    """Cut edges at offsets, sorted by edge, then offset; the first part of each stays in place."""
    length_m = streets.lines.length_m
    first = np.diff(edge, prepend=-1) > 0
    last = np.diff(edge, append=np.iinfo(np.int64).max) > 0
    node = len(streets.node_x_m) + np.arange(len(edge))
    until_m = np.where(last, length_m[edge], np.roll(offset_m, -1))
    share, until_share = offset_m / length_m[edge], until_m / length_m[edge]
    start, end = streets.edge_start, streets.edge_end.copy()
    behind_end = np.where(last, end[edge], node + 1)
    end[edge[first]] = node[first]
    left_m, left = length_m.copy(), drawn.copy()
    left_m[edge[first]] = offset_m[first]
    left[edge[first]] = _parts(drawn[edge[first]], np.zeros(first.sum()), share[first])
    return Pieces(
        start=np.concatenate([start, node]),
        end=np.concatenate([end, behind_end]),
        drawn=np.concatenate([left, _parts(drawn[edge], share, until_share)]),
        length_m=np.concatenate([left_m, until_m - offset_m]),
        edge_was=np.concatenate([np.arange(len(drawn)), edge]),
        nodes=shapely.line_interpolate_point(drawn[edge], share, normalized=True),
    )


def _parts(drawn: Drawn, start: Real, end: Real) -> Drawn:
    """The stretch of each line between two shares of it."""
    drawn_m, row = shapely.length(drawn), np.arange(len(drawn))
    start_m, end_m = start * drawn_m, end * drawn_m
    xy_m, owner = shapely.get_coordinates(drawn, return_index=True)
    along_m = _along_m(xy_m, owner)
    inner = (along_m > start_m[owner]) & (along_m < end_m[owner])
    first, last = (shapely.line_interpolate_point(drawn, at_m) for at_m in (start_m, end_m))
    pieces = shapely.get_coordinates(first), xy_m[inner], shapely.get_coordinates(last)
    owners = np.concatenate([row, owner[inner], row])
    order = np.argsort(owners, kind="stable")
    parts = shapely.linestrings(np.concatenate(pieces)[order], indices=owners[order])
    return np.asarray(parts, object)


@njit(cache=True, nogil=True)
def _along_m(xy_m: Real, line: Position) -> Real:
    """How far along its line each point lies, infinitely far the last, where the line ends."""
    along_m = np.zeros(len(line))
    for row in range(1, len(line)):
        if line[row] == line[row - 1]:
            step_x, step_y = xy_m[row, 0] - xy_m[row - 1, 0], xy_m[row, 1] - xy_m[row - 1, 1]
            along_m[row] = along_m[row - 1] + np.sqrt(step_x * step_x + step_y * step_y)
    for row in range(len(line)):
        if row + 1 == len(line) or line[row + 1] != line[row]:
            along_m[row] = np.inf
    return along_m
