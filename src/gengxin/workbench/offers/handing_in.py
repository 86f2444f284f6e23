"""What interest must have before it is handed in: every fault at once, in words."""

import math
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from gengxin.store.records import Reading
from gengxin.terms.records import AnyOf, ExpressionOfInterest, Is, Member, Offer, Party

__all__ = ["money_faults", "submission_faults"]

SHARES_MISS = 1e-6


def submission_faults(
    reading: Reading, offer: Offer, interest: ExpressionOfInterest, now: datetime
) -> tuple[str, ...]:
    """Everything that keeps interest from being handed in."""
    return (
        *_member_faults(reading, interest),
        *_role_faults(offer, interest),
        *_rival_faults(reading, interest),
        # of sealed bids it is looked at when they are opened
        *(() if offer.recipient else money_faults(offer, interest.members)),
        *_validity_faults(interest, now),
    )


def _member_faults(reading: Reading, interest: ExpressionOfInterest) -> Iterator[str]:
    refs = {one.party for one in interest.members}
    parties = reading.list(Party, AnyOf("ref", tuple(sorted(refs))))
    if interest.party not in refs:
        yield "the party that leads has no role; name it among the members"
    for one in interest.members:
        if one.agreed_at is None:
            yield f"party {one.party} hasn't agreed to be {one.role}; let it agree"
    for party in parties:
        if party.state == "barred":
            yield f"party {party.name_en} is barred from offers; leave it out"
    for first, second in combinations(parties, 2):
        if second.ref in first.excludes or first.ref in second.excludes:
            yield f"{first.name_en} and {second.name_en} exclude each other; leave one of them out"


def _role_faults(offer: Offer, interest: ExpressionOfInterest) -> Iterator[str]:
    filled = {one.role for one in interest.members}
    missing = [one.role for one in offer.roles if one.role not in filled]
    if offer.all_roles and missing:
        yield f"nobody is {', '.join(missing)}, must all be filled; look for partners"


def _rival_faults(reading: Reading, interest: ExpressionOfInterest) -> Iterator[str]:
    """A party stands in one interest in an offer, as leader or member."""
    mine = {one.party for one in interest.members}
    handed_in = (Is("offer", interest.offer), Is("state", "submitted"))
    for other in reading.list(ExpressionOfInterest, *handed_in):
        twice = sorted(mine & {one.party for one in other.members})
        if twice and other.ref != interest.ref:
            yield f"party {', '.join(twice)} stands in other interest in this offer; choose one"


def money_faults(offer: Offer, members: tuple[Member, ...]) -> Iterator[str]:
    """Shares that make no whole, equity that doesn't suffice."""
    shares = [one.share for one in members if one.share is not None]
    if any(share < 0 for share in shares) or math.fsum(shares) > 1 + SHARES_MISS:
        yield f"shares sum to {math.fsum(shares):g}, must be 0 or more and sum to 1 at most"
    needed = offer.equity_needed_amount
    if not needed:
        return
    silent = [one.party for one in members if one.equity_amount is None]
    if silent:
        yield f"equity_amount of party {', '.join(silent)} is absent; state it, 0 is an answer"
    equity = math.fsum(one.equity_amount or 0.0 for one in members)
    if not silent and equity < needed:
        yield f"equity sums to {equity:g}, must be at least {needed:g}"


def _validity_faults(interest: ExpressionOfInterest, now: datetime) -> Iterator[str]:
    if interest.valid_until is not None and interest.valid_until < now.date():
        yield f"valid_until is {interest.valid_until}, must be {now.date()} or later"
