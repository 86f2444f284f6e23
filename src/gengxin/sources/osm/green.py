"""Green and open ground, and whether the public may enter."""

from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd
import shapely

from gengxin.sources.osm import notes
from gengxin.sources.osm.columns import COMPUTED_AREA, Codes, Filled, Words, basis
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Whole
from gengxin.sources.osm.raw import NODE
from gengxin.sources.osm.shapes import has_area, sound_areas
from gengxin.sources.osm.tags import Tags
from gengxin.terms.codes import GREEN_KINDS

__all__ = ["OPEN_ACCESS", "SHUT_ACCESS", "green"]

# kind, key, values: the first that fits
_KINDS: Final[tuple[tuple[str, str, Collection[str]], ...]] = (
    ("park", "leisure", {"park"}),
    ("playground", "leisure", {"playground"}),
    ("garden", "leisure", {"garden"}),
    ("sports_ground", "leisure", {"pitch", "track"}),
    ("sports_ground", "landuse", {"recreation_ground"}),
    ("cemetery", "landuse", {"cemetery"}),
    ("cemetery", "amenity", {"grave_yard"}),
    ("wood", "natural", {"wood"}),
    ("wood", "landuse", {"forest"}),
    ("grass", "landuse", {"grass", "meadow", "village_green"}),
    ("grass", "natural", {"grassland"}),
    ("other", "leisure", {"common", "dog_park", "golf_course", "nature_reserve"}),
    ("other", "landuse", {"allotments", "greenery", "orchard", "flowerbed"}),
    ("other", "natural", {"heath", "scrub", "wetland", "shrubbery"}),
)

OPEN_ACCESS: Final = frozenset({"yes", "public", "permissive", "destination"})
SHUT_ACCESS: Final = frozenset({"private", "no", "customers", "permit", "residents", "military"})
# open unless a tag says otherwise; of the rest the tags tell nothing
_OPEN_BY_NATURE: Final = ("park", "playground")


def green(osm_map: OsmMap) -> Filled:
    """One row an outlined piece of green; pieces may lie within each other."""
    tags = osm_map.tags
    kinds = Codes.none(GREEN_KINDS, tags.count)
    for kind, key, values in reversed(_KINDS):
        kinds.put(kind, tags.among(key, values))
    objects = np.flatnonzero(kinds.given & (osm_map.kind != NODE))
    shapes, mended_count = sound_areas(osm_map.areas(objects))
    drawn = has_area(shapes)
    objects, shapes = objects[drawn], shapes[drawn]
    area_m2 = shapely.area(shapes)
    columns = {
        "kind": kinds.of(objects),
        "is_public": _is_public(tags, objects, kinds.of(objects)),
        "area_m2": area_m2,
        "area_m2_basis": basis(area_m2, COMPUTED_AREA),
    }
    return Filled(
        osm_map.frame(objects, shapes, columns),
        objects,
        notes.counted(
            notes.mended("green", mended_count),
            notes.cut_left_out("green", int((~drawn).sum())),
        ),
    )


def _is_public(tags: Tags, objects: Whole, kinds: Words) -> pd.arrays.BooleanArray:
    """True, False, or missing where the tags don't tell."""
    by_nature = pd.Index(kinds).isin(_OPEN_BY_NATURE) & ~tags.has("access")[objects]
    is_open = by_nature | tags.among("access", OPEN_ACCESS)[objects]
    is_shut = tags.among("access", SHUT_ACCESS)[objects]
    is_shut |= tags.among("garden:type", {"private", "residential"})[objects]
    return pd.arrays.BooleanArray(is_open & ~is_shut, ~(is_open | is_shut))
