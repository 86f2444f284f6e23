"""Projects over HTTP: bundled, kept, edited, passed from stage to stage, slipping, shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf
from tests.web.test_plans import made, planned, run, sampled  # noqa: F401 - fixtures

from gengxin.terms.records import SYSTEM, ConsentRound, KeptProgramme, Milestone
from gengxin.workbench.deliberation import programmes
from gengxin.workbench.serving import Served

VERDICT = {"holds": True, "value": 1.0, "bound": 1.0, "gap_certified": 0.0, "counts": {}}


def seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


@pytest.fixture
def programme(client_of: ClientOf, run: str, served: Served) -> str:  # noqa: F811
    """The town's programme, adopted without recounting it."""
    ref = made(client_of("planner"), run)["ref"]
    one = served.records.one(KeptProgramme, ref)
    one = programmes.move(served.records, one, "propose", by=SYSTEM)
    verdict = {**VERDICT, "content_hash": one.content_hash}
    return programmes.adopt(served.records, one, verdict, by=SYSTEM).ref


def changed_sites(client: TestClient, programme: str) -> set[str]:
    rows = client.get(f"/api/programmes/{programme}/sites").json()
    return {row["site"] for row in rows if row["phase"]}


def kept_all(client: TestClient, programme: str) -> list[dict[str, Any]]:
    answer = client.post("/api/projects", json={"programme": programme, "all": True})
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()["projects"]
    return found


def sites_of(project: dict[str, Any]) -> list[str]:
    return [work["site"] for work in project["works"]]


def test_projects_come_from_an_adopted_programme_alone(client_of: ClientOf, run: str) -> None:  # noqa: F811
    planner = client_of("planner")
    ref = made(planner, run)["ref"]
    for path, body in (("drafts", {}), ("", {"all": True})):
        answer = planner.post(f"/api/projects/{path}".rstrip("/"), json={"programme": ref, **body})
        assert (answer.status_code, "adopt it" in answer.json()["detail"]) == (409, True)
    assert client_of("auditor").post("/api/projects/drafts", json={}).status_code == 403


def test_every_changed_site_is_in_one_project_through_drafts_keeping_and_edits(
    client_of: ClientOf, programme: str, served: Served
) -> None:
    planner = client_of("planner")
    changed = changed_sites(planner, programme)
    drafts = planner.post("/api/projects/drafts", json={"programme": programme}).json()
    assert sorted(site for one in drafts for site in sites_of(one)) == sorted(changed)
    assert all(one["why"] and one["figures"] and one["milestones"] for one in drafts)
    # one draft of their own making, then all that is left
    first = drafts[0]
    own = {
        "code": "X1",
        "name_en": "By the park",
        "name_zh": "公园旁",
        "sites": sites_of(first),
    }
    strange = {**own, "sites": [*own["sites"], "S-9", own["sites"][0]]}
    refused = planner.post("/api/projects", json={"programme": programme, "drafts": [strange]})
    assert refused.status_code == 400
    assert "S-9 isn't changed" in refused.json()["detail"]
    assert "stands in it twice" in refused.json()["detail"]
    kept = planner.post("/api/projects", json={"programme": programme, "drafts": [own]})
    assert kept.status_code == 201, kept.text
    (park,) = kept.json()["projects"]
    assert (park["name_zh"], park["why"]) == ("公园旁", first["why"])
    again = planner.post("/api/projects", json={"programme": programme, "drafts": [own]})
    assert again.status_code == 409
    others = kept_all(planner, programme)
    assert sorted(s for one in [park, *others] for s in sites_of(one)) == sorted(changed)
    # renamed, split, merged
    at = f"/api/projects/{park['ref']}"
    assert planner.patch(at, json={"name_en": "Park side"}).status_code == 428
    named = planner.patch(at, json={"name_en": "Park side"}, headers=seen(1))
    assert named.json()["projects"][0]["name_en"] == "Park side"
    assert planner.patch(at, json={"name_en": "Late"}, headers=seen(1)).status_code == 412
    part = sites_of(park)[:1]
    split = planner.patch(at, json={"move": {"sites": part}}, headers=seen(2))
    assert split.status_code == 200, split.text
    left, new = split.json()["projects"]
    assert (sites_of(left), sites_of(new)) == (sites_of(park)[1:], part)
    areas = [
        {f["name"]: f["value"] for f in one["figures"]}["site_area_m2"] for one in (park, left, new)
    ]
    assert areas[0] == pytest.approx(areas[1] + areas[2])
    merged = planner.patch(
        f"/api/projects/{new['ref']}",
        json={"move": {"sites": part, "to": left["ref"]}},
        headers=seen(new["version"]),
    )
    assert merged.status_code == 200, merged.text
    gone, whole = merged.json()["projects"]
    assert (gone["works"], gone["ended_at"] is not None) == ([], True)
    assert sites_of(whole) == sites_of(park)
    milestones = served.records.list(Milestone)
    assert {one.site for one in milestones if one.kind == "works_end"} == changed
    assert not [one for one in milestones if one.project == gone["ref"]]


def test_gates_say_all_that_is_missing_and_open_once_it_is_there(
    client_of: ClientOf, programme: str, served: Served
) -> None:
    planner, coordinator = client_of("planner"), client_of("coordinator")
    project = kept_all(planner, programme)[0]
    at = f"/api/projects/{project['ref']}"
    told = planner.get(at).json()
    assert [(g["stage"], g["open"], g["may"]) for g in told["gates"]] == [
        ("planned", True, True),
        ("cancelled", True, False),
    ]
    into = {"stage": "built", "ground": "council"}
    wrong = planner.post(f"{at}/stage", json=into, headers=seen(1))
    assert (wrong.status_code, "next may be: planned" in wrong.json()["detail"]) == (400, True)
    into["stage"] = "planned"
    passed = planner.post(f"{at}/stage", json=into, headers=seen(1))
    assert passed.json()["project"]["gates"][0]["ground"] == "council"
    into["stage"] = "designed"
    shut = planner.post(f"{at}/stage", json=into, headers=seen(2))
    assert shut.status_code == 409
    missing = [one["en"] for one in shut.json()["missing"]]
    assert any("nobody leads it" in one for one in missing)
    parties = [{"party": "made up", "role": "implementer", "since": None}]
    planner.patch(at, json={"parties": parties}, headers=seen(2))
    with served.records.change(by=SYSTEM) as change:
        for site in sites_of(project):
            change.add(ConsentRound(site=site, state="asked", agreed_share=1.0))
    passed = planner.post(f"{at}/stage", json=into, headers=seen(3))
    assert passed.status_code == 200, passed.text
    into["stage"] = "built"
    assert planner.post(f"{at}/stage", json=into, headers=seen(4)).status_code == 403
    shut = coordinator.post(f"{at}/stage", json=into, headers=seen(4))
    assert next(one["zh"] for one in shut.json()["missing"]) == "里程碑未完成：规划许可"
    late = planner.patch(at, json={"move": {"sites": sites_of(project)[:1]}}, headers=seen(4))
    assert "sites move only while" in late.json()["detail"]
    board = planner.get("/api/projects/board").json()
    cards = {one["stage"]: [c["code"] for c in one["cards"]] for one in board["columns"]}
    assert cards["designed"] == [project["code"]]


def test_a_slip_is_told_before_it_is_kept_and_a_milestone_waits_for_those_before_it(
    client_of: ClientOf, programme: str
) -> None:
    planner = client_of("planner")
    project = kept_all(planner, programme)[0]
    at = f"/api/projects/{project['ref']}"
    course = planner.get(f"{at}/course").json()
    by_kind = {one["kind"]: one for one in course["milestones"]}
    permit, start = by_kind["permit"], by_kind["works_start"]
    slip = date.fromisoformat(start["expected_on"]) + timedelta(days=100)
    body = {"milestone": permit["ref"], "forecast_on": slip.isoformat()}
    told = planner.post(f"{at}/slip", json=body).json()
    assert (told["kept"], told["pushes"][0]["milestone"]) == (False, permit["ref"])
    pushed = {one["milestone"]: one["after_on"] for one in told["pushes"]}
    assert pushed[start["ref"]] == slip.isoformat()
    assert planner.get(f"{at}/course").json() == course
    far = planner.post(f"{at}/slip", json={**body, "forecast_on": "9999-12-31"})
    assert (far.status_code, "years 1990 to 2200" in far.json()["detail"]) == (400, True)
    unsaid = planner.post(f"{at}/slip", json={**body, "keep": True})
    assert (unsaid.status_code, "say why" in unsaid.json()["detail"]) == (400, True)
    kept = planner.post(f"{at}/slip", json={**body, "keep": True, "why": "late papers"}).json()
    assert kept["pushes"] == told["pushes"]
    after = {one["ref"]: one for one in planner.get(f"{at}/course").json()["milestones"]}
    assert after[start["ref"]]["forecast_on"] == slip.isoformat()
    assert after[start["ref"]]["planned_on"] == start["planned_on"]
    early = {"milestone": start["ref"], "on": slip.isoformat()}
    refused = planner.post(f"{at}/reach", json=early)
    assert (refused.status_code, "waits for" in refused.json()["detail"]) == (400, True)
    assert {one["measure"] for one in course["measures"]} >= {"homes", "spent_amount"}


def test_the_public_sees_what_is_shown_and_not_what_is_withheld(
    client_of: ClientOf, programme: str
) -> None:
    planner, coordinator, public = (client_of(one) for one in ("planner", "coordinator", "public"))
    first, second = kept_all(planner, programme)[:2]
    at = f"/api/projects/{first['ref']}"
    assert public.get(at).status_code == 403
    body = {"public": True, "withheld": ["costs", "nothing"]}
    assert planner.post(f"{at}/publish", json=body, headers=seen(1)).status_code == 403
    odd = coordinator.post(f"{at}/publish", json=body, headers=seen(1))
    assert (odd.status_code, "withheld is nothing" in odd.json()["detail"]) == (400, True)
    body["withheld"] = ["costs"]
    shown = coordinator.post(f"{at}/publish", json=body, headers=seen(1))
    assert shown.status_code == 200, shown.text
    sheets = shown.json()["sheets"]
    assert sorted((one["language"], one["number"]) for one in sheets) == [("en", 1), ("zh", 1)]
    assert {one["visibility"] for one in sheets} == {"public"}
    for path in (at, f"/api/records/project/{first['ref']}"):
        told = public.get(path).json()
        project = told.get("project", told)
        values = {one["name"]: one["value"] for one in project["figures"]}
        assert (values["spent_amount"], project["finance"]) == (None, [])
        assert values["site_area_m2"] > 0
    assert public.get(f"/api/projects/{second['ref']}").status_code == 403
    cards = [c for one in public.get("/api/projects/board").json()["columns"] for c in one["cards"]]
    assert [(c["ref"], c["spent_amount"]["planned"]) for c in cards] == [(first["ref"], None)]
    assert public.get(f"{at}/course").status_code == 401
    record = coordinator.get(at).json()["project"]
    assert {one["name"]: one["value"] for one in record["figures"]}["spent_amount"] is not None
