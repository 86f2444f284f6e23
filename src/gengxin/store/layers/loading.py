"""Load a version of a layer into PostGIS, once however many servers ask for it at the same time."""

import hashlib
import io
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv
import shapely
import sqlalchemy as sa

from gengxin.store.layers.protocol import TableFacts
from gengxin.store.layers.squares import Square, as_shares
from gengxin.store.layers.table_version import PLACE, TableVersion
from gengxin.store.records.columns import SRID, Geometry
from gengxin.terms import Column, InputError

__all__ = ["SCHEMA", "Loader", "table_of", "tile_table"]

SCHEMA = "gengxin_layers"
# any number that is the same for all who load; records lock by another
_LOCK = 0x67656C79
_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    # the order of code points, as the embedded store has it
    "text": sa.Text(collation="C"),
    "code": sa.Text(collation="C"),
    "whole": sa.BigInteger(),
    "number": sa.Double(),
    "flag": sa.Boolean(),
    "day": sa.Date(),
}
_METADATA = sa.MetaData(schema=SCHEMA)
_HELD = sa.Table(
    "held",
    _METADATA,
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("bounds_deg", sa.ARRAY(sa.Double)),
)
_TILE = sa.Table(
    "tile",
    _METADATA,
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("zoom", sa.Integer, primary_key=True),
    sa.Column("column", sa.Integer, primary_key=True),
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("tile", sa.LargeBinary, nullable=False),
)
# beside a table's own columns: its rows' numbers, and of their boxes the longest side and the
# middle, as shares of the world's width
_OWN = ("row", "span", "middle_x", "middle_y")


def tile_table() -> sa.Table:
    """The tiles that were cut."""
    return _TILE


@lru_cache(maxsize=512)
def table_of(table: TableVersion) -> sa.Table:
    """The table of a version: its columns by position as ``c0``, ``c1`` …, whatever they are named.

    Names are made of the version's hash, so that nothing of a question is part of a statement. The
    same table each time lets SQLAlchemy know a question that it has compiled before.
    """
    name = "v" + hashlib.sha256(table.version.encode()).hexdigest()[:24]
    columns = [
        sa.Column(f"c{place}", _TYPES[column.kind]) for place, column in enumerate(table.columns)
    ]
    own = [sa.Column("row", sa.BigInteger, primary_key=True)]
    if table.has_places:
        own += [sa.Column(one, sa.Double) for one in _OWN[1:]]
        columns.append(sa.Column(PLACE, Geometry("Geometry", SRID)))
    return sa.Table(name, sa.MetaData(schema=SCHEMA), *own, *columns)


class Loader:
    """Loads versions into a database, and lets them go."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine.execution_options(isolation_level="READ COMMITTED")
        self._is_prepared = False

    def loaded(self, table: TableVersion) -> TableFacts:
        """What is true of a version, which is loaded where it wasn't yet."""
        self._prepare()
        with self._engine.begin() as connection:
            found = connection.execute(sa.select(_HELD).where(_HELD.c.version == table.version))
            row = found.first()
            if row is None:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                row = connection.execute(
                    sa.select(_HELD).where(_HELD.c.version == table.version)
                ).first()
            if row is None:
                return _load(connection, table)
        bounds = None if row.bounds_deg is None else tuple(row.bounds_deg)
        return TableFacts(row_count=row.row_count, bounds_deg=bounds)

    def keep_tile(
        self, connection: sa.Connection, version: str, square: Square, tile: bytes
    ) -> None:
        """Keep a tile; another server may have kept the same by now."""
        connection.execute(
            sa.text(
                f"INSERT INTO {SCHEMA}.tile VALUES (:version, :zoom, :column, :row, :tile) "  # noqa: S608
                "ON CONFLICT DO NOTHING"
            ),
            {
                "version": version,
                "zoom": square.zoom,
                "column": square.column,
                "row": square.row,
                "tile": tile,
            },
        )

    def drop_others(self, versions: frozenset[str]) -> None:
        """Drop the tables and tiles of all other versions."""
        self._prepare()
        with self._engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            others = _HELD.c.version.not_in(versions)
            for (version,) in connection.execute(sa.select(_HELD.c.version).where(others)).all():
                name = "v" + hashlib.sha256(version.encode()).hexdigest()[:24]
                connection.exec_driver_sql(f"DROP TABLE IF EXISTS {SCHEMA}.{name}")
            connection.execute(sa.delete(_HELD).where(others))
            connection.execute(sa.delete(_TILE).where(_TILE.c.version.not_in(versions)))

    def _prepare(self) -> None:
        """Make the schema and its two tables where they are absent."""
        if self._is_prepared:
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                _METADATA.create_all(connection)
        except sa.exc.DBAPIError as error:
            told = self._engine.url.render_as_string()
            msg = f"{told} can't hold layers ({error.orig}); let who administers it grant CREATE"
            raise InputError(msg) from error
        self._is_prepared = True


def _load(connection: sa.Connection, table: TableVersion) -> TableFacts:
    """Load a version: its table, its rows, its indexes, its entry."""
    rows, sql = table.read(), table_of(table)
    boxes = _boxes(rows) if table.has_places else np.empty((0, 4))
    sql.create(connection)
    _copy(connection, sql, _columns(rows, table.columns, boxes))
    for place, column in enumerate(table.columns):
        if column.name == table.key:
            connection.exec_driver_sql(f"CREATE INDEX ON {SCHEMA}.{sql.name} (c{place})")
    if table.has_places:
        connection.exec_driver_sql(f"CREATE INDEX ON {SCHEMA}.{sql.name} USING gist ({PLACE})")
    connection.exec_driver_sql(f"ANALYZE {SCHEMA}.{sql.name}")
    known = boxes[np.isfinite(boxes[:, 0])]
    bounds = None
    if len(known):
        sides = np.concatenate([known[:, :2].min(axis=0), known[:, 2:].max(axis=0)])
        west, south, east, north = map(float, sides)
        bounds = (west, south, east, north)
    facts = TableFacts(row_count=rows.num_rows, bounds_deg=bounds)
    entry = {"version": table.version, "name": table.name, "row_count": rows.num_rows}
    told = None if bounds is None else list(bounds)
    connection.execute(sa.insert(_HELD).values(**entry, bounds_deg=told))
    return facts


def _boxes(rows: pa.Table) -> np.ndarray:
    shapes = shapely.from_wkb(rows[PLACE].to_numpy())
    return np.asarray(shapely.bounds(shapes))


def _columns(rows: pa.Table, columns: tuple[Column, ...], boxes: np.ndarray) -> pa.Table:
    """The rows as the table has them: own columns first, shapes as PostGIS reads them."""
    made: dict[str, Any] = {"row": pa.array(np.arange(rows.num_rows))}
    if len(boxes):
        low, high = as_shares(boxes[:, [0, 3]]), as_shares(boxes[:, [2, 1]])
        nowhere = np.isnan(boxes[:, 0])
        middle = (low + high) / 2
        for name, values in (
            ("span", (high - low).max(axis=1)),
            ("middle_x", middle[:, 0]),
            ("middle_y", middle[:, 1]),
        ):
            made[name] = pa.array(values, mask=nowhere)
    made |= {f"c{place}": rows[column.name] for place, column in enumerate(columns)}
    if PLACE in rows.column_names:
        shapes = shapely.set_srid(shapely.from_wkb(rows[PLACE].to_numpy()), SRID)
        made[PLACE] = pa.array(shapely.to_wkb(shapes, hex=True, include_srid=True), pa.string())
    return pa.table(made)


def _copy(connection: sa.Connection, sql: sa.Table, rows: pa.Table) -> None:
    """Send rows as CSV: words in quotes, nothing where there is nothing."""
    stream = io.BytesIO()
    options = pv.WriteOptions(include_header=False, quoting_style="all_valid")
    pv.write_csv(rows, stream, options)
    names = ", ".join(rows.column_names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        statement = f"COPY {SCHEMA}.{sql.name} ({names}) FROM STDIN (FORMAT csv)"
        with cursor.copy(statement) as copy:
            copy.write(stream.getbuffer())
