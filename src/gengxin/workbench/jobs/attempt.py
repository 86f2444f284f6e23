"""One attempt at a job: its process is watched, its signs of life kept, its end written down."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any

from gengxin.store.records import RecordStore
from gengxin.terms.records import SYSTEM, ConflictError, Job
from gengxin.workbench.jobs.claiming import Pace

__all__ = ["CHILD", "Attempt"]

CHILD = (sys.executable, "-c", "from gengxin.workbench.jobs.work import main; main()")
MOST_DEATHS = 5
MOST_FAULT = 20_000
OURS = "the program failed at this; it was logged, tell who administers it (job {ref})"
DIED = (
    "its process ended {count} times without a word (last by {code}), as when memory runs out; "
    "free some memory, or ask for less"
)
_LOG = logging.getLogger("gengxin.jobs")


class Attempt:
    """The process of one attempt, told ``task``; ``run`` watches it until it is gone.

    ``stop`` set, it is ended and the job waits for another worker.
    """

    def __init__(
        self, records: RecordStore, job: Job, *, pace: Pace, stop: Event, command: Sequence[str]
    ) -> None:
        self._records = records
        self._job = job
        self._pace = pace
        self._stop = stop
        self._command = command
        self._words: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._beaten_at = monotonic()
        self._asked_to_end_at: float | None = None
        self._ending = 0
        self._is_fenced = False

    def run(self, task: Mapping[str, Any]) -> Job | None:
        """The job as it is when the process is gone; ``None`` where it is another's by now."""
        with subprocess.Popen(  # noqa: S603 - our own program
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
        ) as self._process:
            listener = Thread(target=self._listen, daemon=True)
            listener.start()
            try:
                self._tell(task)
                last = self._watched()
            finally:
                self._process.kill()
                listener.join()
            code = self._process.wait()
        return None if self._is_fenced else self._settled(last, code)

    def _watched(self) -> dict[str, Any]:
        """The last word of the process; empty where it went without one."""
        while True:
            try:
                word = self._words.get(timeout=self._pace.beat_seconds / 2)
            except Empty:
                word = {}
            if word is None:
                return {}
            if {"result", "fault", "trace"} & set(word):
                self._take(word)
                return word
            self._take(word)
            self._beat(at_once="may_write" in word)
            if "may_write" in word and not self._is_ending:
                self._tell("go")
            self._press()

    def _take(self, word: Mapping[str, Any]) -> None:
        """Take over what the process says of its progress."""
        told: dict[str, Any] = {}
        if "doing" in word:
            told = {"doing": word["doing"], "progress_share": word["share"]}
        if word.get("best"):
            told["best"] = word["best"]
        self._job = replace(self._job, **told)

    def _beat(self, *, at_once: bool) -> None:
        """Give a sign of life, and notice that the job was called off or is another's by now."""
        if not at_once and monotonic() - self._beaten_at < self._pace.beat_seconds:
            return
        self._job = replace(self._job, heartbeat_at=datetime.now(UTC))
        try:
            self._records.touch(self._job)
            self._beaten_at = monotonic()
        except ConflictError as conflict:
            self._beaten_at = monotonic()
            self._meet(conflict)
        except Exception:  # noqa: BLE001 - the database may be away for a while
            _LOG.exception("job %s: no sign of life could be kept", self._job.ref)
            if monotonic() - self._beaten_at > self._pace.lost_after_seconds * 0.8:
                # by now another worker may have it
                self._fence()

    def _meet(self, conflict: ConflictError) -> None:
        now = conflict.current
        if isinstance(now, Job) and now.attempt == self._job.attempt and now.state == "cancelling":
            told = {name: getattr(self._job, name) for name in ("doing", "progress_share", "best")}
            self._job = replace(now, heartbeat_at=self._job.heartbeat_at, **told)
            self._records.touch(self._job)
        else:
            self._fence()

    def _fence(self) -> None:
        self._is_fenced = True
        self._process.kill()

    @property
    def _is_ending(self) -> bool:
        return self._is_fenced or self._stop.is_set() or self._job.state == "cancelling"

    def _press(self) -> None:
        """Ask the process to stop, then end it, then kill it; each after some patience."""
        if not self._is_ending:
            return
        if self._asked_to_end_at is None:
            self._asked_to_end_at = monotonic()
        since = monotonic() - self._asked_to_end_at
        steps: tuple[Callable[[], None], ...] = (self._ask, self._end, self._kill)
        while self._ending < len(steps) and since >= self._ending * self._pace.patience_seconds:
            steps[self._ending]()
            self._ending += 1

    def _ask(self) -> None:
        self._tell("stop")

    def _end(self) -> None:
        self._signal(signal.SIGTERM)

    def _kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        """Signal the process and those it began in its own session."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def _tell(self, word: object) -> None:
        try:
            self._process.stdin.write(json.dumps(word).encode() + b"\n")  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]
        except BrokenPipeError:
            return  # it is gone; its listener says so

    def _listen(self) -> None:
        """Take the words of the process; ``None`` is the last."""
        for line in self._process.stdout:  # type: ignore[union-attr]
            self._words.put(json.loads(line))
        self._words.put(None)

    def _settled(self, word: Mapping[str, Any], code: int) -> Job | None:
        """Write down how it ended, if the job is still this attempt's."""
        with self._records.change(by=SYSTEM, why="the attempt ended") as change:
            current = change.one(Job, self._job.ref)
            mine = current.attempt == self._job.attempt
            if not mine or current.state not in {"running", "cancelling"}:
                return None
            end = _end_of(word, code, current)
            signs = {name: getattr(self._job, name) for name in ("doing", "progress_share", "best")}
            if end["state"] == "done":
                signs |= {"doing": "", "progress_share": 1.0}
            return change.put(replace(current, **(signs | end)))


def _end_of(word: Mapping[str, Any], code: int, job: Job) -> dict[str, Any]:
    """The state in which a job is after an attempt, with its result or its fault."""
    if "result" in word:
        return {"state": "done", "result": word["result"]}
    if "fault" in word:
        return {"state": "failed", "fault": word["fault"][:MOST_FAULT]}
    if "trace" in word:
        _LOG.error("job %s, attempt %d, failed:\n%s", job.ref, job.attempt, word["trace"])
        return {"state": "failed", "fault": OURS.format(ref=job.ref)}
    if job.state == "cancelling":
        return {"state": "cancelled"}
    _LOG.warning("job %s, attempt %d: its process ended by %d", job.ref, job.attempt, code)
    if job.attempt >= MOST_DEATHS and code not in {0, 1}:
        return {"state": "failed", "fault": DIED.format(count=job.attempt, code=code)}
    return {"state": "queued"}
