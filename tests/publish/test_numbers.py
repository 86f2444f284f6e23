"""Numbers are written the same here and in the browser: `number_cases.json` is read by both."""

import json
from pathlib import Path

import pytest

from gengxin.publish.numbers import in_money, in_range, in_table, shares_beside, with_unit

CASES = json.loads((Path(__file__).parent / "number_cases.json").read_text("utf-8"))


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


@pytest.mark.parametrize(("value", "unit", "en", "zh"), CASES["with_unit"])
def test_text_has_three_digits_and_a_unit(value: float | None, unit: str, en: str, zh: str) -> None:
    assert with_unit(_number(value), unit) == (en, zh)


@pytest.mark.parametrize(("value", "unit", "written"), CASES["in_table"])
def test_a_table_has_every_digit_that_carries_meaning(
    value: float | None, unit: str, written: str
) -> None:
    assert in_table(_number(value), unit) == written


@pytest.mark.parametrize(("value", "currency", "en", "zh"), CASES["in_money"])
def test_money_is_told_in_units_that_a_reader_thinks_in(
    value: float | None, currency: str, en: str, zh: str
) -> None:
    assert in_money(_number(value), currency) == (en, zh)


def test_a_range_stands_behind_its_middle() -> None:
    told = in_range(1e6, 2e6, 3.5e6, "CNY")
    assert told == ("CNY 2 million (1 million to 3.5 million)", "200万元（100万至350万）")
    assert in_range(0.0, 0.0, 0.0, "CNY").en == "CNY 0"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (0.641, 0.71, ("64.1%", "71.0%")),
        (0.5, 0.6, ("50%", "60%")),
        (0.997, 1.0, ("99.7%", "100.0%")),
        (0.00012, 0.3, ("0.01%", "30.00%")),
        (float("nan"), 0.3, ("unavailable", "30%")),
    ],
)
def test_two_shares_side_by_side_have_as_many_digits(
    before: float, after: float, told: tuple[str, str]
) -> None:
    assert tuple(one.en for one in shares_beside(before, after)) == told
