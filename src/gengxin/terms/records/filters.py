"""What records may be asked by: a closed list; a field that a kind hasn't is an error."""

from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["AnyOf", "Before", "Ended", "Filter", "Intersects", "Is", "Since"]

Value = str | int | float | bool | datetime | date


@dataclass(frozen=True, slots=True)
class Is:
    """The field is this value; ``None``: it has none."""

    field: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The field is one of these values."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """The field is below this value; a record without one is not."""

    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class Since:
    """The field is this value or above; a record without one is not."""

    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class Intersects:
    """The record's place meets this box, in degrees of longitude and latitude."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float


@dataclass(frozen=True, slots=True)
class Ended:
    """Also records that have ended, which are left out otherwise."""


Filter = Is | AnyOf | Before | Since | Intersects | Ended
