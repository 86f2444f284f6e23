"""A run that is written while it is made: rows are added to its tables, and none is held.

A table's bytes depend on its rows alone, not on how they were dealt into parts: row groups are of
one size, and each names its own words.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import tomli_w

__all__ = ["HASH_SHOWN", "NewRun"]

HASH_SHOWN = 12
# rows of a row group; so many of the widest table take some 100 MB
ROWS_AT_ONCE = 2**17
_WORDS = pa.dictionary(pa.int32(), pa.large_string())
_PIECE_BYTES = 2**20


class NewRun:
    """The tables of a run in ``folder``, which is empty; ``add`` rows, then ``close`` it."""

    def __init__(self, folder: Path, *, kind: str, rows_at_once: int = ROWS_AT_ONCE) -> None:
        self.folder = folder
        self.kind = kind
        self._rows_at_once = rows_at_once
        self._tables: dict[str, _Table] = {}

    def add(self, name: str, rows: pd.DataFrame) -> None:
        """Add rows to a table; the first ones, which may be none, give it its columns."""
        if name not in self._tables:
            self._tables[name] = _Table(self.folder / f"{name}.parquet", rows, self._rows_at_once)
        self._tables[name].add(rows)

    def close(self, about: Mapping[str, Any]) -> str:
        """Write ``run.toml`` with what the run stands on; the hash of it, by which it is named."""
        for table in self._tables.values():
            table.close()
        sums = {f"{name}.parquet": _sum_of(table.path) for name, table in self._tables.items()}
        text = tomli_w.dumps({**about, "tables": sums}).encode()
        (self.folder / "run.toml").write_bytes(text)
        return hashlib.sha256(text).hexdigest()[:HASH_SHOWN]

    def __enter__(self) -> Self:
        """The run itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the files, whether or not the run was closed."""
        for table in self._tables.values():
            table.close()


class _Table:
    """One file of rows, written whenever a row group is full."""

    def __init__(self, path: Path, rows: pd.DataFrame, rows_at_once: int) -> None:
        self.path = path
        self._rows_at_once = rows_at_once
        self._schema = _schema_of(rows)
        self._plain = pa.schema([_told(field) for field in self._schema])
        self._waiting = self._plain.empty_table()
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._is_written = False

    def add(self, rows: pd.DataFrame) -> None:
        """Take rows, and write those that fill a group."""
        part = _as_arrow(rows).select(self._schema.names)
        begin = 0
        if self._waiting.num_rows:
            begin = min(self._rows_at_once - self._waiting.num_rows, part.num_rows)
            self._wait(part.slice(0, begin))
        while part.num_rows - begin >= self._rows_at_once:
            self._write(part.slice(begin, self._rows_at_once))
            begin += self._rows_at_once
        if begin < part.num_rows:
            # a copy, for a slice would hold on to all that was written
            self._wait(part.take(pa.array(np.arange(begin, part.num_rows))))

    def close(self) -> None:
        """Write what is left; a table without rows has a group without any."""
        if self._writer.is_open:
            if self._waiting.num_rows or not self._is_written:
                self._write(self._waiting)
            self._writer.close()

    def _wait(self, rows: pa.Table) -> None:
        """Put rows, of which there are no more than a group takes, with those that wait."""
        self._waiting = pa.concat_tables([self._waiting, rows.cast(self._plain)])
        if self._waiting.num_rows == self._rows_at_once:
            self._write(self._waiting)
            self._waiting = self._plain.empty_table()

    def _write(self, group: pa.Table) -> None:
        """Write one group, each column in one piece: pieces would show in its pages."""
        columns = [
            _own_words(column).cast(field.type)
            if pa.types.is_dictionary(field.type)
            else column.combine_chunks()
            for column, field in zip(group.columns, self._schema, strict=True)
        ]
        self._writer.write_table(
            pa.table(columns, schema=self._schema), row_group_size=self._rows_at_once
        )
        self._is_written = True


def _own_words(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Words with a dictionary of those alone that occur, in the order in which they do."""
    if not pa.types.is_dictionary(column.type) or column.num_chunks != 1:
        return column.cast(pa.large_string()).combine_chunks().dictionary_encode()
    # words stand once in a dictionary: where each is looked up is as good as the word
    place = column.chunk(0).indices.dictionary_encode()
    words = column.chunk(0).dictionary.take(place.dictionary).cast(pa.large_string())
    return pa.DictionaryArray.from_arrays(place.indices, words)


def _schema_of(rows: pd.DataFrame) -> pa.Schema:
    """The columns of a table: words that come from a few as such, the rest as pandas writes it."""
    found = _as_arrow(rows).schema
    about = json.loads((found.metadata or {})[b"pandas"])
    about["index_columns"] = []
    for column in about["columns"]:
        # how many words there are differs from part to part
        if column["pandas_type"] == "categorical":
            column["metadata"] = None
    fields = [
        pa.field(field.name, _WORDS if pa.types.is_dictionary(field.type) else _whole(field.type))
        for field in found
    ]
    metadata = {b"pandas": json.dumps(about).encode()}
    if isinstance(rows, gpd.GeoDataFrame):
        metadata[b"geo"] = json.dumps(_places_of(rows)).encode()
    return pa.schema(fields, metadata)


def _whole(kind: pa.DataType) -> pa.DataType:
    """The type of a column; one without a value is of words."""
    return pa.large_string() if pa.types.is_null(kind) else kind


def _told(field: pa.Field) -> pa.Field:
    """A column as it waits to be written: words as they are."""
    if pa.types.is_dictionary(field.type):
        return pa.field(field.name, pa.large_string())
    return field


def _as_arrow(rows: pd.DataFrame) -> pa.Table:
    """The rows without their index; places as WKB."""
    if not isinstance(rows, gpd.GeoDataFrame):
        return pa.Table.from_pandas(rows, preserve_index=False)
    name = str(rows.geometry.name)
    plain = pa.Table.from_pandas(pd.DataFrame(rows).drop(columns=name), preserve_index=False)
    places = pa.array(rows.geometry.to_wkb().to_numpy(object), pa.binary())
    return plain.add_column(list(rows.columns).index(name), name, places)


def _places_of(rows: gpd.GeoDataFrame) -> dict[str, Any]:
    """The column of places as GeoParquet 1.1 tells it."""
    name = str(rows.geometry.name)
    crs = None if rows.crs is None else json.loads(rows.crs.to_json())
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": [], "crs": crs}
    return {"version": "1.1.0", "primary_column": name, "columns": {name: column}}


def _sum_of(path: Path) -> str:
    """The sha256 of a file, read piece by piece."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            found.update(piece)
    return found.hexdigest()
