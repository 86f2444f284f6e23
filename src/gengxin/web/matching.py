"""Matching: what was matched last, accepted and released; the brief that asks for what is short."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Path, Query, Response
from pydantic import BaseModel, Field

from gengxin.terms.records import Is, RecordAbsentError, SpaceMatch
from gengxin.web.plans import TOML, Body
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.seen import seen_by
from gengxin.workbench.layers.runs import Run
from gengxin.workbench.matching.accepting import accept, release
from gengxin.workbench.matching.next_brief import brief_names, brief_toml, next_brief
from gengxin.workbench.matching.summary import kept_rows, match_summary

__all__ = ["ROUTES"]

MOST_ROWS = 5_000
Name = Annotated[str, Query(max_length=60)]
Ref = Annotated[str, Path(max_length=40)]
Rows = Annotated[
    list[Annotated[str, Field(max_length=80)]], Field(min_length=1, max_length=MOST_ROWS)
]


class MatchesAccepted(Body):
    """Which requests' matches of a run are accepted: refs as its table ``request`` has them."""

    run: Annotated[str, Field(max_length=60)]
    rows: Rows


class Released(Body):
    """Why a match is released."""

    why: Annotated[str, Field(min_length=1, max_length=1_000)]


class MatchTold(BaseModel):
    """A match of a request with a space."""

    ref: str
    version: int
    state: str
    request: str
    space: str
    area_m2: float
    opens_on: date
    run: str
    reason: str
    changed_at: datetime | None


class MatchesTold(BaseModel):
    """Matches, in the order in which they were asked for."""

    matches: list[MatchTold]


class MatchingTold(BaseModel):
    """A matching: what was made of the district, how good it is, why, and what is short.

    ``rows`` are its tables' rows by table. ``accepted`` are the matches that stay.
    """

    run: str
    what: str
    made_at: datetime
    is_current: bool
    value: int
    bound: int
    gap_certified: float | None
    states: dict[str, int]
    reasons: dict[str, int]
    balance: list[dict[str, Any]]
    lost: list[dict[str, Any]]
    rows: dict[str, list[dict[str, Any]]]
    accepted: list[MatchTold]


def space(visit: Here, run: Name = "") -> MatchingTold:
    """The matching of space that was made last, or the one named."""
    found = _run(visit, "space", run)
    accepted = visit.served.records.list(SpaceMatch, Is("state", "accepted"), *visit.allowed)
    return _matching(found, accepted)


def teams(visit: Here, run: Name = "") -> MatchingTold:
    """The matching of teams that was made last, or the one named."""
    if visit.allowed != ():
        raise Problem(403, "a matching of teams tells who is interested; ask a coordinator")
    return _matching(_run(visit, "teams", run), ())


def brief(visit: Here, run: Name = "", brief: Name = "") -> Response:
    """The brief by which the next plan opens what is short, as ``gengxin plan`` reads it."""
    found = _run(visit, "space", run)
    made = next_brief(visit.served.folder.path, found.path, brief=_shipped(brief))
    headers = {"Content-Disposition": f'attachment; filename="{made.brief.name}.toml"'}
    return Response(brief_toml(made), media_type=TOML, headers=headers)


def accepted(visit: Here, body: MatchesAccepted) -> MatchesTold:
    """Accept matches of a run: later matchings hold them while they fit."""
    found = _run(visit, "space", body.run)
    made = accept(
        visit.served.records,
        found.path,
        body.rows,
        by=visit.person,
        organisation=visit.actor.organisation,
    )
    return MatchesTold(matches=[_told(one) for one in made])


def released(visit: Here, ref: Ref, body: Released) -> MatchTold:
    """Release an accepted match: its request takes part in the next matching."""
    visit.refuse_strange(visit.served.records.one(SpaceMatch, ref))
    return _told(release(visit.served.records, ref, by=visit.person, why=body.why))


def _run(visit: Visit, what: str, name: str) -> Run:
    """The run named, else the newest of its kind, where the caller may see it."""
    seen = seen_by(visit)
    found = (seen.run(name),) if name else seen.runs()
    fitting = [one for one in found if one.kind == "match" and one.facts["what"] == what]
    if not fitting:
        raise RecordAbsentError(f"matching of {what}", name or "newest")
    return fitting[0]


def _shipped(name: str) -> str | None:
    """The name of a shipped brief: a caller names no file of the server's."""
    if not name:
        return None
    if name not in brief_names():
        raise Problem(400, f"brief is {name!r}, must be one of {', '.join(brief_names())}")
    return name


def _matching(run: Run, accepted: tuple[SpaceMatch, ...]) -> MatchingTold:
    what = run.facts["what"]
    tables, rows = kept_rows(run.path, what)
    told = {"balance": [], "lost": [], **match_summary(what, tables)}
    return MatchingTold(
        run=run.name,
        what=what,
        made_at=run.kept_at,
        is_current=run.is_current,
        value=run.facts["value"],
        bound=run.facts["bound"],
        gap_certified=run.facts.get("gap_certified"),
        rows=rows,
        accepted=[_told(one) for one in accepted],
        **told,
    )


def _told(match: SpaceMatch) -> MatchTold:
    return MatchTold(
        ref=match.ref,
        version=match.version,
        state=match.state,
        request=match.request,
        space=match.space,
        area_m2=match.area_m2,
        opens_on=match.opens_on,
        run=match.run,
        reason=match.reason,
        changed_at=match.changed_at,
    )


_route = partial(Route, tag="matching", faults=(404,))

ROUTES = (
    _route(
        method="GET",
        path="/api/matching/space",
        name="space_matching",
        endpoint=space,
        needs=Need("read", "space_match"),
        summary="Who has which space, why, and what is short",
        answer=MatchingTold,
    ),
    _route(
        method="GET",
        path="/api/matching/space/brief",
        name="space_matching_brief",
        endpoint=brief,
        needs=Need("read", "space_match"),
        summary="The brief that asks the next plan for what is short",
        media=(TOML,),
    ),
    _route(
        method="GET",
        path="/api/matching/teams",
        name="team_matching",
        endpoint=teams,
        needs=Need("read", "expression_of_interest"),
        summary="Which team carries out what, and why",
        answer=MatchingTold,
    ),
    _route(
        method="POST",
        path="/api/matches",
        name="accept_matches",
        endpoint=accepted,
        needs=Need("add", "space_match"),
        summary="Accept matches of a run",
        answer=MatchesTold,
        status=201,
        body_bytes=1_000_000,
    ),
    _route(
        method="POST",
        path="/api/matches/{ref}/release",
        name="release_match",
        endpoint=released,
        needs=Need("change", "space_match"),
        summary="Release an accepted match",
        answer=MatchTold,
    ),
)
