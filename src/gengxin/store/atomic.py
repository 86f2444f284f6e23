"""Writes that a kill can't tear: a new folder appears whole, an old one changes at one stroke.

A change to an existing folder is a redo log. New files are written beside the old ones as
``<name>.new``; then ``commit.toml`` appears by one rename and lists them: from that moment the
change holds. The renames that follow can be repeated, by whoever opens the folder next, until none
is left. One writer at a time holds the folder's lock.
"""

import contextlib
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import tomli_w
from filelock import FileLock

__all__ = ["LOG", "change_folder", "finish_change", "keep_folder", "new_folder", "write_file"]

NEW = ".new"
LOG = "commit.toml"
LOCK = ".lock"


@contextlib.contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill; it takes the name ``target`` only when the block ends well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield work
        keep_folder(work, target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def keep_folder(work: Path, target: Path) -> None:
    """Give a folder that was filled its name, once the disk has kept all of it."""
    _settle(work)
    work.chmod(0o755)
    work.rename(target)


def write_file(target: Path, content: bytes) -> None:
    """Write one file whole, or leave what was there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    work = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        work.chmod(0o644)
        work.replace(target)
    except BaseException:
        work.unlink(missing_ok=True)
        raise


def change_folder(folder: Path, files: Mapping[str, bytes], *, without: tuple[str, ...]) -> None:
    """Put ``files`` (relative name → content) in and take ``without`` out, at one stroke."""
    with FileLock(folder / LOCK):
        _carry_out(folder)
        for name, content in files.items():
            write_file(folder / (name + NEW), content)
        log = tomli_w.dumps({"put": sorted(files), "take_out": sorted(without)})
        write_file(folder / LOG, log.encode())
        _carry_out(folder)


def finish_change(folder: Path) -> None:
    """Carry out the change that the folder's log holds, if any; repeating it does no harm."""
    if (folder / LOG).exists():
        with FileLock(folder / LOCK):
            _carry_out(folder)


def _carry_out(folder: Path) -> None:
    """Move what the log lists into place; without a log, remove what a killed change left."""
    log = folder / LOG
    if not log.exists():
        _sweep(folder)
        return
    change = tomllib.loads(log.read_text("utf-8"))
    for name in change["put"]:
        fresh = folder / (name + NEW)
        if fresh.exists():
            fresh.replace(folder / name)
    for name in change["take_out"]:
        (folder / name).unlink(missing_ok=True)
    log.unlink()


def _sweep(folder: Path) -> None:
    """Remove what an unfinished change left before its log was written."""
    for stray in [*folder.glob(f"*{NEW}"), *folder.glob(f"layers/*{NEW}")]:
        stray.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Ask the disk to keep every file of a folder before the folder gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
