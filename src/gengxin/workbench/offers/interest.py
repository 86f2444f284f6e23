"""Interest in an offer: begun, changed, joined, agreed to, handed in, withdrawn.

A member agrees to its own role and terms and to what all sign for (scheme, conditions, what is
stated, validity): where either changes, its agreement lapses. While bids are sealed the server
takes none of the terms, only who and in which roles.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gengxin.store.records import Change
from gengxin.terms import InputError
from gengxin.terms.records import (
    AnyOf,
    ConflictError,
    ExpressionOfInterest,
    Is,
    Member,
    Offer,
    Party,
    Score,
    SealedBid,
    StateError,
    TakenError,
)
from gengxin.workbench.offers.course import fall_back, refuse_unless_open, settled
from gengxin.workbench.offers.doer import Doer, NotReadyError
from gengxin.workbench.offers.handing_in import submission_faults

__all__ = [
    "agree",
    "ask_to_join",
    "begin",
    "change_interest",
    "leave",
    "refuse_barred",
    "stated_scores",
    "submit",
    "withdraw",
]

MOST_ASKS = 50
# what all members sign for
SIGNED = ("scheme", "conditions", "stated", "valid_until")


def begin(doer: Doer, offer: str, party: str, values: Mapping[str, Any]) -> ExpressionOfInterest:
    """A party's interest, as a draft; one that was withdrawn is taken up again, empty.

    ``values`` may hold ``members``, ``looking_for``, ``note_to_partners``, ``scheme``,
    ``conditions``, ``stated`` (number by criterion), ``valid_until``.

    Raises
    ------
    StateError, TakenError, InputError
        Where the offer isn't open, the party has interest in it already, or a value can't be.

    """
    settled(doer, offer)
    with doer.change("shows interest in an offer") as change:
        asked = _open(change, offer, doer.now())
        refuse_barred(change, [party])
        blank = ExpressionOfInterest(offer=offer, party=party, organisation=party)
        found = change.list(ExpressionOfInterest, Is("offer", offer), Is("party", party))
        if not found:
            return change.add(_with(change, asked, blank, values, doer.now()))
        if found[0].state != "withdrawn":
            msg = f"the party has interest {found[0].ref} in this offer already"
            raise TakenError(f"{msg}; change that one")
        again = replace(blank, ref=found[0].ref, version=found[0].version)
        return change.put(_with(change, asked, again, values, doer.now()))


def change_interest(
    doer: Doer, seen: ExpressionOfInterest, values: Mapping[str, Any]
) -> ExpressionOfInterest:
    """What the interest says now; handed in already, it is a draft again."""
    settled(doer, seen.offer)
    with doer.change("changes its interest") as change:
        offer = _open(change, seen.offer, doer.now())
        _refuse_unless(seen, "draft", "submitted")
        new = _with(change, offer, seen, values, doer.now())
        return change.put(replace(new, state="draft"))


def ask_to_join(doer: Doer, ref: str, member: Member) -> ExpressionOfInterest:
    """A party asks to join in a role for which partners are sought; the leader takes it in."""
    with _draft(doer, ref, "asks to join") as (change, offer, interest):
        refuse_barred(change, [member.party])
        _refuse_terms(offer, {"members": (member,)})
        if member.role not in interest.looking_for:
            told = list(interest.looking_for)
            raise InputError(f"role is {member.role!r}, must be one that is sought: {told}")
        if _keys(interest.members) & {(member.party, member.role)}:
            raise TakenError(f"party {member.party} is a member as {member.role} already; agree")
        if len(interest.asks) >= MOST_ASKS:
            raise StateError(f"{MOST_ASKS} have asked to join already; write to the leader")
        asks = [one for one in interest.asks if _key(one) != _key(member)]
        asked = replace(member, agreed_at=doer.now())
        return change.put(replace(interest, asks=(*asks, asked)))


def agree(doer: Doer, seen: ExpressionOfInterest, party: str) -> ExpressionOfInterest:
    """A member agrees to what it saw.

    Raises
    ------
    ConflictError
        Where the interest was changed since.

    """
    with _draft(doer, seen.ref, "agrees to a consortium") as (change, _, interest):
        refuse_barred(change, [party])
        if interest.version != seen.version:
            raise ConflictError(seen, interest)
        if party not in {one.party for one in interest.members}:
            msg = f"party {party} is no member of interest {seen.ref}; ask to join first"
            raise InputError(msg)
        return change.put(replace(interest, members=_agreed(interest.members, {party}, doer.now())))


def leave(doer: Doer, ref: str, party: str) -> ExpressionOfInterest:
    """A member, or who asked to be one, stays out; interest handed in with it is a draft again."""
    with _draft(doer, ref, "leaves a consortium", "submitted") as (change, _, interest):
        if party == interest.party:
            raise InputError(f"party {party} leads this interest; withdraw it instead")
        members = tuple(one for one in interest.members if one.party != party)
        asks = tuple(one for one in interest.asks if one.party != party)
        if (members, asks) == (interest.members, interest.asks):
            raise InputError(f"party {party} is no member of interest {ref}; nothing to leave")
        state = interest.state if members == interest.members else "draft"
        return change.put(replace(interest, members=members, asks=asks, state=state))


def submit(doer: Doer, seen: ExpressionOfInterest) -> ExpressionOfInterest:
    """Hand the interest in as it was seen.

    Raises
    ------
    NotReadyError
        Where something is missing; it says everything that is.

    """
    with _draft(doer, seen.ref, "hands in its interest") as (change, offer, interest):
        if interest.version != seen.version:
            raise ConflictError(seen, interest)
        faults = submission_faults(change, offer, interest, doer.now())
        if offer.recipient and not _held(change, interest):
            faults = (*faults, "the sealed bid is absent; hand it in, that submits the interest")
        if faults:
            raise NotReadyError(f"interest {seen.ref} can't be handed in yet", faults)
        return change.put(replace(interest, state="submitted"))


def withdraw(doer: Doer, ref: str, *, why: str = "") -> ExpressionOfInterest:
    """Take interest back: freely until the offer closes, then only once it has ceased to bind.

    Where it had been chosen, the award falls away.

    Raises
    ------
    StateError
        Where it still binds.

    """
    settled(doer, doer.records.one(ExpressionOfInterest, ref).offer)
    with doer.change(why or "withdraws its interest") as change:
        interest = change.one(ExpressionOfInterest, ref)
        offer = change.one(Offer, interest.offer)
        _refuse_unless(interest, "draft", "submitted", "scored", "awarded")
        if offer.state != "open":
            _refuse_bound(offer, interest, doer.now())
        for bid in _held(change, interest):
            change.put(replace(bid, state="withdrawn"))
        if interest.state == "awarded":
            fall_back(change, offer)
        return change.put(replace(interest, state="withdrawn", asks=()))


def refuse_barred(change: Change, parties: list[str]) -> None:
    """Refuse parties that aren't there, or that the office has barred.

    Raises
    ------
    InputError, StateError
        Naming them.

    """
    known = {one.ref: one for one in change.list(Party, AnyOf("ref", tuple(parties)))}
    strange = sorted(set(parties) - set(known))
    if strange:
        raise InputError(f"there is no party {strange}; list the party records for their refs")
    barred = [one.name_en for one in known.values() if one.state == "barred"]
    if barred:
        raise StateError(f"{', '.join(barred)} is barred from offers; ask the office why")


def stated_scores(offer: Offer, stated: Mapping[str, float]) -> tuple[Score, ...]:
    """What a bidder states, by the offer's criteria; points are given once it is opened.

    Raises
    ------
    InputError
        Where it is stated for no criterion that takes a number.

    """
    known = [one.code for one in offer.criteria if one.scoring == "number"]
    strange = sorted(set(stated) - set(known))
    if strange:
        raise InputError(f"stated are {strange}, must be some of {known}; leave out the others")
    return tuple(
        Score(criterion=code, stated=float(stated[code]), points=None, reason="")
        for code in known
        if code in stated
    )


@contextlib.contextmanager
def _draft(
    doer: Doer, ref: str, why: str, *others: str
) -> Iterator[tuple[Change, Offer, ExpressionOfInterest]]:
    """A change of interest that is a draft, or in one of the other states, in an open offer."""
    settled(doer, doer.records.one(ExpressionOfInterest, ref).offer)
    with doer.change(why) as change:
        interest = change.one(ExpressionOfInterest, ref)
        offer = _open(change, interest.offer, doer.now())
        _refuse_unless(interest, "draft", *others)
        yield change, offer, interest


def _open(change: Change, ref: str, now: datetime) -> Offer:
    offer = change.one(Offer, ref)
    refuse_unless_open(offer, now)
    return offer


def _refuse_unless(interest: ExpressionOfInterest, *states: str) -> None:
    if interest.state not in states:
        msg = f"interest {interest.ref} is {interest.state}, must be {' or '.join(states)}"
        raise StateError(f"{msg}; look at it again")


def _with(
    change: Change,
    offer: Offer,
    before: ExpressionOfInterest,
    values: Mapping[str, Any],
    now: datetime,
) -> ExpressionOfInterest:
    """The interest with what is said of it now; agreements lapse that no longer fit."""
    _refuse_terms(offer, values)
    said = dict(values)
    if "stated" in said:
        said["stated"] = stated_scores(offer, said["stated"])
    members: tuple[Member, ...] = tuple(said.get("members", before.members))
    _refuse_roles(offer, members, said.get("looking_for", before.looking_for))
    refuse_barred(change, [one.party for one in members])
    altered = any(name in said and said[name] != getattr(before, name) for name in SIGNED)
    known = {} if altered else {_key(one): one for one in before.members}
    if not any(said.get(name, getattr(before, name)) for name in SIGNED):
        # who asked to join has seen all there is to agree to
        known = {_key(one): one for one in before.asks} | known
    agreed = tuple(replace(one, agreed_at=_still(one, known.get(_key(one)))) for one in members)
    asks = tuple(one for one in before.asks if _key(one) not in _keys(members))
    said |= {"members": _agreed(agreed, {before.party}, now), "asks": asks}
    return replace(before, **said)


def _still(now: Member, before: Member | None) -> datetime | None:
    """When the member agreed, where that was to these terms."""
    if before is None or (now.equity_amount, now.share) != (before.equity_amount, before.share):
        return None
    return before.agreed_at


def _agreed(members: tuple[Member, ...], parties: set[str], now: datetime) -> tuple[Member, ...]:
    """The members; these parties agree now, where they haven't yet."""
    return tuple(
        replace(one, agreed_at=one.agreed_at or now) if one.party in parties else one
        for one in members
    )


def _refuse_terms(offer: Offer, values: Mapping[str, Any]) -> None:
    """Refuse terms in the clear where bids are sealed."""
    if not offer.recipient:
        return
    clear = [name for name in SIGNED if values.get(name)]
    clear += [
        f"equity and share of {one.party}"
        for one in values.get("members", ())
        if (one.equity_amount, one.share) != (None, None)
    ]
    if clear:
        msg = f"bids of offer {offer.ref} are sealed, but {', '.join(clear)} would be in the clear"
        raise InputError(f"{msg}; leave them to the sealed bid")


def _refuse_roles(offer: Offer, members: tuple[Member, ...], sought: tuple[str, ...]) -> None:
    roles = [one.role for one in offer.roles]
    strange = sorted({*sought, *(one.role for one in members)} - set(roles))
    if strange:
        raise InputError(f"roles are {strange}, must be some that the offer wants: {roles}")
    if len(_keys(members)) < len(members):
        raise InputError("a party stands twice in one role; name it once")


def _refuse_bound(offer: Offer, interest: ExpressionOfInterest, now: datetime) -> None:
    """Refuse to take back what binds still."""
    if interest.state == "draft":
        return
    if offer.state == "closed":
        msg = f"offer {offer.ref} is closed and its bids aren't opened yet"
        raise StateError(f"{msg}; until when this one binds is known then, wait")
    until = interest.valid_until
    if offer.state == "contracted" or (until is not None and now.date() <= until):
        told = "is contracted" if until is None else f"binds until {until}"
        raise StateError(f"interest {interest.ref} {told}; ask the office to let you go")


def _held(change: Change, interest: ExpressionOfInterest) -> tuple[SealedBid, ...]:
    mine = (Is("offer", interest.offer), Is("party", interest.party))
    return change.list(SealedBid, *mine, AnyOf("state", ("held", "replaced")))


def _key(member: Member) -> tuple[str, str]:
    return member.party, member.role


def _keys(members: tuple[Member, ...]) -> set[tuple[str, str]]:
    return {_key(one) for one in members}
