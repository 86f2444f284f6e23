"""The landing: what everybody sees."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.web.conftest import ClientOf

from gengxin.web import pages
from gengxin.web.route import GuardedRoute
from gengxin.web.routes import ROUTES


def test_the_server_is_well(client_of: ClientOf) -> None:
    assert client_of("public").get("/api/health").json() == {"ok": True}


def test_the_landing_says_whether_the_first_account_is_still_to_be_made(
    client_of: ClientOf,
) -> None:
    assert client_of("public").get("/api").json()["first_account"] is True
    assert client_of("planner").get("/api").json()["first_account"] is False


def test_what_is_not_there_is_a_problem(client_of: ClientOf) -> None:
    told = client_of("public").get("/api/nothing")
    assert told.status_code == 404
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["detail"].startswith("there is nothing at /api/nothing")


def test_an_unknown_query_field_is_refused(client_of: ClientOf) -> None:
    told = client_of("public").get("/api/health?deep=1")
    assert told.status_code == 400
    assert "deep" in told.json()["detail"]


def test_a_token_that_is_none_lets_nobody_in(client_of: ClientOf) -> None:
    told = client_of("public").get("/api/health", headers={"Authorization": "Bearer stray"})
    assert told.status_code == 401


def test_where_the_workbench_is_not_built_the_page_says_how(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "ASSETS", tmp_path)
    told = client_of("public").get("/")
    assert told.status_code == 503
    assert "make setup" in told.text


def test_nothing_is_served_that_is_not_in_the_table(app: FastAPI) -> None:
    assert [route.entry for route in app.router.routes if isinstance(route, GuardedRoute)] == list(
        ROUTES
    )
    assert len(app.router.routes) == len(ROUTES)


@pytest.mark.parametrize("role", ["planner", "party", "public"])
def test_the_start_tells_what_its_parts_tell(client_of: ClientOf, role: str) -> None:
    client = client_of(role)
    told = client.get("/api/start").json()
    assert told["landing"] == client.get("/api").json()
    assert told["session"] == client.get("/api/session").json()
    assert told["collections"] == client.get("/api/collections").json()["collections"]
    district = client.get("/api/district")
    assert told["district"] == (district.json() if district.is_success else None)


def test_the_words_are_sent_once(client_of: ClientOf) -> None:
    client = client_of("public")
    tag = client.get("/api/words").headers["etag"]
    assert client.get("/api/words", headers={"If-None-Match": tag}).status_code == 304


def test_a_built_file_is_sent_packed_to_who_unpacks_it(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "town.js").write_text("const streets = 3\n" * 50)
    monkeypatch.setattr(pages, "ASSETS", tmp_path)
    pages._files.cache_clear()
    try:
        client = client_of("public")
        packed = client.get("/assets/town.js", headers={"Accept-Encoding": "gzip"})
        plain = client.get("/assets/town.js", headers={"Accept-Encoding": "identity"})
    finally:
        pages._files.cache_clear()
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 100
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text == "const streets = 3\n" * 50
