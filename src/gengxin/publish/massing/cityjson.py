"""A scene as CityJSON 2.0: one building an object, one solid a piece."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gengxin.publish.massing.scene import Scene
from gengxin.publish.massing.solids import MM_PER_M
from gengxin.publish.plain import records
from gengxin.publish.whole_file import whole_file

__all__ = ["write_cityjson"]

# attributes by the names of CityGML where it has one
_NAMED = {
    "year_built": "yearOfConstruction",
    "storeys": "storeysAboveGround",
    "use_class": "function",
    "height_m": "height_m",
    "height_basis": "height_basis",
    "role": "role",
    "site": "site",
    "option": "option",
}


def write_cityjson(scene: Scene, path: Path) -> None:
    """Write a scene as solids of level of detail 1; what options pull down is not in it.

    An option is an object of its own, its masses are its parts, as are the parts of a building that
    stands apart. Heights are above each building's own ground.
    """
    solids, of = scene.solids, scene.mass
    stays = (scene.masses["role"] != "demolished").to_numpy(bool)[of]
    solids, of = solids.take(np.flatnonzero(stays)), of[stays]
    corners, faces = solids.faces()
    body = {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {
            "scale": [1 / MM_PER_M] * 3,
            "translate": [*scene.origin_m, 0.0],
        },
        "metadata": _metadata(scene, corners),
        "CityObjects": _objects(scene.masses, of, faces),
        "vertices": corners.tolist(),
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    with whole_file(Path(path)) as work:
        work.write_text(text, encoding="utf-8")


def _metadata(scene: Scene, corners: np.ndarray) -> dict[str, Any]:
    authority, _, code = scene.meta.crs.partition(":")
    about: dict[str, Any] = {
        "title": scene.title,
        "referenceDate": scene.meta.data_day.isoformat(),
        "referenceSystem": f"https://www.opengis.net/def/crs/{authority}/0/{code}",
        "heights": "metres above each building's own ground",
        "madeUp": scene.meta.made_up,
        "leftOut": {reason: list(refs) for reason, refs in scene.left_out.items()},
    }
    if len(corners):
        away = np.array([*scene.origin_m, 0.0])
        extent_m = [
            (edge / MM_PER_M + away).round(3).tolist()
            for edge in (corners.min(axis=0), corners.max(axis=0))
        ]
        about["geographicalExtent"] = [*extent_m[0], *extent_m[1]]
    return about


def _objects(
    masses: pd.DataFrame, of: np.ndarray, faces: list[list[list[list[int]]]]
) -> dict[str, dict[str, Any]]:
    """Buildings with their parts; a building of one piece has none."""
    facts = records(pd.DataFrame(masses.drop(columns="geometry")))
    pieces: dict[str, list[tuple[int, Any]]] = {}
    for row, solid in zip(of.tolist(), faces, strict=True):
        owner = facts[row]["option"] if facts[row]["role"] == "new" else facts[row]["ref"]
        pieces.setdefault(owner, []).append((row, solid))
    objects: dict[str, dict[str, Any]] = {}
    for owner, own in pieces.items():
        building = {"type": "Building", "attributes": _attributes([facts[row] for row, _ in own])}
        if len(own) == 1:
            objects[owner] = {**building, "geometry": [_solid(own[0][1])]}
            continue
        names = [f"{owner}/{number}" for number in range(1, len(own) + 1)]
        objects[owner] = {**building, "children": names}
        for name, (row, solid) in zip(names, own, strict=True):
            objects[name] = {
                "type": "BuildingPart",
                "parents": [owner],
                "attributes": {"bottom_m": facts[row]["bottom_m"], "top_m": facts[row]["top_m"]},
                "geometry": [_solid(solid)],
            }
    return objects


def _solid(faces: list[list[list[int]]]) -> dict[str, Any]:
    return {"type": "Solid", "lod": "1", "boundaries": [faces]}


def _attributes(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """What is known of a building or option: its first piece's facts, the height of its highest."""
    facts = {**pieces[0], "height_m": max(piece["top_m"] for piece in pieces)}
    known = {
        name: _plain(facts[column]) for column, name in _NAMED.items() if facts[column] is not None
    }
    return {**known, "height_is_estimated": bool(facts["is_estimated"])}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the table holds
    """Whole numbers as such: JSON's readers tell 6 from 6.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
