"""What is said of a programme: comments, and where people stand."""

from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from gengxin.terms.records import (
    Agreement,
    Comment,
    Is,
    KeptProgramme,
    Person,
    RecordAbsentError,
)
from gengxin.web.plans import Body, Word
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.workbench.deliberation import programmes

__all__ = ["AT", "ROUTES", "Ref", "names_of"]

AT = "/api/programmes/{ref}"
Ref = Annotated[str, Path(max_length=40)]
Text = Annotated[str, Field(max_length=10_000)]


class StanceTaken(Body):
    """Where somebody stands."""

    stance: Literal["agrees", "objects", "abstains"]
    note: Text = ""


class CommentAsked(Body):
    """Something said of a programme, or of one site in it."""

    text: Text
    site: Word = ""
    answers: Annotated[str, Field(max_length=40)] | None = None


class SaidComment(BaseModel):
    """A comment and who said it; the name is gone where the person was erased."""

    ref: str
    version: int
    author: str
    author_name: str | None
    text: str | None
    site: str
    answers: str | None
    entered_at: datetime | None


class SaidStance(BaseModel):
    """Where a person stands."""

    person: str
    name: str | None
    stance: str
    note: str | None
    changed_at: datetime | None


class Said(BaseModel):
    """What was said of a programme."""

    comments: list[SaidComment]
    stances: list[SaidStance]


def said(visit: Here, ref: Ref) -> Said:
    """What was said of a programme: comments in their order, and where people stand."""
    records = visit.served.records
    comments = records.list(Comment, Is("programme", ref), *visit.allowed)
    # those whose comments alone are open to somebody see no stances
    stances = records.list(Agreement, Is("programme", ref)) if visit.allowed == () else ()
    names = names_of(visit, [*(one.author for one in comments), *(one.person for one in stances)])
    return Said(
        comments=[_comment(one, names) for one in comments],
        stances=[
            SaidStance(
                person=one.person,
                name=names[one.person],
                stance=one.stance,
                note=one.note,
                changed_at=one.changed_at,
            )
            for one in stances
        ],
    )


def commented(visit: Here, ref: Ref, body: CommentAsked) -> SaidComment:
    """Say something of a programme, or of one site in it."""
    records, author = visit.served.records, visit.person
    visit.refuse_strange(Comment(programme=ref, author=author, text=body.text))
    made = programmes.add_comment(
        records,
        records.one(KeptProgramme, ref),
        author=author,
        text=body.text,
        site=body.site,
        answers=body.answers,
    )
    return _comment(made, names_of(visit, [author]))


def stood(visit: Here, ref: Ref, body: StanceTaken) -> SaidStance:
    """Say where one stands on a programme that is put to adoption."""
    records, person = visit.served.records, visit.person
    visit.refuse_strange(Agreement(programme=ref, person=person, stance=body.stance))
    made = programmes.take_stance(
        records,
        records.one(KeptProgramme, ref),
        person=person,
        stance=body.stance,
        note=body.note,
    )
    return SaidStance(
        person=person,
        name=names_of(visit, [person])[person],
        stance=made.stance,
        note=made.note,
        changed_at=made.changed_at,
    )


def names_of(visit: Visit, refs: tuple[str, ...] | list[str]) -> dict[str, str | None]:
    """What people are called."""
    found: dict[str, str | None] = {}
    with visit.served.records.reading() as reading:
        for ref in dict.fromkeys(refs):
            try:
                found[ref] = reading.one(Person, ref).name
            except RecordAbsentError:
                found[ref] = None
    return found


def _comment(one: Comment, names: dict[str, str | None]) -> SaidComment:
    return SaidComment(
        ref=one.ref,
        version=one.version,
        author=one.author,
        author_name=names[one.author],
        text=one.text,
        site=one.site,
        answers=one.answers,
        entered_at=one.entered_at,
    )


_route = partial(Route, tag="programmes", faults=(404,))

ROUTES = (
    _route(
        method="GET",
        path=f"{AT}/said",
        name="said_of_programme",
        endpoint=said,
        needs=Need("read", "comment"),
        summary="What was said of a programme",
        answer=Said,
    ),
    _route(
        method="POST",
        path=f"{AT}/comments",
        name="comment_programme",
        endpoint=commented,
        needs=Need("add", "comment"),
        summary="Comment on a programme",
        answer=SaidComment,
        status=201,
    ),
    _route(
        method="PUT",
        path=f"{AT}/stance",
        name="stand_on_programme",
        endpoint=stood,
        needs=Need("add", "agreement"),
        summary="Say where one stands",
        answer=SaidStance,
        faults=(404, 409),
    ),
)
