"""The two types of column that SQLite and PostgreSQL don't share: moments and places."""

from datetime import UTC, datetime
from typing import Any

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

__all__ = ["SRID", "Geometry", "Moment", "Place"]

# longitude and latitude on WGS 84, as they are drawn, served and written in GeoJSON
SRID = 4326


class Moment(TypeDecorator[datetime]):
    """A time in UTC to the microsecond: ``timestamptz``, and text in ISO 8601 in SQLite."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """The type that the database has."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:  # noqa: ANN401
        """What the database is given."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """The time as Python has it, always in UTC."""
        if value is None:
            return None
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return moment.astimezone(UTC)


class Geometry(UserDefinedType[str]):
    """PostGIS's own type, as ``geometry(MultiPolygon,4326)``."""

    cache_ok = True

    def __init__(self, kind: str = "Geometry", srid: str | int = SRID) -> None:
        self.kind, self.srid = kind, int(srid)

    def get_col_spec(self, **_: object) -> str:
        """The type as it stands in a table's definition."""
        return f"geometry({self.kind},{self.srid})"


class Place(TypeDecorator[BaseGeometry]):
    """A shape: ``geometry(kind, srid)`` in PostGIS, WKB in SQLite, shapely's in Python."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, kind: str = "MultiPolygon") -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        """The type that the database has."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Geometry(self.kind))
        return dialect.type_descriptor(sa.LargeBinary())

    def process_bind_param(self, value: BaseGeometry | None, dialect: sa.Dialect) -> Any:  # noqa: ANN401
        """What the database is given: PostGIS reads its own hexadecimal WKB with the system."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            return shapely.to_wkb(shapely.set_srid(value, SRID), hex=True, include_srid=True)
        return shapely.to_wkb(value, byte_order=1)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> BaseGeometry | None:  # noqa: ANN401, ARG002
        """The shape as Python has it."""
        return None if value is None else shapely.set_srid(shapely.from_wkb(value), 0)


# so that a table read back from PostgreSQL knows its column of places
ischema_names["geometry"] = Geometry
