"""Which rules of the chosen pack bear on the district's sites, and why the others don't."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gengxin.publish.words import Words
from gengxin.terms import OptionSet, codes

__all__ = ["Bearing", "bearings", "told_together"]

_ALTERS = ("adds", "multiplies", "waives")
_NOT_ASKED = Words(
    "no option of the kind that it is about was considered there",
    "未考虑其所涉类型的方案",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """One rule: on how many sites it may bind, of how many options it was asked, or why of none.

    ``alters`` where it only changes what other rules ask. ``idle`` is empty where it bears.
    """

    code: str
    kind: Words
    clause: Words
    site_count: int
    unknown_count: int
    option_count: int
    alters: bool
    idle: Words


def bearings(options: OptionSet) -> list[Bearing]:
    """The rules of the pack in its order, those estimated for want of limits last."""
    asked = options.tables["option_check"].groupby("rule", observed=True).size()
    rows = pd.DataFrame(options.tables["option_rule"]).to_dict("records")
    return [_bearing(row, int(asked.get(row["rule"], 0))) for row in rows]


def told_together(rules: list[Bearing], pack: str) -> Words:
    """How many of the pack's rules bear on the district, in a sentence."""
    bear = sum(not one.idle.en for one in rules)
    return Words(
        f"Of the {len(rules):,} rules of {pack}, {bear:,} may bind on sites of this district, "
        f"{len(rules) - bear:,} on none.",
        f"规则包{pack}共{len(rules):,}条，其中{bear:,}条适用于本区地块，"
        f"{len(rules) - bear:,}条不适用。",
    )


def _bearing(row: Mapping[Any, Any], option_count: int) -> Bearing:
    alters = row["effect"] in _ALTERS
    idle = Words(str(row["idle_en"] or ""), str(row["idle_zh"] or ""))
    if not idle.en and not alters and not option_count:
        idle = _NOT_ASKED
    return Bearing(
        code=str(row["rule"]),
        kind=Words(*codes.RULE_KINDS[str(row["kind"])]),
        clause=Words(str(row["clause_en"]), str(row["clause_zh"])),
        site_count=int(row["sites_count"]),
        unknown_count=int(row["unknown_count"]),
        option_count=option_count,
        alters=alters,
        idle=idle,
    )
