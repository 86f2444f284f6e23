"""The cause of a gap, and the cure that would count, in words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gengxin.diagnose.gaps import DATA_MISSING, DETOUR, FULL, NOTHING_NEAR, TOO_SMALL
from gengxin.diagnose.names import amount, heads
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
# ways that pass so near each other were meant to meet, or lie one above the other
MEET_M = 3.0
# counts are told in whole people; less than half of one is everybody
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One cause in one area, with all that its sentences name; numbers unknown are NaN.

    ``subject`` are those who lack the service, ``count`` of them, ``unit_zh`` their measure word.
    ``supplier`` is the one that most of them share, ``supplier_count`` how many these are; so with
    ``barrier``, while ``barred_count`` have any barrier between. The cure begins at ``where``, and
    a link of ``link_m`` leads ``across`` a barrier ``towards`` a supplier; it helps ``helped``.
    """

    standard: ServiceStandard
    limit_m: float
    subject: Words
    unit_zh: str
    count: float
    walk_m: float
    supplier: Words
    supplier_count: float
    supplier_m2: float
    supplier_people: float
    barrier: Words
    barrier_count: float
    barred_count: float
    where: Words
    towards: Words
    across: Words
    across_kind: str
    link_m: float
    helped: float

    @property
    def they_have(self) -> str:
        """The subject and its verb, in English."""
        return f"{self.subject.en} {'has' if heads(self.count) == '1' else 'have'}"

    @property
    def limit(self) -> str:
        """The greatest walking distance, as it is written."""
        return f"{self.limit_m:,g}"

    def is_all(self, part: float) -> bool:
        """Whether so many are all who lack the service."""
        return part > self.count - HALF

    def of_them(self, part: float) -> Words:
        """So many of those who lack the service."""
        if self.is_all(part):
            return Words("all of them", "全部")
        return Words(f"{heads(part)} of them", f"其中{heads(part)}{self.unit_zh}")

    @property
    def nearest(self) -> Words:
        """To whom the supplier named is the nearest."""
        if self.is_all(self.supplier_count):
            return Words("the nearest", "最近的")
        some = self.of_them(self.supplier_count)
        return Words(f"the nearest to {some.en}", f"离{some.zh}最近的")


def sentences(case: Case, cause: int) -> tuple[Words, Words]:
    """The cause and the cure."""
    why, cure = _WRITERS[cause](case)
    return Words(_sentence(why.en), f"{why.zh}。"), Words(_sentence(cure.en), f"{cure.zh}。")


def _nothing_near(case: Case) -> tuple[Words, Words]:
    standard = case.standard
    en = f"{case.they_have} no {standard.name_en} within {case.limit} m as the crow flies"
    zh = f"{case.subject.zh}直线{case.limit}米内没有{standard.name_zh}"
    if not np.isnan(case.walk_m):
        en += f"; the nearest is {amount(case.walk_m)} m away on foot on average"
        zh += f"；最近的平均步行{amount(case.walk_m)}米"
    size_en = size_zh = ""
    if standard.size_low_m2:
        size_en = f" of at least {standard.size_low_m2:,.0f} m²"
        size_zh = f"（不小于{standard.size_low_m2:,.0f}平方米）"
    helped = case.of_them(case.helped)
    cure = Words(
        f"{_one(standard.name_en)}{size_en} at {case.where.en} would bring {helped.en} "
        f"within {case.limit} m",
        f"在{case.where.zh}增设{standard.name_zh}{size_zh}，可使{helped.zh}进入{case.limit}米范围",
    )
    return Words(en, zh), cure


def _detour(case: Case) -> tuple[Words, Words]:
    standard = case.standard
    en = f"{case.they_have} {_one(standard.name_en)} within {case.limit} m as the crow flies"
    zh = f"{case.subject.zh}距{standard.name_zh}直线不足{case.limit}米"
    if np.isnan(case.walk_m):
        en, zh = f"{en} but no way to it", f"{zh}，但没有步行通路"
    else:
        walk = amount(case.walk_m)
        en, zh = f"{en} but {walk} m away on foot on average", f"{zh}，但平均需步行{walk}米"
    between = _between(case)
    return Words(f"{en}; {between.en}", f"{zh}；{between.zh}"), _link(case)


def _between(case: Case) -> Words:
    """What makes the walk longer than the straight line: barriers, or the layout of the streets."""
    if not case.barred_count:
        return Words(
            "no barrier is recorded between: the streets lead round",
            "其间未记录障碍：系街道布局所致",
        )
    barred, barrier = case.of_them(case.barred_count), case.barrier
    if case.is_all(case.barrier_count):
        return Words(f"{barrier.en} lies between", f"其间隔着{barrier.zh}")
    if case.barrier_count > case.barred_count - HALF:
        en, zh = f"{barrier.en} lies between for {barred.en}", f"{barred.zh}被{barrier.zh}阻隔"
    else:
        named = heads(case.barrier_count)
        en = f"barriers lie between for {barred.en}, most often {barrier.en} ({named})"
        zh = f"{barred.zh}被障碍阻隔，最多的是{barrier.zh}（{named}{case.unit_zh}）"
    if case.is_all(case.barred_count):
        return Words(en, zh)
    return Words(f"{en}; for the others the streets lead round", f"{zh}；其余系街道布局所致")


def _link(case: Case) -> Words:
    """What a link would do; where none that was tried helps, what else would."""
    standard = case.standard
    if not case.helped:
        return Words(
            "no single straight link that was tried would do: "
            f"{_one(standard.name_en)} nearer to them would count",
            f"所试直线连通均不足以达标：需在更近处设{standard.name_zh}",
        )
    if case.across_kind:
        kind = ACROSS[case.across_kind]
        en, zh = kind.en.format(case.across.en), kind.zh.format(case.across.zh)
    else:
        en, zh = "a path through the block", "打通街区内道路"
    helped, link = case.of_them(case.helped), amount(case.link_m)
    if not case.across_kind and case.link_m < MEET_M:
        return Words(
            f"look where two ways pass {link} m from each other on the way from {case.where.en} "
            f"to {case.towards.en}: a junction is missing in the data, or steps in the street; "
            f"joined, they would bring {helped.en} within {case.limit} m",
            f"核对{case.where.zh}至{case.towards.zh}之间相距{link}米的两条道路：数据中缺少节点，"
            f"或现场缺少阶梯；连通后可使{helped.zh}进入{case.limit}米范围",
        )
    return Words(
        f"{en}, {link} m long, on the way from {case.where.en} to {case.towards.en} would bring "
        f"{helped.en} within {case.limit} m of it",
        f"在{case.where.zh}至{case.towards.zh}之间{zh}（{link}米），"
        f"可使{helped.zh}在{case.limit}米内到达",
    )


def _full(case: Case) -> tuple[Words, Words]:
    standard, nearest = case.standard, case.nearest
    places, more = heads(case.supplier_people), heads(case.supplier_count)
    is_all = case.is_all(case.supplier_count)
    return (
        Words(
            f"{case.they_have} {_one(standard.name_en)} within {case.limit} m but no "
            f"room in it; {nearest.en}, {case.supplier.en}, has room for {places}",
            f"{case.subject.zh}在{case.limit}米内有{standard.name_zh}但已满；"
            f"{nearest.zh}{case.supplier.zh}可服务{places}人",
        ),
        Words(
            f"room for {heads(case.count)} more: {more} at {case.supplier.en}"
            + ("" if is_all else ", the rest at others in reach"),
            f"增加{heads(case.count)}人的容量：{case.supplier.zh}增加{more}人"
            + ("" if is_all else "，其余由其他可达设施增加"),
        ),
    )


def _too_small(case: Case) -> tuple[Words, Words]:
    standard, nearest, helped = case.standard, case.nearest, case.of_them(case.supplier_count)
    least, has = f"{standard.size_low_m2 or 0.0:,.0f}", f"{case.supplier_m2:,.0f}"
    return (
        Words(
            f"{case.they_have} within {case.limit} m only {_one(standard.name_en)} smaller than "
            f"{least} m²; {nearest.en}, {case.supplier.en}, has {has} m²",
            f"{case.subject.zh}在{case.limit}米内只有小于{least}平方米的{standard.name_zh}；"
            f"{nearest.zh}{case.supplier.zh}为{has}平方米",
        ),
        Words(
            f"{case.supplier.en} enlarged to {least} m² would count for {helped.en}",
            f"{case.supplier.zh}扩至{least}平方米，可使{helped.zh}达标",
        ),
    )


def _data_missing(case: Case) -> tuple[Words, Words]:
    standard, nearest, join = case.standard, case.nearest, f"{JOIN_M:g}"
    return (
        Words(
            f"{case.they_have} {_one(standard.name_en)} within {case.limit} m as the crow flies, "
            f"but no walkable way comes within {join} m of it: {nearest.en} is "
            f"{case.supplier.en}",
            f"{case.subject.zh}直线{case.limit}米内有{standard.name_zh}，"
            f"但其{join}米内没有可步行道路：{nearest.zh}是{case.supplier.zh}",
        ),
        Words(
            f"draw the way that leads to {case.supplier.en} in walk_edges",
            f"在 walk_edges 中补充通往{case.supplier.zh}的道路",
        ),
    )


_WRITERS: dict[int, Callable[[Case], tuple[Words, Words]]] = {
    NOTHING_NEAR: _nothing_near,
    DETOUR: _detour,
    FULL: _full,
    TOO_SMALL: _too_small,
    DATA_MISSING: _data_missing,
}


def _one(name: str) -> str:
    """The name with its indefinite article."""
    vowel = name[0] in "aeiou" and not name.startswith(("one", "uni"))
    return f"{'an' if vowel else 'a'} {name}"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
