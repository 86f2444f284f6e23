"""Records of people: who they are, what they may do, how they are known again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

from gengxin.terms.records.codes import LANGUAGES, PERSON_MOVES, ROLES
from gengxin.terms.records.record import OneOf, Passing, Personal, Record, RefersTo, States

__all__ = ["Invitation", "Person", "RoleGrant", "Session", "Token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """An account. No two people have the same mail; write it in small letters."""

    name: Annotated[str | None, Personal("ref")] = None
    mail: Annotated[str | None, Personal("ref")] = None
    password_hash: Annotated[str | None, Personal("ref")] = None
    language: Annotated[str, OneOf(LANGUAGES)] = "zh"
    state: Annotated[str, States("invited", PERSON_MOVES)] = "invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant(Record):
    """A role that a person has: everywhere, or ``within`` an area or for a party.

    From ``starts_on`` through ``ends_on``, both included; ``None`` is without bound.
    """

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("person", "role", "within"),)

    person: Annotated[str, RefersTo("person")]
    role: Annotated[str, OneOf(ROLES)]
    within: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Record):
    """A browser in which a person has signed in; ended by signing out."""

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("secret_hash",),)

    person: Annotated[str, RefersTo("person")]
    secret_hash: str
    expires_at: datetime
    seen_at: Annotated[datetime | None, Passing()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token(Record):
    """What a program shows to act for a person, in no more than ``roles``."""

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("secret_hash",),)

    person: Annotated[str, RefersTo("person")]
    label: str
    secret_hash: str
    roles: tuple[str, ...] = ()
    expires_at: datetime | None = None
    used_at: Annotated[datetime | None, Passing()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(Record):
    """What lets a person choose a password, once; ended when it was used or another was made."""

    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("secret_hash",),)

    person: Annotated[str, RefersTo("person")]
    secret_hash: str
    expires_at: datetime
