"""The toy town's check-up made by hand, printed once for all tests that open it."""

from importlib import resources
from pathlib import Path

import pytest
from tests.publish.hand_made import hand_made_check_up, toy_district

from gengxin.publish import write_report
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
