"""Every route of the table, asked by everybody: each is let in exactly where the table says.

A theme that adds routes is tested here by itself; nothing has to be added.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import httpx
import pytest
from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message
from tests.web.conftest import open_sample, sign_in

from gengxin.terms.records import SYSTEM, Is, Person, Session, Token, codes
from gengxin.web.admission import COOKIE, CSRF_HEADER
from gengxin.web.app import create_app
from gengxin.web.route import GuardedRoute, Route
from gengxin.web.routes import ROUTES
from gengxin.workbench.people import ACTIONS, MATRIX, PUBLIC, ROLES, Actor, permitted
from gengxin.workbench.people.secrets import csrf_of, hash_of, new_secret
from gengxin.workbench.serving import Served

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# a session would be ended for the cases that follow
LEAVING = {"sign_out"}
Proof = dict[str, str]  # headers
PATIENCE_SECONDS = 60.0
ABSENT = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
IDS = [f"{route.method} {route.path}" for route in ROUTES]
every_route = pytest.mark.parametrize("route", ROUTES, ids=IDS)


@pytest.fixture(scope="module")
def served(sampled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all cases, in which nobody changes anything that is there."""
    yield from open_sample(sampled, tmp_path_factory.mktemp("table"))


@pytest.fixture(scope="module")
def app(served: Served) -> FastAPI:
    return create_app(served)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def people(app: FastAPI, served: Served) -> dict[str, Proof]:
    """What everybody shows who may come: each role, somebody without roles, and the public."""
    proofs: dict[str, Proof] = {"public": {}}
    for role in (*codes.ROLES, "none"):
        browser = TestClient(app)
        sign_in(browser, served, *({role} & set(codes.ROLES)))
        proofs[role] = {
            "Cookie": f"{COOKIE}={browser.cookies[COOKIE]}",
            CSRF_HEADER: browser.headers[CSRF_HEADER],
        }
    return proofs


def asked(client: TestClient, route: Route, headers: Proof) -> Response:
    """The route asked with names that nothing has, and an empty body."""
    path = route.path.replace("{name:path}", "absent.js")
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + ABSENT + rest.partition("}")[2]
    if route.method == "GET" and "text/event-stream" in route.media:
        return client.portal.call(begun, client.app, path, headers)
    body = {"json": {}} if route.method in {"POST", "PUT", "PATCH"} else {}
    return client.request(route.method, path, headers=headers, **body)


async def begun(app: ASGIApp, path: str, headers: Proof) -> Response:
    """The beginning of an answer that may have no end."""
    told: list[Message] = []
    gone = anyio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)
        if message["type"] == "http.response.start" and message["status"] == 200:
            gone.set()

    request = httpx.Request("GET", f"http://testserver{path}", headers=headers)
    with anyio.move_on_after(PATIENCE_SECONDS):
        await app(
            {
                "type": "http",
                "method": "GET",
                "path": path,
                "raw_path": path.encode(),
                "query_string": b"",
                "headers": [(name.lower(), value) for name, value in request.headers.raw],
                "client": ("testclient", 50_000),
                "server": ("testserver", 80),
                "scheme": "http",
                "root_path": "",
                "http_version": "1.1",
                "app": app,
            },
            receive,
            send,
        )
    start, *parts = told
    body = b"".join(part.get("body", b"") for part in parts) if start["status"] != 200 else b""
    return Response(start["status"], content=body)


def kept_out(told: Response) -> bool:
    """Whether the guard refused; a handler that is reached says other things."""
    detail = told.json()["detail"] if told.status_code in {401, 403} else ""
    return detail.startswith(("sign in, or show", "none of your roles may"))


@every_route
def test_a_route_lets_in_whom_the_table_names_and_nobody_else(
    route: Route, client: TestClient, people: dict[str, Proof]
) -> None:
    needs = route.needs
    for role, proof in people.items():
        if route.name in LEAVING and role != "public":
            continue
        roles = frozenset({role} & set(codes.ROLES))
        actor = PUBLIC if role == "public" else Actor(person=ABSENT, roles=roles)
        may = permitted(actor, needs.action, needs.thing) is not None
        told = asked(client, route, proof)
        assert told.status_code < 500 or told.status_code == 503, (role, told.text)
        assert kept_out(told) is not may, (role, told.status_code, told.text)
        if not may:
            assert told.status_code == (401 if role == "public" else 403)


@every_route
def test_a_route_that_is_not_for_the_public_opens_to_no_false_proof(
    route: Route, client: TestClient, shut_out: dict[str, Proof]
) -> None:
    for who, proof in shut_out.items():
        told = asked(client, route, proof)
        if "token" in who or not route.needs.by_public:
            assert told.status_code == 401, (who, told.status_code, told.text)
        assert told.status_code < 500 or told.status_code == 503


@pytest.fixture(scope="module")
def shut_out(served: Served) -> dict[str, Proof]:
    """What browsers and programs show whose proof was good once, or never."""
    proofs: dict[str, Proof] = {
        "invented": {"Cookie": f"{COOKIE}=invented"},
        "empty token": {"Authorization": "Bearer "},
        "basic token": {"Authorization": "Basic YTpi"},
        "invented token": {"Authorization": "Bearer x"},
    }
    now = datetime.now(UTC)
    for name in ("expired", "ended", "locked"):
        secret, token = new_secret(), new_secret()
        until = now + timedelta(seconds=-1 if name == "expired" else 3_600)
        with served.records.change(by=SYSTEM) as change:
            person = change.add(Person(name=name, mail=f"{name}@example.org"))
            change.put(replace(person, state="locked" if name == "locked" else "active"))
            told = {"person": person.ref, "expires_at": until}
            kept = (
                change.add(Session(**told, secret_hash=hash_of(secret))),
                change.add(
                    Token(**told, secret_hash=hash_of(token), label=name, roles=("planner",))
                ),
            )
            if name == "ended":
                for record in kept:
                    change.end(record)
        proofs[name] = {"Cookie": f"{COOKIE}={secret}", CSRF_HEADER: csrf_of(secret)}
        proofs[f"{name} token"] = {"Authorization": f"Bearer {token}"}
    return proofs


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.method in UNSAFE],
    ids=[name for name in IDS if name.split()[0] in UNSAFE],
)
def test_nothing_is_changed_without_the_csrf_header_or_from_another_site(
    route: Route, client: TestClient, people: dict[str, Proof]
) -> None:
    for role, proof in people.items():
        if role != "public":
            told = asked(client, route, proof | {CSRF_HEADER: ""})
            assert told.status_code == 403, (role, told.text)
            assert CSRF_HEADER in told.json()["detail"]
        told = asked(client, route, proof | {"Sec-Fetch-Site": "cross-site"})
        assert told.status_code == 403
        assert "another site" in told.json()["detail"]


def test_every_route_that_is_served_stands_in_the_table(app: FastAPI) -> None:
    entries = [route.entry for route in app.router.routes if isinstance(route, GuardedRoute)]
    assert entries == list(ROUTES)
    assert len(app.router.routes) == len(ROUTES)


def test_no_two_routes_share_a_name_or_an_address() -> None:
    assert len({route.name for route in ROUTES}) == len(ROUTES)
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


@every_route
def test_a_route_asks_for_what_the_permission_table_knows(route: Route) -> None:
    needs = route.needs
    assert needs.action in ACTIONS
    assert (needs.action, needs.thing) in MATRIX, "nobody could ever be let in"


@every_route
def test_a_route_is_described_with_its_answers(route: Route, described: dict[str, dict]) -> None:
    told = described[route.path.replace(":path", "")][route.method.lower()]
    assert told["summary"] == route.summary
    assert str(route.status) in told["responses"]
    open_to_all = {} in told["security"]
    assert open_to_all is route.needs.by_public
    assert ("401" in told["responses"]) is (not open_to_all or 401 in route.faults)


@pytest.fixture(scope="module")
def described(app: FastAPI) -> dict[str, dict]:
    return app.openapi()["paths"]


def test_a_matrix_cell_names_roles_and_one_field_a_row() -> None:
    for key, cells in MATRIX.items():
        assert set(cells) <= set(ROLES), key
        assert len({scope[1] for scope in cells.values() if scope[1]}) <= 1, key


def test_what_no_cell_names_nobody_may() -> None:
    boss = Actor(person="p", roles=frozenset(codes.ROLES))
    assert permitted(boss, "read", "session") is None
    assert permitted(boss, "explode", "area") is None


def test_one_check_lists_and_checks(
    served: Served, client: TestClient, people: dict[str, Proof]
) -> None:
    """What a list shows can be read one by one, and the other way round."""
    everybody = {person.ref for person in served.records.list(Person)}
    resident = people["resident"]
    page = client.get("/api/records/person", headers=resident).json()
    read = {
        ref
        for ref in everybody
        if client.get(f"/api/records/person/{ref}", headers=resident).status_code == 200
    }
    (mine,) = served.records.list(Person, Is("mail", "secret-resident@example.org"))
    assert {one["ref"] for one in page["records"]} == read == {mine.ref}
