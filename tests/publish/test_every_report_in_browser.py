"""What holds for every report in a browser: from disk, without the net, on paper, on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.publish.in_browser import FIRST, Watched, opened, unable, wide

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
# what a heading says in Chinese, and what the legend does
IN_CHINESE = {
    "report": ("短板在哪里？", "300米内有幼儿园"),
    "option_report": ("每个地块可以做什么？", "拆除重建"),
    "programme_report": ("每个地块做什么、何时做、为什么？", "拆除重建"),
}
# an address, and what it shows on a phone: where, and in which words
ON_A_PHONE = {
    "report": (
        "indicator=reach.health.pharmacy&level=neighbourhood&selection=area:south",
        ".place-card h3",
        "南里",
    ),
    "option_report": (
        "site=s1&option=redevelop-homes&show=sun%2Blabels&solid=yes",
        ".card",
        "300万元 (−100万 – 700万)",
    ),
    "programme_report": ("site=s1", ".panel", "300万元"),
}


@pytest.fixture(params=list(FIRST))
def shown(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_it_opens_from_disk_asks_for_nothing_and_complains_of_nothing(
    seen: Callable[[str], Watched], shown: str
) -> None:
    watched = seen(shown)
    assert (watched.requests, watched.complaints) == ([], [])
    expect(watched.page.locator("#explore-app canvas")).to_be_visible()
    expect(watched.page.locator(".made-up")).to_be_visible()


def test_the_language_can_be_changed(page: Page, shown: str) -> None:
    heading, legend = IN_CHINESE[shown]
    # a click by the driver would first scroll the bar's own place into view
    page.get_by_role("button", name="中文").dispatch_event("click")
    expect(page.locator("#explore h2")).to_have_text(heading, use_inner_text=True)
    expect(page.locator(".explore-legend")).to_contain_text(legend)
    assert page.locator("main .en").filter(visible=True).count() == 0
    assert "lang=zh" in page.url


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_it_prints(page: Page, paper: str) -> None:
    assert page.pdf(format=paper).startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("#explore").is_visible()
    assert page.locator(".still").first.is_visible()


def test_a_chinese_phone_in_the_dark(
    browser: Browser, request: pytest.FixtureRequest, shown: str
) -> None:
    report: Path = request.getfixturevalue(shown)
    address, where, words = ON_A_PHONE[shown]
    seen = opened(
        browser,
        report,
        address="#" + address,
        viewport=PHONE,
        locale="zh-CN",
        color_scheme="dark",
    )
    # what the address says is shown; no sideways scroll, nothing in English only, dark ground
    expect(seen.page.locator(where)).to_contain_text(words)
    assert wide(seen.page) <= PHONE["width"]
    assert seen.page.locator("main .en").filter(visible=True).count() == 0
    ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(26, 24, 23)"
    seen.page.locator("[data-theme-switch]").click()
    expect(seen.page.locator("html")).to_have_attribute("data-theme", "light")
    assert seen.complaints == []


@pytest.mark.parametrize(
    ("shown", "where", "words"),
    [
        ("option_report", ".card", "own money needed"),
        ("programme_report", ".panel", "Public cost"),
    ],
)
def test_without_webgl_the_table_tells_the_same(
    browser: Browser, request: pytest.FixtureRequest, shown: str, where: str, words: str
) -> None:
    page = unable(browser, request.getfixturevalue(shown), address=FIRST[shown])
    page.locator("#sites-app tbody tr").filter(has_text="redevelop-homes").locator("button").click()
    expect(page.locator(where)).to_contain_text(words)
