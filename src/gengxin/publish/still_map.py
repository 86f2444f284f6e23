"""The map of the first page: an SVG that needs no script, prints in black and white, and scales."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from markupsafe import Markup

from gengxin.publish.answer import ranked_level
from gengxin.publish.colours import breaks, ramp
from gengxin.publish.numbers import in_text
from gengxin.publish.still_marks import frame_marks, labels
from gengxin.publish.still_paths import View, dots, layer_path
from gengxin.publish.words import LEVELS, Names, Words
from gengxin.terms import CheckUp, District

__all__ = ["StillMap", "base_layers", "extent", "still_map"]

# vertices that a drawing may have: about 400 kB of SVG
VERTEX_LIMIT = 60_000
DOT_GRID_M = 150.0
STILL_WAYS = (("main_street",), ("main_street", "street"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StillMap:
    """A drawing, what it shows, and its legend: colour or mark → words."""

    svg: Markup
    title: Words
    legend: tuple[tuple[str, Words], ...]
    unit: Words


def still_map(check_up: CheckUp, district: District, names: Names) -> StillMap | None:
    """Draw services lacked by area, else where people lack them, else what there is.

    ``None`` where the district has no place at all.
    """
    view = View.around(extent(district))
    if view is None:
        return None
    level = ranked_level(check_up, district)
    areas = _areas(district, level)
    if level and len(areas):
        return _by_area(check_up, district, names, view=view, level=level)
    if len(check_up.gaps):
        return _by_dots(check_up, district, view)
    return _plain(district, view)


def _by_area(
    check_up: CheckUp, district: District, names: Names, *, view: View, level: str
) -> StillMap:
    """Areas shaded by the services that a resident lacks, with name and value upon each."""
    areas = _areas(district, level)
    ranking = check_up.ranking[check_up.ranking["level"] == level].set_index("area")
    values = ranking["gaps_per_person"].reindex(areas.index).to_numpy(dtype="float64")
    bounds = breaks(values)
    shades = np.where(np.isfinite(values), np.searchsorted(bounds, values, side="right"), -1)
    named = [names.place(level, str(ref)) for ref in areas.index.tolist()]
    shapes = np.asarray(areas.geometry)
    texts = [
        (name, in_text(float(value), "services")) for name, value in zip(named, values, strict=True)
    ]
    fills = [*ramp(len(bounds) + 1), "url(#hatch)"]
    drawn = [
        _AREA.format(
            fills[shade], layer_path(shapes[[place]], view), *texts[place][0], *texts[place][1]
        )
        for place, shade in enumerate(shades)
    ]
    # from the darker colours on, letters are white
    on_dark = [shade >= max(len(bounds) - 1, 2) for shade in shades]
    base = base_layers(district, view, with_green=False, with_buildings=False)
    body = Markup("").join([*drawn, base, labels(shapes, texts, view, on_dark=on_dark)])
    kind = LEVELS[level]
    return StillMap(
        svg=frame_marks(body, view),
        title=_lacked(named, values, kind),
        legend=_legend(values, bounds, fills[:-1]),
        unit=Words("services per resident", "项/人"),
    )


def _lacked(named: list[Words], values: np.ndarray, kind: Words) -> Words:
    """What the map says: which area is worst off."""
    title = Words(f"Services that a resident lacks, by {kind.en}", f"各{kind.zh}人均缺少的服务项数")
    if not np.isfinite(values).any():
        return title
    worst = named[int(np.nanargmax(values))]
    return Words(f"{worst.en} falls shortest: s{title.en[1:]}", f"{worst.zh}短板最多：{title.zh}")


_AREA = Markup(
    '<path class="still-area" style="fill:{}" d="{}"><title>{} · {}: {} · {}</title></path>'
)


def _by_dots(check_up: CheckUp, district: District, view: View) -> StillMap:
    """Dots where people lack services, their area by how many people times services.

    Where nobody knows the people, buildings are counted.
    """
    gaps = check_up.gaps
    is_people = bool(gaps["unserved_people"].notna().any())
    lacked = gaps["unserved_people"].fillna(0.0 if is_people else 1.0).to_numpy()
    places, lacked = _gathered(shapely.get_coordinates(gaps.geometry.to_numpy()), lacked)
    body = Markup("").join(
        [
            base_layers(district, view, with_green=True, with_buildings=True),
            dots(places, lacked, view),
        ]
    )
    return StillMap(
        svg=frame_marks(body, view),
        title=Words("Where people lack services", "哪里的居民缺少服务")
        if is_people
        else Words("Where homes lack services", "哪里的住宅缺少服务"),
        legend=(
            (
                "dot",
                Words("the larger the dot, the more is lacked there", "圆点越大，缺少的服务越多"),
            ),
        ),
        unit=Words("people × services lacked", "人·项")
        if is_people
        else Words("residential buildings × services lacked", "栋·项"),
    )


def _gathered(places_m: np.ndarray, lacked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One dot a square of the grid, in the middle of those who lack something there."""
    some = lacked > 0
    places_m, lacked = places_m[some], lacked[some]
    cell = np.unique(np.floor(places_m / DOT_GRID_M), axis=0, return_inverse=True)[1].ravel()
    sums = np.bincount(cell, weights=lacked)
    middle = [np.bincount(cell, weights=lacked * along) / sums for along in places_m.T]
    return np.column_stack(middle), sums


def _plain(district: District, view: View) -> StillMap:
    """Draw what is there, with its stops and heritage, when nothing could be measured."""
    marks = [
        Markup('<g class="still-{}">{}</g>').format(name, dots(_points(district, name), None, view))
        for name in ("heritage", "stops")
        if district.has(name)
    ]
    body = Markup("").join(
        [base_layers(district, view, with_green=True, with_buildings=True), *marks]
    )
    words = {"heritage": Words("heritage", "历史文化遗产"), "stops": Words("stops", "公共交通站点")}
    return StillMap(
        svg=frame_marks(body, view),
        title=Words("What the data show so far", "现有数据"),
        legend=tuple((name, words[name]) for name in words if district.has(name)),
        unit=Words("", ""),
    )


def base_layers(
    district: District, view: View, *, with_green: bool, with_buildings: bool
) -> Markup:
    """Green, water, railways, buildings and streets in greys, as many as the drawing can hold."""
    left = VERTEX_LIMIT
    drawn = []
    for name, shapes in _layers_below(
        district, with_green=with_green, with_buildings=with_buildings
    ):
        simple = shapely.simplify(shapes, view.metres_per_step)
        count = int(shapely.get_num_coordinates(simple).sum())
        if 0 < count <= left:
            left -= count
            drawn.append(
                Markup('<path class="still-{}" d="{}"/>').format(name, layer_path(simple, view))
            )
    return Markup('<g class="still-base{}">{}</g>').format(
        " still-plain" if with_green else "", Markup("").join(drawn)
    )


def _layers_below(
    district: District, *, with_green: bool, with_buildings: bool
) -> list[tuple[str, np.ndarray]]:
    """The layers under the data, from the ground up."""
    layers = []
    if with_green and district.has("green"):
        layers.append(("green", np.asarray(district.places("green").geometry)))
    if district.has("barriers"):
        barriers = district.places("barriers")
        shapes, kinds = np.asarray(barriers.geometry), barriers["kind"].to_numpy()
        wide = shapely.area(shapes) > 0
        layers.append(("water", shapes[(kinds == "water") & wide]))
        layers.append(("stream", shapes[(kinds == "water") & ~wide]))
        layers.append(("railway", shapes[kinds == "railway"]))
    if with_buildings and district.has("buildings"):
        layers.append(("buildings", np.asarray(district.places("buildings").geometry)))
    if district.has("walk_edges"):
        layers += _street_layers(district)
    return layers


def _street_layers(district: District) -> list[tuple[str, np.ndarray]]:
    """Main streets; where the district has none, all streets, else all ways."""
    ways = district.places("walk_edges")
    shapes = np.asarray(ways.geometry)
    for kinds in STILL_WAYS:
        chosen = shapes[ways["way_kind"].isin(kinds).to_numpy()]
        if len(chosen):
            return [("street", chosen)]
    return [("street", shapes)]


def _legend(
    values: np.ndarray, bounds: list[float], colours: list[str]
) -> tuple[tuple[str, Words], ...]:
    """Colour and range of each class, and the hatching of what is unavailable."""
    known = values[np.isfinite(values)]
    edges = [float(known.min()), *bounds, float(known.max())] if known.size else []
    ranges = [
        (colour, Words(*(f"{in_text(low, '').en}–{in_text(high, '').en}",) * 2))
        for colour, low, high in zip(colours, edges[:-1], edges[1:], strict=True)
    ]
    if known.size < values.size:
        ranges.append(("hatch", Words("unavailable", "不可用")))
    return tuple(ranges)


def _areas(district: District, level: str) -> gpd.GeoDataFrame:
    """The areas of one level that have a polygon."""
    areas = district.places("areas")
    return areas[(areas["level"] == level) & areas.geometry.notna()]


def _points(district: District, name: str) -> np.ndarray:
    """One point a row of a table with places, in metres."""
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(_shapes(district, name))))


def extent(district: District) -> np.ndarray:
    """Bounds in metres of the areas, else of whatever there is; NaN where there is no place."""
    with_places = ("areas", "buildings", "sites", "people", "walk_edges", "stops", "heritage")
    for name in with_places:
        shapes = _shapes(district, name)
        if len(shapes):
            return np.asarray(shapely.total_bounds(shapes))
    return np.full(4, np.nan)


def _shapes(district: District, name: str) -> np.ndarray:
    """The shapes of one table, those that are missing or empty left out."""
    shapes = np.asarray(district.places(name).geometry)
    return np.asarray(shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))])
