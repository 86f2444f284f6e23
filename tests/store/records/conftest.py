"""The records store in both its fillings, each test with one of its own."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gengxin.store.records import KeptRecords, open_records
from gengxin.terms.records import SYSTEM, Person

HASHED = "$argon2id$v=19$…"


Addresses = Callable[[], str | Path]


@pytest.fixture(params=["embedded", "server"])
def addresses(request: pytest.FixtureRequest, tmp_path: Path) -> Addresses:
    """Give places for records, each a new one: a district's folder, or a database."""
    numbers = itertools.count()
    if request.param == "embedded":
        return lambda: district(tmp_path / f"district-{next(numbers)}")
    running = request.getfixturevalue("cluster")
    return lambda: running.made(f"turn_{next(numbers)}")


@pytest.fixture
def store(addresses: Addresses) -> Iterator[KeptRecords]:
    """A store without records."""
    kept = open_records(addresses())
    yield kept
    kept.close()


@pytest.fixture
def ann(store: KeptRecords) -> Person:
    """A person who may do things."""
    with store.change(by=SYSTEM, why="the first account") as change:
        return change.add(Person(name="Ann 安", mail="ann@example.org", password_hash=HASHED))


def district(folder: Path) -> Path:
    """A folder that passes for a district's: records ask nothing more of it."""
    folder.mkdir()
    (folder / "district.toml").write_text("")
    return folder
