"""Section and plan of a building under a plane, drawn as SVG that needs no script."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from gengxin.publish.words import Words
from gengxin.terms import Rule

__all__ = ["View", "plan_of", "section_of"]

At = Callable[[float, float], tuple[float, float]]

WIDTH, HEIGHT = 560.0, 300.0
LEFT, RIGHT, TOP, FOOT = 44.0, 20.0, 16.0, 40.0
PLAN = 300.0
# the plane is drawn on beyond what stands there by so much of it
BEYOND = 1.25
TICKS = 5
_TEXT = Markup('<text x="{}" y="{}" class="{}{}">{}</text>')
_LINE = Markup('<path class="{}" d="{}"/>')
_BOX = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>')


@dataclass(frozen=True, kw_only=True)
class View:
    """A plane over a site and what an option builds there.

    ``pieces`` have ``from_m`` and ``to_m`` (metres from the edge of the site), ``bottom_m``,
    ``top_m`` and a shape, and so has ``stands``, what stays there; ``limit_m`` is the height of a
    view plane at the site.
    """

    rule: Rule
    limit_m: float
    pieces: pd.DataFrame
    stands: pd.DataFrame
    site: BaseGeometry

    @property
    def is_view(self) -> bool:
        """Whether the plane rises from a viewpoint, else from the edge of the site."""
        return self.rule.kind == "view_plane"

    @cached_property
    def start_m(self) -> float:
        """Where the site begins along the section."""
        if not self.is_view:
            return 0.0
        slope = float(self.rule.parameters["slope"])
        rise_m = self.limit_m - float(self.rule.parameters["base_height_m"])
        return rise_m / slope if slope > 0 and rise_m > 0 else 0.0

    @cached_property
    def end_m(self) -> float:
        """Where the section ends."""
        deep_m = float(
            max(self.pieces["to_m"].max(), self.stands["to_m"].to_numpy().max(initial=0.0))
        )
        return (self.start_m + max(deep_m, 1.0)) * BEYOND

    @cached_property
    def plane(self) -> list[tuple[float, float]]:
        """The plane as a line: distance along the section and height, m."""
        told = self.rule.parameters
        base_m, slope = float(told["base_height_m"]), float(told["slope"])
        if self.is_view:
            return [(0.0, base_m), (self.end_m, base_m + slope * self.end_m)]
        back_m = float(told["initial_setback_m"])
        end_m = max(self.end_m, back_m * BEYOND)
        low = [(0.0, 0.0), (0.0, base_m), (back_m, base_m)]
        return [*low, (back_m, base_m + slope * back_m), (end_m, base_m + slope * end_m)]


def section_of(view: View) -> Markup:
    """Height against distance: the plane, its numbers, and the pieces below or above it."""
    end_m = max(x for x, _ in view.plane)
    built_m = float(
        max(one["top_m"].to_numpy().max(initial=0.0) for one in (view.pieces, view.stands))
    )
    # a steep plane would leave the building at the bottom of an empty sheet
    most_m = min(max(y for _, y in view.plane), 1.6 * max(built_m, view.plane[1][1]))

    def at(x: float, y: float) -> tuple[float, float]:
        wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - FOOT
        return round(LEFT + wide * x / end_m, 1), round(HEIGHT - FOOT - high * y / most_m, 1)

    line = "M" + " L".join("{} {}".format(*at(x, y)) for x, y in _cut(view.plane, most_m))
    pieces = [
        _BOX.format(kind, *_corner(at, view.start_m, one), _stretch(one))
        for kind, rows in (("stands", view.stands), ("piece", view.pieces))
        for _, one in rows.iterrows()
    ]
    body = [*_axes(at, end_m, most_m, is_view=view.is_view), *pieces, _LINE.format("plane", line)]
    return _svg(Markup("").join([*body, *_marks(view, at)]), WIDTH, HEIGHT)


def plan_of(view: View) -> Markup:
    """The site from above: its edge, the line from which the plane rises, the pieces by height."""
    west, south, east, north = view.site.bounds
    scale = (PLAN - 40) / max(east - west, north - south, 1.0)
    high = round((north - south) * scale + 60)

    def path(shape: BaseGeometry) -> str:
        rings = shapely.get_rings(shapely.get_parts(shape))
        lines = [shapely.get_coordinates(ring) for ring in rings]
        return "".join(
            "M"
            + " L".join(
                f"{20 + (x - west) * scale:.1f} {20 + (north - y) * scale:.1f}" for x, y in one
            )
            for one in lines
        )

    drawn = [_LINE.format("site", path(view.site))]
    back_m = float(view.rule.parameters.get("initial_setback_m", 0.0))
    if back_m > 0:
        drawn.append(_LINE.format("setback", path(view.site.buffer(-back_m))))
    drawn += [_LINE.format("stands", path(one)) for one in view.stands["geometry"]]
    lowest_first = view.pieces.sort_values("top_m")["geometry"]
    drawn += [_LINE.format("piece", path(one)) for one in lowest_first]
    length_m = float(10 ** np.floor(np.log10(max((east - west) / 2, 1.0))))
    y = high - 18
    drawn.append(_LINE.format("scale", f"M20 {y - 6}v6h{length_m * scale:.1f}v-6"))
    drawn.append(_TEXT.format(round(26 + length_m * scale), y, "mark", "", f"{length_m:g} m"))
    drawn.append(_LINE.format("north", f"M{PLAN - 24} {y - 18}l-6 16 6-4 6 4z"))
    drawn.append(_TEXT.format(PLAN - 14, y, "mark", "", "N"))
    return _svg(Markup("").join(drawn), PLAN, high)


def _cut(line: list[tuple[float, float]], most_m: float) -> list[tuple[float, float]]:
    """The line as far as it stays on the sheet."""
    found = [line[0]]
    for (x0, y0), (x1, y1) in pairwise(line):
        if y1 <= most_m:
            found.append((x1, y1))
            continue
        if y0 < most_m:
            found.append((x0 + (x1 - x0) * (most_m - y0) / (y1 - y0), most_m))
        break
    return found


def _stretch(piece: pd.Series) -> str:
    return f"{piece['bottom_m']:g}–{piece['top_m']:g} m"


def _corner(at: At, start_m: float, piece: pd.Series) -> tuple[float, float, float, float]:
    """Left, top, width and height of a piece on the sheet."""
    left, top = at(start_m + piece["from_m"], piece["top_m"])
    right, foot = at(start_m + piece["to_m"], piece["bottom_m"])
    return left, top, round(max(right - left, 1.0), 1), round(max(foot - top, 1.0), 1)


def _axes(at: At, end_m: float, most_m: float, *, is_view: bool) -> list[Markup]:
    """Distance along the foot, height up the left side, with round numbers."""
    (left, foot), (right, top) = at(0.0, 0.0), at(end_m, most_m)
    drawn = [_LINE.format("axis", f"M{left} {top}V{foot}H{right}")]
    for value in _round_numbers(end_m):
        x, _ = at(value, 0.0)
        drawn += [
            _LINE.format("axis", f"M{x} {foot}v4"),
            _TEXT.format(x, foot + 16, "mark middle", "", f"{value:g}"),
        ]
    for value in _round_numbers(most_m):
        _, y = at(0.0, value)
        drawn += [
            _LINE.format("axis", f"M{left} {y}h-4"),
            _TEXT.format(left - 7, y + 4, "mark end", "", f"{value:g}"),
        ]
    along = _FROM_VIEWPOINT if is_view else _FROM_EDGE
    return [*drawn, *_said(right, foot + 32, along, "end"), *_said(4, 11, _HEIGHT, "")]


def _marks(view: View, at: At) -> list[Markup]:
    """The numbers of the plane, upon it."""
    told = view.rule.parameters
    base_m, slope = float(told["base_height_m"]), float(told["slope"])
    (_, start_y), (end_x, _) = view.plane[-2], view.plane[-1]
    if view.is_view:
        x, y = at(view.start_m, view.limit_m)
        limit = Words(f"at most {view.limit_m:.1f} m here", f"此处限高{view.limit_m:.1f}米")
        foot = _LINE.format("guide", f"M{x} {y}V{at(0, 0)[1]}")
        return [foot, *_said(x - 6, y - 8, limit, "end")]
    back_m = float(told["initial_setback_m"])
    x, y = at(0.0, base_m)
    back_x, _ = at(back_m, 0.0)
    rise_x, rise_y = at(min(back_m * 1.1, end_x), start_y)
    return [
        _LINE.format("guide", f"M{back_x} {y}V{at(0, 0)[1]}"),
        _TEXT.format(x + 4, y + 14, "mark", "", f"{base_m:.1f} m"),
        _TEXT.format(back_x + 4, at(0, 0)[1] - 5, "mark", "", f"{back_m:.1f} m"),
        _TEXT.format(rise_x + 8, rise_y + 14, "mark", "", f"{slope:g} : 1"),
    ]


_FROM_EDGE = Words("distance from the edge of the site [m]", "距地块边界[米]")
_FROM_VIEWPOINT = Words("distance from the viewpoint [m]", "距视点[米]")
_HEIGHT = Words("height [m]", "高度[米]")


def _said(x: float, y: float, words: Words, place: str) -> list[Markup]:
    """A word in both languages, of which the page shows one."""
    return [
        _TEXT.format(x, y, f"mark {place} ", language, told)
        for language, told in (("en", words.en), ("zh", words.zh))
    ]


def _round_numbers(most: float) -> list[float]:
    """Numbers 0, 1, 2 or 5 times a power of ten apart, about ``TICKS`` of them up to the most."""
    power = 10.0 ** np.floor(np.log10(most / TICKS))
    step = next(one * power for one in (1, 2, 5, 10) if one * power * TICKS >= most * 0.8)
    return [float(value) for value in np.arange(0.0, most + 1e-9, step)]


def _svg(body: Markup, width: float, height: float) -> Markup:
    return Markup(
        '<svg class="plane-figure" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>'
    ).format(f"{width:g}", f"{height:g}", body)
