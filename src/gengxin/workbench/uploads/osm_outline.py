"""What an OpenStreetMap extract (PBF) says of itself, and whether it is whole, block by block."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gengxin.terms import InputError

__all__ = ["osm_outline"]

# the format's own limits
HEAD_BYTES = 64 * 2**10
BLOB_BYTES = 32 * 2**20
NANO = 1e-9
# field numbers of the format (fileformat.proto, osmformat.proto)
_KIND, _SIZE, _RAW, _RAW_SIZE, _ZLIB = 1, 3, 1, 2, 3
_BOX, _SIDES = 1, (1, 4, 2, 3)  # left, bottom, right, top

Fields = dict[int, int | bytes]


def osm_outline(path: Path, *, named: str) -> dict[str, Any]:
    """How many blocks of data it has, and the box in degrees that its header states, if it does.

    Raises
    ------
    InputError
        Naming the block that is cut or damaged, and where it begins.

    """
    blocks, box = 0, None
    for number, (at, kind, content) in enumerate(_blobs(path, named)):
        if (number == 0) != (kind == b"OSMHeader"):
            raise InputError(f"{_block(named, number, at)} is of kind {kind!r}; fetch it again")
        if number == 0:
            box = _box(_fields(content, f"{_block(named, 0, at)} is damaged"))
        blocks += number > 0
    if not blocks:
        raise InputError(f"{named} has no block of data; fetch it again")
    return {"blocks_count": blocks, "bounds_deg": box}


def _blobs(path: Path, named: str) -> Iterator[tuple[int, bytes, bytes]]:
    """Where each block begins, its kind, and what it holds."""
    size = path.stat().st_size
    number = 0
    with path.open("rb") as stream:
        while (at := stream.tell()) < size:
            here = f"{_block(named, number, at)} is cut or damaged"
            length = int.from_bytes(stream.read(4), "big")
            if length > HEAD_BYTES:
                raise InputError(f"{here}: its head is {length:,} bytes long; fetch it again")
            head = _fields(stream.read(length), here)
            kind, wanted = head.get(_KIND, b""), head.get(_SIZE, -1)
            if not isinstance(kind, bytes) or not isinstance(wanted, int):
                raise InputError(f"{here}; fetch it again")
            if not 0 <= wanted <= min(BLOB_BYTES, size - stream.tell()):
                raise InputError(f"{here}: it states {wanted:,} bytes; fetch it again")
            yield at, kind, _content(_fields(stream.read(wanted), here), here)
            number += 1


def _content(blob: Fields, here: str) -> bytes:
    """What a blob holds, unpacked; empty where it is packed in a way that is unusual."""
    raw, packed, size = blob.get(_RAW), blob.get(_ZLIB), blob.get(_RAW_SIZE, 0)
    if isinstance(raw, bytes):
        return raw
    if not isinstance(packed, bytes) or not isinstance(size, int):
        return b""
    if size > BLOB_BYTES:
        raise InputError(f"{here}: it unpacks to {size:,} bytes; fetch it again")
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, size + 1)
    except zlib.error as error:
        raise InputError(f"{here} ({error}); fetch it again") from error
    if len(content) != size or not unpacking.eof:
        raise InputError(f"{here}: it isn't as large as it says; fetch it again")
    return content


def _box(header: Fields) -> list[float] | None:
    """West, south, east, north in degrees; ``None`` where the header tells none."""
    told = header.get(_BOX)
    if not isinstance(told, bytes):
        return None
    sides = _fields(told, "the header's box is damaged")
    numbers = [sides.get(name) for name in _SIDES]
    if not all(isinstance(number, int) for number in numbers):
        return None
    return [round(_signed(number) * NANO, 7) for number in numbers if isinstance(number, int)]


def _signed(number: int) -> int:
    """A zigzag number of the format."""
    return (number >> 1) ^ -(number & 1)


def _fields(message: bytes, here: str) -> Fields:
    """The last value of each field of a message."""
    found: Fields = {}
    at = 0
    try:
        while at < len(message):
            key, at = _varint(message, at)
            number, wire = key >> 3, key & 7
            if wire == 0:
                found[number], at = _varint(message, at)
            elif wire in {1, 5}:
                at += 8 if wire == 1 else 4
            else:
                size, at = _varint(message, at)
                if wire != 2 or at + size > len(message):
                    raise InputError(f"{here}; fetch it again")
                found[number] = message[at : at + size]
                at += size
    except IndexError as error:
        raise InputError(f"{here}: it ends too early; fetch it again") from error
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 or shift > 63:
            return number, at


def _block(named: str, number: int, at: int) -> str:
    return f"{named}: block {number} (from byte {at:,})"
