"""What tests of offers begin with: projects of an adopted programme, parties, a clock."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from gengxin.terms.records import (
    SYSTEM,
    KeptProgramme,
    Project,
    Work,
)
from gengxin.web.admission import CSRF_HEADER
from gengxin.workbench.serving import Served

PASSWORD = "a sentence does well enough"  # noqa: S105 - of nobody


@dataclass
class Clock:
    """The server's clock, which a test sets forward."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_(self, **by: float) -> None:
        self.ahead += timedelta(**by)


def project_of(served: Served, *, code: str = "P1", public: bool = True) -> Project:
    """A project of an adopted programme."""
    with served.records.change(by=SYSTEM) as change:
        kept = change.add(
            KeptProgramme(name_en="Plan", name_zh="计划", content_hash=f"hash-of-{code}")
        )
        kept = change.put(replace(kept, state="proposed"))
        kept = change.put(replace(kept, state="adopted"))
        return change.add(
            Project(
                programme=kept.ref,
                code=code,
                name_en=f"Lanes {code}",
                name_zh="里弄",
                works=(Work(site="S-000001", option="keep", phase=1),),
                visibility="public" if public else "restricted",
            )
        )


@dataclass(frozen=True)
class Acting:
    """A party and a client in which somebody who acts for it has signed in."""

    party: str
    client: TestClient

    def post(self, path: str, body: object = None, *, version: int | None = None) -> Any:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self.client.post(path, json={} if body is None else body, headers=headers)


def party_of(app: FastAPI, name: str, **fields: object) -> Acting:
    """A party that a newcomer registers, who then signs in."""
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    mail = f"{name.lower()}@example.org"
    party = {"kind": "developer", "name_en": name, "name_zh": f"{name}公司", **fields}
    told = client.post(
        "/api/register", json={"name": name, "mail": mail, "password": PASSWORD, "party": party}
    )
    assert told.status_code == 201, told.text
    signed = client.post("/api/session", json={"mail": mail, "password": PASSWORD})
    assert signed.status_code == 201, signed.text
    client.headers[CSRF_HEADER] = signed.json()["csrf"]
    return Acting(party=told.json()["party"], client=client)


def offer_asked(project: Project, clock: Clock, **fields: object) -> dict[str, Any]:
    """An offer that can be opened: two roles, a number and an assessment, six hours."""
    now = clock()
    return {
        "kind": "project_implementer",
        "projects": [project.ref],
        "name_en": "Lanes",
        "name_zh": "里弄",
        "roles": [
            {"role": "developer", "load_units": 3},
            {"role": "operator", "load_units": 1},
        ],
        "criteria": [
            {
                "code": "months",
                "name_en": "months",
                "name_zh": "工期",
                "weight": 0.6,
                "scoring": "number",
                "worst": 36,
                "best": 24,
                "unit": "months",
            },
            {
                "code": "scheme",
                "name_en": "scheme",
                "name_zh": "方案",
                "weight": 0.4,
                "scoring": "assessed",
            },
        ],
        "questions_until": (now + timedelta(hours=3)).isoformat(),
        "closes_at": (now + timedelta(hours=6)).isoformat(),
        "made_up": True,
        **fields,
    }


def opened_offer(client: TestClient, asked: dict[str, Any]) -> dict[str, Any]:
    """The offer, drafted and opened by somebody of the office."""
    draft = client.post("/api/offers", json=asked)
    assert draft.status_code == 201, draft.text
    ref = draft.json()["ref"]
    told = client.post(f"/api/offers/{ref}/open", headers={"If-Match": '"1"'})
    assert told.status_code == 200, told.text
    return told.json()


def seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def interest_of(party: Acting, offer: str, **said: object) -> dict:
    """Interest of a party that does everything itself, with what is stated."""
    members = [{"party": party.party, "role": role} for role in ("developer", "operator")]
    body = {"party": party.party, "members": members, **said}
    told = party.post(f"/api/offers/{offer}/interest", body)
    assert told.status_code == 201, told.text
    return told.json()


def handed_in(party: Acting, offer: str, **said: object) -> dict:
    interest = interest_of(party, offer, **said)
    told = party.post(f"/api/interest/{interest['ref']}/submit", version=interest["version"])
    assert told.status_code == 200, told.text
    return told.json()
