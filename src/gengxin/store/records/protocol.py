"""What a records store does, whichever database fills it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeVar

from gengxin.store.records.change import Change
from gengxin.store.records.reading import Reading
from gengxin.terms.records import Anchor, ChainReport, Filter, Record

__all__ = ["RecordStore"]

R = TypeVar("R", bound=Record)


class RecordStore(Protocol):
    """The records of one district. It may be used from several threads and processes at once."""

    @property
    def waits(self) -> bool:
        """Whether a question waits for another program."""

    def reading(self) -> AbstractContextManager[Reading]:
        """One view of all records, for several questions that must agree."""

    def one(self, kind: type[R], ref: str) -> R:
        """As ``Reading.one``, in a view of its own."""

    def some(self, kind: type[R], refs: Sequence[str]) -> tuple[R | None, ...]:
        """As ``Reading.some``, in a view of its own."""

    def list(
        self,
        kind: type[R],
        *filters: Filter,
        after: str = "",
        limit: int | None = None,
        newest_first: bool = False,
    ) -> tuple[R, ...]:
        """As ``Reading.list``, in a view of its own."""

    def change(self, *, by: str, why: str = "") -> AbstractContextManager[Change]:
        """Change records: all of it holds when the block ends well, with its entries in the log.

        One change is made at a time, so keep the block short and free of other waiting.
        """

    def touch(self, record: Record) -> None:
        """Keep a record's signs of life; nothing else of it, and no entry in the log.

        Raises
        ------
        ConflictError
            Where the record has another version by now: a later attempt, a cancelled job.

        """

    def erase(self, person: str, *, by: str, why: str) -> None:
        """Destroy the personal values of a person, wherever they stand, for good."""

    def verify(self, anchors: Sequence[Anchor] = ()) -> ChainReport:
        """Recount the log, and hold every record against it.

        ``anchors`` are ends of the log that were noted elsewhere: without one, entries cut off
        together with the noted end are not missed.
        """

    def head(self) -> Anchor:
        """Where the log ends now; note it elsewhere to prove later that nothing was cut off."""

    def backup(self, target: Path) -> None:
        """Write everything into one file, while others go on working."""

    def restore(self, source: Path) -> None:
        """Put a backup in the place of everything that is here."""

    def close(self) -> None:
        """Let go of the database."""
