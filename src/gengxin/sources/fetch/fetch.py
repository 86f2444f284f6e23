"""Fetch a place or a file, check it, and write beside it where it comes from."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
import tomli_w

from gengxin.sources.fetch.ask import (
    Request,
    areas_named,
    file_request,
    place_request,
    query_for_areas,
)
from gengxin.sources.fetch.transfer import answer, plain_words, transfer
from gengxin.sources.osm.days import stated_day
from gengxin.terms import InputError

__all__ = ["SIDECAR", "fetch"]

SIDECAR: Final = ".source.toml"
"""What is added to the name of the file for the one that says where it comes from."""

# an Overpass server thinks before it sends the first byte
_TIMEOUT: Final = httpx.Timeout(30.0, read=300.0)
_SHORT_BYTES: Final = 2**20
_TAIL_BYTES: Final = 4_096
_CHUNK_BYTES: Final = 2**20


def fetch(
    place: str, target: Path, *, base_address: str | None = None
) -> Iterator[tuple[str, float]]:
    """Write OpenStreetMap data to ``target``, telling what is being done and the share done.

    Parameters
    ----------
    place
        An address (``https://…``), an extract of a Geofabrik-style server (``europe/portugal``),
        or for an Overpass server a name, ``relation 1278188`` or ``south,west,north,east``.
    target
        The file; it appears whole, with ``<name>.source.toml`` beside it: address, query, licence,
        day, size, checksums. Until then ``<name>.part`` holds what has come; a later call goes on
        with it.
    base_address
        Of the server; by default the public ones.

    Raises
    ------
    InputError
        When the server can't be reached, has nothing there, asks to wait, or when what came is not
        what it announced.

    """
    part = target.with_name(target.name + ".part")
    with (
        plain_words(target),
        httpx.Client(
            timeout=_TIMEOUT, follow_redirects=True, headers={"User-Agent": "gengxin"}
        ) as client,
    ):
        yield f"asking for {place}", 0.0
        request = _request(client, place, target, base_address)
        target.parent.mkdir(parents=True, exist_ok=True)
        for share_done in transfer(client, request, part):
            yield f"receiving {target.name}", share_done
        yield f"checking {target.name}", 1.0
        checked = _checked(client, request, part)
        _refuse_broken_off(request, part)
        _settle(part, target, {"address": request.address, "query": request.query, **checked})


def _request(client: httpx.Client, place: str, target: Path, base_address: str | None) -> Request:
    """What to fetch; a name is looked up first."""
    request = file_request(place, target, base_address)
    request = request or place_request(place, target, base_address)
    if request is not None:
        return request
    found = answer(client, query_for_areas(place, base_address), most_bytes=_SHORT_BYTES)
    one = place_request(areas_named(place, found or b""), target, base_address)
    if one is None:
        raise InputError(f"{place!r} can't be asked for; give a relation or a box")
    return one


def _checked(client: httpx.Client, request: Request, part: Path) -> dict[str, str]:
    """Checksums of what came; refused where the server states another."""
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    with part.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            md5.update(chunk)
            sha256.update(chunk)
    stated = ""
    if request.checksum_address:
        asked = Request(address=request.checksum_address)
        words = (answer(client, asked, most_bytes=_SHORT_BYTES) or b"").decode(errors="replace")
        stated = words.split()[0].lower() if words.split() else ""
    if stated and stated != md5.hexdigest():
        part.unlink()
        msg = (
            f"{request.address} came with checksum {md5.hexdigest()}; must be {stated} → it was "
            f"damaged or replaced on the way and has been thrown away: fetch it again"
        )
        raise InputError(msg)
    return {"sha256": sha256.hexdigest(), "md5_stated": stated}


def _refuse_broken_off(request: Request, part: Path) -> None:
    """Refuse an answer that the Overpass server says it could not finish."""
    if not request.query:
        return
    with part.open("rb") as stream:
        stream.seek(max(part.stat().st_size - _TAIL_BYTES, 0))
        tail = stream.read()
    if b'"remark"' in tail or b"<remark>" in tail:
        part.unlink()
        said = tail[tail.index(b"remark") :].decode(errors="replace")[:300]
        raise InputError(f"the server broke off: {said!r}; ask for a smaller area, or later")


def _settle(part: Path, target: Path, told: dict[str, str]) -> None:
    """Give the file its name, and write beside it where it comes from."""
    day = stated_day(part, like=target.name)
    record = {
        **{name: text for name, text in told.items() if text},
        "bytes": part.stat().st_size,
        "licence": "Open Database License (ODbL) 1.0",
        "attribution": "© OpenStreetMap contributors",
        "fetched_on": datetime.now(UTC).date(),
        **({"day": day} if day else {}),
    }
    sidecar = target.with_name(target.name + SIDECAR)
    work = sidecar.with_name(sidecar.name + ".part")
    work.write_text(tomli_w.dumps(record), encoding="utf-8")
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    work.replace(sidecar)
    part.replace(target)
