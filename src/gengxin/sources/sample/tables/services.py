"""Services: how many of each kind, where they lie, how large, and where they are short."""

from dataclasses import dataclass

__all__ = ["SERVICES", "Service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One kind of facility.

    ``per_10k`` is how many there are in buildings for 10,000 people. With ``fabric`` there is one
    on every site of that fabric instead, or on every running ``track``: on each ``every``-th, from
    ``offset``. ``uses`` are the uses of buildings that hold them. ``short`` are the characters of
    cells where only the share ``left`` of them is found; ``full_share`` of them have little room.
    """

    kind: str
    zh: str
    en: str
    per_10k: float = 0.0
    fabric: str = ""
    every: int = 1
    offset: int = 0
    uses: tuple[str, ...] = ("residential", "mixed", "commercial")
    capacity: tuple[int, int] | None = None
    area_m2: tuple[int, int] | None = None
    short: tuple[str, ...] = ()
    left: float = 1.0
    full_share: float = 0.0


_HOMES = ("residential", "mixed")
_SHOPS = ("mixed", "commercial", "residential")
_SOUTH = ("riverfront", "south")


def _in(kind: str, zh: str, en: str, per_10k: float, **more: object) -> Service:
    """A kind of facility in buildings."""
    return Service(kind=kind, zh=zh, en=en, per_10k=per_10k, **more)  # type: ignore[arg-type]


def _on(kind: str, zh: str, en: str, fabric: str, **more: object) -> Service:
    """A kind of facility on sites of its own."""
    return Service(kind=kind, zh=zh, en=en, fabric=fabric, **more)  # type: ignore[arg-type]


SERVICES = (
    # on a site of its own; of twelve schools six are primary, five junior and one senior secondary
    *(
        _on("primary_school", "小学", "primary school", "school", every=12, offset=offset,
            capacity=(560, 1_400), area_m2=(6_000, 12_000), full_share=0.25)
        for offset in (0, 2, 4, 6, 8, 10, 11)
    ),
    *(
        _on("middle_school", "初级中学", "junior secondary school", "school", every=12,
            offset=offset, capacity=(420, 1_080), area_m2=(7_000, 14_000), full_share=0.25)
        for offset in (1, 3, 7, 9)
    ),
    _on("high_school", "高级中学", "senior secondary school", "school", every=12, offset=5,
        capacity=(720, 1_500), area_m2=(9_000, 20_000)),
    _on("kindergarten", "幼儿园", "kindergarten", "kindergarten", capacity=(110, 270),
        area_m2=(3_000, 5_200), full_share=0.25),
    _on("nursing_home", "养老院", "nursing home", "care", capacity=(90, 320),
        area_m2=(3_000, 11_000)),
    _on("community_centre", "邻里中心", "community centre", "centre",
        capacity=(15_000, 45_000), area_m2=(560, 3_000)),
    _on("culture_centre", "文化活动中心", "culture centre", "centre", every=2,
        capacity=(25_000, 60_000), area_m2=(2_600, 6_500)),
    _on("sports_centre", "社区体育中心", "community sports centre", "centre", every=2, offset=1,
        capacity=(20_000, 60_000), area_m2=(1_800, 5_500)),
    _on("pitch", "学校操场", "school sports ground", "track", capacity=(6_000, 14_000)),
    _on("hospital", "医院", "hospital", "hospital", every=2, area_m2=(20_000, 90_000)),
    _on("university", "大学", "university", "campus"),
    _on("park", "公园", "park", "park"),
    _on("park", "滨江绿地", "riverside park", "riverside"),
    _on("garden", "口袋公园", "pocket park", "garden"),
    _on("place_of_worship", "教堂", "church", "church"),
    _on("police", "派出所", "police station", "government"),
    _on("charging", "公交充电站", "bus depot chargers", "depot"),
    # in buildings
    _in("nursery", "托育园", "nursery", 1.3, uses=_HOMES, capacity=(50, 140),
        area_m2=(360, 1_200), short=_SOUTH, left=0.4),
    _in("health_centre", "社区卫生服务中心", "community health centre", 0.28,
        capacity=(30_000, 80_000), area_m2=(1_600, 4_500), short=("old_town",), left=0.3),
    _in("health_station", "卫生服务站", "health station", 2.3, uses=_HOMES,
        capacity=(3_000, 9_000), area_m2=(110, 320), short=("old_town",), left=0.2),
    _in("pharmacy", "药店", "pharmacy", 2.4, uses=_SHOPS, capacity=(4_000, 9_000),
        area_m2=(60, 240)),
    _in("elder_day_care", "老年人日间照料中心", "day care for older people", 2.9, uses=_HOMES,
        capacity=(300, 1_400), area_m2=(320, 900), short=("old_town", "inner"), left=0.15,
        full_share=0.2),
    _in("community_canteen", "社区食堂", "community canteen", 1.4, uses=_HOMES,
        capacity=(800, 3_500), area_m2=(120, 500), short=("south",), left=0.4),
    _in("community_station", "居委会服务站", "community station", 4.4, uses=_HOMES,
        capacity=(2_000, 5_000), area_m2=(520, 1_400)),
    _in("library", "图书馆", "library", 0.85, capacity=(8_000, 30_000), area_m2=(200, 1_400),
        short=("south", "village"), left=0.5),
    _in("youth_centre", "青少年活动中心", "youth centre", 0.05, capacity=(4_000, 9_000),
        area_m2=(1_500, 4_000)),
    _in("swimming_pool", "游泳馆", "swimming pool", 0.22, uses=("commercial", "mixed"),
        capacity=(5_000, 12_000), area_m2=(1_200, 3_200)),
    _in("pitch", "社区球场", "neighbourhood court", 2.3, uses=_HOMES, capacity=(3_000, 9_000),
        area_m2=(600, 2_000)),
    _in("fitness_station", "健身苑点", "outdoor fitness", 5.4, uses=_HOMES,
        capacity=(1_600, 4_500), area_m2=(130, 700)),
    _in("playground", "儿童游乐场", "playground", 1.6, uses=_HOMES, area_m2=(120, 600)),
    _in("community_garden", "社区花园", "community garden", 0.4, uses=_HOMES,
        area_m2=(100, 600)),
    _in("market", "菜市场", "wet market", 0.9, uses=_SHOPS, capacity=(7_000, 18_000),
        area_m2=(700, 2_600), short=_SOUTH, left=0.2),
    _in("supermarket", "超市", "supermarket", 1.0, uses=_SHOPS, capacity=(6_000, 16_000),
        area_m2=(600, 3_500), short=_SOUTH, left=0.4),
    _in("convenience", "便利店", "convenience store", 7.0, uses=_SHOPS, capacity=(1_500, 3_000),
        area_m2=(40, 140)),
    _in("basic_shop", "便民维修", "basic shop or repair", 5.0, uses=_SHOPS,
        capacity=(1_500, 4_000), area_m2=(15, 90)),
    _in("restaurant", "餐馆", "restaurant", 9.0, uses=_SHOPS, area_m2=(60, 500)),
    _in("bank", "银行", "bank", 1.8, uses=("commercial", "office", "mixed"), area_m2=(120, 600)),
    _in("post_office", "邮政快递点", "post office", 0.9, uses=_SHOPS, area_m2=(40, 300)),
    _in("public_toilet", "公共厕所", "public toilet", 1.5, uses=_SHOPS, area_m2=(30, 110)),
    _in("fire_station", "消防站", "fire station", 0.08, uses=("commercial", "mixed", "industrial"),
        area_m2=(1_200, 3_500)),
    _in("parking", "公共停车场", "public parking", 1.1, uses=("commercial", "office", "mixed"),
        capacity=(60, 700), area_m2=(1_500, 18_000)),
    _in("charging", "充电站", "charging station", 1.4,
        uses=("commercial", "office", "research", "residential"), capacity=(6, 40)),
    _in("shelter", "应急避难场所", "emergency shelter", 0.3, uses=_HOMES,
        capacity=(1_500, 12_000), area_m2=(2_000, 15_000)),
)  # fmt: skip
