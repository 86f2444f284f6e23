"""Move all records from one database to another, row by row as they are."""

import sqlalchemy as sa

from gengxin.store.records.audit import START, head_of
from gengxin.store.records.kept_records import KeptRecords
from gengxin.store.records.tables import METADATA
from gengxin.store.records.verification import verified
from gengxin.terms import InputError
from gengxin.terms.records import ChainReport

__all__ = ["copy_records"]

_PART = 1_000


def copy_records(source: KeptRecords, target: KeptRecords) -> ChainReport:
    """Copy everything into an empty store; the recount of what arrived, all or nothing of it.

    Raises
    ------
    InputError
        Where the target holds records, or what would be copied doesn't hold.

    """
    with source.database.reading() as old, target.database.writing() as new:
        if head_of(new) != START:
            msg = "the target holds records already; name one without, so that nothing is lost"
            raise InputError(msg)
        _defer(new)
        for table in METADATA.sorted_tables:
            asked = sa.select(table).execution_options(yield_per=_PART)
            with old.execute(asked) as rows:
                for part in rows.mappings().partitions():
                    new.execute(sa.insert(table), [dict(row) for row in part])
        report = verified(new, [head_of(old)] if head_of(old) != START else [])
        if not report.holds:
            msg = (
                "the records to copy don't hold; gengxin store verify says which; nothing was kept"
            )
            raise InputError(msg)
        return report


def _defer(connection: sa.Connection) -> None:
    """Let references be checked at the end, so that rows may come in any order."""
    words = {"sqlite": "PRAGMA defer_foreign_keys=ON", "postgresql": "SET CONSTRAINTS ALL DEFERRED"}
    connection.exec_driver_sql(words[connection.dialect.name])
