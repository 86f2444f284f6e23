"""Small made-up streets for the walking tests, and how they are handed to the engine."""

import numpy as np
from hypothesis import strategies as st
from tests.plain.walk import Edge, Spot, Streets

from gengxin.engines import walk

MOST_NODES = 9
LONGEST = 12  # metres; short whole numbers make ties, which is where mistakes hide


def network_of(streets: Streets) -> walk.Network:
    """The engine's network of some streets; its nodes lie in a row."""
    ends = np.array([edge[:2] for edge in streets.edges], int).reshape(-1, 2)
    return walk.network(
        np.arange(streets.node_count),
        np.zeros(streets.node_count),
        edge_start=ends[:, 0],
        edge_end=ends[:, 1],
        edge_length_m=[edge[2] for edge in streets.edges],
    )


def spots_of(network: walk.Network, spots: list[Spot], owner_count: int) -> walk.Spots:
    """The engine's spots."""
    owner, edge, offset_m = zip(*spots, strict=True) if spots else ((), (), ())
    return walk.on_edges(network, edge, offset_m, owner=owner, owner_count=owner_count)


@st.composite
def streets(draw: st.DrawFn) -> Streets:
    """Any multigraph: loops, parallel edges, chains, rings, dead ends, nodes without edges."""
    node_count = draw(st.integers(1, MOST_NODES))
    node = st.integers(0, node_count - 1)
    length = st.integers(0, LONGEST).map(float)
    edges: list[Edge] = draw(st.lists(st.tuples(node, node, length), min_size=1, max_size=14))
    shape = draw(st.sampled_from(["any", "ring", "chain"]))
    if shape != "any":  # chance seldom makes a long chain or a ring without a junction
        last = node_count if shape == "ring" else node_count - 1
        edges = [(n, (n + 1) % node_count, draw(length)) for n in range(last)] or edges
    return Streets(node_count, tuple(edges))


@st.composite
def spots(draw: st.DrawFn, on: Streets, owner_count: int) -> list[Spot]:
    """Spots anywhere along the edges, ends included; some owners have several, some none."""
    rows = []
    for _ in range(draw(st.integers(0, 2 * owner_count))):
        edge = draw(st.integers(0, len(on.edges) - 1))
        share = draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
        rows.append((draw(st.integers(0, owner_count - 1)), edge, share * on.edges[edge][2]))
    return rows
