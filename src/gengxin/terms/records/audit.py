"""The audit log: what happened to records, and whether the log is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

__all__ = ["Anchor", "Break", "ChainReport", "Event"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the log. ``action`` is added, changed, ended, reopened or erased.

    ``content`` is the record as it then was; a personal value stands there as an HMAC under a key
    of the person's own.
    """

    number: int
    at: datetime
    by: str
    kind: str
    ref: str
    version: int
    action: str
    why: str
    content: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """How the log ended at some time: noted elsewhere, it proves that nothing was cut off since."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first entry at which the log isn't what was written."""

    number: int
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What a recount of the log found; ``astray`` are records that aren't what it says they are.

    ``erased_people_count`` had their personal values destroyed; their entries still hold.
    """

    entries_count: int
    head: Anchor
    broken: Break | None
    astray: tuple[tuple[str, str], ...]
    erased_people_count: int

    @property
    def holds(self) -> bool:
        """Whether log and records are what was written."""
        return self.broken is None and not self.astray
