"""Pages of rows as they are sent: GeoJSON, JSON, CSV, GeoParquet; no number is rounded."""

import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq
import shapely
from pydantic_core import to_json

from gengxin.store.layers import PLACE, Page, TableVersion
from gengxin.terms.spreadsheets import AS_WORDS, FORMULA_BEGINS

__all__ = [
    "as_csv",
    "as_feature",
    "as_features",
    "as_parquet",
    "as_records",
    "collected",
    "features_of",
    "listed",
    "records_of",
]

# digits of a degree, as RFC 7946 advises: about 1 cm
DIGITS = 7
_ABOUT = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}


def as_features(table: TableVersion, page: Page, about: dict[str, Any]) -> bytes:
    """A page as a GeoJSON FeatureCollection; ``about`` are its other members."""
    return collected(features_of(table, page), about)


def collected(features: Iterable[bytes], about: dict[str, Any]) -> bytes:
    """Features as a GeoJSON FeatureCollection; ``about`` are its other members."""
    told = to_json({"type": "FeatureCollection", **about})
    return b"".join((told[:-1], b',"features":[', b",".join(features), b"]}"))


def as_feature(table: TableVersion, page: Page, about: dict[str, Any]) -> bytes:
    """A page's one row as a GeoJSON Feature."""
    return b"".join((features_of(table, page)[0][:-1], b",", to_json(about)[1:]))


def features_of(table: TableVersion, page: Page) -> list[bytes]:
    """Each row as a GeoJSON Feature."""
    keys: Sequence[Any] = page.numbers
    if table.key and table.key in page.rows.column_names:
        keys = page.rows[table.key].to_pylist()
    shapes: Sequence[str | None] = [None] * len(keys)
    if PLACE in page.rows.column_names:
        shapes = shapely.to_geojson(_rounded(page.rows[PLACE])).tolist()
    rows = zip(keys, shapes, as_records(page), strict=True)
    return [
        b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}'
        % (to_json(key), b"null" if shape is None else shape.encode(), to_json(record))
        for key, shape, record in rows
    ]


def as_records(page: Page) -> list[dict[str, Any]]:
    """A page as rows, a missing value as ``None``, a day in ISO 8601."""
    rows = page.rows.drop_columns([PLACE]) if PLACE in page.rows.column_names else page.rows
    columns = [_plain(column) for column in rows.columns]
    names = rows.column_names
    if not names:
        return [{} for _ in page.numbers]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def records_of(page: Page) -> list[bytes]:
    """Each row as a JSON object."""
    return [to_json(record) for record in as_records(page)]


def listed(rows: Iterable[bytes], about: dict[str, Any]) -> bytes:
    """Rows as a JSON document with ``rows``; ``about`` are its other members."""
    return b"".join((to_json(about)[:-1], b',"rows":[', b",".join(rows), b"]}"))


def as_csv(page: Page) -> bytes:
    """A page as CSV (UTF-8, a head row); a shape as WKT, a missing value empty.

    A text that a spreadsheet would run as a formula has an apostrophe before it.
    """
    rows = page.rows
    if PLACE in rows.column_names:
        words = shapely.to_wkt(_rounded(rows[PLACE]), rounding_precision=DIGITS)
        rows = rows.drop_columns([PLACE]).append_column("wkt", pa.array(words, pa.string()))
    stream = io.BytesIO()
    pv.write_csv(_unrun(rows), stream)
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


def _unrun(rows: pa.Table) -> pa.Table:
    """The rows, each text as ``spreadsheets.unrun`` has it."""
    for place, field in enumerate(rows.schema):
        if pa.types.is_string(field.type):
            texts = rows.column(place)
            runs = reduce(pc.or_, [pc.starts_with(texts, begin) for begin in FORMULA_BEGINS])
            words = pc.binary_join_element_wise(AS_WORDS, texts, "")
            rows = rows.set_column(place, field, pc.if_else(runs, words, texts))
    return rows


def _rounded(places: pa.ChunkedArray) -> np.ndarray:
    """Shapes with so many digits."""
    shapes = shapely.from_wkb(places.to_numpy())
    return np.asarray(shapely.transform(shapes, lambda points: np.round(points, DIGITS)))


def _plain(column: pa.ChunkedArray) -> list[Any]:
    values = column.to_pylist()
    if not pa.types.is_date(column.type):
        return list(values)
    return [value.isoformat() if isinstance(value, date) else None for value in values]
