"""What libosmium's plain PBF holds is what pyosmium hands over, element by element."""

import bz2
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest
import shapely
from tests.sources.osm.town import Town, place

from gengxin.sources.osm.overpass import overpass_elements
from gengxin.sources.osm.plain_pbf import plain_elements
from gengxin.sources.osm.plane import on_the_plane
from gengxin.sources.osm.raw import RawElements, RawKind

KINDS = {"n": 0, "w": 1, "r": 2}


def said_by_pyosmium(path: Path) -> dict[str, dict[int, Any]]:
    """Each element as pyosmium hands it over: tags, and place, nodes or members."""
    found: dict[str, dict[int, Any]] = {"n": {}, "w": {}, "r": {}}
    for one in osmium.FileProcessor(str(path)):
        tags = {tag.k: tag.v for tag in one.tags}
        if one.is_node():
            rest: Any = (one.lon, one.lat)
        elif one.is_way():
            rest = [node.ref for node in one.nodes]
        else:
            rest = [(KINDS[member.type], member.ref, member.role) for member in one.members]
        found[one.type_str()][one.id] = tags, rest
    return found


def said_by_us(raw: RawElements) -> dict[str, dict[int, Any]]:
    """The same from our columns, row by row."""
    lon, lat = raw.nodes.numbers
    nodes = raw.ways.lists[0]
    kind, ids, role = raw.relations.lists
    listed = raw.words.listed
    rest = {
        "n": list(zip(lon.tolist(), lat.tolist(), strict=True)),
        "w": [part.tolist() for part in np.split(nodes.items, nodes.first[1:-1])],
        "r": [
            list(zip(k.tolist(), i.tolist(), (listed[word] for word in r), strict=True))
            for k, i, r in zip(
                *(np.split(one.items, one.first[1:-1]) for one in (kind, ids, role)), strict=True
            )
        ],
    }
    columns = {"n": raw.nodes, "w": raw.ways, "r": raw.relations}
    return {
        name: dict(
            zip(kind.ids.tolist(), zip(tags_of(raw, kind), rest[name], strict=True), strict=True)
        )
        for name, kind in columns.items()
        if len(kind.ids)
    } | {name: {} for name, kind in columns.items() if not len(kind.ids)}


def tags_of(raw: RawElements, kind: RawKind) -> list[dict[str, str]]:
    tags: list[dict[str, str]] = [{} for _ in kind.ids]
    for row, key, value in zip(kind.tags.row, kind.tags.key, kind.tags.value, strict=True):
        tags[row][raw.words.listed[key]] = raw.words.listed[value]
    return tags


def test_every_element_of_helsinki_is_as_pyosmium_hands_it_over(helsinki: Path) -> None:
    assert said_by_us(plain_elements(helsinki)) == said_by_pyosmium(helsinki)


@pytest.mark.parametrize("name", ["town.osm", "town.osm.gz", "town.osm.bz2"])
def test_xml_and_packed_xml_are_read_alike(tmp_path: Path, name: str) -> None:
    town = Town()
    ring = town.square(1, (0, 0, 10, 10))
    town.node(9, 3, 3, name="广场 & <平台>", amenity="bench")
    town.way(1, ring, building="yes", name="a;b")
    town.relation(1, [("way", 1, "outer"), ("node", 9, "")], type="site")
    path = tmp_path / name
    packed = {".gz": gzip.compress, ".bz2": bz2.compress}.get(path.suffix, lambda plain: plain)
    path.write_bytes(packed(town.xml().encode()))
    raw = plain_elements(path)
    assert said_by_us(raw) == said_by_pyosmium(path)
    assert str(raw.day) == "2026-03-08"


def test_every_element_of_xuhui_is_as_the_json_says(xuhui_reply: Path) -> None:
    document = json.loads(xuhui_reply.read_text())
    raw = overpass_elements(xuhui_reply)
    told = said_by_us(raw)
    assert (len(told["n"]), len(told["w"])) == (11_715, 2_940)
    for one in document["elements"]:
        tags = one.get("tags", {})
        rest = (one["lon"], one["lat"]) if one["type"] == "node" else one["nodes"]
        assert told[one["type"][0]][one["id"]] == (tags, rest)
    assert str(raw.day) == "2026-03-08"


def test_places_written_into_ways_are_taken(tmp_path: Path) -> None:
    """``out geom`` writes no nodes of their own, ``null`` for those outside the box asked for."""
    places = [dict(zip(("lon", "lat"), place(east, 0), strict=True)) for east in (0, 10, 20)]
    reply = {
        "osm3s": {"timestamp_osm_base": "2026-01-02T03:04:05Z"},
        "elements": [
            {"type": "way", "id": 5, "nodes": [1, 2, 3], "geometry": [places[0], None, places[2]],
             "tags": {"highway": "footway"}},
            {"type": "relation", "id": 6, "tags": {"type": "site"}, "members": [
                {"type": "node", "ref": 9, "role": "label", **places[1]}]},
        ],
    }  # fmt: skip
    path = tmp_path / "reply.json"
    path.write_text(json.dumps(reply))
    raw = overpass_elements(path)
    assert raw.nodes.ids.tolist() == [1, 3, 9]
    assert raw.nodes.numbers[0].tolist() == [places[at]["lon"] for at in (0, 2, 1)]
    osm_map, _ = on_the_plane(raw, boundary=None, crs=None)
    assert osm_map.elements.way_nodes.items.tolist() == [0, -1, 1]
    assert osm_map.elements.member_row.items.tolist() == [2]


def test_areas_of_relations_are_those_of_libosmium(helsinki: Path) -> None:
    """Every multipolygon and boundary of Helsinki, to the square millimetre."""
    osm_map, _ = on_the_plane(plain_elements(helsinki), boundary=None, crs="EPSG:32635")
    elements = osm_map.elements
    objects = np.arange(elements.first_relation, osm_map.tags.count)
    shapes = osm_map.areas(objects)
    mine = {
        int(number): shape.area
        for number, shape in zip(elements.osm_id(objects), shapes, strict=True)
        if shape is not None
    }
    factory = osmium.geom.WKBFactory()
    theirs = {}
    to_plane = osm_map_transform()
    for one in osmium.FileProcessor(str(helsinki)).with_areas():
        if one.is_area() and not one.from_way():
            shape = shapely.from_wkb(bytes.fromhex(factory.create_multipolygon(one)))
            theirs[one.orig_id()] = shapely.transform(shape, to_plane).area
    assert len(mine) == 98
    assert mine == pytest.approx(theirs, abs=1e-6)


def osm_map_transform() -> Any:
    from pyproj import Transformer

    transformer = Transformer.from_crs("EPSG:4326", "EPSG:32635", always_xy=True)
    return lambda lon_lat: np.column_stack(transformer.transform(*lon_lat.T))


def test_an_element_that_stands_twice_counts_once(tmp_path: Path) -> None:
    town = Town()
    town.node(2, 10, 0)
    town.node(1, 0, 0, amenity="bench")
    town.way(1, [1, 2], highway="footway")
    lines = town.xml().splitlines()
    path = tmp_path / "twice.osm"
    path.write_text("\n".join([*lines[:-1], lines[2], lines[4], lines[-1]]))
    osm_map, _ = on_the_plane(plain_elements(path), boundary=None, crs=None)
    elements = osm_map.elements
    assert elements.node_id.tolist() == [1, 2]
    assert elements.way_nodes.items.tolist() == [0, 1]
    assert elements.doubled_count == 2
    assert osm_map.tags.among("amenity", {"bench"}).tolist() == [True, False]


def test_stray_nodes_neither_choose_the_zone_nor_stay(tmp_path: Path) -> None:
    town = Town()
    for number in range(1, 201):
        town.node(number, number, 0)
    town.way(1, list(range(1, 201)), highway="footway")
    xml = town.xml().replace("</osm>", '<node id="999" lat="0.0" lon="-60.0" version="1"/></osm>')
    path = tmp_path / "stray.osm"
    path.write_text(xml)
    osm_map, stray_count = on_the_plane(plain_elements(path), boundary=None, crs=None)
    assert osm_map.crs.to_epsg() == 32651
    assert np.isfinite(osm_map.xy_m).all()
    assert stray_count + len(osm_map.elements.node_id) == 201
