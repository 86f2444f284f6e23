"""The brief as the report tells it: which rows hold, how hard, to which limit."""

from dataclasses import dataclass

from gengxin.publish.programme_report.told import Told
from gengxin.publish.words import Words
from gengxin.terms import ROWS

__all__ = ["BriefRow", "brief_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRow:
    """A family of rows: whether it holds, and its limit in digits, empty where none."""

    name: Words
    holds: Words
    limit: str


def brief_rows(told: Told) -> list[BriefRow]:
    """Every family of rows that a brief may switch."""
    stated = told.programme.brief.rows
    made = []
    for family, words in ROWS.items():
        row = stated.get(family)
        if row is None or not row.on:
            holds = Words("off", "不启用")
        elif row.hard:
            holds = Words("must hold", "必须满足")
        else:
            price = f"{row.price:,g} {told.currency}"
            holds = Words(f"may be missed at {price} a unit", f"可突破，每单位{price}")
        limit = "" if row is None or not row.on or row.limit is None else f"{row.limit:,g}"
        made.append(BriefRow(name=Words(*words), holds=holds, limit=limit))
    return made
