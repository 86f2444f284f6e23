"""Ask for a job, call it off, and say what is known of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gengxin.store.records import RecordStore
from gengxin.store.records.change import Change
from gengxin.terms import InputError
from gengxin.terms.records import (
    Is,
    Job,
    KeptBrief,
    Offer,
    Record,
    RecordAbsentError,
    Upload,
)
from gengxin.workbench.jobs.asks import checked_asks, told_asks

__all__ = ["LIVE", "MOST_WAITING", "ask_job", "cancel_job", "job_document"]

LIVE = ("queued", "running", "cancelling")
# each takes minutes: whoever asks for more has lost sight of them
MOST_WAITING = 100


def ask_job(
    records: RecordStore, *, kind: str, asks: Mapping[str, Any], by: str, person: str | None = None
) -> Job:
    """Put a job in the queue; a worker takes it up, the oldest first.

    ``by`` stands in the log; ``person`` is the account that asks, if one does.

    Raises
    ------
    InputError
        Which lists every fault of the asks; also where too many jobs wait.

    """
    kept = checked_asks(kind, asks)
    with records.change(by=by, why=f"asks for a job {kind}") as change:
        _refuse_strays(change, kept)
        if change.count(Job, Is("state", "queued")) >= MOST_WAITING:
            msg = f"{MOST_WAITING} jobs wait already; cancel some, or wait until some are done"
            raise InputError(msg)
        return change.add(Job(kind=kind, asks=kept, asked_by=person))


def cancel_job(records: RecordStore, ref: str, *, by: str) -> Job:
    """Call a job off: at once where none has begun it, else at its next step.

    Raises
    ------
    RecordAbsentError, InputError
        Where there is no such job, or it ended already.

    """
    with records.change(by=by, why="calls it off") as change:
        job = change.one(Job, ref)
        if job.state == "cancelling":
            return job
        if job.state not in LIVE:
            msg = f"job {ref} is {job.state} already; there is nothing to call off"
            raise InputError(msg)
        state = "cancelled" if job.state == "queued" else "cancelling"
        return change.put(replace(job, state=state))


def job_document(job: Job) -> dict[str, Any]:
    """What is told of a job; ``progress_share`` is ``None`` before the work begins."""
    return {
        "ref": job.ref,
        "version": job.version,
        "kind": job.kind,
        "asked_by": job.asked_by,
        "asked_at": _moment(job.entered_at),
        "changed_at": _moment(job.changed_at),
        "asks": told_asks(job.kind, job.asks),
        "state": job.state,
        "attempt": job.attempt,
        "doing": job.doing,
        "progress_share": job.progress_share,
        "best": dict(job.best),
        "result": job.result,
        "fault": job.fault,
    }


def _moment(at: Any) -> str | None:  # noqa: ANN401 a time or none
    return None if at is None else at.isoformat()


def _refuse_strays(change: Change, kept: Mapping[str, Any]) -> None:
    """Refuse refs of what isn't there, or has ended."""
    named: list[tuple[str, type[Record], str]] = [
        ("uploads", Upload, ref) for ref in (kept.get("uploads") or "").split(",") if ref
    ]
    named += [("boundary", Upload, ref) for ref in (kept.get("boundary"),) if ref]
    named += [("kept_brief", KeptBrief, ref) for ref in (kept.get("kept_brief"),) if ref]
    named += [("offers", Offer, ref) for ref in (kept.get("offers") or "").split(",") if ref]
    faults = [f"{name}: {why}" for name, kind, ref in named if (why := _stray(change, kind, ref))]
    if faults:
        listed = "\n- ".join(faults)
        raise InputError(f"the job names what isn't there; mend it:\n- {listed}")


def _stray(change: Change, kind: type[Record], ref: str) -> str:
    """Why a ref can't be named; empty where it can."""
    try:
        found = change.one(kind, ref)
    except RecordAbsentError as error:
        return str(error)
    return "" if found.ended_at is None else f"{ref!r} was removed; name another"
