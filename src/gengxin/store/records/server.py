"""Records in PostgreSQL with PostGIS: one district a database, our tables in a schema of ours."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from gengxin.store.records.audit import canonical
from gengxin.store.records.kept_connections import server_engine
from gengxin.terms import InputError

__all__ = ["SCHEMA", "ServerDatabase"]

SCHEMA = "gengxin"
# any number that is the same for all who write; PostGIS and others lock by other numbers
_LOCK = 0x67656E67


class ServerDatabase:
    """The database that ``url`` names; the role must be allowed to make a schema in it."""

    waits = True

    def __init__(self, url: sa.URL) -> None:
        self.url = url
        self.engine = _engine(url)
        # of their own: to change how a connection keeps, and back, costs as much as a question
        self._askers = _engine(url, isolation_level="AUTOCOMMIT")
        self._readers = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
        self._askers.dispose()

    def prepare(self, *, make: bool) -> None:
        """Make our schema, and PostGIS in the database, where they are absent.

        Raises
        ------
        InputError
            Where there are no records and none may be begun, or the role may not.

        """
        with self.engine.connect() as connection:
            inspector = sa.inspect(connection)
            known = SCHEMA in inspector.get_schema_names()
        if known:
            return
        if not make:
            msg = f"{self.url.render_as_string()} has no records yet; name another database"
            raise InputError(msg)
        try:
            with self.writing() as connection:
                connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        except sa.exc.DBAPIError as error:
            msg = (
                f"{self.url.render_as_string()} can't be set up ({error.orig}); let who "
                "administers it run CREATE EXTENSION postgis and grant CREATE on the database"
            )
            raise InputError(msg) from error

    def reading(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A transaction that sees everything as it was when it first read."""
        return self._readers.begin()

    def asking(self) -> contextlib.AbstractContextManager[sa.Connection]:
        """A connection for one question, which needs no transaction."""
        return self._askers.connect()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that waits its turn; what it reads then is the newest."""
        with self.engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    def forget(self) -> None:
        """Write the tables of personal values anew: their old files still hold what was deleted."""
        with self.asking() as connection:
            for table in ("personal", "person_key"):
                connection.exec_driver_sql(f"VACUUM FULL {table}")

    def backup(self, target: Path) -> None:
        """Write our schema by ``pg_dump``."""
        target.parent.mkdir(parents=True, exist_ok=True)
        work = target.with_name(f".{target.name}.part")
        options = ("--format=custom", f"--schema={SCHEMA}", "--no-owner", f"--file={work}")
        try:
            self._run("pg_dump", *options)
            work.replace(target)
        finally:
            work.unlink(missing_ok=True)

    def restore(self, source: Path) -> None:
        """Put our schema back by ``pg_restore``, all of it or nothing."""
        if not source.is_file():
            raise InputError(f"{source} is absent; name a file that gengxin store backup wrote")
        options = ("--clean", "--if-exists", "--single-transaction", "--no-owner")
        self._run("pg_restore", *options, f"--dbname={self.url.database}", str(source))

    def _run(self, program: str, *words: str) -> None:
        """Run a program of PostgreSQL; it is told where and who by variables, not by words."""
        path = shutil.which(program)
        if path is None:
            msg = f"{program} is not installed; install it: apt-get install postgresql-client"
            raise InputError(msg)
        said = {
            "PGHOST": self.url.host,
            "PGPORT": None if self.url.port is None else str(self.url.port),
            "PGUSER": self.url.username,
            "PGPASSWORD": self.url.password,
            "PGDATABASE": self.url.database,
        }
        known = {name: str(value) for name, value in said.items() if value is not None}
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            [path, *words], env=os.environ | known, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise InputError(f"{program} ended with {done.returncode}: {done.stderr.strip()}")


def _engine(url: sa.URL, **options: str) -> sa.Engine:
    found = {"options": f"-csearch_path={SCHEMA},public"}
    return server_engine(url, connect_args=found, json_serializer=canonical, **options)
