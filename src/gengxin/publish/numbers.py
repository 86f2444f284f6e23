"""Numbers as people read them: three significant digits in text, all in tables, units always."""

import json
import math
from importlib import resources

from gengxin.publish.words import Words
from gengxin.terms import codes

__all__ = [
    "beside_bound",
    "in_money",
    "in_range",
    "in_table",
    "in_text",
    "shares_beside",
    "signed",
    "unit_words",
    "with_unit",
]

# unit as the dictionary and the indicators write it → as a reader meets it, here and on screen
_UNITS = {
    unit: Words(*words)
    for unit, words in json.loads(
        resources.files("gengxin.publish").joinpath("units.json").read_text("utf-8")
    ).items()
}
_SHARES = {"share 0–1", "share", "share a year"}
# what is counted in ones
_COUNTED = {"people", "homes", "jobs", "records"}
# what is told in a larger unit from ten thousand on, and how much smaller its own is
_LARGER = {"kg CO2e": ("tCO2e", 1000.0), "kg CO2e a year": ("tCO2e a year", 1000.0)}
TEN_THOUSAND = 10_000
FEW = 100
# what people read; files keep the hyphen that programs read
MINUS = "\u2212"
# digits after the point of a percentage at most
SHARE_DIGITS = 2
# from how much on money is told in which larger unit
_LARGE_EN = ((1e9, " billion"), (1e6, " million"))
_LARGE_ZH = ((1e8, "亿"), (1e4, "万"))


def unit_words(unit: str) -> Words:
    """Name of a unit in both languages; one that isn't listed stands for itself."""
    return _UNITS.get(unit, Words(unit, unit))


def with_unit(value: float, unit: str) -> Words:
    """A number of running text with its unit: three significant digits, 万 in Chinese."""
    if unit in _LARGER and abs(value) >= TEN_THOUSAND:
        unit, size = _LARGER[unit]
        value /= size
    number, name = in_text(value, unit), unit_words(unit)
    if not math.isfinite(value):
        return number
    gap = "" if name.en.startswith("%") or not name.en else " "
    return Words(f"{number.en}{gap}{name.en}", f"{number.zh}{name.zh}")


def beside_bound(value: float, bound: float, unit: str) -> Words:
    """A value that misses a bound: as ever, but in full where three digits would read as it."""
    told, name = with_unit(value, unit), unit_words(unit)
    if not math.isfinite(value) or value == bound or told != with_unit(bound, unit):
        return told
    gap = "" if name.en.startswith("%") or not name.en else " "
    number = in_table(value, unit)
    return Words(f"{number}{gap}{name.en}", f"{number}{name.zh}")


def shares_beside(before: float, after: float) -> tuple[Words, Words]:
    """Two shares that are read together, as percentages with as many digits as each other."""
    told = [_significant(100 * one) for one in (before, after) if math.isfinite(one)]
    digits = max((len(one.partition(".")[2]) for one in told), default=0)
    first, second = (_percent(one, min(digits, SHARE_DIGITS)) for one in (before, after))
    return first, second


def in_money(value: float, currency: str = "") -> Words:
    """An amount in three significant digits: millions and billions, in Chinese 万 and 亿."""
    if not math.isfinite(value):
        return in_text(value, "")
    en, zh = _large(value, _LARGE_EN), _large(value, _LARGE_ZH)
    code = f"{currency} " if currency else ""
    return Words(f"{code}{en}", f"{zh}{codes.CURRENCIES.get(currency, (currency, currency))[1]}")


def in_range(low: float, mid: float, high: float, currency: str) -> Words:
    """An amount with its range in brackets."""
    whole = in_money(mid, currency)
    if not math.isfinite(mid) or low == high:
        return whole
    ends = in_money(low), in_money(high)
    return Words(
        f"{whole.en} ({ends[0].en} to {ends[1].en})", f"{whole.zh}（{ends[0].zh}至{ends[1].zh}）"
    )


def in_text(value: float, unit: str) -> Words:
    """Three significant digits, without the unit; a missing number is said to be unavailable."""
    if not math.isfinite(value):
        return Words("unavailable", "不可用")
    if unit == "year":
        return Words(*(signed(f"{value:.0f}"),) * 2)
    scaled = value * 100 if unit in _SHARES else value
    if abs(scaled) >= TEN_THOUSAND and unit not in _SHARES:
        return Words(_significant(scaled), f"{_significant(scaled / TEN_THOUSAND)}万")
    return Words(*(_significant(scaled),) * 2)


def in_table(value: float, unit: str) -> str:
    """All digits that carry meaning, the same in both languages: shares as a percentage."""
    if not math.isfinite(value):
        return ""
    if unit == "year":
        return signed(f"{value:.0f}")
    scaled = value * 100 if unit in _SHARES else value
    if unit in _COUNTED and abs(scaled) >= FEW:
        return signed(f"{scaled:,.0f}")
    digits = SHARE_DIGITS if unit in _SHARES or abs(scaled) < FEW else 1
    return signed(_bare(f"{scaled:,.{digits}f}"))


def signed(written: str) -> str:
    """A written number for readers: below zero with a true minus, and no minus before nothing."""
    return written.lstrip("-") if not written.strip("-0.,%") else written.replace("-", MINUS)


def _percent(share: float, digits: int) -> Words:
    """A share as a percentage with so many digits after the point."""
    if not math.isfinite(share):
        return in_text(share, "share")
    # a hair outward, as other numbers of text are rounded
    told = signed(f"{round(100 * share * (1 + 1e-12), digits):.{digits}f}%")
    return Words(told, told)


def _large(value: float, units: tuple[tuple[float, str], ...]) -> str:
    """A number in the largest unit that it reaches."""
    # what rounds up to a unit is told in it
    reached = abs(value) * (1 + 5e-4)
    size, word = next(((size, word) for size, word in units if reached >= size), (1.0, ""))
    return f"{_significant(value / size)}{word}"


def _significant(value: float) -> str:
    """Round half away from zero to three significant digits; no exponent, no idle zeros."""
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    # a hair outward, so that 0.5735 isn't rounded down for want of a binary digit
    rounded = round(value * (1 + 1e-12), digits)
    return signed(_bare(f"{rounded:,.{max(digits, 0)}f}"))


def _bare(written: str) -> str:
    """A written number without idle zeros after the point."""
    return written.rstrip("0").rstrip(".") if "." in written else written
