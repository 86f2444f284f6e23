"""Which job a worker takes up: one transaction of the store decides, so that no two take one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gengxin.store.records import RecordStore
from gengxin.terms.records import SYSTEM, AnyOf, Job
from gengxin.workbench.jobs.asking import LIVE

__all__ = ["JOBS", "Pace", "claimed"]

# in the district's folder: what each job keeps between its attempts
JOBS = "jobs"

# it changes the district that the others read
ALONE = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a worker looks for work, how often it gives a sign of life, when it counts as lost.

    Whoever called a job off waits ``patience_seconds`` for it to listen, then it is ended, and so
    long again before it is killed.
    """

    look_seconds: float = 1.0
    beat_seconds: float = 1.0
    lost_after_seconds: float = 30.0
    patience_seconds: float = 10.0


def claimed(records: RecordStore, *, now: datetime, pace: Pace) -> Job | None:
    """The oldest job that waits, or was left by a worker that is lost; ``None`` where none may run.

    It has one attempt more, which fences the one before. An import runs alone: what the others
    read would change below them.
    """
    lost_before = now - timedelta(seconds=pace.lost_after_seconds)
    if not _is_anything_to_do(records, lost_before):
        return None
    with records.change(by=SYSTEM, why="a worker takes it up") as change:
        live = change.list(Job, AnyOf("state", LIVE))
        for job in live:
            if job.state == "cancelling" and _is_lost(job, lost_before):
                change.put(replace(job, state="cancelled"))
        taken = _next_of(live, lost_before)
        if taken is None:
            return None
        new = replace(
            taken,
            state="running",
            attempt=taken.attempt + 1,
            heartbeat_at=now,
            checkpoint=f"{JOBS}/{taken.ref}",
            doing="",
            progress_share=None,
        )
        return change.put(new)


def _is_anything_to_do(records: RecordStore, lost_before: datetime) -> bool:
    """Whether it is worth holding the store: nearly always there is nothing, and that is cheap."""
    live = records.list(Job, AnyOf("state", LIVE))
    return any(job.state == "queued" or _is_lost(job, lost_before) for job in live)


def _next_of(live: Sequence[Job], lost_before: datetime) -> Job | None:
    waiting = [job for job in live if _waits(job, lost_before)]
    if not waiting:
        return None
    first = waiting[0]
    at_work = [job for job in live if job.state != "queued" and not _is_lost(job, lost_before)]
    return None if _bars(at_work, first) else first


def _waits(job: Job, lost_before: datetime) -> bool:
    return job.state == "queued" or (job.state == "running" and _is_lost(job, lost_before))


def _bars(at_work: Iterable[Job], first: Job) -> bool:
    return any(ALONE in {job.kind, first.kind} for job in at_work)


def _is_lost(job: Job, lost_before: datetime) -> bool:
    """Whether its worker gave no sign of life for too long."""
    return job.state != "queued" and (job.heartbeat_at is None or job.heartbeat_at < lost_before)
