"""The map of a sheet: the project's sites by what is done, numbered, in their surroundings."""

import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from gengxin.publish.colours import COLOURS
from gengxin.publish.project_sheet.place import Place, around
from gengxin.publish.still_map import base_layers
from gengxin.publish.still_marks import frame_marks
from gengxin.publish.still_paths import View, layer_path
from gengxin.terms import codes

__all__ = ["site_map", "stand_alone"]

# an image of its own has no style sheet beside it
STYLE = Markup(
    "<style>.still-green{fill:#dfe9d3}.still-water{fill:#cfe0ea}"
    ".still-stream{fill:none;stroke:#cfe0ea;stroke-width:14}"
    ".still-railway{fill:none;stroke:#8a8580;stroke-width:6;stroke-dasharray:40 14}"
    ".still-buildings{fill:#d6d3d1}.still-street{fill:none;stroke:#a8a29e;stroke-width:6}"
    ".sheet-others{fill:none;stroke:#c9c4bf;stroke-width:5}"
    ".sheet-site{stroke:#1c1917;stroke-width:7;stroke-linejoin:round}"
    ".sheet-hatch{fill:url(#works)}"
    ".sheet-number{font-family:'Noto Sans CJK SC','Liberation Sans',sans-serif;font-weight:700;"
    "font-size:76px;fill:#1c1917;stroke:#ffffff;stroke-width:18;stroke-linejoin:round;"
    "paint-order:stroke}"
    ".still-scale path{fill:none;stroke:#1c1917;stroke-width:6}"
    ".still-scale text,.still-north text{font-family:'Noto Sans CJK SC','Liberation Sans',"
    "sans-serif;font-size:92px;fill:#1c1917}.still-north path{fill:#1c1917}</style>"
)
_SITE = Markup('<path class="sheet-site" fill="{}" fill-opacity="0.72" d="{}"/>')
_OTHERS = Markup('<path class="sheet-others" d="{}"/>')
_NUMBER = Markup('<text class="sheet-number" x="{}" y="{}" text-anchor="middle">{}</text>')


def site_map(place: Place) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """The map as an SVG, and its legend: (colour, action); ``None`` where no site has a shape."""
    found = around(place)
    if found is None:
        return None
    near, bounds = found
    view = View.around(bounds)
    if view is None:
        return None
    actions = place.works["action"].astype("str")
    shapes = pd.Series(place.shapes, index=place.works.index, dtype="object")
    sites = [
        _SITE.format(COLOURS["actions"][one], layer_path(shapes[actions == one].to_numpy(), view))
        for one in codes.ACTIONS
        if (actions == one).any()
    ]
    others = np.asarray(near.places("sites").geometry)
    body = Markup("").join(
        [
            STYLE,
            base_layers(near, view, with_green=True, with_buildings=True),
            _OTHERS.format(layer_path(others, view)),
            *sites,
            *_numbers(place.shapes, view),
        ]
    )
    legend = [(COLOURS["actions"][one], one) for one in codes.ACTIONS if (actions == one).any()]
    return stand_alone(frame_marks(body, view, hatched=False)), tuple(legend)


def stand_alone(svg: Markup) -> str:
    """A drawing of a page as an image of its own, which names its language."""
    return str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _numbers(shapes: np.ndarray, view: View) -> list[Markup]:
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    points = shapely.get_coordinates(shapely.point_on_surface(shapes[there]))
    return [
        _NUMBER.format(x, y + 27, at + 1)
        for at, (x, y) in zip(there.tolist(), view.steps(points).tolist(), strict=True)
    ]
