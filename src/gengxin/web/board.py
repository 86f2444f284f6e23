"""A board of jobs: the store is asked once for all who watch, who are told what is new to them."""

import asyncio
import contextlib
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator

from anyio.to_thread import run_sync

from gengxin.terms.records import Job
from gengxin.web.problem import Problem
from gengxin.workbench.jobs import LIVE, Watch, job_document
from gengxin.workbench.serving import Served

__all__ = ["Board"]

LOOK_SECONDS = 0.5
AFTER_A_FAULT_SECONDS = 5.0
STILL_HERE_SECONDS = 15.0
# a browser begins a stream anew when it ends, and then is asked again who it is
STREAM_SECONDS = 600.0
MOST_WATCHERS = 1_000
MOST_OF_A_PERSON = 20
MOST_ENDED = 50
AGAIN_MS = 1_000
_LOG = logging.getLogger("gengxin.web")


class Board:
    """What is known of jobs in one process; it asks the store only while somebody watches."""

    def __init__(self, served: Served) -> None:
        self._records = served.records
        self._known: dict[str, Job] = {}
        self._news: set[asyncio.Event] = set()
        self._of_person: Counter[str] = Counter()
        self._looking: asyncio.Task[None] | None = None

    def refuse_many(self, person: str) -> None:
        """Refuse one who watches too often, or one too many.

        Raises
        ------
        Problem
            429 or 503, with the seconds to wait.

        """
        if self._of_person[person] >= MOST_OF_A_PERSON:
            msg = f"you watch {MOST_OF_A_PERSON} times already; close some pages"
            raise Problem(429, msg, headers={"Retry-After": "10"})
        if len(self._news) >= MOST_WATCHERS:
            msg = f"{MOST_WATCHERS:,} watch already; ask for the job itself now and then"
            raise Problem(503, msg, headers={"Retry-After": "30"})

    async def events(
        self,
        *,
        person: str,
        first: Iterable[Job],
        wanted: Callable[[Job], bool],
        until_end_of: str = "",
    ) -> AsyncIterator[bytes]:
        """Server-sent events of the jobs that are wanted: as they are, then each change.

        ``first`` are jobs that the board may not know. It ends with the job ``until_end_of``, else
        after ten minutes. Who reads slowly is told the newest of each job, and not all between.
        """
        yield f"retry: {AGAIN_MS}\n\n".encode()
        told: dict[str, Job] = {}
        loop = asyncio.get_running_loop()
        end = loop.time() + STREAM_SECONDS
        with self._joined(person) as news:
            while True:
                for job in (*first, *self._known.values()):
                    if wanted(job) and _is_news(job, told.get(job.ref)):
                        told[job.ref] = job
                        yield _event(job)
                last = told.get(until_end_of)
                if loop.time() > end or (last is not None and last.state not in LIVE):
                    return
                if not await _rung(news):
                    yield b": still here\n\n"

    @contextlib.contextmanager
    def _joined(self, person: str) -> Iterator[asyncio.Event]:
        news = asyncio.Event()
        self._news.add(news)
        self._of_person[person] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="watch jobs")
        try:
            yield news
        finally:
            self._news.discard(news)
            self._of_person -= Counter([person])
            if not self._news:
                self._looking.cancel()

    async def _look(self) -> None:
        """Ask the store again and again, as long as somebody watches."""
        watch = Watch(self._records)
        self._known = {}
        while self._news:
            try:
                found = await run_sync(watch.changed)
            except Exception:  # noqa: BLE001 - the database may be away for a while
                _LOG.exception("jobs can't be watched")
                await asyncio.sleep(AFTER_A_FAULT_SECONDS)
                continue
            if found:
                self._known = _kept({**self._known, **{job.ref: job for job in found}})
                for news in self._news:
                    news.set()
            await asyncio.sleep(LOOK_SECONDS)


def _kept(known: dict[str, Job]) -> dict[str, Job]:
    """Jobs that go on, and the newest of those that ended."""
    ended = sorted(ref for ref, job in known.items() if job.state not in LIVE)
    return {ref: job for ref, job in known.items() if ref not in ended[:-MOST_ENDED]}


async def _rung(news: asyncio.Event) -> bool:
    """Wait for news; whether there is any before it is time to say that somebody is here."""
    try:
        async with asyncio.timeout(STILL_HERE_SECONDS):
            await news.wait()
    except TimeoutError:
        return False
    news.clear()
    return True


def _is_news(job: Job, told: Job | None) -> bool:
    """Whether a job isn't as it was told; what was read earlier than that is no news."""
    if told is None:
        return True
    return job.version >= told.version and job_document(job) != job_document(told)


def _event(job: Job) -> bytes:
    return f"event: job\ndata: {json.dumps(job_document(job), ensure_ascii=False)}\n\n".encode()
