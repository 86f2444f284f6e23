"""The course of an offer: drafted, opened, closed by the clock, awarded, contracted or lapsed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gengxin.store.records import Change
from gengxin.terms import InputError
from gengxin.terms.records import (
    SYSTEM,
    AnyOf,
    Before,
    ExpressionOfInterest,
    Is,
    Offer,
    Party,
    PartyRole,
    Project,
    SealedBid,
    StateError,
)
from gengxin.workbench.offers.checks import opening_faults
from gengxin.workbench.offers.doer import Doer, NotReadyError
from gengxin.workbench.offers.scores import Scored, rescored, scored_of, unassessed

__all__ = [
    "award",
    "change_draft",
    "close",
    "contract",
    "draft",
    "fall_back",
    "lapse",
    "open_offer",
    "refuse_unless_open",
    "settle_all",
    "settled",
    "to_opened",
]


def draft(doer: Doer, offer: Offer) -> Offer:
    """A new offer, which nobody else sees yet."""
    with doer.change("drafts an offer") as change:
        return change.add(offer)


def change_draft(doer: Doer, seen: Offer, values: Mapping[str, Any]) -> Offer:
    """What a draft says now.

    Raises
    ------
    StateError
        Where it is no draft any more: terms of an open offer don't change.

    """
    if seen.state != "draft":
        msg = f"offer {seen.ref} is {seen.state}: its terms don't change any more"
        raise StateError(f"{msg}; let it lapse and draft another")
    with doer.change("changes an offer") as change:
        return change.put(replace(seen, **values))


def open_offer(doer: Doer, seen: Offer) -> Offer:
    """Show an offer to all; from now on its terms don't change.

    Raises
    ------
    NotReadyError
        Where something is missing; it says everything that is.

    """
    if seen.state != "draft":
        raise StateError(f"offer {seen.ref} is {seen.state}, must be a draft; draft another")
    with doer.change("opens an offer") as change:
        now = doer.now()
        new = replace(seen, opens_at=seen.opens_at or now)
        faults = opening_faults(change, new, now)
        if faults:
            raise NotReadyError(f"offer {seen.ref} can't be opened yet", faults)
        return change.put(replace(new, state="open", visibility="public"))


def settled(doer: Doer, ref: str) -> Offer:
    """The offer as the clock has it: closed where its time is over, whoever looks."""
    offer = doer.records.one(Offer, ref)
    if not _over(offer, doer.now()):
        return offer
    with replace(doer, by=SYSTEM).change("closed by the clock") as change:
        return _closed(change, change.one(Offer, ref))


def settle_all(doer: Doer) -> None:
    """Close every offer whose time is over."""
    for one in doer.records.list(Offer, Is("state", "open"), Before("closes_at", doer.now())):
        settled(doer, one.ref)


def refuse_unless_open(offer: Offer, now: datetime) -> None:
    """Refuse what may be done to an open offer alone.

    Raises
    ------
    StateError
        Where it isn't open yet or any more.

    """
    if offer.opens_at is not None and offer.state == "open" and now < offer.opens_at:
        msg = f"offer {offer.ref} opens at {offer.opens_at.isoformat()}, it is {now.isoformat()}"
        raise StateError(f"{msg}; wait until then")
    if offer.state != "open" or _over(offer, now):
        at = "" if offer.closes_at is None else f", it closes at {offer.closes_at.isoformat()}"
        state = "closed" if offer.state == "open" else offer.state
        msg = f"offer {offer.ref} is {state}, must be open{at}; it is {now.isoformat()}"
        raise StateError(f"{msg}: too late, see other offers" if state != "draft" else msg)


def close(doer: Doer, ref: str) -> Offer:
    """Close an offer that has no time to close at; one that has is closed by the clock.

    Raises
    ------
    StateError
        Where its time isn't over, or it isn't open.

    """
    offer = settled(doer, ref)
    if offer.state in {"closed", "opened"}:
        return offer
    if offer.state == "open" and offer.closes_at is not None:
        msg = f"offer {ref} closes at {offer.closes_at.isoformat()}, by the clock"
        raise StateError(f"{msg}; wait until then, or let it lapse")
    with doer.change("closes an offer") as change:
        return _closed(change, change.one(Offer, ref))


def to_opened(change: Change, offer: Offer) -> Offer:
    """The closed offer as opened, with everything scored that needs no assessor."""
    for interest in _of(change, offer, "submitted"):
        rescored(change, offer, interest)
    return change.put(replace(offer, state="opened"))


def award(doer: Doer, ref: str, interest: str, *, reason: str) -> Offer:
    """Choose an interest; the others are refused with the reason.

    Raises
    ------
    StateError, NotReadyError
        Where the offer isn't opened, another was chosen, the interest may not be chosen, or some
        interest has yet to be assessed.

    """
    settled(doer, ref)
    if not reason.strip():
        raise InputError("an award says why; write the reason")
    with doer.change(f"awards an offer: {reason}") as change:
        offer = change.one(Offer, ref)
        if offer.state != "opened":
            msg = f"offer {ref} is {offer.state}, must be opened before it is awarded"
            raise StateError(f"{msg}; look at it again")
        chosen = change.one(ExpressionOfInterest, interest)
        rivals = _of(change, offer, "submitted", "scored")
        _refuse_choice(offer, chosen, rivals, doer.now())
        _refuse_barred(change, chosen)
        rows = scored_of(change, offer)
        change.put(replace(chosen, state="awarded", reason=reason))
        for row in rows:
            if row.interest.ref in {one.ref for one in rivals} - {chosen.ref}:
                told = _told(row, len(rows))
                change.put(replace(row.interest, state="refused", reason=told))
        return change.put(replace(offer, state="awarded"))


def contract(doer: Doer, ref: str, *, note: str) -> Offer:
    """The offer is contracted: who was chosen gets their roles in its projects."""
    with doer.change(f"contracts an offer: {note}") as change:
        offer = change.one(Offer, ref)
        if offer.state != "awarded":
            raise StateError(f"offer {ref} is {offer.state}, must be awarded; award it first")
        (chosen,) = _of(change, offer, "awarded")
        since = doer.now().date()
        roles = tuple(
            PartyRole(party=one.party, role=one.role, since=since) for one in chosen.members
        )
        for project in (change.one(Project, one) for one in offer.projects):
            known = {(one.party, one.role) for one in project.parties}
            new = tuple(one for one in roles if (one.party, one.role) not in known)
            lead = project.lead_party or chosen.party
            change.put(replace(project, parties=project.parties + new, lead_party=lead))
        return change.put(replace(offer, state="contracted"))


def lapse(doer: Doer, ref: str, *, reason: str) -> Offer:
    """End an offer without a contract; sealed bids that nobody opened stay sealed."""
    if not reason.strip():
        raise InputError("an offer lapses for a reason; write it")
    with doer.change(f"lets an offer lapse: {reason}") as change:
        offer = change.one(Offer, ref)
        if offer.state in {"contracted", "lapsed"}:
            raise StateError(f"offer {ref} is {offer.state}, and stays so; draft another")
        for interest in _of(change, offer, "submitted", "scored", "awarded"):
            told = f"the offer lapsed: {reason}"
            change.put(replace(interest, state="refused", reason=told))
        return change.put(replace(offer, state="lapsed"))


def fall_back(change: Change, offer: Offer) -> Offer:
    """The offer before its award: who wasn't chosen can be chosen again."""
    for interest in _of(change, offer, "refused"):
        if _was_read(change, offer, interest):
            change.put(replace(interest, state="scored", reason=""))
    return change.put(replace(offer, state="opened"))


def _over(offer: Offer, now: datetime) -> bool:
    return offer.state == "open" and offer.closes_at is not None and now >= offer.closes_at


def _closed(change: Change, offer: Offer) -> Offer:
    """The offer as closed; where nothing is sealed, as opened at once."""
    if offer.state != "open":
        if offer.state in {"closed", "opened"}:  # somebody else looked a moment ago
            return offer
        raise StateError(f"offer {offer.ref} is {offer.state}, must be open to be closed")
    closed = change.put(replace(offer, state="closed"))
    return closed if offer.recipient else to_opened(change, closed)


def _of(change: Change, offer: Offer, *states: str) -> tuple[ExpressionOfInterest, ...]:
    return change.list(ExpressionOfInterest, Is("offer", offer.ref), AnyOf("state", states))


def _refuse_choice(
    offer: Offer,
    chosen: ExpressionOfInterest,
    rivals: tuple[ExpressionOfInterest, ...],
    now: datetime,
) -> None:
    if chosen.ref not in {one.ref for one in rivals}:
        msg = f"interest {chosen.ref} is {chosen.state} in offer {chosen.offer}, must be one handed"
        raise StateError(f"{msg} in to offer {offer.ref}; see GET /api/offers/{offer.ref}/scores")
    if chosen.valid_until is not None and chosen.valid_until < now.date():
        msg = f"interest {chosen.ref} was valid until {chosen.valid_until}, it is {now.date()}"
        raise StateError(f"{msg}; choose another, or let the offer lapse")
    left = [
        f"interest {one.ref}: {', '.join(missing)}"
        for one in rivals
        for missing in (unassessed(offer, one),)
        if missing
    ]
    if left:
        raise NotReadyError("not all is assessed that must be before one is chosen", left)


def _refuse_barred(change: Change, chosen: ExpressionOfInterest) -> None:
    parties = tuple({one.party for one in chosen.members})
    for one in change.list(Party, AnyOf("ref", parties), Is("state", "barred")):
        msg = f"{one.name_en} was barred since interest {chosen.ref} was handed in"
        raise StateError(f"{msg}; choose another")


def _told(row: Scored, count: int) -> str:
    """Why another was chosen, for one that wasn't: its own total and place."""
    total = "unavailable" if row.tally.total is None else f"{row.tally.total:.3f}"
    if row.place is None:
        return f"another was chosen; the total of this one is {total}"
    first, last = row.place.first, row.place.last
    place = f"{first}" if first == last else f"{first} to {last}"
    return f"another was chosen; the total of this one is {total}, its place {place} of {count}"


def _was_read(change: Change, offer: Offer, interest: ExpressionOfInterest) -> bool:
    """Whether it was refused by a choice, not when sealed bids were opened."""
    if not offer.recipient:
        return True
    mine = (Is("offer", offer.ref), Is("party", interest.party), Is("state", "opened"))
    return bool(change.list(SealedBid, *mine))
