"""Ask the process that holds a district's programmes open, which is started where none runs."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from gengxin.terms import GengxinError, InputError
from gengxin.workbench.deliberation.files import kept_file

if TYPE_CHECKING:
    from gengxin.workbench.held import Edit

__all__ = ["MOST_SECONDS", "HeldProgrammes"]

MOST_SECONDS = 60.0
GAP = 0.002
START_SECONDS = 60.0
STEP_SECONDS = 0.1
# opening a city takes minutes; between two lines it says nothing for as long as one step takes
SILENCE_SECONDS = 600.0
_KEEPER = "gengxin.workbench.deliberation.keeper"


class HeldProgrammes:
    """The programmes of one district, held open; any number of processes may ask at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._address = _address(self._folder)

    def what_if(
        self, content_hash: str, edit: "Edit", *, seconds: float
    ) -> Iterator[Mapping[str, Any]]:
        """What is told of an edit: ``doing`` while it opens, ``answer`` each time it is better.

        Closing the iterator ends the search.

        Raises
        ------
        InputError
            Where there is no such programme, or the edit names what isn't there.

        """
        _refuse_long(seconds)
        yield from self.asked("edit", content_hash, edit=asdict(edit), seconds=seconds, gap=GAP)

    def kept(self, content_hash: str, edit: "Edit", *, seconds: float) -> str:
        """The content hash of an edit's answer, kept as a programme's file of its own.

        Raises
        ------
        InputError
            As above, or where no programme that meets the edit was found yet.

        """
        _refuse_long(seconds)
        told = self.answer("keep", content_hash, edit=asdict(edit), seconds=seconds, gap=GAP)
        return str(told["content_hash"])

    def answer(self, what: str, content_hash: str = "", **given: object) -> Mapping[str, Any]:
        """The last of what is told of a question of ``questions.QUESTIONS``."""
        return [one for one in self.asked(what, content_hash, **given) if one["says"] != "doing"][
            -1
        ]

    def asked(
        self, what: str, content_hash: str = "", **given: object
    ) -> Iterator[Mapping[str, Any]]:
        """All that is told of a question, as it is told.

        Raises
        ------
        InputError
            Which says why there is no answer.

        """
        if content_hash:
            kept_file(self._folder, content_hash)
        self._start()
        with self._connected() as connection:
            _say(connection, {"ask": what, "programme": content_hash, **given})
            with connection.makefile("rb") as lines:
                yield from _told(lines)

    def close(self) -> None:
        """End the process, where one runs."""
        try:
            with self._connected() as connection:
                _say(connection, {"ask": "end"})
                connection.makefile("rb").readline()
        except OSError:
            return  # none runs

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(SILENCE_SECONDS)
            connection.connect(str(self._address))
            yield connection

    def _start(self) -> None:
        """See to it that the process runs."""
        began, process = monotonic(), None
        while monotonic() - began < START_SECONDS:
            try:
                with self._connected():
                    return
            except OSError:
                if process is None or process.poll() is not None:
                    process = self._started()
            sleep(STEP_SECONDS)
        msg = (
            f"the process that holds programmes open didn't start in {START_SECONDS:g} s; ask again"
        )
        raise GengxinError(msg)

    def _started(self) -> "subprocess.Popen[bytes]":
        """A new process, which others may ask too and which ends by itself."""
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", _KEEPER, str(self._folder), str(self._address)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
        )
        Thread(target=process.wait, daemon=True).start()
        return process


def _say(connection: socket.socket, document: Mapping[str, Any]) -> None:
    connection.sendall(json.dumps(document, ensure_ascii=False).encode() + b"\n")


def _told(lines: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - a stream of lines
    for line in lines:
        told = json.loads(line)
        if told["says"] == "fault":
            raise InputError(told["detail"])
        if told["says"] == "done":
            return
        yield told
    msg = "the process that holds programmes open ended by itself; free some memory, ask again"
    raise GengxinError(msg)


def _refuse_long(seconds: float) -> None:
    """Refuse to let others wait too long."""
    if not 0.0 < seconds <= MOST_SECONDS:
        raise InputError(f"seconds is {seconds:g}, must be above 0, at most {MOST_SECONDS:g}")


def _address(folder: Path) -> Path:
    """Where the process listens: a place of this user's alone; a socket's path must be short."""
    home = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    place = home / f"gengxin-{os.getuid()}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.stat().st_uid != os.getuid() or place.stat().st_mode & 0o077:
        msg = f"{place} may be read by others; remove it, so that it is made anew"
        raise GengxinError(msg)
    return place / f"{sha256(str(folder).encode()).hexdigest()[:24]}.sock"
