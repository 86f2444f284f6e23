"""Classes hold as many values as each other, and every class has some."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gengxin.publish.colours import breaks, ramp


def test_five_classes_of_ten_values_hold_two_each() -> None:
    bounds = breaks(np.arange(10.0))
    assert bounds == [2.0, 4.0, 6.0, 8.0]


def test_equal_values_are_one_class() -> None:
    assert breaks(np.array([0.3, 0.3, np.nan])) == []


def test_no_value_is_no_class() -> None:
    assert breaks(np.array([np.nan])) == []


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_no_class_is_empty(values: list[float]) -> None:
    known = np.array(values)
    bounds = breaks(known)
    classes = np.searchsorted(bounds, known, side="right")
    assert set(classes.tolist()) == set(range(len(bounds) + 1))


@pytest.mark.parametrize("count", range(1, 8))
def test_each_number_of_classes_has_its_colours_light_to_dark(count: int) -> None:
    light = [
        sum(int(colour[place : place + 2], 16) for place in (1, 3, 5)) for colour in ramp(count)
    ]
    assert len(light) == count
    assert light == sorted(light, reverse=True)
