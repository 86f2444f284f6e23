"""Parts answered by other processes: the same answers, errors told, nothing left running."""

from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np
import pytest
from tests.plain.problems import town

from gengxin.engines.solve import Inline, run
from gengxin.workbench.executors import Processes


def times(part: int) -> Callable[[int], int]:
    """Answerer that multiplies; a part of 0 can't be built."""
    if part == 0:
        msg = "no part may be 0"
        raise ValueError(msg)
    return lambda message: part * message


@pytest.fixture
def processes() -> Iterator[Processes]:
    with closing(Processes(2)) as found:
        yield found


def test_answers_come_in_the_order_of_the_parts(processes: Processes) -> None:
    processes.deal(times, [1, 2, 3, 4, 5])
    assert processes.ask(10) == [10, 20, 30, 40, 50]
    processes.deal(times, [7])
    assert processes.ask(2) == [14]


def test_what_a_process_fails_by_is_raised_here(processes: Processes) -> None:
    with pytest.raises(ValueError, match="no part may be 0"):
        processes.deal(times, [1, 0])


def test_a_process_that_is_gone_is_told(processes: Processes) -> None:
    processes.deal(times, [1, 2])
    processes._processes[0]._process.kill()
    processes._processes[0]._process.wait()
    with pytest.raises(ChildProcessError, match="ended by itself"):
        processes.ask(1)


def test_a_search_says_the_same_as_in_one_process(processes: Processes) -> None:
    problem = town(24)
    *_, here = run(problem, rounds=12, executor=Inline())
    *_, there = run(problem, rounds=12, executor=processes)
    assert here.bound == there.bound
    assert here.plan is not None
    assert there.plan is not None
    assert np.array_equal(here.plan.choice, there.plan.choice)
