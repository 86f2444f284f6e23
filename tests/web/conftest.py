"""The server over a small sample district, on both stores, and a signed-in client for each role."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.town.towns import Towns

from gengxin.terms.records import SYSTEM, Person, RoleGrant, Session, codes
from gengxin.web.admission import COOKIE, CSRF_HEADER
from gengxin.web.app import blank_app, open_for
from gengxin.workbench.people.secrets import csrf_of, hash_of
from gengxin.workbench.serving import Limits, Served, Settings, open_served

ClientOf = Callable[[str], TestClient]


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    """The folder of a sample district without records, which nobody changes."""
    return towns.sampled(tmp_path_factory.mktemp("sampled") / "district")


@pytest.fixture(params=["embedded", "server"])
def settings(request: pytest.FixtureRequest, sampled: Path, tmp_path: Path) -> Settings:
    """What to serve: a copy of the sample, its records in the folder or on PostgreSQL."""
    folder = tmp_path / "district"
    shutil.copytree(sampled, folder)
    records = ""
    if request.param == "server":
        records = request.getfixturevalue("cluster").made("web")
    # a busy machine may keep any answer waiting
    return Settings(folder=str(folder), records=records, limits=Limits(seconds=600.0))


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    """What a server has open."""
    opened = open_served(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def blank() -> FastAPI:
    """The app with all its routes, which takes a while to make."""
    return blank_app(Limits())


@pytest.fixture
def app(blank: FastAPI, served: Served) -> FastAPI:
    """The app."""
    open_for(blank, served)
    return blank


@pytest.fixture
def client_of(app: FastAPI, served: Served) -> Iterator[ClientOf]:
    """Give, for a role, a client in which a person of that role has signed in."""
    clients: dict[str, TestClient] = {}

    def client_of(role: str) -> TestClient:
        if role not in clients:
            clients[role] = TestClient(app, base_url="http://127.0.0.1:8000")
            if role != "public":
                sign_in(clients[role], served, role)
        return clients[role]

    yield client_of
    for client in clients.values():
        client.close()


def sign_in(client: TestClient, served: Served, *roles: str) -> Person:
    """Let a new person of these roles in, without the slowness of passwords."""
    assert set(roles) <= set(codes.ROLES)
    secret = "-".join(["secret", *(roles or ["none"])])
    now = datetime.now(UTC)
    with served.records.change(by=SYSTEM) as change:
        person = change.add(Person(name=f"A {' and '.join(roles)}", mail=f"{secret}@example.org"))
        person = change.put(replace(person, state="active"))
        for role in roles:
            change.add(RoleGrant(person=person.ref, role=role))
        change.add(
            Session(
                person=person.ref, secret_hash=hash_of(secret), expires_at=now + timedelta(days=1)
            )
        )
    client.cookies.set(COOKIE, secret)
    client.headers[CSRF_HEADER] = csrf_of(secret)
    return person


def open_sample(sampled: Path, home: Path, *, records: str = "") -> Iterator[Served]:
    """A server that is never asked too often, on the embedded store unless records lie apart."""
    shutil.copytree(sampled, home / "district")
    often = Limits(requests_per_minute=10**9, public_requests_per_minute=10**9)
    opened = open_served(Settings(folder=str(home / "district"), records=records, limits=often))
    yield opened
    opened.close()
