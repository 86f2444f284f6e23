"""The toy town measured once."""

from datetime import date

import pandas as pd
import pytest
from tests.town.toy import toy_town

from gengxin.diagnose import check_up
from gengxin.sources.standards import read_standards
from gengxin.terms import CheckUp, checked


@pytest.fixture(scope="session")
def toy() -> CheckUp:
    """The check-up of the toy town by the Chinese standards."""
    return check_up(
        checked(toy_town()),
        read_standards("cn-default"),
        day=date(2026, 1, 1),
        software="test",
    )


@pytest.fixture(scope="session")
def values(toy: CheckUp) -> pd.DataFrame:
    """Its observations by indicator and area."""
    return toy.observations.set_index(["indicator", "area"]).sort_index()
