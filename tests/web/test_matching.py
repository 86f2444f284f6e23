"""Matching over HTTP: who may see and accept what, on both stores."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gengxin.store.records import RecordStore
from gengxin.terms.records import (
    SYSTEM,
    Capability,
    ExpressionOfInterest,
    Member,
    Offer,
    Party,
    RoleWanted,
    SpaceUnit,
)
from gengxin.workbench.matching import MatchAsked, matched, space_inputs, team_inputs
from gengxin.workbench.serving import Served

ClientOf = Callable[[str], TestClient]
DAY = date(2026, 1, 1)


def keep_space(served: Served) -> str:
    with served.records.change(by=SYSTEM) as change:
        change.add(
            SpaceUnit(
                site="S-000001", use_class="office", net_area_m2=9_000.0, smallest_part_m2=50.0
            )
        )
    return again(served)


def again(served: Served) -> str:
    folder: Path = served.folder.path
    return matched(folder, space_inputs(served.records), MatchAsked(what="space", day=DAY)).run


def test_a_planner_sees_accepts_and_releases(client_of: ClientOf, served: Served) -> None:
    planner = client_of("planner")
    assert planner.get("/api/matching/space").status_code == 404
    run = keep_space(served)
    told = planner.get("/api/matching/space").json()
    assert (told["run"], told["what"], told["accepted"]) == (run, "space", [])
    assert set(told["rows"]) == {"request", "space"}
    assert {row["use_class"] for row in told["balance"]} >= {"office"}
    fine = [row["ref"] for row in told["rows"]["request"] if row["state"] == "matched"]
    made = planner.post("/api/matches", json={"run": run, "rows": fine})
    assert made.status_code == 201, made.text
    matches = made.json()["matches"]
    assert {one["state"] for one in matches} == {"accepted"}
    twice = planner.post("/api/matches", json={"run": run, "rows": fine})
    assert twice.status_code == 400
    assert "accepted match already" in twice.json()["detail"]

    later = planner.get(f"/api/matching/space?run={again(served)}").json()
    assert later["states"]["held"] == len(fine)
    assert len(later["accepted"]) == len(fine)
    ref = matches[0]["ref"]
    assert planner.post(f"/api/matches/{ref}/release", json={}).status_code == 422
    freed = planner.post(f"/api/matches/{ref}/release", json={"why": "they moved elsewhere"})
    assert freed.json()["state"] == "released"
    assert planner.get(f"/api/runs/{run}/summary").json()["value"] == told["value"]
    rows = planner.get(f"/api/runs/{run}/tables/request").json()
    assert rows


def test_the_brief_of_the_next_plan_needs_one_to_add_to(
    client_of: ClientOf, served: Served
) -> None:
    keep_space(served)
    planner = client_of("planner")
    assert planner.get("/api/matching/space/brief").status_code == 400
    strange = planner.get("/api/matching/space/brief?brief=../secret")
    assert strange.status_code == 400
    brief = planner.get("/api/matching/space/brief?brief=default")
    assert brief.headers["content-type"].startswith("application/toml")
    assert "floor_targets" in brief.text


def test_teams_are_for_those_who_read_interest(client_of: ClientOf, served: Served) -> None:
    keep_team_run(served)
    coordinator, planner = client_of("coordinator"), client_of("planner")
    told = coordinator.get("/api/matching/teams").json()
    assert [row["role"] for row in told["rows"]["member"]] == ["designer"]
    run = told["run"]
    assert planner.get("/api/matching/teams").status_code == 403
    assert planner.get(f"/api/runs/{run}").status_code == 404
    assert run not in {one["id"] for one in planner.get("/api/runs").json()["runs"]}
    assert coordinator.get(f"/api/runs/{run}").status_code == 200
    asked = {"kind": "match", "asks": {"what": "teams"}}
    assert planner.post("/api/jobs", json=asked).status_code == 403
    assert coordinator.post("/api/jobs", json=asked).status_code == 202


@pytest.mark.parametrize("role", ["public", "resident", "field_worker", "auditor"])
def test_others_accept_nothing(role: str, client_of: ClientOf) -> None:
    refused = client_of(role).post("/api/matches", json={"run": "match-0", "rows": ["R"]})
    assert refused.status_code in {401, 403}


def keep_team_run(served: Served) -> None:
    records: RecordStore = served.records
    with records.change(by=SYSTEM) as change:
        party = change.add(
            Party(
                name_en="Studio",
                name_zh="事务所",
                kind="designer",
                capabilities=(Capability(role="designer", capacity_units=2),),
            )
        )
        offer = change.add(
            Offer(
                kind="scattered",
                projects=(),
                name_en="Corner",
                name_zh="街角",
                roles=(RoleWanted(role="designer", load_units=1),),
            )
        )
        change.add(
            ExpressionOfInterest(
                offer=offer.ref,
                party=party.ref,
                members=(Member(party=party.ref, role="designer"),),
            )
        )
    for state in ("open", "closed"):
        with records.change(by=SYSTEM) as change:
            change.put(replace(change.one(Offer, offer.ref), state=state))
    folder: Path = served.folder.path
    matched(folder, team_inputs(records), MatchAsked(what="teams", day=DAY))
