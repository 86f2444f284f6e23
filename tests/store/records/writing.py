"""Writers for the tests of many at once and of sudden ends; they run in processes of their own."""

import multiprocessing
import threading
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from gengxin.store.records import KeptRecords, open_records
from gengxin.terms.records import SYSTEM, ConflictError, OptionEdit

# children begin as copies of a process that has loaded everything and holds no database
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])

TOGETHER = 3


def raise_each(store: KeptRecords, refs: Sequence[str], edits: int, writer: int) -> None:
    """Add one to numbers of the records in turn, as somebody does who reads, edits and saves."""
    for number in range(edits):
        ref = refs[(writer + number) % len(refs)]
        while True:
            seen = store.one(OptionEdit, ref)
            count = seen.numbers["new_storeys"] + 1
            try:
                with store.change(by=f"writer {writer}") as change:
                    change.put(replace(seen, numbers={"new_storeys": count}))
                break
            except ConflictError:
                continue


def many(where: str | Path, refs: Sequence[str], *, writers: range, edits: int) -> None:
    """So many threads that write at once."""
    store = open_records(where)
    threads = [
        threading.Thread(target=raise_each, args=(store, refs, edits, writer)) for writer in writers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()


def write_until_killed(where: str | Path, told: Connection) -> None:
    """Keep records, three at a time, and tell of each change once it is acknowledged."""
    store = open_records(where)
    number = 0
    while True:
        with store.change(by=SYSTEM, why=str(number)) as change:
            new = [change.add(OptionEdit(site=f"S-{place}")) for place in range(TOGETHER)]
        told.send([record.ref for record in new])
        with store.change(by=SYSTEM) as change:
            ended = [change.end(record) for record in new]
        told.send([(record.ref, record.version) for record in ended])
        number += 1
