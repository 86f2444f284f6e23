"""The process in which a job's work is done: it can be killed, and gives its memory back.

Messages are lines of JSON. The worker sends the task, then ``stop`` or ``go``; the process tells
what it is doing, asks whether it may write, and ends with a result or a fault. When the worker is
gone, it ends at once, so that nothing is written by an attempt that nobody watches.
"""

import contextlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, BinaryIO, NoReturn

__all__ = ["Stopped", "Told", "Work", "serve"]

BETWEEN_WORDS_SECONDS = 0.2
NICE = 10
ORPHANED = 3


class Stopped(BaseException):
    """The job was called off, or belongs to another attempt by now."""


class Told:
    """What a job's work tells its worker: a ``Progress``, with what is known so far."""

    def __init__(self, words: BinaryIO, answers: "SimpleQueue[str]") -> None:
        self._words = words
        self._answers = answers
        self._told_at = -1.0
        self._best: Mapping[str, float] = {}
        self.is_stopped = False

    def __call__(self, doing: str, share_done: float, /) -> None:
        """Tell what is being done; the work ends here when it was called off."""
        if self.is_stopped:
            raise Stopped
        now = monotonic()
        if now - self._told_at >= BETWEEN_WORDS_SECONDS:
            self._told_at = now
            self._say({"doing": doing, "share": share_done, "best": dict(self._best)})

    def best(self, known: Mapping[str, float]) -> None:
        """Note what is known so far; it is told with the next word."""
        self._best = dict(known)

    def may_write(self) -> None:
        """Wait until the worker found that this attempt is still the one; else it ends here."""
        self._say({"best": dict(self._best), "may_write": True})
        if self._answers.get() != "go":
            raise Stopped

    def end(self, word: Mapping[str, Any]) -> None:
        """Tell how it ended; best values that were not told yet go with it."""
        self._say({"best": dict(self._best), **word})

    def listen(self, lines: BinaryIO) -> None:
        """Take what the worker says until it is gone."""
        for line in lines:
            word = json.loads(line)
            self.is_stopped = self.is_stopped or word == "stop"
            self._answers.put(word)
        os._exit(ORPHANED)

    def _say(self, word: Mapping[str, Any]) -> None:
        self._words.write(json.dumps(word).encode() + b"\n")
        self._words.flush()


Work = Callable[[Mapping[str, Any], Told], str]


def serve(works: Mapping[str, Work]) -> NoReturn:
    """Do the one task that stands on standard input by the work of its kind, and end."""
    signal.signal(signal.SIGTERM, _ended)
    with contextlib.suppress(OSError):
        os.nice(NICE)  # whoever waits for a page goes first
    lines, words = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the words
    task = json.loads(lines.readline())
    told = Told(words, SimpleQueue())
    Thread(target=told.listen, args=(lines,), daemon=True).start()
    code = 0
    try:
        told.end(_done(works[task["kind"]], task, told))
    except (Stopped, SystemExit, BrokenPipeError):
        code = 1
    sys.stderr.flush()
    os._exit(code)  # threads of libraries are not waited for


def _done(work: Work, task: Mapping[str, Any], told: Told) -> dict[str, str]:
    """What the work ends with: its result, what the user can mend, or a fault of ours."""
    from gengxin.terms import GengxinError

    try:
        return {"result": work(task, told)}
    except GengxinError as error:
        return {"fault": str(error)}
    except MemoryError:
        return {"fault": "the machine has too little memory for this; free some, and ask again"}
    except Exception:  # noqa: BLE001 - the worker writes it to the log
        return {"trace": traceback.format_exc()}


def _ended(*_: object) -> NoReturn:
    """Unwind, so that what was half written is removed."""
    raise SystemExit(1)
