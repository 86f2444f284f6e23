"""The report of a check-up in a browser: indicators, findings, places, causes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.publish.in_browser import FIRST, unable

pytestmark = pytest.mark.browser


@pytest.fixture
def shown() -> str:
    return "report"


def test_charts_stand_under_the_sentence_that_they_show(page: Page) -> None:
    expect(page.locator(".chart strong").first).to_contain_text("fewer than half")


def test_the_language_can_be_changed_and_the_place_is_kept(page: Page) -> None:
    heading = page.locator("#findings h2")
    heading.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    before = heading.bounding_box()
    # a click by the driver would first scroll the bar's own place into view
    page.get_by_role("button", name="中文").dispatch_event("click")
    expect(heading).to_have_text("哪里不达标、为什么、怎么办", use_inner_text=True)
    expect(page.locator(".pick-indicator option").first).to_contain_text("300米内有幼儿园")
    after = heading.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 40


def test_another_indicator_changes_map_legend_and_address(page: Page) -> None:
    expect(page.locator(".shade-legend")).to_contain_text("kindergarten within 300 m")
    page.locator(".pick-indicator select").select_option("reach.health.pharmacy")
    expect(page.locator(".shade-legend")).to_contain_text("pharmacy within 200 m")
    assert "indicator=reach.health.pharmacy" in page.url
    page.go_back()
    expect(page.locator(".shade-legend")).to_contain_text("kindergarten within 300 m")


def test_what_cannot_be_measured_cannot_be_chosen(page: Page) -> None:
    option = page.locator('.pick-indicator option[value="reach.metro"]')
    expect(option).to_be_disabled()
    expect(option).to_contain_text("unavailable")


def test_a_finding_flies_there_and_is_in_the_address(page: Page) -> None:
    page.locator('#findings [data-finding="f3"]').click()
    card = page.locator(".place-card")
    expect(card).to_contain_text("North")
    expect(card).to_contain_text("no pharmacy in the north")
    expect(card.locator(".part")).to_have_count(1)
    assert "selection=finding%3Af3" in page.url


def test_an_area_can_be_reached_by_keyboard_alone(page: Page) -> None:
    button = page.locator("#areas-app tbody button").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".place-card")).to_be_visible()


def test_a_click_on_the_map_shows_numbers_with_their_basis(page: Page) -> None:
    page.get_by_role("button", name="whole district").click()
    canvas = page.locator("#explore-app canvas")
    size = canvas.bounding_box()
    assert size is not None
    canvas.click(position={"x": size["width"] * 0.45, "y": size["height"] * 0.75})
    card = page.locator(".place-card")
    expect(card).to_be_visible()
    card.locator(".info").first.click()
    expect(card.locator(".notes").first).to_be_visible()


def test_a_cause_can_be_hidden(page: Page) -> None:
    page.locator(".cause-legend input").first.uncheck()
    assert "hide=detour" in page.url


def test_without_webgl_a_plain_map_shows_the_same_areas_and_gaps(
    browser: Browser, report: Path
) -> None:
    page = unable(browser, report, address=FIRST["report"])
    # south and north are shaded, p6 and p8 lack a kindergarten
    expect(page.locator("#explore-app figure path")).to_have_count(2)
    expect(page.locator("#explore-app figure circle")).to_have_count(2)
    page.locator("#explore-app figure path").last.dispatch_event("click")
    expect(page.locator(".place-card h3")).to_contain_text("North")
    expect(page.locator(".finding-list li").first).to_be_visible()
