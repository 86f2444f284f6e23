"""Parties: registered by a newcomer or somebody known, changed, checked, joined by colleagues."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gengxin.store.records import Change, Reading
from gengxin.terms import InputError
from gengxin.terms.records import (
    AnyOf,
    Is,
    Party,
    Person,
    RoleGrant,
    StateError,
    TakenError,
)
from gengxin.workbench.offers.doer import Doer
from gengxin.workbench.people import Accounts, Grant, NewPerson

__all__ = ["add_party", "change_party", "check_party", "invite_colleague", "register"]

MOST_PARTIES_OF_ONE = 10
MOST_PEOPLE_OF_ONE = 20
# what the office looks at when it checks a party
CHECKED = (
    *("name_en", "name_zh", "kind", "legal_id"),
    *("capabilities", "equity_amount", "track_record"),
)


def register(
    accounts: Accounts, new: NewPerson, password: str, party: Party
) -> tuple[Person, Party]:
    """An account for a newcomer and the party for which they act, both or neither.

    Raises
    ------
    TakenError
        Where the mail has an account. No mail is sent, so that an answer which hid this couldn't
        be acted on; the pace of asking bounds who guesses, and nothing else is told.
    InputError
        Where mail, name, password or party can't be taken.

    """
    try:
        with accounts.newcomer(new, password, why="registers a party") as (change, person):
            return person, _kept(change, person.ref, party)
    except TakenError as error:
        msg = "nobody can be registered with this mail; sign in where you have an account"
        raise TakenError(f"{msg}, or ask the office to invite you") from error


def add_party(doer: Doer, party: Party) -> Party:
    """Another party, for which who adds it acts."""
    with doer.change("registers a party") as change:
        held = change.count(RoleGrant, Is("person", doer.by), Is("role", "party"))
        if held >= MOST_PARTIES_OF_ONE:
            msg = f"you act for {held} parties, at most {MOST_PARTIES_OF_ONE}"
            raise StateError(f"{msg}; let somebody else register this one")
        return _kept(change, doer.by, party)


def change_party(doer: Doer, seen: Party, values: Mapping[str, Any]) -> Party:
    """What a party says of itself now; what was checked and changes is to be checked again."""
    with doer.change("changes a party") as change:
        new = replace(seen, **values)
        _refuse_unknown(change, new)
        fresh = any(getattr(new, name) != getattr(seen, name) for name in CHECKED)
        if fresh and seen.state == "checked":
            new = replace(new, state="registered")
        return change.put(new)


def check_party(doer: Doer, ref: str, state: str, *, why: str) -> Party:
    """Say that a party was checked, or bar it."""
    with doer.change(why) as change:
        return change.put(replace(change.one(Party, ref), state=state))


def invite_colleague(accounts: Accounts, party: str, new: NewPerson, *, by: str) -> tuple[str, str]:
    """Another person who acts for the party: their ref, and the secret of the invitation."""
    acting = accounts.records.list(RoleGrant, Is("role", "party"), Is("within", party))
    if len(acting) >= MOST_PEOPLE_OF_ONE:
        msg = f"{len(acting)} people act for party {party}, at most {MOST_PEOPLE_OF_ONE}"
        raise StateError(f"{msg}; ask the office to end a role")
    person, secret = accounts.invite(new, [Grant(role="party", within=party)], by=by)
    return person.ref, secret


def _kept(change: Change, person: str, party: Party) -> Party:
    """The party as new, its own organisation, for which the person acts."""
    _refuse_unknown(change, party)
    kept = change.add(replace(party, contact=person))
    change.add(RoleGrant(person=person, role="party", within=kept.ref))
    return change.put(replace(kept, organisation=kept.ref))


def _refuse_unknown(reading: Reading, party: Party) -> None:
    """Refuse to exclude parties that aren't there, or oneself."""
    known = {one.ref for one in reading.list(Party, AnyOf("ref", party.excludes))}
    strange = [ref for ref in party.excludes if ref not in known or ref == party.ref]
    if strange:
        raise InputError(f"excludes names {strange}, must be refs of other parties; mend it")
