"""A question of a collection or a table answered: bytes in the format that was asked for."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from gengxin.store.layers import Asked, LayerStore, Page, Square
from gengxin.terms import InputError
from gengxin.terms.records import RecordAbsentError
from gengxin.workbench.layers.collection import Collection
from gengxin.workbench.layers.documents import link
from gengxin.workbench.layers.parsing import asked_of, mark_of
from gengxin.workbench.layers.writing import as_csv, as_feature, as_parquet, collected, listed
from gengxin.workbench.layers.written import WrittenRows

__all__ = [
    "MEDIA",
    "Answer",
    "Question",
    "feature_of",
    "items_at_once",
    "items_of",
    "items_soon",
    "items_told",
    "rows_at_once",
    "rows_of",
    "short",
    "square_of",
]

MEDIA = {
    "geojson": "application/geo+json",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_ITEMS = ("geojson", "csv", "parquet")
_ROWS = ("json", "csv", "parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked: fields of the address in their order, the ``Accept`` header, the address.

    ``address`` is without its query.
    """

    query: Sequence[tuple[str, str]]
    accept: str
    address: str

    def format(self, known: tuple[str, ...]) -> str:
        """The format asked for, the first of those known where none is.

        Raises
        ------
        InputError
            Where it isn't known.

        """
        named = [value for name, value in self.query if name == "f"]
        if named:
            if named[0] not in known:
                raise InputError(f"f is {named[0]!r}, must be one of {', '.join(known)}; mend it")
            return named[0]
        accepted = (part.partition(";")[0].strip() for part in self.accept.split(","))
        by_media = {MEDIA[name].partition(";")[0]: name for name in known}
        return next((by_media[media] for media in accepted if media in by_media), known[0])

    def page_after(self, mark: str) -> str:
        """The address of the page after that mark."""
        rest = [(name, value) for name, value in self.query if name != "after"]
        return f"{self.address}?{urlencode([*rest, ('after', mark)])}"

    def tag(self, version: str, written: str) -> str:
        """What the answer is known by, as long as nothing changed."""
        told = repr((version, written, tuple(self.query))).encode()
        return f'"{hashlib.sha256(told).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent: bytes, and of which kind."""

    content: bytes
    media: str


def items_of(rows: WrittenRows, one: Collection, question: Question) -> Answer:
    """The rows of a collection that were asked for.

    Raises
    ------
    InputError
        Where a field or value of the query isn't one there can be.

    """
    written = question.format(_ITEMS)
    if written != "geojson":
        return _downloaded(rows.store, one, question, written)
    return items_told(one, question, *rows.page(one.table, asked_of(one.table, question.query)))


def items_at_once(rows: WrittenRows, one: Collection, question: Question) -> Answer | None:
    """As ``items_of``, where the store has them at once; else ``None``."""
    if question.format(_ITEMS) != "geojson":
        return None
    found = rows.page_at_once(one.table, asked_of(one.table, question.query))
    return None if found is None else items_told(one, question, *found)


def items_soon(rows: WrittenRows, one: Collection, question: Question) -> Answer | None:
    """As ``items_of``, where it is ``short``; else ``None``."""
    asked = short(one, question)
    return None if asked is None else items_told(one, question, *rows.page(one.table, asked))


def short(one: Collection, question: Question) -> Asked | None:
    """What is asked, where it is a short page of a box alone; else ``None``."""
    if question.format(_ITEMS) != "geojson":
        return None
    asked = asked_of(one.table, question.query)
    return None if asked.sort or asked.tests or not asked.is_short else asked


def items_told(one: Collection, question: Question, page: Page, words: list[bytes]) -> Answer:
    """A page of a collection, with the links that OGC API asks for; ``words`` are its rows."""
    links = [link(_self(question), "self", MEDIA["geojson"], "this page")]
    if page.last is not None:
        after = question.page_after(mark_of(one.table, page.last))
        links.append(link(after, "next", MEDIA["geojson"], "the next page"))
    own = question.address.removesuffix("/items")
    links.append(link(own, "collection", MEDIA["json"], one.title[0]))
    about = {
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": page.matched_count,
        "numberReturned": len(page.numbers),
        "version": one.table.version,
        "links": links,
    }
    return Answer(content=collected(words, about), media=MEDIA["geojson"])


def feature_of(store: LayerStore, one: Collection, key: str, address: str) -> Answer:
    """One row of a collection, with the bases of its numbers.

    Raises
    ------
    RecordAbsentError
        Where there is no such row.

    """
    page = store.one(one.table, key)
    if not page.numbers:
        raise RecordAbsentError(f"row of {one.name}", key)
    own = address.partition("/items/")[0]
    links = [
        link(address, "self", MEDIA["geojson"], "this row"),
        link(own, "collection", MEDIA["json"], one.title[0]),
    ]
    return Answer(content=as_feature(one.table, page, {"links": links}), media=MEDIA["geojson"])


def rows_of(rows: WrittenRows, one: Collection, question: Question) -> Answer:
    """The rows of a table without places that were asked for.

    Raises
    ------
    InputError
        Where a field or value of the query isn't one there can be.

    """
    written = question.format(_ROWS)
    if written != "json":
        return _downloaded(rows.store, one, question, written)
    return _rows(one, question, *rows.page(one.table, asked_of(one.table, question.query)))


def rows_at_once(rows: WrittenRows, one: Collection, question: Question) -> Answer | None:
    """As ``rows_of``, where the store has them at once; else ``None``."""
    if question.format(_ROWS) != "json":
        return None
    found = rows.page_at_once(one.table, asked_of(one.table, question.query))
    return None if found is None else _rows(one, question, *found)


def square_of(one: Collection, zoom: int, row: int, column: int) -> Square:
    """The square of a tile.

    Raises
    ------
    RecordAbsentError
        Where the collection isn't cut, not at that zoom, or there is no such square.

    """
    tiling = one.table.tiling
    if tiling is None:
        raise RecordAbsentError("set of tiles of", one.name)
    inside = 0 <= row < 2**zoom and 0 <= column < 2**zoom if 0 <= zoom <= 30 else False
    if not (inside and tiling.least_zoom <= zoom <= tiling.most_zoom):
        zooms = f"{tiling.least_zoom} to {tiling.most_zoom}"
        raise RecordAbsentError(
            f"tile of {one.name} (its zooms are {zooms})", f"{zoom}/{row}/{column}"
        )
    return Square(zoom, column, row)


def _rows(one: Collection, question: Question, page: Page, words: list[bytes]) -> Answer:
    """A page of a table, with the address of the page after it."""
    after = None
    if page.last is not None:
        after = question.page_after(mark_of(one.table, page.last))
    about: dict[str, Any] = {
        "table": one.name,
        "version": one.table.version,
        "matched_count": page.matched_count,
        "returned_count": len(page.numbers),
        "next": after,
    }
    return Answer(content=listed(words, about), media=MEDIA["json"])


def _downloaded(store: LayerStore, one: Collection, question: Question, written: str) -> Answer:
    """Rows as a file: all that pass, unless a limit is asked for."""
    asked = asked_of(one.table, question.query, whole=True)
    page: Page = store.page(one.table, asked)
    write = {"csv": as_csv, "parquet": as_parquet}[written]
    return Answer(content=write(page), media=MEDIA[written])


def _self(question: Question) -> str:
    return f"{question.address}?{urlencode(question.query)}" if question.query else question.address
