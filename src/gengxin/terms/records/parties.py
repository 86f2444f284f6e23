"""Records of parties: who could build, run, design and pay."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from gengxin.terms.records.offer_codes import OFFER_ROLES, PARTY_KINDS, PARTY_MOVES
from gengxin.terms.records.record import OneOf, Record, RefersTo, States

__all__ = ["Capability", "Party", "PastWork"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """A role that a party can fill, and how much of it at a time.

    ``capacity_units`` is counted in the whole units in which offers state a role's load; ``None``
    where the party didn't say.
    """

    role: Annotated[str, OneOf(OFFER_ROLES)]
    capacity_units: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWork:
    """One work that a party has done; ``floor_area_m2`` is ``None`` where it isn't told."""

    name: str
    role: str
    year: int
    floor_area_m2: float | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Record):
    """An organisation or group that takes part; people act for it by the role ``party`` within it.

    ``excludes`` are refs of parties with whom it won't or mustn't stand in one team. What it says
    of itself is given, until somebody of the office has checked it (``state``).
    """

    sought: ClassVar[tuple[str, ...]] = ("kind",)

    name_en: str
    name_zh: str
    kind: Annotated[str, OneOf(PARTY_KINDS)]
    legal_id: str = ""
    capabilities: tuple[Capability, ...] = ()
    equity_amount: float | None = None
    track_record: tuple[PastWork, ...] = ()
    excludes: tuple[str, ...] = ()
    address: str = ""
    about: str = ""
    contact: Annotated[str | None, RefersTo("person")] = None
    made_up: bool = False
    state: Annotated[str, States("registered", PARTY_MOVES)] = "registered"
