"""The first page's answer: who is served, which homes, what it costs, and how sure that is."""

from math import ceil, isfinite

import numpy as np

from gengxin.publish.answer import Headline
from gengxin.publish.numbers import in_money, in_text, shares_beside, with_unit
from gengxin.publish.programme_report.phases import PhaseFigures
from gengxin.publish.programme_report.told import Told
from gengxin.publish.words import Words

__all__ = ["certified", "headlines", "newly_served", "share_words", "shares_had"]

THOUSAND = 1_000.0


def headlines(told: Told, phases: list[PhaseFigures]) -> tuple[Headline, ...]:
    """Three headlines with a sentence each."""
    return _served(told), _homes(told), _money(told, phases)


def newly_served(told: Told) -> tuple[float, float]:
    """People served within standard and capacity today and at the end, a service each time."""
    tables, end = told.programme.tables, told.phase_count + 1
    after = tables["served"]
    after = after[after["period"] == end]
    today = tables["today_served"]
    return (
        float(today["served_people_x1000"].sum()) / THOUSAND,
        float(after["served_people_x1000"].sum()) / THOUSAND,
    )


def share_words(share: float) -> Words:
    """A share that nothing exceeds, as a percentage rounded up to two digits after the point."""
    told = f"{ceil(share * 1e4 - 1e-6) / 100:,g}%"
    return Words(told, told)


def certified(told: Told) -> tuple[Words, Words]:
    """The certified gap, and what it means."""
    gap = told.programme.gap_certified
    if gap is None:
        return Words("–", "–"), Words(
            "No gap can be stated: the programme is worth no more than keeping everything.",
            "无法给出差距：该方案的价值不高于全部保留。",
        )
    share = share_words(gap)
    if told.programme.brief.minimise:
        return share, Words(
            f"No programme that meets the brief can cost more than {share.en} less.",
            f"在任务书的限制之内，没有任何方案的成本能再低出{share.zh}以上。",
        )
    return share, Words(
        f"No programme within these limits can be worth more than {share.en} more.",
        f"在这些限制之内，没有任何方案的价值能再高出{share.zh}以上。",
    )


def shares_had(told: Told) -> tuple[float, float]:
    """Share of the services due that today's residents have, today and at the end; else NaN."""
    served = told.equity.served
    tenths = served[served["grouping"] == "decile_today"]
    people = tenths["people"].to_numpy("float64")
    before, after = (tenths[name].to_numpy("float64") for name in ("before_share", "after_share"))
    known = np.isfinite(before) & np.isfinite(after) & (people > 0)
    if not known.any():
        return float("nan"), float("nan")
    return (
        float(np.average(before[known], weights=people[known])),
        float(np.average(after[known], weights=people[known])),
    )


def _served(told: Told) -> Headline:
    before, after = newly_served(told)
    more = in_text(after - before, "people")
    was, will = in_text(before, "people"), in_text(after, "people")
    count = len(told.inputs.users)
    shares = shares_had(told)
    sums = Words(
        f"Once for each person and service: {was.en} today, {will.en} at the end, newcomers "
        "included.",
        f"每人每项服务各计一次：现状{was.zh}，期末{will.zh}（含新增居民）。",
    )
    if _today_unknown(told):
        return Headline(
            number=more,
            label=Words(
                "served by what is new, summed over services", "新增设施服务人次（各项服务合计）"
            ),
            sentence=Words(
                "Unavailable: how many are served today; no supplier's capacity is known.",
                "现状服务人次不可用：各设施容量均未知。",
            ),
        )
    if not isfinite(shares[0]):
        return Headline(
            number=more,
            label=Words("more served, summed over services", "新增服务人次（各项服务合计）"),
            sentence=sums,
        )
    had, have = shares_beside(*shares)
    return Headline(
        number=Words(f"{had.en} → {have.en}", f"{had.zh} → {have.zh}"),
        label=Words(
            "of the services due to residents, near enough and with room",
            "居民应享服务中，够近且有容量的比例",
        ),
        sentence=Words(
            f"today → at the end, the mean over residents and {_counted(count, 'service')}. "
            f"{sums.en}",
            f"现状 → 期末，居民与{count}项服务的平均。{sums.zh}",
        ),
    )


def _today_unknown(told: Told) -> bool:
    """Whether there are suppliers today and no one knows the capacity of any."""
    capacity = told.inputs.options["supplier"]["capacity_people_x1000"]
    return len(capacity) > 0 and bool(capacity.isna().all())


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def _homes(told: Told) -> Headline:
    renewed = told.renewed
    out = with_unit(float(renewed["out_temporarily_count"].sum()), "households")
    gone = with_unit(float(renewed["out_for_good_count"].sum()), "households")
    good = renewed["homes_made_good_count"]
    known = bool(good.notna().any()) or renewed.empty
    return Headline(
        # of homes of unknown quality nothing can be said; 0 would say that none was bad
        number=in_text(float(good.sum()) if known else float("nan"), "homes"),
        label=Words("homes brought to a good standard", "住房达标（套）"),
        sentence=Words(
            f"Works on {len(renewed):,} of {len(told.chosen):,} sites; {out.en} move out for "
            f"the works and come back, {gone.en} move for good.",
            f"{len(told.chosen):,}个地块中{len(renewed):,}个有工程；过渡安置{out.zh}，"
            f"永久搬迁{gone.zh}。",
        ),
    )


def _money(told: Told, phases: list[PhaseFigures]) -> Headline:
    spent = sum(one.spent_amount for one in phases)
    budget = sum(one.budget_amount for one in phases)
    whole = in_money(budget, told.currency)
    warn = ("Prices are made up to show how it works.", "价格为演示用虚构数据。")
    told_en, told_zh = (
        f"of {whole.en} in {len(phases)} phases.",
        f"{len(phases)}期预算共{whole.zh}。",
    )
    if not isfinite(budget):
        told_en = f"in {len(phases)} phases; no budget holds."
        told_zh = f"共{len(phases)}期，未设预算。"
    return Headline(
        number=in_money(spent, told.currency),
        label=Words("of public money", "公共资金"),
        sentence=Words(
            told_en + (f" {warn[0]}" if told.prices_made_up else ""),
            told_zh + (warn[1] if told.prices_made_up else ""),
        ),
    )
