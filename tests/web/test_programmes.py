"""A programme from draft to seal over HTTP: who may do what, and what can't change any more."""

import pytest
from tests.web.conftest import ClientOf
from tests.web.test_plans import made, planned, run, sampled  # noqa: F401 - fixtures

from gengxin.terms.records import SYSTEM, Is, KeptProgramme, Publication
from gengxin.workbench.deliberation.held_programmes import HeldProgrammes
from gengxin.workbench.serving import Served


def seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def test_a_programme_is_put_to_adoption_judged_adopted_and_sealed(
    client_of: ClientOf,
    run: str,  # noqa: F811
    served: Served,
) -> None:
    planner, coordinator = client_of("planner"), client_of("coordinator")
    programme = made(planner, run)
    at = f"/api/programmes/{programme['ref']}"
    assert (programme["state"], programme["certificate"]) == ("draft", None)
    # drafted again it is the same
    assert made(planner, run)["ref"] == programme["ref"]
    early = planner.put(f"{at}/stance", json={"stance": "agrees"})
    assert (early.status_code, "put it to adoption first" in early.json()["detail"]) == (400, True)
    assert planner.post(f"{at}/propose", json={}, headers=seen(1)).status_code == 403
    assert coordinator.post(f"{at}/adopt", json={}, headers=seen(1)).status_code == 400
    proposed = coordinator.post(f"{at}/propose", json={}, headers=seen(1))
    assert proposed.status_code == 200, proposed.text
    assert proposed.json()["state"] == "proposed"
    for client, stance in ((planner, "agrees"), (coordinator, "objects"), (coordinator, "agrees")):
        assert client.put(f"{at}/stance", json={"stance": stance}).status_code == 200
    note = planner.post(f"{at}/comments", json={"text": "Why so late?", "site": "S-000001"})
    assert note.status_code == 201, note.text
    answer = {"text": "The budget.", "answers": note.json()["ref"]}
    assert coordinator.post(f"{at}/comments", json=answer).status_code == 201
    told = planner.get(f"{at}/said").json()
    assert [one["text"] for one in told["comments"]] == ["Why so late?", "The budget."]
    assert {one["name"]: one["stance"] for one in told["stances"]} == {
        "A planner": "agrees",
        "A coordinator": "agrees",
    }
    late = coordinator.post(f"{at}/adopt", json={}, headers=seen(1))
    assert late.status_code == 412
    sealed = coordinator.post(f"{at}/adopt", json={"why": "council"}, headers=seen(2))
    assert sealed.status_code == 200, sealed.text
    assert sealed.json()["state"] == "adopted"
    assert sealed.json()["certificate"]["holds"] is True
    assert sealed.json()["certificate"]["value"] == pytest.approx(programme["told"]["value"])
    assert sorted(sealed.json()["agreed_by"]) == ["A coordinator", "A planner"]
    for move in ("withdraw", "decline", "propose", "adopt"):
        again = coordinator.post(f"{at}/{move}", json={}, headers=seen(3))
        assert again.status_code == 409, move
    assert planner.put(f"{at}/stance", json={"stance": "objects"}).status_code == 409
    HeldProgrammes(served.folder.path).close()


def test_the_public_reads_verifies_and_downloads_what_is_published_alone(
    client_of: ClientOf,
    run: str,  # noqa: F811
    served: Served,
) -> None:
    planner, public = client_of("planner"), client_of("public")
    programme = made(planner, run)
    at = f"/api/programmes/{programme['ref']}"
    assert public.get("/api/programmes").json() == {"programmes": [], "files": []}
    assert public.get(at).status_code == 403
    (kept,) = served.records.list(KeptProgramme, Is("ref", programme["ref"]))
    with served.records.change(by=SYSTEM) as change:
        change.add(
            Publication(
                title_en="Plan",
                title_zh="计划",
                content_hash=kept.content_hash,
                programme=kept.ref,
            )
        )
    served.standings.forget()
    assert [one["ref"] for one in public.get("/api/programmes").json()["programmes"]] == [kept.ref]
    assert public.get(at).json()["told"]["value"] == pytest.approx(programme["told"]["value"])
    assert public.post(f"{at}/verify").json()["holds"] is True
    file = public.get(f"{at}/file")
    assert file.headers["content-type"] == "application/zip"
    assert file.content[:2] == b"PK"
    assert len(public.get(f"{at}/sites").json()) == 100
    money = public.get(f"{at}/phases").json()
    assert [one["phase"] for one in money] == [1, 2, 3, 4]
    # the programme keeps its budgets
    assert all(0 <= one["spent_amount"] <= one["budget_amount"] + 0.01 for one in money)
    assert sum(one["spent_amount"] for one in money) > 0
    assert public.get(f"{at}/reasons").status_code == 401
    assert public.get(f"{at}/said").status_code == 401
    resident = client_of("resident")
    note = resident.post(f"{at}/comments", json={"text": "My house?", "site": "S-000001"})
    assert note.status_code == 201, note.text
    assert [one["text"] for one in resident.get(f"{at}/said").json()["comments"]] == ["My house?"]
    HeldProgrammes(served.folder.path).close()


def test_what_is_not_there_is_refused_by_name(client_of: ClientOf) -> None:
    planner = client_of("planner")
    body = {"run": "programme-0", "name_en": "X", "name_zh": "丁"}
    answer = planner.post("/api/programmes", json=body)
    assert (answer.status_code, "programme-0" in answer.json()["detail"]) == (400, True)
    assert planner.get("/api/programmes/nobody").status_code == 404
    listed = planner.get("/api/programmes").json()
    assert listed["programmes"] == []
    (file,) = listed["files"]
    assert (file["sites_count"], file["phases_count"]) == (100, 4)
