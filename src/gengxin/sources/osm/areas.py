"""Areas: sub-districts and neighbourhoods, from administrative boundaries."""

import re
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from gengxin.sources.osm import notes, readings
from gengxin.sources.osm.columns import COMPUTED_AREA, Codes, Filled, basis
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags, Shapes
from gengxin.sources.osm.raw import NODE
from gengxin.sources.osm.shapes import sound_areas
from gengxin.sources.osm.tags import Tags
from gengxin.terms import Note, area_of
from gengxin.terms.codes import AREA_LEVELS

__all__ = ["areas"]

_LEVELS: Final = {"9": "sub_district", "10": "neighbourhood", "11": "neighbourhood"}
# in China sub-districts and towns are of level 8, elsewhere whole municipalities are
_CHINESE_LEVEL: Final = "8"
_CHINESE_NAME: Final = re.compile(r".*(?:街道|街道办事处|[镇乡鎮鄉])")


def areas(osm_map: OsmMap) -> Filled:
    """One row a sub-district or neighbourhood; one whose outline is cut is listed without it.

    Levels 9 and 10 of OpenStreetMap; 11 where the file has no 10; 8 for Chinese sub-districts.
    """
    tags = osm_map.tags
    level, deeper = _levels(tags)
    objects = np.flatnonzero(level.given & (osm_map.kind != NODE))
    shapes, mended_count = sound_areas(osm_map.areas(objects))
    area_m2 = shapely.area(shapes)
    people = tags.numbers("population", readings.count)[objects]
    frame = osm_map.frame(
        objects,
        shapes,
        {
            "level": level.of(objects),
            "area_m2": area_m2,
            "area_m2_basis": basis(area_m2, COMPUTED_AREA),
            "stated_people": people,
            "stated_people_basis": basis(people, "given"),
        },
    )
    return Filled(
        frame.assign(parent=_parents(frame)) if len(frame) else frame,
        objects,
        notes.counted(
            notes.mended("areas", mended_count),
            _listed_only(int(shapely.is_missing(shapes).sum())),
            _too_deep(int(deeper.sum())),
        ),
    )


def _levels(tags: Tags) -> tuple[Codes, Flags]:
    """Our level of every object that has one; and which lie below the levels that we use."""
    admin = tags.among("boundary", {"administrative"})
    of_level = {number: admin & tags.among("admin_level", {number}) for number in _LEVELS}
    level = Codes.none(AREA_LEVELS, tags.count)
    for number, name in _LEVELS.items():
        level.put(name, of_level[number])
    deeper = of_level["11"] & of_level["10"].any()
    level.code[deeper] = -1
    towns = np.flatnonzero(admin & tags.among("admin_level", {_CHINESE_LEVEL}))
    names = tags.word("name")[towns]
    chinese = [
        name >= 0 and _CHINESE_NAME.fullmatch(tags.words.listed[name]) is not None
        for name in names.tolist()
    ]
    level.code[towns[np.array(chinese, np.bool_)]] = level.words.index("sub_district")
    return level, deeper


def _parents(frame: gpd.GeoDataFrame) -> Shapes:
    """For each neighbourhood the sub-district that holds most of it."""
    parents = np.full(len(frame), None)
    drawn = ~frame.geometry.isna().to_numpy()
    inner = np.flatnonzero(drawn & (frame["level"] == "neighbourhood").to_numpy())
    outer = np.flatnonzero(drawn & (frame["level"] == "sub_district").to_numpy())
    if len(inner) and len(outer):
        neighbourhoods = gpd.GeoSeries(frame.geometry.iloc[inner])
        held_by = area_of(neighbourhoods, frame.iloc[outer].set_index("ref"))
        parents[inner] = held_by.to_numpy()
    return parents


def _listed_only(count: int) -> Note:
    """Areas without a polygon."""
    return Note(
        table="areas",
        action="missing",
        count=count,
        en="areas whose outline the file holds only in part; listed, not mapped",
        zh="文件只含其部分边界的分区；仅列出、不上图",
        next_step_en="import an extract that reaches farther beyond the district",
        next_step_zh="导入范围更大的数据",
    )


def _too_deep(count: int) -> Note:
    """Boundaries below neighbourhoods."""
    return Note(
        table="areas",
        action="left_out",
        count=count,
        en="boundaries of level 11, below the neighbourhoods of level 10",
        zh="第 11 级边界，低于作为居委会的第 10 级",
    )
