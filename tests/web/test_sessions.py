"""Signing in: accounts, invitations, sessions, passwords, tokens, as a browser asks for them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf

from gengxin.terms.records import Is, Person, RoleGrant, Session
from gengxin.web.admission import COOKIE, CSRF_HEADER
from gengxin.web.app import create_app
from gengxin.workbench.people.secrets import hash_of
from gengxin.workbench.serving import Served, Settings, open_served

LINK = "the-secret-of-the-link"
PASSWORD = "correct horse battery staple"  # noqa: S105 - of nobody
ANN = {"name": "Ann 安", "mail": "ann@example.org", "password": PASSWORD}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, first_secret_hash=hash_of(LINK))


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def ann(browser: TestClient) -> TestClient:
    """A browser in which the first person has signed in."""
    told = browser.post("/api/first-account", json={"secret": LINK, **ANN})
    assert told.status_code == 201, told.text
    browser.headers[CSRF_HEADER] = told.json()["csrf"]
    return browser


def test_the_first_account_is_made_once_with_the_secret_of_the_link(browser: TestClient) -> None:
    wrong = browser.post("/api/first-account", json={"secret": "guessed", **ANN})
    assert wrong.status_code == 403
    told = browser.post("/api/first-account", json={"secret": LINK, **ANN})
    assert told.json()["roles"] == ["admin", "planner"]
    assert told.json()["person"]["mail"] == "ann@example.org"
    browser.headers[CSRF_HEADER] = told.json()["csrf"]
    again = browser.post("/api/first-account", json={"secret": LINK, **ANN})
    assert again.status_code == 409


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: TestClient) -> None:
    told = browser.post("/api/first-account", json={"secret": LINK, **ANN})
    cookie = told.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_somebody_signs_in_is_known_and_signs_out(ann: TestClient) -> None:
    assert ann.delete("/api/session").status_code == 204
    assert ann.get("/api/session").json()["person"] is None
    del ann.headers[CSRF_HEADER]
    told = ann.post("/api/session", json={"mail": " Ann@Example.org", "password": PASSWORD})
    assert told.status_code == 201
    known = ann.get("/api/session").json()
    assert known == told.json()
    assert known["person"]["name"] == "Ann 安"


def test_a_session_that_was_signed_out_lets_nobody_in_at_once(ann: TestClient) -> None:
    secret = ann.cookies[COOKIE]
    assert ann.get("/api/tokens").status_code == 200
    ann.delete("/api/session")
    ann.cookies.set(COOKIE, secret)
    assert ann.get("/api/tokens").status_code == 401


@pytest.mark.parametrize(
    ("mail", "password"),
    [
        ("ann@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("\0", "x"),
        ("a@b", "\ud800"),
    ],
)
def test_a_wrong_mail_and_a_wrong_password_are_told_the_same(
    ann: TestClient, mail: str, password: str
) -> None:
    import json

    body = json.dumps({"mail": mail, "password": password})
    kind = {"Content-Type": "application/json"}
    told = ann.post("/api/session", content=body, headers=kind)
    if "\ud800" in password:
        assert told.status_code == 422
        return
    assert told.status_code == 401
    assert told.json()["detail"].startswith("mail or password isn't right")


def test_who_tries_passwords_must_wait(browser: TestClient) -> None:
    tries = [
        browser.post("/api/session", json={"mail": "ann@example.org", "password": str(number)})
        for number in range(6)
    ]
    assert [told.status_code for told in tries] == [401] * 5 + [429]
    assert 1 <= int(tries[-1].headers["retry-after"]) <= 60


def test_a_change_without_the_csrf_header_is_refused(ann: TestClient) -> None:
    del ann.headers[CSRF_HEADER]
    body = {"label": "QGIS", "roles": ["planner"]}
    assert ann.post("/api/tokens", json=body).status_code == 403
    ann.headers[CSRF_HEADER] = "0" * 64
    assert ann.post("/api/tokens", json=body).status_code == 403


def test_a_page_of_another_site_signs_nobody_in(browser: TestClient) -> None:
    other = {"Sec-Fetch-Site": "cross-site"}
    told = browser.post("/api/session", json={"mail": "a@b", "password": "x"}, headers=other)
    assert told.status_code == 403


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "must have 12 to 200"), ("aaaaaaaaaaaaaaa", "too easily guessed")],
)
def test_a_weak_password_is_refused(browser: TestClient, password: str, why: str) -> None:
    told = browser.post("/api/first-account", json={"secret": LINK, **ANN, "password": password})
    assert told.status_code == 400
    assert why in told.json()["detail"]


def test_another_password_ends_the_other_sessions(ann: TestClient, app: FastAPI) -> None:
    other = TestClient(app)
    other.post("/api/session", json={"mail": "ann@example.org", "password": PASSWORD})
    assert other.get("/api/session").json()["person"]
    wrong = ann.put("/api/session/password", json={"old": "wrong", "new": "a new long sentence"})
    assert wrong.status_code == 403
    body = {"old": PASSWORD, "new": "a new long sentence"}
    assert ann.put("/api/session/password", json=body).status_code == 204
    assert ann.get("/api/session").json()["person"]
    assert other.get("/api/session").json()["person"] is None
    told = other.post("/api/session", json={"mail": "ann@example.org", "password": PASSWORD})
    assert told.status_code == 401


def test_somebody_invited_chooses_a_password_once(ann: TestClient, app: FastAPI) -> None:
    body = {"mail": "Bo@example.org", "name": "Bo", "roles": [{"role": "coordinator"}]}
    made = ann.post("/api/people", json=body)
    assert made.status_code == 201
    address = "/api/invitations/" + made.json()["secret"]
    bo = TestClient(app)
    assert bo.get(address).json() == {"name": "Bo", "mail": "bo@example.org", "language": "zh"}
    told = bo.post(address, json={"password": "my very own sentence"})
    assert told.status_code == 201
    assert told.json()["roles"] == ["coordinator"]
    assert TestClient(app).get(address).status_code == 404
    assert TestClient(app).post(address, json={"password": PASSWORD}).status_code == 404
    assert ann.post("/api/people", json=body).status_code == 409
    assert (
        bo.post("/api/people", json=body, headers={CSRF_HEADER: told.json()["csrf"]}).status_code
        == 403
    )


def test_an_invitation_is_over_after_a_week(settings: Settings) -> None:
    now = datetime.now(UTC)
    opened = open_served(settings, now=lambda: now)
    browser = TestClient(create_app(opened))
    told = browser.post("/api/first-account", json={"secret": LINK, **ANN})
    browser.headers[CSRF_HEADER] = told.json()["csrf"]
    made = browser.post("/api/people", json={"mail": "bo@example.org", "name": "Bo"}).json()
    now += timedelta(days=7)
    assert TestClient(browser.app).get("/api/invitations/" + made["secret"]).status_code == 404
    now += timedelta(days=7)
    assert browser.get("/api/session").json()["person"] is None
    opened.close()


def test_a_locked_account_is_out_at_once_and_comes_back_unlocked(
    ann: TestClient, app: FastAPI
) -> None:
    made = ann.post(
        "/api/people", json={"mail": "bo@example.org", "name": "Bo", "roles": [{"role": "planner"}]}
    ).json()
    bo = TestClient(app)
    csrf = bo.post("/api/invitations/" + made["secret"], json={"password": PASSWORD}).json()["csrf"]
    token = bo.post(
        "/api/tokens", json={"label": "script", "roles": ["planner"]}, headers={CSRF_HEADER: csrf}
    ).json()["secret"]
    program = TestClient(app, headers={"Authorization": f"Bearer {token}"})
    assert program.get("/api/session").json()["roles"] == ["planner"]
    lock = ann.post(f"/api/people/{made['person']}/lock", json={"why": "left the bureau"})
    assert lock.status_code == 204
    assert bo.get("/api/tokens").status_code == 401
    assert program.get("/api/session").status_code == 401
    body = {"mail": "bo@example.org", "password": PASSWORD}
    assert bo.post("/api/session", json=body).status_code == 401
    assert ann.post(f"/api/people/{made['person']}/unlock").status_code == 204
    assert program.get("/api/session").json()["roles"] == ["planner"]
    assert bo.post("/api/session", json=body).status_code == 201


def test_a_token_has_no_more_roles_than_it_names_and_makes_no_tokens(ann: TestClient) -> None:
    body = {"label": "QGIS", "roles": ["planner", "auditor"]}
    made = ann.post("/api/tokens", json=body).json()
    assert [token["label"] for token in ann.get("/api/tokens").json()] == ["QGIS"]
    program = TestClient(ann.app, headers={"Authorization": f"Bearer {made['secret']}"})
    assert program.get("/api/session").json()["roles"] == ["planner"]
    assert program.post("/api/tokens", json=body).status_code == 403
    assert ann.delete(f"/api/tokens/{made['ref']}").status_code == 204
    assert program.get("/api/session").status_code == 401


def test_nobody_ends_the_token_of_another(ann: TestClient, client_of: ClientOf) -> None:
    made = ann.post("/api/tokens", json={"label": "mine", "roles": ["planner"]}).json()
    assert client_of("admin").delete(f"/api/tokens/{made['ref']}").status_code == 404


def test_a_role_counts_from_its_first_day_through_its_last(
    ann: TestClient, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = served.accounts.by_mail("ann@example.org")
    now = datetime.now(UTC)
    today = now.date()
    # no midnight comes between
    monkeypatch.setattr(served.standings, "_now", lambda: now)
    days = {
        "coordinator": (today, today),
        "auditor": (today + timedelta(days=1), None),
        "resident": (None, today - timedelta(days=1)),
    }
    with served.records.change(by=person.ref) as change:
        for role, (starts_on, ends_on) in days.items():
            change.add(
                RoleGrant(person=person.ref, role=role, starts_on=starts_on, ends_on=ends_on)
            )
    served.standings.forget()
    assert ann.get("/api/session").json()["roles"] == ["admin", "coordinator", "planner"]


def test_a_crowd_that_came_at_once_is_asked_for_again_at_different_times(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    standings, secrets = served.standings, [f"secret {number}" for number in range(40)]

    def known_after(minutes: float) -> int:
        monkeypatch.setattr(standings, "_now", lambda: noon + timedelta(minutes=minutes))
        standings.look_ahead()
        return sum(standings.known(Session, secret) is not None for secret in secrets)

    monkeypatch.setattr(standings, "_now", lambda: noon)
    for secret in secrets:
        standings.asked(Session, secret)
    assert known_after(2.4) == 40
    assert 0 < known_after(3.75) < 40
    assert known_after(5.0) == 0


def test_what_is_kept_of_secrets_is_their_hash(ann: TestClient, served: Served) -> None:
    secret = ann.cookies[COOKIE]
    (session,) = served.records.list(Session, Is("secret_hash", hash_of(secret)))
    person = served.records.one(Person, session.person)
    assert person.password_hash
    assert person.password_hash.startswith("$argon2id$")
    assert secret not in repr(session)


def test_who_is_erased_is_out_and_leaves_no_name(ann: TestClient, served: Served) -> None:
    made = ann.post("/api/people", json={"mail": "bo@example.org", "name": "Bo"}).json()
    told = ann.post(f"/api/people/{made['person']}/erase", json={"why": "asked to be"})
    assert told.status_code == 204
    person = served.records.one(Person, made["person"])
    assert (person.name, person.mail) == (None, None)
    assert served.records.verify().holds
