"""The findings of one service: each area and cause, with people, words and a place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from gengxin.diagnose.cures import Cures
from gengxin.diagnose.gaps import FULL, Gaps
from gengxin.diagnose.groups import Groups
from gengxin.diagnose.names import Names, amount, names_of
from gengxin.diagnose.rows import Finding, finding_row
from gengxin.diagnose.sentences import Case, sentences
from gengxin.indicators import Measured, Words, Zones, users_words
from gengxin.terms.codes import CAUSES

__all__ = ["ServiceGaps", "service_findings"]

CAUSE_CODES = tuple(CAUSES)


@dataclass(frozen=True, kw_only=True, eq=False)
class ServiceGaps:
    """The gaps of one service, by area and cause, with their cures, and what things are called."""

    gaps: Gaps
    groups: Groups
    cures: Cures
    names: Names

    @cached_property
    def supplier_names(self) -> list[Words]:
        """The name of each supplier; where it has none, of its service and its ref."""
        standard, suppliers = self.gaps.near.service.standard, self.gaps.near.service.suppliers
        return [
            name if name.en else Words(f"{standard.name_en} {ref}", f"{standard.name_zh}{ref}")
            for name, ref in zip(names_of(suppliers), suppliers.index, strict=True)
        ]

    @cached_property
    def main_gap(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """For each group, of those who share its supplier and barrier, the gap of most people."""
        main = np.flatnonzero(self.groups.is_main)
        group, gap = self.groups.member_group[main], self.groups.member_gap[main]
        order = np.lexsort((gap, -self.gaps.unserved[gap], group))
        return gap[order[np.unique(group[order], return_index=True)[1]]]


def service_findings(
    found: ServiceGaps, *, zones: Zones, measured: Mapping[str, Measured]
) -> Iterator[dict[str, Any]]:
    """One row a finding, wherever the indicator is below the value that it should reach.

    ``measured`` holds the service's indicators by the first part of their codes.
    """
    groups, is_people = found.groups, found.gaps.demand.is_people
    covered = "people_covered_share" if is_people else "buildings_covered_share"
    for group, (zone, cause) in enumerate(zip(groups.zone, groups.cause, strict=True)):
        one = measured["people_served_share" if cause == FULL else covered]
        threshold = one.indicator.threshold
        if threshold is None or not one.value[zone] < threshold:
            continue
        why, cure = sentences(_case(found, group), int(cause))
        finding = Finding(
            zone=int(zone),
            cause=CAUSE_CODES[cause],
            why=why,
            cure=cure,
            affected_people=float(groups.unserved[group]) if is_people else np.nan,
            place=_place(found, group),
        )
        yield finding_row(finding, one, zones)


def _case(found: ServiceGaps, group: int) -> Case:
    """All that the sentences of one group name."""
    gaps, groups, cures = found.gaps, found.groups, found.cures
    standard, suppliers = gaps.near.service.standard, gaps.near.service.suppliers
    supplier, barrier = int(groups.supplier[group]), int(groups.barrier[group])
    has_supplier, gap = supplier >= 0, int(cures.gap[group])
    unserved, main = float(groups.unserved[group]), float(groups.main_unserved[group])
    helped = float(cures.helped[group])
    return Case(
        standard=standard,
        limit_m=gaps.near.service.max_network_m,
        subject=_subject(found, unserved),
        unit_zh="人" if gaps.demand.is_people else "栋",
        main=main,
        is_all_main=main > unserved - 0.5,
        walk_m=float(groups.walk_m[group]),
        supplier=found.supplier_names[supplier] if has_supplier else Words("", ""),
        supplier_m2=float(suppliers["area_m2"].iloc[supplier]) if has_supplier else np.nan,
        supplier_people=(
            float(suppliers["capacity_people"].iloc[supplier]) if has_supplier else np.nan
        ),
        barrier=found.names.barriers[barrier] if barrier >= 0 else Words("", ""),
        barrier_kind=found.names.barrier_kinds[barrier] if barrier >= 0 else "",
        link_m=float(cures.link_m[group]),
        helped=helped,
        is_all_helped=helped > unserved - 0.5,
        where=found.names.place(_ref(gaps, gap)) if gap >= 0 else Words("", ""),
    )


def _subject(found: ServiceGaps, count: float) -> Words:
    """Those who lack the service, counted."""
    number = amount(count)
    if not found.gaps.demand.is_people:
        return Words(f"{number} residential buildings", f"{number}栋居住建筑")
    en, zh = users_words(found.gaps.near.service.standard.users)
    return Words(f"{number} {en}", f"{number}名{zh}")


def _ref(gaps: Gaps, gap: int) -> str:
    return str(gaps.demand.ref[gaps.row[gap]])


def _place(found: ServiceGaps, group: int) -> BaseGeometry:
    """Where the cure would begin; where there is none, where most of the people live."""
    gap = int(found.cures.gap[group])
    chosen = gap if gap >= 0 else int(found.main_gap[group])
    place: BaseGeometry = found.gaps.points[chosen]
    return place
