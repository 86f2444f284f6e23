"""A number of a rule or an option with its unit, in English and Chinese."""

from gengxin.terms.rules import OPTION_MEASURES

__all__ = ["UNITS", "beside_limit", "with_unit"]

# unit of a measure → as it is written after a number
UNITS: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "ratio": ("", ""),
    "m": (" m", "米"),
    "storeys": (" storeys", "层"),
    "hours": (" h", "小时"),
    "spaces": (" spaces", "个车位"),
    "spaces a home": (" spaces a home", "个/户"),
    "spaces/100 m²": (" spaces/100 m²", "个/百平方米"),
    "share 0–1": ("%", "%"),
    "share a year": ("% a year", "%/年"),
}


def with_unit(number: float, measure: str, *, digits: int = 2) -> tuple[str, str]:
    """A number of a measure with its unit, shares as per cent; ratios have none.

    >>> with_unit(24.0, "height_m"), with_unit(0.35, "lot_coverage")[0], with_unit(1.8, "far")[0]
    (('24 m', '24米'), '35%', '1.8')
    """
    unit = OPTION_MEASURES[measure][2]
    scaled = number * 100 if unit.startswith("share") else number
    shown = f"{scaled:,.{digits}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    en, zh = UNITS[unit]
    return f"{shown}{en}", f"{shown}{zh}"


def beside_limit(number: float, limit: float, measure: str) -> tuple[str, str]:
    """A number that is read beside its limit: in more digits where it would read as the limit."""
    told = with_unit(number, measure)
    if number == limit or told != with_unit(limit, measure):
        return told
    return with_unit(number, measure, digits=6)
