"""The findings of one service: each area with its causes, people, words and places."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from shapely.geometry.base import BaseGeometry

from gengxin.diagnose.cures import Cures
from gengxin.diagnose.gaps import FULL, Gaps
from gengxin.diagnose.groups import Groups
from gengxin.diagnose.names import NO_NAME, Names, heads, names_of
from gengxin.diagnose.rows import Cause, Finding
from gengxin.diagnose.sentences import Case, sentences
from gengxin.indicators import Measured, Words, users_words
from gengxin.terms.codes import CAUSES

__all__ = ["ServiceGaps", "bare_findings", "service_findings"]

CAUSE_CODES = tuple(CAUSES)
NO_WORDS = Words("", "")


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
        return [*named, NO_NAME]

    @cached_property
    def supplier_m2(self) -> list[float]:
        """The area of each supplier; last nobody's, unknown."""
        return [*self.gaps.near.service.suppliers["area_m2"].tolist(), np.nan]

    @cached_property
    def supplier_people(self) -> list[float]:
        """How many each supplier can serve; last nobody, unknown."""
        return [*self.gaps.near.service.suppliers["capacity_people"].tolist(), np.nan]


class _Row(NamedTuple):
    """One group and its cure, in plain numbers."""

    zone: int
    cause: int
    unserved: float
    walk_m: float
    supplier: int
    supplier_unserved: float
    barrier: int
    barrier_unserved: float
    barred_unserved: float
    cure_gap: int
    helped: float
    link_m: float


def service_findings(found: ServiceGaps, *, measured: Mapping[str, Measured]) -> Iterator[Finding]:
    """Each indicator and area of the groups below the value that it should reach.

    ``measured`` holds the service's indicators by the first part of their codes.
    """
    rows, places = list(_rows(found)), found.cures.place
    return _below(
        found.gaps, found.groups, measured, lambda group: _cause(found, rows[group], places[group])
    )


def bare_findings(
    gaps: Gaps, groups: Groups, *, measured: Mapping[str, Measured]
) -> Iterator[Finding]:
    """The same, its causes without words, cures and places."""
    is_people = gaps.demand.is_people

    def cause(group: int) -> Cause:
        return Cause(
            code=CAUSE_CODES[groups.cause[group]],
            why=NO_WORDS,
            cure=NO_WORDS,
            affected_people=float(groups.unserved[group]) if is_people else np.nan,
            helped_people=np.nan,
            place=None,
        )

    return _below(gaps, groups, measured, cause)


def _below(
    gaps: Gaps, groups: Groups, measured: Mapping[str, Measured], cause: Callable[[int], Cause]
) -> Iterator[Finding]:
    """A finding for each indicator and area that falls short, with the causes of most people first.

    ``cause`` tells that of a group; an indicator that nobody measured falls short of nothing.
    """
    covered = "people" if gaps.demand.is_people else "buildings"
    causes: dict[tuple[str, int], list[tuple[float, Cause]]] = {}
    of_groups = (groups.zone, groups.cause, groups.unserved)
    for group, (zone, code, unserved) in enumerate(
        zip(*(one.tolist() for one in of_groups), strict=True)
    ):
        stem = "people_served_share" if code == FULL else f"{covered}_covered_share"
        one = measured.get(stem)
        threshold = None if one is None else one.indicator.threshold
        if one is None or threshold is None or not one.value[zone] < threshold:
            continue
        causes.setdefault((stem, zone), []).append((unserved, cause(group)))
    for (stem, zone), listed in causes.items():
        most_first = sorted(listed, key=lambda told: -told[0])
        yield Finding(measured[stem], zone, tuple(cause for _, cause in most_first))


def _cause(found: ServiceGaps, row: "_Row", place: BaseGeometry | None) -> Cause:
    """One cause in words; how many people it concerns is unknown where buildings are counted."""
    why, cure = sentences(_case(found, row), row.cause)
    is_people = found.gaps.demand.is_people
    # who finds room in what is added or enlarged is told in the words of the cure
    is_tried = is_people and row.cure_gap >= 0
    return Cause(
        code=CAUSE_CODES[row.cause],
        why=why,
        cure=cure,
        affected_people=row.unserved if is_people else np.nan,
        helped_people=row.helped if is_tried else np.nan,
        place=place,
    )


def _rows(found: ServiceGaps) -> Iterator[_Row]:
    """The groups in their order."""
    groups, cures = found.groups, found.cures
    columns = (
        *(groups.zone, groups.cause, groups.unserved, groups.walk_m),
        *(groups.supplier, groups.supplier_unserved),
        *(groups.barrier, groups.barrier_unserved, groups.barred_unserved),
        *(cures.gap, cures.helped, cures.link_m),
    )
    return map(_Row._make, zip(*(column.tolist() for column in columns), strict=True))


def _case(found: ServiceGaps, row: _Row) -> Case:
    """All that the sentences of one group name."""
    gaps, names, gap = found.gaps, found.names, row.cure_gap
    has_cure, barrier = gap >= 0, row.barrier
    across = int(gaps.barrier[gap]) if has_cure else -1
    return Case(
        standard=gaps.near.service.standard,
        limit_m=gaps.near.service.max_network_m,
        subject=_subject(found, row.unserved),
        unit_zh="人" if gaps.demand.is_people else "栋",
        count=row.unserved,
        walk_m=row.walk_m,
        supplier=found.supplier_names[row.supplier],
        supplier_count=row.supplier_unserved,
        supplier_m2=found.supplier_m2[row.supplier],
        supplier_people=found.supplier_people[row.supplier],
        barrier=names.barriers[barrier] if barrier >= 0 else NO_NAME,
        barrier_count=row.barrier_unserved,
        barred_count=row.barred_unserved,
        where=names.place(str(gaps.demand.ref[gaps.row[gap]])) if has_cure else NO_NAME,
        towards=found.supplier_names[gaps.supplier[gap]] if has_cure else NO_NAME,
        across=names.barriers[across] if across >= 0 else NO_NAME,
        across_kind=names.barrier_kinds[across] if across >= 0 else "",
        link_m=row.link_m,
        helped=row.helped,
    )


def _subject(found: ServiceGaps, count: float) -> Words:
    """Those who lack the service, counted."""
    number = heads(count)
    en, zh = users_words(found.gaps.near.service.standard.users)
    words = Words(f"{number} {en}", f"{number}名{zh}")
    if not found.gaps.demand.is_people:
        words = Words(f"{number} residential buildings", f"{number}栋居住建筑")
    if number == "1":
        one = words.en.replace("people", "person").replace("buildings", "building")
        return Words(one, words.zh)
    return words
