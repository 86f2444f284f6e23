"""The tables of a records store, made from the kinds of record; the same on both databases."""

import sqlalchemy as sa

from gengxin.store.records.columns import Moment
from gengxin.store.records.fields import FieldPlan, KindPlan, plan_of
from gengxin.terms.records import KINDS, RefersTo

__all__ = ["EVENT", "HEAD", "METADATA", "PERSONAL", "PERSON_KEY", "TABLES"]

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table_of(plan: KindPlan) -> sa.Table:
    """The table of a kind, with its indexes."""
    table = sa.Table(plan.name, METADATA, *(_column(field) for field in plan.columns))
    alive = table.c.ended_at.is_(None)
    for names in plan.kind.unique:
        sa.Index(
            f"uq_{plan.name}_{'_'.join(names)}",
            *(table.c[name] for name in names),
            unique=True,
            sqlite_where=alive,
            postgresql_where=alive,
        )
    led = {names[0] for names in plan.kind.unique}
    referring = {field.name for field in plan.columns if isinstance(field.mark, RefersTo)}
    for name in sorted((referring | set(plan.kind.sought)) - led):
        sa.Index(f"ix_{plan.name}_{name}", table.c[name])
    for field in plan.columns:
        if field.name == "place":
            # SQLite, which holds WKB, has nothing of the kind: hundreds of areas are looked through
            sa.Index(f"ix_{plan.name}_place", table.c.place, postgresql_using="gist").ddl_if(
                dialect="postgresql"
            )
    return table


def _column(field: FieldPlan) -> "sa.Column[object]":
    """A field's column. References hold when a change ends, so that a copy can go in any order."""
    target = [_to(field.mark.kind)] if isinstance(field.mark, RefersTo) else []
    return sa.Column(
        field.name,
        field.column_type,
        *target,
        primary_key=field.name == "ref",
        nullable=field.optional and field.name not in {"entered_at", "changed_at"},
    )


def _to(kind: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{kind}.ref", deferrable=True, initially="IMMEDIATE")


TABLES = {kind: _table_of(plan_of(kind)) for kind in KINDS}

# personal values stand apart, so that they can be destroyed
PERSONAL = sa.Table(
    "personal",
    METADATA,
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, _to("person"), nullable=False, index=True),
    sa.Column("value", sa.Text, nullable=False),
)
_IS_MAIL = PERSONAL.c.field == "mail"
sa.Index(
    "uq_personal_mail",
    PERSONAL.c.value,
    unique=True,
    sqlite_where=_IS_MAIL,
    postgresql_where=_IS_MAIL,
)

# under a person's key the log speaks of that person's values; destroyed, nobody can tell them
PERSON_KEY = sa.Table(
    "person_key",
    METADATA,
    sa.Column("person", sa.Text, _to("person"), primary_key=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
)

EVENT = sa.Table(
    "event",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

# where the log ends: a row of its own, so that entries cut off its end are missed
HEAD = sa.Table(
    "event_head",
    METADATA,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
