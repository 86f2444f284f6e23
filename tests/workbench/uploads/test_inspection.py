"""What is found in a file: layers, columns, places, what it may be; and what can't be read, why."""

import io
import json
import zipfile
from pathlib import Path
from random import Random

import geopandas as gpd
import pytest
import shapely
from tests.workbench.uploads.corpus import ROWS, frame, packed, spoilt

from gengxin.terms import InputError
from gengxin.terms.records import codes
from gengxin.workbench.uploads import inspecting
from gengxin.workbench.uploads.guessing import guessed, places_of
from gengxin.workbench.uploads.inspecting import Found, Inspector
from gengxin.workbench.uploads.inspector import DATA_BYTES
from gengxin.workbench.uploads.keeping import SUFFIXES
from gengxin.workbench.uploads.kinds import kind_of

MOST_BYTES = 512 * 2**20
# a process is charged with the memory of the one that began it, so a small one comes between
MEASURED = """
import os, resource, sys
child = os.fork()
if not child:
    {command}
os.waitpid(child, 0)
with open({told!r}, "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def look(inspector: Inspector, content: bytes, folder: Path, named: str = "clinics") -> Found:
    """What is found in a file, from its kind on, as the server does it."""
    raw = folder / "incoming"
    raw.write_bytes(content)
    try:
        kind = kind_of(raw, named=named)
    except InputError as error:
        return {"layers": [], "osm": None, "refusal": str(error)}
    path = folder / f"kept{SUFFIXES[kind]}"
    raw.replace(path)
    return inspector.found(path, kind=kind, named=named)


def test_a_kind_is_told_by_content_whatever_the_name(
    sound: dict[str, bytes], tmp_path: Path
) -> None:
    assert set(sound) == set(SUFFIXES) == set(codes.UPLOAD_KINDS)
    for kind, content in sound.items():
        path = tmp_path / "picture.png"
        path.write_bytes(content)
        assert kind_of(path, named="picture.png") == kind


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "a.gpkg is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.gpkg is none of the kinds"),
        (b"SQLite format 3\0" + bytes(100), "a.gpkg is none of the kinds"),
        (b"PAR1 cut", "a.gpkg is cut"),
        (b"PK\x03\x04 torn", "a.gpkg can't be unpacked"),
        (packed({"readme.txt": b"hello"}), "packs no Shapefile"),
        (b"just words\nwithout columns", "a.gpkg is none of the kinds"),
    ],
)
def test_what_is_no_kind_is_refused_by_name(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        kind_of(path, named="a.gpkg")


@pytest.mark.parametrize("kind", ["geopackage", "geoparquet", "shapefile", "geojson"])
def test_a_map_is_told_with_its_columns_and_place(
    kind: str, sound: dict[str, bytes], inspector: Inspector, tmp_path: Path
) -> None:
    found = look(inspector, sound[kind], tmp_path, named="诊所.gpkg")
    assert found["refusal"] == ""
    (layer,) = found["layers"]
    assert (layer["rows_count"], layer["shape"]) == (ROWS, "polygon")
    assert layer["bounds_deg"] == pytest.approx([121.43, 31.19, 121.4415, 31.1905], abs=1e-6)
    types = {one["name"]: one["type"] for one in layer["columns"]}
    assert (types["id"], types["capacity"]) == ("text", "whole")
    (kinds,) = (one for one in layer["columns"] if one["name"] == "kind")
    assert (kinds["values"], kinds["filled_share"]) == (["clinic", "school"], 1.0)
    assert layer["faults"] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_table_is_told_with_the_columns_of_its_places(
    kind: str, sound: dict[str, bytes], inspector: Inspector, tmp_path: Path
) -> None:
    (layer,) = look(inspector, sound[kind], tmp_path, named="医院.csv")["layers"]
    assert layer["shape"] == "point"
    guess = layer["guess"]
    assert (guess["x"], guess["y"], guess["crs"]) == ("lon", "lat", "EPSG:4326")
    assert guess["table"] == "facilities"
    expected = {"ref": "id", "name_zh": "名称", "kind": "kind", "capacity_people": "capacity"}
    assert guess["columns"] == expected


def test_an_extract_tells_its_box(
    sound: dict[str, bytes], inspector: Inspector, tmp_path: Path
) -> None:
    found = look(inspector, sound["osm_pbf"], tmp_path)
    assert found["refusal"] == ""
    assert found["osm"]["blocks_count"] == 1


def test_faults_are_told_by_row(inspector: Inspector, tmp_path: Path) -> None:
    rows = frame()
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    rows.geometry = [bow_tie, None, *rows.geometry[2:]]
    rows.to_file(tmp_path / "a.geojson", engine="pyogrio")
    (layer,) = look(inspector, (tmp_path / "a.geojson").read_bytes(), tmp_path)["layers"]
    assert [fault["row"] for fault in layer["faults"]] == [2, 1]
    assert "Self-intersection" in layer["faults"][1]["reason"]


def test_the_line_of_a_broken_table_is_told(inspector: Inspector, tmp_path: Path) -> None:
    refusal = look(inspector, b"a,b\n1,2\n3,4,5,6\n", tmp_path, named="t.csv")["refusal"]
    assert "t.csv" in refusal
    assert "line 3" in refusal
    refusal = look(inspector, b'[{"a": 1},\n{"a": }]', tmp_path, named="t.json")["refusal"]
    assert "t.json" in refusal
    assert "line 2" in refusal


def test_one_bad_sheet_leaves_the_others(inspector: Inspector, tmp_path: Path) -> None:
    rows = gpd.pd.DataFrame({"id": ["a"], "lon": [121.4], "lat": [31.2]})
    with gpd.pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        rows.to_excel(book, sheet_name="good", index=False)
        rows.head(0).to_excel(book, sheet_name="empty", index=False)
    layers = look(inspector, (tmp_path / "a.xlsx").read_bytes(), tmp_path, named="b.xlsx")["layers"]
    assert [layer["name"] for layer in layers] == ["good", "empty"]
    assert layers[0]["refusal"] == ""
    assert "b.xlsx" in layers[1]["refusal"]
    assert "no rows" in layers[1]["refusal"]


def test_a_zip_bomb_is_refused_before_it_goes_off(inspector: Inspector, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.shp", "w", force_zip64=True) as member,
    ):
        for _ in range(1_100):
            member.write(bytes(2**20))
    content = stream.getvalue()
    assert len(content) < 2_000_000
    refusal = look(inspector, content, tmp_path, named="bomb.zip")["refusal"]
    assert "bomb.zip is unpacked" in refusal
    assert "MiB" in refusal


def test_what_takes_too_much_memory_is_refused(inspector: Inspector, tmp_path: Path) -> None:
    # a table whose one column unpacks to a gigabyte
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = pa.DictionaryArray.from_arrays(
        pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 60_000])
    )
    pq.write_table(pa.table({"a": words}), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    assert len(content) < 1_000_000
    refusal = look(inspector, content, tmp_path, named="wide.parquet")["refusal"]
    assert "wide.parquet" in refusal
    assert f"{DATA_BYTES // 2**20} MiB" in refusal or "can't be read" in refusal


def test_a_file_that_points_elsewhere_is_refused(inspector: Inspector, tmp_path: Path) -> None:
    pointer = {
        "type": "gdal_streamed_alg",
        "command_line": "gdal vector pipeline ! read /etc/passwd",
    }
    refusal = look(inspector, json.dumps(pointer).encode(), tmp_path, named="p.json")["refusal"]
    assert "p.json only points to other data" in refusal


def test_the_process_goes_on_after_a_fork_died(
    sound: dict[str, bytes], inspector: Inspector, tmp_path: Path
) -> None:
    before = look(inspector, sound["csv"], tmp_path)
    assert look(inspector, b"[" * 100_000, tmp_path, named="deep.json")["refusal"]
    assert look(inspector, sound["csv"], tmp_path) == before


def test_a_process_that_was_killed_is_started_anew(sound: dict[str, bytes], tmp_path: Path) -> None:
    own = Inspector()
    look(own, sound["csv"], tmp_path)
    assert own._process is not None
    own._process.kill()
    assert look(own, sound["csv"], tmp_path)["refusal"] == ""
    own.close()


def test_names_of_columns_are_recognised_in_either_language() -> None:
    found = guessed(
        ("建筑.gpkg", ""),
        shape="polygon",
        columns=["编号", "层数", "Height", "YEAR", "用途", "x1"],
        values={"用途": ["住宅", "residential use", "office"]},
    )
    assert found["table"] == "buildings"
    expected = {"ref": "编号", "storeys": "层数", "height_m": "Height", "year_built": "YEAR"}
    assert expected.items() <= found["columns"].items()
    assert found["codes"]["use_class"] == {"residential use": "residential", "office": "office"}
    assert places_of(["经度", "纬度", "a"]) == ("经度", "纬度")
    assert places_of(["lon", "a"]) == ("", "")


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.long)])
def test_spoilt_files_are_read_or_refused_by_name_and_reason(
    sound: dict[str, bytes], tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    command = MEASURED.format(command=inspecting._COMMAND, told=str(told))
    monkeypatch.setattr(inspecting, "_COMMAND", command)
    inspector = Inspector()
    random = Random(20_261_123)
    refused = read = 0
    pids = set()
    for number in range(count):
        kind = sorted(sound)[number % len(sound)]
        named = f"upload-{number}.{kind}"
        found = look(inspector, spoilt(sound[kind], random), tmp_path, named=named)
        # one that looks into nothing was not needed yet
        pids |= {inspector._process.pid} if inspector._process else set()
        refusals = [one["refusal"] for one in (found, *found["layers"]) if one["refusal"]]
        refused, read = refused + bool(refusals), read + (not refusals)
        for refusal in refusals:
            assert named in refusal, refusal
            assert len(refusal) > len(named) + 20, refusal
            assert "Traceback" not in refusal
    inspector.close()
    assert len(pids) == 1, "no file ended the process that looks into files"
    assert refused > count / 4
    assert read > count / 20
    assert int(told.read_text()) <= MOST_BYTES // 1_024
