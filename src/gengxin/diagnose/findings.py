"""The findings of one service: each area and cause, with people, words and a place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gengxin.diagnose.cures import Cures
from gengxin.diagnose.gaps import FULL, Gaps
from gengxin.diagnose.groups import Groups
from gengxin.diagnose.names import Names, amount, names_of
from gengxin.diagnose.rows import Finding, finding_row
from gengxin.diagnose.sentences import Case, sentences
from gengxin.indicators import Measured, Words, Zones, users_words
from gengxin.indicators.zones import Real
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
        """The name of each supplier, else of its service and its own ref; last nobody's."""
        standard, suppliers = self.gaps.near.service.standard, self.gaps.near.service.suppliers
        named = [
            name if name.en else Words(f"{standard.name_en} {ref}", f"{standard.name_zh}{ref}")
            for name, ref in zip(names_of(suppliers), suppliers.index, strict=True)
        ]
        return [*named, Words("", "")]

    @cached_property
    def supplier_m2(self) -> Real:
        """The area of each supplier; last nobody's, unknown."""
        return np.append(self.gaps.near.service.suppliers["area_m2"].to_numpy(np.float64), np.nan)

    @cached_property
    def supplier_people(self) -> Real:
        """How many each supplier can serve; last nobody, unknown."""
        suppliers = self.gaps.near.service.suppliers
        return np.append(suppliers["capacity_people"].to_numpy(np.float64), np.nan)


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
            place=found.cures.place[group],
        )
        yield finding_row(finding, one, zones)


def _case(found: ServiceGaps, group: int) -> Case:
    """All that the sentences of one group name."""
    gaps, groups, gap = found.gaps, found.groups, int(found.cures.gap[group])
    supplier, barrier = int(groups.supplier[group]), int(groups.barrier[group])
    has_cure = gap >= 0
    across = int(gaps.barrier[gap]) if has_cure else -1
    return Case(
        standard=gaps.near.service.standard,
        limit_m=gaps.near.service.max_network_m,
        subject=_subject(found, float(groups.unserved[group])),
        unit_zh="人" if gaps.demand.is_people else "栋",
        count=float(groups.unserved[group]),
        walk_m=float(groups.walk_m[group]),
        supplier=found.supplier_names[supplier],
        supplier_count=float(groups.supplier_unserved[group]),
        supplier_m2=float(found.supplier_m2[supplier]),
        supplier_people=float(found.supplier_people[supplier]),
        barrier=found.names.barriers[barrier] if barrier >= 0 else Words("", ""),
        barrier_count=float(groups.barrier_unserved[group]),
        barred_count=float(groups.barred_unserved[group]),
        where=found.names.place(_ref(gaps, gap)) if has_cure else Words("", ""),
        towards=found.supplier_names[int(gaps.supplier[gap])] if has_cure else Words("", ""),
        across=found.names.barriers[across] if across >= 0 else Words("", ""),
        across_kind=found.names.barrier_kinds[across] if across >= 0 else "",
        link_m=float(found.cures.link_m[group]),
        helped=float(found.cures.helped[group]),
    )


def _subject(found: ServiceGaps, count: float) -> Words:
    """Those who lack the service, counted."""
    number = amount(count)
    en, zh = users_words(found.gaps.near.service.standard.users)
    words = Words(f"{number} {en}", f"{number}名{zh}")
    if not found.gaps.demand.is_people:
        words = Words(f"{number} residential buildings", f"{number}栋居住建筑")
    if number == "1":
        one = words.en.replace("people", "person").replace("buildings", "building")
        return Words(one, words.zh)
    return words


def _ref(gaps: Gaps, gap: int) -> str:
    return str(gaps.demand.ref[gaps.row[gap]])
