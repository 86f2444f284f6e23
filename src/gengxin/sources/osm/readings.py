"""What free-text tag values say: lengths, storeys, counts, years. NaN where they can't be read."""

import math
import re
from typing import Final

__all__ = ["approximate_year", "count", "metres", "storeys", "year"]

_M_PER_FOOT: Final = 0.3048
_M_PER_INCH: Final = 0.0254
_TALLEST_M: Final = 1_000.0
_MOST_STOREYS: Final = 200.0
_LATEST_YEAR: Final = 2100.0

_NUMBER: Final = r"(\d+(?:[.,]\d+)?)"
_METRES: Final = re.compile(rf"{_NUMBER}\s*(?:m|metres?|meters?)?", re.IGNORECASE)
_FEET: Final = re.compile(
    rf"{_NUMBER}\s*(?:ft|feet|')\s*(?:{_NUMBER}\s*(?:in|\"|''))?", re.IGNORECASE
)
_COUNT: Final = re.compile(_NUMBER)
_YEAR: Final = re.compile(r"(\d{4})(?:-\d{2}){0,2}")
_ABOUT_YEAR: Final = re.compile(
    r"(?:~|c\.?|ca\.?|circa|about|before|after|early|mid|late|<|>)?\s*(\d{4})(?:-\d{2}){0,2}(s?)"
    r"(?:\s*(?:\.\.|[-–/;])\s*(\d{4})(?:-\d{2}){0,2})?",
    re.IGNORECASE,
)
_CENTURY: Final = re.compile(r"(?:early|mid|late|~)?\s*C(\d{1,2})", re.IGNORECASE)


def metres(text: str) -> float:
    """A height: ``12``, ``12.5 m``, ``40 ft``, ``40'6"``.

    Examples
    --------
    >>> metres("12,5 m"), round(metres("10'"), 3)
    (12.5, 3.048)

    """
    feet = _FEET.fullmatch(text.strip())
    if feet:
        value = _number(feet[1]) * _M_PER_FOOT + _number(feet[2] or "0") * _M_PER_INCH
    else:
        plain = _METRES.fullmatch(text.strip())
        value = _number(plain[1]) if plain else math.nan
    return value if 0 < value <= _TALLEST_M else math.nan


def storeys(text: str) -> float:
    """Storeys above ground; half storeys count as halves.

    Examples
    --------
    >>> storeys("5"), storeys("2.5"), storeys("2-4")
    (5.0, 2.5, nan)

    """
    value = count(text)
    return value if value <= _MOST_STOREYS else math.nan


def count(text: str) -> float:
    """A number of things, e.g. homes, seats, beds."""
    plain = _COUNT.fullmatch(text.strip())
    return _number(plain[1]) if plain else math.nan


def year(text: str) -> float:
    """The year of a day that is stated exactly: ``1912``, ``1912-05``, ``1912-05-30``.

    Examples
    --------
    >>> year("1912-05-30"), year("~1912")
    (1912.0, nan)

    """
    exact = _YEAR.fullmatch(text.strip())
    return _sane_year(float(exact[1])) if exact else math.nan


def approximate_year(text: str) -> float:
    """The middle of what is said roughly: ``~1912``, ``1890s``, ``1890..1900``, ``C19``.

    Examples
    --------
    >>> approximate_year("~1912"), approximate_year("1890s"), approximate_year("C19")
    (1912.0, 1895.0, 1850.0)

    """
    century = _CENTURY.fullmatch(text.strip())
    if century:
        return _sane_year((float(century[1]) - 0.5) * 100)
    about = _ABOUT_YEAR.fullmatch(text.strip())
    if not about:
        return math.nan
    first = float(about[1]) + (5 if about[2] else 0)
    last = float(about[3]) if about[3] else first
    return _sane_year(float(round((first + last) / 2)))


def _number(text: str) -> float:
    """A decimal number written with a point or a comma."""
    return float(text.replace(",", "."))


def _sane_year(value: float) -> float:
    """The year, if anything built then can stand today."""
    return value if 0 < value <= _LATEST_YEAR else math.nan
