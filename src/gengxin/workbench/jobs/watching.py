"""Watch jobs for many at once: the store is asked once for all who watch in a process."""

from collections.abc import Sequence
from typing import Any

from gengxin.store.records import RecordStore
from gengxin.terms.records import AnyOf, Job
from gengxin.workbench.jobs.asking import LIVE, job_document

__all__ = ["Watch"]

# jobs that ended are told for as long as they are among so many of the newest
NEWEST = 50


class Watch:
    """What changed among jobs since it was last asked; ask it from one thread at a time."""

    def __init__(self, records: RecordStore) -> None:
        self._records = records
        self._seen: dict[str, dict[str, Any]] = {}

    def changed(self) -> Sequence[Job]:
        """Jobs that are not as they were when this was asked before; at first all it watches."""
        with self._records.reading() as reading:
            live = {job.ref: job for job in reading.list(Job, AnyOf("state", LIVE))}
            newest = reading.list(Job, limit=NEWEST, newest_first=True)
            now = live | {job.ref: job for job in newest}
            ended = [ref for ref in self._seen if ref not in now]
            gone = reading.list(Job, AnyOf("ref", tuple(ended))) if ended else ()
        # a sign of life alone is no news
        told = {job.ref: job_document(job) for job in (*gone, *now.values())}
        news = [job for job in (*gone, *now.values()) if self._seen.get(job.ref) != told[job.ref]]
        self._seen = {ref: told[ref] for ref in now}
        return sorted(news, key=lambda job: job.ref)
