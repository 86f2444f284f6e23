"""Massing: what stands is closed solids, where it stands and as high; what is unknown is named."""

import json
import struct
import subprocess
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import MultiPolygon, Point, Polygon, box
from tests.town.toy import CRS, frame_of, place, toy_town

from gengxin.publish.massing import Chosen, scene_of, write_cityjson, write_glb
from gengxin.publish.massing.solids import on_grid
from gengxin.store import DistrictFolder
from gengxin.terms import District, InputError, checked
from gengxin.workbench import export_massing

COURT = Polygon(box(100, 100, 130, 130).exterior, [box(110, 110, 120, 120).exterior.coords])
# refs, shapes in the town's own metres, heights: 900 − 100 m² × 12 m; two of 100 m² × 6.5 m
BUILDINGS: tuple[tuple[str, Any, float | None], ...] = (
    ("court", COURT, 12.0),
    ("twins", MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)]), 6.5),
    ("slab", affinity.rotate(box(200, 200, 260, 212), 17), 18.0),
    ("unknown", box(300, 0, 310, 10), None),
    ("point", Point(350, 50), 9.0),
)
VOLUME_M3 = {"court": 800 * 12.0, "twins": 200 * 6.5, "slab": 720 * 18.0}
SITES = {"court": "s2", "twins": "s1", "slab": "n3", "unknown": "s4", "point": "s4"}


def _buildings() -> pd.DataFrame:
    rows = [
        {
            "ref": ref,
            "site": SITES[ref],
            "use_class": "residential",
            "height_m": height_m,
            "storeys": 4.0,
            "year_built": 1985,
            "geometry": shape,
        }
        for ref, shape, height_m in BUILDINGS
    ]
    frame = frame_of("buildings", rows)
    estimated = frame["height_m_basis"].astype("object").where(frame["ref"] != "slab")
    return frame.assign(height_m_basis=estimated.mask(frame["ref"] == "slab", "estimated: 3 m"))


@pytest.fixture(scope="module")
def town() -> District:
    plain = toy_town(buildings=_buildings())
    # what names the town's own buildings goes with them
    for name in ("people", "heritage", "facilities"):
        plain.tables.pop(name, None)
    return checked(plain)


@pytest.fixture(scope="module")
def city(town: District, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("massing") / "town.city.json"
    write_cityjson(scene_of(town), path)
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def _corners_m(city: dict[str, Any]) -> np.ndarray:
    """The corners of a CityJSON file in its CRS."""
    whole = np.array(city["vertices"], float)
    return whole * city["transform"]["scale"] + np.array(city["transform"]["translate"])


def _faces(city: dict[str, Any], ref: str) -> list[list[list[list[int]]]]:
    """The solids of an object and of its parts."""
    own = city["CityObjects"][ref]
    parts = [city["CityObjects"][child] for child in own.get("children", [])]
    return [
        geometry["boundaries"][0] for one in (own, *parts) for geometry in one.get("geometry", [])
    ]


def _edges_pair_up(rings: list[list[int]]) -> bool:
    """Each edge is used twice, opposite ways."""
    used = Counter(
        (a, b) for ring in rings for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    return set(used.values()) == {1} and all((b, a) in used for a, b in used)


def _volume_m3(corners_m: np.ndarray, rings: list[list[int]]) -> float:
    """By the divergence theorem: a third of the sum over faces of place · normal × area."""
    centre = corners_m[[i for ring in rings for i in ring]].mean(axis=0)
    total = 0.0
    for ring in rings:
        points = corners_m[ring] - centre
        for second, third in pairwise(points[1:]):
            total += float(np.dot(points[0], np.cross(second, third))) / 6.0
    return total


def read_glb(path: Path) -> tuple[dict[str, Any], dict[str, tuple[np.ndarray, np.ndarray]]]:
    """The JSON of a binary glTF, and each mesh's corners and triangles, read by its own rules."""
    content = path.read_bytes()
    magic, version, size = struct.unpack_from("<4sII", content)
    assert (magic, version, size) == (b"glTF", 2, len(content))
    length, kind = struct.unpack_from("<I4s", content, 12)
    assert (kind, length % 4) == (b"JSON", 0)
    body = json.loads(content[20 : 20 + length])
    if len(content) == 20 + length:
        return body, {}
    held, kind = struct.unpack_from("<I4s", content, 20 + length)
    assert (kind, held % 4) == (b"BIN\0", 0)
    binary = content[28 + length : 28 + length + held]
    assert body["buffers"] == [{"byteLength": len(binary)}]

    def numbers(at: int) -> np.ndarray:
        accessor = body["accessors"][at]
        view = body["bufferViews"][accessor["bufferView"]]
        dtype = {5126: "<f4", 5125: "<u4"}[accessor["componentType"]]
        width = {"VEC3": 3, "SCALAR": 1}[accessor["type"]]
        found = np.frombuffer(
            binary, dtype, count=accessor["count"] * width, offset=view["byteOffset"]
        )
        assert found.nbytes == view["byteLength"]
        return found.reshape(-1, width)

    return body, {
        mesh["name"]: (
            numbers(mesh["primitives"][0]["attributes"]["POSITION"]).astype(float),
            numbers(mesh["primitives"][0]["indices"]).reshape(-1, 3),
        )
        for mesh in body["meshes"]
    }


@pytest.mark.parametrize("ref", VOLUME_M3)
def test_each_building_is_closed_solids_of_its_volume(city: dict[str, Any], ref: str) -> None:
    corners_m = _corners_m(city)
    solids = _faces(city, ref)
    for faces in solids:
        assert _edges_pair_up([ring for face in faces for ring in face])
    # rings of holes turn the other way, so that a fan over each ring subtracts them
    volume_m3 = sum(
        _volume_m3(corners_m, [ring for face in one for ring in face]) for one in solids
    )
    # whole millimetres: the outline moves by half of one
    assert volume_m3 == pytest.approx(VOLUME_M3[ref], rel=2e-4)


def test_corners_come_back_within_a_millimetre(city: dict[str, Any], town: District) -> None:
    corners_m = _corners_m(city)
    for ref in VOLUME_M3:
        at = sorted({i for one in _faces(city, ref) for face in one for ring in face for i in ring})
        drawn = corners_m[at]
        own = shapely.get_coordinates(town.places("buildings").geometry[ref])
        apart = np.linalg.norm(drawn[:, None, :2] - own[None], axis=2)
        assert apart.min(axis=1).max() < 1e-3
        assert apart.min(axis=0).max() < 1e-3
        height_m = {one[0]: one[2] for one in BUILDINGS}[ref]
        assert set(np.round(drawn[:, 2], 3)) == {0.0, height_m}


def test_buildings_say_what_is_known_of_them(city: dict[str, Any]) -> None:
    assert city["CityObjects"]["court"]["attributes"] == {
        "yearOfConstruction": 1985,
        "storeysAboveGround": 4,
        "function": "residential",
        "height_m": 12,
        "height_basis": "given",
        "height_is_estimated": False,
        "role": "standing",
        "site": "s2",
    }
    assert city["CityObjects"]["slab"]["attributes"]["height_is_estimated"] is True


def test_a_building_that_stands_apart_has_parts(city: dict[str, Any]) -> None:
    twins = city["CityObjects"]["twins"]
    assert "geometry" not in twins
    assert [city["CityObjects"][part]["parents"] for part in twins["children"]] == [["twins"]] * 2


def test_the_file_says_where_when_and_that_it_is_made_up(city: dict[str, Any]) -> None:
    about = city["metadata"]
    assert about["referenceSystem"] == "https://www.opengis.net/def/crs/EPSG/0/32651"
    assert about["referenceDate"] == "2026-01-01"
    assert about["madeUp"] is True
    assert about["title"] == "Toy Town · 玩具镇 · made up · 虚构数据"
    west, south = about["geographicalExtent"][:2]
    assert (west, south) == (350_000.0, 3_450_000.0)


def test_what_is_unknown_is_named_and_left_out(city: dict[str, Any]) -> None:
    assert city["metadata"]["leftOut"] == {"no_footprint": ["point"], "no_height": ["unknown"]}
    assert not {"point", "unknown"} & set(city["CityObjects"])


def test_a_glb_holds_the_same_solids_from_its_own_origin(town: District, tmp_path: Path) -> None:
    write_glb(scene_of(town), tmp_path / "town.glb")
    body, meshes = read_glb(tmp_path / "town.glb")
    assert set(meshes) == {"standing", "standing, estimated"}
    for name, refs in (("standing", ("court", "twins")), ("standing, estimated", ("slab",))):
        corners, triangles = meshes[name]
        assert _edges_pair_up(triangles.tolist())
        volume_m3 = _volume_m3(corners, triangles.tolist())
        assert volume_m3 == pytest.approx(sum(VOLUME_M3[ref] for ref in refs), rel=2e-4)
    about = body["asset"]["extras"]
    east_m, north_m = about["origin_m"]
    corners, _ = meshes["standing, estimated"]
    back = np.column_stack([corners[:, 0] + east_m, north_m - corners[:, 2]])
    own = shapely.get_coordinates(town.places("buildings").geometry["slab"])
    assert np.linalg.norm(back[:, None] - own[None], axis=2).min(axis=1).max() < 1e-3
    assert set(corners[:, 1]) == {0.0, 18.0}
    assert body["scenes"] == [{"name": "today", "nodes": [0, 1]}]
    assert about["leftOut"] == {"no_footprint": 1, "no_height": 1}
    assert about["madeUp"] is True


# what another reader of glTF makes of a file: by mesh whether it is closed, its corners, its volume
_TOLD_BY_TRIMESH = """
import json, sys, trimesh
scene = trimesh.load_scene(sys.argv[1])
told = {
    name: [bool(one.is_watertight and one.is_winding_consistent), len(one.vertices), one.volume]
    for name, one in scene.geometry.items()
}
print(json.dumps({"meshes": told, "high_m": scene.extents.tolist()[1]}))
"""


@pytest.mark.peer
def test_trimesh_reads_closed_solids_of_the_same_volume(
    town: District, tmp_path: Path, peer: Callable[[str], Path]
) -> None:
    write_glb(scene_of(town), tmp_path / "town.glb")
    asked = [peer("embree"), "-W", "ignore", "-c", _TOLD_BY_TRIMESH, tmp_path / "town.glb"]
    told = json.loads(subprocess.run(asked, check=True, capture_output=True).stdout)
    # a court has 8 corners on the ground and 8 above, a slab 4 and 4
    assert {name: mesh[:2] for name, mesh in told["meshes"].items()} == {
        "standing": [True, 16 + 2 * 8],
        "standing, estimated": [True, 8],
    }
    for name, refs in (("standing", ("court", "twins")), ("standing, estimated", ("slab",))):
        volume_m3 = sum(VOLUME_M3[ref] for ref in refs)
        assert told["meshes"][name][2] == pytest.approx(volume_m3, rel=2e-4)
    assert told["high_m"] == 18.0


def test_a_district_without_buildings_is_an_empty_scene(tmp_path: Path) -> None:
    plain = toy_town(buildings=None, people=None, heritage=None, facilities=None)
    scene = scene_of(checked(plain))
    write_cityjson(scene, tmp_path / "none.city.json")
    write_glb(scene, tmp_path / "none.glb")
    assert json.loads((tmp_path / "none.city.json").read_text("utf-8"))["CityObjects"] == {}
    assert read_glb(tmp_path / "none.glb")[1] == {}


@settings(max_examples=60, deadline=None)
@given(
    corners=st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=4, max_size=14, unique=True
    ),
    holes=st.lists(st.tuples(st.integers(5, 50), st.integers(5, 50)), max_size=3),
)
def test_any_plate_with_holes_makes_a_closed_mesh(
    corners: list[tuple[int, int]], holes: list[tuple[int, int]]
) -> None:
    plate = shapely.concave_hull(shapely.MultiPoint(corners), ratio=0.2)
    for x, y in holes:
        hole = box(x, y, x + 3, y + 2)
        if plate.contains_properly(hole):
            plate = plate.difference(hole)
    if plate.geom_type != "Polygon":
        return
    solids, _ = on_grid(np.array([plate], object), ([1.0], [4.0]), origin_m=(0.0, 0.0))
    mesh = solids.mesh()
    assert _edges_pair_up(mesh.triangles.tolist())
    assert _volume_m3(mesh.corners_mm / 1000.0, mesh.triangles.tolist()) == pytest.approx(
        3.0 * plate.area
    )


TOWER = box(105, 105, 115, 115)


def _options() -> pd.DataFrame:
    rows = [
        ("s2/redevelop", "s2", "s2/redevelop", 100),
        ("s2/redevelop+clinic", "s2", "s2/redevelop", 100),
        ("s1/keep", "s1", "", 0),
        ("s2/sketch", "s2", "", 100),
    ]
    return pd.DataFrame(rows, columns=["ref", "site", "drawn_as", "floor_built_m2_x100"])


def _masses() -> gpd.GeoDataFrame:
    """A podium of 5 m with a tower up to 35 m on it, in the place of the court."""
    rows = [
        ("s2/redevelop", 1, "built", "", 0.0, 5.0, "drawn", box(100, 100, 130, 130)),
        ("s2/redevelop", 2, "built", "", 5.0, 35.0, "drawn", TOWER),
        ("s2/redevelop", 3, "demolished", "court", 0.0, 12.0, "drawn", COURT),
    ]
    names = ["option", "part", "work", "building", "bottom_m", "top_m", "basis", "geometry"]
    frame = pd.DataFrame(rows, columns=names)
    frame["geometry"] = [place(shape) for shape in frame["geometry"]]
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)


def _chosen(*refs: str) -> Chosen:
    options = _options()
    return Chosen(options=options[options["ref"].isin(refs)], masses=_masses())


def test_an_option_takes_the_place_of_what_it_pulls_down(town: District, tmp_path: Path) -> None:
    """Another option of the same form is drawn by it, under its own name."""
    ref = "s2/redevelop+clinic"
    path = tmp_path / "after.city.json"
    write_cityjson(scene_of(town, _chosen(ref, "s1/keep")), path)
    city = json.loads(path.read_text("utf-8"))
    drawn = {f"{name}{part}" for name in (ref, "twins") for part in ("", "/1", "/2")}
    assert set(city["CityObjects"]) == {*drawn, "slab"}
    about = city["CityObjects"][ref]["attributes"]
    assert (about["option"], about["site"], about["role"]) == (ref, "s2", "new")
    assert (about["height_m"], about["height_basis"]) == (35, "computed: drawn within limits")
    assert city["CityObjects"]["twins"]["attributes"]["role"] == "kept"
    assert city["CityObjects"]["twins"]["attributes"]["option"] == "s1/keep"
    corners_m = _corners_m(city)
    volumes_m3 = [
        _volume_m3(corners_m, [ring for face in one for ring in face]) for one in _faces(city, ref)
    ]
    assert volumes_m3 == pytest.approx([900 * 5.0, 100 * 30.0])


def test_a_glb_shows_after_first_and_holds_before(town: District, tmp_path: Path) -> None:
    write_glb(scene_of(town, _chosen("s2/redevelop", "s1/keep")), tmp_path / "both.glb")
    body, meshes = read_glb(tmp_path / "both.glb")
    named = [node["name"] for node in body["nodes"]]
    assert named == ["standing, estimated", "kept", "demolished", "new"]
    after, before = body["scenes"]
    assert (body["scene"], after["name"], before["name"]) == (0, "after", "before")
    assert [named[at] for at in after["nodes"]] == ["standing, estimated", "kept", "new"]
    assert [named[at] for at in before["nodes"]] == ["standing, estimated", "kept", "demolished"]
    for name, volume_m3 in (("new", 7500.0), ("demolished", 9600.0), ("kept", 1300.0)):
        corners, triangles = meshes[name]
        assert _edges_pair_up(triangles.tolist())
        assert _volume_m3(corners, triangles.tolist()) == pytest.approx(volume_m3, rel=1e-5)
    materials = {one["name"]: one for one in body["materials"]}
    assert materials["standing, estimated"]["alphaMode"] == "BLEND"
    assert "alphaMode" not in materials["new"]
    assert body["asset"]["extras"]["options"] == ["s1/keep", "s2/redevelop"]


@pytest.fixture(scope="module")
def folder(town: District, tmp_path_factory: pytest.TempPathFactory) -> DistrictFolder:
    """The town on disk, with a run of options made by hand."""
    home = DistrictFolder(tmp_path_factory.mktemp("massing") / "town")
    home.save(town)
    home.keep_run("options", tables={"option": _options(), "option_mass": _masses()}, facts={})
    return home


def test_options_of_the_newest_run_are_exported_by_their_refs(
    folder: DistrictFolder, tmp_path: Path
) -> None:
    made = export_massing(folder.path, "glb", tmp_path / "a.glb", options=["s2/redevelop"])
    assert set(read_glb(made.path)[1]) == {"standing", "standing, estimated", "demolished", "new"}
    assert list(made.left_out.values()) == [("point",), ("unknown",)]


def test_options_that_can_not_be_shown_are_all_told(folder: DistrictFolder, tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        export_massing(
            folder.path,
            "cityjson",
            tmp_path / "a.city.json",
            options=["s9/none", "s2/sketch", "s2/redevelop"],
        )
    text = str(told.value)
    assert "'s9/none' is not in options-" in text
    assert "'s2/sketch' has no drawing" in text
    assert "site 's2' has 2 options: s2/redevelop, s2/sketch" in text
    assert not (tmp_path / "a.city.json").exists()
