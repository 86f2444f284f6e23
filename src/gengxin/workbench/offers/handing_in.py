"""What interest must have before it is handed in: every fault at once, in words."""

import math
from collections.abc import Iterator, Mapping
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
        *_capacity_faults(reading, offer, interest),
        *_rival_faults(reading, interest),
        # of sealed bids it is looked at when they are opened
        *(() if offer.recipient else money_faults(reading, offer, interest.members)),
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


def money_faults(reading: Reading, offer: Offer, members: tuple[Member, ...]) -> Iterator[str]:
    """Shares that make no whole, equity that a member hasn't, or that doesn't suffice together."""
    yield from _share_faults(members)
    parties = _parties(reading, members)
    for one in members:
        if (one.equity_amount or 0.0) < 0:
            told = f"{_called(parties, one.party)} states equity {one.equity_amount:,.0f}"
            yield f"{told} as {one.role}, must be 0 or more"
    yield from _overstated(parties, members)
    needed = offer.equity_needed_amount
    if not needed:
        return
    silent = [one.party for one in members if one.equity_amount is None]
    if silent:
        yield f"equity_amount of party {', '.join(silent)} is absent; state it, 0 is an answer"
    equity = math.fsum(one.equity_amount or 0.0 for one in members)
    if not silent and equity < needed:
        told = ", ".join(
            f"{_called(parties, one.party)} as {one.role} {one.equity_amount:,.0f}"
            for one in members
        )
        yield f"equity sums to {equity:,.0f} ({told}), must be at least {needed:,.0f}"


def _share_faults(members: tuple[Member, ...]) -> Iterator[str]:
    shares = [one.share for one in members if one.share is not None]
    if any(share < 0 for share in shares) or math.fsum(shares) > 1 + SHARES_MISS:
        yield f"shares sum to {math.fsum(shares):g}, must be 0 or more and sum to 1 at most"


def _overstated(parties: Mapping[str, Party], members: tuple[Member, ...]) -> Iterator[str]:
    """A party's equity is one, however many roles it fills: it isn't there twice."""
    for ref, party in parties.items():
        own = [one for one in members if one.party == ref and one.equity_amount]
        stated = math.fsum(one.equity_amount or 0.0 for one in own)
        if party.equity_amount is not None and stated > party.equity_amount:
            roles = ", ".join(one.role for one in own)
            told = f"{party.name_en} states equity {stated:,.0f} in all its roles ({roles})"
            yield f"{told}, must be at most the {party.equity_amount:,.0f} that it says it has"


def _capacity_faults(
    reading: Reading, offer: Offer, interest: ExpressionOfInterest
) -> Iterator[str]:
    """Roles whose load is above what their members say they can carry; unknown isn't nothing."""
    parties = _parties(reading, interest.members)
    for wanted in offer.roles:
        own = [parties[one.party] for one in interest.members if one.role == wanted.role]
        units = [
            can.capacity_units for one in own for can in one.capabilities if can.role == wanted.role
        ]
        known = [one for one in units if one is not None]
        if own and len(known) == len(own) and sum(known) < wanted.load_units:
            told = ", ".join(one.name_en for one in own)
            msg = f"role {wanted.role} takes {wanted.load_units} load units, {told} can carry"
            yield f"{msg} {sum(known)}; look for a partner in this role"


def _parties(reading: Reading, members: tuple[Member, ...]) -> dict[str, Party]:
    refs = sorted({one.party for one in members})
    return {one.ref: one for one in reading.list(Party, AnyOf("ref", tuple(refs)))}


def _called(parties: Mapping[str, Party], ref: str) -> str:
    return parties[ref].name_en if ref in parties else ref


def _validity_faults(interest: ExpressionOfInterest, now: datetime) -> Iterator[str]:
    if interest.valid_until is not None and interest.valid_until < now.date():
        yield f"valid_until is {interest.valid_until}, must be {now.date()} or later"
