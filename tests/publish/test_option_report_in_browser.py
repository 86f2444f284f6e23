"""The report of options in a browser: sites, options, accounts, reasons."""

import pytest
from playwright.sync_api import Page, expect
from tests.publish.option_set import HEIGHT_CLAUSE

pytestmark = pytest.mark.browser


@pytest.fixture
def shown() -> str:
    return "option_report"


def test_a_site_shows_its_options_with_account_and_reasons(page: Page) -> None:
    row = page.locator("#sites-app tbody tr").filter(has_text="redevelop-homes")
    expect(row).to_have_count(1)
    row.locator("button").click()
    panel = page.locator(".panel")
    expect(panel).to_contain_text("2 / 2 legal")
    # the best option stands open: its worth in a range, who pays, what balances
    card = panel.locator(".card")
    expect(card).to_contain_text("CNY 3 million (−1 million – 7 million)")
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
