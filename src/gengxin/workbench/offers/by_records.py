"""Offers of a district without its server, for whoever administers its machine."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gengxin.store.records import open_records
from gengxin.terms.records import (
    SYSTEM,
    ExpressionOfInterest,
    Is,
    Offer,
    OfferQuestion,
)
from gengxin.workbench.offers import course, telling
from gengxin.workbench.offers.doer import Doer
from gengxin.workbench.people import Accounts

__all__ = ["doer_of", "listed", "questions_of", "scores_of", "told"]


@contextlib.contextmanager
def doer_of(where: str | Path, *, by_mail: str = "") -> Iterator[Doer]:
    """Who does something in a district (its folder, or ``postgresql://…``), by their mail.

    Raises
    ------
    RecordAbsentError
        Where nobody has an account with this mail.

    """
    records = open_records(where)
    try:
        by = SYSTEM
        if by_mail:
            by = Accounts(records=records, now=_now).by_mail(by_mail).ref
        yield Doer(records=records, by=by, now=_now)
    finally:
        records.close()


def listed(doer: Doer) -> list[dict[str, Any]]:
    """Every offer at a glance, as the clock has it."""
    course.settle_all(doer)
    with doer.records.reading() as reading:
        return [
            {
                **telling.offer_card(reading, one),
                "interest_count": reading.count(ExpressionOfInterest, Is("offer", one.ref)),
            }
            for one in reading.list(Offer)
        ]


def told(doer: Doer, ref: str) -> dict[str, Any]:
    """One offer as its page tells it."""
    offer = course.settled(doer, ref)
    with doer.records.reading() as reading:
        return telling.page_document(reading, offer, office=True)


def questions_of(doer: Doer, ref: str) -> list[dict[str, Any]]:
    """Every question about an offer, also those that wait for an answer."""
    return [
        {"ref": one.ref, "text": one.text, "answer": one.answer}
        for one in doer.records.list(OfferQuestion, Is("offer", ref))
    ]


def scores_of(doer: Doer, ref: str) -> dict[str, Any]:
    """Interest in an offer with points and places."""
    offer = course.settled(doer, ref)
    with doer.records.reading() as reading:
        return telling.scores_document(reading, offer)


def _now() -> datetime:
    return datetime.now(UTC)
