"""The workbench in Chromium against the real server, on both stores: what people come to do."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.publish.in_browser import PATIENCE_MS
from tests.town.towns import Towns

from gengxin import check_up_folder
from gengxin.store.records import RecordStore, open_records
from gengxin.terms.records import SYSTEM, Person, RoleGrant
from gengxin.workbench.people.passwords import hashed

pytestmark = pytest.mark.browser

PASSWORD = "a river runs through the town"  # noqa: S105 - of a town that is made up
MAIL = "lin@example.org"
ROLES = ("planner", "coordinator", "auditor", "admin")
AXE = Path(__file__).parents[2] / "workbench-ui" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, towns: Towns) -> Path:
    """A sample district with its check-up and its options."""
    folder = towns.with_options(tmp_path_factory.mktemp("browsed") / "district")
    check_up_folder(folder, out=folder.parent / "check-up")
    return folder


@pytest.fixture(scope="module", params=["embedded", "server"])
def address(
    request: pytest.FixtureRequest, made: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where a server of the district answers, with one account for everything."""
    if not resources.files("gengxin.web").joinpath("assets", "index.html").is_file():
        pytest.skip("the workbench is not built; run `make setup`")
    folder = tmp_path_factory.mktemp("served") / "district"
    shutil.copytree(made, folder)
    records = "" if request.param == "embedded" else request.getfixturevalue("cluster").made("ui")
    with_account(open_records(records or folder))
    command = [sys.executable, "-m", "gengxin.cli", "serve", str(folder), "--port", "0"]
    command += ["--jobs", "0", *(["--records", records] if records else [])]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        assert " at http://" in first, first
        yield first.rsplit(" ", 1)[1].strip()
        server.terminate()


def with_account(records: RecordStore) -> None:
    """Keep the one person, who may do everything."""
    with records.change(by=SYSTEM) as change:
        person = change.add(Person(name="Lin", mail=MAIL, language="en"))
        change.put(replace(person, state="active", password_hash=hashed(PASSWORD, mail=MAIL)))
        for role in ROLES:
            change.add(RoleGrant(person=person.ref, role=role))
    records.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser in which Lin has signed in by the form."""
    context = in_english(browser)
    page = context.new_page()
    page.goto(f"{address}/#/sign-in?lang=en")
    page.get_by_label("Mail address").fill(MAIL)
    page.get_by_label("Password").fill("not the password at all")
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.get_by_role("alert")).to_contain_text("mail or password isn't right")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.get_by_role("button", name="Account: Lin")).to_be_visible()
    assert "#/check-up" in page.url
    page.close()
    yield context
    context.close()


def in_english(browser: Browser, **view: object) -> BrowserContext:
    settings = {"locale": "en-GB", "reduced_motion": "reduce", **view}
    settings.setdefault("viewport", {"width": 1440, "height": 900})
    context = browser.new_context(**settings)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def page(signed_in: BrowserContext) -> Iterator[Page]:
    """A page of Lin's, on which nothing may go wrong."""
    opened = signed_in.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    opened.close()
    assert faults == []


def drawn(page: Page) -> None:
    """Wait until the map says that it shows everything."""
    page.wait_for_selector("html[data-map=drawn]", state="attached")


def kept(page: Page, name: str) -> None:
    """Keep what is seen in the folder ``GENGXIN_SCREENSHOTS``, where one is named."""
    if folder := os.environ.get("GENGXIN_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def serious(page: Page) -> list[str]:
    """What axe finds that is serious, or worse."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; run `make setup`")
    # the pages run no script but their own, so it comes in by the browser, not by the page
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['nodes'][0]['html']}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def test_the_table_of_the_check_up_and_its_map_move_together(page: Page, address: str) -> None:
    page.goto(f"{address}/#/check-up?lang=en")
    rows = page.locator(".drawer tbody tr")
    expect(rows.first).to_be_visible()
    drawn(page)
    kept(page, "check-up")
    assert serious(page) == []
    before = page.url
    rows.first.get_by_role("button").click()
    chosen = rows.first.get_by_role("button").inner_text()
    expect(page.locator(".panel-frame h3").first).to_have_text(chosen)
    expect(page.locator("tr.chosen")).to_have_count(1)
    page.wait_for_url("**sel=areas**")
    # the map goes there, once it knows where that is
    was = before.split("map=")[-1]
    page.wait_for_url(lambda url: "map=" in url and url.split("map=")[1] != was)
    drawn(page)
    # another level, another question: the legend and the table tell the same number of areas
    page.get_by_role("button", name="neighbourhood").click()
    expect(rows.nth(5)).to_be_visible()
    page.wait_for_url("**level=neighbourhood**")
    page.go_back()
    expect(page.get_by_role("button", name="sub-district")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.go_back()
    expect(page.locator("tr.chosen")).to_have_count(0)


def test_another_language_keeps_the_place(page: Page, address: str) -> None:
    page.goto(f"{address}/#/check-up?lang=en&level=functional_zone")
    expect(page.locator(".drawer tbody tr").first).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="功能区")).to_have_attribute("aria-pressed", "true")
    assert "lang=zh" in page.url
    assert "level=functional_zone" in page.url
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    drawn(page)
    kept(page, "check-up-zh")


def test_a_unit_is_drawn_changed_by_two_and_ended_with_undo(page: Page, address: str) -> None:
    page.goto(f"{address}/#/areas?lang=en")
    drawn(page)
    page.get_by_role("button", name="Draw an area").click()
    box = page.locator(".stage").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for right, down in ((-120, -60), (120, -60), (120, 60), (-120, 60)):
        page.mouse.click(middle[0] + right, middle[1] + down)
        page.wait_for_timeout(400)  # two clicks at once would be a double click
    expect(page.locator(".panel-frame")).to_contain_text("4 corners")
    page.locator(".stage canvas").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Drag a corner")).to_be_visible()
    page.get_by_label("Name in English").fill("River bend")
    page.get_by_label("Name in Chinese").fill("河湾")
    page.get_by_label("Lead party").fill("District renewal company")
    page.get_by_role("button", name="Add a target").click()
    page.get_by_label("At least").fill("250")
    kept(page, "drawing")
    page.get_by_role("button", name="Save").click()
    row = page.locator(".drawer tbody tr").filter(has_text="River bend")
    expect(row).to_have_count(1)
    two_versions(page)
    page.get_by_role("button", name="End it").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_have_count(1)


def two_versions(page: Page) -> None:
    """Somebody else saves while Lin edits: both versions are shown, and Lin's is saved over it."""
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Lead party").fill("Housing bureau")
    page.evaluate(
        """async () => {
          const {csrf} = await (await fetch('/api/session')).json()
          const {records} = await (await fetch('/api/records/area')).json()
          const [area] = records
          await fetch(`/api/records/area/${area.ref}`, {
            method: 'PATCH', body: JSON.stringify({lead_party: 'Park bureau'}),
            headers: {'Content-Type': 'application/json', 'X-CSRF-Token': csrf,
                      'If-Match': `"${area.version}"`}})
        }"""
    )
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Housing bureau")
    expect(dialog).to_contain_text("Park bureau")
    kept(page, "conflict")
    dialog.get_by_role("button", name="Save mine over it").click()
    expect(page.locator(".panel-frame dl")).to_contain_text("Housing bureau")


def test_an_option_is_laid_down_and_taken_back(page: Page, address: str) -> None:
    page.goto(f"{address}/#/sites?lang=en")
    expect(page.locator(".legend-card")).to_contain_text("full redevelopment")
    page.locator(".drawer tbody tr").first.get_by_role("button").click()
    option = page.locator(".panel li > button").first
    option.click()
    card = page.locator(".panel .card")
    expect(card).to_contain_text("Account")
    drawn(page)
    kept(page, "site")
    assert serious(page) == []
    page.get_by_role("button", name="Must be chosen").click()
    expect(page.locator(".laid")).to_contain_text("must be chosen")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".laid p")).to_have_count(0)
    page.get_by_role("button", name="Change its numbers").click()
    page.get_by_label("length of the works").fill("18")
    page.get_by_label("Why").fill("the school needs its yard by then")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".laid")).to_contain_text("length of the works 18")


def until_known(page: Page, shown: Locator) -> None:
    """Load the page until it shows that: what the public may see is known after some seconds."""
    for _ in range(60):
        page.reload()
        try:
            expect(shown).to_be_visible(timeout=5_000)
        except AssertionError:
            continue
        return
    expect(shown).to_be_visible()


def test_what_is_published_the_public_sees_and_nothing_else(
    page: Page, browser: Browser, address: str
) -> None:
    public = in_english(browser).new_page()
    public.goto(f"{address}/#/check-up?lang=en")
    expect(public.locator(".banners")).to_contain_text("Nothing of this district is published yet")
    page.goto(f"{address}/#/publish?lang=en")
    page.get_by_role("button", name="Publish…").click()
    what = page.get_by_label("What")
    check_up = what.locator("option").filter(has_text="Check-up").get_attribute("value")
    what.select_option(check_up)
    assert page.get_by_label("Title in English").input_value().startswith("Check-up of")
    expect(page.locator("form .warn")).to_contain_text("anybody who has the address sees it")
    page.get_by_role("button", name="Publish", exact=True).last.click()
    expect(page.locator("tbody tr")).to_have_count(1)
    until_known(public, public.locator(".drawer tbody tr").first)
    expect(public.get_by_role("link", name="Data")).to_have_count(0)
    drawn(public)
    kept(public, "public")
    assert serious(public) == []
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("tbody tr")).to_have_count(0)
    public.context.close()


def test_the_log_is_recounted_and_its_end_downloaded(page: Page, address: str) -> None:
    page.goto(f"{address}/#/audit?lang=en")
    page.get_by_role("button", name="Recount the log").click()
    expect(page.locator(".report")).to_contain_text("The log is whole")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the end").click()
    assert waiting.value.suggested_filename.startswith("gengxin-log-")
    assert serious(page) == []


def test_somebody_is_invited_and_comes_in_by_the_link(
    page: Page, browser: Browser, address: str
) -> None:
    page.goto(f"{address}/#/people?lang=en")
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_label("Name").fill("Chen")
    page.get_by_label("Mail address").fill("chen@example.org")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.locator(".warn code").inner_text()
    assert serious(page) == []
    other = in_english(browser).new_page()
    other.goto(link)
    expect(other.locator("form")).to_contain_text("Chen")
    other.get_by_label("Password").fill("another river, another town")
    other.get_by_role("button", name="Accept").click()
    expect(other.get_by_role("button", name="Account: Chen")).to_be_visible()
    other.context.close()


def test_on_a_phone_nothing_is_wider_than_the_screen(
    signed_in: BrowserContext, browser: Browser, address: str
) -> None:
    context = in_english(
        browser,
        viewport={"width": 360, "height": 740},
        storage_state=signed_in.storage_state(),
        color_scheme="dark",
    )
    page = context.new_page()
    found = {}
    for room in ("data", "check-up", "areas", "sites", "publish", "people", "audit"):
        page.goto(f"{address}/#/{room}?lang=zh")
        page.wait_for_load_state("networkidle")
        kept(page, f"phone-{room}")
        found[room] = (page.evaluate("document.documentElement.scrollWidth"), serious(page))
    assert found == {room: (360, []) for room in found}
    context.close()
