import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["assumed", "envelope", "perimeter", "plots", "slabs", "uses"])
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    told = doctest.testmod(importlib.import_module(f"gengxin.engines.form.{name}"))
    assert told.attempted > 0
    assert told.failed == 0
