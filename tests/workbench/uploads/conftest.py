"""Sound files of every kind, and the process that looks into files."""

from collections.abc import Iterator

import pytest
from tests.workbench.uploads.corpus import seeds

from gengxin.workbench.uploads.inspecting import Inspector


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of each kind, as bytes."""
    return seeds(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="session")
def inspector() -> Iterator[Inspector]:
    """The process that looks into files."""
    beside = Inspector()
    yield beside
    beside.close()
