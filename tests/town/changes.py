"""Changes to the toy town, as the stories write them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from tests.town.toy import CRS, frame_of, place, toy_town

from gengxin.terms import TABLES, PlainDistrict

__all__ = ["changed_town"]


def changed_town(changes: Iterable[Mapping[str, Mapping[str, Any]]]) -> PlainDistrict:
    """Make the toy town and apply the changes in their order.

    ``set: {table, ref, column: value, …}`` changes one row, ``add: {table, ref, …}`` adds one,
    ``leave_out: {table}`` takes a table away, with ``ref`` a row of it, with ``column`` a column.
    ``at: [x, y]`` is a place in the town's own metres; a list of such pairs is a line, and one that
    ends where it begins is a polygon.
    """
    town = toy_town()
    tables = dict(town.tables)
    for change in changes:
        ((verb, told),) = change.items()
        {"set": _set, "add": _add, "leave_out": _leave_out}[verb](tables, dict(told))
    return replace(town, tables=tables)


def _set(tables: dict[str, pd.DataFrame], told: dict[str, Any]) -> None:
    name, ref = told.pop("table"), told.pop("ref")
    rows = _as_rows(tables[name])
    row = next(row for row in rows if row["ref"] == ref)
    row.update(_read(name, told))
    tables[name] = _as_table(name, rows)


def _add(tables: dict[str, pd.DataFrame], told: dict[str, Any]) -> None:
    name = told.pop("table")
    rows = _as_rows(tables[name]) if name in tables else []
    tables[name] = _as_table(name, [*rows, _read(name, told)])


def _leave_out(tables: dict[str, pd.DataFrame], told: dict[str, Any]) -> None:
    name = told["table"]
    if "ref" in told:
        rows = _as_rows(tables[name])
        tables[name] = _as_table(name, [row for row in rows if row["ref"] != told["ref"]])
    elif "column" in told:
        basis = f"{told['column']}_basis"
        tables[name] = tables[name].drop(columns=[told["column"], basis], errors="ignore")
    else:
        del tables[name]


def _read(table: str, told: dict[str, Any]) -> dict[str, Any]:
    """One row, its numbers as numbers and its place as a shape in the CRS."""
    numbers = {column.name for column in TABLES[table].quantities}
    row = {
        name: float(value) if name in numbers and value is not None else value
        for name, value in told.items()
    }
    if "at" in row:
        row["geometry"] = place(_shape(row.pop("at")))
    return row


def _shape(at: list[Any]) -> BaseGeometry:
    if not isinstance(at[0], list):
        return Point(at)
    return Polygon(at) if at[0] == at[-1] else LineString(at)


def _as_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain records; their places stay where they are."""
    named = [name for name in frame.columns if not name.endswith("_basis")]
    return [dict(row) for row in frame[named].to_dict("records")]


def _as_table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A table of rows that lie in the CRS already; every number is given."""
    shapes = [row.get("geometry") for row in rows]
    plain = [{key: value for key, value in row.items() if key != "geometry"} for row in rows]
    frame = frame_of(name, plain)
    if TABLES[name].shape is None:
        return frame
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=CRS))
