"""What the walking engine refuses, and what it says then."""

from typing import Any

import numpy as np
import pytest

from gengxin.engines import walk


def make(**changed: Any) -> walk.Network:
    given = {
        "node_x_m": [0.0, 50.0],
        "node_y_m": [0.0, 0.0],
        "edge_start": [0],
        "edge_end": [1],
        "edge_length_m": [50.0],
    }
    return walk.network(**(given | changed))


def test_every_fault_of_a_network_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="faults") as told:
        make(
            node_x_m=[0.0, np.nan],
            edge_start=[0, 0, -1],
            edge_end=[1, 2, 1],
            edge_length_m=[np.nan, 5.0, -2.0],
        )
    assert str(told.value).split("\n- ")[1:] == [
        "node 1: lies at (nan, 0.0); coordinates must be finite",
        "edge 1: joins nodes [0, 2]; must be 0 to 1",
        "edge 2: joins nodes [-1, 1]; must be 0 to 1",
        "edge 0: length_m is nan; must be 0 to 100000",
        "edge 2: length_m is -2.0; must be 0 to 100000",
    ]


def test_of_many_faults_twenty_are_told_and_the_rest_counted() -> None:
    with pytest.raises(ValueError, match="faults") as told:
        make(edge_start=[0] * 50, edge_end=[1] * 50, edge_length_m=[np.inf] * 50)
    lines = str(told.value).split("\n- ")
    assert len(lines) == 1 + 20 + 1
    assert lines[-1] == "and 30 more"


def test_a_stretch_too_long_to_search_is_refused() -> None:
    with pytest.raises(ValueError, match=r"nodes 0 to 2: 120000.0 m; must be at most 100000"):
        make(
            node_x_m=[0, 1, 2],
            node_y_m=[0, 0, 0],
            edge_start=[0, 1],
            edge_end=[1, 2],
            edge_length_m=[60_000, 60_000],
        )


@pytest.mark.parametrize(
    ("edge", "offset_m", "owner", "said"),
    [
        ([1], [0.0], [0], "row 0: edge is 1, must be 0 to 0"),
        ([-1], [0.0], [0], "row 0: edge is -1, must be 0 to 0"),
        ([0], [50.1], [0], r"row 0, edge 0: offset_m is 50.1, must be 0 to 50.0"),
        ([0], [np.nan], [0], "row 0, edge 0: offset_m is nan"),
        ([0], [1.0], [3], "row 0: owner is 3, must be 0 to 1"),
        ([0], [1.0, 2.0], [0], "1 edges and 2 offset_m"),
        ([0], [1.0], [0, 1], "1 spots and 2 owners"),
    ],
)
def test_spots_that_are_nowhere_are_refused(
    edge: list[int], offset_m: list[float], owner: list[int], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        walk.on_edges(make(), edge, offset_m, owner=owner, owner_count=2)


def test_an_offset_a_millimetre_past_the_end_is_the_end() -> None:
    spots = walk.on_edges(make(), [0, 0], [50.0005, -0.0005])
    assert sorted(spots.offset.tolist()) == [0, 500_000]


def test_a_node_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1: node is 2, must be 0 to 1"):
        walk.at_nodes(make(), [0, 2])


def test_a_limit_that_is_no_distance_is_refused() -> None:
    network = make()
    spots = walk.at_nodes(network, [0, 1])
    with pytest.raises(ValueError, match="owner 1: limit_m is nan, must be 0 to 100000"):
        walk.reach(network, spots, limit_m=[5.0, np.nan])


def test_one_kind_has_one_limit() -> None:
    network = make()
    reach = walk.reach(network, walk.at_nodes(network, [0, 1]), limit_m=[50.0, 60.0])
    with pytest.raises(ValueError, match=r"owner 0, kind 0: its limit is 50.0 m"):
        walk.nearest(reach, walk.at_nodes(network, [0]), k=1)
    with pytest.raises(ValueError, match="owner 1: kind is 5, must be 0 to 1"):
        walk.nearest(reach, walk.at_nodes(network, [0]), k=1, kind=[0, 5], kind_count=2)


def test_points_without_a_place_are_refused() -> None:
    lines = walk.Lines(
        first=np.array([0, 2]), xy_m=np.array([[0.0, 0.0], [9.0, 0.0]]), length_m=np.array([9.0])
    )
    with pytest.raises(ValueError, match=r"point 1: lies at \[nan, 2.0\]"):
        walk.snap(lines, [1.0, np.nan], [2.0, 2.0], within_m=50)
    with pytest.raises(ValueError, match="edge 0: has 1 points, must be 2 or more"):
        walk.snap(
            walk.Lines(first=np.array([0, 1]), xy_m=np.zeros((1, 2)), length_m=np.zeros(1)),
            [1.0],
            [2.0],
            within_m=50,
        )
