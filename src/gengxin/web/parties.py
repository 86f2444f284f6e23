"""Parties: registered by newcomers, added, changed, checked, joined by colleagues."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from gengxin.terms.records import (
    SYSTEM,
    Capability,
    Party,
    PastWork,
    Record,
    RoleGrant,
    offer_codes,
)
from gengxin.web.admission import address_of
from gengxin.web.limits import Paces
from gengxin.web.people import InvitationMade
from gengxin.web.plans import IfMatch, version_of
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.sessions import Body, Language, Line, Password
from gengxin.workbench.offers import parties
from gengxin.workbench.offers.doer import Doer
from gengxin.workbench.people import NewPerson
from gengxin.workbench.people.accounts import INVITATION_FOR
from gengxin.workbench.records import FORMS, shown

__all__ = ["ROUTES", "Count", "Number", "Ref", "RefSaid", "Role", "Text", "doer", "kept", "said"]

Ref = Annotated[str, Path(max_length=40)]
RefSaid = Annotated[str, Field(min_length=1, max_length=40)]
Text = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=250)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Role = Annotated[str, Field(json_schema_extra={"enum": list(offer_codes.OFFER_ROLES)})]
PartyKind = Annotated[str, Field(json_schema_extra={"enum": list(offer_codes.PARTY_KINDS)})]


class CapabilitySaid(Body):
    """A role that the party can fill, and how many units of load at a time."""

    role: Role
    capacity_units: Count | None = None


class PastWorkSaid(Body):
    """One work that the party has done."""

    name: Line
    role: Short
    year: Annotated[int, Field(ge=1800, le=2200)]
    floor_area_m2: Amount | None = None
    address: Short = ""


class PartySaid(Body):
    """What a party says of itself; a field that isn't sent stays."""

    # defaults aren't checked: what isn't sent stays as it is
    kind: PartyKind = ""
    name_en: Line = ""
    name_zh: Line = ""
    legal_id: Short = ""
    capabilities: list[CapabilitySaid] = Field(default_factory=list, max_length=50)
    equity_amount: Amount | None = None
    track_record: list[PastWorkSaid] = Field(default_factory=list, max_length=200)
    excludes: list[RefSaid] = Field(default_factory=list, max_length=200)
    address: Short = ""
    about: Text = ""
    visibility: Literal["public", "restricted"] = "restricted"


class PartyAsked(PartySaid):
    """A new party."""

    kind: PartyKind
    name_en: Line
    name_zh: Line


class Registration(Body):
    """Who opens an account, and for which party they act."""

    name: Line
    mail: Line
    password: Password
    language: Language = "zh"
    party: PartyAsked


class Registered(BaseModel):
    """The refs of the new person and party; sign in by POST /api/session."""

    person: str
    party: str


class PartyCheck(Body):
    """What somebody of the office found out about a party."""

    state: Literal["checked", "barred"]
    why: Line


class Colleague(Body):
    """Another person who is to act for the party."""

    name: Line
    mail: Line
    language: Language = "zh"


def register(visit: Here, request: Request, body: Registration) -> Registered:
    """Open an account and register the party for which it acts, both or neither."""
    paces: Paces = request.app.state.paces
    paces.sign_in_by_address.refuse_haste(address_of(request), "registering or signing in")
    paces.sign_in_by_mail.refuse_haste(body.mail.strip().lower(), "registering or signing in")
    new = NewPerson(mail=body.mail, name=body.name, language=body.language)
    person, party = parties.register(
        visit.served.accounts, new, body.password, Party(**_party(body.party))
    )
    return Registered(person=person.ref, party=party.ref)


def added(visit: Here, body: PartyAsked) -> Response:
    """Register another party, for which who asks acts."""
    party = parties.add_party(doer(visit), Party(**_party(body)))
    visit.served.standings.forget()
    return kept(visit, party, status=201)


def changed(visit: Here, ref: Ref, body: PartySaid, if_match: IfMatch = None) -> Response:
    """What a party says of itself now; what was checked and changes is to be checked again."""
    seen = version_of(visit.served.records.one(Party, ref), if_match)
    visit.refuse_strange(seen)
    return kept(visit, parties.change_party(doer(visit), seen, _party(body)))


def checked(visit: Here, ref: Ref, body: PartyCheck) -> Response:
    """Say that the party was checked, or bar it."""
    return kept(visit, parties.check_party(doer(visit), ref, body.state, why=body.why))


def colleague(visit: Here, ref: Ref, body: Colleague) -> InvitationMade:
    """Invite another person who acts for the party."""
    visit.refuse_strange(RoleGrant(person="", role="party", within=ref))
    visit.served.records.one(Party, ref)
    new = NewPerson(mail=body.mail, name=body.name, language=body.language)
    person, secret = parties.invite_colleague(visit.served.accounts, ref, new, by=visit.person)
    return InvitationMade(
        person=person,
        secret=secret,
        link=f"/#/invited/{secret}",
        expires_at=visit.served.now() + INVITATION_FOR,
    )


def doer(visit: Visit) -> Doer:
    """Who asks, as who does something; the public is nobody in particular."""
    return Doer(records=visit.served.records, by=visit.actor.person or SYSTEM, now=visit.served.now)


def kept(visit: Visit, record: Record, *, status: int = 200) -> Response:
    """A record as it is now, with its version as ETag."""
    headers = {"ETag": f'"{record.version}"'}
    return JSONResponse(shown(record, visit.actor), status_code=status, headers=headers)


def said(body: BaseModel, parts: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    """The fields that were sent, as a record has them; ``parts`` are what its lists are made of."""
    values = {name: getattr(body, name) for name in body.model_fields_set}
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(
                parts[name](**one.model_dump()) if name in parts else one for one in value
            )
    return values


def _party(body: PartySaid) -> dict[str, Any]:
    return said(body, {"capabilities": Capability, "track_record": PastWork})


_shown = FORMS["party"].shown
_route = partial(Route, tag="parties")

ROUTES = (
    _route(
        method="POST",
        path="/api/register",
        name="register",
        endpoint=register,
        needs=Need("add", "front_door"),
        summary="Register a party and who acts for it",
        answer=Registered,
        status=201,
        faults=(409,),
    ),
    _route(
        method="POST",
        path="/api/parties",
        name="add_party",
        endpoint=added,
        needs=Need("add", "party"),
        summary="Register another party",
        answer=_shown,
        status=201,
        faults=(409,),
    ),
    _route(
        method="PATCH",
        path="/api/parties/{ref}",
        name="change_party",
        endpoint=changed,
        needs=Need("change", "party"),
        summary="Change what a party says of itself",
        answer=_shown,
        faults=(404, 409, 412, 428),
    ),
    _route(
        method="POST",
        path="/api/parties/{ref}/check",
        name="check_party",
        endpoint=checked,
        needs=Need("administer", "party"),
        summary="Check or bar a party",
        answer=_shown,
        faults=(404, 409),
    ),
    _route(
        method="POST",
        path="/api/parties/{ref}/members",
        name="invite_colleague",
        endpoint=colleague,
        needs=Need("add", "colleague"),
        summary="Invite somebody to act for a party",
        answer=InvitationMade,
        status=201,
        faults=(404, 409),
    ),
)
