"""The brief as the report tells it: which rows hold, how hard, to which limit."""

from dataclasses import dataclass

from gengxin.publish.numbers import with_unit
from gengxin.publish.programme_report.told import Told
from gengxin.publish.words import Words
from gengxin.terms import ROWS

__all__ = ["BriefRow", "brief_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRow:
    """A family of rows: whether it holds, and its limit in words, empty where none."""

    name: Words
    holds: Words
    limit: Words


# what a limit is a limit of; "{}" is the limit itself
_LIMITS = {
    "budget": Words(
        "{} of the cost of each site’s dearest option, a phase",
        "各地块最贵方案投入之和的{}（每期）",
    ),
    "balance": Words(
        "{} of the cost of each site’s dearest option may come from outside",
        "外来补助不超过各地块最贵方案投入之和的{}",
    ),
    "continuity": Words(
        "{} of today’s capacity stays open in each sub-district", "各街镇现有容量的{}保持开放"
    ),
    "works_at_once": Words("{} of the district’s floor area", "全区建筑面积的{}"),
    "demolished": Words("{} of a unit’s floor area", "单元建筑面积的{}"),
    "rehoused_nearby": Words("{} of the households that move", "搬迁户的{}"),
}


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
        limit = None if row is None or not row.on else row.limit
        made.append(BriefRow(name=Words(*words), holds=holds, limit=_limit(family, limit)))
    return made


def _limit(family: str, limit: float | None) -> Words:
    """A limit in words: a share of something, else the bare number."""
    if limit is None:
        return Words("", "")
    words = _LIMITS.get(family)
    if words is None:
        return Words(f"{limit:,g}", f"{limit:,g}")
    share = with_unit(limit, "share")
    return Words(words.en.format(share.en), words.zh.format(share.zh))
