"""The one process in which a district's programmes are held open: it answers over a socket.

A question is one line of JSON; answers are lines of JSON until the connection ends. Whoever hangs
up stops what is being searched for them. The process ends when nobody has asked for a while; a
lock sees to it that a district has one only.
"""

import fcntl
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from gengxin.terms import GengxinError, InputError

__all__ = ["keep_open", "main"]

IDLE_SECONDS = 600.0
MOST_LINE_BYTES = 1_000_000
WAITING = 16

Tell = Callable[[Mapping[str, Any]], None]


def main() -> None:
    """Keep the district named first open at the socket named second."""
    folder, address = sys.argv[1:3]
    keep_open(Path(folder), Path(address))


def keep_open(folder: Path, address: Path, *, idle_seconds: float = IDLE_SECONDS) -> None:
    """Answer at a socket until nobody asked for so long; not where another process does already."""
    with address.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        address.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
            listening.bind(str(address))
            listening.listen(WAITING)
            listening.settimeout(1.0)
            _Keeper(folder, listening, idle_seconds).serve()
        address.unlink(missing_ok=True)


class _Keeper:
    """Takes questions up, each in a thread of its own."""

    def __init__(self, folder: Path, listening: socket.socket, idle_seconds: float) -> None:
        # loaded once the lock is held: a process that comes too late has nothing to load
        from gengxin.workbench.deliberation.held_pool import HeldPool
        from gengxin.workbench.deliberation.questions import QUESTIONS

        self._pool, self._questions = HeldPool(folder), QUESTIONS
        self._listening, self._idle_seconds = listening, idle_seconds
        self._asked_at = monotonic()
        self._asking = 0
        self._ended = threading.Event()
        self._lock = threading.Lock()

    def serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                idle = monotonic() - self._asked_at
                if not self._asking and idle > self._idle_seconds:
                    return
                continue
            with self._lock:
                self._asking += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as stream:
            tell = _teller(stream)
            try:
                self._answer_line(stream.readline(MOST_LINE_BYTES), tell)
            except (BrokenPipeError, ConnectionResetError):
                return  # whoever asked has gone
            except (GengxinError, ValueError, KeyError) as error:
                _told_in_vain(tell, {"says": "fault", "detail": str(error)})
            finally:
                with self._lock:
                    self._asking -= 1
                    self._asked_at = monotonic()

    def _answer_line(self, line: bytes, tell: Tell) -> None:
        if not line:  # somebody only looked whether the process runs
            return
        asked = json.loads(line)
        if asked["ask"] == "end":
            self._ended.set()
            tell({"says": "ended"})
            return
        question = self._questions.get(asked["ask"])
        if question is None:
            raise InputError(
                f"ask is {asked['ask']!r}, must be one of {', '.join(self._questions)}"
            )

        def report(doing: str, share: float) -> None:
            tell({"says": "doing", "doing": doing, "share": share})

        for document in question(self._pool, asked, report):
            tell(document)
        tell({"says": "done"})


class _Stream(Protocol):
    def write(self, content: bytes, /) -> int: ...
    def flush(self) -> None: ...


def _teller(stream: _Stream) -> Tell:
    def tell(document: Mapping[str, Any]) -> None:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        stream.write(text.encode() + b"\n")
        stream.flush()

    return tell


def _told_in_vain(tell: Tell, document: Mapping[str, Any]) -> None:
    """Say something to somebody who may be gone."""
    try:
        tell(document)
    except OSError:
        return


if __name__ == "__main__":
    main()
    # threads that still answer are let go with the process
    sys.stdout.flush()
    os._exit(0)
