"""Questions to the database that are asked at about the same time, answered by one call.

While a call is out, whoever asks the same kind of thing waits for the next one, which takes all of
them. So a crowd costs the database, and the threads that wait for it, a call for many and not one
each; who asks alone is answered as soon as ever. Nobody gets an answer from before they asked.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

__all__ = ["Together"]

Q = TypeVar("Q")
A = TypeVar("A")
# so many are answered by one call: all of them wait for the slowest
MOST_IN_A_CALL = 16
# a long question doesn't keep those behind it
CALLS_AT_ONCE = 2


@dataclass(slots=True)
class _Line:
    """Who waits for the same kind of answer, and the calls that are out for them."""

    waiting: deque[tuple[Any, asyncio.Future[Any]]] = field(default_factory=deque)
    calls: set[asyncio.Task[None]] = field(default_factory=set)


_Lines = dict[Hashable, _Line]


class Together:
    """Gathers questions; ``threads`` are those that may make calls."""

    def __init__(self, threads: CapacityLimiter) -> None:
        self._threads = threads
        # who waits is told by the loop in which they wait
        self._by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, _Lines] = WeakKeyDictionary()

    async def ask(self, key: Hashable, question: Q, answer: Callable[[list[Q]], Sequence[A]]) -> A:
        """The answer to one question; ``answer`` gives those of many, and is the same for a key.

        What it raises is raised to all of them.
        """
        loop = asyncio.get_running_loop()
        lines = self._by_loop.setdefault(loop, {})
        line = lines.setdefault(key, _Line())
        told: asyncio.Future[A] = loop.create_future()
        line.waiting.append((question, told))
        if len(line.calls) < CALLS_AT_ONCE:
            call = loop.create_task(self._call(lines, key, answer))
            line.calls.add(call)
        return await told

    async def _call(
        self, lines: _Lines, key: Hashable, answer: Callable[[list[Q]], Sequence[A]]
    ) -> None:
        """Answer those who wait, as long as there are some."""
        line = lines[key]
        try:
            while part := _next_of(line):
                questions = [question for question, _ in part]
                try:
                    told = await run_sync(answer, questions, limiter=self._threads)
                    answered = list(zip(part, told, strict=True))
                except Exception as error:  # noqa: BLE001 - raised to all who asked
                    for _, future in part:
                        _raise_to(future, error)
                else:
                    for (_, future), one in answered:
                        _tell(future, one)
        finally:
            line.calls.discard(asyncio.current_task())
            if not line.calls and lines.get(key) is line:
                del lines[key]


def _next_of(line: _Line) -> list[tuple[Any, asyncio.Future[Any]]]:
    """The next who are answered together; who doesn't wait any more is left out."""
    part: list[tuple[Any, asyncio.Future[Any]]] = []
    while line.waiting and len(part) < MOST_IN_A_CALL:
        question, future = line.waiting.popleft()
        if not future.done():
            part.append((question, future))
    return part


def _tell(future: asyncio.Future[Any], answer: object) -> None:
    if not future.done():
        future.set_result(answer)


def _raise_to(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
