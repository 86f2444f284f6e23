"""Rows of the report's own tables, in both languages, ready to be set."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gengxin.publish.numbers import in_table, unit_words
from gengxin.publish.words import LEVELS, Words, names_of
from gengxin.terms import (
    FACTOR_KINDS,
    OPTION_MEASURES,
    TABLES,
    District,
    Factor,
    FactorPack,
    OptionSet,
    Practice,
    Rule,
    Treatment,
    codes,
)
from gengxin.terms.rules import KIND_MEASURES, SITE_FACTS
from gengxin.terms.sun import SunMap

__all__ = [
    "FactorRow",
    "StateRow",
    "factor_rows",
    "limit_words",
    "state_rows",
    "sun_rows",
    "treatment_rows",
]

# areas that a page lists; the sun's own run has them all
SUN_LEVELS = ("district", "functional_zone", "renewal_unit", "sub_district")
_EFFECTS = {
    "at_most": Words("at most", "不大于"),
    "at_least": Words("at least", "不小于"),
    "one_of": Words("one of", "限于"),
    "none_of": Words("none of", "不得为"),
}
# words that rules and factors list → what a reader calls them
_CODES = {
    **codes.USE_CLASSES,
    **codes.FLOOR_USES,
    **codes.ACTIONS,
    **codes.STRUCTURES,
    **codes.HEIGHT_BANDS,
    **codes.TENURES,
    **codes.HOME_SIZES,
    **codes.CONDITIONS,
    **codes.HERITAGE_CLASSES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """How many options of a kind there are in each state, and on how many sites it is offered."""

    action: str
    words: Words
    offered_count: int
    offered_site_count: int
    forbidden_count: int
    dominated_count: int
    withdrawn_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRow:
    """One factor: what it is of, where it holds, its range, who pays, and what it stands on."""

    factor: Factor
    kind: Words
    where: Words
    unit: Words
    parties: Words
    basis: Words


def state_rows(options: OptionSet) -> list[StateRow]:
    """The kinds of options, least thorough first, as far as any was considered."""
    table = options.tables["option"]
    rows = []
    for action, words in codes.ACTIONS.items():
        own = table[table["action"] == action]
        counts = own["state"].value_counts()
        if len(own):
            offered = own[own["state"] == "offered"]
            rows.append(
                StateRow(
                    action=action,
                    words=Words(*words),
                    offered_count=len(offered),
                    offered_site_count=int(offered["site"].nunique()),
                    forbidden_count=int(counts.get("forbidden", 0)),
                    dominated_count=int(counts.get("dominated", 0)),
                    withdrawn_count=int(counts.get("withdrawn", 0)),
                )
            )
    return rows


def limit_words(rule: Rule) -> Words:
    """What a rule asks, as far as it is one number or a list of words."""
    if rule.effect not in _EFFECTS:
        return Words("", "")
    effect = _EFFECTS[rule.effect]
    if rule.words:
        return _joined(effect, rule.words)
    if rule.column:
        named = TABLES["sites"].by_name.get(rule.column)
        words = SITE_FACTS.get(rule.column, (rule.column,) * 2)
        words = words if named is None else (named.en, named.zh)
        return Words(f"{effect.en} the site's: {words[0]}", f"{effect.zh}地块{words[1]}")
    if rule.value is None:
        return effect
    measure = rule.measure or KIND_MEASURES.get(rule.kind, "")
    unit = OPTION_MEASURES[measure][2] if measure in OPTION_MEASURES else ""
    number, name = in_table(rule.value, unit), unit_words(unit)
    gap = "" if name.en.startswith("%") else " "
    return Words(f"{effect.en} {number}{gap}{name.en}".rstrip(), f"{effect.zh}{number}{name.zh}")


def factor_rows(pack: FactorPack) -> list[FactorRow]:
    """The factors in the order of the pack."""
    return [
        FactorRow(
            factor=one,
            kind=Words(FACTOR_KINDS[one.code].en, FACTOR_KINDS[one.code].zh),
            where=_where(one),
            unit=Words(one.unit, one.unit),
            parties=_parties(one),
            basis=Words(*codes.FACTOR_BASES[one.basis]),
        )
        for one in pack.factors
    ]


def treatment_rows(practice: Practice) -> list[tuple[Treatment, Words, Words]]:
    """Each way of renewing a site with its kind and name."""
    return [
        (one, Words(*codes.ACTIONS[one.action]), Words(one.name_en, one.name_zh))
        for one in practice.treatments
    ]


def sun_rows(sun: SunMap, district: District) -> list[tuple[Words, Words, dict[str, float]]]:
    """Sums of the sun by area with level and name, the district first."""
    areas = district.table("areas")
    named = dict(zip(areas.index.astype("str"), names_of(areas), strict=True))
    meta = district.meta
    whole = Words(meta.name_en or meta.name_zh, meta.name_zh or meta.name_en)
    table = sun.tables["areas"]
    table = table[table["level"].isin(SUN_LEVELS)]
    order = {level: at for at, level in enumerate(SUN_LEVELS)}
    table = table.assign(at=table["level"].map(order)).sort_values(
        ["at", "under_share"], ascending=[True, False], kind="stable"
    )
    return [
        (
            LEVELS[str(row["level"])],
            whole if row["level"] == "district" else named.get(row["area"], Words("", "")),
            {name: float(row[name]) for name in _SUN_SUMS},
        )
        for row in pd.DataFrame(table).to_dict(orient="records")
    ]


_SUN_SUMS = ("windows_count", "under_count", "under_share", "median_hours")


def _where(factor: Factor) -> Words:
    """Where a factor holds: everywhere, or for which codes."""
    parts = [
        _joined(Words("", ""), listed, codes.PARTIES if key == "party" else _CODES)
        for key, listed in factor.where.items()
    ]
    if not parts:
        return Words("everywhere", "全部")
    return Words("; ".join(one.en for one in parts), "；".join(one.zh for one in parts))


def _parties(factor: Factor) -> Words:
    told = [
        (codes.PARTIES[party], "" if share == 1.0 else f" {share:.0%}")
        for party, share in factor.parties.items()
    ]
    return Words(
        ", ".join(f"{words[0]}{share}" for words, share in told),
        "、".join(f"{words[1]}{share}" for words, share in told),
    )


def _joined(
    before: Words, listed: tuple[str, ...], known: Mapping[str, tuple[str, str]] = _CODES
) -> Words:
    words = [known.get(one, (one, one)) for one in listed]
    return Words(
        f"{before.en} {', '.join(en for en, _ in words)}".strip(),
        f"{before.zh}{'、'.join(zh for _, zh in words)}",
    )
