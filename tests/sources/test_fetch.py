"""Fetching from a server on this machine: resumed, checked, recorded, refused in clear words."""

import hashlib
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gengxin.sources.fetch import fetch, overpass_query
from gengxin.terms import InputError

CONTENT = bytes(range(256)) * 4096  # 1 MiB
REPLY = b'<osm version="0.6"><node id="1" lat="0" lon="0"/></osm>'


class Server:
    """What the server gives, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, str]] = []
        self.cut_after: int | None = None
        self.sum = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
        self.reply = REPLY
        self.status = 200


@pytest.fixture
def server() -> Iterator[Server]:  # noqa: C901 (the handler is a class of small methods)
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.asked.append((self.path, self.headers.get("Range", "")))
            if self.path.endswith(".md5"):
                self.give(f"{held.sum}  file\n".encode())
            elif self.path.startswith("/europe/town-latest") or self.path == "/file.osm.pbf":
                self.give_file()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            held.asked.append((self.path, self.rfile.read(length).decode()))
            if held.status != 200:
                self.send_response(held.status)
                self.send_header("Retry-After", "17")
                self.end_headers()
                return
            self.give(held.reply)

        def give(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def give_file(self) -> None:
            begin = 0
            if self.headers.get("If-Range") == '"v1"' and self.headers.get("Range"):
                begin = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
            self.send_response(206 if begin else 200)
            self.send_header("ETag", '"v1"')
            self.send_header("Content-Length", str(len(CONTENT) - begin))
            self.end_headers()
            end = len(CONTENT) if held.cut_after is None else held.cut_after
            self.wfile.write(CONTENT[begin:end])

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held = Server(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield held
    http.shutdown()
    http.server_close()
    thread.join()


def run(place: str, target: Path, base: str | None = None) -> list[tuple[str, float]]:
    return list(fetch(place, target, base_address=base))


def test_a_file_is_fetched_checked_and_recorded(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "town.osm.pbf"
    told = run(f"{server.address}/file.osm.pbf", target)
    assert target.read_bytes() == CONTENT
    assert told[-1] == ("fetched", 1.0)
    assert [share for _, share in told] == sorted(share for _, share in told)
    about = tomllib.loads((tmp_path / "town.osm.pbf.source.toml").read_text("utf-8"))
    assert about["licence"] == "ODbL 1.0"
    assert about["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "town.osm.pbf",
        "town.osm.pbf.source.toml",
    ]


def test_a_broken_transfer_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "town.osm.pbf"
    server.cut_after = 300_000
    with pytest.raises(InputError, match="run the same command to go on"):
        run(f"{server.address}/file.osm.pbf", target)
    assert not target.exists()
    held = (tmp_path / "town.osm.pbf.part").stat().st_size
    assert 0 < held <= 300_000
    server.cut_after = None
    run(f"{server.address}/file.osm.pbf", target)
    assert target.read_bytes() == CONTENT
    assert ("/file.osm.pbf", f"bytes={held}-") in server.asked


def test_a_rest_of_another_file_is_not_gone_on_with(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "town.osm.pbf"
    (tmp_path / "town.osm.pbf.part").write_bytes(b"something else")
    run(f"{server.address}/file.osm.pbf", target)
    assert target.read_bytes() == CONTENT


def test_a_wrong_sum_is_refused_and_nothing_kept(server: Server, tmp_path: Path) -> None:
    server.sum = "0" * 32
    with pytest.raises(InputError, match=r"must be 0{32}"):
        run(f"{server.address}/file.osm.pbf", tmp_path / "town.osm.pbf")
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_asked_of_a_server_of_extracts(server: Server, tmp_path: Path) -> None:
    run("europe/town", tmp_path / "town.osm.pbf", server.address)
    assert server.asked[0] == ("/europe/town-latest.osm.pbf", "")


def test_a_place_is_asked_of_an_overpass_server(server: Server, tmp_path: Path) -> None:
    run("徐汇区", tmp_path / "xuhui.osm", f"{server.address}/api/interpreter")
    assert (tmp_path / "xuhui.osm").read_bytes() == REPLY
    assert server.asked[0][0] == "/api/interpreter"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (b"<osm><remark>runtime error: timed out</remark></osm>", "timed out"),
        (b"<osm><node id='1'", "broke off"),
        (b"<osm></osm>", "nothing is known"),
    ],
)
def test_a_reply_that_is_none_is_refused(
    server: Server, tmp_path: Path, reply: bytes, told: str
) -> None:
    server.reply = reply
    with pytest.raises(InputError, match=told):
        run("Atlantis", tmp_path / "x.osm", f"{server.address}/api")
    assert list(tmp_path.iterdir()) == []


def test_a_busy_server_says_when_to_come_back(server: Server, tmp_path: Path) -> None:
    server.status = 429
    with pytest.raises(InputError, match="17 seconds"):
        run("Town", tmp_path / "x.osm", f"{server.address}/api")


def test_an_absent_file_is_named(server: Server, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file \(404\)"):
        run(f"{server.address}/nothing.osm.pbf", tmp_path / "x.osm.pbf")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be reached"):
        run("http://127.0.0.1:9/file.osm.pbf", tmp_path / "x.osm.pbf")


def test_a_box_is_asked_as_one() -> None:
    assert "nwr(31.1,121.4,31.2,121.5);" in overpass_query("121.4, 31.1, 121.5, 31.2")


@pytest.mark.parametrize("box", ["121.5,31.1,121.4,31.2", "0,-91,1,1"])
def test_a_box_out_of_order_is_refused(box: str) -> None:
    with pytest.raises(InputError, match="west,south,east,north"):
        overpass_query(box)


def test_a_name_can_not_break_out_of_its_quotes() -> None:
    query = overpass_query('x"];node(1);out;area["name"="y\\')
    assert '["name"="x\\"];node(1);out;area[\\"name\\"=\\"y\\\\"]' in query
