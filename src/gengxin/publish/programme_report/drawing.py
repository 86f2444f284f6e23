"""Small charts as SVG that needs no script: amounts against limits by phase, and a front."""

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup

from gengxin.publish.words import Words

__all__ = ["against_limits", "front_line"]

WIDE, HIGH, LEFT, TOP, FOOT = 420, 190, 6, 20, 34
_SVG = Markup('<svg class="phase-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
_BAR = Markup('<rect class="bar-used{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
_LIMIT = Markup('<path class="bar-limit" d="M{:.1f} {:.1f}h{:.1f}"/>')
_TEXT = Markup(
    '<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}"><tspan class="en" lang="en">{}</tspan>'
    '<tspan class="zh" lang="zh-CN">{}</tspan></text>'
)
_ZERO = Markup('<path class="axis" d="M0 {:.1f}h{}"/>')
_LINE = Markup('<polyline class="front-line" points="{}"/>')
_DOT = Markup('<circle class="front-dot" cx="{:.1f}" cy="{:.1f}" r="4"><title>{}</title></circle>')


def against_limits(
    title: Words,
    used: Sequence[float],
    limits: Sequence[float],
    names: Sequence[Words],
    *,
    told: Callable[[float], Words],
) -> Markup:
    """A bar a phase with the line that it is held against; a limit of NaN is not drawn.

    What exceeds its line is drawn as a fault.
    """
    step = (WIDE - LEFT) / max(len(used), 1)
    top = max([*used, *(one for one in limits if np.isfinite(one)), 1e-9])
    scale = (HIGH - TOP - FOOT) / top
    floor = HIGH - FOOT
    parts = []
    for place, (value, limit, name) in enumerate(zip(used, limits, names, strict=True)):
        x, middle = LEFT + place * step, LEFT + (place + 0.5) * step
        over = " over" if np.isfinite(limit) and value > limit * (1 + 1e-9) else ""
        high = value * scale
        parts += [_BAR.format(over, x + step * 0.2, floor - high, step * 0.6, high)]
        parts += [_TEXT.format("told", middle, floor - high - 4, "middle", *told(value))]
        if np.isfinite(limit):
            parts += [_LIMIT.format(x + step * 0.08, floor - limit * scale, step * 0.84)]
        parts += [_TEXT.format("named", middle, floor + 14, "middle", *name)]
        if np.isfinite(limit):
            parts += [_TEXT.format("limit", middle, floor + 28, "middle", *told(limit))]
    parts.append(_ZERO.format(floor, WIDE))
    return _SVG.format(WIDE, HIGH, f"{title.en} · {title.zh}", Markup("").join(parts))


def front_line(
    title: Words,
    points: Sequence[tuple[float, float]],
    labels: Sequence[Words],
    *,
    axes: tuple[tuple[Words, Words], tuple[Words, Words]],
) -> Markup:
    """Points joined by a line; ``axes`` are the words at both ends of each axis."""
    wide, high, left, foot = 640, 320, 130, 40
    place = np.asarray(points, dtype=np.float64)
    low, span = place.min(axis=0), np.ptp(place, axis=0)
    span[span == 0] = 1.0
    x = left + (place[:, 0] - low[0]) / span[0] * (wide - left - 40)
    y = 20 + (1 - (place[:, 1] - low[1]) / span[1]) * (high - foot - 40)
    dots = [
        _DOT.format(one, other, f"{label.en} · {label.zh}")
        for one, other, label in zip(x, y, labels, strict=True)
    ]
    ends = [
        _TEXT.format("named", left, high - foot + 16, "middle", *axes[0][0]),
        _TEXT.format("named", wide - 40, high - foot + 16, "middle", *axes[0][1]),
        _TEXT.format("named", left - 12, high - foot - 16, "end", *axes[1][0]),
        _TEXT.format("named", left - 12, 24, "end", *axes[1][1]),
    ]
    frame = Markup('<path class="axis" d="M{} 10v{}h{}"/>').format(
        left - 8, high - foot - 10, wide - left
    )
    line = _LINE.format(" ".join(f"{one:.1f},{other:.1f}" for one, other in zip(x, y, strict=True)))
    return _SVG.format(
        wide, high, f"{title.en} · {title.zh}", Markup("").join([frame, line, *dots, *ends])
    )
