"""Service hooks: which tags of OpenStreetMap make a facility of which kind.

After the column ``osm_hook`` of the service standards. One object may be of several kinds.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from gengxin.sources.osm.tags import ANY

__all__ = [
    "BY_GROUND_AREA",
    "CAPACITY_KEYS",
    "CLOSED_ACCESS",
    "GROUNDS",
    "HOOKS",
    "SERVICE_KEYS",
    "Hook",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Makes an object a facility of ``kind`` when every key of ``where`` has one of its values.

    Not when a key of ``without`` has one of its values, nor when an earlier hook has already given
    it a kind of ``unless``. ``named``: its name must hold one of these words.
    """

    kind: str
    where: Mapping[str, Collection[str]]
    without: Mapping[str, Collection[str]] = field(default_factory=dict)
    unless: Collection[str] = ()
    named: Collection[str] = ()


def _isced(level: int) -> frozenset[str]:
    """Every way to write education levels (ISCED 2011, 0 to 8) that take in this one."""
    spans = {f"{low}-{high}" for low in range(level + 1) for high in range(level, 9)}
    return frozenset({str(level)} | spans)


_OF_OTHERS: Final = {
    "social_facility:for": {"child", "juvenile", "disabled", "homeless", "migrant"}
}
_BASIC_SHOPS: Final = {
    "bakery", "beauty", "butcher", "computer_repair", "copyshop", "dry_cleaning", "fishmonger",
    "greengrocer", "hairdresser", "hardware", "laundry", "locksmith", "mobile_phone_repair",
    "newsagent", "photo", "repair", "seafood", "shoe_repair", "tailor",
}  # fmt: skip
_BASIC_CRAFTS: Final = {"electronics_repair", "key_cutter", "locksmith", "shoemaker", "tailor"}

HOOKS: Final = (
    Hook(kind="nursery", where={"amenity": {"childcare", "nursery"}}),
    Hook(kind="kindergarten", where={"amenity": {"kindergarten"}}),
    Hook(kind="primary_school", where={"amenity": {"school"}, "isced:level": _isced(1)}),
    Hook(kind="middle_school", where={"amenity": {"school"}, "isced:level": _isced(2)}),
    Hook(
        kind="primary_school",
        where={"amenity": {"school"}},
        without={"isced:level": ANY},
        named=("小学", "小學", "Primary School", "Elementary School"),
    ),
    Hook(
        kind="middle_school",
        where={"amenity": {"school"}},
        without={"isced:level": ANY},
        named=("初级中学", "初級中學", "初中", "Junior High School", "Middle School"),
    ),
    Hook(
        kind="school",
        where={"amenity": {"school"}},
        unless=("primary_school", "middle_school"),
    ),
    Hook(kind="university", where={"amenity": {"university", "college"}}),
    Hook(kind="health_centre", where={"healthcare": {"centre"}}),
    Hook(
        kind="health_centre",
        where={"amenity": {"clinic", "hospital"}},
        named=("社区卫生服务中心", "社區衛生服務中心"),
    ),
    Hook(kind="health_station", where={"amenity": {"doctors"}}, unless=("health_centre",)),
    Hook(
        kind="health_station", where={"healthcare": {"clinic", "doctor"}}, unless=("health_centre",)
    ),
    Hook(kind="health_centre", where={"amenity": {"clinic"}}, unless=("health_station",)),
    Hook(kind="hospital", where={"amenity": {"hospital"}}, unless=("health_centre",)),
    Hook(kind="hospital", where={"healthcare": {"hospital"}}, unless=("health_centre",)),
    Hook(kind="pharmacy", where={"amenity": {"pharmacy"}}),
    Hook(kind="pharmacy", where={"healthcare": {"pharmacy"}}),
    Hook(kind="elder_day_care", where={"social_facility": {"day_care"}}, without=_OF_OTHERS),
    Hook(
        kind="elder_day_care",
        where={"amenity": {"social_facility", "community_centre"}},
        named=("日间照料", "日间服务", "老年活动"),
    ),
    Hook(kind="nursing_home", where={"amenity": {"nursing_home"}}),
    Hook(kind="nursing_home", where={"social_facility": {"nursing_home"}}, without=_OF_OTHERS),
    Hook(
        kind="nursing_home",
        where={
            "social_facility": {"assisted_living", "group_home"},
            "social_facility:for": {"senior"},
        },
    ),
    Hook(kind="community_canteen", where={"social_facility": {"soup_kitchen"}}),
    Hook(
        kind="community_canteen",
        where={"amenity": ANY},
        named=("社区食堂", "长者食堂", "老年食堂", "助餐"),
    ),
    Hook(
        kind="community_station",
        where={"amenity": {"community_centre", "townhall", "public_building"}},
        named=("居委会", "居民委员会", "社区服务站"),
    ),
    Hook(
        kind="community_station",
        where={"office": {"government", "association"}},
        named=("居委会", "居民委员会", "社区服务站"),
    ),
    Hook(
        kind="youth_centre",
        where={
            "amenity": {"community_centre"},
            "community_centre:for": {"child", "children", "juvenile", "youth"},
        },
    ),
    Hook(
        kind="youth_centre",
        where={"community_centre": {"youth_centre", "youth_club"}},
    ),
    Hook(kind="culture_centre", where={"amenity": {"arts_centre", "cultural_centre"}}),
    Hook(kind="culture_centre", where={"community_centre": {"cultural_centre"}}),
    Hook(
        kind="community_centre",
        where={"amenity": {"community_centre", "social_centre"}},
        unless=("community_station", "youth_centre", "culture_centre", "elder_day_care"),
    ),
    Hook(kind="library", where={"amenity": {"library"}}),
    Hook(
        kind="sports_centre", where={"leisure": {"sports_centre", "sports_hall", "fitness_centre"}}
    ),
    Hook(kind="pitch", where={"leisure": {"pitch"}}),
    Hook(
        kind="swimming_pool",
        where={"leisure": {"sports_centre", "sports_hall"}, "sport": {"swimming"}},
    ),
    # a pool without a word on access is mostly a private one
    Hook(
        kind="swimming_pool",
        where={
            "leisure": {"swimming_pool"},
            "access": {"yes", "public", "permissive", "customers"},
        },
    ),
    Hook(kind="fitness_station", where={"leisure": {"fitness_station"}}),
    Hook(kind="park", where={"leisure": {"park"}}),
    Hook(kind="community_garden", where={"garden:type": {"community"}}),
    Hook(kind="community_garden", where={"landuse": {"allotments"}}),
    Hook(
        kind="garden",
        where={"leisure": {"garden"}},
        without={"garden:type": {"private", "residential"}},
        unless=("community_garden",),
    ),
    Hook(kind="playground", where={"leisure": {"playground"}}),
    Hook(kind="market", where={"amenity": {"marketplace"}}),
    Hook(kind="supermarket", where={"shop": {"supermarket"}}),
    Hook(kind="convenience", where={"shop": {"convenience"}}),
    Hook(kind="basic_shop", where={"shop": _BASIC_SHOPS}),
    Hook(kind="basic_shop", where={"craft": _BASIC_CRAFTS}),
    Hook(
        kind="restaurant",
        where={"amenity": {"restaurant", "fast_food", "food_court", "cafe"}},
        unless=("community_canteen",),
    ),
    Hook(kind="bank", where={"amenity": {"bank"}}),
    Hook(kind="post_office", where={"amenity": {"post_office", "parcel_locker"}}),
    Hook(kind="public_toilet", where={"amenity": {"toilets"}}),
    Hook(kind="fire_station", where={"amenity": {"fire_station"}}),
    Hook(kind="police", where={"amenity": {"police"}}),
    Hook(kind="shelter", where={"emergency": {"assembly_point"}}),
    Hook(
        kind="parking",
        where={"amenity": {"parking"}},
        without={"access": {"permit", "residents", "customers", "employees"}},
    ),
    Hook(kind="charging", where={"amenity": {"charging_station"}}),
    Hook(kind="place_of_worship", where={"amenity": {"place_of_worship"}}),
)

SERVICE_KEYS: Final = ("amenity", "shop", "leisure", "healthcare", "social_facility")
"""Whatever has one of these keys and no hook is counted as left out."""

CLOSED_ACCESS: Final = frozenset({"private", "no"})
"""A facility with such access serves no public."""

GROUNDS: Final = frozenset(
    {
        "kindergarten", "nursery", "primary_school", "middle_school", "school", "university",
        "hospital", "health_centre", "nursing_home", "place_of_worship", "market", "park",
        "fire_station", "police", "sports_centre", "community_centre", "library",
    }
)  # fmt: skip
"""Kinds often drawn twice, as grounds and again as a building or a point inside."""

BY_GROUND_AREA: Final = frozenset(
    {
        "park", "garden", "playground", "community_garden", "pitch", "fitness_station", "shelter",
        "swimming_pool", "parking",
    }
)  # fmt: skip
"""Kinds whose area is ground, not floor."""

CAPACITY_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("nursery", "kindergarten", "primary_school", "middle_school", "school"),
        ("capacity:pupils", "capacity:persons", "capacity"),
    ),
    **dict.fromkeys(("hospital", "nursing_home"), ("capacity:beds", "beds", "capacity")),
    **dict.fromkeys(
        ("elder_day_care", "community_canteen", "community_centre", "culture_centre", "shelter"),
        ("capacity:persons", "capacity"),
    ),
}
"""Where the people that a facility can serve are written; elsewhere ``capacity`` counts cars."""
