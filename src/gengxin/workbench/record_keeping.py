"""Keep a district's records safe: recount them, back them up, bring them back, move them."""

from pathlib import Path

from gengxin.store.records import copy_records, open_records
from gengxin.terms import InputError
from gengxin.terms.records import Anchor, ChainReport

__all__ = ["backup_records", "move_records", "restore_records", "verify_records"]

Where = str | Path


def verify_records(where: Where, *, anchors: tuple[Anchor, ...] = ()) -> ChainReport:
    """Recount the audit log and hold every record against it.

    ``where`` is a district's folder or a database's ``postgresql://…`` address; ``anchors`` are
    ends of the log that were noted elsewhere.
    """
    store = open_records(where, make=False)
    try:
        return store.verify(anchors)
    finally:
        store.close()


def backup_records(where: Where, target: Path) -> ChainReport:
    """Write all records into one file, while others go on working; what a recount finds first.

    Raises
    ------
    InputError
        Where the file is there already.

    """
    if target.exists():
        raise InputError(f"{target} is there already; name a new file, so that no backup is lost")
    store = open_records(where, make=False)
    try:
        report = store.verify()
        store.backup(target)
    finally:
        store.close()
    return report


def restore_records(source: Path, where: Where, *, replace: bool = False) -> ChainReport:
    """Put a backup in the place of a district's records; what a recount of it finds.

    Raises
    ------
    InputError
        Where there are records already and ``replace`` doesn't say to put them away.

    """
    store = open_records(where)
    try:
        head = store.head()
        if head.number and not replace:
            msg = (
                f"{where} has records already, entries in its log: {head.number}; back them up, "
                "then say --replace to put the others in their place"
            )
            raise InputError(msg)
        store.restore(source)
        return store.verify()
    finally:
        store.close()


def move_records(source: Where, target: Where) -> ChainReport:
    """Copy all records to where none are yet; the source stays as it is.

    Raises
    ------
    InputError
        Where the target has records, or those of the source don't hold.

    """
    old = open_records(source, make=False)
    try:
        new = open_records(target)
        try:
            return copy_records(old, new)
        finally:
            new.close()
    finally:
        old.close()
