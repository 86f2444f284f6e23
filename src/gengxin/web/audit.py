"""The audit log: read, its end to note elsewhere, and recounted."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field

from gengxin.terms.records import Anchor
from gengxin.web.route import Here, Need, Route
from gengxin.web.sessions import Body

__all__ = ["ROUTES"]


class EventShown(BaseModel):
    """One entry: a personal value stands there as an HMAC under a key of the person's own."""

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


class EventPage(BaseModel):
    """Entries of the log, oldest first; ``next`` is the address of those that follow."""

    events: list[EventShown]
    next: str | None


class End(BaseModel):
    """Where the log ends: noted elsewhere, it proves later that nothing was cut off."""

    number: int
    hash: str


class Noted(Body):
    """Ends of the log that were noted elsewhere."""

    anchors: Annotated[list[End], Field(max_length=1_000)] = Field(default_factory=list)


class BreakShown(BaseModel):
    """The first entry at which the log isn't what was written."""

    number: int
    en: str
    zh: str


class Recount(BaseModel):
    """What a recount found; ``astray`` are records that aren't what the log says of them."""

    holds: bool
    entries_count: int
    head: End
    broken: BreakShown | None
    astray: list[tuple[str, str]]
    erased_people_count: int


def events(
    visit: Here,
    after: Annotated[int, Query(ge=0, lt=2**53, description="number of the last entry seen")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> EventPage:
    """Entries of the log after one."""
    with visit.served.records.reading() as reading:
        found = reading.events(after=after, limit=limit)
        end = reading.head().number
    shown = [EventShown.model_validate(event, from_attributes=True) for event in found]
    more = bool(found) and found[-1].number < end
    following = f"/api/audit?after={found[-1].number}&limit={limit}" if more else None
    return EventPage(events=shown, next=following)


def head(visit: Here) -> End:
    """Where the log ends now."""
    end = visit.served.records.head()
    return End(number=end.number, hash=end.hash)


def verify(visit: Here, body: Noted) -> Recount:
    """Recount the log and hold every record against it."""
    anchors = [Anchor(number=end.number, hash=end.hash) for end in body.anchors]
    report = visit.served.records.verify(anchors)
    broken = report.broken
    return Recount(
        holds=report.holds,
        entries_count=report.entries_count,
        head=End(number=report.head.number, hash=report.head.hash),
        broken=None if broken is None else BreakShown.model_validate(broken, from_attributes=True),
        astray=list(report.astray),
        erased_people_count=report.erased_people_count,
    )


_route = partial(Route, tag="audit", needs=Need("audit", "audit_log"))

ROUTES = (
    _route(
        method="GET",
        path="/api/audit",
        name="audit_events",
        endpoint=events,
        summary="The audit log",
        answer=EventPage,
    ),
    _route(
        method="GET",
        path="/api/audit/head",
        name="audit_head",
        endpoint=head,
        summary="Where the audit log ends",
        answer=End,
    ),
    _route(
        method="POST",
        path="/api/audit/verify",
        name="audit_verify",
        endpoint=verify,
        summary="Recount the audit log",
        answer=Recount,
        streams=True,  # a long log takes longer than other requests may
    ),
)
