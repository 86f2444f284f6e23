"""A worker: it takes up jobs one after the other, and leaves nothing of them lying about."""

import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from gengxin.store.records import RecordStore, open_records
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, Job, RecordAbsentError
from gengxin.workbench.jobs.asking import LIVE
from gengxin.workbench.jobs.attempt import CHILD, Attempt
from gengxin.workbench.jobs.claiming import JOBS, Pace, claimed
from gengxin.workbench.jobs.tasks import task_of
from gengxin.workbench.uploads.keeping import remove_old_uploads

__all__ = ["Worker", "work"]

LEFT_AFTER_SECONDS = 86_400.0
_LOG = logging.getLogger("gengxin.jobs")


class Worker:
    """Does the jobs of the district in ``folder``, whose records are open.

    ``command`` is the process that does the work, for tests with work of their own.
    """

    def __init__(
        self,
        folder: Path,
        records: RecordStore,
        *,
        pace: Pace | None = None,
        command: Sequence[str] = CHILD,
    ) -> None:
        self._folder = folder
        self._records = records
        self._pace = pace or Pace()
        self._command = command

    def once(self, stop: Event) -> Job | None:
        """Do the next job, if there is one to do; the job as it ended, else ``None``."""
        job = claimed(self._records, now=datetime.now(UTC), pace=self._pace)
        if job is None:
            return None
        try:
            task = task_of(self._records, self._folder, job)
        except InputError as error:
            return self._failed(job, str(error))
        ended = Attempt(self._records, job, pace=self._pace, stop=stop, command=self._command).run(
            task
        )
        if ended is not None and ended.state not in LIVE:
            shutil.rmtree(task["scratch"], ignore_errors=True)
        return ended

    def run(self, stop: Event) -> None:
        """Do jobs until told to stop; what fails here is logged, and tried again later."""
        swept = None
        while not stop.is_set():
            try:
                if (today := datetime.now(UTC).date()) != swept:
                    self.sweep()
                    swept = today
                found = self.once(stop)
            except Exception:  # noqa: BLE001 - one bad moment must not end a worker
                _LOG.exception("the worker failed; it goes on in a while")
                stop.wait(10.0 * self._pace.look_seconds)
                continue
            if found is None:
                stop.wait(self._pace.look_seconds)

    def sweep(self) -> None:
        """Remove what jobs that ended left, runs killed a day ago, and uploads nobody used."""
        remove_old_uploads(self._records, self._folder, now=datetime.now(UTC))
        for scratch in (self._folder / JOBS).glob("*"):
            try:
                job = self._records.one(Job, scratch.name)
            except RecordAbsentError:
                continue  # of somebody else
            if job.state not in LIVE:
                shutil.rmtree(scratch, ignore_errors=True)
        long_ago = datetime.now(UTC).timestamp() - LEFT_AFTER_SECONDS
        for left in (self._folder / "runs").glob(".*"):
            if left.stat().st_mtime < long_ago:
                shutil.rmtree(left, ignore_errors=True)

    def _failed(self, job: Job, fault: str) -> Job:
        with self._records.change(by=SYSTEM, why="it can't be begun") as change:
            current = change.one(Job, job.ref)
            if current.version != job.version:
                return current
            return change.put(replace(current, state="failed", fault=fault))


def work(folder: str | Path, *, records: str = "", stop: Event, with_parent: bool = False) -> None:
    """Do the jobs of a district until told to stop; ``records`` is where they lie, else the folder.

    ``with_parent``: also stop when the program that started this one is gone.

    Raises
    ------
    InputError
        Where the folder is no district, or the records can't be opened.

    """
    home = Path(folder)
    if not (home / "district.toml").is_file():
        raise InputError(f"{home} is no district; make one by gengxin import … -o DISTRICT")
    kept = open_records(records or home)
    try:
        Worker(home, kept).run(_Orphaned(stop) if with_parent else stop)
    finally:
        kept.close()


class _Orphaned(Event):
    """Set when another event is, or when the program that started this one is gone."""

    def __init__(self, stop: Event) -> None:
        super().__init__()
        self._stop = stop
        self._parent = os.getppid()

    def is_set(self) -> bool:
        """Whether to stop."""
        return self._stop.is_set() or os.getppid() != self._parent

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for either; the parent is looked for when the time is up."""
        self._stop.wait(timeout)
        return self.is_set()
