"""What the programme is worth, term by term; what its limits cost; what weights and fronts say."""

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from gengxin.publish.numbers import in_money, in_text, with_unit
from gengxin.publish.programme_report.answer import share_words
from gengxin.publish.programme_report.drawing import front_line
from gengxin.publish.programme_report.told import Told
from gengxin.publish.words import Words
from gengxin.terms import ROWS, TERMS, codes

__all__ = [
    "FrontChart",
    "LimitRow",
    "TermRow",
    "WeightRow",
    "front_chart",
    "limit_rows",
    "term_amount",
    "term_rows",
    "term_words",
    "weight_rows",
    "worth_words",
]

# rows whose keys begin otherwise than their family is called
FAMILIES = {"rehoused_all": "replacement_first", "homes_committed": "replacement_first"}
WISHES = {
    "need": Words("residents’ needs", "居民诉求"),
    "exclusive": Words("one of these alone", "互斥"),
    "requires": Words("one after the other", "先后关系"),
    "equity_floor": Words("least share served in an area", "公平底线"),
    "target": Words("target", "目标"),
    "epsilon": Words("step of the front", "前沿步长"),
}
# rows whose last index is a phase or a period
BY_PHASE = ("budget", "works_at_once", "continuity", "far_ledger", "floor_space")
UNAVAILABLE = Words("unavailable", "不可用")
# one natural unit
ONE = {
    "people": Words("person", "人"),
    "homes": Words("home", "套"),
    "m²": Words("m²", "平方米"),
    "supporters": Words("supporter", "附议人"),
    "households": Words("household", "户"),
    "kg CO2e": Words("kg CO₂e", "千克CO₂e"),
}
KILO = 1000.0
# change of an amount that is told as none at all
STILL = 5e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One term: amount, worth, weight; the bar from ``left`` on, in hundredths of its track."""

    name: Words
    amount: Words
    value: Words
    value_amount: float
    weight: float
    unit: Words
    note: Words
    left: float
    wide: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """A row that binds: which, where, and what a bit more of it would bring."""

    family: Words
    where: Words
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow:
    """A programme at another weight: change of each term's amount against the programme's."""

    term: Words
    factor: float
    gap: Words
    site_count: Words
    changes: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontChart:
    """The front as a drawing under its sentence, and its points."""

    title: Words
    svg: Markup
    heads: tuple[Words, Words]
    rows: tuple[tuple[Words, Words, Words], ...]


def term_words(term: str) -> Words:
    """What a term is called."""
    return Words(*TERMS[term][1:])


def term_amount(told: Told, term: str, amount: float) -> Words:
    """An amount of a term in its natural unit."""
    unit = TERMS[term][0]
    if unit == "kg CO2e":
        return with_unit(amount / KILO, "tCO2e")
    return in_money(amount, told.currency) if unit == "currency" else with_unit(amount, unit)


def worth_words(told: Told) -> Words:
    """What is done, what it is worth, and what nothing can exceed."""
    counts = told.renewed["action"].value_counts()
    kinds = [
        Words(f"{counts[one]:,} {en}", f"{zh}{counts[one]:,}个")
        for one, (en, zh) in codes.ACTIONS.items()
        if one in counts
    ]
    done = Words(", ".join(one.en for one in kinds), "、".join(one.zh for one in kinds))
    value, bound = (
        in_money(one, told.currency) for one in (told.programme.value, told.programme.bound)
    )
    return Words(
        f"Of {len(told.chosen):,} sites {len(told.renewed):,} have works: {done.en or 'none'}. "
        f"At the brief’s weights that is worth {value.en} more than keeping everything; nothing "
        f"can be worth more than {bound.en}.",
        f"{len(told.chosen):,}个地块中{len(told.renewed):,}个有工程：{done.zh or '无'}。"
        f"按任务书权重，比全部保留多值{value.zh}；任何方案都不会超过{bound.zh}。",
    )


def term_rows(told: Told) -> list[TermRow]:
    """Every term, what is worth most first; those that cost come last."""
    terms = sorted(told.programme.terms, key=lambda one: -one.value)
    low = min(0.0, *(one.value for one in terms)) if terms else 0.0
    span = max(0.0, *(one.value for one in terms)) - low if terms else 0.0
    made = []
    for one in terms:
        setting = told.programme.brief.terms.get(one.term)
        unit = TERMS[one.term][0]
        made.append(
            TermRow(
                name=term_words(one.term),
                amount=term_amount(told, one.term, one.amount),
                value=in_money(one.value, told.currency),
                value_amount=one.value,
                weight=0.0 if setting is None else setting.weight,
                unit=Words(told.currency, told.currency)
                if unit == "currency"
                else ONE.get(unit, Words(unit, unit)),
                note=Words("", "")
                if setting is None
                else Words(setting.note, setting.note_zh or setting.note),
                left=100 * (min(one.value, 0.0) - low) / span if span else 0.0,
                wide=100 * abs(one.value) / span if span else 0.0,
            )
        )
    return made


def limit_rows(told: Told) -> list[LimitRow]:
    """The rows at their limits, in the order in which they weigh."""
    return [
        LimitRow(
            family=_family(row.key.split("/")[0]),
            where=_where(told, row.key),
            says=Words(row.says.en, row.says.zh),
        )
        for row in told.explanation.rows
    ]


def _family(name: str) -> Words:
    known = FAMILIES.get(name, name)
    return Words(*ROWS[known]) if known in ROWS else WISHES.get(name, Words(name, name))


def _where(told: Told, key: str) -> Words:
    """The indices of a key by the names of places, services and phases."""
    name, *indices = key.split("/")
    words = []
    for place, index in enumerate(indices):
        last = place == len(indices) - 1
        if last and name in BY_PHASE and index.isdigit():
            words.append(_period(told, int(index)))
        else:
            words.append(told.standards.get(index, told.name(index)))
    return Words(" · ".join(one.en for one in words), " · ".join(one.zh for one in words))


def _period(told: Told, period: int) -> Words:
    if period > told.phase_count:
        return Words("end", "期末")
    return told.phase_words(period)


def weight_rows(told: Told) -> tuple[tuple[Words, ...], list[WeightRow]]:
    """The terms across, and a row for each programme at another weight."""
    before = {one.term: one.amount for one in told.programme.terms}
    heads = tuple(term_words(term) for term in before)
    rows = [
        WeightRow(
            term=term_words(run.term),
            factor=run.factor,
            gap=Words("–", "–") if run.gap_certified is None else share_words(run.gap_certified),
            site_count=_counted(run.sites_changed_count),
            changes=tuple(
                _change(was, run.amounts.get(term, float("nan"))) for term, was in before.items()
            ),
        )
        for run in told.weights
    ]
    return heads, rows


def _counted(count: int | None) -> Words:
    return UNAVAILABLE if count is None else Words(f"{count:,}", f"{count:,}")


def _change(was: float, now: float) -> Words:
    """How far an amount moved, in hundredths of what it was."""
    if not np.isfinite(now):
        return UNAVAILABLE
    if abs(now - was) <= STILL * abs(was):
        return Words("=", "=")
    if was == 0.0:
        return in_text(now, "")
    share = with_unit((now - was) / abs(was), "share")
    sign = "+" if now > was else ""
    return Words(f"{sign}{share.en}", f"{sign}{share.zh}")


def front_chart(told: Told) -> FrontChart | None:
    """The front; ``None`` where none was asked for."""
    front = told.front
    if front is None or not front.points:
        return None
    first, second = front.first, front.second
    points = [(one.second, one.first) for one in front.points]
    ends = front.points[0], front.points[-1]
    more = term_amount(told, second, ends[1].second - ends[0].second)
    costs = term_amount(told, first, ends[0].first - ends[1].first)
    names = term_words(first), term_words(second)
    title = Words(
        f"From one end to the other, {more.en} more costs {costs.en} ({names[0].en})",
        f"从一端到另一端，多得{more.zh}须放弃{costs.zh}（{names[0].zh}）",
    )
    rows = tuple(
        (
            term_amount(told, second, one.second),
            term_amount(told, first, one.first),
            Words("–", "–") if one.gap_certified is None else share_words(one.gap_certified),
        )
        for one in front.points
    )
    xs, ys = ([one[axis] for one in points] for axis in (0, 1))
    return FrontChart(
        title=title,
        svg=front_line(
            title,
            points,
            [Words(f"{x.en}; {y.en}", f"{x.zh}；{y.zh}") for x, y, _ in rows],
            axes=(
                (term_amount(told, second, min(xs)), term_amount(told, second, max(xs))),
                (term_amount(told, first, min(ys)), term_amount(told, first, max(ys))),
            ),
        ),
        heads=(names[1], names[0]),
        rows=rows,
    )
