import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["coverage", "pairs", "served", "sums", "supply"])
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    told = doctest.testmod(importlib.import_module(f"gengxin.engines.cover.{name}"))
    assert told.attempted > 0
    assert told.failed == 0
