import doctest
import importlib

import pytest

MODULES = ("blocks", "cells", "counting", "day", "hours", "path", "receptors", "scene", "sites")


@pytest.mark.parametrize("name", ["", *(f".{module}" for module in (*MODULES, "stepped"))])
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    told = doctest.testmod(importlib.import_module(f"gengxin.engines.sun{name}"))
    assert told.attempted > 0
    assert told.failed == 0
