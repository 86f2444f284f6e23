"""The catalogue over HTTP, on both stores: what the public finds, reads and takes along."""

import json
from pathlib import Path

import pytest
from tests.publish.oc4ids_schema import published_schema
from tests.town.towns import Towns
from tests.web.conftest import ClientOf
from tests.workbench.catalogue.conftest import works_of

from gengxin.terms.records import SYSTEM, KeptProgramme, Project
from gengxin.workbench.deliberation.files import keep_programme_file, kept_files
from gengxin.workbench.serving import Served


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    """A folder with options and a programme."""
    folder, file = towns.planned(tmp_path_factory.mktemp("catalogue"))
    keep_programme_file(folder, file)
    return folder


@pytest.fixture
def project(served: Served) -> Project:
    """A public project whose costs and parties are withheld, and one that isn't public."""
    folder = served.folder.path
    (kept,) = kept_files(folder)
    works = works_of(folder, kept.content_hash)
    with served.records.change(by=SYSTEM) as change:
        programme = change.add(
            KeptProgramme(name_en="First", name_zh="初稿", content_hash=kept.content_hash)
        )
        for code, own, visibility in (("A", works[:2], "public"), ("B", works[2:3], "restricted")):
            made = change.add(
                Project(
                    programme=programme.ref,
                    code=code,
                    name_en=f"Quarter {code}",
                    name_zh=f"片区{code}",
                    works=own,
                    withheld=("costs", "moving"),
                    visibility=visibility,
                )
            )
            if code == "A":
                shown = made
    return shown


def test_the_public_finds_reads_and_takes_along_what_is_public(
    client_of: ClientOf, project: Project
) -> None:
    public, planner = client_of("public"), client_of("planner")
    assert [one["code"] for one in public.get("/api/catalogue").json()["entries"]] == ["A"]
    assert public.get("/api/catalogue", params={"q": "片区"}).json()["total"] == 1
    assert planner.get("/api/catalogue", params={"q": "片区"}).json()["total"] == 2
    assert public.get("/api/catalogue", params={"bbox": "1,2"}).status_code == 400
    assert public.get("/api/catalogue", params={"colour": "red"}).status_code == 400
    assert public.get("/api/catalogue/B").status_code == 404

    read = {
        who: {
            one["code"]: one
            for block in client.get(f"/api/catalogue/{project.ref}").json()["blocks"]
            for one in block["sections"]
        }
        for who, client in (("public", public), ("planner", planner))
    }
    assert read["public"]["costs"]["withheld"]
    assert read["public"]["costs"]["facts"] == []
    assert read["planner"]["costs"]["withheld"]
    assert read["planner"]["costs"]["facts"]

    page = public.get(f"/api/catalogue/{project.ref}.html", params={"language": "en"})
    assert page.headers["content-security-policy"].startswith("sandbox")
    assert "Quarter A" in page.text
    paper = public.get(f"/api/catalogue/{project.ref}.pdf", params={"language": "en"})
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content[:5] == b"%PDF-"

    places = public.get("/api/catalogue.geojson").json()
    assert {one["properties"]["project"] for one in places["features"]} == {project.ref}
    package = public.get("/api/catalogue/oc4ids.json").json()
    assert [one["identifiers"][0]["id"] for one in package["projects"]] == ["A"]
    assert "amount" not in json.dumps(package["projects"][0]["budget"])
    register = public.get("/api/catalogue.csv").text.splitlines()
    assert len(register) == 3
    assert public.get("/api/catalogue/pool.xlsx").content[:2] == b"PK"


def test_what_the_catalogue_exports_is_valid_by_the_published_schema(
    client_of: ClientOf, project: Project
) -> None:
    schema = published_schema()
    for role in ("public", "planner"):
        package = client_of(role).get("/api/catalogue/oc4ids.json").json()
        assert [one["id"] for one in package["projects"]]
        assert [error.message for error in schema.iter_errors(package)] == [], project.ref


def test_a_resident_asks_what_happens_at_their_place(client_of: ClientOf, project: Project) -> None:
    public = client_of("public")
    site = project.works[0].site
    told = public.get("/api/catalogue/at", params={"q": site}).json()
    (here,) = [one for one in told["sites"] if one["site"] == site]
    assert here["project"]["code"] == "A"
    assert here["moving_withheld"]
    assert here["moving"] is None
    at = public.get("/api/catalogue/at", params={"lon": told["lng"], "lat": told["lat"]}).json()
    assert at["sites"][0]["site"] == site
    assert public.get("/api/catalogue/at").status_code == 400
    planner = client_of("planner").get("/api/catalogue/at", params={"q": site}).json()
    assert not planner["sites"][0]["moving_withheld"]
