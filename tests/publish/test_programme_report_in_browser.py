"""The report of a programme in a browser: from disk, without the net, in both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.publish.in_browser import PATIENCE_MS, Watched, opened, wide

pytestmark = pytest.mark.browser

FIRST = "lang=en&theme=light&phase=0"


@pytest.fixture(scope="module")
def seen(browser: Browser, programme_report: Path) -> Watched:
    """The report as a reader of English opens it; the tests of this file share the one page."""
    return opened(browser, programme_report)


@pytest.fixture
def page(seen: Watched, programme_report: Path) -> Page:
    """The shared page, brought back to its first view."""
    seen.page.emulate_media(media="screen")
    seen.page.goto(programme_report.as_uri() + "#" + FIRST)
    seen.page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    return seen.page


def test_a_site_of_the_table_shows_its_reasons(page: Page) -> None:
    row = page.locator("#sites-app tbody tr").filter(has_text="redevelop-homes")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("next best: keep-as-is; the whole would lose CNY 12,300")
    row.locator("button").click()
    panel = page.locator(".panel")
    expect(panel).to_contain_text("Works start: first · Opens: after the last phase")
    expect(panel).to_contain_text("CNY 3 million")
    expect(panel).to_contain_text("Depends on the consent of 53 of 70 households.")
    expect(panel).to_contain_text("turns at twice")
    assert "site=s1" in page.url
    page.go_back()
    expect(panel).to_have_count(0)


def test_a_site_of_the_works_and_of_the_needs_flies_there(page: Page) -> None:
    # the place with most works stands open
    page.locator(".gantt [data-site=s1]").click()
    expect(page.locator(".panel")).to_be_visible()


def test_the_phases_change_map_legend_and_address(page: Page) -> None:
    legend = page.locator(".explore-legend")
    expect(legend).to_contain_text("full redevelopment")
    page.get_by_role("button", name="second").click()
    expect(legend).to_contain_text("pale: started before")
    assert "phase=2" in page.url


def test_the_language_can_be_changed(page: Page) -> None:
    page.get_by_role("button", name="中文").dispatch_event("click")
    expect(page.locator("#works h2")).to_have_text("在哪里、何时施工？", use_inner_text=True)
    expect(page.locator(".explore-legend")).to_contain_text("拆除重建")
    assert page.locator("main .en").filter(visible=True).count() == 0


def test_it_prints(page: Page) -> None:
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("#explore").is_visible()
    assert page.locator(".still").first.is_visible()


def test_after_all_of_that_nothing_was_asked_and_nothing_complained_of(seen: Watched) -> None:
    assert seen.requests == []
    assert seen.complaints == []


def test_a_chinese_phone_in_the_dark(browser: Browser, programme_report: Path) -> None:
    phone = {"width": 360, "height": 740}
    seen = opened(
        browser,
        programme_report,
        address="#site=s1",
        viewport=phone,
        locale="zh-CN",
        color_scheme="dark",
    )
    expect(seen.page.locator(".panel")).to_contain_text("300万元")
    assert wide(seen.page) <= 360
    assert seen.complaints == []


def test_without_webgl_the_table_tells_the_same(browser: Browser, programme_report: Path) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(programme_report.as_uri() + "#" + FIRST)
    expect(page.locator("#explore-app")).to_contain_text("needs WebGL", timeout=PATIENCE_MS)
    page.locator("#sites-app tbody tr").filter(has_text="redevelop-homes").locator("button").click()
    expect(page.locator(".panel")).to_contain_text("Public cost")
