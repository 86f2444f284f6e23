"""The file to be read: refused where it can't be used, and turned into elements."""

import re
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from gengxin.sources.files import digest_of
from gengxin.sources.limits import refuse_oversize
from gengxin.sources.osm.overpass import overpass_elements
from gengxin.sources.osm.plain_pbf import plain_elements
from gengxin.sources.osm.raw import RawElements
from gengxin.terms import InputError, InputFile

__all__ = ["input_file", "raw_elements"]

_BY_LIBOSMIUM: Final = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
_BY_OVERPASS: Final = (".json", ".json.gz")

# OpenStreetMap itself allows 2,000 nodes a way
MOST_NODES_OF_A_WAY: Final = 20_000

_TAIL_BYTES: Final = 4_096
_REMARK: Final = re.compile(rb"<remark>(.*?)</remark>", re.DOTALL)

_LICENCE: Final = "Open Database License (ODbL) 1.0"
_ATTRIBUTION: Final = "© OpenStreetMap contributors"


def raw_elements(path: Path) -> RawElements:
    """Everything in a file of OpenStreetMap data.

    Raises
    ------
    InputError
        For a file that is absent, empty, cut, of another kind, or too large to be read safely.

    """
    refuse_oversize(path)
    _refuse_broken_off(path)
    raw = _read(path)
    if not len(raw.nodes.ids):
        msg = (
            f"{path.name} holds no node with a place; ask Overpass for '(._;>;); out body;', or "
            f"import a whole extract"
        )
        raise InputError(msg)
    _refuse_overlong_ways(path, raw)
    return raw


def input_file(path: Path, day: date | None) -> InputFile:
    """The file in the list of inputs."""
    found = digest_of(path, None, licence=_LICENCE, attribution=_ATTRIBUTION)
    return replace(found, kind="osm", day=day)


def _read(path: Path) -> RawElements:
    """Elements by the reader that knows the kind of file."""
    name = path.name.lower()
    if name.endswith(_BY_OVERPASS):
        return overpass_elements(path)
    if not name.endswith(_BY_LIBOSMIUM):
        kinds = ", ".join((*_BY_LIBOSMIUM, *_BY_OVERPASS))
        msg = f"{path.name} is no file of OpenStreetMap data by its name; must end with {kinds}"
        raise InputError(msg)
    try:
        return plain_elements(path)
    except (ValueError, zlib.error) as error:
        msg = (
            f"{path.name} can't be read to its end ({error}); it is cut or damaged: fetch it again"
        )
        raise InputError(msg) from error


def _refuse_broken_off(path: Path) -> None:
    """Refuse XML that an Overpass server could not finish: it says so at the end."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - _TAIL_BYTES, 0))
        remark = _REMARK.search(stream.read())
    if remark:
        said = remark[1].decode(errors="replace").strip()
        msg = f"{path.name} is a reply that Overpass broke off: {said}; ask for a smaller area"
        raise InputError(msg)


def _refuse_overlong_ways(path: Path, raw: RawElements) -> None:
    """Refuse what no map holds."""
    counts = raw.ways.lists[0].counts
    if counts.max(initial=0) > MOST_NODES_OF_A_WAY:
        longest = int(np.argmax(counts))
        msg = (
            f"{path.name}: way {raw.ways.ids[longest]} has {counts[longest]:,} nodes; must have at "
            f"most {MOST_NODES_OF_A_WAY:,} (OpenStreetMap allows 2,000) → leave it out"
        )
        raise InputError(msg)
