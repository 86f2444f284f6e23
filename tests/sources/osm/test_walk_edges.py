"""The walking network: which ways are walked, how they meet, what is joined; all by hand."""

from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from tests.sources.osm.town import WGS84, Town

from gengxin.sources.osm import read_osm
from gengxin.terms import PlainDistrict, checked

# a centimetre of rounding in the coordinates, a thousandth of the length
NEAR = {"rel": 1e-3, "abs": 0.03}


def read(town: Town, folder: Path, **choices: float) -> PlainDistrict:
    plain = read_osm(town.write(folder), **{"join_islands_within_m": 0.0, **choices})
    checked(plain)
    return plain


def edges(town: Town, folder: Path, **choices: float) -> gpd.GeoDataFrame:
    frame = read(town, folder, **choices).tables["walk_edges"]
    assert isinstance(frame, gpd.GeoDataFrame)
    return frame


def walked_ways(frame: pd.DataFrame) -> set[int]:
    """Numbers of the ways that have edges along them."""
    parts = frame["ref"].str.split("/")
    return {int(part[1]) for part in parts if part[0] == "way"}


def straight_street(town: Town, number: int, north_m: float, **tags: str) -> None:
    """A way of 100 m of its own."""
    town.node(number * 10, 0, north_m)
    town.node(number * 10 + 1, 100, north_m)
    town.way(number, [number * 10, number * 10 + 1], **tags)


@pytest.mark.parametrize(
    ("tags", "is_walked"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "residential", "foot": "no"}, False),
        ({"highway": "residential", "access": "private"}, False),
        ({"highway": "residential", "access": "private", "foot": "yes"}, True),
        ({"highway": "residential", "access": "destination"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway_link", "foot": "yes"}, True),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk", "foot": "yes"}, True),
        ({"highway": "trunk", "sidewalk": "both"}, True),
        ({"highway": "trunk", "sidewalk": "no"}, False),
        ({"highway": "primary", "motorroad": "yes"}, False),
        ({"highway": "cycleway"}, True),
        ({"highway": "cycleway", "foot": "no"}, False),
        ({"highway": "cycleway", "bicycle": "designated", "foot": "designated"}, True),
        ({"highway": "path", "foot": "use_sidepath"}, False),
        ({"highway": "track"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "construction"}, False),
        ({"highway": "proposed"}, False),
        ({"railway": "rail"}, False),
        ({"man_made": "pier"}, True),
    ],
)
def test_foot_overrides_the_class_of_the_way(
    tmp_path: Path, tags: dict[str, str], *, is_walked: bool
) -> None:
    town = Town()
    straight_street(town, 1, 0, highway="footway")
    straight_street(town, 2, 50, **tags)
    assert (2 in walked_ways(edges(town, tmp_path))) == is_walked


def test_what_was_refused_is_counted(tmp_path: Path) -> None:
    town = Town()
    straight_street(town, 1, 0, highway="footway")
    straight_street(town, 2, 10, highway="service", access="private")
    straight_street(town, 3, 20, highway="service", access="no")
    straight_street(town, 4, 30, highway="residential", foot="no")
    straight_street(town, 5, 40, highway="motorway")
    told = Counter(
        {
            note.en.split()[0] + " " + note.en.split()[2]: note.count
            for note in read(town, tmp_path).meta.notes
            if note.table == "walk_edges" and note.action == "left_out"
        }
    )
    assert told == {"ways foot=*": 1, "ways to": 2, "motorways trunk": 1}


def test_oneway_binds_no_walker_and_an_edge_is_there_once(tmp_path: Path) -> None:
    town = Town()
    straight_street(town, 1, 0, highway="residential", oneway="yes")
    frame = edges(town, tmp_path)
    assert len(frame) == 1
    assert set(frame["start_node"]) | set(frame["end_node"]) == {10, 11}


def test_ways_are_cut_where_they_share_a_node_and_not_where_they_only_cross(
    tmp_path: Path,
) -> None:
    """One street from west to east: another meets it at 40 m, a bridge crosses it at 70 m."""
    town = Town()
    town.node(1, 0, 0)
    town.node(2, 40, 0)
    town.node(3, 100, 0)
    town.way(1, [1, 2, 3], highway="residential")
    town.node(4, 40, 30)
    town.way(2, [2, 4], highway="residential")
    town.node(5, 70, -20)
    town.node(6, 70, 20)
    town.way(3, [5, 6], highway="footway", bridge="yes", layer="1")
    frame = edges(town, tmp_path).set_index("ref")
    assert frame["length_m"].to_dict() == pytest.approx(
        {"way/1/1": 40.0, "way/1/2": 60.0, "way/2/1": 30.0, "way/3/1": 40.0}, **NEAR
    )
    assert frame["is_bridge"].to_dict() == {
        "way/1/1": False, "way/1/2": False, "way/2/1": False, "way/3/1": True
    }  # fmt: skip
    assert frame.loc["way/1/1", ["start_node", "end_node"]].tolist() == [1, 2]


def test_crossings_and_pavements_join_the_street(tmp_path: Path) -> None:
    """Two pavements beside a street, a crossing over it: one network in which all meet."""
    town = Town()
    for number, (east, north) in enumerate([(0, 0), (50, 0), (100, 0)], start=1):
        town.node(number, east, north)
        town.node(number + 10, east, 8)
        town.node(number + 20, east, -8)
    town.way(1, [1, 2, 3], highway="secondary", sidewalk="separate")
    town.way(2, [11, 12, 13], highway="footway", footway="sidewalk")
    town.way(3, [21, 22, 23], highway="footway", footway="sidewalk")
    town.way(4, [12, 2, 22], highway="footway", footway="crossing")
    plain = read(town, tmp_path)
    frame = plain.tables["walk_edges"]
    assert Counter(frame["way_kind"]) == {"main_street": 2, "sidewalk": 4, "crossing": 2}
    assert not [note for note in plain.meta.notes if "islands" in note.en]


def test_loops_parallel_edges_and_closed_ways_are_exact(tmp_path: Path) -> None:
    """From node 1 to node 2 straight and by a detour; at node 2 a loop; apart from all a ring."""
    town = Town()
    town.node(1, 0, 0)
    town.node(2, 100, 0)
    town.node(3, 50, 40)
    town.node(4, 130, 0)
    town.node(5, 130, 30)
    town.way(1, [1, 2], highway="residential")
    town.way(2, [1, 3, 2], highway="footway")
    town.way(3, [2, 4, 5, 2], highway="footway")
    town.way(4, town.square(100, (300, 0, 340, 30)), highway="footway")
    frame = edges(town, tmp_path).set_index("ref")
    by_detour_m = 2 * np.hypot(50, 40)
    loop_m = 30 + 30 + np.hypot(30, 30)
    assert frame["length_m"].to_dict() == pytest.approx(
        {"way/1/1": 100.0, "way/2/1": by_detour_m, "way/3/1": loop_m, "way/4/1": 140.0}, **NEAR
    )
    ends = frame[["start_node", "end_node"]].apply(tuple, axis=1).to_dict()
    assert ends == {
        "way/1/1": (1, 2), "way/2/1": (1, 2), "way/3/1": (2, 2), "way/4/1": (100, 100)
    }  # fmt: skip


def test_a_way_that_meets_itself_is_cut_there(tmp_path: Path) -> None:
    """A figure of four: out, round, and back over the first stretch's middle node."""
    town = Town()
    for number, (east, north) in enumerate([(0, 0), (50, 0), (100, 0), (50, 50)], start=1):
        town.node(number, east, north)
    town.way(1, [1, 2, 3, 4, 2], highway="footway")
    frame = edges(town, tmp_path)
    assert sorted(frame["length_m"]) == pytest.approx([50.0, 50 + 50 + np.hypot(50, 50)], **NEAR)


def test_nodes_said_twice_or_at_one_place_make_no_edge(tmp_path: Path) -> None:
    town = Town()
    town.node(1, 0, 0)
    town.node(2, 60, 0)
    town.node(3, 60, 0)
    town.node(4, 100, 0)
    town.way(1, [1, 1, 2, 3, 4, 4], highway="footway")
    town.node(5, 60, 30)
    town.way(2, [3, 5], highway="footway")
    plain = read(town, tmp_path)
    frame = plain.tables["walk_edges"]
    assert sorted(frame["length_m"]) == pytest.approx([30.0, 40.0, 60.0], **NEAR)
    assert [n.count for n in plain.meta.notes if "place of their neighbour" in n.en] == [1]


def test_a_way_ends_where_the_file_lacks_a_node(tmp_path: Path) -> None:
    """Node 3 of five is not in the file: nobody knows that the way goes straight on."""
    town = Town()
    for number, east in [(1, 0), (2, 30), (4, 80), (5, 100)]:
        town.node(number, east, 0)
    town.way(1, [1, 2, 3, 4, 5], highway="footway")
    plain = read(town, tmp_path)
    assert sorted(plain.tables["walk_edges"]["length_m"]) == pytest.approx([20.0, 30.0], **NEAR)
    assert [n.count for n in plain.meta.notes if "the file lacks" in n.en] == [1]


def test_lengths_are_those_of_the_geodesic(tmp_path: Path) -> None:
    """A winding way against pyproj's geodesic, within 1 in 100,000."""
    town = Town()
    rng = np.random.default_rng(7)
    places = np.cumsum(rng.uniform(-200, 300, (40, 2)), axis=0)
    for number, (east, north) in enumerate(places, start=1):
        town.node(number, float(east), float(north))
    town.way(1, list(range(1, 41)), highway="footway")
    frame = edges(town, tmp_path)
    lines = frame.geometry.to_crs("EPSG:4326")
    assert frame["length_m"].sum() == pytest.approx(
        sum(WGS84.geometry_length(line) for line in lines), rel=1e-5
    )


def test_islands_are_told_and_joined_only_within_the_distance_stated(tmp_path: Path) -> None:
    """A pavement 6 m beside the middle of a street; a path 80 m away."""
    town = Town()
    straight_street(town, 1, 0, highway="residential")
    town.node(1, 50, 6)
    town.node(2, 50, 46)
    town.way(2, [1, 2], highway="footway")
    town.node(3, 0, 126)
    town.node(4, 10, 126)
    town.way(3, [3, 4], highway="path")
    apart = read(town, tmp_path)
    assert [n.count for n in apart.meta.notes if "islands of the network with" in n.en] == [2]
    joined = read(town, tmp_path, join_islands_within_m=10.0)
    frame = joined.tables["walk_edges"]
    join = frame[frame["way_kind"] == "join"]
    assert join["length_m"].tolist() == pytest.approx([6.0], abs=0.05)
    along = frame[frame["ref"].str.startswith("way/1/")]
    assert sorted(along["length_m"]) == pytest.approx([50.0, 50.0], **NEAR)
    assert frame["start_node"].isin([1]).sum() + frame["end_node"].isin([1]).sum() == 2
    assert [n.count for n in joined.meta.notes if "islands of the network with" in n.en] == [1]
    assert [n.count for n in joined.meta.notes if "islands of the network joined" in n.en] == [1]


def test_joining_leaves_the_largest_part_alone(tmp_path: Path) -> None:
    """Two far streets of one network, each with an island near: two joins, none between them."""
    town = Town()
    for number, (east, north) in enumerate(
        [(0, 0), (100, 0), (100, 900), (0, 900), (0, 7), (0, 30), (0, 893), (0, 860)], start=1
    ):
        town.node(number, east, north)
    town.way(1, [1, 2], highway="residential")
    town.way(2, [2, 3], highway="residential")
    town.way(3, [3, 4], highway="residential")
    town.way(4, [5, 6], highway="footway")
    town.way(5, [7, 8], highway="footway")
    frame = edges(town, tmp_path, join_islands_within_m=10.0)
    assert (frame["way_kind"] == "join").sum() == 2
    assert frame.loc[frame["way_kind"] != "join", "length_m"].sum() == pytest.approx(
        100 + 900 + 100 + 23 + 33, **NEAR
    )


def test_a_file_without_ways_for_walkers_is_a_proxy(tmp_path: Path) -> None:
    town = Town()
    straight_street(town, 1, 0, highway="residential")
    town.node(99, 50, 50, highway="crossing")
    plain = read(town, tmp_path)
    assert plain.tables["walk_edges"]["is_proxy"].tolist() == [True]
    assert [n.count for n in plain.meta.notes if "drive network" in n.en] == [1]


def plaza(town: Town, **tags: str) -> None:
    """A plaza of 60 × 80 m whose corners 1 and 3 streets meet, 100 m apart across it."""
    ring = town.square(1, (0, 0, 60, 80))
    town.way(1, ring, highway="pedestrian", area="yes", **tags)
    town.node(10, -50, 0)
    town.node(11, 110, 80)
    town.way(2, [10, 1], highway="residential")
    town.way(3, [3, 11], highway="residential")


def test_a_plaza_is_crossed_straight(tmp_path: Path) -> None:
    town = Town()
    plaza(town)
    frame = edges(town, tmp_path)
    across = frame[frame["way_kind"] == "across"]
    assert across["length_m"].tolist() == pytest.approx([100.0], **NEAR)
    assert across["ref"].tolist() == ["way/1/across/1"]
    assert set(across.iloc[0][["start_node", "end_node"]]) == {1, 3}
    round_it = frame[frame["ref"].isin(["way/1/1", "way/1/2"])]
    assert round_it["length_m"].tolist() == pytest.approx([140.0, 140.0], **NEAR)


def test_nobody_walks_through_a_building_on_the_plaza(tmp_path: Path) -> None:
    town = Town()
    plaza(town)
    town.way(4, town.square(20, (20, 30, 40, 50)), building="yes")
    assert "across" not in set(edges(town, tmp_path)["way_kind"])


def test_a_plaza_that_is_a_relation_is_crossed_past_its_hole(tmp_path: Path) -> None:
    """Entrances at three corners; the hole blocks one of the diagonals."""
    town = Town()
    town.way(1, town.square(1, (0, 0, 60, 80)))
    town.way(9, town.square(30, (25, 35, 35, 45)))
    town.relation(
        5, [("way", 1, "outer"), ("way", 9, "inner")], type="multipolygon", highway="pedestrian"
    )
    for number, (corner, east, north) in enumerate([(1, -50, 0), (2, 110, 0), (3, 110, 80)], 10):
        town.node(number, east, north)
        town.way(number, [corner, number], highway="residential")
    frame = edges(town, tmp_path)
    assert "across" not in set(frame["way_kind"])  # the sides are walked along the outline
    assert frame.loc[frame["ref"].str.startswith("way/1/"), "length_m"].sum() == pytest.approx(
        280.0, **NEAR
    )


def test_dead_ends_on_a_plaza_are_reached(tmp_path: Path) -> None:
    """A way out of a metro entrance ends in the middle of the plaza."""
    town = Town()
    plaza(town)
    town.node(20, 30, 40)
    town.node(21, 30, 45)
    town.way(4, [20, 21], highway="steps")
    frame = edges(town, tmp_path)
    across = frame[frame["way_kind"] == "across"]
    met = Counter(across["start_node"].tolist() + across["end_node"].tolist())
    assert set(met) == {1, 3, 20, 21}


def test_with_many_entrances_all_go_by_the_middle(tmp_path: Path) -> None:
    """Twenty streets into a round square of radius 50 m: twenty spokes, not 190 lines."""
    town = Town()
    angles = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    for number, angle in enumerate(angles):
        town.node(100 + number, 50 * np.cos(angle), 50 * np.sin(angle))
        town.node(200 + number, 90 * np.cos(angle), 90 * np.sin(angle))
        town.way(10 + number, [100 + number, 200 + number], highway="residential")
    town.way(1, [*range(100, 120), 100], place="square")
    frame = edges(town, tmp_path)
    across = frame[frame["way_kind"] == "across"]
    assert across["length_m"].tolist() == pytest.approx([50.0] * 20, rel=5e-3)
    middle = set(across["start_node"]) | set(across["end_node"])
    assert len(middle - set(range(100, 120))) == 1
    assert min(middle - set(range(100, 120))) > 219


def park(town: Town, **tags: str) -> None:
    """A park of 100 × 100 m; paths cross its western and its eastern edge at the corners' nodes."""
    ring = town.square(1, (0, 0, 100, 100))
    town.way(1, ring, leisure="park", **tags)
    town.node(10, -50, 0)
    town.node(11, 150, 100)
    town.way(2, [10, 1], highway="footway")
    town.way(3, [3, 11], highway="footway")


def test_a_park_is_crossed_but_its_outline_is_no_way(tmp_path: Path) -> None:
    town = Town()
    park(town)
    frame = edges(town, tmp_path)
    assert frame["length_m"].tolist() == pytest.approx([50.0, 50.0, np.hypot(100, 100)], **NEAR)


@pytest.mark.parametrize("tags", [{"access": "private"}, {"foot": "no"}, {"barrier": "fence"}])
def test_a_closed_or_fenced_park_is_not_crossed(tmp_path: Path, tags: dict[str, str]) -> None:
    town = Town()
    park(town, **tags)
    assert len(edges(town, tmp_path)) == 2


def test_a_fence_of_its_own_shuts_a_park_but_for_its_gates(tmp_path: Path) -> None:
    """The fence shares the park's corners; only the second time two of them are gates."""
    for gate, count in (({}, 2), ({"barrier": "gate"}, 3)):
        town = Town()
        park(town)
        town.node(1, 0, 0, **gate)
        town.node(3, 100, 100, **gate)
        town.way(9, [1, 2, 3, 4, 1], barrier="fence")
        assert len(edges(town, tmp_path)) == count


def test_nobody_walks_through_the_lake_of_a_park(tmp_path: Path) -> None:
    town = Town()
    park(town)
    town.way(4, town.square(20, (40, 40, 60, 60)), natural="water")
    assert len(edges(town, tmp_path)) == 2


def test_the_same_file_gives_the_same_table(tmp_path: Path) -> None:
    town = Town()
    plaza(town)
    one, other = edges(town, tmp_path), edges(town, tmp_path)
    assert shapely.equals_exact(one.geometry.to_numpy(), other.geometry.to_numpy()).all()
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.drop(columns="geometry")), pd.DataFrame(other.drop(columns="geometry"))
    )
