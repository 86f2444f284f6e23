"""The phase chart of a sheet: works site by site over the phases, and milestones, in a language."""

from datetime import date
from typing import Literal

from markupsafe import Markup

from gengxin.publish.colours import COLOURS
from gengxin.publish.project_sheet.site_map import stand_alone
from gengxin.terms.sheet import SheetBar, SheetContent, SheetPoint
from gengxin.terms.words import Words

__all__ = ["FONT", "MOST_BARS", "phase_chart"]

Language = Literal["zh", "en"]
# bars and milestones that a chart draws; the rest is in the tables
MOST_BARS, MOST_POINTS = 40, 10
WIDE, NAMES, LINE, TOP, LETTER = 1000.0, 310.0, 20.0, 24.0, 11.5
FONT = Markup("font-family=\"'Noto Sans CJK SC','Liberation Sans',sans-serif\"")
_SVG = Markup('<svg viewBox="0 0 {} {}" role="img">{}</svg>')
_TEXT = Markup('<text {} font-size="{}" x="{:.1f}" y="{:.1f}" fill="{}" text-anchor="{}">{}</text>')
_BAND = Markup('<rect x="{:.1f}" y="{}" width="{:.1f}" height="{:.1f}" fill="{}"/>')
_BAR = Markup(
    '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="12" fill="{}" stroke="#1c1917" '
    'stroke-width="0.6"/>'
)
_POINT = Markup(
    '<path d="M{:.1f} {:.1f}l6 6-6 6-6-6z" fill="{}" stroke="#1c1917" stroke-width="0.8"/>'
)
_LATE = Markup(
    '<path d="M{:.1f} {:.1f}h{:.1f}" stroke="#c0392b" stroke-width="1.6" fill="none" '
    'stroke-dasharray="4 3"/>'
)
REST = Words("and {} more", "另有{}处")


def phase_chart(content: SheetContent, language: Language) -> str | None:
    """The chart as an SVG; ``None`` where there is neither a bar nor a milestone."""
    bars, points = content.bars[:MOST_BARS], content.points[:MOST_POINTS]
    if not content.phases or not (bars or points):
        return None
    axis = _Axis(content.phases[0][1], content.phases[-1][2])
    rest = len(content.bars) - len(bars)
    rows = len(bars) + len(points) + (1 if rest else 0)
    high = TOP + rows * LINE + 6
    drawn = [*_bands(content, axis, high, language)]
    for at, bar in enumerate(bars):
        drawn += _bar(bar, f"{at + 1} · {_said(bar.label, language)}", TOP + at * LINE, axis)
    y = TOP + len(bars) * LINE
    if rest:
        drawn.append(_name(_said(REST, language).format(rest), y))
        y += LINE
    for at, point in enumerate(points):
        drawn += _point(point, _said(point.label, language), y + at * LINE, axis)
    return stand_alone(_SVG.format(WIDE, round(high), Markup("").join(drawn)))


class _Axis:
    """From days to the drawing."""

    def __init__(self, first: date, last: date) -> None:
        self._first = first.toordinal()
        self._days = max(last.toordinal() - self._first, 1)

    def at(self, day: date) -> float:
        """Where a day lies; one beyond the ends lies at the end."""
        share = (day.toordinal() - self._first) / self._days
        return NAMES + min(max(share, 0.0), 1.0) * (WIDE - NAMES - 8)


def _bands(content: SheetContent, axis: _Axis, high: float, language: Language) -> list[Markup]:
    drawn = []
    for at, (name, first, last) in enumerate(content.phases):
        left, right = axis.at(first), axis.at(last)
        shade = "#f5f5f4" if at % 2 == 0 else "#ffffff"
        drawn.append(_BAND.format(left, 0, right - left, high, shade))
        told = _said(name, language)
        middle = (left + right) / 2
        drawn.append(_TEXT.format(FONT, LETTER, middle, 15, "#57534e", "middle", told))
    return drawn


def _bar(bar: SheetBar, name: str, y: float, axis: _Axis) -> list[Markup]:
    left, right = axis.at(bar.starts_on), axis.at(bar.ends_on)
    colour = COLOURS["actions"].get(bar.action, "#a8a29e")
    return [_name(name, y), _BAR.format(left, y + 3, max(right - left, 3.0), colour)]


def _point(point: SheetPoint, name: str, y: float, axis: _Axis) -> list[Markup]:
    planned = axis.at(point.planned_on)
    now = axis.at(point.achieved_on or point.forecast_on or point.planned_on)
    fill = "#0f766e" if point.achieved_on else "#ffffff"
    late = [_LATE.format(planned, y + 9, now - planned)] if now - planned > 1 else []
    return [_name(name, y), *late, _POINT.format(now, y + 3, fill)]


def _name(text: str, y: float) -> Markup:
    return _TEXT.format(FONT, LETTER, NAMES - 10, y + 13, "#1c1917", "end", _short(text))


def _short(text: str) -> str:
    """As much of a text as fits before the bars; letters of Chinese count twice."""
    width, kept = 0.0, ""
    for letter in text:
        width += 1.0 if ord(letter) > 0x2E80 else 0.54
        if width * LETTER > NAMES - 24:
            return kept.rstrip() + "…"
        kept += letter
    return text


def _said(words: Words, language: Language) -> str:
    return words.en if language == "en" else words.zh
