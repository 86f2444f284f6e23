"""Open a district's records, in its folder or on a server."""

import os
from pathlib import Path

import sqlalchemy as sa

from gengxin.store.records.database import Database
from gengxin.store.records.embedded import EmbeddedDatabase
from gengxin.store.records.kept_records import KeptRecords
from gengxin.store.records.server import ServerDatabase
from gengxin.store.records.upgrading import upgrade
from gengxin.terms import InputError

__all__ = ["FILE", "is_server", "open_records"]

FILE = "records.sqlite"


def open_records(where: str | Path, *, make: bool = True) -> KeptRecords:
    """The records of a district: its folder, or a database's ``postgresql://…`` address.

    ``make`` says whether records may be begun where there are none yet.

    Raises
    ------
    InputError
        Where there is no such folder or database, or a later version wrote it.

    """
    database = _server(str(where), make=make) if is_server(where) else _embedded(where, make=make)
    try:
        upgrade(database)
    except BaseException:
        database.close()
        raise
    return KeptRecords(database)


def is_server(where: str | Path) -> bool:
    """Whether that is a server's address."""
    return isinstance(where, str) and where.startswith(("postgresql://", "postgresql+psycopg://"))


def _embedded(where: str | Path, *, make: bool) -> Database:
    folder = Path(where)
    path = folder / FILE
    if not (folder / "district.toml").is_file():
        msg = f"{folder} is no district; make one by gengxin import … -o DISTRICT"
        raise InputError(msg)
    if not path.exists():
        if not make:
            raise InputError(f"{folder} has no records yet: {FILE} is absent; name another")
        # people's names are in it: nobody else on this machine may read it
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return EmbeddedDatabase(path)


def _server(where: str, *, make: bool) -> Database:
    try:
        url = sa.make_url(where)
    except (sa.exc.ArgumentError, ValueError) as error:
        msg = "the address isn't one of a database; write postgresql://USER@HOST/DATABASE"
        raise InputError(msg) from error
    database = ServerDatabase(url)
    try:
        database.prepare(make=make)
    except sa.exc.OperationalError as error:
        told = f"{url.render_as_string()} can't be reached ({error.orig})"
        msg = f"{told}; start it or mend the address"
        raise InputError(msg) from error
    return database
