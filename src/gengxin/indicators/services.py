"""What the indicators of one service are made from, and why some of them can't be."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gengxin.engines import cover
from gengxin.indicators.measured import Missing, Words
from gengxin.indicators.near import Near, Service
from gengxin.indicators.zones import Real, Zones
from gengxin.terms import District, Indicator, ServiceStandard, codes

__all__ = [
    "EVERYWHERE",
    "NOTHING",
    "NO_BUILDINGS",
    "NO_PEOPLE",
    "NO_WAY",
    "POINTS",
    "ServiceFacts",
    "kinds_words",
    "service_indicator",
    "users_words",
]

EVERYWHERE = ("district", *codes.AREA_LEVELS, "site")
POINTS = Words("demand points", "人口需求点")
NOTHING = Words("", "")
NO_PEOPLE = Missing("no demand points: table people", "没有人口需求点：people 表")
NO_BUILDINGS = Missing("no buildings: table buildings", "没有建筑：buildings 表")
NO_WAY = Missing("no walking network: table walk_edges", "没有步行网络：walk_edges 表")
GRADED_SCHOOLS = {"primary_school", "middle_school"}


@dataclass(frozen=True, kw_only=True, eq=False)
class ServiceFacts:
    """One service in a district.

    ``near`` is ``None`` where there are no ways to walk; ``is_proxy`` says that walking on a drive
    network is assumed. ``served`` says who finds room; ``None`` where nothing is known of it.
    """

    district: District
    zones: Zones
    service: Service
    near: Near | None = None
    served: cover.Served | None = None
    is_proxy: bool = False

    @cached_property
    def users(self) -> Real:
        """Users of the service at each demand point; NaN where their age is not known."""
        people = self.district.table("people")
        name = self.service.standard.users
        if name not in people.columns:
            return np.full(len(people), np.nan)
        return people[name].to_numpy(np.float64)

    @cached_property
    def no_users(self) -> Missing | None:
        """Why nobody is known to use the service."""
        name = self.service.standard.users
        if not self.district.has("people"):
            return NO_PEOPLE
        if self.district.has("people", name):
            return None
        return Missing(
            f"people.{name} is not given; ages never come from nothing",
            f"未给出 people.{name}；年龄构成不能凭空推算",
        )

    @cached_property
    def no_suppliers(self) -> Missing | None:
        """Why nobody is known to give the service."""
        standard, suppliers = self.service.standard, self.service.suppliers
        if len(suppliers):
            return None
        en, zh = kinds_words(standard)
        table = standard.table
        ungraded = 0
        if GRADED_SCHOOLS & set(standard.facility_kinds):
            ungraded = int((self.district.table(table)["kind"] == "school").sum())
        more_en = f"; {ungraded:,} schools do not state their level" if ungraded else ""
        more_zh = f"；另有{ungraded:,}所学校未注明学段" if ungraded else ""
        return Missing(
            f"no {en} is recorded in {table}{more_en}", f"{table} 表中未记录{zh}{more_zh}"
        )

    @cached_property
    def stands_on(self) -> Words:
        """How many suppliers there are, how far they count, and what must be known of both."""
        standard, suppliers = self.service.standard, self.service.suppliers
        small = int((~suppliers["is_large_enough"]).sum())
        unknown = int(suppliers["area_m2"].isna().sum()) if standard.size_low_m2 else 0
        en = [f"{len(suppliers):,} recorded, {self.service.max_network_m:,g} m on foot"]
        zh = [f"共{len(suppliers):,}处，步行{self.service.max_network_m:,g}米"]
        if small:
            en.append(f"{small:,} too small")
            zh.append(f"{small:,}处规模不足")
        if unknown:
            en.append(f"{unknown:,} of unknown size count")
            zh.append(f"{unknown:,}处规模未知、按达标计")
        if self.is_proxy:
            en.append("walking assumed on a drive network (proxy)")
            zh.append("以车行路网代替步行（代用）")
        if not standard.verified:
            en.append("standard not verified")
            zh.append("标准未核实")
        return Words("; ".join(en), "；".join(zh))


def service_indicator(
    facts: ServiceFacts, stem: str, *, names: Words, top: Words, bottom: Words
) -> Indicator:
    """The definition of an indicator of one service; a share of its users unless said otherwise."""
    standard = facts.service.standard
    return Indicator(
        code=f"{stem}.{standard.code}",
        theme=standard.group,
        name_en=f"{standard.name_en}: {names.en}",
        name_zh=f"{standard.name_zh}：{names.zh}",
        unit="share 0–1",
        direction="more_is_better",
        levels=EVERYWHERE,
        numerator_en=top.en,
        numerator_zh=top.zh,
        denominator_en=bottom.en,
        denominator_zh=bottom.zh,
        needs=(standard.table, f"people.{standard.users}", "walk_edges"),
        source=standard.source,
        source_zh=standard.source_zh,
        method_version="1",
        standard=standard.code,
        verified=standard.verified,
        is_proxy=facts.is_proxy,
    )


def users_words(users: str) -> Words:
    """What the users of a service are called."""
    if users == "residents_people":
        return Words("people", "居民")
    en, zh = codes.AGE_GROUPS[users]
    return Words(f"people {en}", f"{zh}居民")


def kinds_words(standard: ServiceStandard) -> Words:
    """The kinds of facility, or modes of stop, that give a service."""
    listed = codes.FACILITY_KINDS if standard.table == "facilities" else codes.STOP_MODES
    words = [listed[kind] for kind in standard.facility_kinds]
    suffix = ("", "") if standard.table == "facilities" else (" stop", "站")
    return Words(
        " or ".join(en + suffix[0] for en, _ in words), "、".join(zh + suffix[1] for _, zh in words)
    )
