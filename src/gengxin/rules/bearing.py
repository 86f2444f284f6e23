"""Which rules of a law book bear on a district, on how many of its sites, and why others don't."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gengxin.rules.binding import Condition, Holds, all_hold, conditions, in_force
from gengxin.rules.bounds import reported_measure_of
from gengxin.rules.evidence import words_of
from gengxin.rules.rows import Floats, Rows, Words, rows_of_sites
from gengxin.terms import codes
from gengxin.terms.rules import KIND_MEASURES, OPTION_MEASURES, Band, Rule, RulePack

__all__ = ["bearing"]

# of so many words that the sites do have, the first are told
MOST_TOLD = 4
_FLAGS = {"true": ("yes", "是"), "false": ("no", "否")}
_CODES = {**codes.USE_CLASSES, **codes.HERITAGE_CLASSES, **_FLAGS}
_UNITS = {"_m": (" m", "米"), "_m2": (" m²", "平方米"), "_share": ("", "")}

Pair = tuple[str, str]


def bearing(pack: RulePack, sites: pd.DataFrame, day: date) -> pd.DataFrame:
    """A row a rule: its text, the unit of its numbers, and the sites on which it may bind.

    ``sites_count`` are those that meet, or may meet, what it asks of a site, ``unknown_count`` of
    them those of which that isn't known. ``idle_en`` and ``idle_zh`` say why there are none. Of a
    code with several versions the one in force has the row, else the last. Facts of options
    (``when``) are not asked: they tell in the checks.
    """
    rows = rows_of_sites(sites, {}, pack.facts)
    active = {rule.code: rule for rule in in_force(pack.rules, day)}
    last = {rule.code: rule for rule in sorted(pack.rules, key=lambda rule: rule.version)}
    return pd.DataFrame(
        [
            _row(active.get(code, rule), rows, day, is_active=code in active)
            for code, rule in last.items()
        ],
        columns=list(_COLUMNS),
    )


_COLUMNS = (
    *("rule", "kind", "effect", "measure", "unit", "clause_en", "clause_zh"),
    *("source", "source_zh", "verified", "is_estimated"),
    *("sites_count", "unknown_count", "idle_en", "idle_zh"),
)


def _row(rule: Rule, rows: Rows, day: date, *, is_active: bool) -> dict[str, Any]:
    holds, idle = _holds(rule, rows) if is_active else (None, _out_of_force(rule, day))
    measure = reported_measure_of(rule) if rule.measure or rule.kind in KIND_MEASURES else ""
    return {
        "rule": rule.code,
        "kind": rule.kind,
        "effect": rule.effect,
        "measure": measure,
        "unit": OPTION_MEASURES[measure][2] if measure in OPTION_MEASURES else "",
        "clause_en": rule.clause_en,
        "clause_zh": rule.clause_zh,
        "source": rule.source,
        "source_zh": rule.source_zh or rule.source,
        "verified": rule.verified,
        "is_estimated": rule.basis.startswith("estimated"),
        "sites_count": 0 if holds is None else int(holds.possibly.sum()),
        "unknown_count": 0 if holds is None else int((holds.possibly & ~holds.surely).sum()),
        "idle_en": idle[0],
        "idle_zh": idle[1],
    }


def _out_of_force(rule: Rule, day: date) -> Pair:
    if rule.since is not None and rule.since > day:
        return f"in force from {rule.since}", f"{rule.since}起施行"
    return f"in force until {rule.until}", f"施行至{rule.until}"


def _holds(rule: Rule, rows: Rows) -> tuple[Holds | None, Pair]:
    """On which sites a rule in force may bind; where on none, why."""
    if rule.scope == "renewal_unit":
        return None, ("asked of a whole renewal unit, not of one option", "约束整个更新单元")
    found = [one for one in conditions(rule, rows) if not one.is_of_option]
    if rule.column and rule.column not in OPTION_MEASURES:
        known = ~np.isnan(rows.site_number(rule.column))
        found.append(Condition(rule.column, False, Holds(known, known)))
    holds = all_hold(found, rows.count)
    if holds.possibly.any():
        return holds, ("", "")
    return holds, _why_idle(rule, rows, found)


def _why_idle(rule: Rule, rows: Rows, found: list[Condition]) -> Pair:
    """Why no site meets what a rule asks of it."""
    unmet = [one.name for one in found if not one.holds.possibly.any()]
    if not unmet:
        names = [words_of(one.name) for one in found]
        return (
            f"no site meets all of it at once: {', '.join(en for en, _ in names)}",
            f"无地块同时满足：{'、'.join(zh for _, zh in names)}",
        )
    told = [_unmet(rule, name, rows) for name in unmet]
    return "; ".join(en for en, _ in told), "；".join(zh for _, zh in told)


def _unmet(rule: Rule, name: str, rows: Rows) -> Pair:
    """What a rule asks of a site by one name, and what the sites have instead."""
    en, zh = words_of(name)
    if name in rule.where:
        asked, here = _listed(rule.where[name]), _words_here(rows.site_word(name))
    elif name in rule.where_number:
        asked = _band(name, rule.where_number[name])
        here = _numbers_here(name, rows.site_number(name))
    else:
        return f"{en}: known of no site", f"{zh}：各地块均未知"
    return f"{en}: none is {asked[0]}; here {here[0]}", f"{zh}：无{asked[1]}；本区为{here[1]}"


def _listed(words: tuple[str, ...]) -> Pair:
    told = [_CODES.get(word, (word, word)) for word in words]
    return ", ".join(en for en, _ in told), "、".join(zh for _, zh in told)


def _words_here(words: Words) -> Pair:
    """The words that sites have, those of most sites first."""
    place, counts = np.unique(words.place[words.place >= 0], return_counts=True)
    most = [words.distinct[at] for at in place[np.argsort(-counts, kind="stable")]]
    plain = dict.fromkeys(w for one in most for w in ((one,) if isinstance(one, str) else one))
    if not plain:
        return "none", "无"
    en, zh = _listed(tuple(plain)[:MOST_TOLD])
    more = len(plain) - MOST_TOLD
    return (f"{en} and {more} more", f"{zh}等{len(plain)}种") if more > 0 else (en, zh)


def _band(name: str, band: Band) -> Pair:
    bounds = (
        (("at least", "不小于"), band.at_least),
        (("above", "大于"), band.above),
        (("at most", "不大于"), band.at_most),
        (("below", "小于"), band.below),
    )
    told = [(words, _measured(name, bound)) for words, bound in bounds if bound is not None]
    return (
        " and ".join(f"{words[0]} {number[0]}" for words, number in told),
        "且".join(f"{words[1]}{number[1]}" for words, number in told),
    )


def _numbers_here(name: str, numbers: Floats) -> Pair:
    (low_en, low_zh), (high_en, high_zh) = (
        _measured(name, float(one)) for one in (np.nanmin(numbers), np.nanmax(numbers))
    )
    return f"{low_en} to {high_en}", f"{low_zh}至{high_zh}"


def _measured(name: str, number: float) -> Pair:
    """A number of a site with its unit; without end is what lies farther than is looked for."""
    if np.isinf(number):
        return "out of reach", "超出可达范围"
    ending = "_" + name.rpartition("_")[2]
    unit = _UNITS.get(ending, ("", ""))
    return f"{number:,.4g}{unit[0]}", f"{number:,.4g}{unit[1]}"
