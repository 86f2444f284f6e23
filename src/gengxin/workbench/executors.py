"""Executors beyond one process: parts of a problem answered by processes of their own."""

import contextlib
import multiprocessing
import pickle
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

__all__ = ["Processes"]


class Processes:
    """Parts dealt to processes once; a message goes to all of them, answers come back in order.

    What an answer says doesn't depend on how many processes there are.
    """

    def __init__(self, count: int) -> None:
        """Start ``count`` processes."""
        context = multiprocessing.get_context("spawn")
        ends = [context.Pipe() for _ in range(count)]
        self._ends: list[Connection] = [here for here, _ in ends]
        self._processes = [
            context.Process(target=_serve, args=(there,), daemon=True) for _, there in ends
        ]
        self._parts = 0
        for process, (_, there) in zip(self._processes, ends, strict=True):
            process.start()
            there.close()

    def deal(self, build: Callable[[Any], Callable[[Any], Any]], parts: Sequence[Any]) -> None:
        """Let each process build answerers from its share of the parts."""
        self._parts = len(parts)
        shares = [list(parts[at :: len(self._ends)]) for at in range(len(self._ends))]
        self._tell([pickle.dumps((build, share), pickle.HIGHEST_PROTOCOL) for share in shares])
        self._answers()

    def ask(self, message: Any) -> list[Any]:  # noqa: ANN401 what both ends agree on
        """Answers to a message, in the order of the parts."""
        packed = pickle.dumps((None, message), pickle.HIGHEST_PROTOCOL)
        self._tell([packed] * len(self._ends))
        answers: list[Any] = [None] * self._parts
        for at, found in enumerate(self._answers()):
            answers[at :: len(self._ends)] = found
        return answers

    def close(self) -> None:
        """Let the processes go."""
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join()

    def _tell(self, messages: Sequence[bytes]) -> None:
        for end, message in zip(self._ends, messages, strict=True):
            # one that is gone says so when it is heard
            with contextlib.suppress(BrokenPipeError):
                end.send_bytes(message)

    def _answers(self) -> list[list[Any]]:
        """What every process says; what one of them failed by is raised once all were heard."""
        heard = [_heard(end) for end in self._ends]
        for _, error in heard:
            if error is not None:
                raise error
        return [found for found, _ in heard]


def _heard(end: Connection) -> tuple[list[Any], Exception | None]:
    try:
        found: tuple[list[Any], Exception | None] = end.recv()
    except (EOFError, ConnectionResetError):
        msg = "a process ended by itself; free some memory, or search with fewer processes"
        return [], ChildProcessError(msg)
    return found


def _serve(end: Connection) -> None:
    """Answer messages till nobody asks any more."""
    answerers: list[Callable[[Any], Any]] = []
    while True:
        try:
            build, message = end.recv()
        except (EOFError, ConnectionResetError, KeyboardInterrupt):
            return
        try:
            if build is not None:
                answerers = [build(part) for part in message]
                end.send(([], None))
            else:
                end.send(([answerer(message) for answerer in answerers], None))
        except Exception as error:  # noqa: BLE001 it is raised in the first process
            end.send(([], error))
