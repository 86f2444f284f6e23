"""Islands: parts of a network between which nobody can walk."""

from dataclasses import dataclass

import numpy as np

from gengxin.engines.walk.fixed_point import Position, Real, Whole
from gengxin.engines.walk.network import Network


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Islands:
    """Island 0 has the most nodes; among equals the one with the lowest node comes first.

    ``node_island`` and ``edge_island`` say where each node and edge lies; a node without edges is
    an island by itself.
    """

    node_island: Whole
    edge_island: Whole
    node_count: Position
    length_m: Real


def islands(network: Network) -> Islands:
    """The islands of a network, largest first.

    Examples
    --------
    >>> from gengxin.engines.walk import network
    >>> two = network(
    ...     [0, 9, 50, 59, 68],
    ...     [0] * 5,
    ...     edge_start=[0, 2, 3],
    ...     edge_end=[1, 3, 4],
    ...     edge_length_m=[9, 9, 9],
    ... )
    >>> islands(two).node_island.tolist(), islands(two).length_m.tolist()
    ([1, 1, 0, 0, 0], [18.0, 9.0])
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links, count = network.links, network.junction_count
    joined = coo_array((np.ones(len(links.a)), (links.a, links.b)), shape=(count, count))
    island_count, junction_island = connected_components(joined, directed=False)
    found = junction_island[links.a[network.node_link]]
    node_count = np.bincount(found, minlength=island_count)
    lowest_node = np.full(island_count, network.node_count)
    np.minimum.at(lowest_node, found, np.arange(network.node_count))
    order = np.lexsort((lowest_node, -node_count))
    number = np.empty(island_count, np.int32)
    number[order] = np.arange(island_count)
    edge_island = number[junction_island[links.a[network.edge_link]]]
    length_m = np.zeros(island_count)
    np.add.at(length_m, edge_island, network.edge_length_m)
    return Islands(
        node_island=number[found],
        edge_island=edge_island,
        node_count=node_count[order],
        length_m=length_m,
    )
