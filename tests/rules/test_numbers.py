"""Numbers of rules with their units."""

import pytest

from gengxin.publish.numbers import unit_words
from gengxin.rules.numbers import UNITS, beside_limit, with_unit
from gengxin.terms.rules import OPTION_MEASURES


def test_every_measure_has_a_unit_in_both_languages() -> None:
    assert {unit for _, _, unit in OPTION_MEASURES.values()} == set(UNITS)


@pytest.mark.parametrize("unit", UNITS)
def test_units_are_those_of_the_pages(unit: str) -> None:
    assert (UNITS[unit][0].strip(), UNITS[unit][1]) == tuple(unit_words(unit))


def test_metres_per_cent_and_ratios() -> None:
    assert with_unit(24.0, "height_m") == ("24 m", "24米")
    assert with_unit(0.125, "green_share") == ("12.5%", "12.5%")
    assert with_unit(1.8, "far") == ("1.8", "1.8")
    assert with_unit(0.05, "rent_rise_rate") == ("5% a year", "5%/年")


def test_a_number_that_misses_its_limit_by_a_hair_is_told_in_full() -> None:
    assert beside_limit(2.004, 2.0, "far") == ("2.004", "2.004")
    assert beside_limit(2.0, 2.0, "far") == ("2", "2")
    assert beside_limit(24.0001, 24.0, "height_m") == ("24.0001 m", "24.0001米")
    assert beside_limit(27.4, 24.0, "height_m")[0] == "27.4 m"
