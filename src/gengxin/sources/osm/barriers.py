"""What a walker must go round: water, railways, fast roads, walls, closed compounds."""

from typing import Final

import numpy as np
import shapely

from gengxin.sources.osm import notes
from gengxin.sources.osm.columns import Codes, Filled
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags
from gengxin.sources.osm.raw import NODE
from gengxin.sources.osm.shapes import sound_areas
from gengxin.sources.osm.tags import Tags
from gengxin.sources.osm.walkable import is_above_or_below
from gengxin.terms.codes import BARRIER_KINDS

__all__ = ["barriers", "water"]

_WATER_LINES: Final = {"river", "canal", "tidal_channel"}
_RAILS: Final = {"rail", "light_rail", "subway", "narrow_gauge", "monorail", "funicular"}
_FAST_ROADS: Final = {"motorway", "motorway_link", "trunk", "trunk_link"}
_WALLS: Final = {"wall", "fence", "city_wall", "retaining_wall", "wired_fence"}
_COMPOUNDS: Final = {
    "commercial",
    "depot",
    "education",
    "industrial",
    "institutional",
    "residential",
}


def water(tags: Tags) -> Flags:
    """Objects that are areas of open water."""
    still = tags.among("natural", {"water", "bay"}) & ~tags.among("water", {"fountain"})
    still |= tags.among("landuse", {"reservoir", "basin"})
    return still | tags.among("waterway", {"riverbank", "dock"})


def barriers(osm_map: OsmMap, walkable: Flags) -> Filled:
    """One row a barrier at ground level; ``walkable`` tells which objects can be walked along."""
    tags = osm_map.tags
    level = ~is_above_or_below(tags)
    areas = water(tags) | _compounds(tags)
    kinds = Codes.none(BARRIER_KINDS, tags.count)
    kinds.put("wall", tags.among("barrier", _WALLS))
    kinds.put("compound", _compounds(tags))
    kinds.put("fast_road", tags.among("highway", _FAST_ROADS) & level & ~walkable)
    kinds.put("railway", tags.among("railway", _RAILS) & level)
    flowing = tags.among("waterway", _WATER_LINES) | tags.among("natural", {"coastline"})
    kinds.put("water", water(tags) | (flowing & level))
    objects = np.flatnonzero(kinds.given & (osm_map.kind != NODE))
    shapes, mended_count = sound_areas(osm_map.shapes(objects, area=areas[objects]))
    drawn = ~shapely.is_missing(shapes)
    objects, shapes = objects[drawn], shapes[drawn]
    return Filled(
        osm_map.frame(objects, shapes, {"kind": kinds.of(objects)}),
        objects,
        notes.counted(
            notes.mended("barriers", mended_count),
            notes.cut_left_out("barriers", int((~drawn).sum())),
        ),
    )


def _compounds(tags: Tags) -> Flags:
    """Grounds that strangers may not cross."""
    shut = tags.among("landuse", _COMPOUNDS) & tags.among("access", {"private", "no"})
    return shut | tags.among("landuse", {"military"}) | tags.among("military", {"base", "barracks"})
