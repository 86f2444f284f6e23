"""Projects in Chromium on both stores: what planners do with them, what residents find of them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.town.towns import Towns
from tests.web.test_browser_workbench import (
    MAIL,
    PASSWORD,
    drawn,
    in_english,
    kept,
    serious,
    with_account,
)

from gengxin.store import DistrictFolder
from gengxin.store.records import RecordStore, open_records
from gengxin.terms.records import SYSTEM, Certificate, KeptProgramme
from gengxin.workbench.deliberation.files import keep_programme_file
from gengxin.workbench.projects.drafting import DraftAsked, project_drafts
from gengxin.workbench.projects.keeping import keep_projects, show_project

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    """A town whose programme is kept."""
    folder, programme = towns.planned(tmp_path_factory.mktemp("projected"))
    keep_programme_file(folder, programme)
    return folder


@pytest.fixture(scope="module", params=["embedded", "server"])
def served(
    request: pytest.FixtureRequest, planned: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """Where a server answers whose programme is adopted, and a site of its one public project."""
    if not resources.files("gengxin.web").joinpath("assets", "index.html").is_file():
        pytest.skip("the workbench is not built; run `make setup`")
    folder = tmp_path_factory.mktemp("served") / "town"
    shutil.copytree(planned, folder)
    where = "" if request.param == "embedded" else request.getfixturevalue("cluster").made("ui")
    with_account(open_records(where or folder))
    store = open_records(where or folder)
    site = with_public_project(store, folder)
    store.close()
    command = [sys.executable, "-m", "gengxin.cli", "serve", str(folder), "--port", "0"]
    command += ["--jobs", "0", *(["--records", where] if where else [])]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        assert " at http://" in first, first
        yield first.rsplit(" ", 1)[1].strip(), site
        server.terminate()


def with_public_project(store: RecordStore, folder: Path) -> str:
    """Adopt the town's programme and show its first project, but not its costs; one of its sites.

    The certificate is made up: that a recount gives one is tested elsewhere.
    """
    (run,) = (folder / "runs").glob("programme-*")
    proof = Certificate(holds=True, value=2.0, bound=2.0, gap_certified=0.0, software="a test")
    content_hash = keep_programme_file(folder, run / "programme.zip").content_hash
    with store.change(by=SYSTEM) as change:
        new = KeptProgramme(name_en="The plan", name_zh="计划", content_hash=content_hash)
        proposed = change.put(replace(change.add(new), state="proposed"))
        programme = change.put(replace(proposed, state="adopted", certificate=proof))
    draft = project_drafts(store, folder, programme)[0]
    asked = DraftAsked(code=draft.code, name_en="River bend", name_zh="河湾更新", sites=draft.sites)
    (project,) = keep_projects(store, folder, programme, [asked], by=SYSTEM)
    show_project(store, project, public=True, withheld=("costs",), by=SYSTEM)
    return draft.sites[0]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, served: tuple[str, str]) -> Iterator[BrowserContext]:
    """A browser in which Lin has signed in."""
    context = in_english(browser)
    page = context.new_page()
    page.goto(f"{served[0]}/#/sign-in?lang=en")
    page.get_by_label("Mail address").fill(MAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.get_by_role("button", name="Account: Lin")).to_be_visible()
    page.close()
    yield context
    context.close()


def watched(context: BrowserContext, faults: list[str]) -> Page:
    """A page whose faults are kept."""
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page


def test_a_resident_finds_what_happens_to_their_street(
    browser: Browser, served: tuple[str, str], planned: Path
) -> None:
    address, site = served
    places = DistrictFolder(planned).load().places("sites")
    middle = places.geometry.to_crs(4326).loc[site].representative_point()
    faults: list[str] = []
    context = in_english(browser, viewport={"width": 360, "height": 740})
    page = watched(context, faults)
    page.goto(f"{address}/#/catalogue?lang=en")
    card = page.locator(".panel-frame li button").filter(has_text="River bend")
    expect(card).to_be_visible()
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert serious(page) == []
    # by the place, as a click on the map gives it
    page.get_by_role("button", name="My street").click()
    page.goto(f"{address}/#/catalogue?lang=en&ask=street&map=17.5/{middle.y:.6f}/{middle.x:.6f}")
    page.reload()
    drawn(page)
    page.get_by_role("button", name="Use the middle of the map").click()
    found = page.locator("article").first
    expect(found).to_contain_text(site)
    expect(found).to_contain_text("River bend")
    expect(found).to_contain_text("What is done")
    kept(page, "street-phone")
    assert serious(page) == []
    # by its name, and on to the project
    name = str(places.loc[site, "name_en"])
    page.get_by_role("searchbox", name="Street, lane or site").fill(name)
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.locator("article").first).to_contain_text(name)
    page.get_by_role("button", name="Read the project").first.click()
    sheet = page.locator("article[data-project]")
    expect(sheet.get_by_role("heading", name="River bend")).to_be_visible()
    expect(sheet).to_contain_text("For residents")
    page.get_by_role("button", name="Developer").click()
    costs = sheet.locator("[data-section=costs]")
    expect(costs).to_contain_text("withheld from the public")
    expect(costs.locator("table")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert serious(page) == []
    kept(page, "sheet-phone")
    context.close()
    assert faults == []


def test_a_programme_becomes_projects_that_are_followed_and_shown(
    signed_in: BrowserContext, browser: Browser, served: tuple[str, str]
) -> None:
    address, _ = served
    faults: list[str] = []
    page = watched(signed_in, faults)
    page.goto(f"{address}/#/projects?lang=en")
    expect(page.locator("[data-stage=prepared] .card")).to_have_count(1)
    page.get_by_role("button", name="Drafts").click()
    page.get_by_role("button", name="Bundle into drafts").click()
    rows = page.locator(".drawer tbody tr")
    expect(rows.first.locator(".why")).not_to_be_empty()
    drafts = rows.count()
    assert drafts >= 2
    rows.last.get_by_role("checkbox").uncheck()
    kept(page, "project-drafts")
    page.get_by_role("button", name="Keep those chosen").click()
    cards = page.locator("[data-stage=prepared] .card")
    expect(cards).to_have_count(drafts)
    drawn(page)
    kept(page, "project-board")
    assert serious(page) == []
    cards.nth(1).click()
    name = page.locator(".panel-frame h3").first.inner_text()
    passed_and_refused(page)
    slipped(page)
    published(page, browser, address, name)
    page.close()
    assert faults == []


def passed_and_refused(page: Page) -> None:
    """The first gate is open; the next one names what is missing."""
    gates = page.get_by_role("region", name="Gates")
    gates.get_by_role("button", name="→ in the project plan").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("On what ground").fill("council of March")
    dialog.get_by_role("button", name="Pass the gate").click()
    expect(gates.locator(".now")).to_have_text("in the project plan 2 / 6")
    gates.get_by_role("button", name="→ implementation scheme").click()
    dialog.get_by_label("On what ground").fill("council of April")
    dialog.get_by_role("button", name="Pass the gate").click()
    expect(dialog.get_by_role("alert")).to_contain_text("nobody leads it")
    kept(page, "project-gate")
    dialog.get_by_role("button", name="Cancel").click()


def slipped(page: Page) -> None:
    """What a slip pushes is seen before it is kept, then the course shows it."""
    page.get_by_role("button", name="Course", exact=True).click()
    first = page.locator(".whole li button").first
    first.click()
    page.get_by_role("button", name="It slips…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New forecast").fill("2031-05-01")
    dialog.get_by_label("Why").fill("people ask for more time")
    dialog.get_by_role("button", name="See what it does").click()
    expect(dialog.get_by_role("heading", name="Milestones pushed")).to_be_visible()
    expect(dialog.locator("tbody tr").first).to_be_visible()
    kept(page, "project-slip")
    assert serious(page) == []
    dialog.get_by_role("button", name="Keep the new forecast").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".whole li").filter(has_text="1 May 2031").first).to_be_visible()
    kept(page, "project-course")


def published(page: Page, browser: Browser, address: str, name: str) -> None:
    """A project is shown to the public, who finds it with what is withheld marked."""
    page.get_by_role("button", name="Publish…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("who moves, where and when").check()
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".panel-frame .tags")).to_contain_text("public")
    public = in_english(browser)
    seen = public.new_page()
    seen.goto(f"{address}/#/catalogue?lang=en")
    seen.locator(".panel-frame li button").filter(has_text=name).first.click()
    expect(seen.locator("article [data-section=moving]")).to_contain_text("withheld")
    drawn(seen)
    assert serious(seen) == []
    kept(seen, "catalogue-sheet")
    with seen.expect_download() as taken:
        seen.get_by_role("link", name="PDF English").click()
    assert taken.value.suggested_filename.endswith(".pdf")
    public.close()
