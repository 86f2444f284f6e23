"""The whole file: clip, notes, provenance, and what a bad file is told."""

import bz2
import gzip
import hashlib
import json
from datetime import date
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from tests.sources.osm.town import Town, place

from gengxin.sources import read_district
from gengxin.sources.limits import refuse_oversize
from gengxin.sources.osm import read_osm, source_file
from gengxin.terms import InputError, checked


def small_town() -> Town:
    """Two houses, a school and a street; the second house and the school 2 km to the east."""
    town = Town()
    town.way(1, town.square(10, (0, 0, 10, 10)), building="yes")
    town.way(2, town.square(20, (2000, 0, 2010, 10)), building="yes", amenity="library")
    for number, east in enumerate([0, 700, 1400, 2100], start=1):
        town.node(number, east, 20)
    for number in (1, 2, 3):
        town.way(100 + number, [number, number + 1], highway="footway")
    return town


def box(west_m: float, south_m: float, east_m: float, north_m: float) -> shapely.Polygon:
    """A boundary in degrees by metres of the town."""
    corners = [(west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m)]
    return shapely.Polygon([place(*corner) for corner in corners])


def test_what_the_boundary_leaves_out_is_counted(tmp_path: Path) -> None:
    plain = read_osm(
        small_town().write(tmp_path), boundary=box(-50, -50, 100, 100), network_beyond_m=1000.0
    )
    checked(plain)
    assert plain.tables["buildings"]["ref"].tolist() == ["way/1"]
    assert plain.tables["walk_edges"]["ref"].tolist() == ["way/101/1", "way/102/1"]
    assert "facilities" not in plain.tables
    outside = {n.table: n.count for n in plain.meta.notes if n.en == "outside the boundary"}
    assert outside == {"buildings": 1, "facilities": 1, "walk_edges": 1}


def test_what_touches_the_boundary_stays_whole(tmp_path: Path) -> None:
    plain = read_osm(small_town().write(tmp_path), boundary=box(5, 5, 50, 50), network_beyond_m=0)
    assert plain.tables["buildings"]["footprint_m2"].tolist() == pytest.approx([100.0], rel=1e-3)


def drawn(tmp_path: Path, shape: shapely.Polygon) -> Path:
    """The boundary as a file."""
    path = tmp_path / "outline.geojson"
    gpd.GeoDataFrame(geometry=[shape], crs=4326).to_file(path)
    return path


def test_a_boundary_is_told_among_the_inputs(tmp_path: Path) -> None:
    outline = drawn(tmp_path, box(-50, -50, 100, 100))
    meta = read_district([small_town().write(tmp_path)], boundary=outline).meta
    assert [one.name for one in meta.inputs] == ["town.osm", "outline.geojson"]
    assert meta.inputs[1].sha256 == hashlib.sha256(outline.read_bytes()).hexdigest()
    assert meta.parameters["boundary"] == "outline.geojson"


def test_gates_alone_are_nothing_within_a_boundary(tmp_path: Path) -> None:
    town = small_town()
    garden = town.square(30, (50, 50, 90, 90))
    town.way(3, garden, leisure="park")
    town.node(garden[0], 50, 50, barrier="gate")
    file = town.write(tmp_path)
    assert len(read_osm(file).tables["gates"]) == 1
    with pytest.raises(InputError, match="nothing of the file lies within the boundary"):
        read_osm(file, boundary=box(9000, 0, 9100, 100))


def test_a_boundary_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing of the file lies within the boundary"):
        read_osm(small_town().write(tmp_path), boundary=box(9000, 0, 9100, 100))


def test_a_boundary_without_area_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no area"):
        read_osm(small_town().write(tmp_path), boundary=shapely.LineString([(0, 0), (1, 1)]))


def test_provenance_and_parameters_travel_with_the_tables(tmp_path: Path) -> None:
    path = small_town().write(tmp_path, "xu hui.osm")
    meta = read_osm(path).meta
    assert meta.crs == "EPSG:32651"
    assert meta.data_day == date(2026, 3, 8)
    (told,) = meta.inputs
    assert told.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (told.name, told.kind, told.day) == ("xu hui.osm", "osm", date(2026, 3, 8))
    assert told.licence.endswith("1.0")
    assert told.attribution == "© OpenStreetMap contributors"
    assert meta.parameters["osm.join_islands_within_m"] == "10"
    read = {n.table: n.count for n in meta.notes if n.action == "read"}
    assert read == {"buildings": 2, "facilities": 1, "walk_edges": 3}
    missing = {n.table for n in meta.notes if n.action == "missing" and not n.count}
    assert {"people", "stops", "green", "areas", "sites"} <= missing


def test_a_file_without_days_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(small_town().xml().replace(' timestamp="2026-03-08T01:31:04Z"', ""))
    meta = read_osm(path).meta
    assert meta.inputs[0].day is None
    assert [n.action for n in meta.notes if "does not say of which day" in n.en] == ["estimated"]


def test_the_zone_is_chosen_or_given(tmp_path: Path) -> None:
    path = small_town().write(tmp_path)
    frame = read_osm(path, crs="EPSG:32650").tables["buildings"]
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs.to_epsg() == 32650
    with pytest.raises(InputError, match="EPSG:999999"):
        read_osm(path, crs="EPSG:999999")


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_osm(path)
    assert path.name in str(caught.value)
    return str(caught.value)


def test_an_absent_file(tmp_path: Path) -> None:
    assert "no file" in refused(tmp_path / "absent.osm.pbf")


@pytest.mark.parametrize("name", ["a.osm.pbf", "a.osm", "a.osm.gz", "a.json"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert "empty" in refused(tmp_path / name)


@pytest.mark.parametrize("name", ["a.osm.pbf", "a.osm", "a.osm.gz", "a.osm.bz2", "a.json"])
def test_noise_under_a_known_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(np.random.default_rng(7).bytes(5000))
    assert "fetch it again" in refused(path)


def test_a_file_of_another_name(tmp_path: Path) -> None:
    path = tmp_path / "town.txt"
    path.write_text("hello")
    assert ".osm.pbf" in refused(path) or ".pbf" in refused(path)


@pytest.mark.parametrize("name", ["cut.osm", "cut.osm.gz"])
def test_cut_xml(tmp_path: Path, name: str) -> None:
    whole = small_town().xml().encode()
    packed = gzip.compress(whole) if name.endswith(".gz") else whole
    (tmp_path / name).write_bytes(packed[: len(packed) // 2])
    assert "fetch it again" in refused(tmp_path / name)


def test_cut_pbf(tmp_path: Path, helsinki: Path) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(helsinki.read_bytes()[:300_000])
    assert "fetch it again" in refused(path)


def test_a_map_without_anything(tmp_path: Path) -> None:
    path = tmp_path / "void.osm"
    path.write_text('<osm version="0.6"></osm>')
    assert "no node" in refused(path)


@pytest.mark.parametrize("packing", ["gz", "bz2"])
def test_a_bomb_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str
) -> None:
    """Sound XML, mostly spaces; with a limit of 1 MiB instead of the true one, to be quick."""
    whole = b'<osm version="0.6">' + b" " * 2**22 + b"</osm>"
    path = tmp_path / f"bomb.osm.{packing}"
    path.write_bytes({"gz": gzip.compress, "bz2": bz2.compress}[packing](whole))
    assert path.stat().st_size < 2**14
    monkeypatch.setattr(
        source_file, "refuse_oversize", partial(refuse_oversize, unpacked_bytes=2**20)
    )
    assert "unpacked" in refused(path)


@pytest.mark.parametrize(
    "million_nodes", [0.03, pytest.param(10, marks=pytest.mark.long)], ids=["small", "large"]
)
def test_a_ring_of_too_many_vertices(tmp_path: Path, million_nodes: float) -> None:
    path = tmp_path / "ring.osm"
    with path.open("w") as stream:
        stream.write('<osm version="0.6"><node id="1" lat="31" lon="121" version="1"/>')
        stream.write('<way id="7" version="1">')
        for _ in range(int(million_nodes * 1000)):
            stream.write('<nd ref="1"/><nd ref="2"/>' * 500)
        stream.write("</way></osm>")
    assert "way 7" in refused(path)


def test_a_reply_that_overpass_broke_off(tmp_path: Path) -> None:
    path = tmp_path / "reply.json"
    remark = 'runtime error: Query timed out in "query" at line 3 after 180 seconds.'
    path.write_text(json.dumps({"osm3s": {}, "elements": [], "remark": remark}))
    assert "Query timed out" in refused(path)


def test_xml_that_overpass_broke_off(tmp_path: Path) -> None:
    path = tmp_path / "reply.osm"
    remark = "<remark> runtime error: Query timed out </remark></osm>"
    path.write_text(small_town().xml().replace("</osm>", remark))
    assert "Query timed out" in refused(path)


@pytest.mark.parametrize("text", ["[1, 2]", '{"features": []}', '{"elements": 3}', "{"])
def test_json_that_is_no_reply(tmp_path: Path, text: str) -> None:
    path = tmp_path / "reply.json"
    path.write_text(text)
    refused(path)
