"""What is asked of PostGIS: a question's closed list compiled to SQLAlchemy's expressions."""

import operator
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from gengxin.store.layers.asking import Asked, AtLeast, AtMost, Box, OneOf, Test
from gengxin.store.layers.cutting import SMALLEST_UNITS, TOLERANCE_UNITS
from gengxin.store.layers.loading import table_of
from gengxin.store.layers.squares import BUFFER, EXTENT, Square
from gengxin.store.layers.table_version import PLACE, TableVersion
from gengxin.store.records.columns import SRID

__all__ = ["SIDES", "boxed", "counted", "cut_by", "one_row", "page_of", "rows_of", "turned"]

# the sides of boxes by which ``boxed`` is asked
SIDES = ("west", "south", "east", "north")
_MERCATOR = 3857
_WORLD_M = 40_075_016.685578488


def counted(table: TableVersion, sql: sa.Table, asked: Asked) -> sa.Select[Any]:
    """How many rows pass."""
    return sa.select(sa.func.count()).select_from(sql).where(*_conditions(table, sql, asked))


def turned(table: TableVersion, sql: sa.Table, asked: Asked) -> sa.Select[Any]:
    """The value by which the last row of the page before was sorted."""
    column = _column(table, sql, asked.sort)
    mine = (sql.c.row == asked.after, *_conditions(table, sql, asked))
    return sa.select(column).where(*mine)


def page_of(
    table: TableVersion, sql: sa.Table, asked: Asked, begin: sa.Row[Any] | None
) -> sa.Select[Any]:
    """The rows of a page, and one more where more follow."""
    found = _selected(table, sql, asked).where(*_conditions(table, sql, asked))
    if asked.after is not None:
        found = found.where(_follows(table, sql, asked, begin))
    if asked.sort:
        column = _column(table, sql, asked.sort)
        ordered = column.desc() if asked.descending else column.asc()
        found = found.order_by(ordered.nulls_last())
    limit = None if asked.limit is None else asked.limit + 1
    return found.order_by(sql.c.row).limit(limit)


def rows_of(
    table: TableVersion, sql: sa.Table, asked: Asked, numbers: Sequence[int]
) -> sa.Select[Any]:
    """The rows of those numbers."""
    listed = sa.literal(list(numbers), sa.ARRAY(sa.BigInteger))
    return _selected(table, sql, asked).where(sql.c.row == sa.any_(listed)).order_by(sql.c.row)


@lru_cache(maxsize=512)
def boxed(table: TableVersion) -> sa.Select[Any]:
    """For each of some boxes how many rows are in it, and the first numbers of them.

    Asked by lists of the boxes' ``SIDES`` and of how many numbers are wanted (``most``), answered
    in their order; written once a version.
    """
    sql = table_of(table)
    lists: list[Any] = [sa.bindparam(side, type_=sa.ARRAY(sa.Double())) for side in SIDES]
    lists.append(sa.bindparam("most", type_=sa.ARRAY(sa.Integer())))
    told = sa.func.unnest(*lists).table_valued(*SIDES, "most", with_ordinality="place_in_line")
    told = told.render_derived(name="told")
    # a box is made once, not once for each row that is held against it
    box = sa.func.ST_MakeEnvelope(*(told.c[side] for side in SIDES), SRID).label("box")
    asked = sa.select(told.c.place_in_line, told.c.most, box)
    asked_boxes = asked.cte("asked").prefix_with("MATERIALIZED")
    every = sa.func.array_agg(postgresql.aggregate_order_by(sql.c.row, sql.c.row.asc()))
    found = (
        sa.select(sa.func.count().label("matched"), every.label("numbers"))
        .where(*_in_box(sql, asked_boxes.c.box))
        .lateral("found")
    )
    first = sa.type_coerce(found.c.numbers, sa.ARRAY(sa.BigInteger))[1 : asked_boxes.c.most]
    return (
        sa.select(found.c.matched, first)
        .select_from(asked_boxes.join(found, sa.true()))
        .order_by(asked_boxes.c.place_in_line)
    )


def one_row(table: TableVersion, sql: sa.Table, asked: Asked, key: str) -> sa.Select[Any] | None:
    """The row of a key; ``None`` where there can be no such row."""
    found = _selected(table, sql, asked).limit(1)
    if table.key:
        return None if "\0" in key else found.where(_column(table, sql, table.key) == key)
    is_number = key.isascii() and key.isdigit() and len(key) < 10
    return found.where(sql.c.row == int(key)) if is_number else None


def cut_by(table: TableVersion, sql: sa.Table, square: Square) -> sa.Select[Any]:
    """The layer of a square, and how many of its shapes are too small to be seen."""
    tiling = table.tiling
    assert tiling is not None  # noqa: S101 - only layers are cut
    west, south, east, north = square.bounds_deg()
    smallest = SMALLEST_UNITS / EXTENT * square.side
    is_large = (sql.c.span >= smallest) | (sql.c.span == 0)
    shape = sa.case((is_large, _drawn(sql, square, simplify=square.zoom < tiling.most_zoom)))
    x, y = sql.c.middle_x / square.side, sql.c.middle_y / square.side
    is_here = (sa.func.floor(x) == square.column) & (sa.func.floor(y) == square.row)
    named = [_column(table, sql, name).label(name) for name in tiling.columns_at(square.zoom)]
    box = Box(west_deg=west, south_deg=south, east_deg=east, north_deg=north)
    found = (
        sa.select(shape.label("geom"), sql.c.row.label("id_"), *named, is_here.label("is_here"))
        .where(sql.c[PLACE].op("&&")(_envelope(box)))
        .cte("found", nesting=True)
    )
    shown = sa.select(*[one for one in found.c if one.name != "is_here"])
    shown = shown.where(found.c.geom.is_not(None)).order_by(found.c.id_)
    seen = shown.subquery("seen")
    layer = sa.func.ST_AsMVT(sa.literal_column("seen.*"), table.name, EXTENT, "geom", "id_")
    left_out = sa.select(sa.func.count()).where(found.c.is_here, found.c.geom.is_(None))
    return sa.select(
        sa.select(layer).select_from(seen).scalar_subquery(), left_out.scalar_subquery()
    )


def _drawn(sql: sa.Table, square: Square, *, simplify: bool) -> sa.ColumnElement[Any]:
    """A shape in units of the tile."""
    shape: Any = sa.func.ST_Transform(sql.c[PLACE], _MERCATOR)
    if simplify:
        tolerance_m = TOLERANCE_UNITS / EXTENT * square.side * _WORLD_M
        shape = sa.func.ST_SimplifyPreserveTopology(shape, tolerance_m)
    sides = sa.func.ST_TileEnvelope(square.zoom, square.column, square.row)
    made: sa.ColumnElement[Any] = sa.func.ST_AsMVTGeom(
        shape, sides, EXTENT, BUFFER, sa.true(), type_=sa.types.NullType()
    )
    return made


def _selected(table: TableVersion, sql: sa.Table, asked: Asked) -> sa.Select[Any]:
    """The rows' numbers, the columns asked for, and the shapes."""
    columns: list[Any] = [sql.c.row, *(_column(table, sql, name) for name in asked.columns)]
    if asked.places and table.has_places:
        columns.append(sa.func.ST_AsBinary(sql.c[PLACE], type_=sa.LargeBinary))
    return sa.select(*columns)


def _conditions(table: TableVersion, sql: sa.Table, asked: Asked) -> "list[sa.ColumnElement[bool]]":
    found = [_holds(_column(table, sql, test.column), test) for test in asked.tests]
    if asked.box is not None:
        found += _in_box(sql, _envelope(asked.box))
    return found


def _in_box(sql: sa.Table, box: Any) -> "list[sa.ColumnElement[bool]]":  # noqa: ANN401
    """Whether a shape meets a box; one within it does, which is told by its own box."""
    place = sql.c[PLACE]
    meets = sa.func.ST_Intersects(place, box, type_=sa.Boolean)
    return [place.op("&&")(box), place.op("@")(box) | meets]


def _holds(column: "sa.Column[Any]", test: Test) -> sa.ColumnElement[bool]:
    told: Any = column.is_(None)
    if isinstance(test, OneOf):
        told = column.in_(test.values)
    elif isinstance(test, AtLeast | AtMost):
        compared = operator.ge if isinstance(test, AtLeast) else operator.le
        told = compared(column, sa.literal(test.value, column.type))
    elif not test.missing:
        told = column.is_not(None)
    made: sa.ColumnElement[bool] = told
    return made


def _follows(
    table: TableVersion, sql: sa.Table, asked: Asked, begin: sa.Row[Any] | None
) -> sa.ColumnElement[bool]:
    """Whether a row comes after the last one of the page before."""
    later = sql.c.row > asked.after
    if begin is None:
        return later
    column = _column(table, sql, asked.sort)
    if begin[0] is None:
        return column.is_(None) & later
    value = sa.literal(begin[0], column.type)
    beyond: sa.ColumnElement[bool] = column < value if asked.descending else column > value
    return beyond | ((column == value) & later) | column.is_(None)


def _column(table: TableVersion, sql: sa.Table, name: str) -> "sa.Column[Any]":
    names = [column.name for column in table.columns]
    return sql.c[f"c{names.index(name)}"]


def _envelope(box: Box) -> Any:  # noqa: ANN401 - SQLAlchemy knows no type for it
    """A box as a shape: one without a width or a height is a line, or a point."""
    west, south, east, north = (
        sa.cast(side, sa.Double)
        for side in (box.west_deg, box.south_deg, box.east_deg, box.north_deg)
    )
    if not box.is_flat:
        return sa.func.ST_MakeEnvelope(west, south, east, north, SRID)
    begin, end = sa.func.ST_Point(west, south, SRID), sa.func.ST_Point(east, north, SRID)
    is_point = (box.west_deg, box.south_deg) == (box.east_deg, box.north_deg)
    return begin if is_point else sa.func.ST_MakeLine(begin, end)
