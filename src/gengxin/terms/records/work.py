"""Records of long work, whose row is the truth, and of the files that it reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, ClassVar

from gengxin.terms.records.codes import JOB_KINDS, JOB_MOVES, UPLOAD_KINDS
from gengxin.terms.records.record import OneOf, Passing, Record, RefersTo, States

__all__ = ["Job", "Upload"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Record):
    """Long work that was asked for.

    A worker that takes it up raises ``attempt``; since that makes a new version, signs of life of
    an earlier attempt are refused. ``asks`` are the arguments; ``result`` names the run or file
    that was made, ``fault`` says why there is none. ``best`` is what is known so far.
    """

    sought: ClassVar[tuple[str, ...]] = ("state",)

    kind: Annotated[str, OneOf(JOB_KINDS)]
    asked_by: Annotated[str | None, RefersTo("person")] = None
    asks: Mapping[str, str | int | float | bool | None] = field(
        default_factory=lambda: MappingProxyType({})
    )
    state: Annotated[str, States("queued", JOB_MOVES)] = "queued"
    attempt: int = 0
    result: str = ""
    fault: str = ""
    heartbeat_at: Annotated[datetime | None, Passing()] = None
    checkpoint: Annotated[str, Passing()] = ""
    doing: Annotated[str, Passing()] = ""
    progress_share: Annotated[float | None, Passing()] = None
    best: Annotated[Mapping[str, float], Passing()] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload(Record):
    """A file that somebody gave to be imported, kept by its sha256; ended, it is removed.

    ``kind`` is what the content is, whatever the name says; ``name`` ends as that kind does.
    """

    sought: ClassVar[tuple[str, ...]] = ("sha256",)

    name: str
    kind: Annotated[str, OneOf(UPLOAD_KINDS)]
    sha256: str
    bytes_count: int
    uploaded_by: Annotated[str | None, RefersTo("person")] = None
