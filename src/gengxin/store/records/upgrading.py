"""Bring a database's tables to this version's; the steps are shipped in ``migrations``."""

from pathlib import Path

import sqlalchemy as sa

from gengxin.store.records.kept_records import Database
from gengxin.terms import InputError

__all__ = ["MIGRATIONS", "REVISION", "revision_of", "upgrade"]

MIGRATIONS = Path(__file__).parent / "migrations"
# the last step, so that a store that is up to date opens without loading Alembic
REVISION = "0001"


def upgrade(database: Database) -> None:
    """Make the tables, or change those of an earlier version; nothing where all is as it should be.

    Raises
    ------
    InputError
        Where a later version of gengxin wrote the database.

    """
    with database.reading() as connection:
        if revision_of(connection) == REVISION:
            return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            msg = (
                f"the records are at step {revision_of(connection)!r}, this version knows those up "
                f"to {REVISION!r}; use the version of gengxin that wrote them, or a later one"
            )
            raise InputError(msg) from error


def revision_of(connection: sa.Connection) -> str | None:
    """The step at which a database's tables are; ``None`` where it has none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none()
