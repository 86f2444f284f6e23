"""The map of the first page: each site in the colour of its best option, without any script."""

import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from gengxin.publish.colours import COLOURS
from gengxin.publish.still_map import StillMap, base_layers, extent
from gengxin.publish.still_marks import frame_marks
from gengxin.publish.still_paths import View, layer_path
from gengxin.publish.words import Words
from gengxin.terms import District, OptionSet, codes

__all__ = ["simple_sites", "still_options"]

# vertices that the sites of a drawing may have: about 700 kB of it
VERTEX_LIMIT = 120_000
_SITES = Markup('<path class="still-site" style="fill:{}" d="{}"/>')


def still_options(options: OptionSet, district: District, best: pd.Series) -> StillMap | None:
    """Draw the sites by kind of the best option; ``None`` where no site has a shape."""
    sites = district.places("sites")
    shapes = np.asarray(sites.geometry)
    view = View.around(extent(district))
    if view is None or not (shapely.area(shapes) > 0).any():
        return None
    action = options.tables["option"]["action"].astype("str")
    kind = best.map(action).reindex(sites.index).to_numpy(object)
    drawn = simple_sites(shapes, view)
    paths = [
        _SITES.format(COLOURS["actions"][one], layer_path(drawn[kind == one], view))
        for one in codes.ACTIONS
        if (kind == one).any()
    ]
    missing = pd.isna(kind)
    if missing.any():
        paths.append(_SITES.format("url(#hatch)", layer_path(drawn[missing], view)))
    base = base_layers(district, view, with_green=False, with_buildings=False)
    counts = pd.Series(kind).value_counts()
    legend = [
        (COLOURS["actions"][one], Words(f"{en} ({counts[one]:,})", f"{zh}({counts[one]:,})"))
        for one, (en, zh) in codes.ACTIONS.items()
        if one in counts
    ]
    if missing.any():
        legend.append(("hatch", Words("unavailable", "不可用")))
    return StillMap(
        svg=frame_marks(Markup("").join([base, *paths]), view),
        title=Words(
            "The option of greatest net present value, site by site", "各地块净现值最高的方案"
        ),
        legend=tuple(legend),
        unit=Words("kind of option (sites)", "更新方式（地块数）"),
    )


def simple_sites(shapes: np.ndarray, view: View) -> np.ndarray:
    """The shapes with as many vertices as the drawing can hold."""
    tolerance_m = view.metres_per_step
    simple = shapely.simplify(shapes, tolerance_m)
    while shapely.get_num_coordinates(simple).sum() > VERTEX_LIMIT and tolerance_m < 100.0:
        tolerance_m *= 2.0
        simple = shapely.simplify(shapes, tolerance_m)
    return np.asarray(simple)
