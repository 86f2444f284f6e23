"""The price of a row in words: what a bit more of its right-hand side would bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gengxin.terms import ROWS, Reason, codes

__all__ = ["NO_CURRENCY", "in_chinese", "row_words"]

# steps in which rows are told: how many whole numbers, English, Chinese
# amounts of a district that states no currency
NO_CURRENCY = ("currency units", "货币单位")
MONEY = (10_000_000 * 100, "10 million {currency}", "1000万{currency}")
HOMES = (10, "10 homes", "10套住房")
PEOPLE = (100 * 1_000, "100 people", "100人")
FLOOR = (1_000 * 100, "1,000 m²", "1000平方米")
ONE = (1, "one", "1单位")

# name of a row as keys begin: family of the brief, what one step more means
FAMILIES = {
    "budget": ("budget", MONEY),
    "balance": ("balance", MONEY),
    "rehoused_all": ("replacement_first", HOMES),
    "homes_committed": ("replacement_first", HOMES),
    "continuity": ("continuity", PEOPLE),
    "far_ledger": ("far_ledger", FLOOR),
    "works_at_once": ("works_at_once", FLOOR),
    "demolished": ("demolished", FLOOR),
    "built_to_demolished": ("built_to_demolished", (1_000 * 100 * 1_000, *FLOOR[1:])),
    "rehoused_nearby": ("rehoused_nearby", (10 * 1_000, "10 households", "10户")),
    "floor_space": ("floor_space", FLOOR),
    "sunlight": ("sunlight", ONE),
}
OTHERS = {
    "need": ("residents' need", "居民诉求", ONE),
    "exclusive": ("one of these alone", "互斥", ONE),
    "requires": ("one after the other", "先后关系", ONE),
    "equity_floor": ("least share served in an area", "公平底线", PEOPLE),
    "target": ("target", "目标", ONE),
    "epsilon": ("step of the front", "前沿步长", ONE),
}


NO_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType({})

# rows whose keys end with a phase
BY_PHASE = ("budget", "continuity", "far_ledger", "works_at_once")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    en: str
    zh: str
    count: int
    step_en: str
    step_zh: str


def in_chinese(currency: str) -> str:
    """What a currency is called right behind a number; another than those known by its code."""
    if currency == NO_CURRENCY[0]:
        return NO_CURRENCY[1]
    return codes.CURRENCIES[currency][1] if currency in codes.CURRENCIES else f" {currency}"


def row_words(
    key: str,
    price: float,
    person_worth: float,
    currency: str,
    names: Mapping[str, tuple[str, str]] = NO_NAMES,
) -> Reason:
    """A row's price as a sentence.

    ``price`` is currency for each whole number of the right-hand side, ``person_worth`` what the
    brief gives for a person served, 0 if nothing. ``names`` say what areas and services are called,
    by ref or code.
    """
    name, *where = key.split("/")
    family = _family(name)
    brings = price * family.count
    place_en, place_zh = _place(name, where, names)
    people = brings / person_worth if person_worth > 0.0 else None
    step_en = family.step_en.format(currency=currency)
    currency_zh = in_chinese(currency)
    step_zh = family.step_zh.format(currency=currency_zh)
    as_en = "" if people is None else f", as much as {people:,.0f} people served"
    as_zh = "" if people is None else f"，相当于多服务{people:,.0f}人"
    return Reason(
        en=f"{family.en} ({place_en}) binds: another {step_en} would bring about {brings:,.0f} "
        f"{currency}{as_en}.",
        zh=f"{family.zh}（{place_zh}）已到限值：再多{step_zh}约可多得{brings:,.0f}{currency_zh}"
        f"{as_zh}。",
        amount=brings,
    )


def _place(name: str, where: list[str], names: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Where and when a row holds, in English and Chinese."""
    called = [names.get(one, (one, one)) for one in where]
    if name in BY_PHASE:
        called[-1] = (f"phase {where[-1]}", f"第{where[-1]}期")
    return ", ".join(en for en, _ in called), "、".join(zh for _, zh in called)


def _family(name: str) -> _Family:
    if name in FAMILIES:
        row, (count, step_en, step_zh) = FAMILIES[name]
        en, zh = ROWS[row]
    else:
        en, zh, (count, step_en, step_zh) = OTHERS.get(name, (name, name, ONE))
    return _Family(en=en, zh=zh, count=count, step_en=step_en, step_zh=step_zh)
