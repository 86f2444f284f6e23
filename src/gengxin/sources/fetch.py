"""Fetch an OpenStreetMap extract: a file by its address, or a place by name, number or box."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import httpx
import tomli_w

from gengxin.terms import InputError

__all__ = ["fetch", "overpass_query"]

OVERPASS = "https://overpass-api.de/api/interpreter"
EXTRACTS = "https://download.geofabrik.de"
LICENCE = "ODbL 1.0"
ATTRIBUTION = "© OpenStreetMap contributors"
CHUNK_BYTES = 1 << 18
TIMEOUT = httpx.Timeout(60.0, read=900.0)
REST = ".part"
REST_FACTS = ".part.toml"

Progress = Iterator[tuple[str, float]]


def fetch(place_or_url: str, target: Path, *, base_address: str | None = None) -> Progress:
    """Fetch into ``target``; yields what is being done and the share done.

    ``place_or_url`` is the address of a file; a path on a server of extracts such as
    ``europe/monaco``; or, asked of an Overpass server, a place's name, a relation (``R1278188``)
    or a box ``west,south,east,north`` in degrees. ``base_address`` names another server of that
    kind. A broken transfer leaves ``target.part`` and goes on from there the next time; where the
    server gives an MD5 sum beside the file, it is checked. ``target.source.toml`` records address,
    licence, day and sha256.

    Raises
    ------
    InputError
        Where the server can't be reached, refuses, or sends something else.

    """
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True) as client:
        if place_or_url.startswith(("http://", "https://")):
            yield from _download(client, place_or_url, target)
        elif re.fullmatch(r"[\w-]+(/[\w-]+)+", place_or_url):
            base = (base_address or EXTRACTS).rstrip("/")
            yield from _download(client, f"{base}/{quote(place_or_url)}-latest.osm.pbf", target)
        else:
            yield from _ask(client, place_or_url, target, address=base_address or OVERPASS)


def overpass_query(place: str) -> str:
    """The question to an Overpass server: everything within the place, as OSM XML.

    Examples
    --------
    >>> print(overpass_query("R1278188"))
    [out:xml][timeout:900];rel(1278188);map_to_area->.a;nwr(area.a);out meta;>;out meta qt;
    """
    head, tail = "[out:xml][timeout:900];", "out meta;>;out meta qt;"
    relation = re.fullmatch(r"[rR](\d+)", place)
    if relation:
        return f"{head}rel({relation[1]});map_to_area->.a;nwr(area.a);{tail}"
    box = re.fullmatch(r"\s*,\s*".join([r"(-?\d+(?:\.\d+)?)"] * 4), place.strip())
    if box:
        west, south, east, north = (float(part) for part in box.groups())
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            msg = f"the box {place!r} must be west,south,east,north in degrees, each side in order"
            raise InputError(msg)
        return f"{head}nwr({south},{west},{north},{east});{tail}"
    name = place.replace("\\", "\\\\").replace('"', '\\"')
    return f'{head}area["boundary"="administrative"]["name"="{name}"]->.a;nwr(area.a);{tail}'


def _download(client: httpx.Client, address: str, target: Path) -> Progress:
    """One file by its address, from where a broken transfer stopped."""
    part, facts = _beside(target, REST), _beside(target, REST_FACTS)
    yield f"asking {address}", 0.0
    have, headers = _rest_of(part, facts, address)
    with _Answer(client, "GET", address, headers=headers) as answer:
        if answer.status_code != httpx.codes.PARTIAL_CONTENT:
            have = 0
        tag = answer.headers.get("etag") or answer.headers.get("last-modified", "")
        facts.write_text(tomli_w.dumps({"address": address, "tag": tag}), "utf-8")
        size = int(answer.headers.get("content-length", 0))
        total = have + size if size else 0
        yield from _receive(answer, part, have=have, total=total)
    _check_size(part, total, address)
    yield "checking the sum", 0.97
    _check_sum(client, address, part, facts)
    _keep(part, target, address)
    facts.unlink(missing_ok=True)
    yield "fetched", 1.0


def _ask(client: httpx.Client, place: str, target: Path, *, address: str) -> Progress:
    """A place asked of an Overpass server, which can't resume: the answer is new each time."""
    query = overpass_query(place)
    part = _beside(target, REST)
    yield f"asking {address} for {place}", 0.0
    with _Answer(client, "POST", address, data={"data": query}) as answer:
        yield from _receive(answer, part, have=0, total=0)
    _check_reply(part, place)
    _keep(part, target, f"{address} {query}")
    yield "fetched", 1.0


def _rest_of(part: Path, facts: Path, address: str) -> tuple[int, dict[str, str]]:
    """How many bytes of this same file are there already, and the headers that ask for the rest."""
    if not (part.is_file() and facts.is_file()):
        return 0, {}
    known = tomllib.loads(facts.read_text("utf-8"))
    have = part.stat().st_size
    if known.get("address") != address or not known.get("tag") or not have:
        return 0, {}
    return have, {
        "Range": f"bytes={have}-",
        "If-Range": known["tag"],
        "Accept-Encoding": "identity",
    }


class _Answer:
    """A streamed answer; whatever hinders it is told as an ``InputError``."""

    def __init__(self, client: httpx.Client, method: str, address: str, **words: object) -> None:
        self._address = address
        self._stream = client.stream(method, address, **words)  # type: ignore[arg-type]

    def __enter__(self) -> httpx.Response:
        try:
            answer = self._stream.__enter__()
        except httpx.HTTPError as error:
            raise InputError(_unreachable(self._address, error)) from error
        except httpx.InvalidURL as error:
            msg = f"{self._address!r} is no address ({error}); write it as https://server/path"
            raise InputError(msg) from error
        if answer.is_success:
            return answer
        self._stream.__exit__(None, None, None)
        raise InputError(_refusal(self._address, answer))

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        self._stream.__exit__(kind, error, trace)  # type: ignore[arg-type]
        if isinstance(error, httpx.HTTPError):
            raise InputError(_unreachable(self._address, error)) from error


def _unreachable(address: str, error: Exception) -> str:
    what = str(error) or type(error).__name__
    return f"{address} can't be reached or broke off ({what}); run the same command to go on"


def _refusal(address: str, answer: httpx.Response) -> str:
    """What the server said, and what to do about it."""
    if answer.status_code == httpx.codes.NOT_FOUND:
        return f"{address} has no such file (404); look the place up on the server's own pages"
    if answer.status_code in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.GATEWAY_TIMEOUT}:
        wait = answer.headers.get("retry-after", "60")
        return f"{address} is busy ({answer.status_code}); try again in {wait} seconds"
    return f"{address} refused with {answer.status_code} {answer.reason_phrase}; check the address"


def _receive(answer: httpx.Response, part: Path, *, have: int, total: int) -> Progress:
    """Write the answer behind what is there."""
    part.parent.mkdir(parents=True, exist_ok=True)
    done = have
    with part.open("r+b" if have else "wb") as stream:
        stream.seek(have)
        for chunk in answer.iter_bytes(CHUNK_BYTES):
            stream.write(chunk)
            done += len(chunk)
            yield f"{done / 1e6:.0f} MB", 0.95 * done / total if total else 0.5
        stream.truncate()


def _check_size(part: Path, total: int, address: str) -> None:
    size = part.stat().st_size
    if total and size != total:
        msg = f"{address} sent {size} of {total} bytes; run the same command to go on"
        raise InputError(msg)


def _check_sum(client: httpx.Client, address: str, part: Path, facts: Path) -> None:
    """Compare with the MD5 sum beside the file, where the server has one."""
    try:
        answer = client.get(f"{address}.md5")
    except httpx.HTTPError as error:
        raise InputError(_unreachable(f"{address}.md5", error)) from error
    stated = re.match(r"[0-9a-f]{32}\b", answer.text) if answer.is_success else None
    if stated is None:
        return
    with part.open("rb") as stream:
        found = hashlib.file_digest(stream, "md5").hexdigest()
    if found != stated[0]:
        part.unlink()
        facts.unlink(missing_ok=True)
        msg = f"{address} has the sum {found}, must be {stated[0]}; it was removed, fetch it anew"
        raise InputError(msg)


def _check_reply(part: Path, place: str) -> None:
    """An Overpass reply is whole, without a complaint, and not empty."""
    with part.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 4096))
        tail = stream.read().decode("utf-8", "replace")
    remark = re.search(r"<remark>(.*?)</remark>", tail, re.DOTALL)
    if remark or "</osm>" not in tail:
        part.unlink()
        said = remark[1].strip() if remark else "the reply broke off"
        msg = f"no whole reply for {place!r}: {said}; ask for a smaller box or try again later"
        raise InputError(msg)
    if "<node" not in tail and "<way" not in tail and "<relation" not in tail:
        part.unlink()
        msg = f"nothing is known of {place!r}; check the name, or give a relation such as R1278188"
        raise InputError(msg)


def _keep(part: Path, target: Path, address: str) -> None:
    """Give the file its name, and record beside it where it came from."""
    with part.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    about = {
        "address": address,
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "day": datetime.now(UTC).date(),
        "bytes": part.stat().st_size,
        "sha256": sha256,
    }
    _beside(target, ".source.toml").write_text(tomli_w.dumps(about), "utf-8")
    part.replace(target)


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)
