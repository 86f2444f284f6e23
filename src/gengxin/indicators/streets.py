"""Streets: how close to each other they lie."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.indicators.measured import Measure, Missing, Part, Ratio, Words
from gengxin.indicators.zones import Members, Zones
from gengxin.terms import District, Indicator
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["STREETS"]

AREAS = ("district", *AREA_LEVELS)
STREET_KINDS = ("street", "main_street")
STREET_WORDS = Words("streets", "道路")
GROUND_WORDS = Words("areas", "分区")
NOTHING = Words("", "")


def street_density(district: District, zones: Zones) -> Ratio | Missing:
    """Length of streets over the ground, km/km²."""
    streets = _streets(district)
    if not len(streets):
        return _NO_STREETS
    ground, stands_on = _ground(district, zones)
    return Ratio(
        top=_length(district, zones, streets),
        bottom=ground,
        rows_match=False,
        scale=1_000.0,
        stands_on=stands_on,
    )


def street_spacing_m(district: District, zones: Zones) -> Ratio | Missing:
    """How far apart the streets would lie if they were a square grid of the same density.

    A grid with meshes of ``s`` metres has 2 ÷ s metres of street a square metre, so s is twice
    the ground over the length.
    """
    streets = _streets(district)
    if not len(streets):
        return _NO_STREETS
    ground, stands_on = _ground(district, zones)
    return Ratio(
        top=ground,
        bottom=_length(district, zones, streets),
        rows_match=False,
        scale=2.0,
        stands_on=stands_on,
    )


_NO_STREETS = Missing(
    "walk_edges has no way of kind street or main_street",
    "walk_edges 中没有 street 或 main_street 类道路",
)


def _streets(district: District) -> gpd.GeoDataFrame:
    """The ways on which vehicles drive too; pavements drawn beside them would count them twice."""
    edges = district.places("walk_edges")
    return edges[edges["way_kind"].isin(STREET_KINDS)]


def _length(district: District, zones: Zones, streets: gpd.GeoDataFrame) -> Part:
    """Metres of each street, in the zones around its middle."""
    middle = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    members = zones.of_shapes(gpd.GeoSeries(middle, index=streets.index, crs=district.meta.crs))
    if _drawn(district).size:
        # ground and streets of the district must be of the same extent
        members[(members[:, 1:-1] < 0).all(axis=1), 0] = -1
    values = streets["length_m"].to_numpy(np.float64)
    return Part(members=members, values=values, thing=STREET_WORDS, lacks=NOTHING)


def _ground(district: District, zones: Zones) -> tuple[Part, Words]:
    """Square metres of each area, and of all of them together for the district."""
    drawn = _drawn(district)
    areas = district.places("areas")
    rows = areas.index.get_indexer(pd.Index(zones.areas["area"][1:]))
    shapes = np.asarray(areas.geometry.to_numpy())[rows]
    number = np.flatnonzero(zones.is_mapped[1 : len(zones.areas)]) + 1
    members: Members = np.full((len(number) + 1, len(AREAS) + 1), -1, np.int32)
    members[0, 0] = 0
    # one column serves all areas: each row lies in its own zone and in no other
    members[1:, 1] = number
    if drawn.size:
        whole_m2 = float(shapely.area(shapely.union_all(drawn)))
        words = Words("streets and ground of the areas", "分区内道路与用地")
    else:
        ways = shapely.geometrycollections(np.asarray(district.places("walk_edges").geometry))
        whole_m2 = float(shapely.area(shapely.convex_hull(ways)))
        words = Words(
            "no areas are drawn: the ground is the hull of the network",
            "没有分区边界:以路网凸包为用地",
        )
    values = np.concatenate([[whole_m2], shapely.area(shapes[number - 1])])
    return Part(members=members, values=values, thing=GROUND_WORDS, lacks=NOTHING), words


def _drawn(district: District) -> NDArray[np.object_]:
    """The polygons of the areas that have one."""
    shapes = district.places("areas").geometry
    return np.asarray(shapes[~(shapes.isna() | shapes.is_empty)])


STREETS: tuple[tuple[Indicator, Measure], ...] = (
    (
        Indicator(
            code="street_density",
            theme="streets",
            name_en="street density",
            name_zh="路网密度",
            unit="km/km²",
            direction="more_is_better",
            levels=AREAS,
            numerator_en="streets, m; both sides of a divided street count",
            numerator_zh="道路长度(米;分幅道路两侧均计)",
            denominator_en="ground, m²",
            denominator_zh="用地面积(平方米)",
            needs=("walk_edges",),
            source="city check-up practice (城市体检)",
            method_version="1",
        ),
        street_density,
    ),
    (
        Indicator(
            code="street_spacing_m",
            theme="streets",
            name_en="spacing of streets",
            name_zh="道路间距",
            unit="m",
            direction="less_is_better",
            levels=AREAS,
            numerator_en="ground, m²; the spacing is twice it over the length",
            numerator_zh="用地面积(平方米);间距为其两倍除以道路长度",
            denominator_en="streets, m; both sides of a divided street count",
            denominator_zh="道路长度(米;分幅道路两侧均计)",
            needs=("walk_edges",),
            source="spacing of a square grid of the same density: 2 × ground ÷ length",
            method_version="1",
        ),
        street_spacing_m,
    ),
)
