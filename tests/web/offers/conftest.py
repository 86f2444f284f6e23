"""A server whose clock a test sets forward, with an offer that is open."""

from collections.abc import Iterator

import pytest
from tests.web.conftest import ClientOf
from tests.web.offers.offering import Clock, offer_asked, opened_offer, project_of

from gengxin.terms.records import Project
from gengxin.workbench.serving import Served, Settings, open_served


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def served(settings: Settings, clock: Clock) -> Iterator[Served]:
    opened = open_served(settings, now=clock)
    yield opened
    opened.close()


@pytest.fixture
def project(served: Served) -> Project:
    return project_of(served)


@pytest.fixture
def ref(client_of: ClientOf, project: Project, clock: Clock) -> str:
    """An open offer of two roles."""
    return opened_offer(client_of("coordinator"), offer_asked(project, clock))["ref"]
