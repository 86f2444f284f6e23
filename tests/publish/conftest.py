"""The toy town's check-up made by hand, printed once for all tests that open it."""

from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.publish.hand_made import hand_made_check_up, toy_district
from tests.publish.in_browser import FIRST, Watched, opened
from tests.publish.option_set import hand_made_options, hand_made_sun, toy_books
from tests.publish.programme_set import hand_made_told

from gengxin.publish import write_option_report, write_programme_report, write_report
from gengxin.terms import CheckUp, District


@pytest.fixture(scope="session")
def check_up() -> CheckUp:
    return hand_made_check_up()


@pytest.fixture(scope="session")
def district() -> District:
    return toy_district()


@pytest.fixture(scope="session")
def front_end() -> None:
    """Skip by name where the report's scripts have not been built."""
    if not resources.files("gengxin.publish").joinpath("assets", "report.js").is_file():
        pytest.skip("the report's front end is not built; run `make setup`")


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the toy town."""
    request.getfixturevalue("front_end")
    check_up, district = map(request.getfixturevalue, ("check_up", "district"))
    path = tmp_path_factory.mktemp("report") / "check-up.html"
    write_report(check_up, district, path)
    return path


@pytest.fixture(scope="session")
def option_report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of options of the toy town."""
    request.getfixturevalue("front_end")
    district = request.getfixturevalue("district")
    path = tmp_path_factory.mktemp("options") / "options.html"
    write_option_report(hand_made_options(), district, path, books=toy_books(), sun=hand_made_sun())
    return path


@pytest.fixture(scope="session")
def programme_report(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The report of a programme of the toy town."""
    request.getfixturevalue("front_end")
    path = tmp_path_factory.mktemp("programme") / "programme.html"
    write_programme_report(hand_made_told(), path)
    return path


@pytest.fixture(scope="module")
def seen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Callable[[str], Watched]]:
    """Each report as a reader of English opens it, once for a file of tests, which share the page.

    After all of them nothing was asked of the net, and nothing complained of.
    """
    found: dict[str, Watched] = {}

    def of(report: str) -> Watched:
        if report not in found:
            found[report] = opened(browser, request.getfixturevalue(report))
        return found[report]

    yield of
    went_wrong = {name: (one.requests, one.complaints) for name, one in found.items()}
    assert went_wrong == {name: ([], []) for name in found}


@pytest.fixture
def page(request: pytest.FixtureRequest, seen: Callable[[str], Watched], shown: str) -> Page:
    """The page of the report that a test calls ``shown``, brought back to its first view."""
    page = seen(shown).page
    page.emulate_media(media="screen")
    page.goto(request.getfixturevalue(shown).as_uri() + "#" + FIRST[shown])
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    return page
