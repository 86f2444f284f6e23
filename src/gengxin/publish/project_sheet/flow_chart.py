"""The cash flow of a sheet as a chart: what each year leaves, and what that sums up to."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from gengxin.publish.project_sheet.chart import FONT
from gengxin.publish.project_sheet.site_map import stand_alone
from gengxin.publish.project_sheet.telling import Language, in_table_money, money_unit
from gengxin.terms.sheet import SheetContent, SheetTable
from gengxin.terms.words import Words

__all__ = ["flow_chart"]

TABLE, NET, SUMMED = "cash_flow", "all", "summed"
WIDE, HIGH, LEFT, TOP, FOOT, LETTER = 1000.0, 260.0, 90.0, 30.0, 24.0, 11.5
LEAST_YEARS, TICKS = 2, 5
GAIN, LOSS, LINE = "#0f766e", "#c0392b", "#1c1917"
NET_WORDS = Words("net of the year", "当年净额")
SUMMED_WORDS = Words("summed up", "累计")
_SVG = Markup('<svg viewBox="0 0 {} {}" role="img">{}</svg>')
_TEXT = Markup('<text {} font-size="{}" x="{:.1f}" y="{:.1f}" fill="#57534e" text-anchor="{}">{}</text>')  # noqa: E501  # fmt: skip
_RULE = Markup('<path d="M{:.1f} {:.1f}H{:.1f}" stroke="{}" stroke-width="{}"/>')
_BAR = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>')
_LINE = Markup('<path d="M{}" fill="none" stroke="{}" stroke-width="2" stroke-linejoin="round"/>')
_DOT = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="2.6" fill="{}"/>')


class _Flows(NamedTuple):
    """Years, what each leaves, and the sum up to it."""

    years: list[int]
    net: np.ndarray
    summed: np.ndarray


def flow_chart(content: SheetContent, language: Language) -> str | None:
    """The chart as an SVG; ``None`` where the flow is withheld, missing or of a single year."""
    flows = _flows(content)
    if flows is None or len(flows.years) < LEAST_YEARS:
        return None
    low = min(0.0, float(flows.net.min()), float(flows.summed.min()))
    high = max(0.0, float(flows.net.max()), float(flows.summed.max()))
    ticks = _ticks(low, high)
    axis = _Axis(ticks[0], ticks[-1], flows.years)
    drawn = [*_grid(ticks, axis, content, language), *_bars(flows, axis), *_line(flows, axis)]
    drawn += _legend(language)
    return stand_alone(_SVG.format(WIDE, HIGH, Markup("").join(drawn)))


class _Axis:
    """From years and money to the drawing."""

    def __init__(self, low: float, high: float, years: Sequence[int]) -> None:
        self._low, self._span = low, high - low
        # years that aren't told have one place together
        self.left_out = np.diff(years, prepend=years[0] - 1) > 1
        self._places = np.arange(len(years)) + np.cumsum(self.left_out)
        self.step: float = (WIDE - LEFT - 10) / (int(self._places[-1]) + 1)

    def x(self, at: int) -> float:
        """The middle of a year, by its row."""
        return LEFT + (float(self._places[at]) + 0.5) * self.step

    def y(self, amount: float) -> float:
        """Where an amount stands."""
        return HIGH - FOOT - (amount - self._low) / self._span * (HIGH - FOOT - TOP)


def _flows(content: SheetContent) -> _Flows | None:
    table = next(
        (
            table
            for block in content.blocks
            for section in block.sections
            for table in section.tables
            if table.name == TABLE
        ),
        None,
    )
    if table is None:
        return None
    net, summed = (_column(table, name) for name in (NET, SUMMED))
    if net is None or summed is None:
        return None
    years = [int(row[0].en) for row in table.rows if isinstance(row[0], Words)]
    return _Flows(years, net, summed)


def _column(table: SheetTable, name: str) -> np.ndarray | None:
    """Numbers of a column; ``None`` where one is missing."""
    at = [head.name for head in table.heads].index(name)
    found = [row[at] for row in table.rows]
    numbers = [float(one) for one in found if isinstance(one, int | float)]
    return np.array(numbers) if len(numbers) == len(found) else None


def _ticks(low: float, high: float) -> np.ndarray:
    """Round amounts from below the least to above the greatest."""
    rough = (high - low or 1.0) / TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(one * power for one in (1.0, 2.0, 5.0, 10.0) if one * power >= rough)
    ticks: np.ndarray = np.arange(np.floor(low / step), np.ceil(high / step) + 1) * step
    return ticks


def _grid(
    ticks: np.ndarray, axis: _Axis, content: SheetContent, language: Language
) -> list[Markup]:
    drawn = []
    for amount in ticks.tolist():
        y = axis.y(amount)
        strong = abs(amount) < 1e-9
        drawn.append(
            _RULE.format(LEFT, y, WIDE - 10, LINE if strong else "#e7e5e4", 1 if strong else 0.8)
        )
        told = in_table_money(amount, language)
        drawn.append(_TEXT.format(FONT, LETTER, LEFT - 8, y + 4, "end", told.removesuffix(".00")))
    unit = money_unit(content.currency, language)
    drawn.append(_TEXT.format(FONT, LETTER, LEFT - 8, TOP - 14, "end", unit))
    return drawn


def _bars(flows: _Flows, axis: _Axis) -> list[Markup]:
    drawn = []
    wide = axis.step * 0.62
    for at, (year, amount) in enumerate(zip(flows.years, flows.net.tolist(), strict=True)):
        top, foot = sorted((axis.y(amount), axis.y(0.0)))
        colour = GAIN if amount >= 0 else LOSS
        drawn.append(_BAR.format(axis.x(at) - wide / 2, top, wide, max(foot - top, 0.4), colour))
        drawn.append(_TEXT.format(FONT, LETTER, axis.x(at), HIGH - 6, "middle", year))
        if axis.left_out[at]:
            drawn.append(
                _TEXT.format(FONT, LETTER, axis.x(at) - axis.step, HIGH - 6, "middle", "…")
            )
    return drawn


def _line(flows: _Flows, axis: _Axis) -> list[Markup]:
    places = [(axis.x(at), axis.y(amount)) for at, amount in enumerate(flows.summed.tolist())]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    return [_LINE.format(path, LINE), *(_DOT.format(x, y, LINE) for x, y in places)]


def _legend(language: Language) -> Sequence[Markup]:
    net, summed = (one.en if language == "en" else one.zh for one in (NET_WORDS, SUMMED_WORDS))
    right = WIDE - 10
    return [
        _BAR.format(right - 260, 6, 7, 10, GAIN),
        _BAR.format(right - 252, 6, 7, 10, LOSS),
        _TEXT.format(FONT, LETTER, right - 240, 15, "start", net),
        _RULE.format(right - 120, 11, right - 98, LINE, 2),
        _DOT.format(right - 109, 11, LINE),
        _TEXT.format(FONT, LETTER, right - 92, 15, "start", summed),
    ]
