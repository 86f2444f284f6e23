"""Who computes the parts of a problem: the seam, and the fillings that stay in one process."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

__all__ = ["Executor", "Inline", "Threads"]


class Executor(Protocol):
    """Keeps what was built from each part, and asks all of them the same thing."""

    def deal(self, build: Callable[[Any], Callable[[Any], Any]], parts: Sequence[Any]) -> None:
        """Build an answerer from each part; those of an earlier deal are dropped."""

    def ask(self, message: Any) -> list[Any]:  # noqa: ANN401 the seam carries what both ends agree on
        """Answers to a message, in the order of the parts."""


class Inline:
    """One part after the other, here."""

    def __init__(self) -> None:
        self._answerers: list[Callable[[Any], Any]] = []

    def deal(self, build: Callable[[Any], Callable[[Any], Any]], parts: Sequence[Any]) -> None:
        """Build an answerer from each part."""
        self._answerers = [build(part) for part in parts]

    def ask(self, message: Any) -> list[Any]:  # noqa: ANN401 as the Protocol
        """Answers to a message, in the order of the parts."""
        return [answerer(message) for answerer in self._answerers]


class Threads:
    """Parts shared among threads: the kernels run free of the interpreter's lock."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count)
        self._answerers: list[Callable[[Any], Any]] = []

    def deal(self, build: Callable[[Any], Callable[[Any], Any]], parts: Sequence[Any]) -> None:
        """Build an answerer from each part."""
        self._answerers = list(self._pool.map(build, parts))

    def ask(self, message: Any) -> list[Any]:  # noqa: ANN401 as the Protocol
        """Answers to a message, in the order of the parts."""
        return list(self._pool.map(lambda answerer: answerer(message), self._answerers))

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()
