"""What an offer must have before it is opened: every fault at once, in words."""

import json
import math
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from gengxin.store.records import Reading
from gengxin.terms import InputError
from gengxin.terms.records import (
    Criterion,
    Is,
    KeptProgramme,
    Offer,
    Project,
    ProjectSheet,
    RecordAbsentError,
)
from gengxin.terms.sealed import OfferKey, Share
from gengxin.workbench.offers.keying import FEWEST_PARTS, makers_of
from gengxin.workbench.sealed import HOLDERS, key_document, offer_key_of

__all__ = ["key_of", "opening_faults"]

WEIGHTS_MISS = 1e-9
OVER = ("completed", "cancelled")
_TIMES = ("opens_at", "questions_until", "closes_at", "award_by")


def opening_faults(reading: Reading, offer: Offer, now: datetime) -> tuple[str, ...]:
    """Everything that keeps an offer from being opened."""
    return (
        *_project_faults(reading, offer),
        *_sheet_faults(reading, offer),
        *_role_faults(offer),
        *_criteria_faults(offer),
        *_time_faults(offer, now),
        *_seal_faults(reading, offer),
    )


def key_of(offer: Offer) -> OfferKey:
    """The key to which bids of an offer are sealed.

    Raises
    ------
    InputError
        Where it has none, or one that isn't whole.

    """
    key = OfferKey(
        offer=offer.ref,
        recipients=tuple(offer.recipient.split()),
        holders={holder.role: holder.recipient for holder in offer.holders},
        shares=tuple(
            Share(first=one.first, second=one.second, sealed=one.sealed) for one in offer.wrapped
        ),
    )
    # the one reader of keys says whether it is whole
    return offer_key_of(json.dumps(key_document(key)))


def _project_faults(reading: Reading, offer: Offer) -> Iterator[str]:
    if not offer.projects:
        yield "projects is empty, must name at least one"
    if len(set(offer.projects)) < len(offer.projects):
        yield "projects names one twice; name each once"
    for ref in offer.projects:
        try:
            project = reading.one(Project, ref)
        except RecordAbsentError as error:
            yield str(error)
            continue
        yield from _one_project_faults(reading, project)
        yield from _twice_offered_faults(reading, offer, project)


def _one_project_faults(reading: Reading, project: Project) -> Iterator[str]:
    if project.visibility != "public" or project.ended_at is not None:
        yield f"project {project.code} is {project.visibility} or ended, must be public"
    if reading.one(KeptProgramme, project.programme).state != "adopted":
        yield f"project {project.code} is of a programme that isn't adopted; adopt that first"
    if project.stage in OVER:
        yield f"project {project.code} is {project.stage}; leave it out"


def _twice_offered_faults(reading: Reading, offer: Offer, project: Project) -> Iterator[str]:
    """A role in a project is offered by one open offer at a time."""
    roles = {one.role for one in offer.roles}
    for other in reading.list(Offer, Is("state", "open")):
        twice = roles & {one.role for one in other.roles}
        if twice and other.ref != offer.ref and project.ref in other.projects:
            words = ", ".join(sorted(twice))
            yield f"project {project.code} is offered for {words} in offer {other.ref} already"


def _sheet_faults(reading: Reading, offer: Offer) -> Iterator[str]:
    for ref in offer.sheets:
        try:
            if reading.one(ProjectSheet, ref).project not in offer.projects:
                yield f"sheet {ref} is of another project; take one of those offered"
        except RecordAbsentError as error:
            yield str(error)


def _role_faults(offer: Offer) -> Iterator[str]:
    roles = [one.role for one in offer.roles]
    if not roles:
        yield "roles is empty, must name who is sought"
    if len(set(roles)) < len(roles):
        yield f"roles are {roles}, must each stand once"
    for one in offer.roles:
        if one.load_units <= 0:
            yield f"role {one.role} has load_units {one.load_units}, must be above 0"
    if offer.equity_needed_amount is not None and offer.equity_needed_amount < 0:
        yield f"equity_needed_amount is {offer.equity_needed_amount:g}, must be 0 or more"


def _criteria_faults(offer: Offer) -> Iterator[str]:
    codes = [one.code for one in offer.criteria]
    if not codes:
        yield "criteria is empty, must say by what is decided"
        return
    if len(set(codes)) < len(codes):
        yield f"criteria are {codes}, must each have a code of their own"
    total = math.fsum(one.weight for one in offer.criteria)
    if abs(total - 1.0) > WEIGHTS_MISS:
        yield f"weights of the criteria sum to {total:.12g}, must sum to 1"
    for one in offer.criteria:
        yield from _criterion_faults(one)


def _criterion_faults(one: Criterion) -> Iterator[str]:
    if not one.code.strip():
        yield "a criterion has no code; name it"
    if not one.weight > 0:
        yield f"criterion {one.code} has weight {one.weight:g}, must be above 0"
    ends = (one.worst, one.best)
    if one.scoring == "number" and (None in ends or one.worst == one.best):
        yield f"criterion {one.code} has worst {one.worst}, best {one.best}; must be two numbers"
    if one.scoring == "assessed" and ends != (None, None):
        yield f"criterion {one.code} is assessed, must have no worst and best"


def _time_faults(offer: Offer, now: datetime) -> Iterator[str]:
    told = [(name, getattr(offer, name)) for name in _TIMES if getattr(offer, name) is not None]
    for (first, earlier), (second, later) in pairwise(told):
        if not earlier <= later:
            yield f"{second} is {later.isoformat()}, must not come before {first}"
    if offer.closes_at is not None and offer.closes_at <= now:
        yield f"closes_at is {offer.closes_at.isoformat()}, must be after {now.isoformat()}"


def _seal_faults(reading: Reading, offer: Offer) -> Iterator[str]:
    if not (offer.recipient or offer.holders or offer.wrapped):
        return
    if offer.closes_at is None:
        yield "closes_at is absent, must be given where bids are sealed"
    if len(offer.holders) != len(HOLDERS):
        yield f"holders are {len(offer.holders)}, must be {len(HOLDERS)}: {', '.join(HOLDERS)}"
    try:
        parts = key_of(offer).recipients
    except InputError as error:
        yield f"the key of sealed bids: {error}"
        return
    makers = len(set(makers_of(reading, offer).values()))
    if min(len(parts), makers) < FEWEST_PARTS:
        msg = f"the key of sealed bids has {len(parts)} parts entered by {makers} persons"
        yield (
            f"{msg}, must have at least {FEWEST_PARTS} by {FEWEST_PARTS}: who makes all parts "
            "could open bids alone; let another holder add one"
        )
