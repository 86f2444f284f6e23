"""Many who write at once lose nothing, and neither does anybody to a sudden end."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.store.records.cluster import Cluster, why_not
from tests.store.records.conftest import district
from tests.store.records.writing import PROCESSES, TOGETHER, many, write_until_killed

from gengxin.store.records import KeptRecords, open_records
from gengxin.terms import GengxinError
from gengxin.terms.records import SYSTEM, ConflictError, Ended, OptionEdit, SealedError

Addresses = Callable[[], str | Path]


# ---- the plain twin: a dictionary of (version, storeys, ended)


DEEDS = some.tuples(
    some.sampled_from(["add", "put", "end", "reopen"]),
    some.integers(0, 3),  # which record
    some.integers(0, 2),  # how many versions ago it was seen
    some.integers(0, 2),  # storeys
)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(deeds=some.lists(DEEDS, min_size=1, max_size=12))
def test_edits_ends_and_versions_go_as_in_a_dictionary(
    store: KeptRecords, deeds: list[tuple[str, int, int, int]]
) -> None:
    refs: list[str] = []
    plain: dict[str, tuple[int, int, bool]] = {}
    for deed, which, ago, storeys in deeds:
        if deed == "add" or not refs:
            with store.change(by=SYSTEM) as change:
                new = change.add(OptionEdit(site="S", numbers={"new_storeys": storeys}))
            refs.append(new.ref)
            plain[new.ref] = (1, storeys, False)
            continue
        ref = refs[which % len(refs)]
        error, plain[ref] = expected(plain[ref], deed, ago, storeys)
        assert type(done(store, deed, ref, ago, storeys)) is error
    for ref, (version, storeys, ended) in plain.items():
        kept = store.one(OptionEdit, ref)
        assert (kept.version, kept.numbers["new_storeys"]) == (version, storeys)
        assert (kept.ended_at is not None) == ended
        with store.reading() as reading:
            assert len(reading.history(ref)) == version
    listed = {kept.ref for kept in store.list(OptionEdit)} & set(plain)
    assert listed == {ref for ref, (_, _, ended) in plain.items() if not ended}
    assert store.verify().holds


Plain = tuple[int, int, bool]


def expected(now: Plain, deed: str, ago: int, storeys: int) -> tuple[type, Plain]:
    """The error that a deed must end with, and what is then kept."""
    version, kept, ended = now
    if ago:
        return ConflictError, now
    if deed == "put":
        if ended:
            return SealedError, now
        return type(None), now if storeys == kept else (version + 1, storeys, False)
    wanted = deed == "end"
    return type(None), now if ended == wanted else (version + 1, kept, wanted)


def done(store: KeptRecords, deed: str, ref: str, ago: int, storeys: int) -> GengxinError | None:
    """Do it to the version that was seen so long ago."""
    now = store.one(OptionEdit, ref)
    seen = replace(now, version=now.version - ago)
    mine = replace(seen, numbers={"new_storeys": storeys}) if deed == "put" else seen
    try:
        with store.change(by=SYSTEM) as change:
            getattr(change, deed)(mine)
    except (ConflictError, SealedError) as error:
        return error
    return None


# ---- many at once


def counted(where: str | Path, *, processes: int, threads: int, edits: int, records: int) -> None:
    """Let many raise numbers at once; every edit must have counted, and in a version of its own."""
    store = open_records(where)
    with store.change(by=SYSTEM) as change:
        kept = [
            change.add(OptionEdit(site=f"S-{number}", numbers={"new_storeys": 0}))
            for number in range(records)
        ]
    refs = [record.ref for record in kept]
    crowd = [
        PROCESSES.Process(
            target=many,
            args=(where, refs),
            kwargs={"writers": range(threads * number, threads * (number + 1)), "edits": edits},
        )
        for number in range(processes)
    ]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join()
        assert process.exitcode == 0
    after = [store.one(OptionEdit, ref) for ref in refs]
    assert sum(record.numbers["new_storeys"] for record in after) == processes * threads * edits
    assert all(record.version == record.numbers["new_storeys"] + 1 for record in after)
    report = store.verify()
    assert report.holds
    assert report.entries_count == records + processes * threads * edits
    store.close()


def test_many_writers_lose_no_update(addresses: Addresses) -> None:
    counted(addresses(), processes=2, threads=5, edits=20, records=4)


@pytest.mark.long
def test_fifty_writers_of_two_hundred_edits_lose_no_update(addresses: Addresses) -> None:
    counted(addresses(), processes=5, threads=10, edits=200, records=20)


# ---- sudden ends

LONGEST_SECONDS = 0.15


def acknowledged(told: Connection) -> Iterator[Any]:
    """What a writer told before it ended."""
    try:
        while True:
            yield told.recv()
    except EOFError:
        return


def killed_while_writing(where: str | Path, kill: Callable[[Any], None], seed: int) -> list[Any]:
    """Let somebody write, end it after a chance moment, and give what it had acknowledged."""
    told, tell = PROCESSES.Pipe(duplex=False)
    writer = PROCESSES.Process(target=write_until_killed, args=(where, tell), daemon=True)
    writer.start()
    tell.close()
    first = told.recv()
    time.sleep(random.Random(seed).uniform(0.0, LONGEST_SECONDS))
    kill(writer)
    writer.join()
    return [first, *acknowledged(told)]


def nothing_lost(where: str | Path, said: list[Any]) -> None:
    """Everything acknowledged is there, changes are whole, and the log holds."""
    store = open_records(where)
    kept = {record.ref: record for record in store.list(OptionEdit, Ended())}
    for change in said:
        for one in change:
            ref, version = (one, 1) if isinstance(one, str) else one
            assert kept[ref].version >= version
    assert len(kept) % TOGETHER == 0
    ended = sum(record.ended_at is not None for record in kept.values())
    assert ended % TOGETHER == 0
    assert store.verify().holds
    store.close()


def killed_embedded(folder: Path, times: int) -> None:
    where = district(folder / "district")
    open_records(where).close()
    said: list[Any] = []
    for seed in range(times):
        said += killed_while_writing(where, lambda writer: writer.kill(), seed)
        if seed % 10 == 9:
            nothing_lost(where, said)
    assert len(said) >= times


def killed_server(running: Cluster, where: str, times: int) -> None:
    def kill(_: object) -> None:
        running.kill()
        running.start()

    said: list[Any] = []
    for seed in range(times):
        said += killed_while_writing(where, kill, seed)
        nothing_lost(where, said)
    assert len(said) >= times


def test_a_writer_killed_at_any_moment_loses_nothing_acknowledged(tmp_path: Path) -> None:
    killed_embedded(tmp_path, 30)


def test_a_server_killed_at_any_moment_loses_nothing_acknowledged(cluster: Cluster) -> None:
    killed_server(cluster, cluster.made("killed"), 2)


@pytest.mark.long
def test_three_hundred_kills_of_a_writer_lose_nothing(tmp_path: Path) -> None:
    killed_embedded(tmp_path, 300)


@pytest.mark.long
def test_sixty_kills_of_a_whole_server_lose_nothing() -> None:
    if why_not():
        pytest.skip(why_not())
    running = Cluster(fsync="on")
    try:
        running.run("CREATE DATABASE killed")
        open_records(running.address("killed")).close()
        killed_server(running, running.address("killed"), 60)
    finally:
        running.stop()
