"""A second process of the program, for work that needs no result of the first yet."""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, BinaryIO, Self

__all__ = ["SecondProcess", "serve"]

_SERVE = "from gengxin.workbench.second_process import serve; serve()"


class SecondProcess:
    """Does ``work(told, *given)`` beside this process; ``told()`` waits for the next message.

    The work is a function of a module, so that its name says all of it; one that yields gives an
    answer each time. When the block ends by an
    error, the other process ends too and removes what it had half written. It shares no screen and
    no keyboard: an interruption reaches it only through this one.
    """

    def __init__(self, work: Callable[..., Any], *given: object) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        # answers are taken as they come, so that the other process never waits to be heard
        self._answers: SimpleQueue[tuple[Any, Exception | None] | None] = SimpleQueue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.tell((work, given))

    def tell(self, message: object) -> None:
        """Send a message; raise what the other process ended by, where it did."""
        try:
            pickle.dump(message, self._process.stdin, pickle.HIGHEST_PROTOCOL)  # type: ignore[arg-type]
            self._process.stdin.flush()  # type: ignore[union-attr]
        except BrokenPipeError:
            self.answer()

    def answer(self) -> Any:  # noqa: ANN401 - whatever the work gives
        """Wait for what the work gives; raise what it raised."""
        answered = self._answers.get()
        if answered is None:
            self._answers.put(None)
            msg = (
                f"the second process ended by itself (code {self._process.wait()}); "
                "free some memory and do it again, or use one process"
            )
            raise ChildProcessError(msg)
        given, error = answered
        if error is not None:
            raise error
        return given

    def __enter__(self) -> Self:
        """Give the second process, already at work."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait until the second process is gone; end it where an error ends the block."""
        if error is not None and os.name == "posix":
            self._process.terminate()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._listener.join()
        self._process.stdout.close()  # type: ignore[union-attr]
        self._process.wait()

    def _listen(self) -> None:
        """Take the answers until there are no more; ``None`` is the last."""
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                self._answers.put(pickle.load(self._process.stdout))  # type: ignore[arg-type] # noqa: S301 - our own program
        self._answers.put(None)


def serve() -> None:
    """What the second process does: read its work, do it, send what it gave."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with os.fdopen(os.dup(0), "rb") as messages, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what libraries print must not get between the answers
        # the first process may be gone: then nobody asks, and nobody listens
        with contextlib.suppress(EOFError, BrokenPipeError):
            told = partial(pickle.load, messages)
            work, given = told()
            try:
                found = work(told, *given)
                for one in found if isinstance(found, Iterator) else (found,):
                    _send(answers, one, None)
            except (EOFError, BrokenPipeError):
                raise
            except Exception as error:  # noqa: BLE001 - it is raised in the first process
                _send(answers, None, error)


def _send(answers: BinaryIO, found: object, error: Exception | None) -> None:
    pickle.dump((found, error), answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
