"""A table held in memory: columns as Arrow has them, shapes as WKB, a box for each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from gengxin.store.layers.asking import Asked, AtLeast, AtMost, Box, OneOf, Test
from gengxin.store.layers.cutting import Candidates, cut, packed
from gengxin.store.layers.protocol import Page, TableFacts
from gengxin.store.layers.squares import Square
from gengxin.store.layers.table_version import PLACE, TableVersion

__all__ = ["HeldTable", "box_of"]

# rows looked at, times what is asked of them, in about a millisecond
MOST_QUICK_ROWS = 400_000
# what sorting costs beside a test
_SORTED = 20
# where numbers alone are asked for: to take no column costs as much as to take one
_NONE = pa.table({})

Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Bounds = tuple[float, float, float, float]


class HeldTable:
    """The rows of one version; nothing of it changes, so that threads may share it."""

    def __init__(self, table: TableVersion) -> None:
        self.table = table
        read = table.read().combine_chunks()
        self._shapes = read[PLACE].combine_chunks() if table.has_places else None
        self._rows = read.drop_columns([PLACE]) if table.has_places else read
        # a side a row: west, south, east, north
        self._boxes = _boxes(self._shapes) if self._shapes is not None else np.empty((4, 0))
        self._keys: dict[str, int] | None = None

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes."""
        shapes = 0 if self._shapes is None else self._shapes.nbytes
        return int(self._rows.nbytes + shapes + self._boxes.nbytes)

    def facts(self) -> TableFacts:
        """What is true of the whole table."""
        return TableFacts(row_count=self._rows.num_rows, bounds_deg=box_of(self._boxes))

    def page(self, asked: Asked) -> Page:
        """The rows that pass, a page of them."""
        found = self._ordered(self._matching(asked), asked)
        matched_count = len(found)
        if asked.after is not None:
            found = found[_begin_after(found, asked.after) :]
        chosen = found if asked.limit is None else found[: asked.limit]
        last = int(chosen[-1]) if len(found) > len(chosen) > 0 else None
        return self._page(chosen, asked, matched_count=matched_count, last=last)

    def is_quick(self, asked: Asked) -> bool:
        """Whether a page of it takes about a millisecond."""
        looks = 1 + len(asked.tests) + _SORTED * bool(asked.sort)
        return asked.is_short and bool(self._rows.num_rows * looks <= MOST_QUICK_ROWS)

    def rows(self, numbers: Sequence[int], columns: tuple[str, ...]) -> Page:
        """The rows of those numbers."""
        chosen = np.unique(np.asarray(numbers, dtype=np.int64))
        asked = Asked(columns=columns, places=self.table.has_places)
        return self._page(chosen, asked, matched_count=len(chosen), last=None)

    def one(self, key: str) -> Page:
        """The row of that key."""
        if self._keys is None and self.table.key:
            listed = self._rows[self.table.key].to_pylist()
            self._keys = {one: number for number, one in enumerate(listed)}
        number = self._number(key) if self._keys is None else self._keys.get(key, -1)
        chosen = np.array([number] if number >= 0 else [], dtype=np.int64)
        names = tuple(column.name for column in self.table.columns)
        asked = Asked(columns=names, places=self.table.has_places)
        return self._page(chosen, asked, matched_count=len(chosen), last=None)

    def tile(self, square: Square) -> bytes:
        """The layer's part in a square."""
        tiling = self.table.tiling
        if tiling is None or self._shapes is None:
            return b""
        west, south, east, north = square.bounds_deg()
        box = Box(west_deg=west, south_deg=south, east_deg=east, north_deg=north)
        numbers = np.flatnonzero(self._box_meets(box))
        at = pa.array(numbers)
        found = Candidates(
            shapes=self._shapes.take(at),
            boxes=self._boxes[:, numbers].T,
            rows=self._rows.select(tiling.columns_at(square.zoom)).take(at),
            numbers=numbers,
        )
        simplify = square.zoom < tiling.most_zoom
        return packed(cut(self.table.name, found, square, simplify=simplify))

    def _taken(self, chosen: Whole, columns: tuple[str, ...], *, places: bool) -> pa.Table:
        """These columns of rows, and their shapes."""
        at = pa.array(chosen)
        rows = self._rows.select(columns).take(at)
        if places and self._shapes is not None:
            rows = rows.append_column(PLACE, self._shapes.take(at))
        return rows

    def _number(self, key: str) -> int:
        """A row's number as text; below 0 where there is no such row."""
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else -1
        return number if number < self._rows.num_rows else -1

    def _matching(self, asked: Asked) -> Whole:
        """The numbers of all rows that pass."""
        passing = np.ones(self._rows.num_rows, dtype=bool)
        for test in asked.tests:
            passing &= _holds(self._rows[test.column], test)
        if asked.box is not None:
            passing &= self._box_meets(asked.box)
            self._drop_beside(passing, asked.box)
        return np.flatnonzero(passing)

    def _box_meets(self, box: Box) -> Flags:
        """Whose box meets the box; a row without a shape has none."""
        west, south, east, north = self._boxes
        meets = (west <= box.east_deg) & (east >= box.west_deg)
        return np.asarray(meets & (south <= box.north_deg) & (north >= box.south_deg))

    def _drop_beside(self, passing: Flags, box: Box) -> None:
        """Drop shapes that don't meet the box though theirs do."""
        sides = (box.west_deg, box.south_deg, box.east_deg, box.north_deg)
        may = np.flatnonzero(passing)
        west, south, east, north = self._boxes[:, may]
        inside = (west >= sides[0]) & (south >= sides[1]) & (east <= sides[2]) & (north <= sides[3])
        crossing = may[~inside]
        if self._shapes is None or not len(crossing):
            return
        shapes = shapely.from_wkb(self._shapes.take(pa.array(crossing)).to_numpy(False))
        passing[crossing] = shapely.intersects(shapes, shapely.box(*sides))

    def _ordered(self, numbers: Whole, asked: Asked) -> Whole:
        """The rows in the order asked for: those without a value last, equal ones as they come."""
        if not asked.sort:
            return numbers
        values = self._rows[asked.sort].take(pa.array(numbers)).combine_chunks()
        ranked = values.dictionary_encode()
        words = ranked.dictionary
        rank = np.empty(len(words) + 1, dtype=np.int64)
        rank[pc.array_sort_indices(words).to_numpy()] = np.arange(len(words))
        if asked.descending:
            rank = -rank
        rank[-1] = len(words)
        at = ranked.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
        return numbers[np.argsort(rank[at], kind="stable")]

    def _page(self, chosen: Whole, asked: Asked, *, matched_count: int, last: int | None) -> Page:
        places = asked.places and self._shapes is not None
        rows = (
            self._taken(chosen, asked.columns, places=places) if asked.columns or places else _NONE
        )
        numbers = tuple(chosen.tolist())
        return Page(rows=rows, numbers=numbers, matched_count=matched_count, last=last)


def box_of(boxes: npt.NDArray[np.float64]) -> Bounds | None:
    """The box of all boxes; ``None`` where there is none."""
    known = boxes[:, np.isfinite(boxes[0])]
    if not known.size:
        return None
    west, south, east, north = known
    return float(west.min()), float(south.min()), float(east.max()), float(north.max())


def _boxes(shapes: pa.Array) -> npt.NDArray[np.float64]:
    bounds: npt.NDArray[np.float64] = shapely.bounds(
        shapely.from_wkb(shapes.to_numpy(zero_copy_only=False))
    )
    return np.ascontiguousarray(bounds.T)


def _holds(column: pa.ChunkedArray, test: Test) -> Flags:
    """Which rows pass a test."""
    if isinstance(test, OneOf):
        told = pc.is_in(column, value_set=_values(test.values, column.type))
    elif isinstance(test, AtLeast):
        told = pc.greater_equal(column, _values((test.value,), column.type)[0])
    elif isinstance(test, AtMost):
        told = pc.less_equal(column, _values((test.value,), column.type)[0])
    else:
        told = column.is_null() if test.missing else column.is_valid()
    flags: Flags = pc.fill_null(told, False).to_numpy()
    return flags


def _values(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    """Values in the type of the column with which they are compared."""
    if pa.types.is_date(kind):
        return pa.array([value for value in values if isinstance(value, date)], kind)
    return pa.array(values, kind)


def _begin_after(found: Whole, number: int) -> int:
    """Where the page after that row begins; a row that doesn't pass any more begins none."""
    place = np.flatnonzero(found == number)
    return int(place[0]) + 1 if len(place) else len(found)
