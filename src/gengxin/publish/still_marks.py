"""What a map needs around its data: labels, scale bar, north arrow, hatching."""

import re
from collections.abc import Sequence

import numpy as np
import shapely
from markupsafe import Markup

from gengxin.publish.still_paths import FOOT, MARGIN, WIDTH, View
from gengxin.publish.words import Words

__all__ = ["frame_marks", "labels"]

LETTER = 76
LATIN_WIDTH, CHINESE_WIDTH = 0.56, 1.0
LINE_HEIGHT = 1.15

# what stands in brackets after a name is said elsewhere on the page
_BRACKET = re.compile(r"\s*[(（][^()（）]*[)）]$")

_SVG = Markup(
    '<svg class="still" viewBox="0 0 {} {}" role="img" aria-labelledby="{}">{}{}{}{}</svg>'
)
_HATCH = Markup(
    '<defs><pattern id="hatch" width="28" height="28" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="28" height="28" class="still-hatch-ground"/>'
    '<line x1="0" y1="0" x2="0" y2="28" class="still-hatch-line"/></pattern></defs>'
)
_LABEL = Markup(
    '<g class="still-label{}" transform="translate({} {})" text-anchor="middle">'
    '<text class="en" lang="en">{}</text><text class="zh" lang="zh-CN">{}</text>'
    '<text class="still-value en" y="{}">{}</text><text class="still-value zh" y="{}">{}</text></g>'
)


def frame_marks(
    body: Markup, view: View, *, title: str = "still-title", hatched: bool = True
) -> Markup:
    """Put the drawing together with its scale bar and north arrow.

    ``title`` is the id of the element that names it; ``hatched`` adds the pattern of what is
    unavailable.
    """
    hatch = _HATCH if hatched else Markup("")
    return _SVG.format(WIDTH, view.height, title, hatch, body, _scale_bar(view), _north(view))


def labels(
    shapes: np.ndarray,
    texts: Sequence[tuple[Words, Words]],
    view: View,
    *,
    on_dark: Sequence[bool],
) -> Markup:
    """Name and value upon each shape, the largest first; one that would overlap is left off.

    What is left off is still in the title of its shape and in the table of areas.
    """
    places = view.steps(shapely.get_coordinates(shapely.point_on_surface(shapes)))
    taken: list[tuple[float, float, float, float]] = []
    drawn = []
    for row in np.argsort(-shapely.area(shapes), kind="stable"):
        (name, value), (x, y) = texts[row], places[row]
        name = Words(*(_BRACKET.sub("", word) or word for word in name))
        half = max(_width(word) for word in (*name, *value)) / 2
        box = (x - half, y - LETTER, x + half, y + LETTER * 1.4)
        if any(_overlap(box, other) for other in taken):
            continue
        taken.append(box)
        down = round(LETTER * LINE_HEIGHT)
        dark = " still-on-dark" if on_dark[row] else ""
        drawn.append(_LABEL.format(dark, x, y, name.en, name.zh, down, value.en, down, value.zh))
    return Markup("").join(drawn)


def _width(word: str) -> float:
    """About how wide a word is drawn, in steps."""
    return LETTER * sum(CHINESE_WIDTH if ord(c) > 0x2E80 else LATIN_WIDTH for c in word)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes share ground."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale_bar(view: View) -> Markup:
    """A bar of a round length near a fifth of the drawing."""
    wanted_m = WIDTH * view.metres_per_step / 5
    power = 10 ** np.floor(np.log10(wanted_m))
    length_m = float(max(step * power for step in (1, 2, 5) if step * power <= wanted_m))
    steps = round(length_m / view.metres_per_step)
    y = view.height - FOOT // 3
    told = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    return Markup(
        '<g class="still-scale"><path d="M{} {}v24h{}v-24"/><text x="{}" y="{}">{}</text></g>'
    ).format(MARGIN, y, steps, MARGIN + steps + 24, y + 28, told)


def _north(view: View) -> Markup:
    """An arrow to grid north."""
    x, y = WIDTH - MARGIN - 40, view.height - FOOT // 3
    return Markup(
        '<g class="still-north"><path d="M{} {}l-28 66 28-16 28 16z"/>'
        '<text x="{}" y="{}" text-anchor="end">N</text></g>'
    ).format(x, y - 44, x - 50, y + 22)
