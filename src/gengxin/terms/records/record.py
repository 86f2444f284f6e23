"""What every record has, and the words that mark a field for whoever keeps records.

A kind of record is a frozen dataclass; its fields are written once, here in ``terms``. The store
makes its tables from them, so a field says by a mark what a type can't.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from gengxin.terms.records.codes import VISIBILITIES

__all__ = ["SYSTEM", "OneOf", "Passing", "Personal", "Record", "RefersTo", "States", "name_of"]

# who changes what no person changes: a worker that takes up a job, a first account
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field is a code of this list."""

    codes: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class States:
    """The field is a state: a record begins in ``first`` and moves only as ``moves`` says.

    From a state without moves nothing of the record may be changed any more: it is sealed.
    """

    first: str
    moves: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RefersTo:
    """The field is the ref of a record of this kind, or ``None``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Personal:
    """The field says something of a person and goes when the person asks to be erased.

    ``of`` names the field with the person's ref. ``None`` where it was never given or was erased.
    """

    of: str


@dataclass(frozen=True, slots=True)
class Passing:
    """The field is a sign of life: it passes, makes no new version and isn't audited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something kept: ended, never deleted.

    ``ref`` is a ULID. ``version`` counts changes from 1; 0 was not kept yet. Those two, who
    entered it and the three times (UTC) are the store's to fill in. ``organisation`` is who
    answers for it.
    """

    unique: ClassVar[tuple[tuple[str, ...], ...]] = ()  # among records that have not ended
    sought: ClassVar[tuple[str, ...]] = ()  # fields by which many are searched often

    ref: str = ""
    version: int = 0
    entered_at: datetime | None = None
    entered_by: str = ""
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    organisation: str = ""
    visibility: Annotated[str, OneOf(VISIBILITIES)] = "restricted"


def name_of(kind: type[Record]) -> str:
    """The name of a kind in tables, filters and addresses: ``RoleGrant`` → ``role_grant``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
