"""The fast cutting of ways against the plain one, on whatever network comes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plain.cut_ways import cut_ways

from gengxin.sources.osm.edges import (
    cut_into_edges,
    one_node_a_place,
    segment_lengths_m,
    stops_of,
)
from gengxin.sources.osm.ragged import Ragged, first_of_counts

NODE_COUNT = 12

ways_of_nodes = st.lists(
    st.lists(st.integers(-1, NODE_COUNT - 1), min_size=1, max_size=9), min_size=1, max_size=6
)


@given(ways=ways_of_nodes, seed=st.integers(0, 2**16))
def test_edges_are_those_of_the_plain_way(ways: list[list[int]], seed: int) -> None:
    """Any ways over twelve nodes and unknown ones (−1): loops, doublings, closed ways, pieces."""
    rng = np.random.default_rng(seed)
    lon_deg, lat_deg = rng.uniform(121, 121.1, NODE_COUNT), rng.uniform(31, 31.1, NODE_COUNT)
    nodes = Ragged(
        first_of_counts([len(way) for way in ways]), np.array([n for way in ways for n in way])
    )
    stops = stops_of(nodes)
    stops, segment_m, gone = one_node_a_place(stops, segment_lengths_m(stops, lon_deg, lat_deg))
    edges = cut_into_edges(stops, segment_m, also_at=np.zeros(NODE_COUNT, np.bool_))
    places = {n: (float(lon_deg[n]), float(lat_deg[n])) for n in range(NODE_COUNT)}
    expected = cut_ways(ways, places)
    assert gone == 0
    assert list(zip(edges.start.tolist(), edges.end.tolist(), strict=True)) == [
        edge[:2] for edge in expected
    ]
    assert edges.length_m.tolist() == pytest.approx([edge[2] for edge in expected], rel=1e-5)
