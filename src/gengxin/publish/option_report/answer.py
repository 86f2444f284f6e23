"""The first page's answer: how much may be done, what it would come to, what stands in the way."""

from collections.abc import Sequence

from gengxin.publish.answer import Headline
from gengxin.publish.numbers import in_money, in_range, in_text, with_unit
from gengxin.publish.option_report.best import KindSums
from gengxin.publish.option_report.forbids import clauses, reasons
from gengxin.publish.words import Words
from gengxin.terms import OptionSet

__all__ = ["headlines"]


def headlines(
    options: OptionSet, sums: Sequence[KindSums], *, made_up: bool
) -> tuple[Headline, ...]:
    """Three headlines with a sentence each."""
    return _open_sites(options), _together(options, sums[0], made_up=made_up), _hindrance(options)


def _open_sites(options: OptionSet) -> Headline:
    """On how many sites something other than keeping is legal."""
    table = options.tables["option"]
    offered = table[table["state"] == "offered"]
    more = offered.loc[offered["action"] != "keep", "site"].nunique()
    count = table["site"].nunique()
    forbidden = int((table["state"] == "forbidden").sum())
    rest = len(table) - len(offered) - forbidden
    told = f"{more:,} / {count:,}"
    return Headline(
        number=Words(told, told),
        label=Words(
            "sites where something may be done besides keeping them",
            "个地块除保留外另有可选方案",
        ),
        sentence=Words(
            f"{len(table):,} options were considered: {len(offered):,} are offered, "
            f"{forbidden:,} are not possible or not allowed, {rest:,} worse than another in "
            "everything or withdrawn; each with its reason.",
            f"共考虑{len(table):,}个方案：{len(offered):,}个可选，"
            f"{forbidden:,}个不可行或不允许，{rest:,}个全面劣于其他方案或已撤回，逐一说明原因。",
        ),
    )


def _together(options: OptionSet, whole: KindSums, *, made_up: bool) -> Headline:
    """What it would come to if every site took its best option for money alone."""
    currency = "" if options.money is None else options.money.currency
    cost = in_money(whole.cost_amount[1], currency)
    ranged = in_range(*whole.cost_amount, currency)
    homes = with_unit(whole.homes_added_count, "homes")
    out = with_unit(whole.out_for_good_count, "households")
    warn = (
        Words(" Prices are made up to show how it works.", "价格为演示用虚构数据。")
        if made_up
        else Words("", "")
    )
    return Headline(
        number=cost,
        label=Words(
            "cost, if every site took its option of greatest net present value",
            "若每个地块都取净现值最高的方案，所需投入",
        ),
        sentence=Words(
            f"{ranged.en}; {homes.en} more, {out.en} out for good. No plan: a programme also "
            f"weighs people, services, heritage, consent and budgets.{warn.en}",
            f"{ranged.zh}；新增{homes.zh}，永久搬迁{out.zh}。"
            f"这不是规划：实施方案还须权衡居民、服务、风貌、意愿与预算。{warn.zh}",
        ),
    )


def _hindrance(options: OptionSet) -> Headline:
    """What forbids most: the rule first, then what stands there."""
    by_rule = [one for one in clauses(options) if one.forbids_count]
    own = reasons(options)
    whole = sum(one.option_count for one in own)
    first = by_rule[0] if by_rule else None
    number = sum(one.forbids_count for one in by_rule)
    if first is None:
        sentence = Words(
            f"What stands there rules out {in_text(whole, '').en} options.",
            f"现状条件排除{in_text(whole, '').zh}个方案。",
        )
    else:
        sentence = Words(
            f"Most often {first.kind.en} ({first.forbids_count:,}, {first.rule.code}). What "
            f"stands there rules out {whole:,} more: room, structure, height.",
            f"最多的是{first.kind.zh}（{first.forbids_count:,}个，{first.rule.code}）。"
            f"另有{whole:,}个受限于现状：面积、结构、高度。",
        )
    return Headline(
        number=Words(f"{number:,}", f"{number:,}"),
        label=Words("options that a rule forbids", "个方案为规则所禁止"),
        sentence=sentence,
    )
