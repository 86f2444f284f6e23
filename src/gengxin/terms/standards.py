"""A service standard: within how many metres, for whom, how large; dated and sourced."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["NotMeasured", "ServiceStandard", "StandardPack", "Threshold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStandard:
    """One service (each tier is a service of its own).

    ``max_network_m`` is the strict walking distance, ``lenient_network_m`` the widest reading of
    the same source. ``facility_kinds`` are the kinds of facility (or, with ``table='stops'``, modes
    of stop) that give the service, where at least ``size_low_m2`` large; a facility whose size is
    unknown counts and is said to. ``users`` is the column of ``people`` whom it serves.
    ``capacity_default`` is how many people one facility serves where nothing better is known;
    ``area_per_person_m2`` makes capacity from floor or ground area. ``None`` is unknown.
    ``verified`` is False where the number was not yet read in the source: such a row issues no
    verdict alone. ``source_zh`` says the source in Chinese; where it is empty, ``source`` is shown.
    """

    code: str
    name_en: str
    name_zh: str
    group: str
    tier_min: float | None
    max_network_m: float
    lenient_network_m: float
    users: str
    table: Literal["facilities", "stops"]
    facility_kinds: tuple[str, ...]
    size_low_m2: float | None
    capacity_default: float | None
    area_per_person_m2: float | None
    jurisdiction: str
    since: date | None
    source: str
    source_zh: str = ""
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardPack:
    """A named set of service standards and the thresholds of indicators that go with it."""

    name: str
    name_en: str
    name_zh: str
    services: tuple[ServiceStandard, ...]
    thresholds: "tuple[Threshold, ...]" = ()
    not_measured: "tuple[NotMeasured, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The value that an indicator should reach, with its source.

    ``indicator`` is an indicator's code, or the part before the point for all of its services.
    """

    indicator: str
    value: float
    source: str
    source_zh: str = ""
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMeasured:
    """A row of the standards that the check-up does not measure, and why."""

    code: str
    name_en: str
    name_zh: str
    reason_en: str
    reason_zh: str
