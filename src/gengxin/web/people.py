"""People as an administrator keeps them: invited, locked, erased."""

from datetime import date, datetime
from functools import partial
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field

from gengxin.terms.records import codes
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.sessions import Body, Language, Line
from gengxin.workbench.people import Grant, NewPerson
from gengxin.workbench.people.accounts import INVITATION_FOR

__all__ = ["ROUTES"]

Ref = Annotated[str, Path(max_length=40)]
Role = Annotated[str, Field(json_schema_extra={"enum": list(codes.ROLES)})]


class GrantAsked(Body):
    """A role to give."""

    role: Role
    within: Annotated[str, Field(max_length=250)] = ""
    starts_on: date | None = None
    ends_on: date | None = None


class PersonAsked(Body):
    """Who is invited, and to what roles."""

    mail: Line
    name: Line
    language: Language = "zh"
    organisation: Annotated[str, Field(max_length=250)] = ""
    roles: list[GrantAsked] = Field(default_factory=list, max_length=20)


class Why(Body):
    """The reason, which the log keeps."""

    why: Line


class InvitationMade(BaseModel):
    """A new invitation: its secret is shown this once."""

    person: str
    secret: str
    link: str
    expires_at: datetime


def invite(visit: Here, body: PersonAsked) -> InvitationMade:
    """Make an account for somebody, who chooses a password by the link."""
    new = NewPerson(
        mail=body.mail, name=body.name, language=body.language, organisation=body.organisation
    )
    grants = [Grant(**grant.model_dump()) for grant in body.roles]
    person, secret = visit.served.accounts.invite(new, grants, by=visit.person)
    return _made(visit, person.ref, secret)


def invite_again(visit: Here, ref: Ref) -> InvitationMade:
    """Make a new link for somebody who lost theirs, or the password."""
    person, secret = visit.served.accounts.invite_again(ref, by=visit.person)
    return _made(visit, person.ref, secret)


def lock(visit: Here, ref: Ref, body: Why) -> None:
    """Let somebody in no more."""
    visit.served.accounts.lock(ref, by=visit.person, why=body.why)


def unlock(visit: Here, ref: Ref) -> None:
    """Let somebody in again."""
    visit.served.accounts.unlock(ref, by=visit.person)


def erase(visit: Here, ref: Ref, body: Why) -> None:
    """Destroy the personal values of somebody who asks for it; this can't be undone."""
    visit.served.accounts.erase(ref, by=visit.person, why=body.why)


def _made(visit: Visit, person: str, secret: str) -> InvitationMade:
    return InvitationMade(
        person=person,
        secret=secret,
        link=f"/#/invited/{secret}",
        expires_at=visit.served.now() + INVITATION_FOR,
    )


_route = partial(Route, method="POST", tag="people", needs=Need("administer", "person"))

ROUTES = (
    _route(
        path="/api/people",
        name="invite",
        endpoint=invite,
        summary="Invite somebody",
        answer=InvitationMade,
        status=201,
        faults=(409,),
    ),
    _route(
        path="/api/people/{ref}/invitation",
        name="invite_again",
        endpoint=invite_again,
        summary="Make a new invitation",
        answer=InvitationMade,
        status=201,
        faults=(404, 409),
    ),
    _route(
        path="/api/people/{ref}/lock",
        name="lock_person",
        endpoint=lock,
        summary="Lock an account",
        status=204,
        faults=(404, 409, 412),
    ),
    _route(
        path="/api/people/{ref}/unlock",
        name="unlock_person",
        endpoint=unlock,
        summary="Unlock an account",
        status=204,
        faults=(404, 409, 412),
    ),
    _route(
        path="/api/people/{ref}/erase",
        name="erase_person",
        endpoint=erase,
        summary="Erase what is known of a person",
        status=204,
        faults=(404, 409, 412),
    ),
)
