"""Keep what people upload: streamed to disk, known by its sha256, told apart by its content."""

import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from gengxin.store.records import RecordStore
from gengxin.store.records.reading import Reading
from gengxin.terms import InputError
from gengxin.terms.records import SYSTEM, Before, Is, Job, Upload
from gengxin.workbench.uploads.kinds import kind_of

__all__ = [
    "SUFFIXES",
    "UPLOADS",
    "Incoming",
    "TooLargeError",
    "remove_old_uploads",
    "remove_upload",
    "safe_name",
    "upload_path",
]

# in the district's folder
UPLOADS = "uploads"
LONGEST_NAME = 80
SPARE_BYTES = 2**28
FOUND = ".found.json"

# what each kind's name ends in, since readers go by it
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        "geopackage": ".gpkg",
        "geoparquet": ".parquet",
        "shapefile": ".zip",
        "geojson": ".geojson",
        "json": ".json",
        "xlsx": ".xlsx",
        "csv": ".csv",
        "osm_pbf": ".osm.pbf",
    }
)
_ENDINGS = re.compile(r"(\.osm)?\.[A-Za-z0-9]{1,10}$")


class TooLargeError(InputError):
    """A file is larger than may be uploaded, or than there is room for."""


def safe_name(name: str, kind: str) -> str:
    """A file name that is safe on every disk, and ends as the kind of its content does."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = _ENDINGS.sub("", last)
    words = re.sub(r"[^\w.\-]+", "_", stem).strip("._-")
    # a byte counts on the disk, not a letter
    short = words.encode()[:LONGEST_NAME].decode(errors="ignore")
    return f"{short or 'upload'}{SUFFIXES[kind]}"


def upload_path(folder: Path, upload: Upload) -> Path:
    """Where an upload lies."""
    return folder / UPLOADS / f"{upload.sha256}{SUFFIXES[upload.kind]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    folder: Path
    most_bytes: int


class Incoming:
    """A file that comes in pieces; nothing of it stays unless it is kept.

    Raises
    ------
    TooLargeError
        At once where ``stated_bytes`` tells it, or there is no room on the disk; else as soon as
        the pieces are too many.

    """

    def __init__(self, folder: Path, *, most_bytes: int, stated_bytes: int | None = None) -> None:
        home = folder / UPLOADS
        home.mkdir(exist_ok=True)
        room_bytes = shutil.disk_usage(home).free - SPARE_BYTES
        if stated_bytes is not None:
            _refuse_large(stated_bytes, most_bytes)
            if stated_bytes > room_bytes:
                msg = "the server's disk has no room for this file; tell who administers it"
                raise TooLargeError(msg)
        self._place = _Place(folder=folder, most_bytes=min(most_bytes, max(room_bytes, 0)))
        handle, name = tempfile.mkstemp(prefix=".incoming.", dir=home)
        self._work = Path(name)
        self._stream = os.fdopen(handle, "wb")
        self._digest = hashlib.sha256()
        self.bytes_count = 0

    def __enter__(self) -> Self:
        """The file that comes in."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what wasn't kept."""
        self._stream.close()
        self._work.unlink(missing_ok=True)

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        self.bytes_count += len(piece)
        _refuse_large(self.bytes_count, self._place.most_bytes)
        self._digest.update(piece)
        self._stream.write(piece)

    def keep(
        self, records: RecordStore, *, name: str, by: str, person: str | None = None
    ) -> Upload:
        """Keep the file, with who uploaded it and when.

        Raises
        ------
        InputError
            Where it is none of the kinds that can be read.

        """
        self._stream.flush()
        os.fsync(self._stream.fileno())
        kind = kind_of(self._work, named=name)
        upload = Upload(
            name=safe_name(name, kind),
            kind=kind,
            sha256=self._digest.hexdigest(),
            bytes_count=self.bytes_count,
            uploaded_by=person,
        )
        self._work.chmod(0o600)  # it may hold what only planners may see
        # the row and the file change together, as `remove_upload` does it
        with records.change(by=by, why="uploads a file") as change:
            kept = change.add(upload)
            self._work.replace(upload_path(self._place.folder, upload))
        return kept


def remove_upload(records: RecordStore, folder: Path, ref: str, *, by: str) -> Upload:
    """Remove a file; that it was there stays known.

    Raises
    ------
    InputError
        Where a job that still runs reads it.

    """
    with records.change(by=by, why="removes a file") as change:
        upload = change.one(Upload, ref)
        if ref in _used_by(change, live_only=True):
            msg = f"{upload.name} is read by a job that waits or runs; cancel that one first"
            raise InputError(msg)
        ended = change.end(upload)
        if not change.count(Upload, Is("sha256", upload.sha256)):
            path = upload_path(folder, upload)
            path.unlink(missing_ok=True)
            found_path(folder, upload).unlink(missing_ok=True)
    return ended


def remove_old_uploads(
    records: RecordStore, folder: Path, *, now: datetime, days: float = 30.0
) -> tuple[Upload, ...]:
    """Remove the files that came in so many days ago and that no job was asked to read."""
    before = Before("entered_at", now - timedelta(days=days))
    with records.reading() as reading:
        used = _used_by(reading, live_only=False)
        old = [one for one in reading.list(Upload, before) if one.ref not in used]
    for left in (folder / UPLOADS).glob(".incoming.*"):
        if left.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            left.unlink(missing_ok=True)
    return tuple(remove_upload(records, folder, one.ref, by=SYSTEM) for one in old)


def found_path(folder: Path, upload: Upload) -> Path:
    """Where it is kept what was found in an upload."""
    return folder / UPLOADS / f"{upload.sha256}{FOUND}"


def _used_by(reading: Reading, *, live_only: bool) -> set[str]:
    """Refs of uploads that jobs were asked to read."""
    jobs = reading.list(Job, Is("kind", "import"))
    live = ("queued", "running", "cancelling")
    used: set[str] = set()
    for job in jobs:
        if job.state in live or not live_only:
            used |= {*str(job.asks.get("uploads") or "").split(",")}
            used |= {str(job.asks.get("boundary") or "")}
    return used


def _refuse_large(size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        msg = (
            f"the file has {size_bytes / 2**20:,.1f} MiB or more, must have at most "
            f"{most_bytes / 2**20:,.1f} MiB; cut it to the district"
        )
        raise TooLargeError(msg)
