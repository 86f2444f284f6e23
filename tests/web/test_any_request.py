"""Requests made from the description of the API by Schemathesis: none fails, none slips past."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from starlette.testclient import TestClient
from tests.web.conftest import open_sample, sign_in

from gengxin.terms.records import codes
from gengxin.web.admission import COOKIE, CSRF_HEADER
from gengxin.web.app import create_app
from gengxin.workbench.serving import Served

# those that shut out who asks are asked last, by themselves
SHUTTING = ["sign_out", "lock_person", "erase_person", "change_password"]
# pages and streams are no API of questions and answers
APART = ["index", "asset", "job_events"]
CHECKS = ("not_a_server_error", "ignored_auth")


@pytest.fixture
def records(request: pytest.FixtureRequest) -> str:
    """Where records lie: in the folder, unless a test names the server."""
    on_server = getattr(request, "param", "embedded") == "server"
    return str(request.getfixturevalue("cluster").made("any_request")) if on_server else ""


@pytest.fixture
def served(sampled: Path, tmp_path: Path, records: str) -> Iterator[Served]:
    yield from open_sample(sampled, tmp_path, records=records)


@pytest.fixture
def app(served: Served) -> FastAPI:
    return create_app(served)


@pytest.fixture
def proof(app: FastAPI, served: Served) -> dict[str, str]:
    """What somebody shows who has every role."""
    browser = TestClient(app)
    sign_in(browser, served, *codes.ROLES)
    return {
        "Cookie": f"{COOKIE}={browser.cookies[COOKIE]}",
        CSRF_HEADER: str(browser.headers[CSRF_HEADER]),
    }


def faults_of(
    app: FastAPI, proof: dict[str, str], *, examples: int, every_bound: bool, shut: bool
) -> tuple[int, set]:
    """How many requests were made, and what was wrong with the answers.

    Where ``every_bound``, every bound of every field is tried too: some 16,000 requests.
    """
    settings: dict[str, Any] = {
        "seed": 1,
        "headers": proof,
        "generation": {"max-examples": examples, "no-shrink": True, "database": "none"},
        "phases": {"coverage": {"enabled": every_bound}, "stateful": {"max-steps": 4}},
        "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
    }
    config = SchemathesisConfig.from_dict(settings)
    TestClient(app).get(
        "/api/openapi.json"
    )  # made once, it comes before its reader's patience ends
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, config=config)
    if shut:
        schema = schema.include(operation_id=SHUTTING)
    else:
        schema = schema.exclude(operation_id=[*SHUTTING, *APART])
    cases, faults = Counter(), set()
    for event in from_schema(schema).execute():
        if isinstance(event, FatalError | NonFatalError):
            faults.add(str(event))
        if not isinstance(event, ScenarioFinished):
            continue
        cases[event.phase.value] += len(event.recorder.cases)
        for ref, checks in event.recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    case = event.recorder.cases[ref].value
                    faults.add((check.name, case.operation.label, str(check.failure_info.failure)))
    print(dict(cases))  # noqa: T201 - shown where the test fails, or by -s
    return cases.total(), faults


def test_no_request_fails_or_slips_past(app: FastAPI, proof: dict[str, str]) -> None:
    count, faults = faults_of(app, proof, examples=8, every_bound=False, shut=False)
    assert not faults
    assert count >= 2_000
    _, faults = faults_of(app, proof, examples=2, every_bound=True, shut=True)
    assert not faults


@pytest.mark.long
@pytest.mark.parametrize(
    ("records", "examples"), [("embedded", 100), ("server", 30)], indirect=["records"]
)
def test_no_request_of_many_fails_or_slips_past(
    app: FastAPI, proof: dict[str, str], examples: int
) -> None:
    count, faults = faults_of(app, proof, examples=examples, every_bound=True, shut=False)
    assert not faults
    assert count >= 20_000
    _, faults = faults_of(app, proof, examples=examples, every_bound=True, shut=True)
    assert not faults
