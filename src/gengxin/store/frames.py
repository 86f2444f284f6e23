"""Tables as (Geo)Parquet bytes and back, the same bytes for the same table."""

import io

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

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
        schema = pq.read_schema(pa.BufferReader(content))
        if b"geo" in (schema.metadata or {}):
            # the stubs name only paths; any file object is read
            return gpd.read_parquet(io.BytesIO(content))  # type: ignore[arg-type]
        return pd.read_parquet(io.BytesIO(content))
    except (pa.ArrowException, ValueError) as error:
        msg = f"{named} is no readable Parquet file ({error}); import the district again"
        raise InputError(msg) from error
