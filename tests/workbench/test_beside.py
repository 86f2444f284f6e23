"""Work done beside, call after call."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from gengxin.workbench.beside import in_turn_beside

PATIENCE_SECONDS = 60.0


def test_calls_are_done_in_their_order_and_all_before_the_block_ends() -> None:
    done: list[int] = []
    with in_turn_beside(done.append, waiting=2) as later:
        for number in range(50):
            later(number)
    assert done == list(range(50))


def test_no_more_calls_wait_than_may() -> None:
    gate, begun = threading.Event(), []

    def slow(number: int) -> None:
        gate.wait(PATIENCE_SECONDS)
        begun.append(number)

    with in_turn_beside(slow, waiting=2) as later:
        later(1)
        later(2)
        third = threading.Thread(target=later, args=(3,))
        third.start()
        third.join(0.05)
        assert third.is_alive()
        gate.set()
        third.join(PATIENCE_SECONDS)
        assert not third.is_alive()
    assert begun == [1, 2, 3]


def test_what_a_call_raises_is_raised_at_the_end_and_nothing_more_is_done() -> None:
    done: list[int] = []

    def odd(number: int) -> None:
        if number == 1:
            msg = "no room on the disk"
            raise OSError(msg)
        done.append(number)

    def all_of_them() -> None:
        with in_turn_beside(odd) as later:
            later(0)
            later(1)

    with pytest.raises(OSError, match="no room"):
        all_of_them()
    assert done == [0]


def test_an_error_of_the_block_ends_it_without_the_calls_that_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, done, end = threading.Event(), [], ThreadPoolExecutor.shutdown

    def shut(pool: ThreadPoolExecutor, **how: bool) -> None:
        """Let the first call go on when the others are called off, which the end waits for."""
        end(pool, **how | {"wait": False})
        gate.set()
        end(pool)

    monkeypatch.setattr(ThreadPoolExecutor, "shutdown", shut)

    def slow(number: int) -> None:
        gate.wait(PATIENCE_SECONDS)
        done.append(number)

    def stopped() -> None:
        with in_turn_beside(slow) as later:
            later(1)
            later(2)
            later(3)
            msg = "stop"
            raise ValueError(msg)

    with pytest.raises(ValueError, match="stop"):
        stopped()
    assert done in ([1], [])
