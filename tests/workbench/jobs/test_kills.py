"""Jobs whose processes are killed at random moments end with the very same result."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.town.towns import SITES, Towns

from gengxin import sample_district, save_district
from gengxin.store.records import KeptRecords, open_records
from gengxin.terms.records import SYSTEM, Job
from gengxin.workbench import Asked, Until, options_folder, plan_folder
from gengxin.workbench.jobs import LIVE, ask_job

WORKER = str(Path(__file__).parent / "worker_process.py")
PATIENCE_SECONDS = 900.0
ROUNDS = 14
# a job whose process died more often is given up
KILLS_OF_A_JOB = 4


class KilledWorker:
    """A worker that is started again whenever it was killed."""

    def __init__(self, home: Path, where: str | Path) -> None:
        self._command = [sys.executable, WORKER, str(home), str(where)]
        self._process = subprocess.Popen(self._command, start_new_session=True)

    def kill(self, random: Random) -> str:
        """Kill the process that does the work, or the worker, which takes that with it."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children and random.random() < 0.6:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)
            return "child"
        self.close()
        self._process = subprocess.Popen(self._command, start_new_session=True)
        return "worker"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(params=["embedded", "server"])
def town(
    request: pytest.FixtureRequest, tmp_path: Path, towns: Towns
) -> Iterator[tuple[Path, str | Path, KeptRecords]]:
    """A sample district's folder, where its records lie, and they themselves."""
    home = towns.sampled(tmp_path / "town")
    where: str | Path = home
    if request.param == "server":
        where = request.getfixturevalue("cluster").made("kills")
    records = open_records(where)
    yield home, where, records
    records.close()


def done_in_spite_of(
    records: KeptRecords, worker: KilledWorker, job: Job, *, delays: list[float], random: Random
) -> Job:
    """The job when it ended; a kill after each delay, as long as it runs."""
    end = time.monotonic() + PATIENCE_SECONDS
    for delay in [*delays, PATIENCE_SECONDS]:
        again = time.monotonic() + delay
        while (now := records.one(Job, job.ref)).state in LIVE and time.monotonic() < again:
            assert time.monotonic() < end
            # a delay begins when there is something to kill
            if now.state == "queued":
                again = time.monotonic() + delay
            time.sleep(0.05)
        if now.state not in LIVE:
            return now
        worker.kill(random)
    raise AssertionError("it never ended")


def test_an_import_that_is_killed_again_and_again_ends_as_one_that_was_not(
    town: tuple[Path, str | Path, KeptRecords],
) -> None:
    home, where, records = town
    random = Random(5)
    expected = sample_district(sites=SITES, seed=9)
    save_district(expected, home.parent / "expected")
    job = ask_job(records, kind="import", asks={"sample_sites": SITES, "sample_seed": 9}, by=SYSTEM)
    worker = KilledWorker(home, where)
    try:
        delays = [random.uniform(0.0, 4.0) for _ in range(3)]
        ended = done_in_spite_of(records, worker, job, delays=delays, random=random)
    finally:
        worker.close()
    assert (ended.state, ended.fault) == ("done", "")
    for layer in (home.parent / "expected" / "layers").iterdir():
        assert (home / "layers" / layer.name).read_bytes() == layer.read_bytes()
    assert (home / "district.toml").read_bytes() == (
        home.parent / "expected" / "district.toml"
    ).read_bytes()


@pytest.mark.long
def test_fifty_kills_of_running_plans_end_with_the_identical_programme(
    town: tuple[Path, str | Path, KeptRecords],
) -> None:
    home, where, records = town
    kills = 40 if where == home else 10
    options_folder(home)
    began = time.monotonic()
    asked = Asked(until=Until(gap=0.0, seconds=None, rounds=ROUNDS))
    plan_folder(home, out=home.parent / "p.zip", asked=asked)
    seconds = time.monotonic() - began
    expected = (home.parent / "p.zip").read_bytes()
    random, worker, killed = Random(7), KilledWorker(home, where), 0
    try:
        while killed < kills:
            for run in home.glob("runs/programme-*"):
                shutil.rmtree(run)
            asks = {"rounds": ROUNDS, "gap": 0.0}
            job = ask_job(records, kind="plan", asks=asks, by=SYSTEM)
            count = min(KILLS_OF_A_JOB, kills - killed)
            delays = [random.uniform(0.0, 0.7 * seconds) for _ in range(count)]
            began = time.monotonic()
            ended = done_in_spite_of(records, worker, job, delays=delays, random=random)
            if ended.attempt == 1:  # the machine is less busy by now: kill earlier
                seconds = min(seconds, time.monotonic() - began)
            killed += ended.attempt - 1
            assert (ended.state, ended.fault) == ("done", "")
            assert (home / "runs" / ended.result / "programme.zip").read_bytes() == expected
        # what a job worked with goes after it has ended
        end = time.monotonic() + PATIENCE_SECONDS
        while left := list((home / "jobs").iterdir()):
            assert time.monotonic() < end, left
            time.sleep(0.05)
    finally:
        worker.close()
