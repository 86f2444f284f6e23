"""Links: the stretches of street between two junctions, with every edge and node placed on one.

A node where exactly two edge ends meet is no junction: walkers can only pass. Such chains become
one link. Loops, parallel edges and dead ends stay; a ring without a junction gets one; a node
without an edge becomes a link of no length.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gengxin.engines.walk.fixed_point import Position, Real, Whole, wide
from gengxin.engines.walk.grouping import grouped


class HalfEdges(NamedTuple):
    """Edge ``e`` from its two ends: half-edge ``2e`` leaves its start, ``2e + 1`` its end."""

    first: Position
    leaving: Whole
    origin: Whole
    length_m: Real


class Chains(NamedTuple):
    """Where edges and nodes lie on the links; links are numbered as they were met."""

    edge_link: Whole
    edge_from_m: Real  # position of the edge's start along its link
    edge_way: npt.NDArray[np.int8]  # +1: drawn along the link, -1: against it
    node_link: Whole  # -1 for junctions, which lie at the end of several
    node_position_m: Real
    link_a: Whole
    link_b: Whole
    link_length_m: Real


def chains(edge_ends: Whole, edge_length_m: Real, *, node_count: int) -> Chains:
    """Contract the chains of a network of undirected edges; ``edge_ends`` has shape (edges, 2)."""
    origin = edge_ends.ravel()
    first, leaving = grouped(origin, node_count)
    half_edges = HalfEdges(first, leaving, origin, edge_length_m)
    found = _unplaced(node_count, len(edge_length_m))
    link_count: int = _trace_all(half_edges, np.diff(first) != 2, found)
    return found._replace(
        link_a=found.link_a[:link_count],
        link_b=found.link_b[:link_count],
        link_length_m=found.link_length_m[:link_count],
    )


def _unplaced(node_count: int, edge_count: int) -> Chains:
    most_links = edge_count + node_count
    return Chains(
        edge_link=np.full(edge_count, -1, np.int32),
        edge_from_m=np.zeros(edge_count),
        edge_way=np.zeros(edge_count, np.int8),
        node_link=np.full(node_count, -1, np.int32),
        node_position_m=np.zeros(node_count),
        link_a=np.empty(most_links, np.int32),
        link_b=np.empty(most_links, np.int32),
        link_length_m=np.empty(most_links),
    )


@njit(cache=True, nogil=True)
def _trace_all(half_edges: HalfEdges, is_junction: npt.NDArray[np.bool_], found: Chains) -> int:
    """Fill ``found``; the number of links."""
    count = wide(0)
    for node in range(len(is_junction)):
        if is_junction[node]:
            count = _trace_from(half_edges, is_junction, found, node, count)
    for node in range(len(is_junction)):
        if not is_junction[node] and found.node_link[node] < 0:  # on a ring that has no junction
            is_junction[node] = True
            count = _trace_from(half_edges, is_junction, found, node, count)
    return count


@njit(cache=True, nogil=True)
def _trace_from(
    half_edges: HalfEdges,
    is_junction: npt.NDArray[np.bool_],
    found: Chains,
    node: int,
    count: int,
) -> int:
    """Trace the links that leave a junction and are not traced yet; the new number of links."""
    if half_edges.first[node] == half_edges.first[node + 1]:
        found.link_a[count] = found.link_b[count] = node
        found.link_length_m[count] = 0.0
        return count + 1
    for place in range(half_edges.first[node], half_edges.first[node + 1]):
        half = wide(half_edges.leaving[place])
        if found.edge_link[half >> 1] < 0:
            found.link_a[count] = node
            _trace(half_edges, is_junction, found, half, count)
            count += 1
    return count


@njit(cache=True, nogil=True)
def _trace(
    half_edges: HalfEdges,
    is_junction: npt.NDArray[np.bool_],
    found: Chains,
    half: int,
    link: int,
) -> None:
    """Walk one link to its other end, placing each edge and node on the way."""
    position_m = 0.0
    while True:
        edge = half >> 1
        backwards = half & 1
        length_m = half_edges.length_m[edge]
        found.edge_link[edge] = link
        found.edge_from_m[edge] = position_m + backwards * length_m
        found.edge_way[edge] = 1 - 2 * backwards
        position_m += length_m
        arrival = half ^ 1
        node = half_edges.origin[arrival]
        if is_junction[node]:
            break
        found.node_link[node] = link
        found.node_position_m[node] = position_m
        start = half_edges.first[node]
        half = half_edges.leaving[start] + half_edges.leaving[start + 1] - arrival
    found.link_b[link] = node
    found.link_length_m[link] = position_m
