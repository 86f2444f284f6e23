"""What may be asked of a table's rows: a closed list, which each store compiles in its own way.

Nothing of a question is ever evaluated: a field must be a column of the table, and a value has the
column's type before a store sees it.
"""

from dataclasses import dataclass
from datetime import date

__all__ = ["Asked", "AtLeast", "AtMost", "Box", "Missing", "OneOf", "Test", "Value"]

MOST_SHORT = 200

Value = str | int | float | bool | date


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column is one of these values; a row without one is not."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The column is this value or above; a row without one is not."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class AtMost:
    """The column is this value or below; a row without one is not."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether the column has no value."""

    column: str
    missing: bool


Test = OneOf | AtLeast | AtMost | Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The row's shape meets this box, in degrees of longitude and latitude."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    @property
    def is_flat(self) -> bool:
        """Whether it has no width or no height."""
        return self.west_deg == self.east_deg or self.south_deg == self.north_deg


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows, in which order, which of their columns, how many.

    Without ``sort`` rows come in the table's own order; with it by that column, rows without a
    value last, equal ones in the table's order. ``after`` is the number of the last row of the page
    before. ``limit`` is ``None`` for all.
    """

    tests: tuple[Test, ...] = ()
    box: Box | None = None
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    places: bool = True
    limit: int | None = 100
    after: int | None = None

    @property
    def is_short(self) -> bool:
        """Whether no more rows are asked for than are told in about a millisecond."""
        return self.limit is not None and self.limit <= MOST_SHORT
