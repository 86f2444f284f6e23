"""The second process: what it is told, what it answers, and that it never stays behind."""

import operator

import pytest

from gengxin.workbench.second_process import SecondProcess


def test_it_works_with_what_it_is_told_and_raises_here_what_fails_there() -> None:
    # its work calls what it gets first: that gives the next message
    with SecondProcess(operator.call) as beside:
        beside.tell("a message")
        assert beside.answer() == "a message"
    with SecondProcess(operator.truediv, 0) as beside, pytest.raises(TypeError, match="operand"):
        beside.answer()


def test_it_ends_when_the_first_process_is_interrupted_or_when_it_is_killed_itself() -> None:
    waiting = SecondProcess(operator.call)
    with pytest.raises(KeyboardInterrupt), waiting:
        raise KeyboardInterrupt
    assert waiting._process.returncode is not None
    with SecondProcess(operator.call) as killed:
        killed._process.kill()
        with pytest.raises(ChildProcessError, match="use one process"):
            killed.answer()
