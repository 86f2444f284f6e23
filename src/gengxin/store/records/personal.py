"""Personal values: kept apart, told to the log under a key of the person's, destroyed at will."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from gengxin.store.records.fields import KindPlan
from gengxin.store.records.tables import PERSON_KEY, PERSONAL
from gengxin.terms.records import Record

__all__ = ["destroy", "keep", "key_of", "masked", "new_key", "told"]

KEY_BYTES = 32


def new_key(connection: sa.Connection, person: str) -> bytes:
    """Give a person a key."""
    key = secrets.token_bytes(KEY_BYTES)
    connection.execute(sa.insert(PERSON_KEY).values(person=person, key=key))
    return key


def key_of(connection: sa.Connection, person: str) -> bytes | None:
    """The person's key; ``None`` where there is no such person, or it was destroyed."""
    found = connection.execute(sa.select(PERSON_KEY.c.key).where(PERSON_KEY.c.person == person))
    return found.scalar_one_or_none()


def keep(connection: sa.Connection, plan: KindPlan, record: Record) -> None:
    """Put the record's personal values in the place of those kept before."""
    connection.execute(sa.delete(PERSONAL).where(PERSONAL.c.ref == record.ref))
    rows = [
        {
            "ref": record.ref,
            "field": name,
            "person": getattr(record, mark.of),
            "value": getattr(record, name),
        }
        for name, mark in plan.personal.items()
        if getattr(record, name) is not None
    ]
    if rows:
        connection.execute(sa.insert(PERSONAL), rows)


def told(connection: sa.Connection, refs: Iterable[str]) -> dict[str, dict[str, str]]:
    """Personal values by ref and field."""
    rows = connection.execute(
        sa.select(PERSONAL.c.ref, PERSONAL.c.field, PERSONAL.c.value).where(
            PERSONAL.c.ref.in_(list(refs))
        )
    )
    values: dict[str, dict[str, str]] = {}
    for ref, field, value in rows:
        values.setdefault(ref, {})[field] = value
    return values


def masked(plan: KindPlan, content: Mapping[str, Any], key: bytes | None) -> dict[str, Any]:
    """The content with each personal value as its HMAC; without a key it isn't told at all."""
    apart = plan.personal
    known = {name: value for name, value in content.items() if name not in apart}
    if key is None:
        return known
    return known | {
        name: None if content[name] is None else _mac(key, content["ref"], name, content[name])
        for name in apart
    }


def destroy(connection: sa.Connection, person: str) -> None:
    """Destroy a person's values, in whatever record they stand, and the key."""
    connection.execute(sa.delete(PERSONAL).where(PERSONAL.c.person == person))
    connection.execute(sa.delete(PERSON_KEY).where(PERSON_KEY.c.person == person))


def _mac(key: bytes, ref: str, field: str, value: str) -> str:
    """What the log holds in the place of a value."""
    return hmac.new(key, f"{ref}\n{field}\n{value}".encode(), hashlib.sha256).hexdigest()
