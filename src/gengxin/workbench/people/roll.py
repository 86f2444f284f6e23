"""The roll: who has an account in a district, for whoever administers its machine."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gengxin.store.records import open_records
from gengxin.terms.records import Person, RoleGrant
from gengxin.workbench.people.accounts import Accounts

__all__ = ["accounts_of", "people_of"]


@contextlib.contextmanager
def accounts_of(where: str | Path) -> Iterator[Accounts]:
    """The accounts of a district: its folder, or a database's ``postgresql://…`` address."""
    records = open_records(where)
    try:
        yield Accounts(records=records, now=lambda: datetime.now(UTC))
    finally:
        records.close()


def people_of(where: str | Path) -> list[dict[str, Any]]:
    """Everybody with an account, and their roles."""
    with accounts_of(where) as accounts, accounts.records.reading() as reading:
        grants: dict[str, list[dict[str, Any]]] = {}
        for one in reading.list(RoleGrant):
            grants.setdefault(one.person, []).append(
                {
                    "role": one.role,
                    "within": one.within,
                    "starts_on": _day(one.starts_on),
                    "ends_on": _day(one.ends_on),
                }
            )
        return [
            {
                "ref": person.ref,
                "mail": person.mail,
                "name": person.name,
                "language": person.language,
                "state": person.state,
                "roles": grants.get(person.ref, []),
            }
            for person in reading.list(Person)
        ]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
