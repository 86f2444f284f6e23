"""The sample's walking network holds together, and services lie at believable distances.

Distances are by scipy's Dijkstra over the edges, from nearest points on them: nothing of our own
walking engine is used.
"""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gengxin.terms import District

Walk = Callable[[np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def edges(district: District) -> gpd.GeoDataFrame:
    return district.places("walk_edges")


@pytest.fixture(scope="module")
def people(district: District) -> gpd.GeoDataFrame:
    return district.places("people")


def _matrix(start: np.ndarray, end: np.ndarray, length: np.ndarray, nodes: int) -> coo_array:
    """Both ways along each pair of nodes, the shortest where several lie between them."""
    both = np.stack([np.r_[start, end], np.r_[end, start]])
    twice = np.r_[length, length]
    order = np.lexsort((twice, both[1], both[0]))
    both, twice = both[:, order], twice[order]
    first = np.r_[True, (np.diff(both, axis=1) != 0).any(axis=0)]
    return coo_array((twice[first], (both[0, first], both[1, first])), shape=(nodes, nodes))


@pytest.fixture(scope="module")
def walk(edges: gpd.GeoDataFrame, people: gpd.GeoDataFrame) -> Walk:
    """The walk in metres from each demand point to the nearest of some points."""
    start, end = edges["start_node"].to_numpy(), edges["end_node"].to_numpy()
    lines, length = edges.geometry.to_numpy(), edges["length_m"].to_numpy()
    nodes = int(max(start.max(), end.max())) + 1
    tree = shapely.STRtree(lines)

    def joined(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        edge = tree.query_nearest(points, all_matches=False)[1]
        return edge, shapely.line_locate_point(lines[edge], points)

    home, at = joined(people.geometry.to_numpy())

    def metres(points: np.ndarray) -> np.ndarray:
        edge, along = joined(points)
        # one more node, from which every point is reached
        source = np.full(edge.size, nodes)
        graph = _matrix(
            np.r_[start, source, source],
            np.r_[end, start[edge], end[edge]],
            np.r_[length, along + 1e-9, np.maximum(length[edge] - along, 0.0) + 1e-9],
            nodes + 1,
        )
        away = dijkstra(graph.tocsr(), indices=nodes)
        return np.minimum(away[start[home]] + at, away[end[home]] + length[home] - at)

    return metres


def test_nearly_all_of_the_network_is_one(edges: gpd.GeoDataFrame) -> None:
    start, end = edges["start_node"].to_numpy(), edges["end_node"].to_numpy()
    nodes = int(max(start.max(), end.max())) + 1
    graph = coo_array((np.ones(start.size), (start, end)), shape=(nodes, nodes))
    part = connected_components(graph, directed=False)[1]
    length = np.bincount(part[start], weights=edges["length_m"])
    assert length.max() / length.sum() >= 0.995


def test_edges_that_share_a_node_meet_in_one_place(edges: gpd.GeoDataFrame) -> None:
    lines = edges.geometry.to_numpy()
    node = np.r_[edges["start_node"].to_numpy(), edges["end_node"].to_numpy()]
    place = shapely.get_coordinates(
        np.r_[shapely.get_point(lines, 0), shapely.get_point(lines, -1)]
    )
    first = np.zeros((node.max() + 1, 2))
    first[node] = place
    assert np.array_equal(first[node], place)
    assert np.allclose(edges["length_m"], edges.geometry.length, atol=0.001)


def test_everybody_lives_within_a_hundred_metres_of_a_way(
    edges: gpd.GeoDataFrame, people: gpd.GeoDataFrame
) -> None:
    tree = shapely.STRtree(edges.geometry.to_numpy())
    away = tree.query_nearest(people.geometry.to_numpy(), all_matches=False, return_distance=True)
    assert away[1].max() < 100.0


def test_every_kind_of_way_is_there_and_barriers_are_bridged(edges: gpd.GeoDataFrame) -> None:
    kinds = {"sidewalk", "crossing", "street", "main_street", "footway", "path", "steps"}
    assert set(edges["way_kind"]) == kinds
    assert edges["is_bridge"].sum() >= 50


def test_ways_go_over_water_and_rails_by_bridges_alone(
    district: District, edges: gpd.GeoDataFrame
) -> None:
    barriers = district.places("barriers")
    lines = barriers[
        barriers["kind"].isin(["railway", "water"]) & ~barriers["name_zh"].str.contains("池塘")
    ]
    plain = edges[~edges["is_bridge"]].geometry.to_numpy()
    hit = shapely.STRtree(plain).query(
        shapely.buffer(lines.geometry.to_numpy(), -0.5), predicate="intersects"
    )
    assert hit[1].size == 0


def test_a_walk_is_a_third_to_a_half_longer_than_the_straight_line(
    edges: gpd.GeoDataFrame,
) -> None:
    # walled estates, few crossings, bridges: pedestrian networks of superblocks detour more than
    # the 1.2–1.3 of fine grids
    start, end = edges["start_node"].to_numpy(), edges["end_node"].to_numpy()
    nodes = int(max(start.max(), end.max())) + 1
    graph = _matrix(start, end, edges["length_m"].to_numpy(), nodes).tocsr()
    place = np.zeros((nodes, 2))
    place[start] = shapely.get_coordinates(shapely.get_point(edges.geometry.to_numpy(), 0))
    place[end] = shapely.get_coordinates(shapely.get_point(edges.geometry.to_numpy(), -1))
    some = np.random.default_rng(7).choice(np.unique(start), size=25, replace=False)
    walked = dijkstra(graph, indices=some, limit=3_000.0)
    straight = np.hypot(*(place[some][:, None] - place[None]).transpose(2, 0, 1))
    near = (straight > 800.0) & (straight < 1_500.0) & np.isfinite(walked)
    assert 1.25 <= (walked[near] / straight[near]).mean() <= 1.50


@pytest.mark.parametrize(
    ("kind", "low_m", "high_m"),
    [
        # how far half the people walk to the nearest. Shops are at the gate; one kindergarten for
        # 8,700 people and one day care for 4,500 are 300–500 m apart by rows of slabs
        ("convenience", 100, 260),
        ("pharmacy", 200, 450),
        ("community_station", 180, 380),
        ("kindergarten", 300, 560),
        ("primary_school", 430, 800),
        ("market", 350, 650),
        ("health_station", 280, 560),
        ("elder_day_care", 260, 500),
        ("health_centre", 650, 1_300),
    ],
)
def test_half_the_people_walk_about_as_far_as_in_an_inner_district(
    district: District, people: gpd.GeoDataFrame, walk: Walk, kind: str, low_m: float, high_m: float
) -> None:
    there = district.places("facilities")
    there = there[there["kind"] == kind]
    metres = walk(shapely.centroid(there.geometry.to_numpy()))
    order = np.argsort(metres)
    half = np.searchsorted(
        np.cumsum(people["residents_people"].to_numpy()[order]) / people["residents_people"].sum(),
        0.5,
    )
    assert low_m <= metres[order][half] <= high_m


def _reached(district: District, walk: Walk, kind: str, within_m: float) -> np.ndarray:
    there = district.places("facilities")
    return walk(shapely.centroid(there[there["kind"] == kind].geometry.to_numpy())) <= within_m


def test_services_are_short_where_the_story_says(
    district: District, people: gpd.GeoDataFrame, walk: Walk
) -> None:
    residents = people["residents_people"].to_numpy()
    names = district.table("areas")["name_zh"].str.removesuffix("（样例）")
    sub = people["sub_district"].map(names)
    old = sub.isin(["湖南路街道", "天平路街道"]).to_numpy()
    south = sub.isin(["龙华街道", "华泾镇"]).to_numpy()
    village = sub.isin(["田林街道", "凌云路街道", "康健新村街道"]).to_numpy()

    def share(reached: np.ndarray, where: np.ndarray) -> float:
        return float((residents * reached)[where].sum() / residents[where].sum())

    for kind, within_m, short in (
        ("elder_day_care", 300, old),
        ("health_station", 500, old),
        ("kindergarten", 300, south),
        ("market", 500, south),
    ):
        reached = _reached(district, walk, kind, within_m)
        assert share(reached, short) < 0.6 * share(reached, village), kind
