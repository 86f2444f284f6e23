"""Findings that are no gap of a service: missing data, people whom no way comes near, streets."""

from collections.abc import Iterable, Iterator

import numpy as np

from gengxin.diagnose.levels import told_columns, told_zones
from gengxin.diagnose.names import amount, heads
from gengxin.diagnose.rows import Cause, Finding
from gengxin.indicators import (
    JOIN_M,
    NO_BUILDINGS,
    NO_PEOPLE,
    NO_WAY,
    Measured,
    Places,
    ServiceFacts,
    Words,
    Zones,
)

__all__ = ["missing_data", "missing_tables", "not_joined", "wide_streets"]

# so many of the places that no way comes near are named
NAMED_PLACES = 5

WITH_BUILDINGS = Words(
    "Nobody is known to live here: there is no table people. Services are judged by residential "
    "buildings.",
    "没有居住人口数据（people 表）：各项服务按居住建筑评价。",
)
WITHOUT_BUILDINGS = Words(
    "Nobody is known to live here: there is no table people, and no table buildings. No service "
    "can be judged.",
    "没有居住人口数据（people 表），也没有建筑（buildings 表）：无法评价各项服务。",
)


def missing_tables(residents: Measured, joined: Measured, zones: Zones) -> Iterator[Finding]:
    """What no service can be judged without: people, and ways to walk."""
    district = zones.district
    if not district.has("people", "residents_people"):
        instead = WITH_BUILDINGS if district.has("buildings") else WITHOUT_BUILDINGS
        cure = Words(
            "Give table people: demand points with residents_people, and with ages for the "
            "services of an age.",
            "补充 people 表：需求点及 residents_people；面向特定年龄的服务还需分年龄人口。",
        )
        yield _missing(residents, instead, cure, people=np.nan)
    if not district.has("walk_edges"):
        why = Words(
            "There is no walking network, so that nobody knows who reaches what.",
            "没有步行网络，无法判断各项服务的可达性。",
        )
        cure = Words("Give table walk_edges.", "补充 walk_edges 表。")
        yield _missing(joined, why, cure, people=float(residents.value[0]))


def missing_data(facts: ServiceFacts, measured: Iterable[Measured]) -> Iterator[Finding]:
    """What of a service can't be told of the district, and what would fill the gap."""
    users = float(np.nansum(facts.users)) if facts.no_users is None else np.nan
    # these are told once for all services
    told = {NO_PEOPLE.en, NO_BUILDINGS.en, NO_WAY.en}
    for one in measured:
        indicator, why = one.indicator, Words(str(one.evidence_en[0]), str(one.evidence_zh[0]))
        # a reason is told once, and not for each indicator of the service
        if indicator.threshold is None or not np.isnan(one.value[0]) or why.en in told:
            continue
        told.add(why.en)
        words = Words(
            f"Not measured, {indicator.name_en}: {why.en}.",
            f"未能测量“{indicator.name_zh}”：{why.zh}。",
        )
        yield _missing(one, words, _filling(facts), people=users)


def not_joined(measured: Measured, zones: Zones, living: Places) -> Iterator[Finding]:
    """Who lives too far from every walkable way to be judged, area by area and by name."""
    people = zones.district.table("people")
    lost = np.flatnonzero(~living.is_joined[: living.people_count])
    members = zones.of_table("people")[lost]
    count = people["residents_people"].to_numpy(np.float64)[lost]
    told = members[:, list(told_columns(zones))]
    for zone in np.unique(told[told >= 0]):
        here = (members == zone).any(axis=1)
        refs, affected = people.index[lost[here]], float(count[here].sum())
        if not affected:
            continue
        listed = ", ".join(refs[:NAMED_PLACES])
        more_en = f" and {len(refs) - NAMED_PLACES:,} more" if len(refs) > NAMED_PLACES else ""
        cause = Cause(
            code="data_missing",
            why=Words(
                f"{heads(affected)} people live farther than {JOIN_M:g} m from every walkable "
                f"way, so that nobody knows what they reach: {listed}{more_en}.",
                f"{heads(affected)}名居民距任何可步行道路超过{JOIN_M:g}米，"
                f"无法判断其可达性：{listed}{'等' if more_en else ''}。",
            ),
            cure=Words(
                "Draw the ways that lead to them in walk_edges.",
                "在 walk_edges 中补充通往这些居民的道路。",
            ),
            affected_people=affected,
            helped_people=np.nan,
            place=living.points[lost[here][0]],
        )
        yield Finding(measured, int(zone), (cause,))


def wide_streets(measured: Measured, residents: Measured, zones: Zones) -> Iterator[Finding]:
    """Where streets lie farther apart than they should, and how much more street that asks for."""
    threshold = measured.indicator.threshold
    if threshold is None:
        return
    for zone in np.flatnonzero((measured.value > threshold) & told_zones(zones)):
        spacing_m, street_m = float(measured.value[zone]), float(measured.denominator[zone])
        spacing = _told(spacing_m, threshold)
        more_km = (spacing_m / threshold - 1.0) * street_m / 1_000.0
        cause = Cause(
            code="",
            why=Words(
                f"Streets lie {spacing} m apart on average; at most {threshold:g} m.",
                f"道路平均间距{spacing}米，应不超过{threshold:g}米。",
            ),
            cure=Words(
                f"{amount(more_km)} km more of streets, or of public ways through large blocks.",
                f"增加道路或穿越大街区的公共通道约{amount(more_km)}公里。",
            ),
            affected_people=float(residents.value[zone]),
            helped_people=np.nan,
            place=None,
        )
        yield Finding(measured, int(zone), (cause,))


def _missing(measured: Measured, why: Words, cure: Words, *, people: float) -> Finding:
    """What the whole district lacks data for."""
    cause = Cause(
        code="data_missing",
        why=why,
        cure=cure,
        affected_people=people,
        helped_people=np.nan,
        place=None,
    )
    return Finding(measured, 0, (cause,))


def _told(value_m: float, bound_m: float) -> str:
    """A length that misses a bound, with a decimal where it would read as the bound."""
    told = amount(value_m)
    return f"{value_m:,.1f}" if told == amount(bound_m) else told


def _filling(facts: ServiceFacts) -> Words:
    """What would fill the gap in the data of a service."""
    standard = facts.service.standard
    if facts.no_suppliers is not None:
        return Words(
            f"Record each {standard.name_en} in table {standard.table}; "
            "if there is none, this is where to begin.",
            f"在 {standard.table} 表中补充{standard.name_zh}；若确实没有，应首先补建。",
        )
    if facts.no_users is not None:
        return Words(
            f"Give people.{standard.users} of each demand point.",
            f"为各需求点补充 people.{standard.users}。",
        )
    return Words(
        "Give facilities.capacity_people, or a default for it in the standards.",
        "补充 facilities.capacity_people，或在标准文件中给出默认容量。",
    )
