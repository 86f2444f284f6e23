"""What a building is used for, by its tags."""

from collections.abc import Collection, Mapping
from typing import Final

from gengxin.sources.osm.columns import Codes
from gengxin.sources.osm.tags import ANY, Tags
from gengxin.terms.codes import USE_CLASSES

__all__ = ["use_classes"]

_BY_BUILDING: Final[Mapping[str, Collection[str]]] = {
    "residential": {
        "apartments", "bungalow", "cabin", "detached", "dormitory", "duplex", "farm", "house",
        "residential", "semidetached_house", "semi", "static_caravan", "terrace", "villa",
    },
    "commercial": {"commercial", "hotel", "kiosk", "mall", "retail", "shop", "supermarket", "bank"},
    "office": {"office", "offices"},
    "industrial": {"factory", "industrial", "manufacture", "warehouse", "works", "storage_tank"},
    "public": {
        "cathedral", "chapel", "church", "civic", "fire_station", "government", "library", "mosque",
        "museum", "public", "religious", "shrine", "sports_centre", "sports_hall", "stadium",
        "synagogue", "temple", "theatre", "townhall",
    },
    "education": {"college", "kindergarten", "school", "university"},
    "medical": {"clinic", "hospital"},
    "transport": {
        "carport", "garage", "garages", "hangar", "parking", "train_station", "transportation",
    },
    "utility": {"service", "transformer_tower", "water_tower", "substation", "digester"},
    "other": {
        "barn", "bridge", "bunker", "container", "greenhouse", "hut", "pavilion", "roof", "ruins",
        "shed", "stable",
    },
}  # fmt: skip

# for building=yes: what else the building is, the first that fits
_BY_FUNCTION: Final[tuple[tuple[str, str, Collection[str]], ...]] = (
    ("education", "amenity", {"school", "kindergarten", "university", "college", "childcare"}),
    ("medical", "amenity", {"hospital", "clinic", "doctors", "nursing_home"}),
    ("medical", "healthcare", ANY),
    ("public", "amenity", {
        "arts_centre", "community_centre", "courthouse", "fire_station", "library",
        "place_of_worship", "police", "social_facility", "theatre", "townhall",
    }),
    ("public", "tourism", {"museum", "gallery"}),
    ("public", "office", {"government"}),
    ("research", "office", {"research"}),
    ("transport", "railway", {"station"}),
    ("transport", "amenity", {"parking", "bus_station", "ferry_terminal"}),
    ("transport", "public_transport", {"station"}),
    ("utility", "power", {"substation", "plant"}),
    ("commercial", "tourism", {"hotel", "hostel", "guest_house", "motel", "apartment"}),
    ("office", "office", ANY),
    ("commercial", "shop", ANY),
    ("commercial", "amenity", {
        "bank", "bar", "cafe", "cinema", "fast_food", "fuel", "marketplace", "nightclub", "pub",
        "restaurant",
    }),
    ("public", "leisure", {"sports_centre", "stadium", "sports_hall", "fitness_centre"}),
    ("residential", "building:flats", ANY),
)  # fmt: skip

_MIXED_WITH_HOMES: Final = ("shop", "office", "amenity")


def use_classes(tags: Tags) -> Codes:
    """The use class of every object whose tags tell.

    A building of homes that is a shop, an office or a service as well is mixed.
    """
    uses = Codes.none(USE_CLASSES, tags.count)
    for use, values in _BY_BUILDING.items():
        uses.put(use, tags.among("building", values))
    unknown = ~uses.given
    for use, key, values in reversed(_BY_FUNCTION):
        uses.put(use, unknown & tags.among(key, values))
    homes = uses.code == uses.words.index("residential")
    for key in _MIXED_WITH_HOMES:
        uses.put("mixed", homes & tags.has(key))
    uses.put("mixed", tags.among("building:use", {"mixed", "mixed_use"}))
    return uses
