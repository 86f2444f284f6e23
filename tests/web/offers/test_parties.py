"""Parties over HTTP: newcomers register, members change and invite, the office checks."""

from dataclasses import replace
from threading import Thread

from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf
from tests.web.offers.offering import PASSWORD, party_of, seen

from gengxin.terms.records import Is, Party, Person, RoleGrant
from gengxin.web.admission import CSRF_HEADER
from gengxin.web.app import open_for
from gengxin.workbench.serving import Limits, Served

DEE = {
    "name": "Dee",
    "mail": "dee@example.org",
    "password": PASSWORD,
    "party": {"kind": "operator", "name_en": "Dee & Co", "name_zh": "迪公司"},
}


def test_a_newcomer_registers_and_acts_for_the_party_alone(app: FastAPI, served: Served) -> None:
    dee = party_of(app, "Dee")
    party = served.records.one(Party, dee.party)
    assert (party.state, party.organisation) == ("registered", party.ref)
    (grant,) = served.records.list(RoleGrant, Is("within", party.ref))
    assert (grant.role, grant.person) == ("party", party.contact)
    told = dee.client.get("/api/session").json()
    assert (told["roles"], told["within"]) == ([], {"party": [party.ref]})
    assert dee.client.get("/api/records/kept_brief").status_code == 403


def test_registering_is_all_or_nothing(app: FastAPI, served: Served) -> None:
    client = TestClient(app)
    for wrong in (
        {"mail": "no mail"},
        {"password": "short"},
        {"party": DEE["party"] | {"kind": "circus"}},
        {"party": DEE["party"] | {"excludes": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}},
    ):
        told = client.post("/api/register", json=DEE | wrong)
        assert told.status_code == 400, told.text
    assert served.records.list(Person) == served.records.list(Party) == ()
    assert client.post("/api/register", json=DEE).status_code == 201


def test_a_mail_with_an_account_is_refused_without_its_name(app: FastAPI, served: Served) -> None:
    client = TestClient(app)
    assert client.post("/api/register", json=DEE).status_code == 201
    again = client.post("/api/register", json=DEE | {"mail": "DEE@example.org", "name": "Eve"})
    assert again.status_code == 409
    assert "Dee" not in again.text
    assert len(served.records.list(Party)) == 1


def test_of_two_who_register_one_mail_at_once_one_is_let_in(app: FastAPI, served: Served) -> None:
    told: list[int] = []

    def register() -> None:
        told.append(TestClient(app).post("/api/register", json=DEE).status_code)

    threads = [Thread(target=register) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [201, 409, 409]
    assert len(served.records.list(Party)) == len(served.records.list(RoleGrant)) == 1


def test_who_registers_too_often_waits(app: FastAPI, served: Served) -> None:
    settings = replace(served.settings, limits=Limits(sign_ins_per_minute=1))
    open_for(app, replace(served, settings=settings))
    client = TestClient(app)
    mails = [f"m{number}@example.org" for number in range(8)]
    wrong = {"password": "short"}
    told = [client.post("/api/register", json=DEE | wrong | {"mail": one}) for one in mails]
    assert [one.status_code for one in told] == [400] * 6 + [429] * 2
    assert client.post("/api/register", json=DEE | wrong).status_code == 429


def test_a_party_is_changed_by_its_people_and_then_checked_again(
    app: FastAPI, client_of: ClientOf
) -> None:
    ann, bo = party_of(app, "Ann"), party_of(app, "Bo")
    at = f"/api/parties/{ann.party}"
    told = client_of("planner").post(f"{at}/check", json={"state": "checked", "why": "seen"})
    assert told.status_code == 403
    told = client_of("coordinator").post(f"{at}/check", json={"state": "checked", "why": "seen"})
    assert told.json()["state"] == "checked", told.text
    change = {"about": "we care"}
    version = told.json()["version"]
    assert bo.client.patch(at, json=change, headers=seen(version)).status_code == 403
    told = ann.client.patch(at, json=change, headers=seen(version))
    assert (told.json()["about"], told.json()["state"]) == ("we care", "checked")
    more = {"capabilities": [{"role": "operator", "capacity_units": 4}]}
    assert ann.client.patch(at, json=more, headers=seen(version)).status_code == 412
    told = ann.client.patch(at, json=more, headers=seen(version + 1))
    assert (told.status_code, told.json()["state"]) == (200, "registered"), told.text
    # what isn't sent stays
    assert told.json()["about"] == "we care"


def test_a_colleague_is_invited_and_acts_for_the_same_party(app: FastAPI) -> None:
    ann, bo = party_of(app, "Ann"), party_of(app, "Bo")
    at = f"/api/parties/{ann.party}/members"
    who = {"name": "Abe", "mail": "abe@example.org"}
    assert bo.post(at, who).status_code == 403
    told = ann.post(at, who)
    assert told.status_code == 201, told.text
    abe = TestClient(app)
    secret = told.json()["secret"]
    let_in = abe.post(f"/api/invitations/{secret}", json={"password": PASSWORD})
    assert let_in.json()["within"] == {"party": [ann.party]}
    # who has an account isn't given a role without being asked
    assert ann.post(at, {"name": "Bo", "mail": "bo@example.org"}).status_code == 409


def test_one_person_may_act_for_another_party_too(app: FastAPI) -> None:
    ann = party_of(app, "Ann")
    told = ann.post("/api/parties", DEE["party"])
    assert told.status_code == 201, told.text
    mine = ann.client.get("/api/me/offers").json()["parties"]
    assert {one["ref"] for one in mine} == {ann.party, told.json()["ref"]}


def test_a_barred_party_shows_no_interest(app: FastAPI, client_of: ClientOf, ref: str) -> None:
    ann = party_of(app, "Ann")
    body = {"state": "barred", "why": "false papers"}
    client_of("coordinator").post(f"/api/parties/{ann.party}/check", json=body)
    told = ann.post(f"/api/offers/{ref}/interest", {"party": ann.party})
    assert (told.status_code, "barred" in told.json()["detail"]) == (409, True)
    told = ann.post(f"/api/offers/{ref}/questions", {"party": ann.party, "text": "Why?"})
    assert told.status_code == 409


def test_a_token_of_a_program_acts_for_the_party_too(app: FastAPI, ref: str) -> None:
    ann = party_of(app, "Ann")
    token = ann.post("/api/tokens", {"label": "bids", "roles": ["party"]}).json()["secret"]
    program = TestClient(app, headers={"Authorization": f"Bearer {token}"})
    told = program.post(f"/api/offers/{ref}/interest", json={"party": ann.party})
    assert told.status_code == 201, told.text
    assert CSRF_HEADER not in program.headers
