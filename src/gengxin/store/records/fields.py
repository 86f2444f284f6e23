"""How each kind of record lies in a table and in the log: made from its fields, nowhere else."""

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, cast

import shapely
import sqlalchemy as sa
from pydantic import TypeAdapter
from shapely.geometry import MultiPolygon

from gengxin.store.records.columns import Moment, Place
from gengxin.terms.records import (
    KINDS,
    OneOf,
    Passing,
    Personal,
    Record,
    RefersTo,
    States,
    name_of,
)

__all__ = ["KEPT_BY_STORE", "FieldPlan", "KindPlan", "plan_of"]

# what a record can't say of itself
KEPT_BY_STORE = ("ref", "version", "entered_at", "entered_by", "changed_at", "ended_at")

_PLAIN: dict[type, sa.types.TypeEngine[Any]] = {
    str: sa.Text(),
    int: sa.BigInteger(),
    float: sa.Double(),
    bool: sa.Boolean(),
    date: sa.Date(),
    datetime: Moment(),
    MultiPolygon: Place("MultiPolygon"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPlan:
    """One field: the type it must have, whether it may be ``None``, and its mark.

    ``nested`` reads and writes what is no plain value, and lies in the table as JSON.
    """

    name: str
    type: type
    optional: bool
    mark: object
    nested: TypeAdapter[Any] | None

    @property
    def column_type(self) -> sa.types.TypeEngine[Any]:
        """The type of its column."""
        return sa.JSON(none_as_null=True) if self.nested else _PLAIN[self.type]

    def settled(self, value: Any) -> Any:  # noqa: ANN401
        """The value as it will come back: whole numbers as floats where floats are meant."""
        if value is None:
            return None
        if self.nested:
            return self.nested.validate_python(self.to_column(value))
        if self.type is float:
            return float(value)
        return value.astimezone(UTC) if self.type is datetime else value

    def to_column(self, value: Any) -> Any:  # noqa: ANN401
        """What its column holds."""
        if self.nested and value is not None:
            # pydantic doesn't know read-only mappings; of wrong types, reading it back complains
            return self.nested.dump_python(value, mode="json", fallback=dict, warnings=False)
        return value

    def from_column(self, value: Any) -> Any:  # noqa: ANN401
        """The value that a column held."""
        return value if value is None or not self.nested else self.nested.validate_python(value)

    def to_plain(self, value: Any) -> Any:  # noqa: ANN401
        """What the log says of it, in JSON."""
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, MultiPolygon):
            return shapely.to_wkb(value, hex=True, byte_order=1)
        return self.to_column(value)

    def from_plain(self, value: Any) -> Any:  # noqa: ANN401
        """The value that the log says."""
        if value is None:
            return None
        if self.type in {datetime, date}:
            return self.type.fromisoformat(value)
        return shapely.from_wkb(value) if self.type is MultiPolygon else self.from_column(value)


@dataclass(frozen=True, kw_only=True)
class KindPlan:
    """One kind: its fields by name, those that lie apart or pass, and its state."""

    kind: type[Record]
    name: str
    fields: Mapping[str, FieldPlan]

    @cached_property
    def personal(self) -> dict[str, Personal]:
        """The fields that say something of a person, and whom."""
        marks = {name: field.mark for name, field in self.fields.items()}
        return {name: mark for name, mark in marks.items() if isinstance(mark, Personal)}

    @cached_property
    def columns(self) -> tuple[FieldPlan, ...]:
        """The fields that stand in the kind's own table."""
        return tuple(f for f in self.fields.values() if not isinstance(f.mark, Personal))

    @cached_property
    def passing(self) -> tuple[FieldPlan, ...]:
        """The fields that are signs of life."""
        return tuple(f for f in self.fields.values() if isinstance(f.mark, Passing))

    @cached_property
    def state(self) -> FieldPlan | None:
        """The field that is a state."""
        found = (f for f in self.fields.values() if isinstance(f.mark, States))
        return next(found, None)

    def row(self, record: Record) -> dict[str, Any]:
        """What the record's row holds."""
        return {f.name: f.to_column(getattr(record, f.name)) for f in self.columns}

    def record(self, row: sa.RowMapping, personal: Mapping[str, str]) -> Record:
        """The record of a row and its personal values."""
        values: dict[str, Any] = {f.name: f.from_column(row[f.name]) for f in self.columns}
        return self.kind(**values | {name: personal.get(name) for name in self.personal})

    def content(self, record: Record) -> dict[str, Any]:
        """What the log says of a record, but for what passes; personal values as they are."""
        passing = {f.name for f in self.passing}
        return {
            f.name: f.to_plain(getattr(record, f.name))
            for f in self.fields.values()
            if f.name not in passing
        }

    def from_content(self, content: Mapping[str, Any]) -> Record:
        """The record as the log has it: without what passes, personal values ``None``."""
        said = {name: value for name, value in content.items() if name in self.fields}
        said |= dict.fromkeys(self.personal)
        return self.kind(**{name: self.fields[name].from_plain(v) for name, v in said.items()})


def plan_of(kind: type[Record]) -> KindPlan:
    """How records of a kind are kept."""
    return PLANS[kind]


def _plan(kind: type[Record]) -> KindPlan:
    hints = typing.get_type_hints(kind, include_extras=True)
    plans = {field.name: _field(field.name, hints[field.name]) for field in fields(kind)}
    return KindPlan(kind=kind, name=name_of(kind), fields=plans)


def _field(name: str, hint: Any) -> FieldPlan:  # noqa: ANN401
    """A field's plan, from its type and mark."""
    known = (OneOf, States, RefersTo, Personal, Passing)
    marks = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, known)]
    bare = hint.__origin__ if marks else hint
    optional = isinstance(bare, types.UnionType) and type(None) in typing.get_args(bare)
    inner = typing.get_args(bare)[0] if optional else bare
    plain = isinstance(inner, type) and inner in _PLAIN
    return FieldPlan(
        name=name,
        type=cast("type", inner if plain else object),
        optional=optional,
        mark=marks[0] if marks else None,
        nested=None if plain else TypeAdapter(inner),
    )


PLANS = {kind: _plan(kind) for kind in KINDS}
