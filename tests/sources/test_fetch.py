"""Fetching, tried against a server on this machine that behaves well, badly, or stops half-way."""

import errno
import hashlib
import json
import threading
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from tests.sources.osm.town import Town

from gengxin.sources.fetch import fetch
from gengxin.sources.osm import read_osm
from gengxin.terms import InputError

CONTENT = b"not really a map " * 4_000


@dataclass
class Server:
    """What the server has, what goes wrong, and what was asked."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    answers: Callable[[str], bytes] = lambda _query: b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = '"one"'
    stop_after_bytes: int | None = None
    asked: list[str] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Serves the files of its server, with ranges, and answers queries."""

    state: Server

    def do_GET(self) -> None:
        state = self.state
        state.asked.append(self.path)
        state.ranges.append(self.headers.get("Range"))
        content = state.files.get(self.path)
        if content is None or state.status != 200:
            self._reply(404 if content is None else state.status, b"", {})
            return
        wanted = self.headers.get("Range")
        if wanted and self.headers.get("If-Range") == state.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self._reply(416, b"", {})
                return
            span = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._reply(206, content[start:], {"Content-Range": span})
            return
        self._reply(200, content, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["data"][0]
        self.state.asked.append(query)
        self._reply(self.state.status, self.state.answers(query), {})

    def log_message(self, *_words: object) -> None:
        """Keep quiet."""

    def _reply(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        told = {"Content-Length": str(len(content)), "ETag": self.state.etag}
        for name, value in {**told, **headers, **self.state.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[: self.state.stop_after_bytes])
        self.close_connection = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on a free port of this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    state = Server()
    handler = type("OneHandler", (Handler,), {"state": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        state.address = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield state
        running.shutdown()
        thread.join(timeout=5)


def offer(server: Server, name: str, content: bytes = CONTENT) -> str:
    """Put a file and its checksum on the server; its address."""
    server.files[name] = content
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    server.files[f"{name}.md5"] = f"{md5}  {name.rsplit('/', maxsplit=1)[-1]}\n".encode()
    return server.address + name


def left_over(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_comes_whole_and_says_where_it_is_from(tmp_path: Path, server: Server) -> None:
    address = offer(server, "/town.osm.pbf")
    target = tmp_path / "maps" / "town.osm.pbf"
    steps = list(fetch(address, target))
    assert target.read_bytes() == CONTENT
    assert left_over(target.parent) == {"town.osm.pbf", "town.osm.pbf.source.toml"}
    told = tomllib.loads((target.parent / "town.osm.pbf.source.toml").read_text())
    assert told["address"] == address
    assert told["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert told["md5_stated"] == hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
    assert told["bytes"] == len(CONTENT)
    assert told["licence"].startswith("Open Database License")
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_an_extract_is_found_by_its_name(tmp_path: Path, server: Server) -> None:
    offer(server, "/europe/portugal-latest.osm.pbf")
    target = tmp_path / "portugal.osm.pbf"
    list(fetch("europe/portugal", target, base_address=server.address))
    assert target.read_bytes() == CONTENT


def test_a_broken_transfer_goes_on_where_it_stopped(tmp_path: Path, server: Server) -> None:
    address = offer(server, "/town.osm.pbf")
    target = tmp_path / "town.osm.pbf"
    server.stop_after_bytes = 20_000
    with pytest.raises(InputError, match="run again"):
        list(fetch(address, target))
    assert not target.exists()
    held = (tmp_path / "town.osm.pbf.part").stat().st_size
    assert 0 < held <= 20_000
    server.stop_after_bytes = None
    server.ranges.clear()
    list(fetch(address, target))
    assert target.read_bytes() == CONTENT
    assert server.ranges[0] == f"bytes={held}-"
    assert left_over(tmp_path) == {"town.osm.pbf", "town.osm.pbf.source.toml"}


def test_a_file_that_changed_meanwhile_begins_anew(tmp_path: Path, server: Server) -> None:
    address = offer(server, "/town.osm.pbf")
    target = tmp_path / "town.osm.pbf"
    server.stop_after_bytes = 20_000
    with pytest.raises(InputError):
        list(fetch(address, target))
    server.stop_after_bytes = None
    server.etag = '"two"'
    changed = CONTENT[::-1]
    offer(server, "/town.osm.pbf", changed)
    list(fetch(address, target))
    assert target.read_bytes() == changed


def test_a_part_that_is_already_whole_is_settled(tmp_path: Path, server: Server) -> None:
    """The program was killed after the last byte, before the file got its name."""
    address = offer(server, "/town.osm.pbf")
    target = tmp_path / "town.osm.pbf"
    (tmp_path / "town.osm.pbf.part").write_bytes(CONTENT)
    (tmp_path / "town.osm.pbf.part.version").write_text(server.etag)
    list(fetch(address, target))
    assert target.read_bytes() == CONTENT


def test_a_wrong_checksum_throws_the_file_away(tmp_path: Path, server: Server) -> None:
    address = offer(server, "/town.osm.pbf")
    server.files["/town.osm.pbf.md5"] = b"0" * 32 + b"  town.osm.pbf\n"
    with pytest.raises(InputError, match="must be 0000"):
        list(fetch(address, tmp_path / "town.osm.pbf"))
    assert left_over(tmp_path) == set()


def test_a_server_without_checksums_will_do(tmp_path: Path, server: Server) -> None:
    server.files["/town.osm.pbf"] = CONTENT
    target = tmp_path / "town.osm.pbf"
    list(fetch(f"{server.address}/town.osm.pbf", target))
    assert "md5_stated" not in tomllib.loads((tmp_path / "town.osm.pbf.source.toml").read_text())


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (404, {}, "nothing at this address"),
        (429, {"Retry-After": "120"}, "after 120 seconds"),
        (429, {}, "after a while"),
        (503, {}, "busy"),
        (403, {}, "refused"),
    ],
)
def test_what_the_server_refuses_is_said_plainly(
    tmp_path: Path, server: Server, status: int, headers: dict[str, str], words: str
) -> None:
    address = offer(server, "/town.osm.pbf")
    server.status, server.headers = status, headers
    with pytest.raises(InputError, match=words):
        list(fetch(address, tmp_path / "town.osm.pbf"))


def test_a_file_too_large_to_import_is_not_begun(tmp_path: Path, server: Server) -> None:
    address = offer(server, "/town.osm.pbf")
    server.headers = {"Content-Length": str(9 * 2**30)}
    with pytest.raises(InputError, match=r"9\.0 GiB; must be at most 2 GiB"):
        list(fetch(address, tmp_path / "town.osm.pbf"))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be reached"):
        list(fetch("http://127.0.0.1:9/town.osm.pbf", tmp_path / "town.osm.pbf"))


def test_a_full_disk(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    address = offer(server, "/town.osm.pbf")

    opened = Path.open

    def full(path: Path, mode: str = "r", **choices: Any) -> Any:
        if mode == "wb":
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, mode, **choices)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(InputError, match="no room left"):
        list(fetch(address, tmp_path / "town.osm.pbf"))


@pytest.mark.parametrize(
    ("place", "name", "words"),
    [
        ("file:///etc/passwd", "a.osm", "no web address"),
        ("http://127.0.0.1/a.osm.pbf", "a.json", "is .osm.pbf"),
        ("31.1,121.4,31.2,121.5", "a.osm.pbf", ".osm or .json"),
        ("31.2,121.4,31.1,121.5", "a.osm", "south,west,north,east"),
        ("bad\nname", "a.osm", "no name of a place"),
    ],
)
def test_what_cannot_be_asked_for(tmp_path: Path, place: str, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        list(fetch(place, tmp_path / name))


def xml_of_a_town() -> bytes:
    town = Town()
    town.way(1, town.square(1, (0, 0, 10, 10)), building="yes")
    head = '<osm version="0.6">'
    meta = '<meta osm_base="2026-03-08T01:31:04Z"/>'
    return town.xml().replace(head, head + meta).encode()


def test_a_box_is_asked_for_and_can_be_read(tmp_path: Path, server: Server) -> None:
    server.answers = lambda _query: xml_of_a_town()
    target = tmp_path / "town.osm"
    list(fetch("31.1, 121.4, 31.2, 121.5", target, base_address=server.address))
    (query,) = server.asked
    assert query == (
        "[out:xml][timeout:180];(nwr(31.1000000,121.4000000,31.2000000,121.5000000););"
        "(._;>;);out meta;"
    )
    told = tomllib.loads((tmp_path / "town.osm.source.toml").read_text())
    assert str(told["day"]) == "2026-03-08"
    assert told["query"] == query
    plain = read_osm(target)
    assert str(plain.meta.data_day) == "2026-03-08"
    assert len(plain.tables["buildings"]) == 1


def test_a_name_is_looked_up_and_quoted(tmp_path: Path, server: Server) -> None:
    """The quote in the name must not end the text in the query."""
    found = {"elements": [{"type": "relation", "id": 1278188, "tags": {"name": "x"}}]}

    def answers(query: str) -> bytes:
        return json.dumps(found).encode() if "out tags" in query else xml_of_a_town()

    server.answers = answers
    list(fetch('Xu"];node[', tmp_path / "town.osm", base_address=server.address))
    first, second = server.asked
    assert '["name"="Xu\\"];node["]' in first
    assert "rel(1278188);map_to_area->.a;nwr(area.a);" in second


def test_a_name_that_several_places_have_is_not_guessed(tmp_path: Path, server: Server) -> None:
    found = [
        {"type": "relation", "id": number, "tags": {"name": "Springfield", "admin_level": "8"}}
        for number in (11, 12)
    ]
    server.answers = lambda _query: json.dumps({"elements": found}).encode()
    with pytest.raises(InputError, match="relation 12: Springfield, level 8"):
        list(fetch("Springfield", tmp_path / "town.osm", base_address=server.address))
    server.answers = lambda _query: b'{"elements": []}'
    with pytest.raises(InputError, match="no administrative boundary"):
        list(fetch("Nowhere", tmp_path / "town.osm", base_address=server.address))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b'{"elements": [], "remark": "runtime error: timed out"}'),
        ("a.osm", b'<osm version="0.6"><remark> runtime error: timed out </remark></osm>'),
    ],
)
def test_an_answer_that_was_broken_off_is_thrown_away(
    tmp_path: Path, server: Server, name: str, content: bytes
) -> None:
    server.answers = lambda _query: content
    with pytest.raises(InputError, match="timed out"):
        list(fetch("relation 5", tmp_path / name, base_address=server.address))
    assert left_over(tmp_path) == set()
