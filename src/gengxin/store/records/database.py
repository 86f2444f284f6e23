"""What a database does in its own way: the seam between the records store and its two fillings."""

import contextlib
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

__all__ = ["Database"]


class Database(Protocol):
    """What a database does in its own way.

    ``waits`` tells whether a question waits for another program.
    """

    waits: bool

    @property
    def engine(self) -> sa.Engine:
        """Connections to it."""

    def reading(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A transaction that sees everything as it was when it began."""

    def asking(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A connection for one question, which needs no transaction."""

    def writing(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A transaction that nobody else writes beside, kept when the block ends well."""

    def forget(self) -> None:
        """Leave no trace of what was deleted in the database's own files."""

    def backup(self, target: Path) -> None:
        """Write everything into one file."""

    def restore(self, source: Path) -> None:
        """Take everything from that file."""

    def close(self) -> None:
        """Let go of all connections."""
