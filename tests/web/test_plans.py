"""Briefs and edits over HTTP: copied, checked as files are, changed by version, answered."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.town.towns import Towns
from tests.web.conftest import ClientOf

from gengxin.workbench.deliberation.files import keep_programme_file
from gengxin.workbench.deliberation.held_programmes import HeldProgrammes
from gengxin.workbench.serving import Served


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> tuple[Path, Path]:
    """A town's folder with options, and a programme's file."""
    return towns.planned(tmp_path_factory.mktemp("planned"))


@pytest.fixture(scope="session")
def sampled(planned: tuple[Path, Path]) -> Path:
    """The folder that is served."""
    keep_programme_file(*planned)
    return planned[0]


@pytest.fixture
def run(served: Served) -> str:
    """The run of the town's programme."""
    (kept,) = (served.folder.path / "runs").glob("programme-*")
    return kept.name


def made(client: TestClient, run: str) -> dict[str, Any]:
    """A draft of the town's programme."""
    body = {"run": run, "name_en": "First", "name_zh": "初稿"}
    answer = client.post("/api/programmes", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_brief_is_copied_changed_by_version_and_downloaded(client_of: ClientOf) -> None:
    planner = client_of("planner")
    listed = planner.get("/api/briefs").json()["briefs"]
    assert [one["id"] for one in listed if one["shipped"]] == ["default", "usd"]
    body = {"name_en": "Ours", "name_zh": "本区", "copy_of": "default"}
    kept = planner.post("/api/briefs", json=body)
    assert kept.status_code == 201, kept.text
    brief = kept.json()["brief"]
    assert brief["name_zh"] == "本区"
    where = f"/api/briefs/{kept.json()['id']}"
    brief["terms"]["carbon"]["weight"] = 0.3
    assert planner.put(where, json={"brief": brief}).status_code == 428
    changed = planner.put(where, json={"brief": brief}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"2"'
    late = planner.put(
        where, json={"brief": brief | {"horizon_years": 20}}, headers={"If-Match": '"1"'}
    )
    assert late.status_code == 412
    text = planner.get(f"{where}/file").text
    again = planner.post("/api/briefs", json={"name_en": "B", "name_zh": "乙", "toml": text})
    assert again.status_code == 201, again.text
    assert again.json()["brief"]["terms"]["carbon"]["weight"] == 0.3
    assert again.json()["brief"]["phases"] == changed.json()["brief"]["phases"]


def test_faults_of_a_brief_are_told_as_of_its_file(client_of: ClientOf) -> None:
    planner = client_of("planner")
    brief = planner.get("/api/briefs/default").json()["brief"]
    assert planner.post("/api/briefs/check", json={"brief": brief}).json() == {"faults": []}
    brief["terms"]["carbon"]["weight"] = -1
    brief["rows"]["budget"]["limit"] = 3
    faults = planner.post("/api/briefs/check", json={"brief": brief}).json()["faults"]
    assert faults == [
        "terms.carbon.weight: is -1; must be at least 0",
        "rows.budget.limit: is 3; must be from 0 to 1",
    ]
    body = {"name_en": "X", "name_zh": "丙", "brief": brief}
    answer = planner.post("/api/briefs", json=body)
    assert (answer.status_code, "mend them" in answer.json()["detail"]) == (400, True)
    assert planner.get("/api/briefs/nobody").status_code == 404
    assert client_of("public").get("/api/briefs").status_code == 401


def test_an_edit_is_answered_and_streamed_and_kept_as_a_copy(
    client_of: ClientOf, run: str, served: Served
) -> None:
    planner = client_of("planner")
    programme = made(planner, run)
    at = f"/api/programmes/{programme['ref']}"
    site = next(row["site"] for row in planner.get(f"{at}/sites").json() if row["phase"])
    edit = {"fix": [{"site": site, "action": "keep"}], "budgets": {"1": 1.0}}
    body = {"programme": programme["ref"], "edit": edit, "seconds": 0.2}
    answer = planner.post("/api/what-if", json=body)
    assert answer.status_code == 200, answer.text
    assert site in {row["site"] for row in answer.json()["changed"]}
    events = planner.post("/api/what-if/events", json=body).text.strip().split("\n\n")
    names = [event.split("\n")[0].removeprefix("event: ") for event in events]
    assert names[-1] == "done"
    last = json.loads(events[-2].split("data: ")[1])
    assert last["gap_certified"] is not None
    copy = planner.post(f"{at}/amend", json={"edit": edit, "name_en": "A", "name_zh": "修订"})
    assert copy.status_code == 201, copy.text
    assert copy.json()["amends"] == programme["ref"]
    assert copy.json()["told"]["value"] == pytest.approx(last["value"])
    side = planner.get(f"{at}/compare", params={"with": copy.json()["ref"]}).json()
    assert side["differing_sites_count"] == len(last["changed"])
    strange = {**body, "edit": {"fix": [{"site": "S-9", "action": "keep"}]}}
    refused = planner.post("/api/what-if", json=strange)
    assert (refused.status_code, "'S-9'" in refused.json()["detail"]) == (400, True)
    HeldProgrammes(served.folder.path).close()


def test_a_brief_is_estimated(client_of: ClientOf, served: Served) -> None:
    planner = client_of("planner")
    brief = planner.get("/api/briefs/default").json()["brief"]
    told = planner.post("/api/briefs/estimate", json={"brief": brief}).json()
    assert told["sites_count"] == 100
    assert len(told["budgets_amount"]) == 4
    assert all(one > 0 for one in told["budgets_amount"])
    HeldProgrammes(served.folder.path).close()
