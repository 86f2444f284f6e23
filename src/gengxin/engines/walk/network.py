"""A walking network made ready for search: chains contracted, junctions along a Hilbert curve."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.walk.chains import Chains, chains
from gengxin.engines.walk.faults import refuse
from gengxin.engines.walk.fixed_point import LONGEST_M, Position, Real, Whole, to_units
from gengxin.engines.walk.grouping import grouped
from gengxin.engines.walk.hilbert import hilbert_order


class Links(NamedTuple):
    """Stretches between junctions ``a`` and ``b``, the same for a loop; lengths in units."""

    a: Whole
    b: Whole
    length: Whole


class Arcs(NamedTuple):
    """For each junction the ways out of it: ``first[j] : first[j + 1]``; lengths in units."""

    first: Position
    to: Whole
    length: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """Undirected edges between nodes, contracted; edges and nodes keep the caller's numbers.

    ``node_link`` and ``node_offset`` say where a node lies: on which link, how many units from its
    ``a``. ``edge_from_m`` is the position of an edge's start along ``edge_link``; ``edge_way`` is
    +1 where the edge runs with the link, -1 where against it. ``junction_node`` gives the caller's
    number of each junction.
    """

    node_x_m: Real
    node_y_m: Real
    node_link: Whole
    node_offset: Whole
    edge_length_m: Real
    edge_link: Whole
    edge_from_m: Real
    edge_way: npt.NDArray[np.int8]
    junction_node: Whole
    links: Links
    arcs: Arcs

    @property
    def node_count(self) -> int:
        """Number of the caller's nodes."""
        return len(self.node_link)

    @property
    def edge_count(self) -> int:
        """Number of the caller's edges."""
        return len(self.edge_link)

    @property
    def junction_count(self) -> int:
        """Number of nodes left when chains are drawn together."""
        return len(self.junction_node)


def network(
    node_x_m: npt.ArrayLike,
    node_y_m: npt.ArrayLike,
    *,
    edge_start: npt.ArrayLike,
    edge_end: npt.ArrayLike,
    edge_length_m: npt.ArrayLike,
) -> Network:
    """Make a network of undirected edges ready for search.

    Parameters
    ----------
    node_x_m, node_y_m
        Coordinates, one row a node. They order the memory; distances come from the edges alone.
    edge_start, edge_end
        Rows of the nodes that each edge joins. Loops, parallel edges and nodes without edges are
        kept.
    edge_length_m
        Metres on foot, 0 to 100,000; need not be the straight distance.

    Examples
    --------
    >>> street = network(
    ...     [0, 30, 70], [0, 0, 0], edge_start=[0, 1], edge_end=[1, 2], edge_length_m=[30, 40]
    ... )
    >>> street.junction_count, len(street.links.length)
    (2, 1)
    """
    x_m, y_m = np.asarray(node_x_m, np.float64), np.asarray(node_y_m, np.float64)
    ends = np.stack([np.asarray(edge_start, np.int64), np.asarray(edge_end, np.int64)], axis=1)
    length_m = np.asarray(edge_length_m, np.float64)
    _check(x_m, y_m, ends, length_m)
    found = chains(ends.astype(np.int32), length_m, node_count=len(x_m))
    junction_node = _junctions(found, x_m, y_m)
    links, new_number = _links(found, junction_node, node_count=len(x_m))
    node_link = np.where(found.node_link >= 0, new_number[found.node_link], -1).astype(np.int32)
    node_offset = to_units(found.node_position_m)
    arcs, way_out = _arcs(links, len(junction_node))
    junctions = np.arange(len(junction_node))
    node_link[junction_node] = way_out
    node_offset[junction_node] = np.where(links.a[way_out] == junctions, 0, links.length[way_out])
    return Network(
        node_x_m=x_m,
        node_y_m=y_m,
        node_link=node_link,
        node_offset=node_offset,
        edge_length_m=length_m,
        edge_link=new_number[found.edge_link],
        edge_from_m=found.edge_from_m,
        edge_way=found.edge_way,
        junction_node=junction_node,
        links=links,
        arcs=arcs,
    )


def _check(x_m: Real, y_m: Real, ends: npt.NDArray[np.int64], length_m: Real) -> None:
    if not (len(x_m) == len(y_m) and len(ends) == len(length_m)):
        msg = (
            f"there are {len(x_m)} node_x_m, {len(y_m)} node_y_m, {len(ends)} edges and "
            f"{len(length_m)} edge_length_m; give one pair a node and one length an edge"
        )
        raise ValueError(msg)
    last = len(x_m) - 1
    refuse(
        "the walking network has faults; mend these and make it again",
        (
            ~(np.isfinite(x_m) & np.isfinite(y_m)),
            lambda n: f"node {n}: lies at ({x_m[n]}, {y_m[n]}); coordinates must be finite",
        ),
        (
            ((ends < 0) | (ends > last)).any(axis=1),
            lambda e: f"edge {e}: joins nodes {ends[e].tolist()}; must be 0 to {last}",
        ),
        (
            ~((length_m >= 0) & (length_m <= LONGEST_M)),
            lambda e: f"edge {e}: length_m is {length_m[e]}; must be 0 to {LONGEST_M:.0f}",
        ),
    )


def _junctions(found: Chains, x_m: Real, y_m: Real) -> Whole:
    node = np.unique(np.concatenate([found.link_a, found.link_b]))
    return node[hilbert_order(x_m[node], y_m[node])]


def _links(found: Chains, junction_node: Whole, *, node_count: int) -> tuple[Links, Whole]:
    """Links between numbered junctions, near ones together; and the new number of each chain."""
    a, b, length_m = found.link_a, found.link_b, found.link_length_m
    refuse(
        "stretches without any junction are too long to search; split them by nodes of degree 3",
        (
            length_m > LONGEST_M,
            lambda c: f"nodes {a[c]} to {b[c]}: {length_m[c]} m; must be at most {LONGEST_M:.0f}",
        ),
    )
    number = np.empty(node_count, np.int32)
    number[junction_node] = np.arange(len(junction_node))
    a, b = number[a], number[b]
    _, order = grouped(np.minimum(a, b), len(junction_node))
    new_number = np.empty(len(order), np.int32)
    new_number[order] = np.arange(len(order))
    return Links(a[order], b[order], to_units(length_m[order])), new_number


def _arcs(links: Links, junction_count: int) -> tuple[Arcs, Whole]:
    """Ways out of each junction, and one link that touches it."""
    both_ways = np.flatnonzero(links.a != links.b)
    link = np.concatenate([np.arange(len(links.a)), both_ways]).astype(np.int32)
    origin = np.concatenate([links.a, links.b[both_ways]])
    to = np.concatenate([links.b, links.a[both_ways]])
    first, order = grouped(origin, junction_count)
    link = link[order]
    return Arcs(first, to[order], links.length[link]), link[first[:-1]]
