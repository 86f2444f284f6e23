"""Change records: one transaction, which alone may write, with its entries in the log."""

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from gengxin.store.records import personal
from gengxin.store.records.audit import Appending, canonical
from gengxin.store.records.checking import refuse_move, settled
from gengxin.store.records.fields import KEPT_BY_STORE, KindPlan, plan_of
from gengxin.store.records.reading import Reading
from gengxin.store.records.tables import TABLES
from gengxin.store.records.ulid import new_ref
from gengxin.terms import InputError
from gengxin.terms.records import (
    KINDS_BY_NAME,
    ConflictError,
    Invitation,
    Is,
    Person,
    Record,
    RefersTo,
    RoleGrant,
    SealedError,
    Session,
    States,
    TakenError,
    Token,
)

__all__ = ["Change"]

R = TypeVar("R", bound=Record)


class Change(Reading):
    """What is done here holds as a whole when the block ends, or not at all.

    ``by`` is the ref of whoever does it, ``why`` the reason; both stand in the log.
    """

    def __init__(self, connection: sa.Connection, *, by: str, why: str, at: datetime) -> None:
        super().__init__(connection)
        canonical([by, why])
        if not by:
            raise InputError("a change says by whom; give the ref of a person")
        self._about: Mapping[str, Any] = {"by": by, "why": why, "at": at}
        self._log = Appending(connection)
        self._places = itertools.count()
        self._begun = 0

    def add(self, record: R) -> R:
        """Keep a new record; it comes back with its ref and version 1.

        Raises
        ------
        InputError
            Where a field can't be kept, what it refers to isn't there, or one that must be alone
            of its kind is there already.

        """
        plan, at = plan_of(type(record)), self._about["at"]
        if record.version:
            raise InputError(f"{plan.name} {record.ref} was kept already; change it instead")
        new = replace(
            settled(record),
            ref=record.ref or new_ref(at, next(self._places)),
            version=1,
            entered_at=at,
            entered_by=self._about["by"],
            changed_at=at,
            ended_at=None,
        )
        field = plan.state
        if (
            field
            and isinstance(field.mark, States)
            and getattr(new, field.name) != field.mark.first
        ):
            msg = f"{plan.name} begins in {field.mark.first}, not in {getattr(new, field.name)}"
            raise InputError(msg)
        self._refuse_strays(plan, new)
        self._begun += 1
        with _alone(plan):
            self._connection.execute(sa.insert(TABLES[plan.kind]), plan.row(new))
        if plan.kind is Person:
            personal.new_key(self._connection, new.ref)
        self._settle(plan, new, "added")
        return new

    def put(self, record: R) -> R:
        """Keep a changed record; ``record.version`` is the one that was seen and changed.

        A record that says what is kept already makes no new version.

        Raises
        ------
        ConflictError
            Where it has another version by now; it carries both.
        SealedError
            Where it has ended, or is in a state from which nothing changes.

        """
        current = self._seen(record)
        if current.ended_at is not None:
            raise SealedError(current, "ended")
        same = {name: getattr(current, name) for name in KEPT_BY_STORE}
        new = replace(settled(record), **same)
        if new == current:
            return current
        refuse_move(current, new)
        self._refuse_strays(plan_of(type(record)), new)
        return self._next(new, "changed")

    def end(self, record: R) -> R:
        """End a record: it stays, but is no longer in force.

        Raises
        ------
        ConflictError, SealedError
            As for ``put``.

        """
        current = self._seen(record)
        if current.ended_at is not None:
            return current
        state = plan_of(type(record)).state
        if state and isinstance(state.mark, States):
            now = getattr(current, state.name)
            if not state.mark.moves[now]:
                raise SealedError(current, now)
        return self._next(replace(current, ended_at=self._about["at"]), "ended")

    def reopen(self, record: R) -> R:
        """Take back that a record was ended.

        Raises
        ------
        ConflictError, InputError
            As for ``put`` and ``add``.

        """
        current = self._seen(record)
        if current.ended_at is None:
            return current
        return self._next(replace(current, ended_at=None), "reopened")

    def erase(self, person: Person) -> None:
        """Destroy what is known of a person as a person; the account ends, the log still holds.

        What let them in ends with it: roles, sessions, tokens.
        """
        current = self._seen(person)
        for kind in (RoleGrant, Session, Token, Invitation):
            for let_in in self.list(kind, Is("person", current.ref)):
                self.end(let_in)
        personal.destroy(self._connection, current.ref)
        gone = replace(
            current, name=None, mail=None, password_hash=None, ended_at=self._about["at"]
        )
        self._next(gone, "erased")

    def close(self) -> None:
        """Write the entries of this change; nothing follows.

        Raises
        ------
        RuntimeError
            Where a part of it failed and was passed over: what was written of it has no entry.

        """
        if self._begun != len(self._log.rows):
            raise RuntimeError("a part of this change failed, so nothing of it is kept")
        self._log.close()

    def _seen(self, record: R) -> R:
        """The record as it is kept, which must be the version that was seen."""
        current = self.one(type(record), record.ref)
        if current.version != record.version:
            raise ConflictError(record, current)
        return current

    def _next(self, record: R, action: str) -> R:
        """Keep the next version of a record."""
        plan, table = plan_of(type(record)), TABLES[type(record)]
        new = replace(record, version=record.version + 1, changed_at=self._about["at"])
        row = plan.row(new)
        mine = (table.c.ref == new.ref, table.c.version == record.version)
        self._begun += 1
        with _alone(plan):
            self._connection.execute(sa.update(table).where(*mine), row)
        self._settle(plan, new, action)
        return new

    def _settle(self, plan: KindPlan, record: Record, action: str) -> None:
        """Keep the personal values, and tell the log."""
        key = None
        if plan.personal:
            (of,) = {mark.of for mark in plan.personal.values()}
            person = getattr(record, of)
            key = personal.key_of(self._connection, person)
            self._refuse_values_of_erased(plan, record, person, key)
            with _alone(plan):
                personal.keep(self._connection, plan, record)
        content = personal.masked(plan, plan.content(record), key)
        about = {"kind": plan.name, "ref": record.ref, "version": record.version}
        self._log.append({**self._about, **about, "action": action, "content": canonical(content)})

    def _refuse_strays(self, plan: KindPlan, record: Record) -> None:
        """Refuse to refer to what isn't there; nobody else can change it meanwhile."""
        for field in plan.columns:
            ref = getattr(record, field.name)
            if not isinstance(field.mark, RefersTo) or ref is None:
                continue
            table = TABLES[KINDS_BY_NAME[field.mark.kind]]
            found = self._connection.execute(sa.select(table.c.ref).where(table.c.ref == ref))
            if found.first() is None:
                msg = (
                    f"{plan.name}.{field.name} is {ref!r}, must be the ref of a "
                    f"{field.mark.kind}; keep that one first"
                )
                raise InputError(msg)

    @staticmethod
    def _refuse_values_of_erased(
        plan: KindPlan, record: Record, person: str, key: bytes | None
    ) -> None:
        """Refuse personal values of somebody who asked for none to be kept."""
        given = [name for name in plan.personal if getattr(record, name) is not None]
        if key is None and given:
            msg = f"person {person} was erased; {plan.name} can't keep {', '.join(given)} of theirs"
            raise InputError(msg)


@contextlib.contextmanager
def _alone(plan: KindPlan) -> Iterator[None]:
    """Say in words that a record isn't the only one where it must be."""
    try:
        yield
    except sa.exc.IntegrityError as error:
        fields = [*(" and ".join(names) for names in plan.kind.unique)]
        fields += ["mail"] if plan.kind is Person else []
        msg = f"a {plan.name} with the same {' or '.join(['ref', *fields])} is there already"
        raise TakenError(f"{msg}; change or end that one") from error
