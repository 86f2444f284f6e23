"""Spots: places on a network, each with an owner, who may have several (a park has many gates)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gengxin.engines.walk.faults import refuse
from gengxin.engines.walk.fixed_point import Position, Real, Whole, to_units
from gengxin.engines.walk.network import Network

_SLACK_M = 1e-3  # offsets come from geometry: a millimetre past the end is rounding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spots:
    """Places by link and units from its ``a``, with the owner of each, 0 to ``owner_count`` - 1.

    An owner without a spot is allowed: nothing reaches it.
    """

    link: Whole
    offset: Whole
    owner: Whole
    owner_count: int


def on_edges(
    network: Network,
    edge: npt.ArrayLike,
    offset_m: npt.ArrayLike,
    *,
    owner: npt.ArrayLike | None = None,
    owner_count: int | None = None,
) -> Spots:
    """Spots ``offset_m`` from the start of their edge; without ``owner`` each row is an owner.

    Examples
    --------
    >>> from gengxin.engines.walk import network
    >>> street = network(
    ...     [0, 30, 70], [0, 0, 0], edge_start=[0, 1], edge_end=[1, 2], edge_length_m=[30, 40]
    ... )
    >>> park_and_school = on_edges(street, [0, 1, 1], [5.0, 20.0, 40.0], owner=[0, 0, 1])
    >>> park_and_school.offset.tolist(), park_and_school.owner_count
    ([50000, 500000, 700000], 2)
    """
    edges, offsets_m = np.asarray(edge, np.int64), np.asarray(offset_m, np.float64)
    _check_edges(network, edges, offsets_m)
    clipped_m = np.clip(offsets_m, 0.0, network.edge_length_m[edges])
    position = to_units(network.edge_from_m[edges] + network.edge_way[edges] * clipped_m)
    return _owned(network.edge_link[edges], position, owner, owner_count)


def at_nodes(
    network: Network,
    node: npt.ArrayLike,
    *,
    owner: npt.ArrayLike | None = None,
    owner_count: int | None = None,
) -> Spots:
    """Spots at the caller's nodes; without ``owner`` each row is an owner."""
    nodes = np.asarray(node, np.int64)
    refuse(
        "spots at nodes that the network has not; mend these rows",
        (
            (nodes < 0) | (nodes >= network.node_count),
            lambda row: f"row {row}: node is {nodes[row]}, must be 0 to {network.node_count - 1}",
        ),
    )
    return _owned(network.node_link[nodes], network.node_offset[nodes], owner, owner_count)


def _check_edges(network: Network, edge: Position, offset_m: Real) -> None:
    if len(edge) != len(offset_m):
        msg = f"there are {len(edge)} edges and {len(offset_m)} offset_m; give one offset a spot"
        raise ValueError(msg)
    last = network.edge_count - 1
    refuse(
        "spots on edges that the network has not; mend these rows",
        (
            (edge < 0) | (edge > last),
            lambda row: f"row {row}: edge is {edge[row]}, must be 0 to {last}",
        ),
    )
    length_m = network.edge_length_m[edge]
    refuse(
        "spots beyond the ends of their edges; mend these rows",
        (
            ~((offset_m >= -_SLACK_M) & (offset_m <= length_m + _SLACK_M)),
            lambda row: (
                f"row {row}, edge {edge[row]}: offset_m is {offset_m[row]}, "
                f"must be 0 to {length_m[row]}"
            ),
        ),
    )


def _owned(
    link: Whole, offset: Whole, owner: npt.ArrayLike | None, owner_count: int | None
) -> Spots:
    owners = np.arange(len(link)) if owner is None else np.asarray(owner, np.int64)
    if len(owners) != len(link):
        msg = f"there are {len(link)} spots and {len(owners)} owners; give one owner a spot"
        raise ValueError(msg)
    count = int(owners.max(initial=-1)) + 1 if owner_count is None else owner_count
    refuse(
        "spots with unknown owners; mend these rows",
        (
            (owners < 0) | (owners >= count),
            lambda row: f"row {row}: owner is {owners[row]}, must be 0 to {count - 1}",
        ),
    )
    return Spots(link=link, offset=offset, owner=owners.astype(np.int32), owner_count=count)
