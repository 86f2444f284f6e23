"""The bounds of what may be asked, and the headers that keep a browser safe."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf

from gengxin.web.app import open_for
from gengxin.web.limits import Pace
from gengxin.web.problem import Problem
from gengxin.workbench.serving import Limits, Served, Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, limits=Limits(requests_per_minute=30, public_requests_per_minute=3))


def test_every_answer_tells_a_browser_to_keep_to_this_server(client_of: ClientOf) -> None:
    for path in ("/api/health", "/", "/nothing", "/api/audit"):
        headers = client_of("planner").get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "worker-src 'self' blob:" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "cache-control" in headers


def test_who_asks_too_often_waits(client_of: ClientOf) -> None:
    public = client_of("public")
    told = [public.get("/api/health") for _ in range(4)]
    assert [one.status_code for one in told] == [200, 200, 200, 429]
    assert told[-1].json()["detail"].startswith("asked from this address more than 3 times")
    assert int(told[-1].headers["retry-after"]) <= 20
    assert client_of("planner").get("/api/health").status_code == 200


def test_a_bucket_fills_again_as_time_passes() -> None:
    now = [0.0]
    pace = Pace(60, clock=lambda: now[0])
    for _ in range(60):
        pace.refuse_haste("ann", "asked")
    with pytest.raises(Problem, match="wait 1 s"):
        pace.refuse_haste("ann", "asked")
    pace.refuse_haste("bo", "asked")
    now[0] = 2.0
    pace.refuse_haste("ann", "asked")
    pace.refuse_haste("ann", "asked")
    with pytest.raises(Problem):
        pace.refuse_haste("ann", "asked")


def test_a_body_an_address_and_headers_have_an_end(client_of: ClientOf) -> None:
    planner = client_of("planner")
    body = '{"site": "' + "x" * 2_100_000 + '"}'
    kind = {"Content-Type": "application/json"}
    told = planner.post("/api/records/option_edit", content=body, headers=kind)
    assert (told.status_code, told.headers["content-type"]) == (413, "application/problem+json")
    assert planner.get("/api/records/area?name_en=" + "x" * 9_000).status_code == 414
    assert planner.get("/api/health", headers={"X-Long": "x" * 40_000}).status_code == 431


def test_what_takes_too_long_is_told_so(
    app: FastAPI, served: Served, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    slow = replace(served, settings=replace(served.settings, limits=Limits(seconds=0.05)))
    open_for(app, slow)
    planner = client_of("planner")
    planner.get("/api/health")
    monkeypatch.setattr(type(served.records), "list", lambda *_, **__: time.sleep(0.3) or ())
    told = planner.get("/api/records/area")
    assert told.status_code == 503
    assert told.json()["detail"] == "this took longer than 0.05 s; ask for less at once"


def test_a_body_that_is_no_json_is_told_so(client_of: ClientOf) -> None:
    planner = client_of("planner")
    for content, kind in [("{", "application/json"), ("a=b", "text/plain"), ("", "")]:
        headers = {"Content-Type": kind} if kind else {}
        told = planner.post("/api/records/option_edit", content=content, headers=headers)
        assert told.status_code == 422, told.text
        assert told.json()["status"] == 422


def test_a_fault_of_ours_tells_nothing_of_itself(
    app: FastAPI, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_of("planner").get("/api/health")
    served: Served = app.state.served

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(type(served.records), "list", fail)
    quiet = TestClient(app, raise_server_exceptions=False, cookies=client_of("planner").cookies)
    told = quiet.get("/api/records/area")
    assert told.status_code == 500
    assert "swordfish" not in told.text
    assert told.headers["content-type"] == "application/problem+json"
