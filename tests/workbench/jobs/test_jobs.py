"""Jobs are asked for, claimed by one worker each, watched, called off; whatever ends a process."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from tests.workbench.jobs.conftest import QUICK, TOY_WORK

from gengxin.store.records import KeptRecords, open_records
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, ConflictError, Job, RecordAbsentError
from gengxin.workbench.jobs import Watch, Worker, ask_job, cancel_job, job_document
from gengxin.workbench.jobs.asking import MOST_WAITING
from gengxin.workbench.jobs.attempt import MOST_DEATHS
from gengxin.workbench.jobs.claiming import claimed

PATIENCE_SECONDS = 60.0
# so long without a sign of life, a worker is lost
LOST = timedelta(seconds=2 * QUICK.lost_after_seconds)
# what a process does is the same whichever database tells of it
IN_FOLDER = pytest.mark.parametrize("where", ["embedded"], indirect=True)


def ask(records: KeptRecords, goes: str = "well", kind: str = "plan") -> Job:
    asks = {"sample_sites": 100} if kind == "import" else {"options": goes}
    return ask_job(records, kind=kind, asks=asks, by=SYSTEM)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def beside(worker: Worker, stop: Event) -> tuple[Thread, list[Job | None]]:
    ended: list[Job | None] = []
    thread = Thread(target=lambda: ended.append(worker.once(stop)))
    thread.start()
    return thread, ended


def now() -> datetime:
    return datetime.now(UTC)


def test_a_job_is_done_and_says_what_it_made(
    worker: Worker, records: KeptRecords, never: Event, home: Path
) -> None:
    asked = ask(records)
    assert (asked.state, asked.attempt) == ("queued", 0)
    done = worker.once(never)
    assert done is not None
    assert (done.ref, done.state, done.attempt, done.result) == (asked.ref, "done", 1, "made")
    assert dict(done.best) == {"value": 1.0, "bound": 2.0}
    assert done.progress_share == 1.0
    assert list((home / "jobs").iterdir()) == []
    assert worker.once(never) is None


def test_the_oldest_job_comes_first(records: KeptRecords) -> None:
    first, second = ask(records), ask(records)
    one = claimed(records, now=now(), pace=QUICK)
    two = claimed(records, now=now(), pace=QUICK)
    assert one is not None
    assert two is not None
    assert (one.ref, two.ref) == (first.ref, second.ref)
    assert claimed(records, now=now(), pace=QUICK) is None


def test_an_import_runs_alone(records: KeptRecords) -> None:
    check, imported, later = ask(records), ask(records, kind="import"), ask(records)
    first = claimed(records, now=now(), pace=QUICK)
    assert first is not None
    assert first.ref == check.ref
    # the import waits for the first, and what was asked later waits for the import
    assert claimed(records, now=now(), pace=QUICK) is None
    with records.change(by=SYSTEM) as change:
        change.put(replace(first, state="done"))
    second = claimed(records, now=now(), pace=QUICK)
    assert second is not None
    assert second.ref == imported.ref
    assert claimed(records, now=now(), pace=QUICK) is None
    with records.change(by=SYSTEM) as change:
        change.put(replace(second, state="done"))
    third = claimed(records, now=now(), pace=QUICK)
    assert third is not None
    assert third.ref == later.ref


def test_two_workers_never_do_one_job_at_once(records: KeptRecords, where: str | Path) -> None:
    refs = {ask(records).ref for _ in range(12)}
    taken: list[str] = []

    def claim() -> None:
        own = open_records(where)
        while job := claimed(own, now=now(), pace=QUICK):
            taken.append(job.ref)
        own.close()

    threads = [Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(refs)


def test_a_job_whose_worker_is_lost_is_claimed_anew_and_the_first_attempt_is_fenced(
    records: KeptRecords,
) -> None:
    ask(records)
    first = claimed(records, now=now() - LOST, pace=QUICK)
    second = claimed(records, now=now(), pace=QUICK)
    assert first is not None
    assert second is not None
    assert (second.ref, second.attempt) == (first.ref, 2)
    with pytest.raises(ConflictError):
        records.touch(replace(first, doing="still at it"))
    with pytest.raises(ConflictError), records.change(by=SYSTEM) as change:
        change.put(replace(first, state="done"))


def test_an_attempt_that_lost_its_job_writes_nothing(
    worker: Worker, records: KeptRecords, never: Event, home: Path
) -> None:
    ask(records, "writes")
    thread, ended = beside(worker, never)
    until((home / "begun").exists)
    second = claimed(records, now=now() + LOST, pace=QUICK)
    assert second is not None
    assert second.attempt == 2
    (home / "lost").touch()
    thread.join(PATIENCE_SECONDS)
    assert ended == [None]
    assert not (home / "written").exists()
    assert records.one(Job, second.ref).version == second.version


def test_a_job_that_waits_is_called_off_at_once(records: KeptRecords) -> None:
    job = cancel_job(records, ask(records).ref, by=SYSTEM)
    assert job.state == "cancelled"
    assert claimed(records, now=now(), pace=QUICK) is None
    with pytest.raises(InputError, match="is cancelled already"):
        cancel_job(records, job.ref, by=SYSTEM)


@IN_FOLDER
@pytest.mark.parametrize("goes", ["long", "deaf"])
def test_a_job_at_work_is_called_off_whether_it_listens_or_not(
    worker: Worker, records: KeptRecords, never: Event, home: Path, goes: str
) -> None:
    job = ask(records, goes)
    thread, ended = beside(worker, never)
    until((home / "begun").exists)
    assert cancel_job(records, job.ref, by=SYSTEM).state == "cancelling"
    thread.join(PATIENCE_SECONDS)
    (last,) = ended
    assert last is not None
    assert last.state == "cancelled"


def test_one_called_off_whose_worker_is_lost_ends(records: KeptRecords) -> None:
    job = ask(records)
    claimed(records, now=now() - LOST, pace=QUICK)
    cancel_job(records, job.ref, by=SYSTEM)
    assert claimed(records, now=now(), pace=QUICK) is None
    assert records.one(Job, job.ref).state == "cancelled"


@IN_FOLDER
def test_what_a_user_can_mend_is_told_and_nothing_of_the_program(
    worker: Worker, records: KeptRecords, never: Event, caplog: pytest.LogCaptureFixture
) -> None:
    ask(records, "wrong")
    failed = worker.once(never)
    assert failed is not None
    assert failed.state == "failed"
    assert failed.fault == "sites.csv: row 3: area_m2 is 0, must be above 0"
    ask(records, "odd")
    with caplog.at_level(logging.ERROR):
        odd = worker.once(never)
    assert odd is not None
    assert odd.state == "failed"
    assert "Traceback" not in odd.fault
    assert odd.ref in odd.fault
    assert "ZeroDivisionError" in caplog.text


@IN_FOLDER
def test_a_job_whose_process_dies_again_and_again_is_given_up(
    worker: Worker, records: KeptRecords, never: Event
) -> None:
    ask(records, "dies")
    states = [job.state for _ in range(MOST_DEATHS) if (job := worker.once(never))]
    assert states == ["queued"] * (MOST_DEATHS - 1) + ["failed"]
    assert worker.once(never) is None
    (job,) = records.list(Job)
    assert f"ended {MOST_DEATHS} times" in job.fault


@IN_FOLDER
def test_a_worker_that_stops_leaves_its_job_to_the_next(
    worker: Worker, records: KeptRecords, home: Path
) -> None:
    ask(records, "long")
    stop = Event()
    thread, ended = beside(worker, stop)
    until((home / "begun").exists)
    stop.set()
    thread.join(PATIENCE_SECONDS)
    (left,) = ended
    assert left is not None
    assert (left.state, left.attempt) == ("queued", 1)


def test_what_a_job_names_must_be_there(records: KeptRecords) -> None:
    asks = {"uploads": ["01NOTHERE"], "boundary": "01NEITHER"}
    with pytest.raises(InputError) as refused:
        ask_job(records, kind="import", asks=asks, by=SYSTEM)
    assert "uploads: there is no upload '01NOTHERE'" in str(refused.value)
    assert "boundary: there is no upload '01NEITHER'" in str(refused.value)
    with pytest.raises(RecordAbsentError):
        cancel_job(records, "01NOTHERE", by=SYSTEM)


@IN_FOLDER
def test_only_so_many_jobs_wait(records: KeptRecords) -> None:
    with records.change(by=SYSTEM) as change:
        for _ in range(MOST_WAITING):
            change.add(Job(kind="check_up"))
    with pytest.raises(InputError, match="wait already"):
        ask(records)


def test_who_watches_is_told_what_changed_and_no_sign_of_life(records: KeptRecords) -> None:
    watch = Watch(records)
    assert watch.changed() == []
    asked = ask(records)
    assert [job.ref for job in watch.changed()] == [asked.ref]
    assert watch.changed() == []
    taken = claimed(records, now=now(), pace=QUICK)
    assert taken is not None
    assert [job.state for job in watch.changed()] == ["running"]
    records.touch(replace(taken, heartbeat_at=now()))
    assert watch.changed() == []
    records.touch(replace(taken, heartbeat_at=now(), progress_share=0.5))
    assert [job.progress_share for job in watch.changed()] == [0.5]
    with records.change(by=SYSTEM) as change:
        change.put(replace(taken, state="done", result="made"))
    (done,) = watch.changed()
    assert job_document(done)["result"] == "made"
    assert watch.changed() == []


@IN_FOLDER
def test_what_jobs_left_is_swept(home: Path, records: KeptRecords) -> None:
    done, waits = ask(records), ask(records)
    for ref in (done.ref, waits.ref, "not-a-job"):
        (home / "jobs" / ref).mkdir(parents=True)
    cancel_job(records, done.ref, by=SYSTEM)
    Worker(home, records, pace=QUICK, command=TOY_WORK).sweep()
    assert {path.name for path in (home / "jobs").iterdir()} == {waits.ref, "not-a-job"}
