"""Records over HTTP: listed, read, added, changed by who saw the version, ended, reopened."""

import csv
import io
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf

from gengxin.terms.records import SYSTEM, KeptProgramme, Person, Publication
from gengxin.workbench.serving import Served

# a hectare in Shanghai, and one beside it
HERE = [[[[121.45, 31.2], [121.451, 31.2], [121.451, 31.201], [121.45, 31.201], [121.45, 31.2]]]]
THERE = [[[[121.5, 31.2], [121.501, 31.2], [121.501, 31.201], [121.5, 31.201], [121.5, 31.2]]]]
AREAS = "/api/records/area"


def area(name: str = "Hengfu", corners: Any = HERE, **rest: Any) -> dict[str, Any]:
    place = {"type": "MultiPolygon", "coordinates": corners}
    return {"kind": "renewal_unit", "name_en": name, "name_zh": "衡复", "place": place, **rest}


@pytest.fixture
def planner(client_of: ClientOf) -> TestClient:
    return client_of("planner")


@pytest.fixture
def drawn(planner: TestClient) -> dict[str, Any]:
    """An area that the planner drew."""
    told = planner.post(AREAS, json=area())
    assert told.status_code == 201, told.text
    assert told.headers["location"] == f"{AREAS}/{told.json()['ref']}"
    return told.json()


def test_an_area_is_drawn_and_read_as_it_was_sent(
    planner: TestClient, drawn: dict[str, Any]
) -> None:
    told = planner.get(f"{AREAS}/{drawn['ref']}")
    assert told.headers["etag"] == '"1"'
    assert told.json() == drawn
    assert drawn["place"]["coordinates"] == HERE
    assert drawn["entered_by"] == planner.get("/api/session").json()["person"]["ref"]
    seen = {"If-None-Match": '"1"'}
    assert planner.get(f"{AREAS}/{drawn['ref']}", headers=seen).status_code == 304


def test_two_who_change_the_same_see_both_versions(
    client_of: ClientOf, planner: TestClient, drawn: dict[str, Any]
) -> None:
    address, seen = f"{AREAS}/{drawn['ref']}", {"If-Match": '"1"'}
    first = client_of("coordinator").patch(address, json={"name_en": "East"}, headers=seen)
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    second = planner.patch(address, json={"name_en": "West"}, headers=seen)
    assert second.status_code == 412
    assert second.headers["etag"] == '"2"'
    told = second.json()
    assert (told["mine"]["name_en"], told["current"]["name_en"]) == ("West", "East")
    third = planner.patch(address, json={"name_en": "West"}, headers={"If-Match": '"2"'})
    assert third.json()["version"] == 3


def test_a_change_says_which_version_it_saw(planner: TestClient, drawn: dict[str, Any]) -> None:
    address = f"{AREAS}/{drawn['ref']}"
    assert planner.patch(address, json={"name_en": "West"}).status_code == 428
    wrong = planner.patch(address, json={"name_en": "West"}, headers={"If-Match": "one"})
    assert wrong.status_code == 400


def test_what_is_ended_comes_back_and_its_history_tells(
    planner: TestClient, drawn: dict[str, Any]
) -> None:
    address = f"{AREAS}/{drawn['ref']}"
    ended = planner.delete(f"{address}?why=drawn twice", headers={"If-Match": '"1"'})
    assert ended.json()["ended_at"]
    assert planner.get(AREAS).json()["records"] == []
    assert len(planner.get(f"{AREAS}?ended=true").json()["records"]) == 1
    sealed = planner.patch(address, json={"name_en": "x"}, headers={"If-Match": '"2"'})
    assert sealed.status_code == 409
    again = planner.post(f"{address}/reopen", headers={"If-Match": '"2"'})
    assert again.json()["ended_at"] is None
    told = planner.get(f"{address}/history").json()
    assert [(event["action"], event["why"]) for event in told] == [
        ("added", ""),
        ("ended", "drawn twice"),
        ("reopened", ""),
    ]
    assert told[0]["record"]["place"]["coordinates"] == HERE


def test_a_list_is_asked_by_field_by_box_and_in_pages(planner: TestClient) -> None:
    for name, corners in [("one", HERE), ("two", THERE), ("three", HERE)]:
        planner.post(AREAS, json=area(name, corners))

    def names(query: str) -> list[str]:
        told = planner.get(f"{AREAS}?{query}")
        assert told.status_code == 200, told.text
        return [record["name_en"] for record in told.json()["records"]]

    assert names("") == ["one", "two", "three"]
    assert names("newest_first=true") == ["three", "two", "one"]
    assert names("name_en=two") == ["two"]
    assert names("name_en.in=one,three") == ["one", "three"]
    assert names("bbox=121.4,31.1,121.46,31.3") == ["one", "three"]
    assert names("version.since=2") == []
    first = planner.get(f"{AREAS}?limit=2").json()
    assert [record["name_en"] for record in first["records"]] == ["one", "two"]
    second = planner.get(first["next"]).json()
    assert [record["name_en"] for record in second["records"]] == ["three"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("colour=red", "unknown query fields 'colour'; there are: ref, "),
        ("place=x", "unknown query fields 'place'"),
        ("version=one", "version is 'one'"),
        ("limit=0", "must be 1 to 1000"),
        ("limit=1001", "must be 1 to 1000"),
        ("bbox=1,2,3", "must be west,south,east,north"),
        ("bbox=nan,2,3,4", "must be finite"),
        ("kind=castle", "must be one of"),
        ("entered_at.since=2026-11-23T10:00:00", "must say its time zone"),
        ("name_en=a&name_en=b", "stands twice"),
        ("ended=yes", "must be true or false"),
        ("after=%00", "after is"),
        ("f=xml", "must be one of json, csv"),
    ],
)
def test_a_question_that_is_none_is_refused_and_never_answered_with_everything(
    planner: TestClient, query: str, why: str
) -> None:
    told = planner.get(f"{AREAS}?{query}")
    assert told.status_code == 400
    assert why in told.json()["detail"]


def test_a_list_is_a_sheet_that_no_spreadsheet_runs(planner: TestClient) -> None:
    planner.post(AREAS, json=area("=HYPERLINK(1)", source="plan, art. 3"))
    told = planner.get(f"{AREAS}?f=csv")
    assert told.headers["content-type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(told.text))
    assert row["name_en"] == "'=HYPERLINK(1)"
    assert row["source"] == "plan, art. 3"


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (area(colour="red"), 422, "body.colour: Extra inputs"),
        (area() | {"kind": "castle"}, 422, "body.kind"),
        (area() | {"place": {"type": "Point", "coordinates": [1, 2]}}, 422, "body.place"),
        (area(corners=[[[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]]), 400, "crosses itself"),
        (area(corners=[[[[200, 0], [201, 0], [201, 1], [200, 0]]]]), 400, "must be degrees"),
        (area("a\0b"), 400, "NUL"),
        (area(targets=[{"term": "people"}]), 422, "body.targets"),
    ],
)
def test_what_can_not_be_kept_is_refused_by_name(
    planner: TestClient, body: dict[str, Any], status: int, why: str
) -> None:
    told = planner.post(AREAS, json=body)
    assert told.status_code == status, told.text
    assert why in told.json()["detail"]


def test_a_place_has_no_more_corners_than_anybody_draws(planner: TestClient) -> None:
    from math import cos, pi, sin

    ring = [[sin(i * pi / 15_000), cos(i * pi / 15_000)] for i in range(30_000)]
    told = planner.post(AREAS, json=area(corners=[[[*ring, ring[0]]]]))
    assert told.status_code == 400
    assert "30001 corners, at most 20000" in told.json()["detail"]


def test_one_round_of_consent_a_site_and_its_share_is_a_share(planner: TestClient) -> None:
    body = {"site": "S-1", "round": 1, "state": "asked", "agreed_share": 0.75}
    assert planner.post("/api/records/consent_round", json=body).status_code == 201
    again = planner.post("/api/records/consent_round", json=body)
    assert again.status_code == 409
    assert "with the same" in again.json()["detail"]
    over = planner.post(
        "/api/records/consent_round", json=body | {"site": "S-2", "agreed_share": 75}
    )
    assert over.status_code == 422


def test_planners_see_names_and_administrators_mails(
    client_of: ClientOf, planner: TestClient
) -> None:
    client_of("admin")
    told = {
        one["name"]: one["mail"] for one in planner.get("/api/records/person").json()["records"]
    }
    assert told == {"A planner": "secret-planner@example.org", "A admin": None}
    told = {
        one["name"]: one["mail"]
        for one in client_of("admin").get("/api/records/person").json()["records"]
    }
    assert None not in told.values()
    asked = planner.get("/api/records/person?mail=secret-admin@example.org")
    assert asked.status_code == 400
    for record in client_of("admin").get("/api/records/person").json()["records"]:
        assert "password_hash" not in record


def test_somebody_changes_their_own_name_and_nobody_elses(
    client_of: ClientOf, planner: TestClient
) -> None:
    mine = planner.get("/api/session").json()["person"]["ref"]
    address, seen = f"/api/records/person/{mine}", {"If-Match": '"2"'}
    told = planner.patch(address, json={"name": "Ann", "language": "en"}, headers=seen)
    assert (told.status_code, told.json()["name"]) == (200, "Ann")
    assert client_of("resident").patch(address, json={"name": "x"}, headers=seen).status_code == 404
    assert planner.patch(address, json={"state": "locked"}, headers=seen).status_code == 422


def test_a_role_is_given_and_counts_at_once(client_of: ClientOf, planner: TestClient) -> None:
    mine = planner.get("/api/session").json()["person"]["ref"]
    body = {"person": mine, "role": "coordinator"}
    assert planner.post("/api/records/role_grant", json=body).status_code == 403
    given = client_of("admin").post("/api/records/role_grant", json=body)
    assert given.status_code == 201
    assert planner.get("/api/session").json()["roles"] == ["coordinator", "planner"]
    address = f"/api/records/role_grant/{given.json()['ref']}"
    client_of("admin").delete(address, headers={"If-Match": '"1"'})
    assert planner.get("/api/session").json()["roles"] == ["planner"]


def test_the_public_sees_a_programme_only_while_it_is_published(
    client_of: ClientOf, served: Served
) -> None:
    with served.records.change(by=SYSTEM) as change:
        shown, hidden = (
            change.add(KeptProgramme(name_en=name, name_zh=name, content_hash=name * 32))
            for name in ("ab", "cd")
        )
        change.add(Publication(title_en="a", title_zh="甲", content_hash="ab", programme=shown.ref))
    public = client_of("public")
    programmes = "/api/records/kept_programme"
    assert [one["ref"] for one in public.get(programmes).json()["records"]] == [shown.ref]
    assert public.get(f"{programmes}/{shown.ref}").status_code == 200
    assert public.get(f"{programmes}/{hidden.ref}").status_code == 404
    assert public.get(f"{programmes}/{hidden.ref}/history").status_code == 404
    resident = client_of("resident")
    body = {"programme": shown.ref, "text": "build first"}
    assert resident.post("/api/records/comment", json=body).status_code == 201
    strange = resident.post("/api/records/comment", json=body | {"programme": hidden.ref})
    assert strange.status_code == 403
    (publication,) = public.get("/api/records/publication").json()["records"]
    client_of("coordinator").delete(
        f"/api/records/publication/{publication['ref']}", headers={"If-Match": '"1"'}
    )
    assert public.get(f"{programmes}/{shown.ref}").status_code == 404


def test_a_comment_is_said_by_who_asks_and_changed_by_nobody_else(
    client_of: ClientOf, planner: TestClient, served: Served
) -> None:
    with served.records.change(by=SYSTEM) as change:
        programme = change.add(KeptProgramme(name_en="a", name_zh="甲", content_hash="ab" * 32))
    body = {"programme": programme.ref, "text": "先建后拆"}
    forged = planner.post("/api/records/comment", json=body | {"author": "somebody"})
    assert forged.status_code == 422
    said = planner.post("/api/records/comment", json=body).json()
    assert said["author"] == planner.get("/api/session").json()["person"]["ref"]
    other = client_of("coordinator").patch(
        f"/api/records/comment/{said['ref']}", json={"text": "x"}, headers={"If-Match": '"1"'}
    )
    assert other.status_code == 404


def test_a_planner_within_an_organisation_changes_what_is_its_own(
    client_of: ClientOf, planner: TestClient, served: Served
) -> None:
    planner.post(AREAS, json=area())
    from dataclasses import replace

    from gengxin.terms.records import RoleGrant

    resident = client_of("resident")
    ref = resident.get("/api/session").json()["person"]["ref"]
    with served.records.change(by=SYSTEM) as change:
        person = change.one(Person, ref)
        change.put(replace(person, organisation="Bureau 2"))
        change.add(RoleGrant(person=ref, role="planner", within="Bureau 2"))
    served.standings.forget()
    edits = "/api/records/option_edit"
    assert len(resident.get(AREAS).json()["records"]) == 1
    mine = resident.post(edits, json={"site": "S-1", "fixing": "must"})
    assert (mine.status_code, mine.json()["organisation"]) == (201, "Bureau 2")
    forged = resident.post(edits, json={"site": "S-1", "organisation": "Bureau 1"})
    assert forged.status_code == 403
    theirs = planner.post(edits, json={"site": "S-2"}).json()
    seen = {"If-Match": '"1"'}
    told = resident.patch(f"{edits}/{theirs['ref']}", json={"reason": "x"}, headers=seen)
    assert told.status_code == 404


def test_an_auditor_reads_the_log_and_recounts_it(
    client_of: ClientOf, planner: TestClient, drawn: dict[str, Any]
) -> None:
    auditor = client_of("auditor")
    end = auditor.get("/api/audit/head").json()
    page = auditor.get(f"/api/audit?after={end['number'] - 1}").json()
    assert [event["number"] for event in page["events"]] == [end["number"]]
    first = auditor.get("/api/audit?limit=1").json()
    assert first["next"] == "/api/audit?after=1&limit=1"
    told = auditor.post("/api/audit/verify", json={"anchors": [end]}).json()
    assert told["holds"] is True
    wrong = {"anchors": [{"number": end["number"], "hash": "0" * 64}]}
    assert auditor.post("/api/audit/verify", json=wrong).json()["holds"] is False
    assert planner.get("/api/audit").status_code == 403
    log = auditor.get("/api/audit?limit=1000").json()["events"]
    assert all("example.org" not in str(event) for event in log)
    assert drawn["ref"] in {event["ref"] for event in log}
