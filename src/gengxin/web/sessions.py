"""Signing in and out, the first account, invitations, passwords, tokens of one's own."""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gengxin.terms.records import Person, Session, Token, codes
from gengxin.web.admission import COOKIE, address_of, secret_of
from gengxin.web.limits import Paces
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.workbench.people import NewPerson, RefusedError, passes
from gengxin.workbench.people.secrets import csrf_of

__all__ = ["ROUTES"]

COOKIE_SECONDS = 14 * 24 * 3600
Language = Annotated[str, Field(json_schema_extra={"enum": list(codes.LANGUAGES)})]
Password = Annotated[str, Field(max_length=1_000)]
Line = Annotated[str, Field(min_length=1, max_length=250)]
Secret = Annotated[str, Field(min_length=1, max_length=100)]


class Body(BaseModel):
    """What is sent: no field more than there is."""

    model_config = ConfigDict(extra="forbid")


class SignIn(Body):
    """Mail and password."""

    mail: Line
    password: Password


class FirstAccount(Body):
    """Who makes the first account, with the secret of the link that the server printed."""

    secret: Secret
    name: Line
    mail: Line
    password: Password
    language: Language = "zh"


class Acceptance(Body):
    """The password that an invited person chooses."""

    password: Password


class PasswordChange(Body):
    """The old password and the new one."""

    old: Password
    new: Password


class NewToken(Body):
    """What a program may do for a person, and until when."""

    label: Line
    roles: Annotated[list[str], Field(min_length=1, max_length=20)]
    expires_at: datetime | None = None


class Who(BaseModel):
    """A person, as that person sees it."""

    ref: str
    name: str | None
    mail: str | None
    language: str


class SignedIn(BaseModel):
    """Who is signed in; ``csrf`` goes into the header X-CSRF-Token of whatever changes things."""

    person: Who | None
    roles: list[str]
    within: dict[str, list[str]]
    csrf: str | None


class Invited(BaseModel):
    """Whom an invitation is for."""

    name: str | None
    mail: str | None
    language: str


class TokenShown(BaseModel):
    """A token, without its secret."""

    ref: str
    label: str
    roles: list[str]
    expires_at: datetime | None
    used_at: datetime | None
    entered_at: datetime | None


class TokenMade(TokenShown):
    """A new token, with its secret, which is shown this once."""

    secret: str


def who(visit: Here, request: Request) -> SignedIn:
    """Who is signed in, or nobody."""
    ref = visit.actor.person
    if ref is None:
        return SignedIn(person=None, roles=[], within={}, csrf=None)
    person = visit.served.records.one(Person, ref)
    actor = visit.actor
    return SignedIn(
        person=Who(ref=ref, name=person.name, mail=person.mail, language=person.language),
        roles=sorted(actor.roles),
        within={role: list(values) for role, values in actor.within.items()},
        csrf=None if actor.by_token else csrf_of(secret_of(request)),
    )


def sign_in(visit: Here, request: Request, response: Response, body: SignIn) -> SignedIn:
    """Sign in with mail and password."""
    paces: Paces = request.app.state.paces
    mail = body.mail.strip().lower()
    doing = "signing in"
    paces.sign_in_by_address.refuse_haste(address_of(request), doing)
    paces.sign_in_by_mail.refuse_haste(mail, doing)
    try:
        person = visit.served.accounts.sign_in(mail, body.password)
    except RefusedError as error:
        raise Problem(401, str(error), headers={"WWW-Authenticate": "Cookie"}) from error
    paces.sign_in_by_mail.give_back(mail)
    return _let_in(visit, request, response, person)


def sign_out(visit: Here, request: Request, response: Response) -> None:
    """Sign out: the session ends."""
    session = _session_of(visit)
    visit.served.accounts.sign_out(session)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=_secure(request))


def change_password(visit: Here, body: PasswordChange) -> None:
    """Choose another password; the person's other sessions end."""
    try:
        visit.served.accounts.change_password(_session_of(visit), old=body.old, new=body.new)
    except RefusedError as error:
        raise Problem(403, str(error)) from error


def first_account(
    visit: Here, request: Request, response: Response, body: FirstAccount
) -> SignedIn:
    """Make the first account, and sign in."""
    new = NewPerson(mail=body.mail, name=body.name, language=body.language)
    try:
        person = visit.served.accounts.first(body.secret, new, body.password)
    except RefusedError as error:
        raise Problem(403, str(error)) from error
    return _let_in(visit, request, response, person)


def invited(visit: Here, secret: Annotated[str, Path(max_length=100)]) -> Invited:
    """Whom an invitation is for."""
    try:
        person = visit.served.accounts.invited(secret)
    except RefusedError as error:
        raise Problem(404, str(error)) from error
    return Invited(name=person.name, mail=person.mail, language=person.language)


def accept(
    visit: Here,
    request: Request,
    response: Response,
    secret: Annotated[str, Path(max_length=100)],
    body: Acceptance,
) -> SignedIn:
    """Choose a password with an invitation, once, and sign in."""
    try:
        person = visit.served.accounts.accept(secret, body.password)
    except RefusedError as error:
        raise Problem(404, str(error)) from error
    return _let_in(visit, request, response, person)


def tokens(visit: Here) -> list[TokenShown]:
    """One's own tokens."""
    return [_shown(token) for token in visit.served.records.list(Token, *visit.allowed)]


def new_token(visit: Here, body: NewToken) -> TokenMade:
    """Make a token."""
    expires_at = body.expires_at
    if expires_at is not None and expires_at.tzinfo is None:
        raise Problem(400, f"expires_at is {expires_at}, must say its time zone; add Z for UTC")
    token, secret = visit.served.accounts.new_token(
        visit.person, body.label, body.roles, expires_at
    )
    return TokenMade(**_shown(token).model_dump(), secret=secret)


def end_token(visit: Here, ref: Annotated[str, Path(max_length=40)]) -> None:
    """End a token."""
    token = visit.served.records.one(Token, ref)
    if not passes(token, visit.allowed):
        raise Problem(404, f"you have no token {ref!r}; list your tokens for their refs")
    visit.served.accounts.end_token(token, by=visit.person)


def _let_in(visit: Visit, request: Request, response: Response, person: Person) -> SignedIn:
    """Open a session and give the browser its cookie."""
    secret = visit.served.accounts.open_session(person.ref)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=_secure(request),
    )
    standing = visit.served.standings.asked(Session, secret)
    actor = visit.actor if standing is None else standing.actor
    return SignedIn(
        person=Who(ref=person.ref, name=person.name, mail=person.mail, language=person.language),
        roles=sorted(actor.roles),
        within={role: list(values) for role, values in actor.within.items()},
        csrf=csrf_of(secret),
    )


def _session_of(visit: Visit) -> Session:
    by = visit.standing.by
    if not isinstance(by, Session):
        raise Problem(403, "this is done in a browser that is signed in, not by a token")
    return by


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _shown(token: Token) -> TokenShown:
    return TokenShown(
        ref=token.ref,
        label=token.label,
        roles=list(token.roles),
        expires_at=token.expires_at,
        used_at=token.used_at,
        entered_at=token.entered_at,
    )


_DOOR = Need("read", "front_door")
_ENTER = Need("add", "front_door")
_OWN = Need("change", "account")


_route = partial(Route, tag="session")

ROUTES = (
    _route(
        method="GET",
        path="/api/session",
        name="who",
        endpoint=who,
        needs=_DOOR,
        summary="Who is signed in",
        answer=SignedIn,
    ),
    _route(
        method="POST",
        path="/api/session",
        name="sign_in",
        endpoint=sign_in,
        needs=_ENTER,
        summary="Sign in",
        answer=SignedIn,
        status=201,
        faults=(401,),
    ),
    _route(
        method="DELETE",
        path="/api/session",
        name="sign_out",
        endpoint=sign_out,
        needs=_OWN,
        summary="Sign out",
        status=204,
    ),
    _route(
        method="PUT",
        path="/api/session/password",
        name="change_password",
        endpoint=change_password,
        needs=_OWN,
        summary="Choose another password",
        status=204,
    ),
    _route(
        method="POST",
        path="/api/first-account",
        name="first_account",
        endpoint=first_account,
        needs=_ENTER,
        summary="Make the first account",
        answer=SignedIn,
        status=201,
        faults=(409,),
    ),
    _route(
        method="GET",
        path="/api/invitations/{secret}",
        name="invited",
        endpoint=invited,
        needs=_DOOR,
        summary="Whom an invitation is for",
        answer=Invited,
        faults=(404,),
    ),
    _route(
        method="POST",
        path="/api/invitations/{secret}",
        name="accept_invitation",
        endpoint=accept,
        needs=_ENTER,
        summary="Choose a password with an invitation",
        answer=SignedIn,
        status=201,
        faults=(404, 409),
    ),
    _route(
        method="GET",
        path="/api/tokens",
        name="tokens",
        endpoint=tokens,
        needs=Need("read", "token"),
        summary="One's own tokens",
        answer=list[TokenShown],
    ),
    _route(
        method="POST",
        path="/api/tokens",
        name="new_token",
        endpoint=new_token,
        needs=Need("add", "token"),
        summary="Make a token",
        answer=TokenMade,
        status=201,
    ),
    _route(
        method="DELETE",
        path="/api/tokens/{ref}",
        name="end_token",
        endpoint=end_token,
        needs=Need("end", "token"),
        summary="End a token",
        status=204,
        faults=(404, 412),
    ),
)
