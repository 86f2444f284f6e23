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
STANDS_ON = Words("streets and ground of the areas", "分区内道路与用地")


def street_density(district: District, zones: Zones) -> Ratio | Missing:
    """Length of streets over the ground, km/km²."""
    parts = zones.once("streets", lambda: _ground_and_length(district, zones))
    if isinstance(parts, Missing):
        return parts
    ground, length = parts
    return Ratio(top=length, bottom=ground, rows_match=False, scale=1_000.0, stands_on=STANDS_ON)


def street_spacing_m(district: District, zones: Zones) -> Ratio | Missing:
    """How far apart the streets would lie if they were a square grid of the same density.

    A grid with meshes of ``s`` metres has 2 ÷ s metres of street a square metre, so s is twice
    the ground over the length.
    """
    parts = zones.once("streets", lambda: _ground_and_length(district, zones))
    if isinstance(parts, Missing):
        return parts
    ground, length = parts
    return Ratio(top=ground, bottom=length, rows_match=False, scale=2.0, stands_on=STANDS_ON)


def _ground_and_length(district: District, zones: Zones) -> tuple[Part, Part] | Missing:
    """Square metres of each area, and metres of street in it."""
    edges = district.places("walk_edges")
    # pavements drawn beside a street would count it twice
    streets = edges[edges["way_kind"].isin(STREET_KINDS)]
    if not len(streets):
        return Missing(
            "walk_edges has no way of kind street or main_street",
            "walk_edges 中没有 street 或 main_street 类道路",
        )
    mapped = np.flatnonzero(zones.is_mapped[1 : len(zones.areas)]) + 1
    if not len(mapped):
        return Missing(
            "no area is drawn, so that the ground is unknown: table areas with polygons",
            "没有分区边界，用地面积未知：areas 表需含边界",
        )
    return _ground(district, zones, mapped), _length(district, zones, streets)


def _length(district: District, zones: Zones, streets: gpd.GeoDataFrame) -> Part:
    """Metres of each street, in the areas around its middle; what lies in none is not counted."""
    middle = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    members = zones.of_shapes(gpd.GeoSeries(middle, index=streets.index, crs=district.meta.crs))
    members[(members[:, 1:-1] < 0).all(axis=1), 0] = -1
    values = streets["length_m"].to_numpy(np.float64)
    return Part(members=members, values=values, thing=STREET_WORDS, lacks=NOTHING)


def _ground(district: District, zones: Zones, mapped: NDArray[np.int64]) -> Part:
    """Square metres of each area, and of all of them together for the district."""
    areas = district.places("areas")
    rows = areas.index.get_indexer(pd.Index(zones.areas["area"].iloc[mapped]))
    shapes = np.asarray(areas.geometry.to_numpy())[rows]
    whole_m2 = float(shapely.area(shapely.union_all(shapes)))
    members: Members = np.full((len(mapped) + 1, len(AREAS) + 1), -1, np.int32)
    members[0, 0] = 0
    # one column serves all areas: each row lies in its own zone and in no other
    members[1:, 1] = mapped
    values = np.concatenate([[whole_m2], shapely.area(shapes)])
    return Part(members=members, values=values, thing=GROUND_WORDS, lacks=NOTHING)


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
            numerator_zh="道路长度（米；分幅道路两侧均计）",
            denominator_en="ground, m²",
            denominator_zh="用地面积（平方米）",
            needs=("walk_edges", "areas"),
            source="city check-up practice (城市体检)",
            source_zh="城市体检的通行做法",
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
            numerator_zh="用地面积（平方米）；间距为其两倍除以道路长度",
            denominator_en="streets, m; both sides of a divided street count",
            denominator_zh="道路长度（米；分幅道路两侧均计）",
            needs=("walk_edges", "areas"),
            source="spacing of a square grid of the same density: 2 × ground ÷ length",
            source_zh="同等密度方格路网的间距：2×用地面积÷道路长度",
            method_version="1",
        ),
        street_spacing_m,
    ),
)
