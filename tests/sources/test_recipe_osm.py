"""OpenStreetMap data as an input of a recipe: its tables, blocks enclosed by its streets."""

from pathlib import Path

import pytest

from gengxin.sources import read_district
from gengxin.terms import InputError, PlainDistrict, checked

# a ladder of streets: three uprights 0.002° of longitude apart, crossed at both ends; at 31° N the
# two blocks between them are 190.9 m wide and 221.7 m high
STREETS = [
    [(121.400, 31.100), (121.402, 31.100), (121.404, 31.100)],
    [(121.400, 31.102), (121.402, 31.102), (121.404, 31.102)],
    [(121.400, 31.100), (121.400, 31.102)],
    [(121.402, 31.100), (121.402, 31.102)],
    [(121.404, 31.100), (121.404, 31.102)],
]

RECIPE = """
[district]
name_en = "A ladder"
name_zh = "梯"
data_day = 2026-01-01
[inputs]
streets = { file = "ladder.osm", kind = "osm"EXTRA }
[sites]
from_blocks = true
"""


def write_osm(path: Path) -> None:
    places = sorted({place for street in STREETS for place in street})
    number = {place: n for n, place in enumerate(places, start=1)}
    lines = ['<?xml version="1.0"?>', '<osm version="0.6">']
    lines += [f'<node id="{number[p]}" lon="{p[0]}" lat="{p[1]}" version="1"/>' for p in places]
    for n, street in enumerate(STREETS, start=1):
        refs = "".join(f'<nd ref="{number[place]}"/>' for place in street)
        tag = '<tag k="highway" v="residential"/>'
        lines.append(f'<way id="{n}" version="1">{refs}{tag}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")


def read(folder: Path, extra: str = "") -> PlainDistrict:
    write_osm(folder / "ladder.osm")
    (folder / "ladder.toml").write_text(RECIPE.replace("EXTRA", extra), encoding="utf-8")
    return read_district([folder], recipe=folder / "ladder.toml")


def test_streets_of_a_map_enclose_sites(tmp_path: Path) -> None:
    sites = checked(read(tmp_path)).table("sites")
    assert len(sites) == 2
    assert sites["area_m2"].tolist() == pytest.approx([190.9 * 221.7] * 2, rel=0.005)
    assert sites["renewable"].all()


def test_a_drive_network_is_said_to_be_a_proxy(tmp_path: Path) -> None:
    plain = read(tmp_path, ', tables = ["walk_edges"], drive_only = true')
    assert set(plain.tables) == {"walk_edges", "sites"}
    assert plain.tables["walk_edges"]["is_proxy"].all()
    assert any("proxy" in note.en and note.count == 7 for note in plain.meta.notes)


def test_without_a_recipe_the_map_alone_is_read(tmp_path: Path) -> None:
    write_osm(tmp_path / "ladder.osm")
    assert len(read_district([tmp_path / "ladder.osm"]).tables["walk_edges"]) == 7


def test_two_networks_in_one_district_are_refused(tmp_path: Path) -> None:
    read(tmp_path)
    recipe = (tmp_path / "ladder.toml").read_text()
    recipe += '[[fill]]\ntable = "walk_edges"\ninput = "lines"\n[fill.columns]\n'
    recipe += 'way_kind = { value = "path" }\n'
    recipe = recipe.replace("[inputs]", '[inputs]\nlines = { file = "lines.geojson" }')
    (tmp_path / "ladder.toml").write_text(recipe)
    (tmp_path / "lines.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":'
        '{"type":"LineString","coordinates":[[121.4,31.1],[121.41,31.1]]}}]}'
    )
    with pytest.raises(InputError, match="both OpenStreetMap and a fill give walk_edges"):
        read_district([tmp_path], recipe=tmp_path / "ladder.toml")
