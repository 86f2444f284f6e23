"""What options ask of a check-up is what the whole check-up finds, less its words and cures."""

from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from tests.town.toy import toy_town

from gengxin.diagnose import Diagnosis
from gengxin.sources.sample import sample_district
from gengxin.sources.standards import read_standards
from gengxin.terms import District, checked

DAY = date(2026, 1, 1)
TOLD = [
    "ref",
    "indicator",
    "level",
    "area",
    "value",
    "threshold",
    "affected_people",
    "cause",
    "verified",
]


def of_services(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings whose indicator is of a service."""
    return findings[findings["indicator"].astype("str").str.contains(".", regex=False)]


@pytest.fixture(params=["toy", "sample", "nobody"])
def town(request: pytest.FixtureRequest) -> District:
    if request.param == "sample":
        return checked(sample_district(sites=100, seed=3))
    return checked(toy_town() if request.param == "toy" else toy_town(people=None))


def test_shortfalls_are_the_gaps_and_findings_of_the_whole_check_up(town: District) -> None:
    pack = read_standards("cn-default")
    begun = Diagnosis(town, pack)
    whole = begun.check_up(begun.of_services(), day=DAY, software="test")
    short = Diagnosis(town, pack).shortfalls(day=DAY, software="test")
    assert_frame_equal(
        pd.DataFrame(short.findings)[TOLD],
        pd.DataFrame(of_services(whole.findings))[TOLD].reset_index(drop=True),
    )
    counted = list(short.gaps.columns)
    assert counted == ["standard", "people", "unserved_people"]
    assert_frame_equal(pd.DataFrame(short.gaps), pd.DataFrame(whole.gaps)[counted])
    assert (short.pack, short.variant, short.provenance) == (
        whole.pack,
        whole.variant,
        whole.provenance,
    )
