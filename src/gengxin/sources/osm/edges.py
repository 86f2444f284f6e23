"""Ways cut into edges at every node that they share, whole arrays at a time."""

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gengxin.sources.osm.elements import rows_of
from gengxin.sources.osm.ragged import Flags, Ragged, Real, Whole, first_of_counts

__all__ = [
    "Edges",
    "Stops",
    "cut_into_edges",
    "ellipsoid_length_m",
    "one_node_a_place",
    "segment_lengths_m",
    "stops_of",
]

# of the WGS 84 ellipsoid
_SEMI_MAJOR_M: Final = 6_378_137.0
_ECCENTRICITY_SQUARED: Final = 6.69437999014e-3


class Stops(NamedTuple):
    """The known nodes of ways, way after way, none twice in a row, none alone.

    ``goes_on``: whether the way goes on to the next. It doesn't where it ends, nor where the file
    lacks a node: nobody knows how it goes on there.
    """

    node: Whole
    way: Whole
    goes_on: Flags


class Edges(NamedTuple):
    """Stretches between two nodes.

    ``nodes`` lists the rows of the nodes that each passes, its ends first and last; ``way`` is the
    row of its way in the list given.
    """

    nodes: Ragged
    way: Whole
    length_m: Real

    @property
    def start(self) -> Whole:
        """Row of the node where each edge begins."""
        return self.nodes.items[self.nodes.first[:-1]]

    @property
    def end(self) -> Whole:
        """Row of the node where each edge ends."""
        return self.nodes.items[self.nodes.first[1:] - 1]


def stops_of(ways: Ragged) -> Stops:
    """The stops of ways that list rows of nodes, −1 for one that the file lacks."""
    values, owner = ways.items, ways.owner
    known = values >= 0
    fresh = np.ones(len(values), np.bool_)
    fresh[1:] = (values[1:] != values[:-1]) | (owner[1:] != owner[:-1])
    kept = np.flatnonzero(known & fresh)
    node, way = values[kept], owner[kept]
    gaps = np.cumsum(~known)[kept]
    goes_on = np.zeros(len(kept), np.bool_)
    goes_on[:-1] = (way[1:] == way[:-1]) & (gaps[1:] == gaps[:-1])
    alone = ~goes_on
    alone[1:] &= ~goes_on[:-1]
    return Stops(node[~alone], way[~alone], goes_on[~alone])


def one_node_a_place(stops: Stops, segment_m: Real) -> tuple[Stops, Real, int]:
    """Stops and lengths with one node where two in a row lie at one place; how many gave way."""
    here = np.flatnonzero(stops.goes_on)[segment_m == 0]
    if not len(here):
        return stops, segment_m, 0
    nodes, ends = np.unique(np.stack([stops.node[here], stops.node[here + 1]]), return_inverse=True)
    links = coo_array((np.ones(len(here)), tuple(ends)), shape=(len(nodes), len(nodes)))
    place = connected_components(links, directed=False)[1]
    stands = nodes[np.unique(place, return_index=True)[1]][place]
    row = rows_of(nodes, stops.node)
    node = np.where(row >= 0, stands[row], stops.node)
    kept = np.ones(len(node), np.bool_)
    kept[:-1] = ~stops.goes_on[:-1] | (node[1:] != node[:-1])
    one_each = Stops(node[kept], stops.way[kept], stops.goes_on[kept])
    return one_each, segment_m[kept[stops.goes_on]], int((nodes != stands).sum())


def segment_lengths_m(stops: Stops, lon_deg: Real, lat_deg: Real) -> Real:
    """Length from each stop that goes on to the next."""
    here = np.flatnonzero(stops.goes_on)
    return ellipsoid_length_m(lon_deg, lat_deg, stops.node[here], stops.node[here + 1])


def cut_into_edges(stops: Stops, segment_m: Real, *, also_at: Flags) -> Edges:
    """Cut ways at their ends, at nodes that several share, where one meets itself, and ``also_at``.

    A closed way that meets no other is one edge whose ends are the same node.
    """
    node, way, goes_on = stops
    shared = also_at | (np.bincount(node, minlength=len(also_at)) > 1)
    begins_way = np.ones(len(node), np.bool_)
    begins_way[1:] = ~goes_on[:-1]
    segment = np.flatnonzero(goes_on)
    begins = (begins_way | shared[node])[segment]
    edge = np.cumsum(begins) - 1
    edge_count = int(begins.sum())
    counts = np.bincount(edge, minlength=edge_count) + 1
    first = first_of_counts(counts)
    places = np.repeat(segment[begins] - first[:-1], counts) + np.arange(first[-1])
    return Edges(
        nodes=Ragged(first, node[places]),
        way=way[segment[begins]],
        length_m=np.bincount(edge, segment_m, edge_count).astype(np.float64),
    )


@njit(cache=True, nogil=True)
def ellipsoid_length_m(lon_deg: Real, lat_deg: Real, start: Whole, end: Whole) -> Real:
    """Length of short straight stretches between nodes on the WGS 84 ellipsoid.

    By the radii of curvature at the middle latitude: within 1 in 100,000 of the geodesic up to 10
    km.
    """
    length_m = np.empty(len(start))
    for row in range(len(start)):
        one, other = start[row], end[row]
        middle = np.radians((lat_deg[one] + lat_deg[other]) / 2)
        flatness = 1 - _ECCENTRICITY_SQUARED * np.sin(middle) ** 2
        prime_m = _SEMI_MAJOR_M / np.sqrt(flatness)
        meridian_m = prime_m * (1 - _ECCENTRICITY_SQUARED) / flatness
        east_m = prime_m * np.cos(middle) * np.radians(lon_deg[other] - lon_deg[one])
        north_m = meridian_m * np.radians(lat_deg[other] - lat_deg[one])
        length_m[row] = np.hypot(east_m, north_m)
    return length_m
