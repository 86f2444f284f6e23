"""What was found in an upload: looked into once, by a process beside, and kept beside the file."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from gengxin.store import write_file
from gengxin.terms.records import Upload
from gengxin.workbench.uploads.keeping import found_path, upload_path

__all__ = ["Found", "Inspector", "inspected"]

Found = dict[str, Any]
_COMMAND = "from gengxin.workbench.uploads.inspector import main; main()"
# one thread each, and memory given back: what is not used must not count
_QUIET = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "GDAL_HTTP_TIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_NUM_THREADS": "1",
}


class Inspector:
    """The process that looks into files, one after the other; started when it is first needed."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def found(self, path: Path, *, kind: str, named: str) -> Found:
        """What a file holds; ``refusal`` says why it can't be read, and is empty where it can."""
        task = json.dumps({"path": str(path), "kind": kind, "named": named}).encode() + b"\n"
        with self._turn:
            answer = self._asked(task) or self._asked(task)
        if not answer:
            msg = f"{named} could not be looked into: the process for it ended; try again later"
            return {"layers": [], "osm": None, "refusal": msg}
        found: Found = json.loads(answer)
        return found

    def close(self) -> None:
        """End the process, if there is one."""
        with self._turn:
            self._end()

    def _asked(self, task: bytes) -> bytes:
        """The answer; empty where the process went, which is then started anew."""
        process = self._running()
        try:
            process.stdin.write(task)  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            answer: bytes = process.stdout.readline()  # type: ignore[union-attr]
        except OSError:
            answer = b""
        if not answer:
            self._end()
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-c", _COMMAND],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_QUIET, "PYTHONPATH": os.pathsep.join(sys.path)},
                start_new_session=True,
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()  # type: ignore[union-attr]
            self._process.stdout.close()  # type: ignore[union-attr]
            self._process.wait()
            self._process = None


_INSPECTOR = Inspector()


def inspected(folder: Path, upload: Upload, *, inspector: Inspector = _INSPECTOR) -> Found:
    """What an upload holds; looked into when it is first asked for."""
    kept = found_path(folder, upload)
    try:
        found: Found = json.loads(kept.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        path = upload_path(folder, upload)
        found = inspector.found(path, kind=upload.kind, named=upload.name)
        write_file(kept, json.dumps(found, ensure_ascii=False).encode())
    return found
