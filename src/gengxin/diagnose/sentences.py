"""The cause of a gap, and the cure that would count, in words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gengxin.diagnose.gaps import DATA_MISSING, DETOUR, FULL, NOTHING_NEAR, TOO_SMALL
from gengxin.diagnose.names import amount
from gengxin.indicators import JOIN_M, Words
from gengxin.terms import ServiceStandard

__all__ = ["Case", "sentences"]

# kind of barrier → what leads across it; {} is its name
ACROSS = {
    "water": Words("a footbridge across {}", "跨{}建步行桥"),
    "railway": Words("a crossing over or under {}", "跨{}设过街通道"),
    "fast_road": Words("a crossing over or under {}", "跨{}设过街设施"),
    "wall": Words("a gate through {}", "在{}开设出入口"),
    "compound": Words("a public way through {}", "穿过{}设公共通道"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One cause in one area, with all that its sentences name.

    ``subject`` are those who lack the service, counted, ``unit_zh`` their measure word; ``main``
    is how many of them share the ``supplier`` and the ``barrier`` named, ``helped`` how many the
    cure would help, ``where`` the place of a new facility. Numbers unknown are NaN.
    """

    standard: ServiceStandard
    limit_m: float
    subject: Words
    unit_zh: str
    is_all_main: bool
    main: float
    walk_m: float
    supplier: Words
    supplier_m2: float
    supplier_people: float
    barrier: Words
    barrier_kind: str
    link_m: float
    helped: float
    is_all_helped: bool
    where: Words


def sentences(case: Case, cause: int) -> tuple[Words, Words]:
    """The cause and the cure; what stands on an unverified standard says so first."""
    why, cure = _WRITERS[cause](case)
    if not case.standard.verified:
        why = Words(f"By an unverified standard: {why.en}", f"按未核实的标准:{why.zh}")
    return Words(_sentence(why.en), f"{why.zh}。"), Words(_sentence(cure.en), f"{cure.zh}。")


def _nothing_near(case: Case) -> tuple[Words, Words]:
    standard, limit = case.standard, f"{case.limit_m:,g}"
    en = f"{case.subject.en} have no {standard.name_en} within {limit} m even in a straight line"
    zh = f"{case.subject.zh}直线{limit}米内没有{standard.name_zh}"
    if not np.isnan(case.walk_m):
        en += f"; the nearest is {amount(case.walk_m)} m away on foot on average"
        zh += f";最近的平均步行{amount(case.walk_m)}米"
    size_en = size_zh = ""
    if standard.size_low_m2:
        size_en = f" of at least {standard.size_low_m2:,.0f} m²"
        size_zh = f"(不小于{standard.size_low_m2:,.0f}平方米)"
    of_them = _helped(case)
    cure = Words(
        f"a {standard.name_en}{size_en} at {case.where.en} would bring {of_them.en} "
        f"within {limit} m",
        f"在{case.where.zh}增设{standard.name_zh}{size_zh},可使{of_them.zh}进入{limit}米范围",
    )
    return Words(en, zh), cure


def _detour(case: Case) -> tuple[Words, Words]:
    standard, limit = case.standard, f"{case.limit_m:,g}"
    en = f"{case.subject.en} are within {limit} m of a {standard.name_en} in a straight line"
    zh = f"{case.subject.zh}距{standard.name_zh}直线不足{limit}米"
    if np.isnan(case.walk_m):
        en, zh = f"{en} but find no way to it", f"{zh},但没有步行通路"
    else:
        walk = amount(case.walk_m)
        en, zh = f"{en} but walk {walk} m on average", f"{zh},但平均需步行{walk}米"
    of_them = _main(case)
    if case.barrier_kind:
        en += f"; between {of_them.en} and {case.supplier.en} lies {case.barrier.en}"
        zh += f";{of_them.zh}与{case.supplier.zh}之间隔着{case.barrier.zh}"
        across = ACROSS[case.barrier_kind]
        by_en, by_zh = across.en.format(case.barrier.en), across.zh.format(case.barrier.zh)
    else:
        en += f"; the streets lead {of_them.en} round on the way to {case.supplier.en}"
        zh += f";街道布局使{of_them.zh}绕行才能到达{case.supplier.zh}"
        by_en, by_zh = (
            f"a direct path towards {case.supplier.en}",
            f"开通往{case.supplier.zh}的直路",
        )
    return Words(en, zh), _link(case, by_en, by_zh)


def _link(case: Case, by_en: str, by_zh: str) -> Words:
    """What a link would do; where none that was tried helps, what else would."""
    limit, name = f"{case.limit_m:,g}", case.standard
    if not case.helped:
        return Words(
            f"no single straight link that was tried would do: "
            f"a {name.name_en} nearer to them would count",
            f"所试直线连通均不足以达标:需在更近处设{name.name_zh}",
        )
    of_them, link = _helped(case), amount(case.link_m)
    return Words(
        f"{by_en}, a link of {link} m, would bring {of_them.en} within {limit} m "
        f"of {case.supplier.en}",
        f"{by_zh}({link}米),可使{of_them.zh}在{limit}米内到达{case.supplier.zh}",
    )


def _full(case: Case) -> tuple[Words, Words]:
    standard, limit, of_them = case.standard, f"{case.limit_m:,g}", _main(case)
    has = amount(case.supplier_people)
    return (
        Words(
            f"{case.subject.en} are within {limit} m of a {standard.name_en} but find no room; "
            f"the nearest to {of_them.en}, {case.supplier.en}, has room for {has}",
            f"{case.subject.zh}在{limit}米内有{standard.name_zh}但已满;"
            f"离{of_them.zh}最近的{case.supplier.zh}可服务{has}人",
        ),
        Words(
            f"room for as many more: {amount(case.main)} at {case.supplier.en}"
            + ("" if case.is_all_main else ", the rest at others in reach"),
            f"增加相应容量:{case.supplier.zh}增加{amount(case.main)}人"
            + ("" if case.is_all_main else ",其余由其他可达设施增加"),
        ),
    )


def _too_small(case: Case) -> tuple[Words, Words]:
    standard, limit, of_them = case.standard, f"{case.limit_m:,g}", _main(case)
    least, has = f"{standard.size_low_m2 or 0.0:,.0f}", f"{case.supplier_m2:,.0f}"
    return (
        Words(
            f"{case.subject.en} have within {limit} m only a {standard.name_en} smaller than "
            f"{least} m²; the nearest to {of_them.en}, {case.supplier.en}, has {has} m²",
            f"{case.subject.zh}在{limit}米内只有小于{least}平方米的{standard.name_zh};"
            f"离{of_them.zh}最近的{case.supplier.zh}为{has}平方米",
        ),
        Words(
            f"{case.supplier.en} enlarged to {least} m² would count for {of_them.en}",
            f"{case.supplier.zh}扩至{least}平方米,{of_them.zh}即可达标",
        ),
    )


def _data_missing(case: Case) -> tuple[Words, Words]:
    of_them, join = _main(case), f"{JOIN_M:g}"
    limit = f"{case.limit_m:,g}"
    return (
        Words(
            f"{case.subject.en} are within {limit} m of a {case.standard.name_en} in a straight "
            f"line that no walkable way comes within {join} m of; for {of_them.en} it is "
            f"{case.supplier.en}",
            f"{case.subject.zh}直线{limit}米内的{case.standard.name_zh}距任何可步行道路超过{join}米;"
            f"对{of_them.zh}为{case.supplier.zh}",
        ),
        Words(
            f"add the way that leads to {case.supplier.en} to walk_edges, or its gates to gates",
            f"在 walk_edges 中补充通往{case.supplier.zh}的道路,或在 gates 中补充出入口",
        ),
    )


_WRITERS: dict[int, Callable[[Case], tuple[Words, Words]]] = {
    NOTHING_NEAR: _nothing_near,
    DETOUR: _detour,
    FULL: _full,
    TOO_SMALL: _too_small,
    DATA_MISSING: _data_missing,
}


def _main(case: Case) -> Words:
    """Those who share the supplier and the barrier named."""
    if case.is_all_main:
        return Words("them", "他们")
    return Words(f"{amount(case.main)} of them", f"其中{amount(case.main)}{case.unit_zh}")


def _helped(case: Case) -> Words:
    """Those whom the cure would help."""
    if case.is_all_helped:
        return Words("all of them", "全部")
    return Words(f"{amount(case.helped)} of them", f"其中{amount(case.helped)}{case.unit_zh}")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
