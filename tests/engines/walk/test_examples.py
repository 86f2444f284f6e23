import doctest
from importlib import import_module

import pytest

MODULES = (
    *("islands", "joins", "lines", "lists", "live", "nearest"),
    *("network", "pairs", "reach", "spots", "straight"),
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    told = doctest.testmod(import_module(f"gengxin.engines.walk.{name}"))
    assert told.attempted > 0
    assert told.failed == 0
