"""Read records: one, a list by closed filters, or what happened to them, in one view of all."""

import math
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from gengxin.store.records import audit, personal
from gengxin.store.records.checking import WHOLE, fault
from gengxin.store.records.columns import SRID
from gengxin.store.records.fields import KindPlan, plan_of
from gengxin.store.records.tables import EVENT, PERSONAL, TABLES
from gengxin.terms import InputError
from gengxin.terms.records import (
    Anchor,
    AnyOf,
    Before,
    Ended,
    Event,
    Filter,
    Intersects,
    Is,
    Person,
    Record,
    RecordAbsentError,
    Since,
)

__all__ = ["Reading"]

R = TypeVar("R", bound=Record)
_PARTS = 500  # SQLite takes some thousand values at once
MOST_VALUES = 1_000
MOST_EVENTS = 10_000
# the questions for records by their refs are asked most, and take longer to write than to answer
_ONE_OF = {
    kind: sa.select(table).where(table.c.ref == sa.bindparam("asked_ref"))
    for kind, table in TABLES.items()
}
_SOME_OF = {
    kind: sa.select(table).where(table.c.ref.in_(sa.bindparam("asked_refs", expanding=True)))
    for kind, table in TABLES.items()
}


class Reading:
    """One view of all records: what is read here happened before it began, whole."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def one(self, kind: type[R], ref: str) -> R:
        """The record of this kind with this ref, ended or not.

        Raises
        ------
        RecordAbsentError
            Where there is none.

        """
        found = self._found(kind, _ONE_OF[kind], {"asked_ref": ref}) if _may_be(ref) else ()
        if not found:
            raise RecordAbsentError(plan_of(kind).name, ref)
        return found[0]

    def some(self, kind: type[R], refs: Sequence[str]) -> "tuple[R | None, ...]":
        """The record of each of at most 500 refs, ended or not; ``None`` where there is none."""
        asked = {ref for ref in refs if _may_be(ref)}
        if len(asked) > _PARTS:
            raise InputError(f"{len(asked)} records are asked for, at most {_PARTS}; ask in parts")
        found = self._found(kind, _SOME_OF[kind], {"asked_refs": sorted(asked)}) if asked else ()
        by_ref = {record.ref: record for record in found}
        return tuple(by_ref.get(ref) for ref in refs)

    def list(
        self,
        kind: type[R],
        *filters: Filter,
        after: str = "",
        limit: int | None = None,
        newest_first: bool = False,
    ) -> tuple[R, ...]:
        """Records that pass every filter, in the order in which they were entered.

        Those that have ended are left out but for the filter ``Ended``. ``after`` is the last ref
        of the page before.

        Raises
        ------
        InputError
            Where the kind has no such field, or the value isn't of its type.

        """
        table = TABLES[kind]
        asked = sa.select(table).where(*_conditions(kind, filters)).limit(limit)
        if limit is not None and not 0 < limit < WHOLE:
            raise InputError(f"limit is {limit}, must be 1 or more; mend the question")
        if after:
            if not _may_be(after):
                raise InputError(f"after is {after!r}, must be the last ref of the page before")
            asked = asked.where(table.c.ref < after if newest_first else table.c.ref > after)
        return self._found(
            kind, asked.order_by(table.c.ref.desc() if newest_first else table.c.ref)
        )

    def count(self, kind: type[Record], *filters: Filter) -> int:
        """How many records pass every filter."""
        table = TABLES[kind]
        asked = sa.select(sa.func.count()).select_from(table).where(*_conditions(kind, filters))
        return int(self._connection.execute(asked).scalar_one())

    def head(self) -> Anchor:
        """Where the log ends; noted elsewhere, it proves later that nothing was cut off."""
        return audit.head_of(self._connection)

    def history(self, ref: str) -> tuple[Event, ...]:
        """What happened to a record, oldest first."""
        return tuple(audit.events(self._connection, EVENT.c.ref == ref)) if _may_be(ref) else ()

    def events(self, *, after: int = 0, limit: int = 1_000) -> tuple[Event, ...]:
        """The log from after the entry of that number on, at most 10,000 entries at once.

        Raises
        ------
        InputError
            Where there can be no such numbers.

        """
        if not (0 <= after < WHOLE - MOST_EVENTS and 0 < limit <= MOST_EVENTS):
            msg = f"after is {after}, limit {limit}; must be 0 or more, and 1 to {MOST_EVENTS}"
            raise InputError(msg)
        found = audit.events(self._connection, EVENT.c.number.between(after + 1, after + limit))
        return tuple(found)

    def version(self, kind: type[R], ref: str, number: int) -> R:
        """The record as it was in that version; personal values and signs of life left out.

        Raises
        ------
        RecordAbsentError
            Where there was no such version.

        """
        plan = plan_of(kind)
        for event in self.history(ref):
            if (event.kind, event.version) == (plan.name, number):
                return cast("R", plan.from_content(event.content))
        raise RecordAbsentError(plan.name, f"{ref} in version {number}")

    def _found(
        self, kind: type[R], asked: sa.Select[Any], values: Mapping[str, Any] | None = None
    ) -> tuple[R, ...]:
        """Records of rows, with their personal values."""
        plan = plan_of(kind)
        rows = self._connection.execute(asked, values).mappings().all()
        apart = self._apart(plan, [row["ref"] for row in rows])
        return tuple(cast("R", plan.record(row, apart.get(row["ref"], {}))) for row in rows)

    def _apart(self, plan: KindPlan, refs: Sequence[str]) -> dict[str, dict[str, str]]:
        """Personal values by ref; none are asked for where the kind has none."""
        values: dict[str, dict[str, str]] = {}
        rest = iter(refs if plan.personal else ())
        while part := list(islice(rest, _PARTS)):
            values |= personal.told(self._connection, part)
        return values


def _may_be(ref: str) -> bool:
    """Whether a ref could be one: a database refuses to look for some texts."""
    return not fault(plan_of(Person).fields["ref"], ref)


def _conditions(kind: type[Record], filters: Sequence[Filter]) -> "list[sa.ColumnElement[bool]]":
    """The filters as the database has them."""
    told = [_condition(kind, one) for one in filters if not isinstance(one, Ended)]
    ended = any(isinstance(one, Ended) for one in filters)
    return told if ended else [*told, TABLES[kind].c.ended_at.is_(None)]


def _condition(kind: type[Record], asked: Filter) -> sa.ColumnElement[bool]:
    """One filter as the database has it."""
    table = TABLES[kind]
    if isinstance(asked, Intersects):
        _refuse_unknown(kind, "place")
        sides = (asked.west_deg, asked.south_deg, asked.east_deg, asked.north_deg)
        if not all(map(math.isfinite, sides)):
            raise InputError(f"the box is {sides}, must be four finite numbers; mend the filter")
        box = sa.func.ST_MakeEnvelope(*(sa.cast(side, sa.Double) for side in sides), SRID)
        return sa.func.ST_Intersects(table.c.place, box, type_=sa.Boolean)
    if isinstance(asked, Ended):
        return sa.true()
    _refuse_unknown(kind, asked.field)
    values = asked.values if isinstance(asked, AnyOf) else (asked.value,)
    if len(values) > MOST_VALUES:
        msg = (
            f"{asked.field} is compared with {len(values)} values, at most {MOST_VALUES}; split it"
        )
        raise InputError(msg)
    for value in values:
        _refuse_other(kind, asked.field, value)
    if asked.field in plan_of(kind).personal:
        held = _holds(PERSONAL.c.value, asked)
        refs = sa.select(PERSONAL.c.ref).where(PERSONAL.c.field == asked.field, held)
        return table.c.ref.in_(refs)
    return _holds(table.c[asked.field], asked)


def _holds(column: "sa.Column[Any]", asked: Is | AnyOf | Before | Since) -> sa.ColumnElement[bool]:
    """A column compared."""
    if isinstance(asked, Is):
        return column.is_(None) if asked.value is None else column == asked.value
    if isinstance(asked, AnyOf):
        return column.in_(asked.values)
    return column < asked.value if isinstance(asked, Before) else column >= asked.value


def _refuse_unknown(kind: type[Record], name: str) -> None:
    plan = plan_of(kind)
    if name not in plan.fields:
        msg = f"{plan.name} has no field {name!r}; it has {sorted(plan.fields)}"
        raise InputError(msg)


def _refuse_other(kind: type[Record], name: str, value: object) -> None:
    """Refuse a value that the field can't have; what is nested, and places, compare with none."""
    field = plan_of(kind).fields[name]
    wrong = fault(field, value)
    if field.nested or name == "place":
        wrong = "can't be compared"
    if wrong:
        raise InputError(f"{plan_of(kind).name}.{name} {wrong}; mend the filter")
