"""The day that a file of OpenStreetMap data says it describes."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from gengxin.sources.osm.blobs import header_day

__all__ = ["overpass_day", "stated_day"]

_HEAD_BYTES: Final = 4_096
# how an Overpass server writes it, in its two forms
_OVERPASS: Final = re.compile(rb'(?:osm_base="|"timestamp_osm_base"\s*:\s*")(\d{4}-\d\d-\d\d)')


def stated_day(path: Path, *, like: str) -> date | None:
    """The day in the head of a file; ``None`` where it says none or can't be read.

    ``like``: a name that tells the kind of the file.
    """
    day = overpass_day(path)
    return header_day(path) if day is None and like.lower().endswith(".pbf") else day


def overpass_day(path: Path) -> date | None:
    """The day that an Overpass server wrote into the head of its reply, XML or JSON."""
    with path.open("rb") as stream:
        said = _OVERPASS.search(stream.read(_HEAD_BYTES))
    return date.fromisoformat(said[1].decode()) if said else None
