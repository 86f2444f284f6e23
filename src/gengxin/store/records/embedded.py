"""Records in one SQLite file in a district's folder: nothing to install, nothing to run."""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from gengxin.store.records.audit import canonical
from gengxin.store.records.upgrading import refuse_later
from gengxin.terms import InputError

__all__ = ["EmbeddedDatabase"]

# how long a writer waits for the others of other programs
PATIENCE_SECONDS = 60
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # what was acknowledged outlives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what was erased is overwritten
)


class EmbeddedDatabase:
    """The SQLite file at ``path``, made where it is absent."""

    # readers don't wait for writers either
    waits = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = sa.create_engine(
            sa.URL.create("sqlite+pysqlite", database=str(path)),
            connect_args={"timeout": PATIENCE_SECONDS, "isolation_level": None},
            json_serializer=canonical,
            max_overflow=-1,
        )
        sa.event.listen(self.engine, "connect", _prepare)
        sa.event.listen(self.engine, "begin", _begin)
        self._askers = self.engine.execution_options(gengxin_begin="")
        self._writers = self.engine.execution_options(gengxin_begin="BEGIN IMMEDIATE")

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def reading(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A transaction that sees everything as it was when it first read."""
        return self.engine.begin()

    def asking(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A connection for one question, which needs no transaction."""
        return self._askers.connect()

    def writing(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A transaction that holds the file's lock for writing from its first moment."""
        return self._writers.begin()

    def forget(self) -> None:
        """Move all changes into the file itself and empty the file of changes."""
        with self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, target: Path) -> None:
        """Write a copy of the file as it is now, whole or not at all."""
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(handle)
        try:
            with _opened(self.path) as source, _opened(Path(name)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def restore(self, source: Path) -> None:
        """Take all from a copy; programs that have the file open see the old or the new whole."""
        if not source.is_file():
            raise InputError(f"{source} is absent; name a file that gengxin store backup wrote")
        try:
            with _opened(source) as copy, _opened(self.path) as kept:
                (step,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
                refuse_later(step, str(source))
                copy.backup(kept)
                kept.execute("PRAGMA journal_mode=WAL")
        except sqlite3.DatabaseError as error:
            msg = f"{source} is no backup of records in SQLite ({error}); name another"
            raise InputError(msg) from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as connection:
        yield connection


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    """Set up a new connection: how it keeps, and the words for places that PostGIS has."""
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    connection.create_function("ST_MakeEnvelope", 5, _envelope, deterministic=True)
    connection.create_function("ST_Intersects", 2, _intersects, deterministic=True)


def _begin(connection: sa.Connection) -> None:
    """Begin as asked: Python's own module would begin too late, and never at once for writing."""
    words = connection.get_execution_options().get("gengxin_begin", "BEGIN")
    if words:
        connection.exec_driver_sql(words)


def _envelope(west: float, south: float, east: float, north: float, _: int) -> bytes:
    return bytes(shapely.to_wkb(shapely.box(west, south, east, north)))


def _intersects(one: bytes | None, other: bytes | None) -> Any:  # noqa: ANN401
    if one is None or other is None:
        return None
    return bool(shapely.intersects(shapely.from_wkb(one), _box(other)))


@lru_cache(maxsize=8)
def _box(wkb: bytes) -> BaseGeometry:
    """The box that was asked for, read once for all rows."""
    return shapely.from_wkb(wkb)
