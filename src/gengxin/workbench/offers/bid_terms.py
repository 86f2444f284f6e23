"""The terms that a sealed bid states, as its opened manifest has them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gengxin.terms import InputError
from gengxin.terms.records import ExpressionOfInterest, Member, Offer, Score
from gengxin.workbench.offers.interest import stated_scores
from gengxin.workbench.sealed import REFUSALS

__all__ = ["BidTerms", "terms_of"]

MOST_MEMBERS = 30
LONGEST_TEXT = 20_000
Number = Annotated[float, Field(allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Word = Annotated[str, Field(max_length=64)]


class _Member(BaseModel):
    model_config = ConfigDict(extra="forbid")

    party: Word
    role: Word
    equity_amount: Number | None = None
    share: Number | None = None


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    members: Annotated[list[_Member], Field(min_length=1, max_length=MOST_MEMBERS)]
    scheme: Text = ""
    conditions: Text = ""
    stated: Annotated[dict[Word, Number], Field(max_length=100)] = Field(default_factory=dict)
    valid_until: date | None = None


class _Manifest(BaseModel):
    offer: Word
    party: Word
    nonce: Annotated[str, Field(min_length=16, max_length=200)]
    content: _Content


@dataclass(frozen=True, slots=True, kw_only=True)
class BidTerms:
    """What a bid states for a consortium whose parties have agreed to their roles."""

    nonce: str
    members: tuple[Member, ...]
    scheme: str
    conditions: str
    stated: tuple[Score, ...]
    valid_until: date | None

    @property
    def roles(self) -> set[tuple[str, str]]:
        """Who is in it, in which role."""
        return {(one.party, one.role) for one in self.members}

    def values(self, interest: ExpressionOfInterest) -> dict[str, Any]:
        """The fields of the interest that were sealed; members keep when they agreed."""
        agreed = {(one.party, one.role): one.agreed_at for one in interest.members}
        return {
            "members": tuple(
                replace(one, agreed_at=agreed[one.party, one.role]) for one in self.members
            ),
            "scheme": self.scheme,
            "conditions": self.conditions,
            "stated": self.stated,
            "valid_until": self.valid_until,
        }


def terms_of(offer: Offer, party: str, manifest: Mapping[str, Any]) -> BidTerms | str:
    """The terms in a manifest, or why there are none: a sentence that refuses the bid."""
    try:
        told = _Manifest.model_validate(manifest)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{REFUSALS['not_a_bid'][0]}: {where} {first['msg']}"
    if told.offer != offer.ref:
        return REFUSALS["other_offer"][0]
    if told.party != party:
        return REFUSALS["other_party"][0]
    content = told.content
    try:
        stated = stated_scores(offer, content.stated)
    except InputError as error:
        return f"{REFUSALS['not_a_bid'][0]}: {error}"
    return BidTerms(
        nonce=told.nonce,
        members=tuple(Member(**one.model_dump()) for one in content.members),
        scheme=content.scheme,
        conditions=content.conditions,
        stated=stated,
        valid_until=content.valid_until,
    )
