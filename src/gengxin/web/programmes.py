"""Programmes as people deliberate them: drafted, judged, amended, adopted, verified, downloaded."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Query, Response
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import BaseModel, Field

from gengxin.terms import InputError
from gengxin.terms.records import Certificate, KeptProgramme
from gengxin.web.plans import (
    SSE,
    Body,
    EditAsked,
    IfMatch,
    Title,
    Word,
    as_events,
    edit_of,
    held,
    version_of,
)
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.said import AT, Ref, names_of
from gengxin.workbench.deliberation import documents, programmes
from gengxin.workbench.deliberation.files import KeptFile, kept_file, kept_files
from gengxin.workbench.deliberation.held_programmes import MOST_SECONDS

__all__ = ["ROUTES"]

ZIP = "application/zip"
MOST_FRONT_POINTS = 20
Site = Annotated[str, Query(max_length=200)]


class ProgrammeAsked(Body):
    """A programme's file to deliberate: by its run, or its content hash."""

    run: Annotated[str, Field(max_length=60)]
    name_en: Title
    name_zh: Title
    brief: Annotated[str, Field(max_length=40)] | None = None


class AmendmentAsked(Body):
    """An edited copy of a programme: the edit, and what the copy is called."""

    edit: EditAsked
    name_en: Title
    name_zh: Title
    seconds: Annotated[float, Field(gt=0, le=MOST_SECONDS)] = 2.0


class Why(Body):
    """The reason, which the log keeps."""

    why: Annotated[str, Field(max_length=1_000)] = ""


class FrontAsked(Body):
    """Which two terms are traded, in how many programmes of how many rounds each."""

    first: Word
    second: Word
    points: Annotated[int, Field(ge=2, le=MOST_FRONT_POINTS)] = 7
    rounds: Annotated[int, Field(ge=1, le=200)] = 20


class ProgrammeListed(BaseModel):
    """A programme at a glance."""

    ref: str
    version: int
    state: str
    name_en: str
    name_zh: str
    content_hash: str
    run: str
    brief: str | None
    amends: str | None
    certificate: Certificate | None
    agreed_by: list[str]
    entered_at: datetime | None
    changed_at: datetime | None
    facts: dict[str, Any]


class ProgrammesListed(BaseModel):
    """Programmes under deliberation, the newest first, and files that nobody has drafted yet."""

    programmes: list[ProgrammeListed]
    files: list[dict[str, Any]]


class ProgrammeTold(ProgrammeListed):
    """A programme, whole; ``may`` names what the caller may do with it now."""

    told: dict[str, Any]


def listed(visit: Here) -> ProgrammesListed:
    """Programmes that the caller may see."""
    found = visit.served.records.list(KeptProgramme, *visit.allowed, newest_first=True)
    known = {one.content_hash for one in found}
    files = kept_files(visit.served.folder.path) if visit.allowed == () else ()
    return ProgrammesListed(
        programmes=[_listed(visit, one) for one in found],
        files=[_file(one) for one in files if one.content_hash not in known],
    )


def told(visit: Here, ref: Ref, response: Response) -> ProgrammeTold:
    """One programme, with what it comes to."""
    record = _one(visit, ref)
    response.headers["ETag"] = f'"{record.version}"'
    return _told(visit, record)


def drafted(visit: Here, body: ProgrammeAsked) -> ProgrammeTold:
    """Begin to deliberate a programme's file."""
    folder = visit.served.folder.path
    found = [one for one in kept_files(folder) if body.run in {one.run, one.content_hash}]
    if not found:
        raise InputError(f"run is {body.run!r}, must be a programme's; see GET /api/programmes")
    new = programmes.NewProgramme(
        content_hash=found[0].content_hash,
        name_en=body.name_en,
        name_zh=body.name_zh,
        brief=body.brief,
    )
    return _told(visit, _registered(visit, new))


def amended(visit: Here, ref: Ref, body: AmendmentAsked) -> ProgrammeTold:
    """Keep what an edit makes of a programme as a copy of its own, which says of which."""
    before = _one(visit, ref)
    seal = held(visit).kept(before.content_hash, edit_of(body.edit), seconds=body.seconds)
    new = programmes.NewProgramme(
        content_hash=seal,
        name_en=body.name_en,
        name_zh=body.name_zh,
        brief=before.brief,
        amends=before.ref,
    )
    return _told(visit, _registered(visit, new))


def moved(visit: Here, ref: Ref, body: Why, if_match: IfMatch = None, *, how: str) -> ProgrammeTold:
    """Put to adoption, take back, decline."""
    seen = version_of(_one(visit, ref), if_match)
    records = visit.served.records
    return _told(visit, programmes.move(records, seen, how, by=visit.person, why=body.why))


def proposed(visit: Here, ref: Ref, body: Why, if_match: IfMatch = None) -> ProgrammeTold:
    """Put a draft to adoption."""
    return moved(visit, ref, body, if_match, how="propose")


def withdrawn(visit: Here, ref: Ref, body: Why, if_match: IfMatch = None) -> ProgrammeTold:
    """Take a programme back to a draft."""
    return moved(visit, ref, body, if_match, how="withdraw")


def declined(visit: Here, ref: Ref, body: Why, if_match: IfMatch = None) -> ProgrammeTold:
    """Decline a programme for good."""
    return moved(visit, ref, body, if_match, how="decline")


def adopted(visit: Here, ref: Ref, body: Why, if_match: IfMatch = None) -> ProgrammeTold:
    """Recount a programme and, where it holds, seal it with its certificate and who agreed."""
    seen = version_of(_one(visit, ref), if_match)
    verdict = held(visit).answer("verify", seen.content_hash)
    records = visit.served.records
    return _told(visit, programmes.adopt(records, seen, verdict, by=visit.person, why=body.why))


def verified(visit: Here, ref: Ref) -> dict[str, Any]:
    """What a recount of the programme's file finds, done anew by a program without a solver."""
    return dict(held(visit).answer("verify", _one(visit, ref).content_hash))


def sites(visit: Here, ref: Ref) -> list[dict[str, Any]]:
    """What is done with each site, when, and what it takes."""
    path = _kept(visit, _one(visit, ref)).path
    return documents.sites_document(visit.served.folder.path, path)


def phases(visit: Here, ref: Ref) -> list[dict[str, Any]]:
    """What the public spends in each phase, beside its budget."""
    path = _kept(visit, _one(visit, ref)).path
    return documents.phases_document(visit.served.folder.path, path)


def reasons(visit: Here, ref: Ref, site: Site | None = None) -> dict[str, Any]:
    """Why this and why not that: of the whole, or of one site with all it could have had."""
    _ = visit.person
    return dict(held(visit).answer("explain", _one(visit, ref).content_hash, site=site))


def equity(visit: Here, ref: Ref) -> dict[str, Any]:
    """Who gains and who moves."""
    _ = visit.person
    return dict(held(visit).answer("equity", _one(visit, ref).content_hash))


def front(visit: Here, ref: Ref, body: FrontAsked) -> StreamingResponse:
    """What more of one term takes of another; each point is a programme's file of its own."""
    programme = visit.served.records.one(KeptProgramme, ref)
    asked = held(visit).asked(
        "front",
        programme.content_hash,
        terms=[body.first, body.second],
        points=body.points,
        rounds=body.rounds,
    )
    return as_events(asked)


def compared(
    visit: Here, ref: Ref, other: Annotated[str, Query(alias="with", max_length=40)]
) -> dict[str, Any]:
    """Two programmes side by side: terms, and sites with another option or phase."""
    first, second = (_kept(visit, _one(visit, one)).path for one in (ref, other))
    return documents.compared(first, second)


def file(visit: Here, ref: Ref) -> FileResponse:
    """The programme's file, which ``gengxin verify`` checks."""
    record = _one(visit, ref)
    kept = _kept(visit, record)
    return FileResponse(kept.path, media_type=ZIP, filename=f"{kept.run}.zip")


def _one(visit: Visit, ref: str) -> KeptProgramme:
    """The programme, where the caller may see it."""
    record = visit.served.records.one(KeptProgramme, ref)
    if visit.needs.thing == "kept_programme":
        visit.refuse_strange(record)
    return record


def _kept(visit: Visit, record: KeptProgramme) -> KeptFile:
    return kept_file(visit.served.folder.path, record.content_hash)


def _registered(visit: Visit, new: programmes.NewProgramme) -> KeptProgramme:
    return programmes.register(
        visit.served.records,
        visit.served.folder.path,
        new,
        by=visit.person,
        organisation=visit.actor.organisation,
    )


def _listed(visit: Visit, record: KeptProgramme) -> ProgrammeListed:
    try:
        kept = _kept(visit, record)
        run, facts = kept.run, _file(kept)
    except InputError:  # the record stays where somebody removed the file
        run, facts = "", {}
    # who agreed are people, whom only those may know who work with them
    agreed = record.agreed_by if visit.actor.person else ()
    return ProgrammeListed(
        ref=record.ref,
        version=record.version,
        state=record.state,
        name_en=record.name_en,
        name_zh=record.name_zh,
        content_hash=record.content_hash,
        run=run,
        brief=record.brief,
        amends=record.amends,
        certificate=record.certificate,
        agreed_by=[name or "" for name in names_of(visit, agreed).values()],
        entered_at=record.entered_at,
        changed_at=record.changed_at,
        facts=facts,
    )


def _file(kept: KeptFile) -> dict[str, Any]:
    """What is known of a file at a glance."""
    return {**{name: one for name, one in kept.facts.items() if name != "tables"}, "run": kept.run}


def _told(visit: Visit, record: KeptProgramme) -> ProgrammeTold:
    path = _kept(visit, record).path
    return ProgrammeTold(**_listed(visit, record).model_dump(), told=documents.file_document(path))


_READ, _ADD = Need("read", "kept_programme"), Need("add", "kept_programme")
_ADOPT, _ASK = Need("adopt", "kept_programme"), Need("ask", "what_if")
_route = partial(Route, tag="programmes", faults=(404,))
_move = partial(
    Route,
    method="POST",
    tag="programmes",
    needs=_ADOPT,
    answer=ProgrammeTold,
    faults=(404, 409, 412, 428),
)
_Any = dict[str, Any]

ROUTES = (
    _route(
        method="GET",
        path="/api/programmes",
        name="programmes",
        endpoint=listed,
        needs=_READ,
        summary="Programmes under deliberation",
        answer=ProgrammesListed,
    ),
    _route(
        method="POST",
        path="/api/programmes",
        name="draft_programme",
        endpoint=drafted,
        needs=_ADD,
        summary="Draft a programme",
        answer=ProgrammeTold,
        status=201,
    ),
    _route(
        method="GET",
        path=AT,
        name="programme",
        endpoint=told,
        needs=_READ,
        summary="A programme",
        answer=ProgrammeTold,
    ),
    _route(
        method="POST",
        path=f"{AT}/amend",
        name="amend_programme",
        endpoint=amended,
        needs=_ADD,
        summary="Keep an edited copy",
        answer=ProgrammeTold,
        status=201,
        streams=True,
    ),
    _move(path=f"{AT}/propose", name="propose_programme", endpoint=proposed, summary="Propose"),
    _move(
        path=f"{AT}/withdraw", name="withdraw_programme", endpoint=withdrawn, summary="Take back"
    ),
    _move(path=f"{AT}/decline", name="decline_programme", endpoint=declined, summary="Decline"),
    _move(
        path=f"{AT}/adopt",
        name="adopt_programme",
        endpoint=adopted,
        summary="Adopt and seal",
        streams=True,
    ),
    _route(
        method="POST",
        path=f"{AT}/verify",
        name="verify_programme",
        endpoint=verified,
        needs=_READ,
        summary="Recount a programme",
        answer=_Any,
        streams=True,
    ),
    _route(
        method="GET",
        path=f"{AT}/sites",
        name="programme_sites",
        endpoint=sites,
        needs=_READ,
        summary="What is done with each site",
        answer=list[_Any],
    ),
    _route(
        method="GET",
        path=f"{AT}/phases",
        name="programme_phases",
        endpoint=phases,
        needs=_READ,
        summary="What each phase takes",
        answer=list[_Any],
    ),
    _route(
        method="GET",
        path=f"{AT}/reasons",
        name="programme_reasons",
        endpoint=reasons,
        needs=_READ,
        summary="Why this, why not that",
        answer=_Any,
        streams=True,
        faults=(401, 404),
    ),
    _route(
        method="GET",
        path=f"{AT}/equity",
        name="programme_equity",
        endpoint=equity,
        needs=_READ,
        summary="Who gains and who moves",
        answer=_Any,
        streams=True,
        faults=(401, 404),
    ),
    _route(
        method="POST",
        path=f"{AT}/front",
        name="programme_front",
        endpoint=front,
        needs=_ASK,
        summary="What more of one term takes of another",
        media=(SSE,),
        streams=True,
    ),
    _route(
        method="GET",
        path=f"{AT}/compare",
        name="compare_programmes",
        endpoint=compared,
        needs=_READ,
        summary="Two programmes side by side",
        answer=_Any,
    ),
    _route(
        method="GET",
        path=f"{AT}/file",
        name="programme_file",
        endpoint=file,
        needs=_READ,
        summary="The programme's file",
        media=(ZIP,),
    ),
)
