"""Helsinki, Xuhui and Porto: counts against what the files hold, counted without our reader."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import osmium
import pytest
import shapely
from tests.plain.cut_ways import cut_ways

from gengxin.sources.osm import read_osm
from gengxin.terms import PlainDistrict, checked


class Held(NamedTuple):
    """An element as pyosmium hands it over."""

    ref: str
    tags: dict[str, str]
    nodes: list[int]
    ways: list[int]


@pytest.fixture(scope="module")
def held(helsinki: Path) -> tuple[list[Held], dict[int, tuple[float, float]]]:
    """Every element of Helsinki, and the places of its nodes."""
    elements: list[Held] = []
    places: dict[int, tuple[float, float]] = {}
    kinds = {"n": "node", "w": "way", "r": "relation"}
    for one in osmium.FileProcessor(str(helsinki)):
        nodes = [node.ref for node in one.nodes] if one.is_way() else []
        if one.is_node():
            places[one.id] = one.lon, one.lat
        tags = {tag.k: tag.v for tag in one.tags}
        members = one.members if one.is_relation() else []
        ways = [member.ref for member in members if member.type == "w"]
        elements.append(Held(f"{kinds[one.type_str()]}/{one.id}", tags, nodes, ways))
    return elements, places


@pytest.fixture(scope="module")
def plain(helsinki: Path) -> PlainDistrict:
    return read_osm(helsinki, join_islands_within_m=0)


def noted(plain: PlainDistrict, table: str, words: str) -> int:
    return sum(n.count for n in plain.meta.notes if n.table == table and words in n.en)


def test_the_file_is_the_one_we_counted(held: tuple[list[Held], object]) -> None:
    elements = held[0]
    assert sum("building" in one.tags for one in elements) == 536
    assert sum("start_date" in one.tags for one in elements) == 405
    assert sum("building:levels" in one.tags for one in elements) == 275
    assert sum("amenity" in one.tags for one in elements) == 1_091


def test_the_check_accepts_helsinki(plain: PlainDistrict) -> None:
    district = checked(plain)
    assert set(district.given) == {
        "areas", "buildings", "facilities", "gates", "walk_edges", "stops", "green", "barriers",
        "heritage",
    }  # fmt: skip
    assert str(district.meta.data_day) == "2019-04-21"
    assert district.meta.crs == "EPSG:32635"


def test_every_building_is_a_row_or_counted(
    plain: PlainDistrict, held: tuple[list[Held], object]
) -> None:
    said = {one.ref: one.tags for one in held[0] if "building" in one.tags}
    entrances = {ref for ref, tags in said.items() if tags["building"] == "entrance"}
    buildings = plain.tables["buildings"].set_index("ref")
    assert set(buildings.index) == set(said) - entrances
    assert len(buildings) + noted(plain, "buildings", "building=entrance") == 536
    levels = {ref: tags.get("building:levels", "") for ref, tags in said.items()}
    told = {
        ref: float(text)
        for ref, text in levels.items()
        if ref not in entrances and text.replace(".", "", 1).isdecimal()
    }
    assert buildings["storeys"].dropna().to_dict() == told
    dated = {ref for ref, tags in said.items() if "start_date" in tags} - entrances
    assert buildings["year_built"].notna().sum() + noted(plain, "buildings", "start_date") == len(
        dated
    )


def test_outlines_are_those_of_libosmium(plain: PlainDistrict, helsinki: Path) -> None:
    factory = osmium.geom.WKBFactory()
    whole = set()
    for one in osmium.FileProcessor(str(helsinki)).with_areas(osmium.filter.KeyFilter("building")):
        if one.is_area() and one.tags.get("building", "entrance") != "entrance":
            shapely.from_wkb(bytes.fromhex(factory.create_multipolygon(one)))
            whole.add(f"{'way' if one.from_way() else 'relation'}/{one.orig_id()}")
    buildings = plain.tables["buildings"]
    assert set(buildings.loc[buildings["footprint_m2"].notna(), "ref"]) == whole


@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        ("pharmacy", lambda tags: tags.get("amenity") == "pharmacy"),
        ("bank", lambda tags: tags.get("amenity") == "bank"),
        ("public_toilet", lambda tags: tags.get("amenity") == "toilets"),
        ("convenience", lambda tags: tags.get("shop") == "convenience"),
        ("supermarket", lambda tags: tags.get("shop") == "supermarket"),
        ("playground", lambda tags: tags.get("leisure") == "playground"),
        ("library", lambda tags: tags.get("amenity") == "library"),
        ("place_of_worship", lambda tags: tags.get("amenity") == "place_of_worship"),
    ],
)
def test_services_are_as_many_as_the_tags(
    plain: PlainDistrict,
    held: tuple[list[Held], object],
    kind: str,
    fits: Callable[[dict[str, str]], bool],
) -> None:
    expected = {
        one.ref for one in held[0]
        if fits(one.tags) and one.tags.get("access") not in {"private", "no"}
    }  # fmt: skip
    facilities = plain.tables["facilities"]
    of_kind = {
        "/".join(ref.split("/")[:2]) for ref in facilities.loc[facilities["kind"] == kind, "ref"]
    }
    assert len(expected) > 0
    assert of_kind <= expected
    merged = noted(plain, "facilities", "drawn again inside")
    assert len(expected - of_kind) <= merged


def test_edges_along_ways_are_those_of_the_plain_cutting(
    plain: PlainDistrict, held: tuple[list[Held], dict[int, tuple[float, float]]]
) -> None:
    """The same ways cut node by node; ours are also cut where they meet a park's outline."""
    elements, places = held
    frame = plain.tables["walk_edges"]
    along = frame[frame["way_kind"] != "across"]
    walked = dict.fromkeys(int(ref.split("/")[1]) for ref in along["ref"])
    by_id = {int(one.ref.split("/")[1]): one for one in elements if one.ref.startswith("way/")}
    expected = cut_ways([by_id[number].nodes for number in walked], places)
    assert along["length_m"].sum() == pytest.approx(sum(edge[2] for edge in expected), rel=1e-5)
    ours = set(along["start_node"]) | set(along["end_node"])
    plainly = {node for edge in expected for node in edge[:2]}
    assert plainly <= ours
    parks = [one for one in elements if one.tags.get("leisure") in {"park", "common"}]
    outlines = [one.nodes for one in parks] + [
        by_id[number].nodes for one in parks for number in one.ways if number in by_id
    ]
    assert ours - plainly <= {node for nodes in outlines for node in nodes}
    # each such node cuts one edge in two
    assert len(along) - len(expected) == len(ours - plainly)


def test_highways_of_helsinki_are_walked_by_their_tags(
    plain: PlainDistrict, held: tuple[list[Held], dict[int, tuple[float, float]]]
) -> None:
    """The plain cases, which need no rule of precedence: no foot, no access, no area."""
    frame = plain.tables["walk_edges"]
    walked = {"/".join(ref.split("/")[:2]) for ref in frame["ref"]}
    always = {"footway", "steps", "residential", "pedestrian", "cycleway", "service", "path"}
    never = {"construction", "proposed"}
    for one in held[0]:
        if one.ref.startswith("way/") and not {"foot", "access", "footway"} & set(one.tags):
            if one.tags.get("highway") in always:
                assert one.ref in walked or not cut_ways([one.nodes], held[1])
            elif one.tags.get("highway") in never:
                assert one.ref not in walked


def test_xuhui_is_a_proxy_and_every_way_is_accounted_for(xuhui_reply: Path) -> None:
    plain = read_osm(xuhui_reply, join_islands_within_m=0)
    district = checked(plain)
    edges = plain.tables["walk_edges"]
    walked = {ref.split("/")[1] for ref in edges["ref"]}
    left_out = sum(
        n.count for n in plain.meta.notes
        if n.table == "walk_edges" and n.action == "left_out" and n.en.split()[0] != "nodes"
    )  # fmt: skip
    assert len(walked) + left_out == 2_940
    assert edges["is_proxy"].all()
    assert str(district.meta.data_day) == "2026-03-08"
    assert "buildings" not in plain.tables
    assert "buildings" in {n.table for n in plain.meta.notes if n.action == "missing"}


@pytest.mark.long
def test_every_highway_of_porto_is_accounted_for(porto: Path) -> None:
    """51,349 ways: walked, left out for a reason told, or of a class that nobody walks along."""
    plain = read_osm(porto)
    checked(plain)
    classes = {
        one.id: one.tags["highway"]
        for one in osmium.FileProcessor(str(porto), osmium.osm.WAY)
        if "highway" in one.tags
    }
    assert len(classes) == 51_349
    edges = plain.tables["walk_edges"]
    parts = edges["ref"].str.split("/")
    walked = {int(part[1]) for part in parts if part[0] == "way"} & set(classes)
    told = sum(
        n.count
        for n in plain.meta.notes
        if n.table == "walk_edges" and n.action == "left_out" and n.en.split()[0] != "nodes"
    )
    nobodys = Counter(classes.values())
    for name in set(nobodys) - {"proposed", "construction", "raceway", "services"}:
        del nobodys[name]
    assert len(walked) + told + nobodys.total() == 51_349
