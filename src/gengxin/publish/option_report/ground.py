"""Sun on open ground as the report shows it: squares on the map, sums by kind, a still picture."""

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from gengxin.publish.colours import COLOURS
from gengxin.publish.numbers import in_table, with_unit
from gengxin.publish.option_report.sunlight import sun_bounds
from gengxin.publish.plain import rounded
from gengxin.publish.still_map import StillMap, base_layers, extent
from gengxin.publish.still_marks import frame_marks
from gengxin.publish.still_paths import View, layer_path
from gengxin.publish.words import Words, names_of
from gengxin.terms import District
from gengxin.terms.sun import SUN_GROUND_KINDS, SunMap

__all__ = ["darkest_grounds", "embedded_ground", "ground_rows", "still_sun"]

# points that a page may carry as squares; beyond it only sums are told
POINT_LIMIT = 250_000
DARKEST = 10
DIGITS = 4
# millimetres in degrees
_DEGREE_PLACES = 8
_NOTHING = ord(".")
_FIRST_CLASS = ord("0")
_GROUND = Markup('<path class="still-ground" style="fill:{}" d="{}"/>')


def ground_rows(sun: SunMap) -> list[tuple[Words, dict[str, Any]]]:
    """Sums by kind of open ground: its name and the row of ``ground_sums``."""
    rows = pd.DataFrame(sun.tables["ground_sums"]).to_dict(orient="records")
    return [
        (Words(*SUN_GROUND_KINDS[str(row["kind"])]), {str(name): row[name] for name in row})
        for row in rows
    ]


def darkest_grounds(sun: SunMap, district: District) -> list[tuple[Words, Words, dict[str, Any]]]:
    """Name, kind and figures of the public grounds that lack sun on most of their area.

    Those that lack none are not listed, nor are the courts of homes, of which there are too many.
    """
    grounds = pd.DataFrame(sun.tables["grounds"].drop(columns="geometry"))
    public = grounds[~grounds["kind"].isin(["court", "courtyard"]) & (grounds["under_count"] > 0)]
    order = ["under_share", "median_hours"]
    first = public.sort_values(order, ascending=[False, True], kind="stable").head(DARKEST)
    named = {
        f"{table}/{ref}": name
        for table in ("green", "facilities")
        for ref, name in zip(
            district.table(table).index, names_of(district.table(table)), strict=True
        )
    }
    return [
        (
            named[str(ref)],
            Words(*SUN_GROUND_KINDS[str(row["kind"])]),
            {str(name): value for name, value in row.items()},
        )
        for ref, row in first.iterrows()
    ]


def embedded_ground(sun: SunMap, district: District) -> dict[str, Any]:
    """Open ground for the page: what each site's has of sun, and the squares of the map.

    ``places`` are grids: longitude and latitude of the south-western corner, then those of a step
    along and up, in degrees, and how many squares stand in a row. ``classes`` holds a sign for each
    square, row by row: its class of hours, or a point where there is no open ground. Both are empty
    where there are too many points to carry; what is known by a point alone is in neither.
    """
    grounds = sun.tables["grounds"]
    courts = grounds[grounds["kind"] == "court"]
    refs = "sites/" + district.table("sites").index.astype("str")
    of_site = pd.DataFrame(courts[["median_hours", "under_share"]]).reindex(refs)
    places, classes = _squares(sun, district.meta.crs)
    return {
        "places": places,
        "classes": classes,
        "median": rounded(of_site["median_hours"], DIGITS),
        "under": rounded(of_site["under_share"], DIGITS),
    }


def still_sun(sun: SunMap, district: District) -> StillMap | None:
    """Open ground in the colours of its middle hour of sun; ``None`` where none has an extent."""
    grounds = sun.tables["grounds"]
    drawn = grounds[grounds["area_m2"].notna()]
    view = View.around(extent(district))
    if view is None or not len(drawn):
        return None
    # parks lie above the sites in which they are
    drawn = drawn.iloc[np.argsort(drawn["kind"].to_numpy(object) != "court", kind="stable")]
    shapes = shapely.simplify(np.asarray(drawn.geometry.to_numpy()), view.metres_per_step)
    bounds, colours = sun_bounds(sun.asked_hours), COLOURS["sun"]
    which = np.searchsorted(bounds, drawn["median_hours"].to_numpy(), side="right")
    is_court = (drawn["kind"] == "court").to_numpy()
    paths = [
        _GROUND.format(colours[one], layer_path(shapes[layer & (which == one)], view))
        for layer in (is_court, ~is_court)
        for one in range(len(colours))
        if (layer & (which == one)).any()
    ]
    base = base_layers(district, view, with_green=False, with_buildings=False)
    return StillMap(
        svg=frame_marks(
            Markup("").join([base, *paths]), view, title="still-sun-title", hatched=False
        ),
        title=_finding(sun),
        legend=tuple(zip(colours, _classes(bounds), strict=True)),
        unit=Words("hours of direct sun, middle of each ground", "各场地直接日照时数中位数"),
    )


def _squares(sun: SunMap, crs: str) -> tuple[list[list[float]], list[str]]:
    """The grids of places with an extent, and the classes of their squares."""
    points, grounds = sun.tables["ground_points"], sun.tables["grounds"]
    row = grounds.index.get_indexer(pd.Index(points["ground"].cat.categories))
    row = row[points["ground"].cat.codes.to_numpy()]
    spacing_m = grounds["spacing_m"].to_numpy()
    known = ~np.isnan(spacing_m[row])
    if not known.any() or len(points) > POINT_LIMIT:
        return [], []
    row, spots = row[known], points[["x_m", "y_m"]].to_numpy()[known]
    hours = points["sun_hours"].to_numpy()[known]
    place, at = np.unique(row, return_inverse=True)
    low, high = np.full((len(place), 2), np.inf), np.full((len(place), 2), -np.inf)
    np.minimum.at(low, at, spots)
    np.maximum.at(high, at, spots)
    step_m = spacing_m[place][:, None]
    size = np.rint((high - low) / step_m).astype(np.int64) + 1
    cell = np.rint((spots - low[at]) / step_m[at]).astype(np.int64)
    start = np.concatenate([[0], np.cumsum(size.prod(axis=1))])
    signs = np.full(start[-1], _NOTHING, np.uint8)
    which = np.searchsorted(sun_bounds(sun.asked_hours), hours, side="right")
    signs[start[at] + cell[:, 1] * size[at, 0] + cell[:, 0]] = _FIRST_CLASS + which
    told = signs.tobytes().decode("ascii")
    grids = _in_degrees(low - step_m / 2, step_m[:, 0], crs)
    return (
        [[*grid, int(across)] for grid, across in zip(grids, size[:, 0], strict=True)],
        [told[one:other] for one, other in pairwise(start)],
    )


def _in_degrees(corner_m: np.ndarray, step_m: np.ndarray, crs: str) -> list[list[float]]:
    """Corner of each grid, step along and step up, each as longitude and latitude."""
    steps = [np.zeros((len(step_m), 2)), np.outer(step_m, [1, 0]), np.outer(step_m, [0, 1])]
    places = np.concatenate([corner_m + step for step in steps])
    degrees = gpd.GeoSeries(gpd.points_from_xy(*places.T), crs=crs).to_crs(4326)
    corner, along, up = np.split(np.column_stack([degrees.x, degrees.y]), 3)
    told: list[list[float]] = (
        np.column_stack([corner, along - corner, up - corner]).round(_DEGREE_PLACES).tolist()
    )
    return told


def _finding(sun: SunMap) -> Words:
    """What the picture says, of the kind of ground that most of it is."""
    sums = sun.tables["ground_sums"].dropna(subset=["area_m2"])
    largest = sums.sort_values("area_m2", kind="stable").iloc[-1]
    kind = Words(*SUN_GROUND_KINDS[str(largest["kind"])])
    share = with_unit(float(largest["under_share"]), "share")
    asked = in_table(sun.asked_hours, "hours")
    return Words(
        f"{share.en} of the ground has less than {asked} hours of sun ({kind.en})",
        f"{kind.zh}：{share.zh}的面积日照不足{asked}小时",
    )


def _classes(bounds: list[float]) -> list[Words]:
    edges = [f"{bound:g}" for bound in bounds]
    told = [f"< {edges[0]}", *(f"{a}–{b}" for a, b in pairwise(edges))]
    return [Words(f"{one} h", f"{one}小时") for one in (*told, f"≥ {edges[-1]}")]
