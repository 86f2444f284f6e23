"""The day that a file of OpenStreetMap data says it describes."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Final

import osmium

__all__ = ["header_day", "overpass_day", "stated_day"]

_HEAD_BYTES: Final = 4_096
_KEYS: Final = ("osmosis_replication_timestamp", "timestamp")
# how an Overpass server writes it, in its two forms
_OVERPASS: Final = re.compile(rb'(?:osm_base="|"timestamp_osm_base"\s*:\s*")(\d{4}-\d\d-\d\d)')


def stated_day(path: Path, *, like: str) -> date | None:
    """The day in the head of a file; ``None`` where it says none or can't be read.

    ``like``: a name that tells the kind of the file.
    """
    day = overpass_day(path)
    if day is not None or not like.lower().endswith(".pbf"):
        return day
    try:
        with osmium.io.Reader(osmium.io.File(str(path), "pbf"), osmium.osm.NOTHING) as reader:
            return header_day(reader.header())
    except RuntimeError:
        return None


def overpass_day(path: Path) -> date | None:
    """The day that an Overpass server wrote into the head of its reply, XML or JSON."""
    with path.open("rb") as stream:
        said = _OVERPASS.search(stream.read(_HEAD_BYTES))
    return date.fromisoformat(said[1].decode()) if said else None


def header_day(header: osmium.io.Header) -> date | None:
    """The day that libosmium found in a file's header."""
    for key in _KEYS:
        stated = header.get(key)
        if stated:
            return datetime.fromisoformat(stated).date()
    return None
