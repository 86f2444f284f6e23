"""Offers: drafted, opened, asked about, scored, awarded, contracted, lapsed."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from gengxin.terms.records import (
    Criterion,
    ExpressionOfInterest,
    Holder,
    Is,
    Offer,
    OfferQuestion,
    RecordAbsentError,
    RoleWanted,
    WrappedKey,
    offer_codes,
)
from gengxin.web.parties import (
    Count,
    Number,
    Ref,
    RefSaid,
    Role,
    Text,
    doer,
    kept,
    said,
)
from gengxin.web.plans import IfMatch, version_of
from gengxin.web.problem import Problem
from gengxin.web.route import Here, Need, Route, Visit
from gengxin.web.sessions import Body, Line
from gengxin.workbench.offers import asking, course, scores, telling
from gengxin.workbench.offers.checks import key_of
from gengxin.workbench.offers.doer import NotReadyError
from gengxin.workbench.people import passes
from gengxin.workbench.records import FORMS
from gengxin.workbench.sealed import key_document

__all__ = ["ROUTES", "not_ready", "seen_offer"]

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _of_our_time(at: datetime) -> datetime:
    if not FIRST <= at <= LAST:
        msg = f"must lie between {FIRST.date()} and {LAST.date()}"
        raise ValueError(msg)
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Kind = Annotated[str, Field(json_schema_extra={"enum": list(offer_codes.OFFER_KINDS)})]
Scoring = Annotated[str, Field(json_schema_extra={"enum": list(offer_codes.SCORING)})]
Word = Annotated[str, Field(max_length=64)]
Key = Annotated[str, Field(max_length=1_000)]


class RoleSaid(Body):
    """A role that is wanted, and what it takes of a party's capacity."""

    role: Role
    load_units: Count
    about: Text = ""


class CriterionSaid(Body):
    """By what is decided: a number between worst and best, or points that an assessor gives."""

    code: Word
    name_en: Line
    name_zh: Line
    weight: Number
    scoring: Scoring
    worst: Number | None = None
    best: Number | None = None
    unit: Word = ""


class HolderSaid(Body):
    """One of the three holders of the key: coordinator, auditor, delegate."""

    role: Word
    name: Line
    recipient: Key


class WrappedSaid(Body):
    """A part of the key, wrapped for two holders."""

    first: Word
    second: Word
    sealed: Annotated[str, Field(max_length=10_000)]


class OfferSaid(Body):
    """What an offer says; a field that isn't sent stays."""

    kind: Kind = ""
    projects: list[RefSaid] = Field(default_factory=list, max_length=200)
    name_en: Line = ""
    name_zh: Line = ""
    about_en: Text = ""
    about_zh: Text = ""
    sheets: list[RefSaid] = Field(default_factory=list, max_length=400)
    roles: list[RoleSaid] = Field(default_factory=list, max_length=20)
    all_roles: bool = True
    criteria: list[CriterionSaid] = Field(default_factory=list, max_length=50)
    equity_needed_amount: Number | None = None
    opens_at: Moment | None = None
    questions_until: Moment | None = None
    closes_at: Moment | None = None
    award_by: Moment | None = None
    recipient: Key = ""
    holders: list[HolderSaid] = Field(default_factory=list, max_length=3)
    wrapped: list[WrappedSaid] = Field(default_factory=list, max_length=9)
    made_up: bool = False


class OfferAsked(OfferSaid):
    """A new offer."""

    kind: Kind
    projects: Annotated[list[RefSaid], Field(max_length=200)]
    name_en: Line
    name_zh: Line


class QuestionAsked(Body):
    """A question, and for which party it is asked."""

    party: RefSaid
    text: Text


class AnswerSaid(Body):
    """The answer to a question."""

    answer: Text


class Reason(Body):
    """The reason, which is told to those concerned and kept in the log."""

    reason: Line


class Note(Body):
    """What is noted in the log."""

    note: Annotated[str, Field(max_length=250)] = ""


class Awarded(Reason):
    """Which interest is chosen, and why."""

    interest: RefSaid


class Assessed(Body):
    """Points from 0 to 1 for a criterion, with the reason."""

    criterion: Word
    points: Number
    reason: Text


class OfferCard(BaseModel):
    """An offer at a glance."""

    ref: str
    kind: str
    state: str
    visibility: str
    name_en: str
    name_zh: str
    projects: list[str]
    roles: list[str]
    opens_at: str | None
    questions_until: str | None
    closes_at: str | None
    sealed: bool
    receipts_count: int
    made_up: bool


class OfferKeyTold(BaseModel):
    """The public key of sealed bids, as ``gengxin bid`` reads it."""

    format: str
    offer: str
    recipients: list[str]
    sha256: str
    holders: dict[str, str]
    shares: list[dict[str, str]]


class OffersTold(BaseModel):
    """A page of offers, the newest first; ``next`` is the address of the page after it."""

    offers: list[OfferCard]
    next: str | None


def listed(
    visit: Here,
    state: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> OffersTold:
    """Offers that the caller may see, as the clock has them, the newest first."""
    course.settle_all(doer(visit))
    within = [Is("state", state)] if state else []
    with visit.served.records.reading() as reading:
        found = reading.list(
            Offer, *visit.allowed, *within, after=after, limit=limit, newest_first=True
        )
        cards = [OfferCard(**telling.offer_card(reading, one)) for one in found]
    more = f"/api/offers?limit={limit}&state={state}&after={found[-1].ref}" if cards else None
    return OffersTold(offers=cards, next=more if len(found) == limit else None)


def drafted(visit: Here, body: OfferAsked) -> Response:
    """Draft an offer."""
    offer = Offer(**_offer(body), organisation=visit.actor.organisation)
    visit.refuse_strange(offer)
    return kept(visit, course.draft(doer(visit), offer), status=201)


def changed(visit: Here, ref: Ref, body: OfferSaid, if_match: IfMatch = None) -> Response:
    """What a draft says now."""
    seen = version_of(visit.served.records.one(Offer, ref), if_match)
    visit.refuse_strange(seen)
    return kept(visit, course.change_draft(doer(visit), seen, _offer(body)))


def opened(visit: Here, ref: Ref, if_match: IfMatch = None) -> Response:
    """Show an offer to all; from then on its terms don't change."""
    seen = version_of(visit.served.records.one(Offer, ref), if_match)
    try:
        return kept(visit, course.open_offer(doer(visit), seen))
    except NotReadyError as error:
        raise not_ready(error) from error


def closed(visit: Here, ref: Ref) -> Response:
    """Close an offer without a closing time; look whether the clock has closed one with it."""
    return kept(visit, course.close(doer(visit), ref))


def lapsed(visit: Here, ref: Ref, body: Reason) -> Response:
    """Let an offer lapse."""
    return kept(visit, course.lapse(doer(visit), ref, reason=body.reason))


def awarded(visit: Here, ref: Ref, body: Awarded) -> Response:
    """Choose an interest; the others are refused with the reason."""
    try:
        return kept(visit, course.award(doer(visit), ref, body.interest, reason=body.reason))
    except NotReadyError as error:
        raise not_ready(error) from error


def contracted(visit: Here, ref: Ref, body: Note) -> Response:
    """Note that the contract is made: those chosen get their roles in the projects."""
    return kept(visit, course.contract(doer(visit), ref, note=body.note))


def page(visit: Here, ref: Ref, response: Response) -> dict[str, Any]:
    """An offer with its projects, timetable, criteria, questions and answers."""
    offer = seen_offer(visit, ref)
    if visit.actor.person is not None:
        asking.note_access(doer(visit), ref, "page")
    response.headers["ETag"] = f'"{offer.version}"'
    with visit.served.records.reading() as reading:
        return telling.page_document(reading, offer, office=visit.allowed == ())


def key(visit: Here, ref: Ref) -> dict[str, Any]:
    """The key to which bids are sealed."""
    offer = seen_offer(visit, ref)
    if not offer.recipient:
        raise Problem(404, f"bids of offer {ref} aren't sealed; hand the interest in itself")
    return key_document(key_of(offer))


def asked(visit: Here, ref: Ref, body: QuestionAsked) -> Response:
    """Ask about an offer."""
    visit.refuse_strange(OfferQuestion(offer=ref, party=body.party, text=body.text))
    return kept(visit, asking.ask(doer(visit), ref, body.party, body.text), status=201)


def answered(visit: Here, ref: Ref, body: AnswerSaid) -> Response:
    """Answer a question to all."""
    return kept(visit, asking.answer(doer(visit), ref, body.answer))


def scored(visit: Here, ref: Ref) -> dict[str, Any]:
    """Interest with points by the stated criteria, reasons and places."""
    offer = course.settled(doer(visit), ref)
    asking.note_access(doer(visit), ref, "scores")
    with visit.served.records.reading() as reading:
        return telling.scores_document(reading, offer)


def assessed(visit: Here, ref: Ref, body: Assessed, if_match: IfMatch = None) -> Response:
    """Give points for a criterion that is assessed."""
    seen = version_of(visit.served.records.one(ExpressionOfInterest, ref), if_match)
    given = scores.Assessment(points=body.points, reason=body.reason)
    return kept(visit, scores.assess(doer(visit), seen, body.criterion, given))


def seen_offer(visit: Visit, ref: str) -> Offer:
    """The offer as the clock has it, where this visit may see it; else nobody is told of it."""
    offer = visit.served.records.one(Offer, ref)
    if not passes(offer, visit.allowed):
        raise RecordAbsentError("offer", ref)
    return course.settled(doer(visit), ref)


def not_ready(error: NotReadyError) -> Problem:
    """What is missing, each fault by itself too."""
    return Problem(409, str(error), fields={"faults": list(error.faults)})


def _offer(body: OfferSaid) -> dict[str, Any]:
    parts = {
        "roles": RoleWanted,
        "criteria": Criterion,
        "holders": Holder,
        "wrapped": WrappedKey,
    }
    return said(body, parts)


_shown, _question = FORMS["offer"].shown, FORMS["offer_question"].shown
_interest = FORMS["expression_of_interest"].shown
_Any = dict[str, Any]
_AT = "/api/offers/{ref}"
_READ, _PUBLISH, _ADOPT = Need("read", "offer"), Need("publish", "offer"), Need("adopt", "offer")
_move = partial(Route, method="POST", tag="offers", answer=_shown, faults=(404, 409, 412))
_get = partial(Route, method="GET", tag="offers", answer=_Any, faults=(404,))

ROUTES = (
    _get(
        path="/api/offers",
        name="offers",
        endpoint=listed,
        needs=_READ,
        summary="Offers, the newest first",
        answer=OffersTold,
        faults=(),
    ),
    Route(
        method="POST",
        path="/api/offers",
        name="draft_offer",
        endpoint=drafted,
        needs=Need("add", "offer"),
        summary="Draft an offer",
        tag="offers",
        answer=_shown,
        status=201,
    ),
    Route(
        method="PATCH",
        path=_AT,
        name="change_offer",
        endpoint=changed,
        needs=Need("change", "offer"),
        summary="Change the draft of an offer",
        tag="offers",
        answer=_shown,
        faults=(404, 409, 412, 428),
    ),
    Route(
        method="POST",
        path=f"{_AT}/open",
        name="open_offer",
        endpoint=opened,
        needs=_PUBLISH,
        summary="Open an offer",
        tag="offers",
        answer=_shown,
        faults=(404, 409, 412, 428),
    ),
    _move(
        path=f"{_AT}/close", name="close_offer", endpoint=closed, needs=_PUBLISH, summary="Close"
    ),
    _move(path=f"{_AT}/lapse", name="lapse_offer", endpoint=lapsed, needs=_ADOPT, summary="Lapse"),
    _move(
        path=f"{_AT}/award",
        name="award_offer",
        endpoint=awarded,
        needs=_ADOPT,
        summary="Choose an interest",
    ),
    _move(
        path=f"{_AT}/contract",
        name="contract_offer",
        endpoint=contracted,
        needs=_ADOPT,
        summary="Note the contract",
    ),
    _get(path=f"{_AT}/page", name="offer_page", endpoint=page, needs=_READ, summary="An offer"),
    _get(
        path=f"{_AT}/key",
        name="offer_key",
        endpoint=key,
        needs=_READ,
        summary="The key to seal bids to",
        answer=OfferKeyTold,
    ),
    Route(
        method="POST",
        path=f"{_AT}/questions",
        name="ask_about_offer",
        endpoint=asked,
        needs=Need("add", "offer_question"),
        summary="Ask about an offer",
        tag="offers",
        answer=_question,
        status=201,
        faults=(404, 409),
    ),
    Route(
        method="POST",
        path="/api/questions/{ref}/answer",
        name="answer_question",
        endpoint=answered,
        needs=Need("change", "offer_question"),
        summary="Answer a question to all",
        tag="offers",
        answer=_question,
        faults=(404, 409),
    ),
    _get(
        path=f"{_AT}/scores",
        name="offer_scores",
        endpoint=scored,
        needs=Need("read", "score"),
        summary="Points and places of interest",
        faults=(404, 409),
    ),
    Route(
        method="POST",
        path="/api/interest/{ref}/assess",
        name="assess_interest",
        endpoint=assessed,
        needs=_ADOPT,
        summary="Give points for a criterion",
        tag="offers",
        answer=_interest,
        faults=(404, 409, 412, 428),
    ),
)
