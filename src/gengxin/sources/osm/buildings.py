"""Buildings: outlines, height, storeys, year, use, homes."""

from collections.abc import Callable
from typing import Final

import numpy as np
import shapely

from gengxin.sources.osm import notes, readings
from gengxin.sources.osm.columns import COMPUTED_AREA, Filled, basis
from gengxin.sources.osm.heritage import heritage_classes
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Real, Shapes, Whole
from gengxin.sources.osm.raw import NODE
from gengxin.sources.osm.shapes import has_area, sound_areas
from gengxin.sources.osm.tags import ANY, Tags
from gengxin.sources.osm.uses import use_classes
from gengxin.sources.osm.years import YEAR_KEY, years_built
from gengxin.terms import Note

__all__ = ["FLOORS", "buildings"]

FLOORS: Final = "estimated: footprint × storeys"

# column → key, and how its text is read
_MEASURES: Final[dict[str, tuple[str, Callable[[str], float]]]] = {
    "height_m": ("height", readings.metres),
    "storeys": ("building:levels", readings.storeys),
    "homes_count": ("building:flats", readings.count),
}


def buildings(osm_map: OsmMap) -> Filled:
    """One row a building. Parts of buildings aren't rows, nor are entrances, which are counted.

    A building that the file holds only in part is a point without footprint.
    """
    tags = osm_map.tags
    entrance = tags.among("building", {"entrance"})
    objects = np.flatnonzero(tags.among("building", ANY) & ~entrance)
    shapes, mended_count = sound_areas(osm_map.areas(objects))
    is_node = osm_map.kind[objects] == NODE
    shapes[is_node] = osm_map.points(objects[is_node])
    cut = np.flatnonzero(shapely.is_missing(shapes))
    shapes[cut] = osm_map.known_part(objects[cut])
    drawn = ~shapely.is_missing(shapes)
    objects, shapes = objects[drawn], shapes[drawn]
    return Filled(
        osm_map.frame(objects, shapes, _columns(tags, objects, shapes)),
        objects,
        (
            *notes.counted(
                notes.mended("buildings", mended_count),
                notes.cut_kept("buildings", int(drawn[cut].sum())),
                notes.cut_left_out("buildings", int((~drawn).sum())),
                _entrances(int(entrance.sum())),
            ),
            *_unread(tags, objects),
        ),
    )


def _columns(tags: Tags, objects: Whole, shapes: Shapes) -> dict[str, object]:
    """Everything but names and places."""
    footprint_m2 = np.where(has_area(shapes), shapely.area(shapes), np.nan)
    floor_m2 = footprint_m2 * _measure(tags, objects, "storeys")
    return {
        "use_class": use_classes(tags).of(objects),
        "heritage_class": heritage_classes(tags).of(objects),
        **_measures(tags, objects),
        **years_built(tags, objects),
        "footprint_m2": footprint_m2,
        "footprint_m2_basis": basis(footprint_m2, COMPUTED_AREA),
        "gross_floor_area_m2": floor_m2,
        "gross_floor_area_m2_basis": basis(floor_m2, FLOORS),
    }


def _measures(tags: Tags, objects: Whole) -> dict[str, object]:
    """The columns of numbers that tags give."""
    columns: dict[str, object] = {}
    for name in _MEASURES:
        values = _measure(tags, objects, name)
        columns |= {name: values, f"{name}_basis": basis(values, "given")}
    return columns


def _measure(tags: Tags, objects: Whole, name: str) -> Real:
    """The numbers that a tag gives for one column; NaN without."""
    key, meaning = _MEASURES[name]
    return tags.numbers(key, meaning)[objects]


def _unread(tags: Tags, objects: Whole) -> tuple[Note, ...]:
    """Count the tags that say something that isn't a number."""
    keys = {name: (key, meaning) for name, (key, meaning) in _MEASURES.items()}
    keys["year_built"] = (YEAR_KEY, readings.approximate_year)
    found = []
    for name, (key, meaning) in keys.items():
        said = tags.has(key)[objects]
        unread = said & np.isnan(tags.numbers(key, meaning)[objects])
        found.append(
            Note(
                table="buildings",
                action="left_out",
                count=int(unread.sum()),
                en=f"texts in {key} that can't be read as {name}; left empty",
                zh=f"{key} 的文字无法读作 {name}，留空",
                next_step_en="correct the tags in OpenStreetMap",
                next_step_zh="在 OpenStreetMap 中更正标签",
            )
        )
    return notes.counted(*found)


def _entrances(count: int) -> Note:
    """Elements tagged as buildings that are ways into buildings."""
    return Note(
        table="buildings",
        action="left_out",
        count=count,
        en="building=entrance is a way into a building, not a building",
        zh="building=entrance 是出入口，不是建筑",
    )
