"""Addresses find their routes by how they begin, as they would by trying each in turn."""

import pytest
from fastapi import FastAPI
from starlette.routing import Match
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from gengxin.web.switch import Switch

PARTS = {"{name:path}": "a/b", "{fid:path}": "a/b"}


def address(path: str) -> str:
    """An address that a route's path means."""
    parts = [PARTS.get(part, "1") if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts).replace("{ending}", "html")


def by_trying_each(app: FastAPI, scope: Scope) -> object:
    """The plain way: the first route that takes the address and the method."""
    return next(one for one in app.router.routes if one.matches(scope)[0] is Match.FULL)


def test_each_route_is_found_as_by_trying_each(app: FastAPI) -> None:
    switch = Switch(app.router.routes, otherwise=app.router.app)
    for route in app.router.routes:
        (method,) = route.methods
        scope = {"type": "http", "path": address(route.path), "method": method}
        meant = switch._meant(scope)
        routes = meant.routes if meant else app.router.routes
        found = next(one for one in routes if one.matches(scope)[0] is Match.FULL)
        assert found is by_trying_each(app, scope), route.path


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/records/nothing", 404),
        ("GET", "/api/records/area/1/2/3", 404),
        ("GET", "/api/collections/", 404),
        ("GET", "//api/health", 404),
        ("GET", "/", 200),
        ("PUT", "/api/health", 405),
        ("PUT", "/api/collections/buildings", 405),
        ("PATCH", "/api/records/area", 405),
    ],
)
def test_what_begins_as_no_route_does_or_asks_otherwise_is_answered_as_ever(
    app: FastAPI, method: str, path: str, status: int
) -> None:
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        told = client.request(method, f"http://127.0.0.1:8000{path}")
    assert told.status_code == status, told.text


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing."""


def test_below_a_root_path_each_route_is_tried(app: FastAPI) -> None:
    switch = Switch(app.router.routes, otherwise=nowhere)
    scope = {"type": "http", "path": "/api/health", "root_path": "/city"}
    assert switch._meant(scope) is None
