"""What a column and a table are: the building blocks of the data dictionary."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["BASIS_SUFFIX", "Column", "Kind", "Table"]

Kind = Literal["text", "code", "whole", "number", "flag", "day"]
Shape = Literal["point", "line", "polygon", "any"]

BASIS_SUFFIX = "_basis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its type, unit, bounds and meaning, written once for the whole product."""

    name: str
    kind: Kind
    en: str
    zh: str
    unit: str = ""
    required: bool = False
    lower: float | None = None
    upper: float | None = None
    codes: tuple[str, ...] = ()
    refers_to: str = ""

    @property
    def is_quantity(self) -> bool:
        """Whether the column is a number about the world, which must carry its basis."""
        return self.kind in {"whole", "number"} and not self.name.endswith("_node")

    @property
    def basis_name(self) -> str:
        """Name of the companion column that says where each number comes from."""
        return self.name + BASIS_SUFFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its geometry, its columns in order, and whether a place may be missing."""

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    shape: Shape | None = None
    shape_required: bool = True

    @property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}

    @property
    def quantities(self) -> tuple[Column, ...]:
        """The columns that carry a basis."""
        return tuple(column for column in self.columns if column.is_quantity)
