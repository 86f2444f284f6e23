"""What every test may ask for: the shared real data, and the programs we are compared with."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from playwright.sync_api import Browser, expect, sync_playwright
from tests.publish.in_browser import ARGUMENTS, CHROMIUM, PATIENCE_MS

# The first call of a compiled function may have to compile it: no example is timed.
# A test tries the same examples whenever it is run, whatever was loaded before it, from which
# constants would be taken; make test-long looks for others.
providers.is_local_module_file = lambda _: False
settings.register_profile(
    "gengxin", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("chance", settings.get_profile("gengxin"), derandomize=False)
settings.load_profile("gengxin")

REPOSITORY = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for a browser begins first: a long file at the end leaves a process idle.

    The town with a programme comes before all: nearly every kernel is compiled for it, once.
    """
    first = "test_browser_projects.py", "browser"
    items.sort(key=lambda item: [part not in item.path.name for part in first])


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real data: ``GENGXIN_DATA``, else ``shared/data`` beside the repository."""
    folder = Path(os.environ.get("GENGXIN_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; name its folder in GENGXIN_DATA")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of a file; while it runs no other loop may run in this process."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=CHROMIUM,
            chromium_sandbox=False,
            args=ARGUMENTS,
            timeout=PATIENCE_MS,
        )
        # a busy machine may be slow
        expect.set_options(timeout=PATIENCE_MS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Made-up towns, which processes that test side by side share."""
    from tests.town.towns import Towns

    base = tmp_path_factory.getbasetemp()
    return Towns((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "towns")


@pytest.fixture(scope="session")
def peer() -> Callable[[str], Path]:
    """Give, for a peer's name, the Python of its environment; skip by name when it isn't made."""

    def python_of(name: str) -> Path:
        home = REPOSITORY / ".peers" / name
        # benchmarks/peers/make.py writes this file last, so a half-made environment doesn't count
        if not (home / "made-from.txt").is_file():
            pytest.skip(f"peer {name} is missing: python benchmarks/peers/make.py {name}")
        return home / "bin" / "python"

    return python_of


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """A running PostgreSQL with PostGIS; skipped by name where there is none."""
    from tests.store.records.cluster import TEMPLATE, Cluster, why_not

    from gengxin.store.records import open_records

    if why_not():
        pytest.skip(why_not())

    running = Cluster()
    try:
        running.run(f"CREATE DATABASE {TEMPLATE}")
        open_records(running.address(TEMPLATE)).close()
        yield running
    finally:
        running.stop()
