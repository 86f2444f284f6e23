"""The district's own layers for the map: packed shapes with the columns a reader may ask for."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from gengxin.publish.pack import packed, vertex_count
from gengxin.publish.plain import rounded
from gengxin.publish.words import Words, code_words, names_of
from gengxin.terms import TABLES, Column, District

__all__ = ["MAP_COLUMNS", "embedded_layers"]

# vertices that a page may carry in all: about 6 MB of it
VERTEX_LIMIT = 1_500_000
DIGITS = 5

# layer → its columns, in the order in which room is given to them
MAP_COLUMNS: dict[str, tuple[str, ...]] = {
    "areas": (
        "level", "parent", "role_en", "role_zh", "lead_party", "area_m2", "stated_people",
    ),
    "facilities": ("kind", "capacity_people", "area_m2"),
    "stops": ("mode", "lines"),
    "heritage": ("heritage_class", "year_built"),
    "green": ("kind", "is_public", "area_m2"),
    "barriers": ("kind",),
    "sites": (
        "use_class", "renewable", "not_renewable_reason", "area_m2", "gross_floor_area_m2",
        "plan_far", "storeys", "year_built", "condition", "heritage_class", "vacancy_share",
        "residents_people", "homes_count", "works_jobs", "consent_state",
    ),
    "buildings": (
        "use_class", "storeys", "height_m", "gross_floor_area_m2", "year_built", "condition",
        "heritage_class", "homes_count",
    ),
    "walk_edges": ("way_kind", "is_proxy"),
}  # fmt: skip
# metres by which a drawn line may differ from the surveyed one
_TOLERANCE_M = {"areas": 0.5, "buildings": 0.2, "walk_edges": 1.0, "green": 0.5, "barriers": 0.5}
_UNNAMED = ("walk_edges", "buildings")


def embedded_layers(
    district: District, *, names: Sequence[str] = tuple(MAP_COLUMNS)
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Pack each layer that was given; those for which the page has no room are listed instead."""
    left = VERTEX_LIMIT
    layers: dict[str, Any] = {}
    left_out = []
    for name, columns in ((name, MAP_COLUMNS[name]) for name in names):
        if not district.has(name):
            continue
        rows = district.places(name)
        count = vertex_count(rows.geometry)
        if count > left:
            left_out.append({"table": name, "words": table_title(name), "count": len(rows)})
            continue
        left -= count
        layers[name] = _layer(rows, name, columns)
    return layers, left_out


def table_title(name: str) -> Words:
    """What a table holds, in both languages."""
    return Words(TABLES[name].en, TABLES[name].zh)


def _layer(rows: gpd.GeoDataFrame, name: str, columns: Sequence[str]) -> dict[str, Any]:
    """One layer: shapes, references, names and columns, all in the same order."""
    by_name = TABLES[name].by_name
    present = [c for c in columns if c in rows.columns and rows[c].notna().any()]
    layer: dict[str, Any] = {
        "title": table_title(name),
        "count": len(rows),
        "shapes": packed(rows.geometry, tolerance_m=_TOLERANCE_M.get(name, 0.0)),
        "columns": [_column(rows, by_name[c]) for c in present],
    }
    if name not in _UNNAMED:
        layer["refs"] = [str(ref) for ref in rows.index.tolist()]
        layer["names"] = names_of(rows)
    if "source" in rows and rows["source"].notna().any():
        layer["source"] = _listed(rows["source"])
    return layer


def _column(rows: gpd.GeoDataFrame, column: Column) -> dict[str, Any]:
    """One column with its heading, unit, values and basis; codes come with their words."""
    values = rows[column.name]
    made: dict[str, Any] = {
        "name": column.name,
        "title": (column.en, column.zh),
        "unit": column.unit,
        "kind": column.kind,
    }
    if column.kind in {"whole", "number"} or column.kind == "flag":
        made["values"] = rounded(values, DIGITS)
    else:
        made.update(_listed(values))
    if column.kind == "code":
        words = code_words(column)
        made["codeWords"] = [words.get(code, Words(code, code)) for code in made["words"]]
    if column.is_quantity and column.basis_name in rows:
        made["basis"] = _listed(rows[column.basis_name])
    return made


def _listed(values: pd.Series) -> dict[str, Any]:
    """Words listed once, and for each row the position of its word; -1 where it has none."""
    positions, words = pd.factorize(values)
    alike = len(words) == 1 and (positions == 0).all()
    return {
        "words": [str(word) for word in words],
        "values": None if alike else positions.tolist(),
    }
