"""Layers as tables of PostGIS, in a schema of their own: true geometry columns with GiST indexes.

A table is one version of a layer, loaded from the folder when it is first asked for; its tiles are
cut by ``ST_AsMVT`` and kept beside it. All of it can be made again from the folder, so that none of
it is in a backup of the records.
"""

import threading
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from gengxin.store.layers.asking import Asked
from gengxin.store.layers.cutting import left_out_layer, packed
from gengxin.store.layers.loading import Loader, table_of, tile_table
from gengxin.store.layers.protocol import Page, TableFacts
from gengxin.store.layers.questions import (
    SIDES,
    boxed,
    counted,
    cut_by,
    one_row,
    page_of,
    rows_of,
    turned,
)
from gengxin.store.layers.rows import arrow_schema
from gengxin.store.layers.squares import Square
from gengxin.store.layers.table_version import TableVersion
from gengxin.store.layers.tiles_in_memory import TilesInMemory
from gengxin.store.records.kept_connections import server_engine

__all__ = ["ServerLayers"]

# more rows than a table has
_EVERY = 2**31 - 1


class ServerLayers:
    """The layers of one district in a database: a ``LayerStore``."""

    # the database is another program
    waits = True

    def __init__(self, url: str | sa.URL) -> None:
        self.engine = server_engine(sa.make_url(url), isolation_level="AUTOCOMMIT")
        self._loader = Loader(self.engine)
        self._facts: dict[str, TableFacts] = {}
        self._loading = threading.Lock()
        self._tiles = TilesInMemory()

    def facts(self, table: TableVersion) -> TableFacts:
        """What is true of the whole table."""
        known = self._facts.get(table.version)
        if known is None:
            with self._loading:
                known = self._loader.loaded(table)
                self._facts[table.version] = known
        return known

    def page(self, table: TableVersion, asked: Asked) -> Page:
        """The rows that pass, a page of them."""
        self.facts(table)
        if _is_boxed(asked):
            return self._boxed(table, [asked])[0]
        sql = table_of(table)
        with self.engine.connect() as connection:
            begin = None
            if asked.after is not None and asked.sort:
                begin = connection.execute(turned(table, sql, asked)).first()
                if begin is None:
                    asked = Asked(limit=0, columns=asked.columns, places=asked.places)
            matched_count = connection.execute(counted(table, sql, asked)).scalar_one()
            rows = connection.execute(page_of(table, sql, asked, begin)).all()
        chosen, last = _page_and_last(rows, asked.limit)
        numbers = tuple(row[0] for row in chosen)
        made = _as_rows(table, asked, chosen)
        return Page(rows=made, numbers=numbers, matched_count=matched_count, last=last)

    def pages(self, table: TableVersion, asked: Sequence[Asked]) -> list[Page]:
        """As ``page``, for several questions: those by boxes alone are asked in one go."""
        self.facts(table)
        boxes = [one for one in asked if _is_boxed(one)]
        found = iter(self._boxed(table, boxes) if boxes else ())
        return [next(found) if _is_boxed(one) else self.page(table, one) for one in asked]

    def _boxed(self, table: TableVersion, asked: Sequence[Asked]) -> list[Page]:
        """The numbers of rows in boxes, which maps ask for most."""
        boxes = [one.box for one in asked if one.box is not None]
        sides = [[getattr(box, f"{side}_deg") for box in boxes] for side in SIDES]
        most = [_EVERY if one.limit is None else one.limit + 1 for one in asked]
        told = dict(zip(SIDES, sides, strict=True)) | {"most": most}
        with self.engine.connect() as connection:
            rows = connection.execute(boxed(table), told).all()
        return [_numbered(one, *row) for one, row in zip(asked, rows, strict=True)]

    def page_at_once(self, table: TableVersion, asked: Asked) -> Page | None:  # noqa: ARG002
        """Nothing: the database is another program, which is waited for."""
        return None

    def rows(self, table: TableVersion, numbers: Sequence[int], columns: tuple[str, ...]) -> Page:
        """The rows of those numbers as they come in the table, with their shapes if it has any."""
        self.facts(table)
        asked = Asked(columns=columns, places=table.has_places)
        with self.engine.connect() as connection:
            rows = connection.execute(rows_of(table, table_of(table), asked, numbers)).all()
        made = _as_rows(table, asked, rows)
        found = tuple(row[0] for row in rows)
        return Page(rows=made, numbers=found, matched_count=len(found), last=None)

    def one(self, table: TableVersion, key: str) -> Page:
        """The row of that key, or of that number where the table has none; no row: none."""
        self.facts(table)
        names = tuple(column.name for column in table.columns)
        asked = Asked(columns=names, places=table.has_places)
        question = one_row(table, table_of(table), asked, key)
        rows: Sequence[Any] = ()
        if question is not None:
            with self.engine.connect() as connection:
                rows = connection.execute(question).all()
        numbers = tuple(row[0] for row in rows)
        made = _as_rows(table, asked, rows)
        return Page(rows=made, numbers=numbers, matched_count=len(rows), last=None)

    def kept_tile(self, table: TableVersion, square: Square) -> bytes | None:
        """The tile where this process has sent it lately, which takes no time; else ``None``."""
        return self._tiles.read(table.version, square)

    def tile(self, table: TableVersion, square: Square) -> bytes:
        """The layer's part in a square as a vector tile, gzip; empty where nothing lies there."""
        made = self.kept_tile(table, square)
        if made is None:
            self.facts(table)
            made = self._kept(table, square) or self._cut(table, square)
            self._tiles.keep(table.version, square, made)
        return made

    def _kept(self, table: TableVersion, square: Square) -> bytes | None:
        """The tile where any server has cut it before."""
        kept = tile_table()
        mine = (
            kept.c.version == table.version,
            kept.c.zoom == square.zoom,
            kept.c.column == square.column,
            kept.c.row == square.row,
        )
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(kept.c.tile).where(*mine)).scalar()
        return None if found is None else bytes(found)

    def _cut(self, table: TableVersion, square: Square) -> bytes:
        if table.tiling is None:
            return b""
        with self.engine.connect() as connection:
            layer, left_out = connection.execute(cut_by(table, table_of(table), square)).one()
            made = packed(bytes(layer or b"") + left_out_layer(left_out))
            self._loader.keep_tile(connection, table.version, square, made)
        return made

    def keep_only(self, versions: frozenset[str]) -> None:
        """Let go of all that was made of other versions."""
        with self._loading:
            self._facts = {one: told for one, told in self._facts.items() if one in versions}
            self._loader.drop_others(versions)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _is_boxed(asked: Asked) -> bool:
    """Whether the numbers of the first rows in a box are asked for, and nothing else."""
    bare = Asked(box=asked.box, places=False, limit=asked.limit)
    return asked.box is not None and not asked.box.is_flat and asked == bare


def _numbered(asked: Asked, matched_count: int, numbers: Sequence[int] | None) -> Page:
    """A page of numbers alone, of which one more than asked for may have been found."""
    found = numbers or ()
    chosen = tuple(found[: asked.limit])
    last = chosen[-1] if 0 < len(chosen) < len(found) else None
    return Page(rows=pa.table({}), numbers=chosen, matched_count=matched_count, last=last)


def _page_and_last(
    rows: Sequence[sa.Row[Any]], limit: int | None
) -> tuple[Sequence[sa.Row[Any]], int | None]:
    """The rows of a page, of which one more may have been asked; its last number where more do."""
    if limit is None or len(rows) <= limit:
        return rows, None
    return rows[:limit], rows[limit - 1][0] if limit else None


def _as_rows(table: TableVersion, asked: Asked, rows: Sequence[Any]) -> pa.Table:
    """Rows of the database in the types that every store shares."""
    by_name = table.by_name
    places = asked.places and table.has_places
    schema = arrow_schema([by_name[name] for name in asked.columns], places=places)
    columns = list(zip(*rows, strict=True))[1:] if rows else [()] * len(schema)
    arrays = [pa.array(one, field.type) for one, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
