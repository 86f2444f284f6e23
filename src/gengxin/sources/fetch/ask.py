"""What to ask which server for: a file by its address, or a place by an Overpass query."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from gengxin.terms import InputError

__all__ = ["Request", "areas_named", "file_request", "place_request", "query_for_areas"]

OVERPASS: Final = "https://overpass-api.de/api/interpreter"
GEOFABRIK: Final = "https://download.geofabrik.de"

KINDS: Final = (".osm.pbf", ".osm.bz2", ".osm.gz", ".osm", ".json")
SECONDS_FOR_A_QUERY: Final = 180

_RELATION: Final = re.compile(r"(?:relation[ /]?|r)(\d{1,18})", re.IGNORECASE)
_BOX: Final = re.compile(r"\s*,\s*".join([r"([+-]?\d{1,3}(?:\.\d+)?)"] * 4))
_EXTRACT: Final = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing to fetch: a file by its address, or the answer to a query."""

    address: str
    query: str = ""

    @property
    def checksum_address(self) -> str:
        """Where a server that offers checksums has this one's; empty for answers to queries."""
        return "" if self.query else f"{self.address}.md5"


def file_request(place: str, target: Path, base_address: str | None) -> Request | None:
    """The request for a file: an address, or the name of an extract such as ``europe/portugal``.

    ``None`` when the place is none of these. A name without ``/`` is an extract only where the base
    address is no Overpass server.
    """
    if "://" in place:
        return _file(place, target)
    is_extract = _EXTRACT.fullmatch(place.removesuffix("-latest.osm.pbf")) is not None
    of_files = base_address is not None and not base_address.rstrip("/").endswith("interpreter")
    if not is_extract or not ("/" in place or of_files):
        return None
    name = place if place.endswith(".osm.pbf") else f"{place}-latest.osm.pbf"
    return _file(f"{(base_address or GEOFABRIK).rstrip('/')}/{name}", target)


def place_request(place: str, target: Path, base_address: str | None) -> Request | None:
    """The request for a box (``south,west,north,east``) or a relation (``relation 1278188``).

    ``None`` for a name: it must first be known which relation it means.
    """
    box = _BOX.fullmatch(place.strip())
    relation = _RELATION.fullmatch(place.strip())
    if box:
        chosen = f"nwr({','.join(_sound_box([float(text) for text in box.groups()]))});"
    elif relation:
        chosen = f"rel({relation[1]});map_to_area->.a;nwr(area.a);"
    else:
        return None
    form = {".json": "json", ".osm": "xml"}.get(target.suffix.lower())
    if form is None:
        msg = f"{target.name}: an Overpass server writes .osm or .json; name the file so"
        raise InputError(msg)
    query = f"[out:{form}][timeout:{SECONDS_FOR_A_QUERY}];({chosen});(._;>;);out meta;"
    return Request(address=base_address or OVERPASS, query=query)


def query_for_areas(name: str, base_address: str | None) -> Request:
    """The request for the administrative boundaries that have a name, in any of three languages."""
    if not name.strip() or _CONTROL.search(name):
        msg = f"{name!r} is no name of a place; give a name, a relation or south,west,north,east"
        raise InputError(msg)
    quoted = '"' + name.strip().replace("\\", "\\\\").replace('"', '\\"') + '"'
    filters = "".join(
        f'rel["boundary"="administrative"]["{key}"={quoted}];'
        for key in ("name", "name:en", "name:zh")
    )
    return Request(
        address=base_address or OVERPASS, query=f"[out:json][timeout:60];({filters});out tags;"
    )


def areas_named(name: str, answer: bytes) -> str:
    """The one relation that a name means, as ``relation 4711``.

    Raises
    ------
    InputError
        When no boundary has the name, or several: then with the list of them.

    """
    try:
        found = [one for one in json.loads(answer)["elements"] if one["type"] == "relation"]
    except (ValueError, KeyError, TypeError) as error:
        msg = "the server's answer is no Overpass reply; check the base address"
        raise InputError(msg) from error
    if not found:
        msg = f"no administrative boundary has the name {name!r}; give a relation or a box"
        raise InputError(msg)
    if len(found) > 1:
        listed = "\n- ".join(_as_line(one) for one in found)
        msg = f"{len(found)} boundaries have the name {name!r}; name one of them:\n- {listed}"
        raise InputError(msg)
    return f"relation {found[0]['id']}"


def _file(address: str, target: Path) -> Request:
    """The request for one file, refused where its kind and the target's differ."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InputError(f"{address} is no web address; must begin with https:// or http://")
    kind = _kind(parts.path)
    if kind and _kind(target.name) != kind:
        msg = f"{target.name}: the file to fetch is {kind}; name the target so"
        raise InputError(msg)
    return Request(address=address)


def _kind(name: str) -> str:
    """How the name of a file of OpenStreetMap data ends; empty for others."""
    return next((kind for kind in KINDS if name.lower().endswith(kind)), "")


def _sound_box(degrees: list[float]) -> list[str]:
    """The four sides as the query writes them."""
    south, west, north, east = degrees
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        msg = f"the box {degrees} is none; must be south,west,north,east in degrees"
        raise InputError(msg)
    return [f"{side:.7f}" for side in degrees]


def _as_line(relation: dict[str, Any]) -> str:
    """One boundary for the list of those that share a name."""
    tags = relation.get("tags", {})
    return f"relation {relation['id']}: {tags.get('name')}, level {tags.get('admin_level', '?')}"
