"""Uploads over HTTP: taken in pieces, refused early, looked into, removed, imported."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import sign_in

from gengxin.terms.records import Upload
from gengxin.web import uploads
from gengxin.web.app import create_app
from gengxin.workbench.serving import Served
from gengxin.workbench.uploads.keeping import UPLOADS

ClientOf = Callable[[str], TestClient]
TABLE = b"id,name,lon,lat\na,\xe8\xaf\x8a\xe6\x89\x80,121.4,31.2\nb,B,121.5,31.3\n"


def left(served: Served) -> list[Path]:
    return sorted((served.folder.path / UPLOADS).glob("*"))


def test_a_file_is_taken_looked_into_and_removed(client_of: ClientOf, served: Served) -> None:
    planner = client_of("planner")
    sent = planner.post("/api/uploads?name=../clinics.txt", content=TABLE)
    assert sent.status_code == 201
    told = sent.json()
    assert told["sha256"] == hashlib.sha256(TABLE).hexdigest()
    assert (told["name"], told["kind"], told["bytes"]) == ("clinics.csv", "csv", len(TABLE))
    assert sent.headers["location"] == f"/api/uploads/{told['upload']}"
    found = planner.get(sent.headers["location"]).json()
    assert found["refusal"] == ""
    assert found["layers"][0]["rows_count"] == 2
    assert [one["upload"] for one in planner.get("/api/uploads").json()["uploads"]] == [
        told["upload"]
    ]
    assert planner.delete(sent.headers["location"]).status_code == 204
    assert planner.get(sent.headers["location"]).status_code == 404
    assert planner.get("/api/uploads").json()["uploads"] == []
    assert left(served) == []


@pytest.fixture
def narrow(served: Served) -> Iterator[TestClient]:
    """A planner's client of a server that takes a thousand bytes."""
    limits = replace(served.limits, upload_bytes=1_000)
    small = replace(served, settings=replace(served.settings, limits=limits))
    with TestClient(create_app(small), base_url="http://127.0.0.1:8000") as client:
        sign_in(client, served, "planner")
        yield client


def test_what_is_too_large_is_refused_by_its_length_or_as_it_comes(
    narrow: TestClient, served: Served
) -> None:
    stated = narrow.post("/api/uploads?name=a.csv", content=b"a," * 501)
    assert stated.status_code == 413
    assert "must have at most" in stated.json()["detail"]

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"a,b\n" * 25

    streamed = narrow.post("/api/uploads?name=a.csv", content=pieces())
    assert streamed.status_code == 413
    assert left(served) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "a.csv is empty"), (b"\x89PNG\r\n\x1a\n\0", "a.csv is none of the kinds")],
)
def test_what_is_no_kind_is_refused(
    client_of: ClientOf, served: Served, content: bytes, says: str
) -> None:
    answer = client_of("planner").post("/api/uploads?name=a.csv", content=content)
    assert answer.status_code == 415
    assert says in answer.json()["detail"]
    assert left(served) == []


def test_a_name_must_be_given_and_fit(client_of: ClientOf) -> None:
    planner = client_of("planner")
    assert planner.post("/api/uploads", content=TABLE).status_code == 400
    assert planner.post(f"/api/uploads?name={'a' * 251}", content=TABLE).status_code == 400
    assert planner.post("/api/uploads?name=a.csv&kind=csv", content=TABLE).status_code == 400


@pytest.mark.parametrize(("role", "status"), [("public", 401), ("resident", 403), ("auditor", 403)])
def test_only_planners_upload(client_of: ClientOf, served: Served, role: str, status: int) -> None:
    client = client_of(role)
    assert client.post("/api/uploads?name=a.csv", content=TABLE).status_code == status
    assert client.get("/api/uploads").status_code == status
    assert client.get("/api/uploads/01A").status_code == status
    assert served.records.list(Upload) == ()


def test_so_many_come_in_at_once(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 0)
    answer = client_of("planner").post("/api/uploads?name=a.csv", content=TABLE)
    assert answer.status_code == 503
    assert "retry-after" in answer.headers


def test_who_sends_nothing_for_a_while_is_let_go(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SILENT_SECONDS", 0.05)
    with TestClient(create_app(served), base_url="http://127.0.0.1:8000") as client:
        sign_in(client, served, "planner")
        asked = dict(client.headers) | {
            "cookie": "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
        }
        sent: list[dict] = []

        async def receive() -> dict:
            await asyncio.sleep(10)
            return {}

        async def send(message: dict) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/uploads",
            "raw_path": b"/api/uploads",
            "query_string": b"name=a.csv",
            "headers": [(name.lower().encode(), value.encode()) for name, value in asked.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
        }
        asyncio.run(client.app(scope, receive, send))
    assert sent[0]["status"] == 408
    assert left(served) == []


def test_a_file_is_imported_by_a_recipe_in_json(client_of: ClientOf) -> None:
    planner = client_of("planner")
    upload = planner.post("/api/uploads?name=clinics.csv", content=TABLE).json()["upload"]
    recipe = {
        "inputs": {"clinics": {"file": "clinics.csv", "x": "lon", "y": "lat", "crs": "EPSG:4326"}},
        "fill": [
            {
                "table": "facilities",
                "input": "clinics",
                "columns": {"ref": "id", "name_zh": "name", "kind": {"value": "health_station"}},
            }
        ],
    }
    asks = {"uploads": [upload], "recipe": recipe, "keep_others": True}
    asked = planner.post("/api/jobs", json={"kind": "import", "asks": asks})
    assert asked.status_code == 202
    assert asked.json()["asks"]["recipe"] == recipe
    refused = planner.delete(f"/api/uploads/{upload}")
    assert refused.status_code == 400
    assert "read by a job" in refused.json()["detail"]
