"""Services in a programme: who needs them, who gives them when, who is within whose walk."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from gengxin.engines.solve.ragged import Narrow, entries_of, narrow
from gengxin.plan.model.case import Case, of_options, places_in
from gengxin.plan.model.columns import Flags, whole
from gengxin.plan.model.growth import Growth, growth_of
from gengxin.plan.model.people import People, people_of
from gengxin.plan.model.times import Floats, Whole

__all__ = ["Arcs", "Services", "Sources", "services_of"]

# walks only tell who comes first among equals: those of unknown length come last
UNKNOWN_M = 1e9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sources:
    """Who gives a service: facilities first, then sites that options open it on.

    ``standard`` is a place in ``standards``; ``facility`` a place in ``facilities``, −1 for a site;
    ``site`` a place among the columns' sites, −1 for a facility elsewhere. ``capacity`` is that of
    a facility, 0 for a site.
    """

    standards: tuple[str, ...]
    facilities: pd.Index
    standard: Whole
    facility: Whole
    site: Whole
    capacity: Whole

    @property
    def facility_count(self) -> int:
        """How many of them are facilities."""
        return int((self.facility >= 0).sum())


class Arcs(NamedTuple):
    """Pairs within reach, sorted by source: place of the source, of the demand, metres.

    A demand is ``standard × people + place of the demand point``.
    """

    source: Narrow
    demand: Narrow
    distance_m: Floats


class Closed(NamedTuple):
    """Facilities that columns close: source, column, whether for good."""

    source: Whole
    column: Whole
    for_good: Flags


class Opened(NamedTuple):
    """Space that columns open: source, column, capacity."""

    source: Whole
    column: Whole
    capacity: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Services:
    """All of it, as the rows and the slots of a problem are made from."""

    sources: Sources
    arcs: Arcs
    people: People
    growth: Growth
    closed: Closed
    opened: Opened

    @property
    def standards(self) -> tuple[str, ...]:
        """The standards that options can change anything about."""
        return self.sources.standards


def services_of(case: Case) -> Services:
    """Who needs and who gives each service that options can change anything about."""
    service = case.inputs.options["option_service"]
    option = places_in(service["option"], case.columns.options.index)
    option[np.isin(option, case.columns.keep)] = -1
    service = service[option >= 0]
    option = option[option >= 0]
    supplier = case.inputs.options["supplier"]
    opens = (service["effect"] == "opens").to_numpy(bool)
    closing = pd.Index(service["facility"][~opens].unique())
    standards = _planned(case, service["standard"][opens], supplier, closing)
    facilities = pd.Index(supplier["facility"].unique())
    given = _facilities(case, supplier, standards, facilities)
    space, sources = _with_sites(case, given, service[opens], option[opens])
    people = people_of(case.inputs, standards)
    arcs = _arcs(case, sources, people)
    return Services(
        sources=sources,
        arcs=arcs,
        people=people,
        growth=growth_of(case, people, reached=np.unique(arcs.demand)),
        closed=_closed(case, sources, service[~opens], option[~opens]),
        opened=space,
    )


def _planned(
    case: Case, opened: pd.Series, supplier: pd.DataFrame, closing: pd.Index
) -> tuple[str, ...]:
    closed = supplier["standard"][supplier["facility"].isin(closing)]
    return tuple(sorted({*opened, *closed} & set(case.inputs.users)))


def _facilities(
    case: Case, supplier: pd.DataFrame, standards: tuple[str, ...], facilities: pd.Index
) -> Sources:
    """The facilities whose capacity is known and above 0."""
    standard = places_in(supplier["standard"], pd.Index(standards))
    capacity = whole(supplier["capacity_people_x1000"])
    kept = (standard >= 0) & (capacity > 0)
    return Sources(
        standards=standards,
        facilities=facilities,
        standard=standard[kept],
        facility=places_in(supplier["facility"], facilities)[kept],
        site=places_in(supplier["site"], case.columns.sites)[kept],
        capacity=capacity[kept],
    )


def _with_sites(
    case: Case, given: Sources, opening: pd.DataFrame, option: Whole
) -> tuple[Opened, Sources]:
    """Space that options open, summed by option and service; its sites are sources too."""
    columns = case.columns
    standard = places_in(opening["standard"], pd.Index(given.standards))
    capacity = whole(opening["capacity_people_x1000"])
    kept = (standard >= 0) & (capacity > 0)
    slot = option[kept] * len(given.standards) + standard[kept]
    slot, which = np.unique(slot, return_inverse=True)
    total = np.zeros(len(slot), np.int64)
    np.add.at(total, which, capacity[kept])
    row, column = of_options(columns, slot // max(len(given.standards), 1))
    source = (
        columns.site[column] * len(given.standards) + (slot % max(len(given.standards), 1))[row]
    )
    names, source = np.unique(source, return_inverse=True)
    count = max(len(given.standards), 1)
    nothing = np.zeros(len(names), np.int64)
    sources = Sources(
        standards=given.standards,
        facilities=given.facilities,
        standard=np.concatenate([given.standard, names % count]),
        facility=np.concatenate([given.facility, nothing - 1]),
        site=np.concatenate([given.site, names // count]),
        capacity=np.concatenate([given.capacity, nothing]),
    )
    return Opened(len(given.standard) + source, column, total[row]), sources


def _closed(case: Case, sources: Sources, closing: pd.DataFrame, option: Whole) -> Closed:
    """Facilities on a column's own site that its option closes."""
    columns, count = case.columns, sources.facility_count
    facility = places_in(closing["facility"], sources.facilities)
    for_good = (closing["effect"] == "closes_for_good").to_numpy(bool)
    order = np.argsort(sources.facility[:count], kind="stable")
    ptr = np.searchsorted(sources.facility[:count][order], np.arange(len(sources.facilities) + 1))
    known = np.flatnonzero(facility >= 0)
    cut, which = entries_of(ptr.astype(np.int64), facility[known])
    row = np.repeat(known, np.diff(cut))
    source = order[which]
    listed, column = of_options(columns, option[row])
    row, source = row[listed], source[listed]
    own = sources.site[source] == columns.site[column]
    return Closed(source[own], column[own], for_good[row[own]])


def _arcs(case: Case, sources: Sources, people: People) -> Arcs:
    """Pairs within reach of a source, of people who need its service or may come to."""
    reach = case.inputs.options["reach"]
    standard = places_in(reach["standard"], pd.Index(sources.standards))
    source = np.full(len(reach), -1, np.int64)
    for names, own, is_own in (
        (sources.facilities, sources.facility, sources.facility >= 0),
        (case.columns.sites, sources.site, sources.facility < 0),
    ):
        lookup = np.full((len(sources.standards) + 1, len(names) + 1), -1, np.int64)
        lookup[sources.standard[is_own], own[is_own]] = np.flatnonzero(is_own)
        column = reach["facility" if names is sources.facilities else "site"]
        found = lookup[standard, places_in(column, names)]
        source = np.maximum(source, found)
    person = places_in(reach["people"], people.refs)
    kept = np.flatnonzero((source >= 0) & (person >= 0))
    order = kept[np.lexsort((person[kept], source[kept]))]
    again = (np.diff(source[order], prepend=-1) == 0) & (np.diff(person[order], prepend=-1) == 0)
    order = order[~again]
    demand = standard[order] * len(people.refs) + person[order]
    metres = np.nan_to_num(reach["distance_m"].to_numpy(np.float32)[order], nan=UNKNOWN_M)
    rows = len(sources.standards) * len(people.refs)
    return Arcs(narrow(source[order], len(sources.standard)), narrow(demand, rows), metres)
