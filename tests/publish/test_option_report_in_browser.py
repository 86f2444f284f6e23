"""The report of options in a browser: from disk, without the net, in both languages, on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.publish.in_browser import PATIENCE_MS, Watched, opened, wide
from tests.publish.option_set import HEIGHT_CLAUSE

pytestmark = pytest.mark.browser

FIRST = "lang=en&theme=light&by=best"


@pytest.fixture(scope="module")
def seen(browser: Browser, option_report: Path) -> Watched:
    """The report as a reader of English opens it; the tests of this file share the one page."""
    return opened(browser, option_report)


@pytest.fixture
def page(seen: Watched, option_report: Path) -> Page:
    """The shared page, brought back to its first view."""
    seen.page.emulate_media(media="screen")
    seen.page.goto(option_report.as_uri() + "#" + FIRST)
    seen.page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    return seen.page


def test_it_opens_from_disk_asks_for_nothing_and_complains_of_nothing(seen: Watched) -> None:
    assert seen.requests == []
    assert seen.complaints == []
    expect(seen.page.locator("#explore-app canvas")).to_be_visible()
    expect(seen.page.locator(".made-up")).to_be_visible()


def test_a_site_shows_its_options_with_account_and_reasons(page: Page) -> None:
    row = page.locator("#sites-app tbody tr").filter(has_text="redevelop-homes")
    expect(row).to_have_count(1)
    row.locator("button").click()
    panel = page.locator(".panel")
    expect(panel).to_contain_text("2 / 2 legal")
    # the best option stands open: its worth in a range, who pays, what balances
    card = panel.locator(".card")
    expect(card).to_contain_text("CNY 3 million (-1 million – 7 million)")
    expect(card).to_contain_text("33% a year")
    expect(card).to_contain_text("own money needed")
    expect(card.locator("svg rect")).to_have_count(3)
    expect(card).to_contain_text("53 of 70 households")
    assert "option=redevelop-homes" in page.url
    page.go_back()
    expect(panel).to_have_count(0)


def test_why_not_is_said_in_the_rules_own_text(page: Page) -> None:
    page.get_by_role("searchbox").fill("toy.height")
    rows = page.locator("#sites-app tbody tr")
    expect(rows).to_have_count(1)
    rows.locator("button").click()
    panel = page.locator(".panel")
    panel.get_by_role("button", name="extend-up").click()
    card = panel.locator(".card")
    expect(card).to_contain_text(HEIGHT_CLAUSE)
    card.get_by_text("Rules", exact=True).click()
    failed = card.locator("li.failed")
    expect(failed).to_contain_text("15 ≤ 12 m")
    page.get_by_role("searchbox").fill("")


def test_another_quantity_changes_legend_and_address(page: Page) -> None:
    legend = page.locator(".explore-legend")
    expect(legend).to_contain_text("full redevelopment")
    page.locator(".pick-quantity select").select_option("forbids")
    expect(legend).to_contain_text("height")
    assert "by=forbids" in page.url
    page.get_by_role("checkbox", name="sun map").check()
    expect(legend).to_contain_text("asked 2 h")
    expect(legend).to_contain_text("toy.sun: 2 h")


def test_the_language_can_be_changed(page: Page) -> None:
    page.get_by_role("button", name="中文").dispatch_event("click")
    expect(page.locator("#explore h2")).to_have_text("每个地块可以做什么？", use_inner_text=True)
    expect(page.locator(".explore-legend")).to_contain_text("拆除重建")
    assert page.locator("main .en").filter(visible=True).count() == 0


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_it_prints(page: Page, paper: str) -> None:
    assert page.pdf(format=paper).startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("#explore").is_visible()
    assert page.locator(".still").is_visible()


def test_after_all_of_that_nothing_was_asked_and_nothing_complained_of(seen: Watched) -> None:
    assert seen.requests == []
    assert seen.complaints == []


def test_a_chinese_phone_in_the_dark_standing_up(browser: Browser, option_report: Path) -> None:
    address = "#site=s1&option=redevelop-homes&show=sun%2Blabels&solid=yes"
    phone = {"width": 360, "height": 740}
    seen = opened(
        browser, option_report, address=address, viewport=phone, locale="zh-CN", color_scheme="dark"
    )
    expect(seen.page.locator(".card")).to_contain_text("300万元 (-100万 – 700万)")
    assert wide(seen.page) <= 360
    assert seen.complaints == []


def test_without_webgl_the_table_tells_the_same(browser: Browser, option_report: Path) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(option_report.as_uri() + "#" + FIRST)
    expect(page.locator("#explore-app")).to_contain_text("needs WebGL", timeout=PATIENCE_MS)
    page.locator("#sites-app tbody tr").filter(has_text="redevelop-homes").locator("button").click()
    expect(page.locator(".card")).to_contain_text("own money needed")
