"""From brief to seal in Chromium against the real server: a plan is run, edited, adopted, read."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.town.towns import Towns
from tests.web.test_browser_workbench import kept, until_known

from gengxin.store.records import open_records
from gengxin.terms.records import SYSTEM, KeptProgramme, Person, Publication, RoleGrant
from gengxin.workbench.deliberation.held_programmes import HeldProgrammes
from gengxin.workbench.people.passwords import hashed

pytestmark = pytest.mark.browser

PASSWORD = "a river runs through the town"  # noqa: S105 - of a town that is made up
MAIL = "lin@example.org"
# searches share the machine with whatever else runs on it
PATIENCE_MS = 900_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    """A town with options, in whose records one person may do everything."""
    folder = towns.with_options(tmp_path_factory.mktemp("planned") / "town")
    records = open_records(folder)
    with records.change(by=SYSTEM) as change:
        person = change.add(Person(name="Lin", mail=MAIL, language="en"))
        change.put(replace(person, state="active", password_hash=hashed(PASSWORD, mail=MAIL)))
        for role in ("planner", "coordinator"):
            change.add(RoleGrant(person=person.ref, role=role))
    records.close()
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where a server answers that also does long work."""
    if not resources.files("gengxin.web").joinpath("assets", "index.html").is_file():
        pytest.skip("the workbench is not built; run `make setup`")
    command = [sys.executable, "-m", "gengxin.cli", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        assert " at http://" in first, first
        yield first.rsplit(" ", 1)[1].strip()
        server.terminate()
    HeldProgrammes(folder).close()


def seen_by(browser: Browser, *, width: int = 1440, height: int = 900) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


def test_a_plan_is_run_edited_adopted_and_read_by_the_public(
    browser: Browser, address: str, folder: Path
) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    context = seen_by(browser)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}/#/sign-in?lang=en")
    page.get_by_label("Mail address").fill(MAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.get_by_role("button", name="Account: Lin")).to_be_visible()

    run_a_plan(page, address)
    amend(page)
    sealed = adopt(page)
    context.close()
    publish(folder)
    read_by_the_public(browser, address, sealed)
    assert faults == []


def run_a_plan(page: Page, address: str) -> None:
    """The brief's form names what is wrong; the search shows its gap, and drafts what it found."""
    page.goto(f"{address}/#/plan?lang=en")
    weight = page.locator(".slide", has_text="carbon").locator("input[type=number]")
    weight.fill("-1")
    expect(page.get_by_role("alert")).to_contain_text(
        "terms.carbon.weight: is -1; must be at least 0"
    )
    expect(page.get_by_role("button", name="Search for the best programme")).to_be_disabled()
    weight.fill("0.1")
    page.locator(".run select").select_option("20")
    page.get_by_role("button", name="Search for the best programme").click()
    expect(page.get_by_role("region", name="Searching")).to_be_visible()
    expect(page.locator(".answer").first).to_contain_text("certified gap")
    kept(page, "plan")


def amend(page: Page) -> None:
    """A site's option is forbidden: sites that change are listed, the answer becomes a copy."""
    page.get_by_role("button", name="Sites", exact=True).click()
    page.locator(".drawer tbody .go").first.click()
    page.get_by_role("button", name="Forbid", exact=True).click()
    answer = page.locator(".what-if .answer[data-busy=false]")
    expect(answer).to_contain_text("sites change")
    gap = answer.get_attribute("data-gap")
    assert gap is not None
    assert 0 < float(gap) < 1
    answer.get_by_role("button").click()
    expect(page.locator(".drawer tbody tr").first).to_be_visible()
    kept(page, "what-if")
    page.get_by_role("button", name="Keep it as an amended copy").click()
    expect(page.get_by_label("Programme").locator("option")).to_have_count(2)


def adopt(page: Page) -> str:
    """What follows is said before; the sealed programme has its certificate and who agreed."""
    page.get_by_role("button", name="Deliberate and adopt").click()
    page.get_by_role("button", name="Put to adoption").click()
    page.get_by_role("dialog").get_by_role("button", name="Put to adoption").click()
    page.get_by_role("button", name="agrees").click()
    expect(page.get_by_role("region", name="Where people stand")).to_contain_text("Lin: agrees")
    page.get_by_role("textbox", name="Comment").fill("The lifts come first.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("article")).to_contain_text("The lifts come first.")
    page.get_by_role("button", name="Adopt and seal").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("nothing of it changes any more")
    dialog.get_by_role("button", name="Adopt and seal").click()
    certificate = page.get_by_role("region", name="Certificate")
    expect(certificate).to_contain_text("✓")
    expect(certificate).to_contain_text("Lin")
    expect(page.get_by_role("button", name="Take back to a draft")).to_have_count(0)
    kept(page, "adopt")
    return page.locator(".hash code").inner_text()


def publish(folder: Path) -> None:
    """What the room Publish does of a programme."""
    records = open_records(folder)
    (sealed,) = (one for one in records.list(KeptProgramme) if one.state == "adopted")
    with records.change(by=SYSTEM) as change:
        change.add(
            Publication(
                title_en="Plan",
                title_zh="计划",
                content_hash=sealed.content_hash,
                programme=sealed.ref,
            )
        )
    records.close()


def read_by_the_public(browser: Browser, address: str, sealed: str) -> None:
    """On a phone, anybody reads the published programme, has it recounted, and takes the file."""
    context = seen_by(browser, width=360, height=740)
    page = context.new_page()
    page.goto(f"{address}/#/adopt?lang=en")
    until_known(page, page.locator(".hash code"))
    expect(page.locator(".hash code")).to_have_text(sealed)
    page.get_by_role("button", name="Recount it now").click()
    expect(page.locator(".verdict")).to_contain_text("Everything holds")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the file").click()
    assert taken.value.suggested_filename.startswith("programme-")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    kept(page, "adopt-public-phone")
    context.close()
