"""An offer from draft to contract over HTTP: who may do what, what is told to whom, and when."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf
from tests.web.offers.offering import Clock, handed_in, offer_asked, party_of, project_of, seen

from gengxin.terms.records import SYSTEM, KeptProgramme, Project
from gengxin.workbench.serving import Served


def assess(coordinator: TestClient, interest: str, points: float) -> None:
    at = f"/api/interest/{interest}"
    version = coordinator.get(at).headers["etag"]
    given = {"criterion": "scheme", "points": points, "reason": "read it"}
    told = coordinator.post(f"{at}/assess", json=given, headers={"If-Match": version})
    assert (told.status_code, told.json()["state"]) == (200, "scored"), told.text


def test_an_offer_is_drafted_by_planners_opened_by_coordinators_and_then_fixed(
    client_of: ClientOf, project: Project, clock: Clock
) -> None:
    planner, coordinator = client_of("planner"), client_of("coordinator")
    draft = planner.post("/api/offers", json=offer_asked(project, clock))
    assert (draft.status_code, draft.json()["state"]) == (201, "draft"), draft.text
    at = f"/api/offers/{draft.json()['ref']}"
    assert client_of("public").get(f"{at}/page").status_code == 404
    assert planner.post(f"{at}/open", headers=seen(1)).status_code == 403
    assert coordinator.post(f"{at}/open").status_code == 428
    assert coordinator.post(f"{at}/open", headers=seen(7)).status_code == 412
    opened = coordinator.post(f"{at}/open", headers=seen(1))
    assert opened.json()["state"] == "open", opened.text
    assert client_of("public").get(f"{at}/page").status_code == 200
    for change in ({"name_en": "x"}, {"closes_at": None}, {"criteria": []}):
        told = planner.patch(at, json=change, headers=seen(2))
        assert told.status_code == 409
        assert "terms don't change any more" in told.json()["detail"]
    early = coordinator.post(f"{at}/close")
    assert (early.status_code, "by the clock" in early.json()["detail"]) == (409, True)


def test_interest_is_scored_chosen_and_contracted(
    client_of: ClientOf, app: FastAPI, ref: str, clock: Clock
) -> None:
    coordinator, at = client_of("coordinator"), f"/api/offers/{ref}"
    ann, bo = party_of(app, "Ann"), party_of(app, "Bo")
    first = handed_in(ann, ref, stated={"months": 27}, scheme="keeps the lane")["ref"]
    second = handed_in(bo, ref, stated={"months": 30})["ref"]
    assert coordinator.get(f"{at}/scores").status_code == 409
    clock.pass_(hours=7)
    assert client_of("public").get(f"{at}/page").json()["state"] == "opened"
    body = {"interest": first, "reason": "quick, and keeps the lane"}
    early = coordinator.post(f"{at}/award", json=body)
    assert (early.status_code, len(early.json()["faults"])) == (409, 2)
    assess(coordinator, first, 0.9)
    assess(coordinator, second, 0.5)
    rows = coordinator.get(f"{at}/scores").json()["rows"]
    assert [row["ref"] for row in rows] == [first, second]
    assert rows[0]["total"] == pytest.approx(0.6 * 0.75 + 0.4 * 0.9)
    assert rows[1]["total"] == pytest.approx(0.6 * 0.5 + 0.4 * 0.5)
    assert [(row["place_first"], row["place_last"]) for row in rows] == [(1, 1), (2, 2)]
    assert client_of("planner").post(f"{at}/award", json=body).status_code == 403
    told = coordinator.post(f"{at}/award", json=body)
    assert (told.status_code, told.json()["state"]) == (200, "awarded"), told.text
    mine = bo.client.get("/api/me/offers").json()["interest"][0]
    assert (mine["state"], mine["reason"]) == (
        "refused",
        "another was chosen; the total of this one is 0.500, its place 2 of 2",
    )
    chosen = client_of("public").get(f"{at}/page").json()["chosen"]
    assert chosen["reason"] == "quick, and keeps the lane"
    assert {one["name_en"] for one in chosen["members"]} == {"Ann"}


def test_a_contract_gives_the_chosen_their_roles_in_the_projects(
    client_of: ClientOf, app: FastAPI, served: Served, ref: str, project: Project, clock: Clock
) -> None:
    coordinator, at = client_of("coordinator"), f"/api/offers/{ref}"
    ann = party_of(app, "Ann")
    interest = handed_in(ann, ref, stated={"months": 27})["ref"]
    clock.pass_(hours=7)
    coordinator.post(f"{at}/close")
    assess(coordinator, interest, 1.0)
    assert coordinator.post(f"{at}/contract", json={}).status_code == 409
    coordinator.post(f"{at}/award", json={"interest": interest, "reason": "the only one"})
    told = coordinator.post(f"{at}/contract", json={"note": "signed"})
    assert told.json()["state"] == "contracted", told.text
    built = served.records.one(Project, project.ref)
    assert {(one.party, one.role) for one in built.parties} == {
        (ann.party, "developer"),
        (ann.party, "operator"),
    }
    assert built.lead_party == ann.party
    assert coordinator.post(f"{at}/lapse", json={"reason": "no"}).status_code == 409
    history = [one["action"] for one in coordinator.get(f"/api/records/offer/{ref}/history").json()]
    # drafted, opened, closed, opened to all who choose, awarded, contracted
    assert history == ["added", *["changed"] * 5]


def test_everything_that_keeps_an_offer_from_opening_is_told_at_once(
    client_of: ClientOf, served: Served, project: Project, clock: Clock
) -> None:
    coordinator = client_of("coordinator")
    shut = project_of(served, code="P2", public=False)
    with served.records.change(by=SYSTEM) as change:
        draft_plan = change.add(KeptProgramme(name_en="D", name_zh="草", content_hash="d"))
        unadopted = change.add(
            replace(project, ref="", version=0, code="P3", programme=draft_plan.ref)
        )
    asked = offer_asked(
        project,
        clock,
        projects=[shut.ref, unadopted.ref, "nothing"],
        roles=[{"role": "developer", "load_units": 0}, {"role": "developer", "load_units": 1}],
        opens_at="2031-01-01T00:00:00Z",
        closes_at="2030-01-01T00:00:00Z",
        questions_until=None,
    )
    asked["criteria"][0] |= {"weight": 0.3, "best": 36}
    draft = coordinator.post("/api/offers", json=asked).json()
    told = coordinator.post(f"/api/offers/{draft['ref']}/open", headers=seen(1))
    assert told.status_code == 409
    faults = " / ".join(told.json()["faults"])
    for part in (
        "project P2 is restricted",
        "project P3 is of a programme that isn't adopted",
        "there is no project 'nothing'",
        "must each stand once",
        "load_units 0",
        "sum to 0.7",
        "worst 36.0, best 36.0",
        "closes_at is 2030",
    ):
        assert part in faults, faults


def test_a_role_in_a_project_is_offered_once_at_a_time(
    client_of: ClientOf, ref: str, project: Project, clock: Clock
) -> None:
    coordinator = client_of("coordinator")
    draft = coordinator.post("/api/offers", json=offer_asked(project, clock)).json()["ref"]
    told = coordinator.post(f"/api/offers/{draft}/open", headers=seen(1))
    assert f"offered for developer, operator in offer {ref} already" in told.json()["detail"]


def test_an_offer_lapses_with_its_reason(client_of: ClientOf, app: FastAPI, ref: str) -> None:
    ann = party_of(app, "Ann")
    handed_in(ann, ref)
    told = client_of("coordinator").post(f"/api/offers/{ref}/lapse", json={"reason": "no money"})
    assert told.json()["state"] == "lapsed"
    (mine,) = ann.client.get("/api/me/offers").json()["interest"]
    assert (mine["state"], mine["reason"]) == ("refused", "the offer lapsed: no money")
    told = ann.post(f"/api/offers/{ref}/questions", {"party": ann.party, "text": "Why?"})
    assert told.status_code == 409


def test_where_the_chosen_withdraws_another_is_chosen(
    client_of: ClientOf, app: FastAPI, ref: str, clock: Clock
) -> None:
    coordinator, at = client_of("coordinator"), f"/api/offers/{ref}"
    ann, bo = party_of(app, "Ann"), party_of(app, "Bo")
    first = handed_in(ann, ref, stated={"months": 27})["ref"]
    second = handed_in(bo, ref, stated={"months": 30})["ref"]
    clock.pass_(hours=7)
    coordinator.post(f"{at}/close")
    for one in (first, second):
        assess(coordinator, one, 0.5)
    coordinator.post(f"{at}/award", json={"interest": first, "reason": "quick"})
    assert ann.post(f"/api/interest/{first}/withdraw", {"why": "bankrupt"}).status_code == 200
    told = coordinator.post(f"{at}/award", json={"interest": second, "reason": "the next"})
    assert (told.status_code, told.json()["state"]) == (200, "awarded"), told.text
    (mine,) = bo.client.get("/api/me/offers").json()["interest"]
    assert (mine["state"], mine["reason"]) == ("awarded", "the next")


def test_nobody_is_chosen_who_was_barred_since(
    client_of: ClientOf, app: FastAPI, ref: str, clock: Clock
) -> None:
    coordinator = client_of("coordinator")
    ann = party_of(app, "Ann")
    interest = handed_in(ann, ref, stated={"months": 27})["ref"]
    body = {"state": "barred", "why": "false papers"}
    coordinator.post(f"/api/parties/{ann.party}/check", json=body)
    clock.pass_(hours=7)
    coordinator.post(f"/api/offers/{ref}/close")
    assess(coordinator, interest, 1.0)
    told = coordinator.post(
        f"/api/offers/{ref}/award", json={"interest": interest, "reason": "the only one"}
    )
    assert (told.status_code, "Ann was barred" in told.json()["detail"]) == (409, True)


def test_interest_without_a_stated_number_has_bounds_and_no_total(
    client_of: ClientOf, app: FastAPI, ref: str, clock: Clock
) -> None:
    coordinator, at = client_of("coordinator"), f"/api/offers/{ref}"
    silent = handed_in(party_of(app, "Ann"), ref)["ref"]
    clock.pass_(hours=7)
    coordinator.post(f"{at}/close")
    assess(coordinator, silent, 0.5)
    (row,) = coordinator.get(f"{at}/scores").json()["rows"]
    assert (row["total"], row["least"]) == (None, pytest.approx(0.2))
    assert row["most"] == pytest.approx(0.8)
    assert row["scores"][0]["points"] is None


def test_offers_are_listed_as_the_clock_has_them(
    client_of: ClientOf, ref: str, project: Project, clock: Clock
) -> None:
    planner, public = client_of("planner"), client_of("public")
    draft = planner.post("/api/offers", json=offer_asked(project, clock)).json()["ref"]
    assert [one["ref"] for one in planner.get("/api/offers").json()["offers"]] == [draft, ref]
    (one,) = public.get("/api/offers").json()["offers"]
    assert (one["ref"], one["state"], one["sealed"]) == (ref, "open", False)
    clock.pass_(hours=7)
    assert public.get("/api/offers", params={"state": "open"}).json()["offers"] == []
    assert public.get("/api/offers").json()["offers"][0]["state"] == "opened"
    first = planner.get("/api/offers", params={"limit": 1}).json()
    assert [one["ref"] for one in first["offers"]] == [draft]
    assert [one["ref"] for one in planner.get(first["next"]).json()["offers"]] == [ref]
