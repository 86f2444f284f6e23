"""Executors beyond one process: parts of a problem answered by processes of their own."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from gengxin.workbench.second_process import SecondProcess

__all__ = ["Processes"]


class Processes:
    """Parts dealt to processes once; a message goes to all of them, answers come back in order.

    What an answer says doesn't depend on how many processes there are. One that fails by something
    ends, and that is raised here.
    """

    def __init__(self, count: int) -> None:
        """Start ``count`` processes."""
        self._processes = [SecondProcess(_answers) for _ in range(count)]
        self._parts = 0

    def deal(self, build: Callable[[Any], Callable[[Any], Any]], parts: Sequence[Any]) -> None:
        """Let each process build answerers from its share of the parts."""
        self._parts = len(parts)
        for at, process in enumerate(self._processes):
            process.tell((build, list(parts[at :: len(self._processes)])))
        for process in self._processes:
            process.answer()

    def ask(self, message: Any) -> list[Any]:  # noqa: ANN401 what both ends agree on
        """Answers to a message, in the order of the parts."""
        for process in self._processes:
            process.tell((None, message))
        answers: list[Any] = [None] * self._parts
        for at, process in enumerate(self._processes):
            answers[at :: len(self._processes)] = process.answer()
        return answers

    def close(self) -> None:
        """Let the processes go."""
        for process in self._processes:
            process.__exit__(None, None, None)


def _answers(told: Callable[[], Any]) -> Iterator[list[Any]]:
    """What a process does: build answerers when it is dealt parts, else let them answer."""
    answerers: list[Callable[[Any], Any]] = []
    while True:
        build, message = told()
        if build is not None:
            answerers = [build(part) for part in message]
            yield []
        else:
            yield [answerer(message) for answerer in answerers]
