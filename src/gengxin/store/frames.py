"""Tables as (Geo)Parquet bytes and back, the same bytes for the same table."""

import io
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS
from shapely import from_wkb

from gengxin.terms import InputError

__all__ = ["from_parquet", "to_parquet"]


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Write a table with its index as the first column; places make it GeoParquet 1.1."""
    plain = frame.reset_index() if frame.index.name else frame
    stream = io.BytesIO()
    if isinstance(frame, gpd.GeoDataFrame):
        gpd.GeoDataFrame(plain, geometry=frame.geometry.name, crs=frame.crs).to_parquet(
            stream, index=False, compression="zstd", schema_version="1.1.0"
        )
    else:
        plain.to_parquet(stream, index=False, compression="zstd")
    return stream.getvalue()


def from_parquet(content: bytes, *, named: str) -> pd.DataFrame:
    """Read a table written by ``to_parquet``, or by another program's GeoParquet writer.

    Raises
    ------
    InputError
        Where the bytes are no Parquet file.

    """
    try:
        table = pq.ParquetFile(pa.BufferReader(content)).read()
        about = json.loads((table.schema.metadata or {}).get(b"geo", b"null"))
        if about is None:
            plain: pd.DataFrame = table.to_pandas()
            return plain
        if [one["encoding"] for one in about["columns"].values()] != ["WKB"]:
            # the stubs name only paths; any file object is read
            return gpd.read_parquet(io.BytesIO(content))  # type: ignore[arg-type]
        return _with_places(table, *about["columns"].items())
    except (pa.ArrowException, KeyError, ValueError) as error:
        msg = f"{named} is no readable Parquet file ({error}); import the district again"
        raise InputError(msg) from error


def _with_places(table: pa.Table, places: tuple[str, Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """A table with one column of shapes as a frame, its columns in their order."""
    name, about = places
    frame = table.drop_columns([name]).to_pandas()
    # GeoParquet: a file that names no coordinates has longitude and latitude
    crs = _crs(json.dumps(about.get("crs", "OGC:CRS84")))
    shapes = gpd.GeoSeries(from_wkb(table[name].to_numpy()), index=frame.index, crs=crs)
    frame.insert(table.column_names.index(name), name, shapes)
    return gpd.GeoDataFrame(frame, geometry=name)


@cache
def _crs(written: str) -> CRS | None:
    """The coordinates named in a file; by their code where they have one, which is read fast."""
    named = json.loads(written)
    code = named.get("id") if isinstance(named, dict) else None
    if code:
        return CRS.from_authority(code["authority"], code["code"])
    return None if named is None else CRS.from_user_input(named)
