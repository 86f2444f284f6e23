"""The report of a programme in a browser: sites, reasons, phases."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def shown() -> str:
    return "programme_report"


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
