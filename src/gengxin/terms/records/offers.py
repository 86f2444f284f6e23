"""Records of offers: what is sought, who asks and answers, who is interested, what is sealed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

from gengxin.terms.records.offer_codes import (
    BID_MOVES,
    INTEREST_MOVES,
    OFFER_KINDS,
    OFFER_MOVES,
    OFFER_ROLES,
    SCORING,
)
from gengxin.terms.records.record import OneOf, Record, RefersTo, States

__all__ = [
    "Criterion",
    "ExpressionOfInterest",
    "Holder",
    "Member",
    "Offer",
    "OfferAccess",
    "OfferQuestion",
    "RoleWanted",
    "Score",
    "SealedBid",
    "WrappedKey",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWanted:
    """A role that an offer seeks; ``load_units`` is what it takes of a party's capacity."""

    role: Annotated[str, OneOf(OFFER_ROLES)]
    load_units: int
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """By what an offer is decided. Weights of an offer's criteria sum to 1.

    A ``number`` scores 0 at ``worst`` or beyond, 1 at ``best`` or beyond, evenly between.
    """

    code: str
    name_en: str
    name_zh: str
    weight: float
    scoring: Annotated[str, OneOf(SCORING)]
    worst: float | None = None
    best: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One of three who hold the key together: its role and public age recipient."""

    role: str
    name: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """An offer's secret key, sealed so that two holders open it together (age, armoured)."""

    first: str
    second: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Record):
    """Projects of adopted programmes that seek who carries them out.

    Open, its terms don't change any more. ``recipient`` is its public key: with one, bids are
    sealed until ``closes_at``. With ``all_roles`` an interest must fill every role; without, it may
    come for some of them.
    """

    sought: ClassVar[tuple[str, ...]] = ("state",)

    kind: Annotated[str, OneOf(OFFER_KINDS)]
    projects: tuple[str, ...]
    name_en: str
    name_zh: str
    about_en: str = ""
    about_zh: str = ""
    sheets: tuple[str, ...] = ()
    roles: tuple[RoleWanted, ...] = ()
    all_roles: bool = True
    criteria: tuple[Criterion, ...] = ()
    equity_needed_amount: float | None = None
    opens_at: datetime | None = None
    questions_until: datetime | None = None
    closes_at: datetime | None = None
    award_by: datetime | None = None
    recipient: str = ""
    holders: tuple[Holder, ...] = ()
    wrapped: tuple[WrappedKey, ...] = ()
    made_up: bool = False
    state: Annotated[str, States("draft", OFFER_MOVES)] = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferQuestion(Record):
    """A question about an offer; its answer is for all, who asked is not told."""

    offer: Annotated[str, RefersTo("offer")]
    party: Annotated[str, RefersTo("party")]
    text: str
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAccess(Record):
    """Somebody saw what of an offer isn't public, or did something with it."""

    offer: Annotated[str, RefersTo("offer")]
    person: Annotated[str | None, RefersTo("person")] = None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A party in a consortium. ``agreed_at`` is set when the party itself has agreed."""

    party: str
    role: Annotated[str, OneOf(OFFER_ROLES)]
    equity_amount: float | None = None
    share: float | None = None
    agreed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points of one criterion, 0 to 1; ``None`` where nothing was stated, with the reason."""

    criterion: str
    stated: float | None
    points: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionOfInterest(Record):
    """Interest of a party or a consortium in an offer.

    ``looking_for`` are roles for which partners are sought: that much other parties see. ``asks``
    are parties that ask to join; they are members once ``party`` takes them in. For an offer with
    sealed bids the terms lie in the sealed package, and stand here once it was opened.
    """

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("offer", "party"),)

    offer: Annotated[str, RefersTo("offer")]
    party: Annotated[str, RefersTo("party")]
    members: tuple[Member, ...] = ()
    asks: tuple[Member, ...] = ()
    looking_for: tuple[str, ...] = ()
    note_to_partners: str = ""
    scheme: str = ""
    conditions: str = ""
    stated: tuple[Score, ...] = ()
    valid_until: date | None = None
    total: float | None = None
    reason: str = ""
    state: Annotated[str, States("draft", INTEREST_MOVES)] = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBid(Record):
    """A sealed package as it was received, with its place in the chain of receipts.

    The ciphertext is a file known by ``sha256``; ``receipt`` is the signed receipt in its canonical
    JSON, whose hash the next one carries.
    """

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("offer", "number"), ("offer", "sha256"))

    offer: Annotated[str, RefersTo("offer")]
    party: Annotated[str, RefersTo("party")]
    number: int
    sha256: str
    bytes_count: int
    received_at: datetime
    receipt: str
    signature: str
    state: Annotated[str, States("held", BID_MOVES)] = "held"
    reason: str = ""
