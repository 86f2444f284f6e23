"""Long work: ask for it, list it, call it off, and watch it while it goes on."""

import math
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from gengxin.terms.records import Is, Job, codes
from gengxin.web.board import Board
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.sessions import Body
from gengxin.workbench.jobs import ASKS, LIVE, ask_job, cancel_job, job_document, rounds_of
from gengxin.workbench.people import passes, permitted

__all__ = ["ROUTES"]

EVENT_STREAM = "text/event-stream"
UNKEPT = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Ref = Annotated[str, Path(max_length=40)]
Kind = Annotated[str, Field(json_schema_extra={"enum": list(codes.JOB_KINDS)}, max_length=40)]
State = Annotated[str | None, Query(json_schema_extra={"enum": list(codes.JOB_STATES)})]


class JobAsked(Body):
    """What is asked: a kind of job, and its asks; what may be asked stands at /api/job-kinds."""

    kind: Kind
    asks: dict[str, Any] = Field(default_factory=dict)


class JobTold(BaseModel):
    """A job: what was asked, how far it is, and what it made or why it made nothing."""

    ref: str
    version: int
    kind: str
    asked_by: str | None
    asked_at: str | None
    changed_at: str | None
    asks: dict[str, Any]
    state: str
    attempt: int
    doing: str
    progress_share: float | None
    best: dict[str, float]
    result: str
    fault: str


class JobsTold(BaseModel):
    """A page of jobs, the newest first; ``next`` is the address of the page after it."""

    jobs: list[JobTold]
    next: str | None


class RoundTold(BaseModel):
    """What was known after a round of a search, above keeping everything."""

    round: float
    bound: float | None = None
    value: float | None = None
    gap: float | None = None


class RoundsTold(BaseModel):
    """The rounds of a search, the first one first."""

    rounds: list[RoundTold]


class AskTold(BaseModel):
    """One thing that may be asked of a kind of job."""

    name: str
    type: str
    default: str | int | float | bool | None
    lower: float | None
    upper: float | None
    known: list[str]
    words: tuple[str, str]


class JobKindsTold(BaseModel):
    """What may be asked of each kind of job."""

    kinds: dict[str, list[AskTold]]


def kinds(visit: Here) -> JobKindsTold:  # noqa: ARG001 - the same for everybody who may read jobs
    """What may be asked of each kind of job, its bounds and the words that are known."""
    told = {
        kind: [
            AskTold(
                name=one.name,
                type=one.type,
                default=one.default,
                lower=one.lower if math.isfinite(one.lower) else None,
                upper=one.upper if math.isfinite(one.upper) else None,
                known=list(one.known()) if one.known else [],
                words=(one.en, one.zh),
            )
            for one in asks
        ]
        for kind, asks in ASKS.items()
    }
    return JobKindsTold(kinds=told)


def ask(visit: Here, body: JobAsked, response: Response) -> JobTold:
    """Ask for a job; a worker takes it up, the oldest first."""
    _refuse_prying(visit, body)
    job = ask_job(
        visit.served.records,
        kind=body.kind,
        asks=body.asks,
        by=visit.person,
        person=visit.person,
    )
    response.headers["Location"] = f"/api/jobs/{job.ref}"
    return _told(job)


def listed(
    visit: Here,
    state: State = None,
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> JobsTold:
    """Jobs, the newest first."""
    if state is not None and state not in codes.JOB_STATES:
        raise Problem(400, f"state is {state!r}, must be one of {', '.join(codes.JOB_STATES)}")
    filters = [Is("state", state)] if state else []
    found = visit.served.records.list(
        Job, *visit.allowed, *filters, after=after, limit=limit, newest_first=True
    )
    page = f"/api/jobs?limit={limit}" + (f"&state={state}" if state else "")
    more = f"{page}&after={found[-1].ref}" if len(found) == limit else None
    return JobsTold(jobs=[_told(job) for job in found], next=more)


def one(visit: Here, ref: Ref) -> JobTold:
    """One job."""
    return _told(_job(visit, ref))


def cancel(visit: Here, ref: Ref) -> JobTold:
    """Call a job off: at once where none has begun it, else at its next step."""
    job = _job(visit, ref)
    if job.state not in LIVE:
        raise Problem(409, f"job {ref} is {job.state} already; there is nothing to call off")
    return _told(cancel_job(visit.served.records, ref, by=visit.person))


def rounds(visit: Here, ref: Ref) -> RoundsTold:
    """The rounds of a search that goes on."""
    found = rounds_of(visit.served.folder.path, _job(visit, ref).ref)
    return RoundsTold(rounds=[RoundTold(**one) for one in found])


async def events(visit: Here, request: Request, ref: Ref) -> Response:
    """What happens to a job, until it ends."""
    job = await run_sync(_job, visit, ref)
    board = _board(request, visit)
    board.refuse_many(visit.person)
    told = board.events(
        person=visit.person,
        first=(job,),
        wanted=lambda found: found.ref == ref,
        until_end_of=ref,
    )
    return StreamingResponse(told, media_type=EVENT_STREAM, headers=UNKEPT)


async def all_events(visit: Here, request: Request) -> Response:
    """What happens to any job that one may see; at first those that go on."""
    board = _board(request, visit)
    board.refuse_many(visit.person)
    told = board.events(
        person=visit.person, first=(), wanted=lambda job: passes(job, visit.allowed)
    )
    return StreamingResponse(told, media_type=EVENT_STREAM, headers=UNKEPT)


def _job(visit: Visit, ref: str) -> Job:
    job = visit.served.records.one(Job, ref)
    visit.refuse_strange(job)
    return job


def _refuse_prying(visit: Visit, body: JobAsked) -> None:
    """Refuse to match teams for who may not read expressions of interest: the run tells them."""
    is_teams = body.kind == "match" and body.asks.get("what") == "teams"
    if is_teams and permitted(visit.actor, "read", "expression_of_interest") != ():
        raise Problem(403, "matching teams shows who is interested; ask a coordinator")


def _told(job: Job) -> JobTold:
    return JobTold(**job_document(job))


def _board(request: Request, visit: Visit) -> Board:
    """The board of this process; one for all who watch."""
    board: Board | None = getattr(request.app.state, "board", None)
    if board is None:
        board = request.app.state.board = Board(visit.served)
    return board


ROUTES = (
    Route(
        method="GET",
        path="/api/job-kinds",
        name="job_kinds",
        endpoint=kinds,
        needs=Need("read", "job"),
        summary="What may be asked of each kind of job",
        tag="jobs",
        answer=JobKindsTold,
    ),
    Route(
        method="POST",
        path="/api/jobs",
        name="ask_job",
        endpoint=ask,
        needs=Need("ask", "job"),
        summary="Ask for a job",
        tag="jobs",
        answer=JobTold,
        status=202,
        body_bytes=500_000,
    ),
    Route(
        method="GET",
        path="/api/jobs",
        name="list_jobs",
        endpoint=listed,
        needs=Need("read", "job"),
        summary="Jobs, the newest first",
        tag="jobs",
        answer=JobsTold,
    ),
    Route(
        method="GET",
        path="/api/jobs/events",
        name="watch_jobs",
        endpoint=all_events,
        needs=Need("read", "job"),
        summary="What happens to all jobs, as server-sent events",
        tag="jobs",
        media=(EVENT_STREAM,),
        streams=True,
    ),
    Route(
        method="GET",
        path="/api/jobs/{ref}",
        name="one_job",
        endpoint=one,
        needs=Need("read", "job"),
        summary="One job",
        tag="jobs",
        answer=JobTold,
        faults=(404,),
    ),
    Route(
        method="POST",
        path="/api/jobs/{ref}/cancel",
        name="cancel_job",
        endpoint=cancel,
        needs=Need("change", "job"),
        summary="Call a job off",
        tag="jobs",
        answer=JobTold,
        faults=(404, 409),
    ),
    Route(
        method="GET",
        path="/api/jobs/{ref}/rounds",
        name="job_rounds",
        endpoint=rounds,
        needs=Need("read", "job"),
        summary="The rounds of a search that goes on",
        tag="jobs",
        answer=RoundsTold,
        faults=(404,),
    ),
    Route(
        method="GET",
        path="/api/jobs/{ref}/events",
        name="watch_job",
        endpoint=events,
        needs=Need("read", "job"),
        summary="What happens to a job until it ends, as server-sent events",
        tag="jobs",
        media=(EVENT_STREAM,),
        faults=(404,),
        streams=True,
    ),
)
