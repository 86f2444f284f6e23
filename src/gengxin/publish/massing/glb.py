"""A scene as binary glTF 2.0: one mesh a kind of mass, metres from a local origin, y up."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from gengxin.publish.massing.scene import ROLES, Scene
from gengxin.publish.massing.solids import MM_PER_M, Mesh
from gengxin.publish.whole_file import whole_file

__all__ = ["write_glb"]

_FLOAT, _WHOLE = 5126, 5125
_POSITIONS, _INDICES = 34962, 34963
_COLOURS = {"standing": "#d6d3ce", "kept": "#7f9fb5", "demolished": "#b45a4a", "new": "#e0913a"}
# estimated masses are seen through, as paper maps would hatch them
_ESTIMATED_ALPHA = 0.45
_GONE_ALPHA = 0.25


def write_glb(scene: Scene, path: Path) -> None:
    """Write a scene: with options two glTF scenes, ``after`` (shown first) and ``before``.

    x is east, y up, z south; ``extras`` of the file state the origin in the district's CRS. Without
    normals, as here, viewers shade each face flat.
    """
    meshes = _meshes(scene)
    body, binary = _document(scene, meshes)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    with whole_file(Path(path)) as work, work.open("wb") as file:
        file.write(struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + _chunk_size(binary)))
        file.write(struct.pack("<I4s", len(text), b"JSON") + text)
        if binary:
            file.write(struct.pack("<I4s", len(binary), b"BIN\0") + binary)


def _chunk_size(binary: bytes) -> int:
    return 8 + len(binary) if binary else 0


def _meshes(scene: Scene) -> list[tuple[str, bool, Mesh]]:
    """A mesh for each role, apart for masses that are estimated."""
    solids, of = scene.solids, scene.mass
    role = scene.masses["role"].to_numpy(object)[of]
    estimated = scene.masses["is_estimated"].to_numpy(bool)[of]
    found = []
    for name in ROLES:
        for guessed in (False, True):
            rows = np.flatnonzero((role == name) & (estimated == guessed))
            if len(rows):
                found.append((name, guessed, solids.take(rows).mesh()))
    return found


def _document(scene: Scene, meshes: list[tuple[str, bool, Mesh]]) -> tuple[dict[str, Any], bytes]:
    """The JSON of the file, and the numbers that it names."""
    views: list[dict[str, Any]] = []
    accessors: list[dict[str, Any]] = []
    chunks: list[bytes] = []
    for _, _, mesh in meshes:
        corners = _y_up(mesh)
        bounds = {"min": corners.min(axis=0).tolist(), "max": corners.max(axis=0).tolist()}
        for numbers, target, kind in (
            (corners, _POSITIONS, {"componentType": _FLOAT, "type": "VEC3", **bounds}),
            (mesh.triangles.astype("<u4"), _INDICES, {"componentType": _WHOLE, "type": "SCALAR"}),
        ):
            offset = sum(map(len, chunks))
            chunks.append(numbers.tobytes())
            views.append(
                {"buffer": 0, "byteOffset": offset, "byteLength": len(chunks[-1]), "target": target}
            )
            count = len(numbers) if target == _POSITIONS else numbers.size
            accessors.append({"bufferView": len(views) - 1, "count": count, **kind})
    names = [_named(role, guessed) for role, guessed, _ in meshes]
    binary = b"".join(chunks)
    body: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "gengxin", "extras": _about(scene)},
        "scene": 0,
        "scenes": _scenes([role for role, _, _ in meshes]),
    }
    if meshes:
        body |= {
            "nodes": [{"name": name, "mesh": at} for at, name in enumerate(names)],
            "meshes": [_mesh(name, at) for at, name in enumerate(names)],
            "materials": [_material(role, guessed) for role, guessed, _ in meshes],
            "accessors": accessors,
            "bufferViews": views,
            "buffers": [{"byteLength": len(binary)}],
        }
    return body, binary


def _y_up(mesh: Mesh) -> np.ndarray:
    """East, up, south in metres: glTF's axes."""
    east, north, up = mesh.corners_mm.T / MM_PER_M
    return np.column_stack([east, up, -north]).astype("<f4")


def _named(role: str, guessed: bool) -> str:  # noqa: FBT001 - one of a mesh's two facts
    return f"{role}, estimated" if guessed else role


def _mesh(name: str, at: int) -> dict[str, Any]:
    primitive = {"attributes": {"POSITION": 2 * at}, "indices": 2 * at + 1, "material": at}
    return {"name": name, "primitives": [primitive]}


def _scenes(roles: list[str]) -> list[dict[str, Any]]:
    """What is shown: today; or, where options were chosen, after and before them."""
    if set(roles) <= {"standing"}:
        return [_scene("today", range(len(roles)))]
    return [
        _scene("after", [at for at, role in enumerate(roles) if role != "demolished"]),
        _scene("before", [at for at, role in enumerate(roles) if role != "new"]),
    ]


def _scene(name: str, nodes: Any) -> dict[str, Any]:  # noqa: ANN401 - any numbers in order
    """A scene without nodes has no list of them: none may be empty."""
    listed = list(nodes)
    return {"name": name, "nodes": listed} if listed else {"name": name}


def _material(role: str, guessed: bool) -> dict[str, Any]:  # noqa: FBT001 - as above
    alpha = _GONE_ALPHA if role == "demolished" else _ESTIMATED_ALPHA if guessed else 1.0
    material: dict[str, Any] = {
        "name": _named(role, guessed),
        "pbrMetallicRoughness": {
            "baseColorFactor": [*_linear(_COLOURS[role]), alpha],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.9,
        },
    }
    return material if alpha == 1.0 else {**material, "alphaMode": "BLEND"}


def _linear(colour: str) -> list[float]:
    """A colour of the screen as glTF counts it, in linear light."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [
        round(one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4, 4)
        for one in shares
    ]


def _about(scene: Scene) -> dict[str, Any]:
    east_m, north_m = scene.origin_m
    return {
        "title": scene.title,
        "madeUp": scene.meta.made_up,
        "dataDay": scene.meta.data_day.isoformat(),
        "crs": scene.meta.crs,
        "origin_m": [east_m, north_m],
        "axes": "x east, y up, z south, metres; heights above each building's own ground",
        "leftOut": {reason: len(refs) for reason, refs in scene.left_out.items()},
        "options": sorted(set(scene.masses["option"].dropna())),
    }
