"""Briefs as planners write them, and what an edit makes of a programme at once."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Annotated, Any, TypeVar

from fastapi import Header, Path, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from gengxin.terms import GengxinError, InputError, Match
from gengxin.terms.records import KeptBrief, KeptProgramme, Record
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.workbench import Edit
from gengxin.workbench.deliberation import briefs
from gengxin.workbench.deliberation.held_programmes import MOST_SECONDS, HeldProgrammes

__all__ = ["ROUTES", "EditAsked", "as_events", "edit_of", "held", "version_of"]

R = TypeVar("R", bound=Record)
SSE = "text/event-stream"
TOML = "application/toml"
Name = Annotated[str, Path(max_length=60)]
IfMatch = Annotated[str | None, Header(max_length=40)]
Word = Annotated[str, Field(max_length=200)]
Title = Annotated[str, Field(min_length=1, max_length=250)]
Factors = Annotated[dict[str, float], Field(max_length=60)]


class Body(BaseModel):
    """What is sent: no field more than there is."""

    model_config = ConfigDict(extra="forbid")


class Picked(Body):
    """Options picked by site, option, action, phase; what is not stated matches all."""

    site: Word | None = None
    option: Word | None = None
    action: Word | None = None
    phase: int | None = None


class EditAsked(Body):
    """What must be there, what must not, budgets by phase and weights by term as factors."""

    fix: Annotated[list[Picked], Field(max_length=500)] = Field(default_factory=list)
    forbid: Annotated[list[Picked], Field(max_length=500)] = Field(default_factory=list)
    budgets: Factors = Field(default_factory=dict, examples=[{"1": 0.9}])
    weights: Factors = Field(default_factory=dict, examples=[{"people_served": 1.2}])


class WhatIfAsked(Body):
    """Of which programme, what edit, and how long the search may go on."""

    programme: Annotated[str, Field(max_length=60)]
    edit: EditAsked
    seconds: Annotated[float, Field(gt=0, le=MOST_SECONDS)] = 2.0


class BriefAsked(Body):
    """A new brief: a copy of another, its own words as JSON, or a brief's file as text."""

    name_en: Title
    name_zh: Title
    copy_of: Annotated[str, Field(max_length=60)] = ""
    brief: dict[str, Any] | None = None
    toml: Annotated[str, Field(max_length=1_000_000)] | None = None


class BriefSaid(Body):
    """What a brief says, in the fields of its file."""

    brief: dict[str, Any]


class EstimateAsked(BriefSaid):
    """A brief, and the options run that it is asked of; else the newest."""

    options: Annotated[str, Field(max_length=60)] | None = None


class BriefListed(BaseModel):
    """A brief at a glance; those that are shipped have a name, those that are kept a ref."""

    id: str
    shipped: bool
    name_en: str
    name_zh: str
    version: int | None = None
    changed_at: datetime | None = None


class BriefTold(BriefListed):
    """A brief, whole."""

    brief: dict[str, Any]


class BriefsListed(BaseModel):
    """All briefs, the shipped ones first."""

    briefs: list[BriefListed]


class Faults(BaseModel):
    """What is wrong with a brief; nothing where it may be planned."""

    faults: list[str]


def listed(visit: Here) -> BriefsListed:
    """All briefs."""
    ours = [
        BriefListed(id=one["name"], shipped=True, name_en=one["name_en"], name_zh=one["name_zh"])
        for one in briefs.shipped_documents()
    ]
    kept = visit.served.records.list(KeptBrief, *visit.allowed)
    return BriefsListed(briefs=[*ours, *(_listed(one) for one in kept)])


def told(visit: Here, name: Name, response: Response) -> BriefTold:
    """One brief, by its name or its ref."""
    brief, kept = briefs.brief_of_name(visit.served.records, name)
    document = briefs.brief_document(brief)
    if kept is None:
        names = {key: document[key] for key in ("name_en", "name_zh")}
        return BriefTold(id=name, shipped=True, **names, brief=document)
    visit.refuse_strange(kept)
    response.headers["ETag"] = f'"{kept.version}"'
    return BriefTold(**_listed(kept).model_dump(), brief=document)


def file(visit: Here, name: Name) -> Response:
    """A brief as a file that ``gengxin plan --brief`` reads."""
    brief, kept = briefs.brief_of_name(visit.served.records, name)
    if kept is not None:
        visit.refuse_strange(kept)
    named = {"Content-Disposition": 'attachment; filename="brief.toml"'}
    return Response(briefs.brief_toml(brief), media_type=TOML, headers=named)


def added(visit: Here, body: BriefAsked) -> BriefTold:
    """Keep a new brief."""
    if body.brief is not None and body.toml is not None:
        raise InputError("brief and toml both say what the brief is; give one")
    document = body.brief if body.toml is None else briefs.read_toml(body.toml)
    new = briefs.NewBrief(
        name_en=body.name_en, name_zh=body.name_zh, copy_of=body.copy_of, document=document
    )
    kept = briefs.add_brief(
        visit.served.records, new, by=visit.person, organisation=visit.actor.organisation
    )
    return BriefTold(**_listed(kept).model_dump(), brief=briefs.brief_document(kept.brief))


def changed(
    visit: Here, name: Name, body: BriefSaid, response: Response, if_match: IfMatch = None
) -> BriefTold:
    """Keep what a brief says now, where nobody changed it meanwhile."""
    records = visit.served.records
    seen = version_of(records.one(KeptBrief, name), if_match)
    visit.refuse_strange(seen)
    kept = briefs.change_brief(records, seen, body.brief, by=visit.person)
    response.headers["ETag"] = f'"{kept.version}"'
    return BriefTold(**_listed(kept).model_dump(), brief=briefs.brief_document(kept.brief))


def checked(visit: Here, body: BriefSaid) -> Faults:  # noqa: ARG001 - the guard let it in
    """What is wrong with a brief, in the words of its file's faults."""
    try:
        briefs.checked_brief(body.brief)
    except InputError as error:
        _, *faults = str(error).split("\n- ")
        return Faults(faults=faults)
    return Faults(faults=[])


def estimated(visit: Here, body: EstimateAsked) -> dict[str, Any]:
    """What a brief asks of the options: budgets in money, limits by kind, what can't be counted."""
    brief = briefs.brief_document(briefs.checked_brief(body.brief))
    return dict(held(visit).answer("estimate", brief=brief, options=body.options))


def what_if(visit: Here, body: WhatIfAsked) -> dict[str, Any]:
    """What an edit makes of a programme: the best answer when the search is to stop."""
    *_, last = _asked(visit, body)
    return dict(last)


def what_if_events(visit: Here, body: WhatIfAsked) -> StreamingResponse:
    """The same as it is found: events ``doing`` while it opens, ``answer`` as it gets better."""
    return as_events(_asked(visit, body))


def _asked(visit: Visit, body: WhatIfAsked) -> Iterator[Mapping[str, Any]]:
    programme = visit.served.records.one(KeptProgramme, body.programme)
    edit = edit_of(body.edit)
    return held(visit).what_if(programme.content_hash, edit, seconds=body.seconds)


def held(visit: Visit) -> HeldProgrammes:
    """The programmes that are held open."""
    return HeldProgrammes(visit.served.folder.path)


def edit_of(asked: EditAsked) -> Edit:
    """The edit that was sent."""
    strange = [phase for phase in asked.budgets if not phase.isdecimal()]
    if strange:
        raise InputError(f"budgets: {', '.join(strange)} is no number of a phase; write 1, 2 …")
    return Edit(
        fix=tuple(Match(**one.model_dump()) for one in asked.fix),
        forbid=tuple(Match(**one.model_dump()) for one in asked.forbid),
        budgets=tuple((int(phase), factor) for phase, factor in sorted(asked.budgets.items())),
        weights=tuple(sorted(asked.weights.items())),
    )


def as_events(told: Iterator[Mapping[str, Any]]) -> StreamingResponse:
    """What is told, as server-sent events; what goes wrong at once is answered as any error."""
    first = next(told, {"says": "done"})

    def events() -> Iterator[str]:
        try:
            for one in chain([first], told):
                yield _event(str(one["says"]), one)
            yield _event("done", {})
        except GengxinError as error:
            yield _event("problem", {"detail": str(error)})

    return StreamingResponse(events(), media_type=SSE, headers={"Cache-Control": "no-store"})


def version_of(record: R, if_match: str | None) -> R:
    """The record as its caller saw it, by the version that ``If-Match`` names."""
    if if_match is None:
        msg = 'say by the header If-Match which version you saw, as its ETag told: "3"'
        raise Problem(428, msg)
    bare = if_match.removeprefix("W/").strip('"')
    if not bare.isdecimal():
        raise Problem(400, f'If-Match is {if_match!r}, must be a version such as "3"')
    return replace(record, version=int(bare))


def _event(name: str, data: Mapping[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, allow_nan=False)}\n\n"


def _listed(kept: KeptBrief) -> BriefListed:
    return BriefListed(
        id=kept.ref,
        shipped=False,
        name_en=kept.name_en,
        name_zh=kept.name_zh,
        version=kept.version,
        changed_at=kept.changed_at,
    )


_READ, _ADD = Need("read", "kept_brief"), Need("add", "kept_brief")
_ASK = Need("ask", "what_if")

ROUTES = (
    Route(
        method="GET",
        path="/api/briefs",
        name="briefs",
        endpoint=listed,
        needs=_READ,
        summary="All briefs",
        tag="plans",
        answer=BriefsListed,
    ),
    Route(
        method="POST",
        path="/api/briefs",
        name="add_brief",
        endpoint=added,
        needs=_ADD,
        summary="Keep a new brief",
        tag="plans",
        answer=BriefTold,
        status=201,
        faults=(404,),
    ),
    Route(
        method="POST",
        path="/api/briefs/check",
        name="check_brief",
        endpoint=checked,
        needs=_READ,
        summary="What is wrong with a brief",
        tag="plans",
        answer=Faults,
    ),
    Route(
        method="POST",
        path="/api/briefs/estimate",
        name="estimate_brief",
        endpoint=estimated,
        needs=_ASK,
        summary="What a brief asks",
        tag="plans",
        answer=dict[str, Any],
        streams=True,
    ),
    Route(
        method="GET",
        path="/api/briefs/{name}",
        name="brief",
        endpoint=told,
        needs=_READ,
        summary="A brief",
        tag="plans",
        answer=BriefTold,
        faults=(404,),
    ),
    Route(
        method="PUT",
        path="/api/briefs/{name}",
        name="change_brief",
        endpoint=changed,
        needs=Need("change", "kept_brief"),
        summary="Change a brief",
        tag="plans",
        answer=BriefTold,
        faults=(404, 409, 412, 428),
    ),
    Route(
        method="GET",
        path="/api/briefs/{name}/file",
        name="brief_file",
        endpoint=file,
        needs=_READ,
        summary="A brief as a file",
        tag="plans",
        media=(TOML,),
        faults=(404,),
    ),
    Route(
        method="POST",
        path="/api/what-if",
        name="what_if",
        endpoint=what_if,
        needs=_ASK,
        summary="What an edit makes of a programme",
        tag="plans",
        answer=dict[str, Any],
        streams=True,
        faults=(404,),
    ),
    Route(
        method="POST",
        path="/api/what-if/events",
        name="what_if_events",
        endpoint=what_if_events,
        needs=_ASK,
        summary="What an edit makes of a programme, as it is found",
        tag="plans",
        media=(SSE,),
        streams=True,
        faults=(404,),
    ),
)
