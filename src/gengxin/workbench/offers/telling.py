"""Offers as they are told: to all, to a party that is in it, to those who choose."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gengxin.store.records import Reading
from gengxin.terms.records import (
    AnyOf,
    ExpressionOfInterest,
    Is,
    Offer,
    OfferQuestion,
    Party,
    Project,
    Record,
    SealedBid,
    StateError,
)
from gengxin.terms.sealed import Receipt, ReceiptBook, sha256_of
from gengxin.workbench.offers.checks import key_of
from gengxin.workbench.offers.scores import Scored, scored_of, unassessed
from gengxin.workbench.people import PUBLIC
from gengxin.workbench.records import shown
from gengxin.workbench.sealed import book_document

__all__ = [
    "interest_document",
    "my_offers_document",
    "offer_card",
    "page_document",
    "receipts_document",
    "scores_document",
]

# once bids were opened, who bid is no secret any more
OPENED = ("opened", "awarded", "contracted")
CHOSEN = ("awarded", "contracted")
_OTHERWISE = ("recipient", "holders", "wrapped", "projects", "entered_by")


def offer_card(reading: Reading, offer: Offer) -> dict[str, Any]:
    """An offer at a glance."""
    return {
        "ref": offer.ref,
        "kind": offer.kind,
        "state": offer.state,
        "visibility": offer.visibility,
        "name_en": offer.name_en,
        "name_zh": offer.name_zh,
        "projects": list(offer.projects),
        "roles": [one.role for one in offer.roles],
        "opens_at": _time(offer.opens_at),
        "questions_until": _time(offer.questions_until),
        "closes_at": _time(offer.closes_at),
        "sealed": bool(offer.recipient),
        "receipts_count": reading.count(SealedBid, Is("offer", offer.ref)),
        "made_up": offer.made_up,
    }


def page_document(reading: Reading, offer: Offer, *, office: bool) -> dict[str, Any]:
    """An offer with its projects, questions and answers; the office sees restricted projects too.

    Who asked isn't in it, nor who has shown interest until one is chosen.
    """
    questions = reading.list(OfferQuestion, Is("offer", offer.ref))
    answered = [one for one in questions if one.answer]
    return {
        **{name: value for name, value in _plain(offer).items() if name not in _OTHERWISE},
        "sealed": bool(offer.recipient),
        "key_sha256": key_of(offer).sha256 if _has_key(offer) else None,
        "holders": [{"role": one.role, "name": one.name} for one in offer.holders],
        "projects": [_card(reading, ref, office=office) for ref in offer.projects],
        "questions": [
            {
                "ref": one.ref,
                "text": one.text,
                "answer": one.answer,
                "answered_at": _time(one.answered_at),
            }
            for one in answered
        ],
        "unanswered_count": len(questions) - len(answered),
        "receipts_count": reading.count(SealedBid, Is("offer", offer.ref)),
        "chosen": _chosen(reading, offer) if offer.state in CHOSEN else None,
    }


def interest_document(
    reading: Reading, interest: ExpressionOfInterest, mine: Sequence[str]
) -> dict[str, Any]:
    """Interest as its leader and members see it, with the sealed bids of the parties of mine.

    Who has only asked to join sees no more than that.
    """
    offer = reading.one(Offer, interest.offer)
    told = _plain(interest)
    members = {one.party for one in interest.members} | {interest.party}
    if not members & set(mine):
        kept = ("ref", "version", "offer", "party", "looking_for", "note_to_partners", "state")
        told = {name: told[name] for name in kept}
        asks = [one for one in _plain(interest)["asks"] if one["party"] in mine]
        told |= {"asks": asks}
    bids = reading.list(SealedBid, Is("offer", offer.ref), AnyOf("party", tuple(mine)))
    return {
        **told,
        "leads": interest.party in mine,
        "of_offer": {
            "name_en": offer.name_en,
            "name_zh": offer.name_zh,
            "state": offer.state,
            "closes_at": _time(offer.closes_at),
            "sealed": bool(offer.recipient),
        },
        "names": _names(reading, members | {one.party for one in interest.asks}),
        "bids": [_plain(bid) for bid in bids if bid.party == interest.party],
    }


def my_offers_document(reading: Reading, mine: Sequence[str]) -> dict[str, Any]:
    """What the parties of somebody have to do with offers: what they lead, are in, have asked."""
    own = {one.ref: one for one in reading.list(ExpressionOfInterest, AnyOf("party", tuple(mine)))}
    others = {
        one.ref: one
        # members can't be asked for by a filter
        for one in reading.list(ExpressionOfInterest)
        if {member.party for member in (*one.members, *one.asks)} & set(mine)
    }
    found = sorted((own | others).values(), key=lambda one: one.ref, reverse=True)
    questions = reading.list(OfferQuestion, AnyOf("party", tuple(mine)), newest_first=True)
    return {
        "parties": [_plain(one) for one in reading.list(Party, AnyOf("ref", tuple(mine)))],
        "interest": [interest_document(reading, one, mine) for one in found],
        "questions": [_plain(one) for one in questions],
    }


def receipts_document(
    book: ReceiptBook, offer: Offer, *, mine: Sequence[str], whole: bool
) -> dict[str, Any]:
    """The receipts of an offer: their hashes for every party, the texts of one's own.

    A text names its party, so that all texts are told once bids were opened, and before to those
    with ``whole``. ``book`` is then what ``gengxin bid`` reads.
    """
    told = whole or offer.state in OPENED
    rows = []
    for number, signed in enumerate(book.receipts, start=1):
        seen = told or Receipt.of(signed.text).party in mine
        rows.append(
            {
                "number": number,
                "receipt_sha256": sha256_of(signed.text),
                "text": signed.text if seen else None,
                "signature": signed.signature if seen else None,
            }
        )
    closing = book.closing
    return {
        "offer": offer.ref,
        "public_key": book.public_key,
        "receipts": rows,
        "closing": closing and {"text": closing.text, "signature": closing.signature},
        "book": book_document(book) if told else None,
    }


def scores_document(reading: Reading, offer: Offer) -> dict[str, Any]:
    """Every interest with its points and place, the best first.

    Raises
    ------
    StateError
        Where the offer isn't opened yet.

    """
    if offer.state not in OPENED:
        msg = f"offer {offer.ref} is {offer.state}; scores are told once it is opened"
        raise StateError(f"{msg}; wait until then")
    rows = scored_of(reading, offer)
    names = _names(reading, {one.party for row in rows for one in row.interest.members})
    return {
        "offer": offer.ref,
        "state": offer.state,
        "names": names,
        "rows": [_scored(offer, row) for row in rows],
    }


def _scored(offer: Offer, row: Scored) -> dict[str, Any]:
    interest, tally, place = row.interest, row.tally, row.place
    return {
        **_plain(interest),
        "scores": [
            {
                "criterion": one.criterion,
                "stated": one.stated,
                "points": one.points,
                "reason": one.reason,
            }
            for one in tally.scores
        ],
        "total": tally.total,
        "least": tally.least,
        "most": tally.most,
        "place_first": place and place.first,
        "place_last": place and place.last,
        "unassessed": list(unassessed(offer, interest)),
    }


def _card(reading: Reading, ref: str, *, office: bool) -> dict[str, Any]:
    project = reading.one(Project, ref)
    if project.visibility != "public" and not office:
        return {"ref": ref, "withheld": True}
    return {
        "ref": ref,
        "withheld": False,
        "code": project.code,
        "name_en": project.name_en,
        "name_zh": project.name_zh,
        "unit": project.unit,
        "stage": project.stage,
        "sites_count": len({work.site for work in project.works}),
    }


def _chosen(reading: Reading, offer: Offer) -> dict[str, Any] | None:
    found = reading.list(ExpressionOfInterest, Is("offer", offer.ref), Is("state", "awarded"))
    if not found:
        return None
    names = _names(reading, {one.party for one in found[0].members})
    return {
        "reason": found[0].reason,
        "total": found[0].total,
        "members": [{"role": one.role, **names[one.party]} for one in found[0].members],
    }


def _names(reading: Reading, refs: set[str]) -> dict[str, dict[str, str]]:
    """What parties are called."""
    found = reading.list(Party, AnyOf("ref", tuple(sorted(refs))))
    return {one.ref: {"name_en": one.name_en, "name_zh": one.name_zh} for one in found}


def _has_key(offer: Offer) -> bool:
    return bool(offer.recipient) and offer.state != "draft"


def _plain(record: Record) -> dict[str, Any]:
    return shown(record, PUBLIC)


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
