"""What a layer store does, whichever way it holds the layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from gengxin.store.layers.asking import Asked
from gengxin.store.layers.squares import Square
from gengxin.store.layers.table_version import TableVersion

__all__ = ["LayerStore", "Page", "TableFacts"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """Rows that were asked for: their columns, shapes as WKB in ``place``, and row numbers.

    ``matched_count`` are all rows that pass; ``last`` is the number of the last row of the page
    where more follow, else ``None``.
    """

    rows: pa.Table
    numbers: tuple[int, ...]
    matched_count: int
    last: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFacts:
    """What is true of a whole table: its rows, and its box [west, south, east, north] in degrees.

    ``bounds_deg`` is ``None`` where no row has a shape.
    """

    row_count: int
    bounds_deg: tuple[float, float, float, float] | None


class LayerStore(Protocol):
    """The layers of one district, from several threads and processes at once.

    A version is taken in when it is first asked for, and let go when it is no longer needed.
    ``waits`` tells whether a question waits for another program.
    """

    waits: bool

    def facts(self, table: TableVersion) -> TableFacts:
        """What is true of the whole table."""

    def page(self, table: TableVersion, asked: Asked) -> Page:
        """The rows that pass, a page of them."""

    def pages(self, table: TableVersion, asked: Sequence[Asked]) -> list[Page]:
        """As ``page``, for several questions, with one wait for all of them where that can be."""

    def page_at_once(self, table: TableVersion, asked: Asked) -> Page | None:
        """As ``page``, where it takes about a millisecond and waits for nothing; else ``None``."""

    def rows(self, table: TableVersion, numbers: Sequence[int], columns: tuple[str, ...]) -> Page:
        """The rows of those numbers as they come in the table, with their shapes if it has any."""

    def one(self, table: TableVersion, key: str) -> Page:
        """The row of that key, or of that number where the table has none; no row: none."""

    def kept_tile(self, table: TableVersion, square: Square) -> bytes | None:
        """The tile where it can be had at once; else ``None``."""

    def tile(self, table: TableVersion, square: Square) -> bytes:
        """The layer's part in a square as a vector tile, gzip; empty where nothing lies there.

        Shapes too small to be seen at that zoom are left out, and counted: a second layer of the
        tile, ``left_out``, has one point with their ``count``.
        """

    def keep_only(self, versions: frozenset[str]) -> None:
        """Let go of all that was made of other versions."""

    def close(self) -> None:
        """Let go of everything that is open."""
