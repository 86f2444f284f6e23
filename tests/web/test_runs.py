"""Runs over HTTP: what they are, what they come to, their tables, files to open."""

import io
from typing import Any

import pandas as pd
import pytest
from starlette.testclient import TestClient
from tests.web.conftest import ClientOf

from gengxin.terms.records import SYSTEM, Publication
from gengxin.workbench.serving import Served

CHOICE = pd.DataFrame(
    {
        "site": ["S-000001", "S-000002", "S-000003"],
        "option": ["S-000001/keep", "S-000002/repair", "S-000003/redevelop"],
        "phase": pd.array([None, 1, 2], dtype="Int64"),
        "opens": pd.array([None, 2, 3], dtype="Int64"),
    }
)


@pytest.fixture
def run(served: Served) -> str:
    """The name of a programme that was written by hand."""
    facts = {"content_hash": "c" * 64, "money": '["CNY", "2025-01-01"]'}
    return served.folder.keep_run("programme", tables={"choice": CHOICE}, facts=facts).name


def told(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_run_its_summary_and_its_table_are_served(client_of: ClientOf, run: str) -> None:
    client = client_of("planner")
    (listed,) = told(client, "/api/runs")["runs"]
    assert (listed["id"], listed["kind"], listed["is_current"]) == (run, "programme", True)
    assert listed == told(client, f"/api/runs/{run}")
    assert listed["money"] == {"currency": "CNY", "price_day": "2025-01-01"}
    assert told(client, "/api/runs?kind=options")["runs"] == []
    assert told(client, f"/api/runs/{run}/summary")["sites_by_phase"] == {"1": 1, "2": 1}
    table = f"/api/runs/{run}/tables/choice"
    page = told(client, f"{table}?phase.min=1&sort=-phase&limit=1")
    assert page["rows"] == [
        {"site": "S-000003", "option": "S-000003/redevelop", "phase": 2, "opens": 3}
    ]
    assert (page["matched_count"], page["returned_count"]) == (2, 1)
    assert told(client, page["next"])["rows"][0]["site"] == "S-000002"
    plain = client.get(f"{table}?f=csv")
    assert pd.read_csv(io.StringIO(plain.text))["site"].tolist() == CHOICE["site"].tolist()
    sites = told(client, f"/api/collections/{run}.sites/items?phase=2")
    assert [one["id"] for one in sites["features"]] == ["S-000003"]


def test_odd_questions_are_refused_by_name(client_of: ClientOf, run: str) -> None:
    client = client_of("planner")
    for query, named in (("colour=red", "colour"), ("phase=x", "phase"), ("bbox=0,0,1,1", "bbox")):
        answer = client.get(f"/api/runs/{run}/tables/choice?{query}")
        assert answer.status_code == 400
        assert named in answer.json()["detail"]
    for address in (
        "/api/runs/plan-1",
        f"/api/runs/{run}/tables/x",
        f"/api/runs/{run}/report.html",
    ):
        assert client.get(address).status_code == 404
    assert client.get("/api/runs?kind=castle").status_code == 400


def test_files_that_a_job_wrote_are_served(client_of: ClientOf, served: Served, run: str) -> None:
    home = served.folder.path / "reports" / run
    home.mkdir(parents=True)
    (home / "programme.html").write_text("<p>made</p>")
    answer = client_of("planner").get(f"/api/runs/{run}/report.html")
    assert answer.text == "<p>made</p>"
    assert answer.headers["content-type"].startswith("text/html")
    assert told(client_of("planner"), f"/api/runs/{run}")["files"] == ["html"]


def test_the_public_sees_a_run_once_it_is_published(
    client_of: ClientOf, served: Served, run: str
) -> None:
    public = client_of("public")
    addresses = [f"/api/runs/{run}", f"/api/runs/{run}/tables/choice"]
    addresses += [f"/api/runs/{run}/summary", f"/api/collections/{run}.sites/items"]
    assert told(public, "/api/runs")["runs"] == []
    assert {public.get(one).status_code for one in addresses} == {404}
    with served.records.change(by=SYSTEM) as change:
        change.add(Publication(title_en="plan", title_zh="计划", content_hash="c" * 64, run=run))
    served.standings.forget()
    assert {public.get(one).status_code for one in addresses} == {200}
    assert [one["id"] for one in told(public, "/api/runs")["runs"]] == [run]
