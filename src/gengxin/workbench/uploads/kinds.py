"""What kind of file an upload is, by its content; its name is not believed."""

import re
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from gengxin.terms import InputError, records

__all__ = ["kind_of"]

HEAD_BYTES = 65_536
MOST_MEMBERS = 10_000
SQLITE, ZIP, PARQUET = b"SQLite format 3\0", b"PK\x03\x04", b"PAR1"
# application ids of GeoPackage 1.2 and above, 1.0, 1.1
GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
_ID_AT = 68
_BLANKS = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"
# what no text has, whatever its encoding; of two bytes a letter takes, none is one of these
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(path: Path, *, named: str) -> str:
    """The code of the kind.

    Raises
    ------
    InputError
        Naming the file and the kinds that can be read.

    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        if not head:
            raise InputError(f"{named} is empty (0 bytes); choose the file again")
        found = _binary(path, stream, head, named) or _text(head)
    if not found:
        names = ", ".join(en for en, _ in records.codes.UPLOAD_KINDS.values())
        msg = f"{named} is none of the kinds that can be read: {names}; save it as one of them"
        raise InputError(msg)
    return found


def _binary(path: Path, stream: BinaryIO, head: bytes, named: str) -> str:
    """The kind of a file that isn't text; empty for others."""
    if head.startswith(SQLITE):
        return "geopackage" if head[_ID_AT : _ID_AT + 4] in GEOPACKAGE else ""
    if head.startswith(PARQUET):
        stream.seek(-4, 2)
        if stream.read() != PARQUET:
            raise InputError(f"{named} is cut: a Parquet file ends as it begins; send it again")
        return "geoparquet"
    if head.startswith(ZIP):
        return _packed(path, named)
    return "osm_pbf" if _is_pbf(head) else ""


def _packed(path: Path, named: str) -> str:
    """The kind of a zip by the names in it."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()[: MOST_MEMBERS + 1]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        msg = f"{named} can't be unpacked ({error}); it is cut or damaged: send it again"
        raise InputError(msg) from error
    if len(names) > MOST_MEMBERS:
        raise InputError(f"{named} packs more than {MOST_MEMBERS:,} files; pack one layer alone")
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    shapes = [name for name in names if name.lower().endswith(".shp")]
    if not shapes:
        msg = f"{named} packs no Shapefile (.shp); pack one, or send the files unpacked"
        raise InputError(msg)
    return "shapefile"


def _is_pbf(head: bytes) -> bool:
    """Whether a file begins as OpenStreetMap extracts do: a length, then a header of that name."""
    if len(head) < 16:
        return False
    (length,) = struct.unpack(">I", head[:4])
    return length < HEAD_BYTES and b"OSMHeader" in head[4:64]


def _text(head: bytes) -> str:
    """The kind of a text; empty where it is none."""
    plain = head.removeprefix(_MARK).lstrip(_BLANKS)
    if _CONTROLS.search(plain):
        return ""
    if plain[:1] in {b"{", b"["}:
        return "geojson" if b'"FeatureCollection"' in plain else "json"
    first = plain.splitlines()[0] if plain else b""
    return "csv" if any(mark in first for mark in (b",", b";", b"\t")) else ""
