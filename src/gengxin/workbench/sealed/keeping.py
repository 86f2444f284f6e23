"""Keep sealed bids as files: whole or not at all, each once, refused where they aren't sealed."""

import hashlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from gengxin.terms import InputError
from gengxin.terms.sealed import whole_ref
from gengxin.workbench.sealed.sealing import MOST_SEALED_BYTES, refuse_unsealed
from gengxin.workbench.uploads import TooLargeError

__all__ = ["SEALED", "ArrivingBid", "KeptBid", "keep_ciphertext", "read_ciphertext"]

# in the district's folder
SEALED = "sealed"
BEGINNING_BYTES = 32
LEFT_SECONDS = 86_400.0
# so much of the disk is left to others
SPARE_BYTES = 2**28


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBid:
    """The hash and size of a sealed bid that came."""

    sha256: str
    bytes_count: int


class ArrivingBid:
    """A sealed bid that comes in pieces; nothing of it stays unless it is kept.

    Raises
    ------
    TooLargeError
        As soon as the pieces are too many.
    InputError
        As soon as its beginning shows that it isn't sealed; nothing was written then.

    """

    def __init__(self, folder: Path, offer: str, *, most_bytes: int = MOST_SEALED_BYTES) -> None:
        self._home = folder / SEALED / whole_ref(offer, "offer")
        self._home.mkdir(parents=True, exist_ok=True)
        _sweep(self._home)
        self._most_bytes = most_bytes
        self._room_bytes = shutil.disk_usage(self._home).free - SPARE_BYTES
        handle, name = tempfile.mkstemp(prefix=".incoming.", dir=self._home)
        self._work = Path(name)
        self._stream = os.fdopen(handle, "wb")
        self._digest = hashlib.sha256()
        self._beginning = b""
        self._bytes_count = 0

    def __enter__(self) -> Self:
        """The bid that comes in."""
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
        self._bytes_count += len(piece)
        if self._bytes_count > self._most_bytes:
            msg = (
                f"the sealed bid has {self._bytes_count / 2**20:,.1f} MiB or more, must have at "
                f"most {self._most_bytes / 2**20:,.1f} MiB; make attachments smaller"
            )
            raise TooLargeError(msg)
        if self._bytes_count > self._room_bytes:
            msg = "the server's disk has no room for this bid"
            raise TooLargeError(f"{msg}; tell who administers it, and hand it in again")
        self._digest.update(piece)
        if len(self._beginning) >= BEGINNING_BYTES:
            self._stream.write(piece)
            return
        self._beginning += piece
        if len(self._beginning) >= BEGINNING_BYTES:
            refuse_unsealed(self._beginning)
            self._stream.write(self._beginning)

    @property
    def kept(self) -> KeptBid:
        """Hash and size of what came, for its receipt."""
        refuse_unsealed(self._beginning)
        return KeptBid(sha256=self._digest.hexdigest(), bytes_count=self._bytes_count)

    def keep(self) -> KeptBid:
        """Keep the bid; that nobody handed in the same file before is for its receipt to say."""
        kept = self.kept
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._work.replace(self._home / f"{kept.sha256}.age")
        return kept


def keep_ciphertext(folder: Path, offer: str, ciphertext: bytes) -> KeptBid:
    """Keep a sealed bid that came in one piece."""
    with ArrivingBid(folder, offer) as arriving:
        arriving.add(ciphertext)
        return arriving.keep()


def read_ciphertext(folder: Path, offer: str, sha256: str) -> bytes:
    """A sealed bid as it is kept; opening holds it against its hash.

    Raises
    ------
    InputError
        Where it isn't there.

    """
    name = f"{whole_ref(sha256, 'sha256')}.age"
    path = folder / SEALED / whole_ref(offer, "offer") / name
    if not path.is_file():
        raise InputError(f"sealed bid {sha256} of offer {offer} isn't kept; restore it")
    return path.read_bytes()


def _sweep(home: Path) -> None:
    """Remove what a killed server left of bids that never came whole."""
    before = time.time() - LEFT_SECONDS
    for left in home.glob(".incoming.*"):
        if left.stat().st_mtime < before:
            left.unlink(missing_ok=True)
