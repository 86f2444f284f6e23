"""Xuhui by its recipe: a data-readiness report of what is there and what is not."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from gengxin.sources import read_district
from gengxin.terms import TABLES, District, PlainDistrict, checked


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "shanghai-xuhui"


@pytest.fixture(scope="module")
def plain(folder: Path) -> PlainDistrict:
    return read_district([folder], recipe="xuhui")


@pytest.fixture(scope="module")
def district(plain: PlainDistrict) -> District:
    return checked(plain)


@pytest.fixture(scope="module")
def boundary(folder: Path) -> shapely.Geometry:
    reply = json.loads((folder / "osm/xuhui-boundary-nominatim-r1278188.json").read_text())
    return shapely.from_geojson(json.dumps(reply[0]["geojson"]))


def places(folder: Path, name: str) -> list[tuple[shapely.Geometry, dict[str, Any]]]:
    features = json.loads((folder / name).read_text())["features"]
    return [(shapely.from_geojson(json.dumps(f["geometry"])), f["properties"]) for f in features]


def left_out(plain: PlainDistrict, name: str) -> int:
    return sum(
        note.count
        for note in plain.meta.notes
        if (note.table, note.action, note.en) == (name, "left_out", "rows outside the boundary")
    )


def test_streets_and_committees_are_listed_without_polygons(district: District) -> None:
    areas = district.places("areas")
    assert (areas["level"] == "sub_district").sum() == 14
    assert (areas["level"] == "neighbourhood").sum() == 313
    assert areas.geometry.isna().all()
    assert areas["name_zh"]["street-310104003"] == "天平路街道"
    assert areas["parent"]["committee-310104003001"] == "street-310104003"


def test_stations_within_and_a_short_walk_beyond(
    district: District, folder: Path, boundary: shapely.Geometry
) -> None:
    stations = places(folder, "metro/shanghai-metro-stations.geojson")
    within = {p["station"] for shape, p in stations if boundary.intersects(shape)}
    assert len(within) == 33
    stops = district.table("stops")
    assert {f"station-{name}" for name in within} <= set(stops.index)
    assert 33 < len(stops) < 50
    assert stops["lines"]["station-徐家汇"] == "1; 9; 11"


def test_heritage_outside_is_left_out_and_counted(
    plain: PlainDistrict, folder: Path, boundary: shapely.Geometry
) -> None:
    for name in ("openstreetmap.geojson", "wikidata.geojson"):
        every = places(folder, f"heritage/{name}")
        outside = sum(not boundary.intersects(shape) for shape, _ in every)
        assert left_out(plain, name) == outside


def test_what_both_registers_hold_stands_once(plain: PlainDistrict, district: District) -> None:
    heritage = district.table("heritage")
    assert heritage.index.is_unique
    assert (heritage["name_zh"] == "徐家汇圣依纳爵主教座堂").sum() == 1
    assert (heritage["name_zh"] == "龙华塔").sum() == 1
    merged = [note.count for note in plain.meta.notes if note.action == "merged"]
    assert sum(merged) >= 5
    read = sum(
        note.count
        for note in plain.meta.notes
        if note.table == "heritage" and note.action == "read"
    )
    assert len(heritage) == read - sum(merged)


def test_walking_on_the_drive_network_is_a_proxy(district: District) -> None:
    edges = district.table("walk_edges")
    assert len(edges) > 3_000
    assert edges["is_proxy"].all()


def test_land_use_by_its_middle_fills_courts_but_no_parks(district: District) -> None:
    facilities = district.table("facilities")
    assert set(facilities["kind"]) == {"pitch", "playground", "sports_centre", "swimming_pool"}
    assert facilities["source"].str.contains("proxy").all()
    assert not district.has("green")


def test_each_unavailable_table_says_which_file_would_fill_it(
    plain: PlainDistrict, district: District
) -> None:
    missing = {note.table: note for note in plain.meta.notes if note.action == "missing"}
    for table in set(TABLES) - set(district.given):
        assert missing[table].next_step_en
        assert missing[table].next_step_zh
    assert "polygons of the 13 sub-districts" in missing["areas"].next_step_en


def test_a_boundary_of_ones_own_goes_first(folder: Path, tmp_path: Path) -> None:
    # the square kilometre around 徐家汇 station
    square = shapely.box(121.431, 31.188, 121.442, 31.198)
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": json.loads(shapely.to_geojson(square)),
    }
    path = tmp_path / "square.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    plain = read_district([folder], recipe="xuhui", boundary=path)
    heritage = checked(plain).places("heritage")
    assert 0 < len(heritage) < 15
    assert heritage.to_crs("EPSG:4326").intersects(square).all()
    assert plain.meta.parameters["boundary"] == "square.geojson"
