"""Heritage: what is protected as far as the tags say, and what is merely recorded."""

from typing import Final

import numpy as np
import shapely

from gengxin.sources.osm import notes
from gengxin.sources.osm.columns import Codes, Filled, linked
from gengxin.sources.osm.elements import rows_of
from gengxin.sources.osm.osm_map import OsmMap
from gengxin.sources.osm.ragged import Flags
from gengxin.sources.osm.shapes import sound_areas
from gengxin.sources.osm.tags import ANY, Tags
from gengxin.sources.osm.years import years_built
from gengxin.terms.codes import HERITAGE_CLASSES

__all__ = ["heritage", "heritage_classes"]

# register numbers that only listed buildings have
_REGISTERS: Final = ("ref:nhle", "ref:mhs", "ref:hb", "listed_status", "HE_ref", "heritage:ref")
# IUCN-like classes of protected areas that protect what people made
_CULTURAL_CLASSES: Final = frozenset({"22", "cultural"})
_HERITAGE_AREAS: Final = frozenset({"conservation_area", "heritage_area", "heritage_conservation"})


def heritage_classes(tags: Tags) -> Codes:
    """The heritage class of every object that has one.

    ``historic=*`` alone protects nothing: such an object is ``recorded``. ``heritage=*`` and
    numbers of registers say that it is protected: a listed building, a historic street, else a
    monument.
    """
    classes = Codes.none(HERITAGE_CLASSES, tags.count)
    classes.put("recorded", tags.among("historic", ANY))
    protected = tags.among("heritage", ANY)
    for register in _REGISTERS:
        protected |= tags.has(register)
    classes.put("monument", protected)
    classes.put("listed_building", protected & tags.among("building", ANY))
    classes.put("historic_street", protected & tags.has("highway"))
    classes.put("conservation_area", _is_conservation_area(tags))
    return classes


def heritage(osm_map: OsmMap, buildings: Filled) -> Filled:
    """One row an object with a heritage class; ``building`` where it is one of ``buildings``."""
    classes = heritage_classes(osm_map.tags)
    objects = np.flatnonzero(classes.given)
    area = ~osm_map.tags.has("highway")[objects]
    shapes, mended_count = sound_areas(osm_map.shapes(objects, area=area))
    drawn = ~shapely.is_missing(shapes)
    objects, shapes = objects[drawn], shapes[drawn]
    columns = {
        "heritage_class": classes.of(objects),
        "building": linked(rows_of(buildings.objects, objects), buildings.frame),
        **years_built(osm_map.tags, objects),
    }
    return Filled(
        osm_map.frame(objects, shapes, columns),
        objects,
        notes.counted(
            notes.mended("heritage", mended_count),
            notes.cut_left_out("heritage", int((~drawn).sum())),
        ),
    )


def _is_conservation_area(tags: Tags) -> Flags:
    """Areas that a law protects for what people built there."""
    protected = tags.among("boundary", {"protected_area"})
    return (protected & tags.among("protect_class", _CULTURAL_CLASSES)) | tags.among(
        "boundary", _HERITAGE_AREAS
    )
