"""A programme as one file: a zip of ``programme.json`` and a Parquet table of each kind.

The same programme makes the same bytes: parts stand in the order of their names, uncompressed, with
one date. ``content_hash`` covers everything in the file; a programme has no run times and no day.
Nothing in a file is ever run: JSON and Parquet alone are read, in bounds.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from gengxin.store.atomic import write_file
from gengxin.terms import (
    PROGRAMME_TABLES,
    Brief,
    Column,
    InputError,
    Money,
    Note,
    Programme,
    ProgrammeRound,
    Table,
    TermValue,
)

__all__ = ["FORMAT", "content_hash", "read_programme", "write_programme"]

# raised when a file written by this version can't be read by the one before
FORMAT = 1
HEAD = "programme.json"
# a city of a million sites stays far below these
MOST_BYTES = 8 * 2**30
MOST_HEAD_BYTES = 256 * 2**20
MOST_ROWS = 200_000_000
EPOCH = (1980, 1, 1, 0, 0, 0)
NEXT = "make the programme again: gengxin plan"
_TYPES = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64()}
# columns that may be empty: keep has no phase
_MAY_BE_EMPTY = {("choice", "phase"), ("choice", "opens")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """``programme.json``: all of a programme but its tables, and the hashes of these."""

    format: int
    content_hash: str
    tables: Mapping[str, str]
    brief: Brief
    terms: tuple[TermValue, ...]
    today: float
    value: float
    bound: float
    gap_certified: float | None
    gap_solver: float | None
    rounds: tuple[ProgrammeRound, ...]
    seed: int
    money: Money | None
    hashes: Mapping[str, str]
    unavailable: tuple[Note, ...]
    software: str


_ADAPTER = TypeAdapter(_Head)
_OWN = tuple(field.name for field in fields(Programme) if field.name != "tables")


def write_programme(programme: Programme, path: Path) -> str:
    """Write a programme, whole or not at all; its content hash."""
    parts = {
        f"{name}.parquet": _to_parquet(table, programme.tables[name])
        for name, table in PROGRAMME_TABLES.items()
    }
    document = _document(programme, parts)
    parts[HEAD] = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), parts[name])
    write_file(path, stream.getvalue())
    return str(document["content_hash"])


def read_programme(path: Path) -> Programme:
    """Read a programme's file.

    Raises
    ------
    InputError
        Where it is absent, torn, too large, of a later format, or its content isn't what its
        hashes say.

    """
    head, parts = _whole(path)
    tables = {
        name: _from_parquet(table, parts[f"{name}.parquet"], named=f"{path}: {name}.parquet")
        for name, table in PROGRAMME_TABLES.items()
    }
    return Programme(tables=tables, **{name: getattr(head, name) for name in _OWN})


def content_hash(path: Path) -> str:
    """The hash of everything in a programme's file, once each part is found to be what it says."""
    return _whole(path)[0].content_hash


def _whole(path: Path) -> tuple["_Head", dict[str, bytes]]:
    """The head and the tables' bytes, which are what the head says."""
    parts = _parts(path)
    head = _head(parts.pop(HEAD), named=f"{path}: {HEAD}")
    for name in PROGRAMME_TABLES:
        sha256 = hashlib.sha256(parts[f"{name}.parquet"]).hexdigest()
        if head.tables.get(name) != sha256:
            msg = (
                f"{path}: {name}.parquet has sha256 {sha256}, the head says "
                f"{head.tables.get(name)}; {NEXT}"
            )
            raise InputError(msg)
    return head, parts


def _document(programme: Programme, parts: Mapping[str, bytes]) -> dict[str, Any]:
    """The head as JSON says it, sealed by the hash of all else in it."""
    sums = {
        name.removesuffix(".parquet"): hashlib.sha256(content).hexdigest()
        for name, content in sorted(parts.items())
    }
    own = {name: getattr(programme, name) for name in _OWN}
    head = _Head(format=FORMAT, content_hash="", tables=sums, **own)
    document = _plain(head)
    _refuse_odd_numbers(document, named="the programme")
    # a whole number where a double belongs is written as one, so that reading changes nothing
    document = _plain(_ADAPTER.validate_python(document))
    return {**document, "content_hash": _seal(document)}


def _plain(thing: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    """Records, mappings and days as JSON has them."""
    if is_dataclass(thing):
        return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(name): _plain(value) for name, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [_plain(value) for value in thing]
    return thing.isoformat() if isinstance(thing, date) else thing


def _seal(document: Mapping[str, Any]) -> str:
    """The sha256 of a head without its own hash."""
    bare = {name: value for name, value in document.items() if name != "content_hash"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(path: Path) -> dict[str, bytes]:
    """Every part of the file by its name; just those that there must be."""
    wanted = {HEAD, *(f"{name}.parquet" for name in PROGRAMME_TABLES)}
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            if sorted(names) != sorted(wanted):
                odd = sorted(wanted.symmetric_difference(names)) or "a part that is there twice"
                msg = f"{path} must hold {len(wanted)} parts; absent or too many: {odd}; {NEXT}"
                raise InputError(msg)
            _refuse_large(path, infos)
            return {name: archive.read(name) for name in names}
    except FileNotFoundError as error:
        raise InputError(f"{path} is absent; {NEXT} DISTRICT -o {path}") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{path} is no whole programme file ({error}); {NEXT}") from error


def _refuse_large(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse parts that are packed (ours never are) or too large to be a programme's."""
    for info in infos:
        if info.compress_type != zipfile.ZIP_STORED or info.file_size > info.compress_size:
            msg = f"{path}: {info.filename} is packed, must be stored as it is; {NEXT}"
            raise InputError(msg)
        most = MOST_HEAD_BYTES if info.filename == HEAD else MOST_BYTES
        if info.file_size > most:
            msg = f"{path}: {info.filename} has {info.file_size} bytes, at most {most}; {NEXT}"
            raise InputError(msg)


def _head(content: bytes, *, named: str) -> _Head:
    """The head, read and held against its own hash."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{named} is no JSON ({error}); {NEXT}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        told = document.get("format") if isinstance(document, dict) else None
        msg = f"{named} has format {told!r}, this version reads {FORMAT}; {NEXT}"
        raise InputError(msg)
    _refuse_odd_numbers(document, named=named)
    if document.get("content_hash") != _seal(document):
        msg = (
            f"{named} has content hash {document.get('content_hash')}, its content gives "
            f"{_seal(document)}: it was changed after it was written; {NEXT}"
        )
        raise InputError(msg)
    try:
        return _ADAPTER.validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        msg = f"{named}: {where} is {first['input']!r}: {first['msg']}; {NEXT}"
        raise InputError(msg) from error


def _refuse_odd_numbers(thing: object, *, named: str, where: str = "") -> None:
    """Refuse what is not a number or without end, anywhere in a document."""
    if isinstance(thing, dict):
        for name, value in thing.items():
            _refuse_odd_numbers(value, named=named, where=f"{where}.{name}")
    elif isinstance(thing, list):
        for number, value in enumerate(thing):
            _refuse_odd_numbers(value, named=named, where=f"{where}[{number}]")
    elif isinstance(thing, float) and not abs(thing) < float("inf"):
        raise InputError(f"{named}: {where[1:]} is {thing}, must be a finite number; {NEXT}")


def _to_parquet(table: Table, frame: pd.DataFrame) -> bytes:
    """A table in the types of its columns, in their order."""
    columns = [_typed(frame[column.name], column) for column in table.columns]
    names = [column.name for column in table.columns]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, names=names), stream, compression="zstd")
    return stream.getvalue()


def _typed(values: pd.Series, column: Column) -> pa.Array:
    """One column as Parquet holds it; words are never missing, only empty."""
    if column.kind == "text":
        plain = values.astype("object")
        return pa.array(plain.where(plain.notna(), ""), type=pa.string())
    return pa.array(values, type=_TYPES[column.kind], from_pandas=True)


def _from_parquet(table: Table, content: bytes, *, named: str) -> pd.DataFrame:
    """One table, refused where its columns, types or cells aren't those of its kind."""
    # refs repeated a million times come as categories, which are held against others fast
    many = "people" in table.by_name
    words = [column.name for column in table.columns if many and column.kind == "text"]
    try:
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=words)
        found = {field.name: field.type for field in file.schema_arrow}
        wanted = {column.name: _TYPES[column.kind] for column in table.columns}
        plain = {
            name: kind.value_type if pa.types.is_dictionary(kind) else kind
            for name, kind in found.items()
        }
        if plain != wanted:
            told = ", ".join(f"{name}: {kind}" for name, kind in plain.items())
            asked = ", ".join(f"{name}: {kind}" for name, kind in wanted.items())
            raise InputError(f"{named} has columns {told}; must have {asked}; {NEXT}")
        if file.metadata.num_rows > MOST_ROWS:
            msg = f"{named} has {file.metadata.num_rows} rows, at most {MOST_ROWS}; {NEXT}"
            raise InputError(msg)
        read = file.read()
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{named} is no readable Parquet file ({error}); {NEXT}") from error
    _refuse_odd_cells(table, read, named=named)
    return pd.DataFrame(
        {column.name: _column(read[column.name], column) for column in table.columns}
    )


def _refuse_odd_cells(table: Table, read: pa.Table, *, named: str) -> None:
    """Refuse cells that are empty or not finite."""
    for column in table.columns:
        values = read[column.name]
        if values.null_count and (table.name, column.name) not in _MAY_BE_EMPTY:
            msg = f"{named}: {column.name} is empty in {values.null_count} rows; {NEXT}"
            raise InputError(msg)
        if column.kind == "number":
            numbers = values.to_numpy()
            odd = int((~(abs(numbers) < float("inf"))).sum())
            if odd:
                msg = f"{named}: {column.name} is no finite number in {odd} rows; {NEXT}"
                raise InputError(msg)


def _column(values: pa.ChunkedArray, column: Column) -> pd.Series:
    """One column as the rooms have it."""
    if column.kind == "whole":
        return pd.Series(values.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get))
    return pd.Series(values.to_pandas())
