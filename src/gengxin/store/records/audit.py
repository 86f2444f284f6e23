"""The audit log: a chain in which each entry's hash covers the entry and the hash before it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from gengxin.store.records.tables import EVENT, HEAD
from gengxin.terms import InputError
from gengxin.terms.records import Anchor, Break, Event

__all__ = ["Appending", "as_event", "canonical", "events", "head_of", "recounted"]

START = Anchor(number=0, hash="0" * 64)
_HASHED = ("number", "at", "by", "kind", "ref", "version", "action", "why", "content")
_BATCH = 1_000
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def canonical(thing: object) -> str:
    """One way of writing a thing in JSON.

    Raises
    ------
    InputError
        Where it holds what no database keeps: numbers that aren't finite, NUL, half characters.

    """
    try:
        text = _written(thing)
        text.encode()
    except (ValueError, UnicodeEncodeError) as error:
        raise InputError(f"a record holds what can't be kept ({error}); mend it") from error
    if _NUL.search(text):
        raise InputError("a record holds the character NUL, which can't be kept; take it out")
    return text


def head_of(connection: sa.Connection) -> Anchor:
    """Where the log ends."""
    row = connection.execute(sa.select(HEAD.c.number, HEAD.c.hash)).one_or_none()
    return START if row is None else Anchor(number=row.number, hash=row.hash)


@dataclass(slots=True)
class Appending:
    """The entries of one change; whoever holds this holds the lock on the log's end."""

    connection: sa.Connection
    rows: list[dict[str, Any]] = field(default_factory=list)

    def append(self, entry: Mapping[str, Any]) -> None:
        """Add an entry: at, by, kind, ref, version, action, why, content (canonical)."""
        self.rows.append({**entry})

    def close(self) -> None:
        """Chain the entries to the log and write them, with the new end."""
        if not self.rows:
            return
        end = head_of(self.connection)
        number, before = end.number, end.hash
        for row in self.rows:
            number += 1
            row["number"] = number
            before = row["hash"] = _hash(row, before)
        self.connection.execute(sa.insert(EVENT), self.rows)
        put = sa.insert(HEAD).values(id=1) if end == START else sa.update(HEAD)
        self.connection.execute(put.values(number=number, hash=before))


def events(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Iterator[Event]:
    """Entries in their order."""
    for row in _rows(connection, *where):
        yield as_event(row)


def as_event(row: sa.RowMapping) -> Event:
    """An entry as people read it."""
    return Event(**{**row, "content": json.loads(row["content"])})


def recounted(
    connection: sa.Connection, anchors: Sequence[Anchor], seen: dict[tuple[str, str], str]
) -> tuple[int, Break | None]:
    """Recount the chain: how many entries hold, and the first that doesn't.

    ``seen`` is filled with the newest content of each record, by kind and ref.
    """
    noted = {anchor.number: anchor.hash for anchor in anchors}
    last = START
    for row in _rows(connection):
        fault = _fault(row, last, noted)
        if fault:
            return last.number, fault
        last = Anchor(number=row["number"], hash=row["hash"])
        seen[row["kind"], row["ref"]] = row["content"]
    end = head_of(connection)
    if end != last:
        return last.number, Break(
            number=last.number + 1,
            en=f"the log ends at entry {last.number}, its end was noted at {end.number}",
            zh=f"日志止于第{last.number}条，记录的末条为第{end.number}条",
        )
    for number in sorted(set(noted) - set(range(last.number + 1))):
        return last.number, Break(
            number=last.number + 1,
            en=f"the log ends at entry {last.number}, entry {number} was noted elsewhere",
            zh=f"日志止于第{last.number}条，别处曾记下第{number}条",
        )
    return last.number, None


def _fault(row: sa.RowMapping, last: Anchor, noted: dict[int, str]) -> Break | None:
    """What is wrong with an entry that follows ``last``."""
    expected, number = last.number + 1, row["number"]
    if number != expected:
        return Break(number=expected, en=f"entry {expected} is absent", zh=f"缺第{expected}条")
    if row["hash"] != _hash(row, last.hash):
        return Break(
            number=number,
            en=f"entry {number} or its place in the log was changed",
            zh=f"第{number}条的内容或位置被改动",
        )
    if noted.get(number, row["hash"]) != row["hash"]:
        return Break(
            number=number,
            en=f"entry {number} isn't the one noted elsewhere",
            zh=f"第{number}条与别处所记不符",
        )
    return None


def _rows(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Iterator[sa.RowMapping]:
    """Rows of the log, read in parts."""
    asked = sa.select(EVENT).where(*where).order_by(EVENT.c.number).limit(_BATCH)
    part = connection.execute(asked).mappings().all()
    while part:
        yield from part
        part = connection.execute(asked.where(EVENT.c.number > part[-1]["number"])).mappings().all()


def _hash(row: sa.RowMapping | dict[str, Any], before: str) -> str:
    """The hash of an entry that follows the hash ``before``."""
    said = [row[name] for name in _HASHED]
    said[1] = said[1].isoformat(timespec="microseconds")
    return hashlib.sha256(_written([*said, before]).encode()).hexdigest()


def _written(thing: object) -> str:
    return json.dumps(
        thing, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
