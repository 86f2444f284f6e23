"""Short ways to write a column of the dictionary, and the columns that every table has."""

from gengxin.terms.codes import AREA_LEVELS
from gengxin.terms.columns import Column

__all__ = ["AREA_KEYS", "RECORD", "amount", "code", "day", "flag", "measure", "share", "text"]


def text(name: str, en: str, zh: str, *, refers_to: str = "", required: bool = False) -> Column:
    """Write a column of free text, or of references to another table."""
    return Column(name=name, kind="text", en=en, zh=zh, refers_to=refers_to, required=required)


def code(
    name: str, en: str, zh: str, *, codes: dict[str, tuple[str, str]], required: bool = False
) -> Column:
    """Write a column whose values come from a code list."""
    return Column(name=name, kind="code", en=en, zh=zh, codes=tuple(codes), required=required)


def measure(
    name: str, en: str, zh: str, *, unit: str, upper: float | None = None, required: bool = False
) -> Column:
    """Write a column of numbers from 0 up, in the unit stated."""
    return Column(
        name=name, kind="number", en=en, zh=zh, unit=unit, lower=0.0, upper=upper, required=required
    )


def share(name: str, en: str, zh: str) -> Column:
    """Write a column of shares, 0 to 1."""
    return measure(name, en, zh, unit="share 0–1", upper=1.0)


def amount(name: str, en: str, zh: str, *, unit: str = "currency") -> Column:
    """Write a column of money, in the district's currency at its price day; may be negative."""
    return Column(name=name, kind="number", en=en, zh=zh, unit=unit)


def flag(name: str, en: str, zh: str, *, required: bool = False) -> Column:
    """Write a column of yes and no."""
    return Column(name=name, kind="flag", en=en, zh=zh, required=required)


def day(name: str, en: str, zh: str) -> Column:
    """Write a column of days."""
    return Column(name=name, kind="day", en=en, zh=zh)


RECORD = (
    text("ref", "stable reference of the row", "稳定编号", required=True),
    text("name_zh", "name in Chinese", "中文名"),
    text("name_en", "name in English", "英文名"),
    text("source", "where the row comes from", "来源"),
)

# the area of each level to which a row belongs; left empty, the check fills it by place
AREA_KEYS = tuple(
    text(level, f"{en} to which it belongs", f"所属{zh}", refers_to="areas")
    for level, (en, zh) in AREA_LEVELS.items()
)
