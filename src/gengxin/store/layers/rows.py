"""Rows in the types that every store shares, from the tables of a folder."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from pyproj import CRS, Transformer

from gengxin.store.layers.table_version import PLACE
from gengxin.terms import Column

__all__ = ["arrow_schema", "as_rows"]

_DEGREES = CRS.from_authority("OGC", "CRS84")
_TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
}


def arrow_schema(columns: Sequence[Column], *, places: bool) -> pa.Schema:
    """The types of columns, and of the shapes where there are some."""
    fields = [pa.field(column.name, _TYPES[column.kind]) for column in columns]
    return pa.schema([*fields, pa.field(PLACE, pa.binary())] if places else fields)


def as_rows(frame: pd.DataFrame, columns: Sequence[Column]) -> pa.Table:
    """A table's rows: each column in its type, missing values null, shapes as WKB in degrees.

    A column that the frame hasn't got is missing in every row.
    """
    places = isinstance(frame, gpd.GeoDataFrame)
    schema = arrow_schema(columns, places=places)
    arrays = [_column(frame, field.name, field.type) for field in schema if field.name != PLACE]
    if isinstance(frame, gpd.GeoDataFrame):
        arrays.append(_places(frame))
    return pa.Table.from_arrays(arrays, schema=schema)


def _column(frame: pd.DataFrame, name: str, kind: pa.DataType) -> pa.Array:
    if name == frame.index.name:
        values = frame.index.to_series()
    elif name in frame.columns:
        values = frame[name]
    else:
        return pa.nulls(len(frame), kind)
    found = pa.Array.from_pandas(values)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    if pa.types.is_dictionary(found.type):
        found = found.dictionary_decode()
    if pa.types.is_timestamp(found.type):
        found = found.cast(pa.timestamp("ms"), safe=False)
    found = found.cast(kind)
    if pa.types.is_floating(kind):
        # JSON has no endless numbers either
        return pc.if_else(pc.is_finite(found), found, pa.scalar(None, kind))
    return found


def _places(frame: gpd.GeoDataFrame) -> pa.Array:
    """Shapes as WKB in longitude and latitude; an empty one is none."""
    shapes = frame.geometry.to_numpy()
    if frame.crs is not None and not CRS(frame.crs).is_exact_same(_DEGREES):
        to_degrees = Transformer.from_crs(frame.crs, _DEGREES, always_xy=True)

        def turned(points: np.ndarray) -> np.ndarray:
            return np.column_stack(to_degrees.transform(points[:, 0], points[:, 1]))

        shapes = shapely.transform(shapes, turned)
    written = shapely.to_wkb(shapely.force_2d(shapes))
    return pa.array(written, pa.binary(), mask=shapely.is_empty(shapes))
