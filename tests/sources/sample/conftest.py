"""One sample of a whole district for all tests here."""

import pytest

from gengxin.sources.sample import sample_district
from gengxin.terms import District, PlainDistrict, checked


@pytest.fixture(scope="session")
def sample() -> PlainDistrict:
    """The plain tables of the sample of 3,000 sites."""
    return sample_district(sites=3_000, seed=1)


@pytest.fixture(scope="session")
def district(sample: PlainDistrict) -> District:
    """The same, checked."""
    return checked(sample)
