"""Demand rows and slots of a problem: each service in each period in which it is asked."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.ragged import entries_of
from gengxin.plan.model.case import Case
from gengxin.plan.model.services import Services
from gengxin.plan.model.times import Floats, Whole

__all__ = ["Demand", "Slots", "demand_and_slots", "demand_worth", "unit_share", "unit_worth"]


class Demand(NamedTuple):
    """Demand rows: demand as in ``Arcs``, place of the period among those asked, need, changes."""

    of: Whole
    period: Whole
    need: Whole
    grow_ptr: Whole
    grow_demand: Whole
    grow_coef: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slots:
    """Slots: source and place of the period; site whose columns open it (−1: always open)."""

    source: Whole
    period: Whole
    site: Whole
    arc_ptr: Whole
    arc_demand: Whole
    level_ptr: Whole
    level_capacity: Whole
    open_ptr: Whole
    open_level: Whole


class Openings(NamedTuple):
    """Which column opens which level; levels by slot (``source × periods + period``)."""

    level_slot: Whole
    level_capacity: Whole
    column: Whole
    level: Whole


def demand_and_slots(case: Case, services: Services) -> tuple[Demand, Slots]:
    """The demand rows that somebody may serve, and the slots that may serve them."""
    periods = len(case.periods.asked)
    sources = services.sources
    closable, shut = _shut(case, services)
    openings = _openings(case, services, closable, shut)
    slot_site = np.repeat(sources.site, periods)
    always = np.repeat(sources.facility >= 0, periods)
    always[closable] = False
    slot_site[always] = -1
    arc_count = np.bincount(services.arcs.source, minlength=len(sources.standard))
    has_level = np.zeros(len(slot_site), bool)
    has_level[openings.level_slot] = True
    has_level &= np.repeat(arc_count > 0, periods)
    slot = np.flatnonzero(has_level)
    arc_start = np.concatenate([[0], np.cumsum(arc_count)]).astype(np.int64)
    arc_ptr, which = entries_of(arc_start, slot // periods)
    wanted = services.arcs.demand[which].astype(np.int64) * periods
    wanted += np.repeat(slot % periods, np.diff(arc_ptr))
    demand, arc_demand = _demand(case, services, wanted)
    kept = arc_demand >= 0
    arc_ptr = np.concatenate([[0], np.cumsum(kept)])[arc_ptr].astype(np.int64)
    number = np.full(len(slot_site), -1, np.int64)
    number[slot] = np.arange(len(slot))
    return demand, Slots(
        source=slot // periods,
        period=slot % periods,
        site=slot_site[slot],
        arc_ptr=arc_ptr,
        arc_demand=arc_demand[kept],
        **_levels(openings, number, len(slot), len(case.columns)),
    )


def _shut(case: Case, services: Services) -> tuple[Whole, Whole]:
    """Slots of facilities that some column closes; ``slot × columns + column`` where one does."""
    columns, closed = case.columns, services.closed
    asked = case.periods.asked
    opens = np.where(closed.for_good, case.periods.count + 2, columns.opens[closed.column])
    phase = columns.phase[closed.column]
    shut = (phase[:, None] <= asked) & (asked < opens[:, None]) & (phase[:, None] > 0)
    row, period = np.nonzero(shut)
    slot = closed.source[row] * len(asked) + period
    return np.unique(slot), np.unique(slot * len(columns) + closed.column[row])


def _openings(case: Case, services: Services, closable: Whole, shut: Whole) -> Openings:
    """Levels of facilities, one each, and of the space that columns open."""
    columns, sources, opened = case.columns, services.sources, services.opened
    asked, count = case.periods.asked, len(case.columns)
    facilities = sources.facility_count * len(asked)
    cut, column = entries_of(columns.site_ptr, sources.site[closable // len(asked)])
    slot = np.repeat(closable, np.diff(cut))
    stays = ~np.isin(slot * count + column, shut, assume_unique=True)
    row, period = np.nonzero(columns.opens[opened.column][:, None] <= asked)
    by_site = np.stack([opened.source[row] * len(asked) + period, opened.capacity[row]], axis=1)
    levels, level = np.unique(by_site, axis=0, return_inverse=True)
    return Openings(
        level_slot=np.concatenate([np.arange(facilities), levels[:, 0]]),
        level_capacity=np.concatenate(
            [np.repeat(sources.capacity[: sources.facility_count], len(asked)), levels[:, 1]]
        ),
        column=np.concatenate([column[stays], opened.column[row]]),
        level=np.concatenate([slot[stays], facilities + level.reshape(-1)]),
    )


def _levels(openings: Openings, number: Whole, slots: int, columns: int) -> dict[str, Whole]:
    """The levels of the slots that are kept, and which of them each column opens."""
    kept = np.flatnonzero(number[openings.level_slot] >= 0)
    renumbered = np.full(len(openings.level_slot), -1, np.int64)
    renumbered[kept] = np.arange(len(kept))
    of_slot = number[openings.level_slot[kept]]
    level, column = renumbered[openings.level], openings.column
    order = np.lexsort((level, column))
    order = order[level[order] >= 0]
    return {
        "level_ptr": _ptr(of_slot, slots),
        "level_capacity": openings.level_capacity[kept],
        "open_ptr": _ptr(column[order], columns),
        "open_level": level[order],
    }


def _demand(case: Case, services: Services, wanted: Whole) -> tuple[Demand, Whole]:
    """Rows of the demand that is wanted and may be more than nothing; the row of each want."""
    asked, growth = case.periods.asked, services.growth
    periods = len(asked)
    size = services.people.need_x1000.size * periods
    row_of = np.full(size, -1, np.int64)
    row_of[wanted] = 0
    opens = case.columns.opens[growth.column]
    change, period = np.nonzero(opens[:, None] <= asked)
    grown = growth.demand[change] * periods + period
    may_be = np.repeat(services.people.need_x1000.reshape(-1) > 0, periods)
    may_be[grown[growth.change_x1000[change] > 0]] = True
    row_of[~may_be] = -1
    rows = np.flatnonzero(row_of >= 0)
    row_of[rows] = np.arange(len(rows))
    column, at = growth.column[change], row_of[grown]
    kept = np.flatnonzero(at >= 0)
    order = kept[np.argsort(column[kept] * len(rows) + at[kept], kind="stable")]
    demand = Demand(
        of=rows // periods,
        period=rows % periods,
        need=services.people.need_x1000.reshape(-1)[rows // periods],
        grow_ptr=_ptr(column[order], len(case.columns)),
        grow_demand=at[order],
        grow_coef=growth.change_x1000[change][order],
    )
    return demand, row_of[wanted]


def _ptr(of: Whole, count: int) -> Whole:
    """Where the entries of each thing begin; ``of`` rises."""
    return np.searchsorted(of, np.arange(count + 1)).astype(np.int64)


def demand_worth(case: Case, services: Services, demand: Demand) -> Floats:
    """Worth of a thousandth of a person served in each demand row."""
    share = case.periods.share_served[case.periods.asked[demand.period] - 1]
    return unit_worth(case, services)[demand.of] * share


def unit_worth(case: Case, services: Services) -> Floats:
    """Worth of a thousandth of a person served for all of the time, by demand."""
    return case.weight("people_served") * unit_share(case, services)


def unit_share(case: Case, services: Services) -> Floats:
    """Persons that a thousandth of one counts for, by the weights of service and area."""
    area = case.inputs.people["sub_district"].astype("object")
    need = area.map(dict(case.brief.need_weights)).astype("float64").fillna(1.0).to_numpy()
    each = [case.brief.standards.get(one, 1.0) * need / 1000.0 for one in services.standards]
    return np.concatenate([np.zeros(0), *each])
