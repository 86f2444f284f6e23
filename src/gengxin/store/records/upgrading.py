"""Bring a database's tables to this version's; the steps are shipped in ``migrations``."""

from pathlib import Path

import sqlalchemy as sa

from gengxin.store.records.database import Database
from gengxin.terms import InputError

__all__ = ["MIGRATIONS", "STEPS", "refuse_later", "upgrade"]

MIGRATIONS = Path(__file__).parent / "migrations"
# each step of the tables, so that a store that is up to date opens without loading Alembic
STEPS = ("0001", "0002", "0003", "0004")


def upgrade(database: Database) -> None:
    """Make the tables, or change those of an earlier version; nothing where all is as it should be.

    Raises
    ------
    InputError
        Where a later version of gengxin wrote the database.

    """
    with database.reading() as connection:
        step = _step_of(connection)
    refuse_later(step, database.engine.url.render_as_string())
    if step == STEPS[-1]:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def refuse_later(step: str | None, named: str) -> None:
    """Refuse tables at a step that this version doesn't know.

    Raises
    ------
    InputError
        Naming the step, and the last one known.

    """
    if step not in {None, *STEPS}:
        msg = (
            f"{named} is at step {step!r}, this version knows those up to {STEPS[-1]!r}; "
            "use the version of gengxin that wrote it, or a later one"
        )
        raise InputError(msg)


def _step_of(connection: sa.Connection) -> str | None:
    """The step at which a database's tables are; ``None`` where it has none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none()
