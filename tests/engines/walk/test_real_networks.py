"""Walking on the streets of real cities, against scipy's Dijkstra and against pandana."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from benchmarks.osmstreets import Streets, read_streets
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gengxin.engines import walk

PEER_SIDE = Path(__file__).parents[3] / "benchmarks" / "peers" / "nearest_by_pandana.py"
WITHIN_M = 0.1


@pytest.fixture(scope="module")
def porto_alegre(shared_data: Path) -> Streets:
    return read_streets(shared_data / "osm-towns" / "poa.osm.pbf")


@pytest.fixture(scope="module")
def porto(shared_data: Path) -> Streets:
    return read_streets(shared_data / "osm-towns" / "porto.osm.pbf")


def network_of(streets: Streets) -> walk.Network:
    return walk.network(
        streets.x_m,
        streets.y_m,
        edge_start=streets.start,
        edge_end=streets.end,
        edge_length_m=streets.length_m,
    )


def graph_of(streets: Streets) -> coo_array:
    """The streets for scipy, which adds parallel edges up: only the shortest of them is kept."""
    low, high = np.sort([streets.start, streets.end], axis=0)
    edges = pd.DataFrame({"low": low, "high": high, "length_m": streets.length_m})
    shortest = edges[low != high].groupby(["low", "high"], as_index=False)["length_m"].min()
    # scipy takes 0 for no edge
    length_m = shortest["length_m"].clip(lower=1e-9)
    count = len(streets.x_m)
    return coo_array((length_m, (shortest["low"], shortest["high"])), shape=(count, count)).tocsr()


def agree_with_scipy(streets: Streets, *, source_count: int, limit_m: float) -> None:
    rng = np.random.default_rng(11)
    node_count = len(streets.x_m)
    sources = rng.choice(node_count, source_count, replace=False)
    expected_m = dijkstra(graph_of(streets), directed=False, indices=sources, limit=limit_m)
    network = network_of(streets)
    reach = walk.reach(network, walk.at_nodes(network, sources), limit_m=limit_m)
    found = walk.pairs(reach, walk.at_nodes(network, np.arange(node_count)))
    found_m = np.full((source_count, node_count), np.inf)
    found_m[found.source, found.target] = found.distance_m
    # at the very limit rounding may put a node on either side
    clear = ~(np.abs(np.minimum(found_m, expected_m) - limit_m) < WITHIN_M)
    assert np.array_equal(np.isinf(found_m[clear]), np.isinf(expected_m[clear]))
    both = np.isfinite(found_m) & np.isfinite(expected_m)
    assert both.sum() > 100 * source_count
    assert np.abs(found_m[both] - expected_m[both]).max() < WITHIN_M


def test_porto_alegre_is_as_scipy_has_it(porto_alegre: Streets) -> None:
    agree_with_scipy(porto_alegre, source_count=300, limit_m=1_500)


@pytest.mark.long
def test_porto_is_as_scipy_has_it(porto: Streets) -> None:
    agree_with_scipy(porto, source_count=300, limit_m=2_000)


def test_porto_alegres_islands_are_those_of_scipy(porto_alegre: Streets) -> None:
    count, label = connected_components(graph_of(porto_alegre), directed=False)
    found = walk.islands(network_of(porto_alegre))
    assert found.node_count.tolist() == sorted(np.bincount(label).tolist(), reverse=True)
    assert len(np.unique(np.stack([label, found.node_island]), axis=1).T) == count


@pytest.mark.peer
def test_porto_alegre_is_as_pandana_has_it(
    porto_alegre: Streets, peer: Callable[[str], Path], tmp_path: Path
) -> None:
    limit_m, count, kinds, facilities = 1_500.0, 3, 2, 150
    place = pd.DataFrame({"x_m": porto_alegre.x_m, "y_m": porto_alegre.y_m})
    # pandana puts a facility on the nearest node, and two nodes on one spot are equally near
    alone = np.flatnonzero(~place.duplicated(keep=False))
    node = np.random.default_rng(4).choice(alone, kinds * facilities, replace=False)
    kind = np.repeat(np.arange(kinds), facilities)
    edges = {name: getattr(porto_alegre, name) for name in ("start", "end", "length_m")}
    place.to_parquet(tmp_path / "nodes.parquet")
    pd.DataFrame(edges).to_parquet(tmp_path / "edges.parquet")
    pd.DataFrame({"kind": kind, "node": node}).to_parquet(tmp_path / "facilities.parquet")
    command = [peer("pandana"), PEER_SIDE, tmp_path, str(limit_m), str(count)]
    subprocess.run(command, check=True, capture_output=True)
    theirs_m = pd.read_parquet(tmp_path / "answers.parquet").to_numpy()
    assert json.loads((tmp_path / "figures.json").read_text())["version"]

    network = network_of(porto_alegre)
    reach = walk.reach(network, walk.at_nodes(network, node), limit_m=limit_m)
    every_node = walk.at_nodes(network, np.arange(len(place)))
    ours_m = walk.nearest(reach, every_node, k=count, kind=kind).distance_m
    theirs_m = theirs_m.reshape(len(place), kinds, count).transpose(1, 0, 2)
    # pandana says the limit where there is none within it
    assert np.abs(np.minimum(ours_m, limit_m) - theirs_m).max() < WITHIN_M
    assert (theirs_m < limit_m).mean() > 0.5
