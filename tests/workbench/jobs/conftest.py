"""A district's records in both fillings, and work of the tests' own that takes no time."""

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from gengxin.store.records import KeptRecords, open_records
from gengxin.workbench.jobs import Pace, Worker

# a worker is lost where a test says that minutes have passed, never where it is kept waiting
QUICK = Pace(look_seconds=0.05, beat_seconds=0.05, lost_after_seconds=600.0, patience_seconds=0.5)
TOY_WORK = (sys.executable, str(Path(__file__).parent / "toy_work.py"))


@pytest.fixture(params=["embedded", "server"])
def where(request: pytest.FixtureRequest, home: Path) -> str | Path:
    """Where the records of a district lie: in its folder, or on a server."""
    if request.param == "embedded":
        return home
    address: str = request.getfixturevalue("cluster").made("jobs")
    return address


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that passes for a district's."""
    folder = tmp_path / "district"
    folder.mkdir()
    (folder / "district.toml").write_text("")
    return folder


@pytest.fixture
def records(where: str | Path) -> Iterator[KeptRecords]:
    """Records without any yet."""
    kept = open_records(where)
    yield kept
    kept.close()


@pytest.fixture
def worker(home: Path, records: KeptRecords) -> Worker:
    """A worker in this process, whose work is a toy."""
    return Worker(home, records, pace=QUICK, command=TOY_WORK)


@pytest.fixture
def never() -> Event:
    """Nobody stops the worker."""
    return Event()
