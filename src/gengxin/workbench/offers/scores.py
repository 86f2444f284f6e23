"""Scores of interest: kept as terms and assessments come, told with places."""

from dataclasses import dataclass, replace

from gengxin.offer.scoring import Assessment, Place, Tally, places, tally
from gengxin.store.records import Change, Reading
from gengxin.terms import InputError
from gengxin.terms.records import (
    ConflictError,
    ExpressionOfInterest,
    Is,
    Offer,
    StateError,
)
from gengxin.workbench.offers.doer import Doer

__all__ = ["Assessment", "Scored", "assess", "rescored", "scored_of", "unassessed"]

# interest that takes part in the choice
IN_CHOICE = ("submitted", "scored", "awarded", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One interest with its scores and its place among those that were handed in."""

    interest: ExpressionOfInterest
    tally: Tally
    place: Place | None


def scored_of(reading: Reading, offer: Offer) -> tuple[Scored, ...]:
    """Every interest that takes part in the choice, the best first.

    What was refused unread has no place.
    """
    found = [
        one
        for one in reading.list(ExpressionOfInterest, Is("offer", offer.ref))
        if one.state in IN_CHOICE
    ]
    tallies = {one.ref: _tally(offer, one) for one in found}
    placed = places({one.ref: tallies[one.ref] for one in found if one.stated})
    rows = [
        Scored(interest=one, tally=tallies[one.ref], place=placed.get(one.ref)) for one in found
    ]
    return tuple(sorted(rows, key=lambda row: -row.tally.least))


def assess(
    doer: Doer, seen: ExpressionOfInterest, criterion: str, given: Assessment
) -> ExpressionOfInterest:
    """Give points for a criterion that is assessed; another time replaces them.

    Raises
    ------
    InputError
        Where the criterion isn't one that is assessed, the points are none, or no reason is given.
    StateError
        Where the offer isn't at its choice.

    """
    with doer.change(f"assesses {criterion}") as change:
        offer = change.one(Offer, seen.offer)
        interest = change.one(ExpressionOfInterest, seen.ref)
        _refuse_unless_chosen_from(offer, interest)
        assessed = [one.code for one in offer.criteria if one.scoring == "assessed"]
        if criterion not in assessed:
            raise InputError(f"criterion is {criterion!r}, must be one of {assessed}")
        if not 0 <= given.points <= 1 or not given.reason.strip():
            msg = f"points are {given.points:g}, must be 0 to 1, with a reason in words"
            raise InputError(f"{msg}; give both")
        if interest.version != seen.version:
            raise ConflictError(seen, interest)
        return rescored(change, offer, interest, {criterion: given})


def rescored(
    change: Change,
    offer: Offer,
    interest: ExpressionOfInterest,
    more: dict[str, Assessment] | None = None,
) -> ExpressionOfInterest:
    """The interest with its points kept; ``scored`` once nothing of it is left to assess."""
    told = _tally(offer, interest, more)
    new = replace(interest, stated=told.scores, total=told.total)
    if not unassessed(offer, new):
        new = replace(new, state="scored")
    return change.put(new)


def unassessed(offer: Offer, interest: ExpressionOfInterest) -> tuple[str, ...]:
    """Criteria for which an assessor has yet to give points."""
    known = {one.criterion for one in interest.stated if one.points is not None}
    return tuple(
        one.code for one in offer.criteria if one.scoring == "assessed" and one.code not in known
    )


def _tally(
    offer: Offer, interest: ExpressionOfInterest, more: dict[str, Assessment] | None = None
) -> Tally:
    assessed = {one.code for one in offer.criteria if one.scoring == "assessed"}
    stated = {one.criterion: one.stated for one in interest.stated if one.stated is not None}
    given = {
        one.criterion: Assessment(points=one.points, reason=one.reason)
        for one in interest.stated
        if one.criterion in assessed and one.points is not None
    }
    return tally(offer.criteria, stated, given | (more or {}))


def _refuse_unless_chosen_from(offer: Offer, interest: ExpressionOfInterest) -> None:
    if offer.state != "opened":
        msg = f"offer {offer.ref} is {offer.state}; interest is assessed once it is opened"
        raise StateError(f"{msg}, until one is chosen")
    if interest.state not in {"submitted", "scored"}:
        raise StateError(
            f"interest {interest.ref} is {interest.state}, must be submitted; leave it"
        )
