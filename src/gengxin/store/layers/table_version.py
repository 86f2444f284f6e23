"""What the layer stores hold: one version of a table, and how it is cut into tiles."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from gengxin.terms import Column

__all__ = ["PLACE", "TableVersion", "Tiling"]

# the column of shapes, as WKB in longitude and latitude
PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiling:
    """How a layer is cut into vector tiles: its columns there, and the zooms for which it is.

    Below ``near_zoom`` tiles that show much ground have the ``far_columns`` alone.
    """

    columns: tuple[str, ...]
    least_zoom: int
    most_zoom: int
    far_columns: tuple[str, ...] = ()
    near_zoom: int = 0

    def columns_at(self, zoom: int) -> tuple[str, ...]:
        """The columns that tiles of a zoom have."""
        return self.far_columns if zoom < self.near_zoom else self.columns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableVersion:
    """One version of a table, with places or without; what it holds never changes.

    ``version`` is the sha256 of its content. ``key`` names the column by which a row is known;
    empty: by its number. ``read`` gives the rows: the columns in their order, in the types of
    ``rows.arrow_schema``, and the shapes in the column ``place`` where ``has_places``.
    """

    name: str
    version: str
    columns: tuple[Column, ...]
    read: Callable[[], pa.Table]
    key: str = "ref"
    has_places: bool = True
    tiling: Tiling | None = None

    @property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}
