"""Pages of rows as they are sent: GeoJSON, JSON, CSV, GeoParquet; no number is rounded."""

import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import shapely

from gengxin.store.layers import PLACE, Page, TableVersion

__all__ = ["as_csv", "as_feature", "as_features", "as_parquet", "as_records", "as_records_document"]

# digits of a degree, as RFC 7946 advises: about 1 cm
DIGITS = 7
_MARK = "\x01"
_MARKED = '"geometry":"\\u0001"'
_ABOUT = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}


def as_features(table: TableVersion, page: Page, about: dict[str, Any]) -> bytes:
    """A page as a GeoJSON FeatureCollection; ``about`` are its other members."""
    told = json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)
    return f'{told[:-1]},"features":[{_features(table, page)}]}}'.encode()


def as_feature(table: TableVersion, page: Page, about: dict[str, Any]) -> bytes:
    """A page's one row as a GeoJSON Feature."""
    told = json.dumps(about, ensure_ascii=False)
    return f"{_features(table, page)[:-1]},{told[1:]}".encode()


def as_records(page: Page) -> list[dict[str, Any]]:
    """A page as rows, a missing value as ``None``, a day in ISO 8601."""
    rows = page.rows.drop_columns([PLACE]) if PLACE in page.rows.column_names else page.rows
    columns = [_plain(column) for column in rows.columns]
    names = rows.column_names
    if not names:
        return [{} for _ in page.numbers]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def as_records_document(page: Page, about: dict[str, Any]) -> bytes:
    """A page as a JSON document with ``rows``; ``about`` are its other members."""
    told = {**about, "rows": as_records(page)}
    return json.dumps(told, ensure_ascii=False, allow_nan=False).encode()


def as_csv(page: Page) -> bytes:
    """A page as CSV (UTF-8, a head row); a shape as WKT, a missing value empty."""
    rows = page.rows
    if PLACE in rows.column_names:
        words = shapely.to_wkt(_rounded(rows[PLACE]), rounding_precision=DIGITS)
        rows = rows.drop_columns([PLACE]).append_column("wkt", pa.array(words, pa.string()))
    stream = io.BytesIO()
    pv.write_csv(rows, stream)
    return stream.getvalue()


def as_parquet(page: Page) -> bytes:
    """A page as GeoParquet in longitude and latitude, shapes unrounded; Parquet without places."""
    rows = page.rows
    if PLACE in rows.column_names:
        names = ["geometry" if name == PLACE else name for name in rows.column_names]
        rows = rows.rename_columns(names)
        rows = rows.replace_schema_metadata({b"geo": json.dumps(_ABOUT).encode()})
    stream = io.BytesIO()
    pq.write_table(rows, stream, compression="zstd")
    return stream.getvalue()


def _features(table: TableVersion, page: Page) -> str:
    """The rows as GeoJSON, parted by commas.

    All are written in one go, with a mark where each shape belongs: within text its quotes would be
    written otherwise.
    """
    records = as_records(page)
    keys: Sequence[Any] = page.numbers
    if table.key and table.key in page.rows.column_names:
        keys = page.rows[table.key].to_pylist()
    shapes: Sequence[str | None] = [None] * len(records)
    if PLACE in page.rows.column_names:
        shapes = shapely.to_geojson(_rounded(page.rows[PLACE])).tolist()
    features = [
        {"type": "Feature", "id": key, "geometry": _MARK, "properties": record}
        for key, record in zip(keys, records, strict=True)
    ]
    written = json.dumps(features, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    between = written[1:-1].split(_MARKED)
    told = [f'"geometry":{shape or "null"}' for shape in shapes]
    return "".join(part for pair in zip(between, [*told, ""], strict=True) for part in pair)


def _rounded(places: pa.ChunkedArray) -> np.ndarray:
    """Shapes with so many digits."""
    shapes = shapely.from_wkb(places.to_numpy())
    return np.asarray(shapely.transform(shapes, lambda points: np.round(points, DIGITS)))


def _plain(column: pa.ChunkedArray) -> list[Any]:
    values = column.to_pylist()
    if not pa.types.is_date(column.type):
        return list(values)
    return [value.isoformat() if isinstance(value, date) else None for value in values]
