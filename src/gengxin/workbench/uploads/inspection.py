"""Look into one uploaded file: layers, columns, counts, what they may be, and what is wrong.

It is done in a process with little memory, little time, no network and no file to write to.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.layers import Declared, Layer, layers_in, read_layer
from gengxin.sources.recipe.values import as_numbers
from gengxin.terms import InputError
from gengxin.workbench.uploads.guessing import guessed, places_of
from gengxin.workbench.uploads.osm_outline import osm_outline

__all__ = ["inspection"]

# the first rows of each layer are looked at; an import reads them all
MOST_ROWS = 20_000
MOST_LAYERS = 50
MOST_COLUMNS = 500
MOST_FAULTS = 50
FEW_VALUES = 60
EXAMPLES = 3
LONGEST_EXAMPLE = 60
GEOGRAPHIC = "EPSG:4326"
_SHAPES = {"Point": "point", "LineString": "line", "LinearRing": "line", "Polygon": "polygon"}


def inspection(path: Path, *, kind: str, named: str) -> dict[str, Any]:
    """What a file holds; ``refusal`` says why it can't be read, and is empty where it can."""
    if kind == "osm_pbf":
        return {"layers": [], "osm": osm_outline(path, named=named), "refusal": ""}
    try:
        layers = [_of_layer(path, kind, name, named) for name in _names(path, kind, named)]
    except InputError as error:
        raise InputError(str(error).replace(path.name, named)) from error
    return {"layers": layers, "osm": None, "refusal": ""}


def _names(path: Path, kind: str, named: str) -> Sequence[str]:
    names = layers_in(path)
    if len(names) > MOST_LAYERS:
        told = "sheets" if kind == "xlsx" else "layers"
        raise InputError(f"{named} has {len(names)} {told}, must have at most {MOST_LAYERS}")
    return names


def _of_layer(path: Path, kind: str, name: str, named: str) -> dict[str, Any]:
    """What one layer holds."""
    declared = Declared(layer=name, encoding=_encoding(path, kind), most_rows=MOST_ROWS)
    try:
        layer = read_layer(path, declared)
    except InputError as error:
        # one bad sheet of a workbook or layer of a map doesn't spoil the others
        if not name:
            raise
        return {"name": name, "refusal": str(error).replace(path.name, named)}
    if len(layer.rows.columns) > MOST_COLUMNS:
        msg = f"{named} has {len(layer.rows.columns):,} columns, must have at most {MOST_COLUMNS}"
        raise InputError(f"{msg}; leave some out")
    x, y = ("", "") if layer.shapes is not None else places_of(map(str, layer.rows.columns))
    if x:
        layer = read_layer(path, replace(declared, x=x, y=y))
        layer = replace(layer, crs=GEOGRAPHIC if _are_degrees(layer) else "")
    shape = _shape(layer)
    facts = _columns(layer.rows)
    guess = guessed(
        (named, name),
        shape=shape,
        columns=[one["name"] for one in facts],
        values={one["name"]: one["values"] for one in facts if one["values"]},
    )
    return {
        "name": name,
        "refusal": "",
        "rows_count": _count(path, kind, name, len(layer.rows)),
        "rows_read_count": len(layer.rows),
        "shape": shape,
        "crs": layer.crs,
        "bounds_deg": _bounds(layer),
        "columns": facts,
        "faults": list(_faults(layer))[:MOST_FAULTS],
        "guess": guess
        | {"x": x, "y": y, "crs": layer.crs if x else "", "encoding": declared.encoding},
    }


def _encoding(path: Path, kind: str) -> str:
    """The encoding of a table: UTF-8, else what Chinese spreadsheets write, else Western ones."""
    usual = Declared().encoding
    if kind != "csv":
        return usual
    with path.open("rb") as stream:
        for line in stream:
            try:
                line.decode(usual)
            except UnicodeDecodeError:
                return "gb18030" if _is_chinese(line) else "cp1252"
    return usual


def _is_chinese(line: bytes) -> bool:
    """Whether a line reads as Chinese: letters of Western words seldom stand two and two."""
    try:
        text = line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def _count(path: Path, kind: str, name: str, read: int) -> int | None:
    """How many rows a layer has in all; ``None`` where it would have to be read whole."""
    if read < MOST_ROWS:
        return read
    if kind == "geoparquet":
        import pyarrow.parquet as pq

        return int(pq.read_metadata(path).num_rows)
    if kind in {"geopackage", "shapefile"}:
        import pyogrio

        return int(pyogrio.read_info(path, layer=name or None)["features"])
    return None


def _shape(layer: Layer) -> str:
    if layer.shapes is None:
        return "none"
    kinds = {
        _SHAPES.get(str(one).removeprefix("Multi"), "mixed")
        for one in Counter(shape.geom_type for shape in layer.shapes if shape is not None)
    }
    if not kinds:
        return "none"
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _are_degrees(layer: Layer) -> bool:
    """Whether all coordinates could be longitude and latitude."""
    coordinates = np.abs(shapely.get_coordinates(layer.shapes))
    return bool((coordinates <= (180.0, 90.0)).all())


def _bounds(layer: Layer) -> list[float] | None:
    """West, south, east, north in degrees; ``None`` without places or without a known CRS."""
    if layer.shapes is None or not layer.crs:
        return None
    import geopandas as gpd
    from pyproj.exceptions import ProjError

    try:
        places = gpd.GeoSeries(layer.shapes, crs=layer.crs).to_crs(GEOGRAPHIC)
    except (ProjError, ValueError):
        return None
    sides = [float(side) for side in places.total_bounds]
    return [round(side, 7) for side in sides] if all(map(math.isfinite, sides)) else None


def _columns(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Each column: its type as a planner would say, how much of it is filled, some examples."""
    return [_column(str(name), rows[name]) for name in rows.columns]


def _column(name: str, cells: pd.Series) -> dict[str, Any]:
    filled = cells.dropna()
    texts = filled.astype("str")
    different = texts.drop_duplicates()
    few = len(different) <= FEW_VALUES and len(different) < max(len(filled), 2)
    return {
        "name": name,
        "type": _type(filled),
        "filled_share": round(len(filled) / len(cells), 4) if len(cells) else 0.0,
        "examples": [_short(text) for text in different.head(EXAMPLES)],
        "values": [_short(text) for text in different] if few else [],
    }


def _type(filled: pd.Series) -> str:
    """The type of what a column holds, also where it is written as text."""
    if not len(filled):
        return "empty"
    if pd.api.types.is_bool_dtype(filled.dtype):
        return "flag"
    if pd.api.types.is_datetime64_any_dtype(filled.dtype):
        return "day"
    numbers = as_numbers(filled)
    if numbers.notna().all() and np.isfinite(numbers).all():
        return "whole" if (numbers == np.floor(numbers)).all() else "number"
    days = pd.to_datetime(filled.astype("str"), errors="coerce", format="ISO8601", utc=True)
    return "day" if days.notna().all() else "text"


def _faults(layer: Layer) -> Iterator[dict[str, Any]]:
    """What an import would have to mend or leave out: by row from 1, and why."""
    if layer.closed_count:
        yield {"row": None, "reason": f"{layer.closed_count} shapes have an open ring; closed"}
    if layer.shapes is None:
        return
    missing = np.flatnonzero(shapely.is_missing(layer.shapes) | shapely.is_empty(layer.shapes))
    for at in missing[:MOST_FAULTS]:
        yield {"row": int(at) + 1, "reason": "has no place, or an impossible one; left out"}
    broken = np.flatnonzero(~shapely.is_valid(layer.shapes) & ~shapely.is_missing(layer.shapes))
    for at in broken[:MOST_FAULTS]:
        why = shapely.is_valid_reason(layer.shapes[at])
        yield {"row": int(at) + 1, "reason": f"its shape is mended: {_short(why)}"}


def _short(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else " " for letter in text)
    return clean if len(clean) <= LONGEST_EXAMPLE else f"{clean[: LONGEST_EXAMPLE - 1]}…"
