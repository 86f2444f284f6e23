"""The process that looks into uploads: it loads what reads files once, then forks for each file.

A fork has little memory and time, no network, and can't write: whatever a file does to the
libraries that read it happens there, and ends there.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

__all__ = ["DATA_BYTES", "SECONDS", "main"]

# besides some 80 MB of the libraries' own code; measured: they take 135 MB of it themselves
DATA_BYTES = 430 * 2**20
ADDRESS_BYTES = 2**30
SECONDS = 30
WALL_SECONDS = 60.0
IDLE_SECONDS = 120.0
OPEN_FILES = 64
ANSWER_BYTES = 8 * 2**20
_CLONE_NEWNET = 0x40000000
_NO_NEW_PRIVILEGES = 38


def main() -> NoReturn:
    """Answer each line of standard input, a task, by a line: what was found, or a refusal."""
    lines, words = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _cut_off()
    import gengxin.workbench.uploads.inspection  # noqa: F401 - before forking, once for all

    # nobody asks for a while: the memory is given back, and who asks next starts another
    while select.select([lines], [], [], IDLE_SECONDS)[0]:
        line = lines.readline()
        if not line:
            break
        words.write(_answered(json.loads(line)) + b"\n")
        words.flush()
    os._exit(0)


def _answered(task: Mapping[str, str]) -> bytes:
    """What a fork finds in the file of a task, as JSON."""
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        os.close(heard)
        _look(task, told)
    os.close(told)
    answer, late = _heard(heard)
    if late:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if answer and not late:
        return answer
    return json.dumps(_refused(_why(status, task["named"], late=late))).encode()


def _heard(heard: int) -> tuple[bytes, bool]:
    """All that a fork tells, and whether it took too long."""
    pieces: list[bytes] = []
    end = time.monotonic() + WALL_SECONDS
    try:
        while True:
            left = end - time.monotonic()
            if left <= 0.0 or not select.select([heard], [], [], left)[0]:
                return b"", True
            piece = os.read(heard, 2**16)
            if not piece:
                return b"".join(pieces), False
            pieces.append(piece)
            if sum(map(len, pieces)) > ANSWER_BYTES:
                return b"", True
    finally:
        os.close(heard)


def _look(task: Mapping[str, str], told: int) -> NoReturn:
    """Look into the file and tell; a fork does nothing after."""
    from gengxin.terms import GengxinError
    from gengxin.workbench.uploads.inspection import inspection

    named = task["named"]
    try:
        _bound()
        found = inspection(Path(task["path"]), kind=task["kind"], named=named)
    except GengxinError as error:
        found = _refused(str(error))
    except MemoryError:
        found = _refused(_too_much(named))
    except RecursionError:
        found = _refused(f"{named} is nested too deeply; save it anew from where it was made")
    except Exception as error:  # noqa: BLE001 - a file may make a library fail in any way
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        found = _refused(f"{named} can't be read ({said}); it is damaged: save it anew")
    with contextlib.suppress(BaseException):
        text = json.dumps(found, ensure_ascii=False).encode(errors="replace")
        while text:
            text = text[os.write(told, text) :]
    os._exit(0)


def _refused(why: str) -> dict[str, Any]:
    return {"layers": [], "osm": None, "refusal": why}


def _too_much(named: str) -> str:
    return (
        f"{named} takes more than {DATA_BYTES // 2**20} MiB of memory to look into; "
        "cut it to the district, or save it as GeoPackage or GeoParquet"
    )


def _why(status: int, named: str, *, late: bool) -> str:
    """What to say of a fork that went without a word."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if late or number in {signal.SIGXCPU, signal.SIGKILL}:
        return f"{named} takes more than {SECONDS} s to look into; cut it to the district"
    if number == signal.SIGABRT:
        return _too_much(named)
    return f"{named} made the library that reads it fail (signal {number}); save it anew"


def _bound() -> None:
    """Little memory and time; no file of any length may be written."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for what, most in (
        (resource.RLIMIT_DATA, DATA_BYTES),
        (resource.RLIMIT_AS, ADDRESS_BYTES),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _cut_off() -> None:
    """No network, where the system lets a process give it up; no more rights than now."""
    sys.addaudithook(_refuse_network)
    if sys.platform == "linux":
        system = ctypes.CDLL(None, use_errno=True)
        system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        system.unshare(_CLONE_NEWNET)


def _refuse_network(event: str, _: object) -> None:
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen"}:
        raise PermissionError(f"{event} is not for who looks into uploads")
