"""What space is short and what is left over, by use, zone and phase, and what the next plan asks.

A phase is looked at in its last month: what was needed, open and let by then. Where no space of a
use is known in a zone, what is offered and left is unavailable, not nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gengxin.terms import SPACE_TABLES, FloorTarget, MatchAnswer, Note, codes

__all__ = ["NextPlan", "Span", "balance", "next_targets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A phase of a programme, from 1, or 0 for all the time there is; it ends before ``until``."""

    phase: int
    until: date


def balance(answer: MatchAnswer, spans: Sequence[Span]) -> pd.DataFrame:
    """The table ``balance``: a row for each use and zone that is asked or known, and each phase.

    Requests that name no zone stand in rows of their own, with an empty zone; what they are
    matched with counts as let there where the space lies.
    """
    requests, spaces = answer.tables["request"], answer.tables["space"]
    keys = ["use_class", "functional_zone"]
    groups = pd.concat([requests[keys], spaces[keys]]).drop_duplicates().sort_values(keys)
    rows = [
        _row(requests[_of(requests, use, zone)], _let_in(requests, spaces, use, zone), span)
        | {"use_class": use, "functional_zone": zone}
        for use, zone in groups.itertuples(index=False)
        for span in spans
    ]
    columns = SPACE_TABLES["balance"].columns
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    frame["until"] = pd.to_datetime(frame["until"]).astype("datetime64[us]")
    numbers = {column.name: "float64" for column in columns if column.kind == "number"}
    return frame.astype({**numbers, "phase": "int64"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPlan:
    """What the next plan does by itself.

    ``starts`` are the first days of its phases, ``zones`` those in which its sites lie.
    ``counted`` are requests of the district's table, whose greatest area it counts as it is;
    ``opened`` the spaces that a programme opens, which the next one may leave. It plans gross
    floor, of which ``efficiency_shares`` by use are net.
    """

    starts: Sequence[date]
    zones: frozenset[str]
    counted: frozenset[str]
    opened: frozenset[str]
    efficiency_shares: Mapping[str, float]


def next_targets(
    answer: MatchAnswer, plan: NextPlan
) -> tuple[tuple[FloorTarget, ...], tuple[Note, ...]]:
    """Floor area that the next plan should open beyond what it counts; and what it can't plan.

    Asked is the floor of every request that is not matched with space that stands whatever is
    planned: one matched with what a programme opens still needs that.
    """
    total: dict[tuple[str, str, int], float] = {}
    faults: dict[str, list[float]] = {}
    for row in answer.tables["request"].to_dict("records"):
        need, fault = _needed({str(name): one for name, one in row.items()}, plan)
        if fault:
            faults.setdefault(fault, []).append(row["floor_area_high_m2"])
        elif need > 0.0:
            key = (row["functional_zone"], row["use_class"], _phase(row["need_by"], plan.starts))
            total[key] = total.get(key, 0.0) + need
    targets = tuple(
        FloorTarget(functional_zone=zone, use_class=use, floor_area_m2=round(area, 2), phase=phase)
        for (zone, use, phase), area in sorted(total.items())
    )
    return targets, tuple(_note(fault, areas) for fault, areas in sorted(faults.items()))


_FAULTS = {
    "served": (
        "requests of the district have space that stands, and plans count them still",
        "个城区需求已由现有空间满足，但规划仍会计入",
    ),
    "zone": (
        "requests name no zone in which sites lie, and the plan places floor by zone",
        "个需求未指定有地块的功能区，规划按功能区安排空间",
    ),
    "use": (
        "requests are for a use of which plans build no floor",
        "个需求的用途不在规划可建用途之内",
    ),
}


def _needed(row: Mapping[str, Any], plan: NextPlan) -> tuple[float, str]:
    """Gross floor that the plan should open for a request beyond what it counts; or why none."""
    zone, use = row["functional_zone"], row["use_class"]
    fits = zone in plan.zones and use in codes.FLOOR_USES
    is_counted = row["ref"] in plan.counted and fits
    if row["space"] and row["space"] not in plan.opened:
        return 0.0, "served" if is_counted else ""
    if not fits:
        return 0.0, "zone" if use in codes.FLOOR_USES else "use"
    area = float(row["floor_area_high_m2"])
    return area / plan.efficiency_shares[use] - (area if is_counted else 0.0), ""


def _note(fault: str, areas: Sequence[float]) -> Note:
    en, zh = _FAULTS[fault]
    whole = sum(areas)
    return Note(
        table="request",
        action="left_out",
        count=len(areas),
        en=f"{len(areas):,} {en} ({whole:,.0f} m²)",
        zh=f"{len(areas):,}{zh}（{whole:,.0f}平方米）",
    )


def _phase(need_by: pd.Timestamp | None, starts: Sequence[date]) -> int:
    """Phase before whose end space is needed, one after the last for the end state."""
    if need_by is None or pd.isna(need_by):
        return 1
    return max(1, sum(one <= need_by.date() for one in starts))


def _of(frame: pd.DataFrame, use: str, zone: str) -> pd.Series:
    return (frame["use_class"] == use) & (frame["functional_zone"] == zone)


def _let_in(
    requests: pd.DataFrame, spaces: pd.DataFrame, use: str, zone: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The spaces of a use in a zone, and the requests that have area there."""
    there = spaces[_of(spaces, use, zone)]
    return there, requests[requests["space"].isin(there["ref"])]


def _row(
    asked: pd.DataFrame, offered: tuple[pd.DataFrame, pd.DataFrame], span: Span
) -> dict[str, object]:
    """What is asked, there, let, short and left in the last month of a phase."""
    last = pd.Timestamp(span.until) - pd.Timedelta(days=1)
    spaces, tenants = offered
    due = asked[~(asked["need_by"] > last)]
    served = (due["space"] != "") & (due["opens_on"] <= last)
    is_open = ~(spaces["opens_on"] > last) & ~(spaces["closes_on"] <= last)
    let = tenants.loc[_is_let(tenants, last), "area_m2"].sum()
    there = spaces.loc[is_open, "net_area_m2"].sum() if len(spaces) else np.nan
    return {
        "phase": span.phase,
        "until": span.until,
        "asked_low_m2": due["floor_area_low_m2"].sum(),
        "asked_high_m2": due["floor_area_high_m2"].sum(),
        "offered_m2": there,
        "matched_m2": let,
        "short_m2": due.loc[~served, "floor_area_low_m2"].sum(),
        "surplus_m2": there - let,
    }


def _is_let(tenants: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Who has their area on a day: from when they move in until their term is over."""
    months = (12.0 * tenants["term_years"]).fillna(12_000.0)
    since = (day.year - tenants["opens_on"].dt.year) * 12 + day.month - tenants["opens_on"].dt.month
    is_let: pd.Series = (tenants["opens_on"] <= day) & (since < np.ceil(months))
    return is_let
