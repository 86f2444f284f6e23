"""The blocks of a PBF file, unpacked.

Only the usual kind of file is known here: dense nodes, blobs as they are or packed by zlib. Every
other is ``Unusual``, and there is libosmium for it.
"""

import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from gengxin.sources.osm.ragged import Whole, first_of_counts
from gengxin.sources.osm.varints import Bytes, Fields, fields, joined_bytes
from gengxin.terms import InputError

__all__ = ["Blocks", "Unusual", "blocks_of", "header_day"]

# field numbers of the format (fileformat.proto, osmformat.proto)
_KIND, _SIZE = 1, 3
_RAW, _RAW_SIZE, _ZLIB = 1, 2, 3
_REQUIRED_FEATURES, _REPLICATION_SECONDS = 4, 32
_HEADER, _DATA = b"OSMHeader", b"OSMData"
_KNOWN_FEATURES: Final = frozenset({b"OsmSchema-V0.6", b"DenseNodes"})

_LARGEST_BLOB_BYTES: Final = 32 * 2**20  # the format's own limit
_HEAD_BYTES: Final = 2**16  # a header takes some hundred
_MOST_UNPACKED_TIMES: Final = (
    50  # extracts unpack to twice or three times their size, bombs to 1,000
)


class Unusual(Exception):  # noqa: N818
    """A file that is sound, as far as one sees, but of a kind that isn't known here."""


class Blocks(NamedTuple):
    """Bytes, and where each block begins and ends in them; the day that the header tells."""

    data: Bytes
    begins: Whole
    ends: Whole
    day: date | None


def blocks_of(path: Path) -> Blocks:
    """The blocks of a file, without its header.

    Raises
    ------
    ValueError, zlib.error
        For a file that is cut or damaged.
    Unusual
        For one of another kind.
    InputError
        For one that unpacks to far more than any map does.

    """
    file = path.read_bytes()
    pieces: list[bytes] = []
    left = _MOST_UNPACKED_TIMES * len(file)
    for kind, piece in _unpacked_blobs(file):
        if kind != (_DATA if pieces else _HEADER):
            msg = f"a blob of kind {kind!r}"
            raise Unusual(msg)
        pieces.append(piece)
        left -= len(piece)
        if left < 0:
            msg = (
                f"{path.name} unpacks to more than {_MOST_UNPACKED_TIMES} times its size, which no "
                f"map does; fetch it again"
            )
            raise InputError(msg)
    header = pieces.pop(0)
    _check_features(header)
    first = first_of_counts([len(piece) for piece in pieces])
    return Blocks(joined_bytes(pieces), first[:-1], first[1:], _day(header))


def header_day(path: Path) -> date | None:
    """The day in the header of a file; ``None`` where it tells none or can't be read."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    try:
        _, header = next(_unpacked_blobs(head))
        return _day(header)
    except (ValueError, zlib.error, Unusual, StopIteration):
        return None


def _unpacked_blobs(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each blob."""
    data = joined_bytes([file])
    at = 0
    while at < len(file):
        begin = at + 4 + int.from_bytes(file[at : at + 4], "big")
        header = _message(data, at + 4, begin, len(file))
        (size,) = header.numbered(_SIZE).value.tolist()
        (kind,) = _texts(file, header.numbered(_KIND))
        at = begin + size
        yield kind, _content(file, _message(data, begin, at, len(file)))


def _message(data: Bytes, begin: int, end: int, file_size: int) -> Fields:
    """The fields of a message that ends within the file."""
    if not begin <= end <= file_size:
        raise ValueError("the file is cut")
    return fields(data, np.array([begin]), np.array([end]))


def _content(file: bytes, blob: Fields) -> bytes:
    """The content of a blob."""
    raw = _texts(file, blob.numbered(_RAW))
    if raw:
        return raw[0]
    (size,) = blob.numbered(_RAW_SIZE).value.tolist()
    packed = _texts(file, blob.numbered(_ZLIB))
    if not packed:
        raise Unusual("a blob that isn't packed by zlib")
    if not 0 <= size <= _LARGEST_BLOB_BYTES:
        raise ValueError("a blob is too large")
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(packed[0], size + 1)
    if len(content) != size or not unpacking.eof:
        raise ValueError("a blob is not as large as it says")
    return content


def _day(header: bytes) -> date | None:
    """The day up to which the map is; ``None`` where the header tells none that can be."""
    seconds = _header_fields(header).numbered(_REPLICATION_SECONDS).value
    try:
        return datetime.fromtimestamp(int(seconds[-1]), UTC).date() if len(seconds) else None
    except (ValueError, OverflowError, OSError):
        return None


def _header_fields(header: bytes) -> Fields:
    return _message(joined_bytes([header]), 0, len(header), len(header))


def _check_features(header: bytes) -> None:
    """Refuse a file of which one must know more than the usual."""
    told = _header_fields(header)
    unknown = {*_texts(header, told.numbered(_REQUIRED_FEATURES))} - _KNOWN_FEATURES
    if unknown:
        msg = f"features {sorted(unknown)}"
        raise Unusual(msg)


def _texts(data: bytes, chosen: Fields) -> list[bytes]:
    """The bytes of each field."""
    places = zip(chosen.value.tolist(), chosen.end.tolist(), strict=True)
    return [data[begin:end] for begin, end in places]
