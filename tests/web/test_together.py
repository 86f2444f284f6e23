"""Questions asked at about the same time are answered by one call, each as if asked alone."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import anyio
import pytest

from gengxin.web.together import CALLS_AT_ONCE, MOST_IN_A_CALL, Together


class Counting:
    """Answers a number by its double, and notes what was asked together; -1 is refused."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.may = threading.Event()
        self.may.set()

    def answer(self, numbers: list[int]) -> list[int]:
        self.calls.append(numbers)
        self.may.wait()
        if -1 in numbers:
            raise ValueError("-1 is refused")
        return [2 * number for number in numbers]


def in_a_loop(test: Callable[[Together], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        await test(Together(anyio.CapacityLimiter(6)))

    asyncio.run(run())


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - of another thread
        await asyncio.sleep(0.001)


def test_who_asks_alone_is_answered() -> None:
    doubling = Counting()

    async def alone(together: Together) -> None:
        assert await together.ask("double", 4, doubling.answer) == 8
        assert await together.ask("double", 5, doubling.answer) == 10
        assert doubling.calls == [[4], [5]]

    in_a_loop(alone)


def test_a_crowd_is_answered_by_few_calls_and_each_gets_its_own() -> None:
    doubling, count = Counting(), 100

    async def crowd(together: Together) -> None:
        doubling.may.clear()
        asking = [
            asyncio.ensure_future(together.ask("double", number, doubling.answer))
            for number in range(count)
        ]
        await until(lambda: len(doubling.calls) == CALLS_AT_ONCE)
        doubling.may.set()
        assert await asyncio.gather(*asking) == [2 * number for number in range(count)]
        assert sorted(number for call in doubling.calls for number in call) == list(range(count))
        assert max(map(len, doubling.calls)) == MOST_IN_A_CALL

    in_a_loop(crowd)
    assert len(doubling.calls) == -(-count // MOST_IN_A_CALL)


def test_nobody_is_answered_by_a_call_that_began_before_they_asked() -> None:
    doubling = Counting()

    async def late(together: Together) -> None:
        doubling.may.clear()
        early = [
            asyncio.ensure_future(together.ask("double", number, doubling.answer))
            for number in range(CALLS_AT_ONCE)
        ]
        await until(lambda: len(doubling.calls) >= 1)
        begun = {number for call in doubling.calls for number in call}
        assert 7 not in begun
        later = asyncio.ensure_future(together.ask("double", 7, doubling.answer))
        doubling.may.set()
        assert await later == 14
        assert await asyncio.gather(*early) == [0, 2]
        assert [7] in doubling.calls

    in_a_loop(late)


def test_other_things_are_asked_apart() -> None:
    one, other = Counting(), Counting()

    async def apart(together: Together) -> None:
        told = await asyncio.gather(
            together.ask("one", 1, one.answer), together.ask("other", 2, other.answer)
        )
        assert told == [2, 4]

    in_a_loop(apart)
    assert (one.calls, other.calls) == ([[1]], [[2]])


def test_what_is_raised_is_raised_to_all_and_those_after_go_on() -> None:
    doubling = Counting()

    async def refused(together: Together) -> None:
        told = await asyncio.gather(
            *(together.ask("double", number, doubling.answer) for number in (12, -1)),
            return_exceptions=True,
        )
        assert [type(one) for one in told] == [ValueError, ValueError]
        assert await together.ask("double", 4, doubling.answer) == 8

    in_a_loop(refused)


def test_who_left_is_not_asked_for() -> None:
    doubling = Counting()

    async def left(together: Together) -> None:
        doubling.may.clear()
        asking = [
            asyncio.ensure_future(together.ask("double", number, doubling.answer))
            for number in range(CALLS_AT_ONCE * MOST_IN_A_CALL + 2)
        ]
        await until(lambda: len(doubling.calls) == CALLS_AT_ONCE)
        asking[-1].cancel()
        await until(asking[-1].done)
        doubling.may.set()
        told = await asyncio.gather(*asking[:-1])
        assert told == [2 * number for number in range(len(asking) - 1)]

    in_a_loop(left)
    assert sum(map(len, doubling.calls)) == CALLS_AT_ONCE * MOST_IN_A_CALL + 1


def test_loops_do_not_wait_for_each_other() -> None:
    doubling, together = Counting(), Together(anyio.CapacityLimiter(6))
    told: list[int] = []

    def another() -> None:
        told.append(asyncio.run(together.ask("double", 3, doubling.answer)))

    async def both() -> None:
        doubling.may.clear()
        first = asyncio.ensure_future(together.ask("double", 2, doubling.answer))
        await until(lambda: len(doubling.calls) == 1)
        thread = threading.Thread(target=another)
        thread.start()
        await until(lambda: len(doubling.calls) == 2)
        doubling.may.set()
        assert await first == 4
        thread.join()

    asyncio.run(both())
    assert told == [6]


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_that_is_missing_is_a_fault_and_not_a_wait(count: int) -> None:
    async def short(together: Together) -> None:
        with pytest.raises(ValueError, match="zip"):
            await together.ask("none", 1, lambda _: [1] * (count - 1))

    in_a_loop(short)
