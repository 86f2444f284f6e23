"""Interest in offers, as parties show it: alone or together, handed in, withdrawn."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field

from gengxin.terms.records import ExpressionOfInterest, Member, RecordAbsentError
from gengxin.web.offers import Word, not_ready, seen_offer
from gengxin.web.parties import Number, Ref, RefSaid, Role, Text, doer, kept, said
from gengxin.web.plans import IfMatch, version_of
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.sessions import Body
from gengxin.workbench.offers import asking, interest, telling
from gengxin.workbench.offers.doer import NotReadyError
from gengxin.workbench.people import passes
from gengxin.workbench.records import FORMS

__all__ = ["ROUTES"]

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class MemberSaid(Body):
    """A party in a role, with what it brings; whether it agrees it says itself."""

    party: RefSaid
    role: Role
    equity_amount: Amount | None = None
    share: Share | None = None


class InterestSaid(Body):
    """What interest says; a field that isn't sent stays."""

    members: list[MemberSaid] = Field(default_factory=list, max_length=30)
    looking_for: list[Role] = Field(default_factory=list, max_length=20)
    note_to_partners: Text = ""
    scheme: Text = ""
    conditions: Text = ""
    stated: Annotated[dict[Word, Number], Field(max_length=100)] = Field(default_factory=dict)
    valid_until: date | None = None


class InterestAsked(InterestSaid):
    """New interest, and which party leads it."""

    party: RefSaid


class PartyNamed(Body):
    """For which party it is done."""

    party: RefSaid


class Why(Body):
    """The reason, which the log keeps."""

    why: Annotated[str, Field(max_length=250)] = ""


def partners(visit: Here, ref: Ref) -> list[dict[str, Any]]:
    """Interest that looks for partners, and in which roles."""
    seen_offer(visit, ref)
    asking.note_access(doer(visit), ref, "partners")
    return [
        {name: getattr(one, name) for name in type(one).__slots__}
        for one in asking.partners_wanted(doer(visit), ref)
    ]


def begun(visit: Here, ref: Ref, body: InterestAsked) -> Response:
    """Show interest in an offer."""
    visit.refuse_strange(ExpressionOfInterest(offer=ref, party=body.party))
    values = _values(body)
    values.pop("party")
    return kept(visit, interest.begin(doer(visit), ref, body.party, values), status=201)


def changed(visit: Here, ref: Ref, body: InterestSaid, if_match: IfMatch = None) -> Response:
    """What the interest says now."""
    seen = version_of(_mine(visit, ref), if_match)
    return kept(visit, interest.change_interest(doer(visit), seen, _values(body)))


def told(visit: Here, ref: Ref, response: Response) -> dict[str, Any]:
    """Interest as its leader, its members, and those who choose see it."""
    found = visit.served.records.one(ExpressionOfInterest, ref)
    mine = visit.actor.within.get("party", ())
    if visit.allowed == ():
        mine = (*mine, found.party)
    elif not {found.party, *(one.party for one in (*found.members, *found.asks))} & set(mine):
        raise RecordAbsentError("expression_of_interest", ref)
    response.headers["ETag"] = f'"{found.version}"'
    with visit.served.records.reading() as reading:
        document = telling.interest_document(reading, found, mine)
    return document | {"leads": found.party in visit.actor.within.get("party", ())}


def joined(visit: Here, ref: Ref, body: MemberSaid) -> dict[str, Any]:
    """Ask to join in a role for which partners are sought."""
    _for(visit, ref, body.party)
    asked = interest.ask_to_join(doer(visit), ref, Member(**body.model_dump()))
    return _document(visit, asked)


def agreed(visit: Here, ref: Ref, body: PartyNamed, if_match: IfMatch = None) -> dict[str, Any]:
    """Agree, for a member, to the interest as it was seen."""
    seen = version_of(_for(visit, ref, body.party), if_match)
    return _document(visit, interest.agree(doer(visit), seen, body.party))


def left(visit: Here, ref: Ref, body: PartyNamed) -> None:
    """Leave a consortium, or take back that one asked to join."""
    _for(visit, ref, body.party)
    interest.leave(doer(visit), ref, body.party)


def submitted(visit: Here, ref: Ref, if_match: IfMatch = None) -> Response:
    """Hand the interest in as it was seen."""
    seen = version_of(_mine(visit, ref), if_match)
    try:
        return kept(visit, interest.submit(doer(visit), seen))
    except NotReadyError as error:
        raise not_ready(error) from error


def withdrawn(visit: Here, ref: Ref, body: Why) -> Response:
    """Take interest back."""
    _mine(visit, ref)
    return kept(visit, interest.withdraw(doer(visit), ref, why=body.why))


def my_offers(visit: Here) -> dict[str, Any]:
    """One's parties, their interest in offers, their sealed bids with receipts, their questions."""
    mine = visit.actor.within.get("party", ())
    with visit.served.records.reading() as reading:
        return telling.my_offers_document(reading, mine)


def _mine(visit: Visit, ref: str) -> ExpressionOfInterest:
    """Interest that a party of the caller's leads; nobody else is told that it is there."""
    found = visit.served.records.one(ExpressionOfInterest, ref)
    if not passes(found, visit.allowed):
        raise RecordAbsentError("expression_of_interest", ref)
    return found


def _for(visit: Visit, ref: str, party: str) -> ExpressionOfInterest:
    """Any interest, for a party of the caller's."""
    found = visit.served.records.one(ExpressionOfInterest, ref)
    visit.refuse_strange(ExpressionOfInterest(offer=found.offer, party=party))
    return found


def _document(visit: Visit, found: ExpressionOfInterest) -> dict[str, Any]:
    mine = visit.actor.within.get("party", ())
    with visit.served.records.reading() as reading:
        return telling.interest_document(reading, found, mine)


def _values(body: InterestSaid) -> dict[str, Any]:
    return said(body, {"members": Member})


_AT = "/api/interest/{ref}"
_MINE = Need("add", "expression_of_interest")
_shown = FORMS["expression_of_interest"].shown
_Any = dict[str, Any]
_do = partial(
    Route, method="POST", tag="interest", needs=_MINE, answer=_Any, faults=(404, 409, 412)
)

ROUTES = (
    Route(
        method="GET",
        path="/api/offers/{ref}/partners",
        name="offer_partners",
        endpoint=partners,
        needs=Need("read", "partner_wanted"),
        summary="Interest that looks for partners",
        tag="interest",
        answer=list[_Any],
        faults=(404,),
    ),
    _do(
        path="/api/offers/{ref}/interest",
        name="show_interest",
        endpoint=begun,
        summary="Show interest in an offer",
        answer=_shown,
        status=201,
    ),
    Route(
        method="GET",
        path=_AT,
        name="interest",
        endpoint=told,
        needs=Need("read", "expression_of_interest"),
        summary="Interest in an offer",
        tag="interest",
        answer=_Any,
        faults=(404,),
    ),
    Route(
        method="PATCH",
        path=_AT,
        name="change_interest",
        endpoint=changed,
        needs=_MINE,
        summary="Change interest",
        tag="interest",
        answer=_shown,
        faults=(404, 409, 412, 428),
    ),
    _do(path=f"{_AT}/join", name="join_interest", endpoint=joined, summary="Ask to join"),
    _do(
        path=f"{_AT}/agree",
        name="agree_to_interest",
        endpoint=agreed,
        summary="Agree to interest as a member",
        faults=(404, 409, 412, 428),
    ),
    _do(
        path=f"{_AT}/leave",
        name="leave_interest",
        endpoint=left,
        summary="Leave a consortium",
        answer=None,
        status=204,
    ),
    _do(
        path=f"{_AT}/submit",
        name="submit_interest",
        endpoint=submitted,
        summary="Hand interest in",
        answer=_shown,
        faults=(404, 409, 412, 428),
    ),
    _do(
        path=f"{_AT}/withdraw",
        name="withdraw_interest",
        endpoint=withdrawn,
        summary="Withdraw interest",
        answer=_shown,
    ),
    Route(
        method="GET",
        path="/api/me/offers",
        name="my_offers",
        endpoint=my_offers,
        needs=Need("read", "account"),
        summary="What one's parties have to do with offers",
        tag="interest",
        answer=_Any,
    ),
)
