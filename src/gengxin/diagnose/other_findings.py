"""Findings that are no gap of a service: missing data, people whom no way comes near, streets."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from gengxin.diagnose.names import amount
from gengxin.diagnose.rows import Finding, finding_row
from gengxin.indicators import JOIN_M, Measured, Places, ServiceFacts, Words, Zones

__all__ = ["missing_data", "not_joined", "wide_streets"]

# so many of the places that no way comes near are named
NAMED_PLACES = 5


def missing_data(facts: ServiceFacts, measured: Iterable[Measured]) -> Iterator[dict[str, Any]]:
    """What of a service can't be told of the district, and what would fill the gap."""
    users = float(np.nansum(facts.users)) if facts.no_users is None else np.nan
    told: set[str] = set()
    for one in measured:
        indicator, why = one.indicator, Words(str(one.evidence_en[0]), str(one.evidence_zh[0]))
        # where nobody gives the service that is told once, and not for each of its indicators
        if indicator.threshold is None or not np.isnan(one.value[0]) or why.en in told:
            continue
        told.add(why.en)
        found = Finding(
            zone=0,
            cause="data_missing",
            why=Words(
                f"Not measured, {indicator.name_en}: {why.en}.",
                f"未能测量“{indicator.name_zh}”:{why.zh}。",
            ),
            cure=_filling(facts),
            affected_people=users,
            place=None,
        )
        yield finding_row(found, one, facts.zones)


def not_joined(measured: Measured, zones: Zones, living: Places) -> Iterator[dict[str, Any]]:
    """Who lives too far from every walkable way to be judged, area by area and by name."""
    people = zones.district.table("people")
    lost = np.flatnonzero(~living.is_joined[: living.people_count])
    members = zones.of_table("people")[lost]
    count = people["residents_people"].to_numpy(np.float64)[lost]
    for zone in np.unique(members[:, :-1][members[:, :-1] >= 0]):
        here = (members == zone).any(axis=1)
        refs, affected = people.index[lost[here]], float(count[here].sum())
        if not affected:
            continue
        listed = ", ".join(refs[:NAMED_PLACES])
        more_en = f" and {len(refs) - NAMED_PLACES:,} more" if len(refs) > NAMED_PLACES else ""
        found = Finding(
            zone=int(zone),
            cause="data_missing",
            why=Words(
                f"{amount(affected)} people live farther than {JOIN_M:g} m from every walkable "
                f"way, so that nobody knows what they reach: {listed}{more_en}.",
                f"{amount(affected)}名居民距任何可步行道路超过{JOIN_M:g}米,"
                f"无法判断其可达性:{listed}{'等' if more_en else ''}。",
            ),
            cure=Words(
                "Draw the ways that lead to them in walk_edges.",
                "在 walk_edges 中补充通往这些居民的道路。",
            ),
            affected_people=affected,
            place=living.points[lost[here][0]],
        )
        yield finding_row(found, measured, zones)


def wide_streets(measured: Measured, residents: Measured, zones: Zones) -> Iterator[dict[str, Any]]:
    """Where streets lie farther apart than they should, and how much more street that asks for."""
    threshold = measured.indicator.threshold
    if threshold is None:
        return
    for zone in np.flatnonzero(measured.value > threshold):
        spacing_m, street_m = float(measured.value[zone]), float(measured.denominator[zone])
        more_km = (spacing_m / threshold - 1.0) * street_m / 1_000.0
        found = Finding(
            zone=int(zone),
            cause=None,
            why=Words(
                f"Streets lie {amount(spacing_m)} m apart on average; at most {threshold:g} m.",
                f"道路平均间距{amount(spacing_m)}米,应不超过{threshold:g}米。",
            ),
            cure=Words(
                f"{amount(more_km)} km more of streets, or of public ways through large blocks.",
                f"增加道路或穿越大街区的公共通道约{amount(more_km)}公里。",
            ),
            affected_people=float(residents.value[zone]),
            place=None,
        )
        yield finding_row(found, measured, zones)


def _filling(facts: ServiceFacts) -> Words:
    """What would fill the gap in the data of a service."""
    standard = facts.service.standard
    if facts.no_suppliers is not None:
        return Words(
            f"Record each {standard.name_en} in table {standard.table}; "
            "if there is none, this is where to begin.",
            f"在 {standard.table} 表中补充{standard.name_zh};若确实没有,应首先补建。",
        )
    if facts.near is None:
        return Words("Give the walking network: table walk_edges.", "补充步行网络:walk_edges 表。")
    if facts.no_users is not None:
        return Words(
            f"Give people.{standard.users} of each demand point.",
            f"为各需求点补充 people.{standard.users}。",
        )
    return Words(
        "Give facilities.capacity_people, or a default for it in the standards.",
        "补充 facilities.capacity_people,或在标准文件中给出默认容量。",
    )
