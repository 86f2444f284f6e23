"""PBF files of every form are read alike; whatever the bytes, the end is elements or an error."""

import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import osmium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.osm.test_elements import said_by_pyosmium, said_by_us
from tests.sources.osm.town import Town

from gengxin.sources.osm import plain_pbf
from gengxin.sources.osm.blobs import Unusual, blocks_of
from gengxin.sources.osm.plain_pbf import elements_of, plain_elements
from gengxin.sources.osm.source_file import raw_elements
from gengxin.terms import InputError

USUAL = ["pbf", "pbf,pbf_compression=none", "pbf,add_metadata=false"]
UNUSUAL = ["pbf,pbf_compression=lz4", "pbf,pbf_dense_nodes=false", "osh.pbf"]


def town_as(folder: Path, form: str) -> Path:
    """A town with tags on all kinds, written by libosmium in a form of PBF."""
    town = Town()
    ring = town.square(1, (0, 0, 10, 10))
    town.node(9, 3, 3, name="广场", amenity="bench", backrest="yes")
    town.node(10, 4, 4)
    town.way(1, ring, building="yes", name="a;b")
    town.way(2, [9, 10], highway="footway")
    town.relation(1, [("way", 1, "outer"), ("node", 9, "")], type="site", name="广场")
    path = folder / "town.osm.pbf"
    with (
        osmium.io.Reader(str(town.write(folder))) as reader,
        osmium.SimpleWriter(osmium.io.File(str(path), form), overwrite=True) as writer,
    ):
        osmium.apply(reader, writer)
    return path


@pytest.mark.parametrize("form", USUAL + UNUSUAL)
def test_every_form_is_read_alike(tmp_path: Path, form: str) -> None:
    path = town_as(tmp_path, form)
    raw = plain_elements(path)
    assert said_by_us(raw) == said_by_pyosmium(path)
    assert str(raw.day) == ("None" if "metadata=false" in form else "2026-03-08")


@pytest.mark.parametrize("form", USUAL)
def test_the_usual_forms_are_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    path = town_as(tmp_path, form)
    monkeypatch.delattr(plain_pbf, "_rewritten")
    assert len(plain_elements(path).nodes.ids) == 6


@pytest.mark.long
def test_every_element_of_porto_is_as_pyosmium_hands_it_over(porto: Path) -> None:
    assert said_by_us(plain_elements(porto)) == said_by_pyosmium(porto)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_damaged_file_is_unpacked_or_refused(tmp_path: Path, place: float, byte: int) -> None:
    """Not packed, so that no checksum stands between a wrong byte and us."""
    whole = tmp_path / "town.osm.pbf"
    if not whole.exists():
        town_as(tmp_path, "pbf,pbf_compression=none")
    damaged = bytearray(whole.read_bytes())
    damaged[int(place * len(damaged))] = byte
    path = tmp_path / "damaged.osm.pbf"
    path.write_bytes(damaged)
    try:
        nodes = elements_of(blocks_of(path), date(2026, 1, 1)).nodes
    except (ValueError, Unusual):
        return
    assert [len(column) for column in nodes.numbers] == [len(nodes.ids)] * 2


def said_of(damaged: bytes, path: Path) -> str:
    """Why a file is refused; '' for one that is read."""
    path.write_bytes(damaged)
    try:
        raw_elements(path)
    except InputError as refused:
        return str(refused)
    return ""


def test_no_byte_set_to_nothing_ends_the_program(tmp_path: Path) -> None:
    """Some of these crash the libosmium of pyosmium 4.3.2, which reads all unusual forms."""
    whole = town_as(tmp_path, "pbf,pbf_compression=none,pbf_dense_nodes=false").read_bytes()
    for place in range(9, len(whole), 20):
        said = said_of(whole[:place] + b"\0" + whole[place + 1 :], tmp_path / "damaged.osm.pbf")
        assert not said or "fetch it again" in said or "ask Overpass" in said


def damages(whole: bytes, count: int) -> Iterator[bytes]:
    """A file with one byte to four of it changed."""
    rng = np.random.default_rng(7)
    for _ in range(count):
        damaged = bytearray(whole)
        for place in rng.integers(len(whole), size=rng.integers(1, 5)):
            damaged[place] = rng.choice([0, 1, 127, 128, 255])
        yield bytes(damaged)


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ("pbf,pbf_compression=none", 200),
        pytest.param("pbf,pbf_compression=none,pbf_dense_nodes=false", 500, marks=pytest.mark.long),
    ],
)
def test_no_damage_ends_the_program(tmp_path: Path, form: str, count: int) -> None:
    for damaged in damages(town_as(tmp_path, form).read_bytes(), count):
        assert said_of(damaged, tmp_path / "damaged.osm.pbf").count("\n") == 0


def test_a_crash_of_libosmium_is_an_error_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashing = tmp_path / "crashing.py"
    crashing.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(plain_pbf, "_REWRITING", crashing)
    path = town_as(tmp_path, "pbf,pbf_dense_nodes=false")
    with pytest.raises(InputError, match=r"libosmium crashed.* cut or damaged: fetch it again"):
        raw_elements(path)


def test_a_bomb_of_blobs_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.osm.pbf"
    header = b"".join(field(4, feature) for feature in (b"OsmSchema-V0.6", b"DenseNodes"))
    path.write_bytes(blob(b"OSMHeader", header) + blob(b"OSMData", bytes(2**24)) * 3)
    assert path.stat().st_size < 2**16
    with pytest.raises(InputError, match=r"bomb\.osm\.pbf unpacks to more than"):
        plain_elements(path)


def blob(kind: bytes, content: bytes) -> bytes:
    """A blob of a PBF file (fileformat.proto)."""
    body = field(2, len(content)) + field(3, zlib.compress(content))
    head = field(1, kind) + field(3, len(body))
    return len(head).to_bytes(4, "big") + head + body


def field(number: int, value: bytes | int) -> bytes:
    """A field of a protocol buffer."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    """A whole number, seven bits a byte, the lowest first."""
    return bytes([value & 127 | 128, *varint(value >> 7)]) if value > 127 else bytes([value])
