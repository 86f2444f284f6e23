"""How large an input may be, packed and unpacked, before reading it would harm the machine."""

import bz2
import gzip
import zipfile
import zlib
from pathlib import Path
from typing import IO

from gengxin.terms import InputError

__all__ = ["FILE_BYTES", "UNPACKED_BYTES", "VERTICES_PER_SHAPE", "refuse_oversize"]

# a city of a million buildings as GeoPackage takes about 0.5 GB
FILE_BYTES = 2 * 2**30
UNPACKED_BYTES = 2**30
# the coast of a continent takes less
VERTICES_PER_SHAPE = 1_000_000

CHUNK_BYTES = 2**20
UNPACKING_ERRORS = (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError)
PACKED_BY_ZIP = {".zip", ".xlsx", ".xlsm", ".ods", ".kmz"}


def refuse_oversize(path: Path, *, unpacked_bytes: int = UNPACKED_BYTES) -> None:
    """Raise an ``InputError`` for an absent, empty, too large or explosively packed file.

    A packed file is refused by the size that it states, and else unpacked, to nowhere, up to the
    limit: a stated size can lie.
    """
    if not path.is_file():
        raise InputError(f"no file {path}; check the name, or leave it out")
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path.name} is empty (0 bytes); fetch it again")
    if size > FILE_BYTES:
        raise _oversize(path, "", size, FILE_BYTES)
    try:
        if path.suffix.lower() in PACKED_BY_ZIP:
            _measure_zip(path, unpacked_bytes)
        elif path.suffix.lower() == ".gz":
            with gzip.open(path) as stream:
                _measure(stream, path, unpacked_bytes)
        elif path.suffix.lower() == ".bz2":
            with bz2.open(path) as stream:
                _measure(stream, path, unpacked_bytes)
    except UNPACKING_ERRORS as error:
        msg = f"{path.name} can't be unpacked ({error}); it is cut or damaged: fetch it again"
        raise InputError(msg) from error


def _measure_zip(path: Path, unpacked_bytes: int) -> None:
    """Refuse a zip by the sizes that it states, then by what really comes out."""
    with zipfile.ZipFile(path) as packed:
        members = packed.infolist()
        stated = sum(member.file_size for member in members)
        if stated > unpacked_bytes:
            raise _oversize(path, "unpacked ", stated, unpacked_bytes)
        left = unpacked_bytes
        for member in members:
            if member.flag_bits & 1:
                raise InputError(f"{path.name} is locked by a password; unlock it first")
            with packed.open(member) as stream:
                left -= _measure(stream, path, left)


def _measure(stream: IO[bytes] | gzip.GzipFile | bz2.BZ2File, path: Path, left: int) -> int:
    """Count the bytes that come out; refuse once they pass what is left of the limit."""
    total = 0
    while chunk := stream.read(CHUNK_BYTES):
        total += len(chunk)
        if total > left:
            raise _oversize(path, "unpacked ", total, left)
    return total


def _oversize(path: Path, how: str, size: int, limit: int) -> InputError:
    return InputError(
        f"{path.name} is {how}{size / 2**20:,.0f} MiB or more; must be at most "
        f"{limit / 2**20:,.0f} MiB → cut it to the district"
    )
