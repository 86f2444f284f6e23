"""The records store over SQLAlchemy; what the two databases do differently is passed in."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from gengxin.store.records import verification
from gengxin.store.records.change import Change
from gengxin.store.records.database import Database
from gengxin.store.records.fields import plan_of
from gengxin.store.records.reading import Reading
from gengxin.store.records.tables import TABLES
from gengxin.store.records.upgrading import upgrade
from gengxin.terms.records import (
    Anchor,
    ChainReport,
    ConflictError,
    Filter,
    Person,
    Record,
)

__all__ = ["KeptRecords"]

R = TypeVar("R", bound=Record)


class KeptRecords:
    """The records of one district in a database: a ``RecordStore``."""

    def __init__(self, database: Database) -> None:
        self.database = database
        # threads of one program wait here in turn, rather than ask the database again and again
        self._turn = threading.Lock()
        self._whose = 0

    @property
    def waits(self) -> bool:
        """Whether a question waits for another program."""
        return self.database.waits

    @contextlib.contextmanager
    def reading(self) -> Iterator[Reading]:
        """One view of all records, for several questions that must agree."""
        with self.database.reading() as connection:
            yield Reading(connection)

    def one(self, kind: type[R], ref: str) -> R:
        """As ``Reading.one``, in a view of its own."""
        with self._view(kind) as connection:
            return Reading(connection).one(kind, ref)

    def some(self, kind: type[R], refs: Sequence[str]) -> tuple[R | None, ...]:
        """As ``Reading.some``, in a view of its own."""
        with self._view(kind) as connection:
            return Reading(connection).some(kind, refs)

    def list(
        self,
        kind: type[R],
        *filters: Filter,
        after: str = "",
        limit: int | None = None,
        newest_first: bool = False,
    ) -> tuple[R, ...]:
        """As ``Reading.list``, in a view of its own."""
        with self._view(kind) as connection:
            return Reading(connection).list(
                kind, *filters, after=after, limit=limit, newest_first=newest_first
            )

    @contextlib.contextmanager
    def change(self, *, by: str, why: str = "") -> Iterator[Change]:
        """Change records: all of it holds when the block ends well, or nothing."""
        with self._in_turn(), self.database.writing() as connection:
            change = Change(connection, by=by, why=why, at=datetime.now(UTC))
            yield change
            change.close()

    def touch(self, record: Record) -> None:
        """Keep a record's signs of life, where it still has the version that was seen."""
        plan, table = plan_of(type(record)), TABLES[type(record)]
        row = plan.row(record)
        mine = (table.c.ref == record.ref, table.c.version == record.version)
        signs = sa.update(table).where(*mine).values({f.name: row[f.name] for f in plan.passing})
        with self._in_turn(), self.database.engine.begin() as connection:
            if connection.execute(signs).rowcount:
                return
        raise ConflictError(record, self.one(type(record), record.ref))

    def erase(self, person: str, *, by: str, why: str) -> None:
        """Destroy the personal values of a person, wherever they stand, for good."""
        with self.change(by=by, why=why) as change:
            change.erase(change.one(Person, person))
        self.database.forget()

    def verify(self, anchors: Sequence[Anchor] = ()) -> ChainReport:
        """Recount the log, and hold every record against it."""
        with self.database.reading() as connection:
            return verification.verified(connection, anchors)

    def head(self) -> Anchor:
        """Where the log ends now."""
        with self.reading() as reading:
            return reading.head()

    def backup(self, target: Path) -> None:
        """Write everything into one file, while others go on working."""
        self.database.backup(target)

    def restore(self, source: Path) -> None:
        """Put a backup, of this version or an earlier one, in the place of everything here."""
        self.database.restore(source)
        upgrade(self.database)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def _view(self, kind: type[Record]) -> contextlib.AbstractContextManager[sa.Connection]:
        """Connect to read one kind: personal values, asked for apart, must be of the same time."""
        apart = plan_of(kind).personal
        return self.database.reading() if apart else self.database.asking()

    @contextlib.contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait for the other threads that write."""
        if self._whose == threading.get_ident():
            raise RuntimeError("a change within a change would wait for itself; use the outer one")
        with self._turn:
            self._whose = threading.get_ident()
            try:
                yield
            finally:
                self._whose = 0
