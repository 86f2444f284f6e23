"""Connections to PostgreSQL, kept open between questions: to make one costs as much as a hundred.

One that has lain idle is tried before it is used: the server may have gone away meanwhile. One that
comes back after all were let go is closed, for nobody would ever ask for it again.
"""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from gengxin.terms import InputError

__all__ = ["server_engine"]

# kept for good, and made beyond that while there is a crowd
KEPT, BEYOND = 8, 16
IDLE_SECONDS = 1.0
_SINCE, _TIMES = "gengxin_idle_since", "gengxin_times_let_go"


def server_engine(url: sa.URL, **options: Any) -> sa.Engine:  # noqa: ANN401 - of create_engine
    """Connections to the database that ``url`` names.

    Raises
    ------
    InputError
        Where the driver isn't installed.

    """
    try:
        engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=KEPT,
            max_overflow=BEYOND,
            **options,
        )
    except ModuleNotFoundError as error:
        msg = f"{error.name} is not installed; install it: pip install 'gengxin[server]'"
        raise InputError(msg) from error

    def tried(connection: Any, entry: ConnectionPoolEntry, _: object) -> None:  # noqa: ANN401
        idle_since = entry.info.get(_SINCE)
        if idle_since is None or time.monotonic() - idle_since < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise sa.exc.DisconnectionError("the database went away; ask anew") from error

    sa.event.listen(engine, "checkout", tried)
    _close_late_ones(engine)
    return engine


def _close_late_ones(engine: sa.Engine) -> None:
    """Close what is given back to a pool that was let go; of the rest, note when it came back."""
    times_let_go = 0

    def made(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_TIMES] = times_let_go

    def let_go(_: object) -> None:
        nonlocal times_let_go
        times_let_go += 1

    def given_back(_: object, entry: ConnectionPoolEntry) -> None:
        if entry.info.get(_TIMES) == times_let_go:
            entry.info[_SINCE] = time.monotonic()
        else:
            entry.close()

    sa.event.listen(engine, "connect", made)
    sa.event.listen(engine, "engine_disposed", let_go)
    sa.event.listen(engine, "checkin", given_back)
