"""Numbers are written the same here and in the browser: `number_cases.json` is read by both."""

import json
from pathlib import Path

import pytest

from gengxin.publish.numbers import in_table, with_unit

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
