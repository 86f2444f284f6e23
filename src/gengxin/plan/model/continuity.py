"""Rows of service continuity: in every sub-district a share of today's capacity stays open."""

import numpy as np

from gengxin.plan.model.case import Case
from gengxin.plan.model.services import Services
from gengxin.plan.model.table import Entries, Rows
from gengxin.plan.model.times import Whole

__all__ = ["continuity"]


def continuity(case: Case, services: Services) -> Rows:
    """In each phase, what closes less what opened is at most what today's capacity can spare.

    The same as: −open capacity ≤ −share of today's; what every choice leaves open stands on the
    right-hand side.
    """
    sources, areas = services.sources, case.sub_districts
    phases, count = case.periods.count, len(areas.refs)
    # of a source without a site, or whose site has no sub-district: −1
    area = np.append(areas.of_site, -1)[sources.site]
    cell = np.where(area < 0, -1, sources.standard * count + area)
    today = np.zeros(len(services.standards) * count, np.int64)
    inside = (cell >= 0) & (sources.facility >= 0)
    np.add.at(today, cell[inside], sources.capacity[inside])
    share = case.row("continuity").limit or 0.0
    spare = today - np.ceil(share * today).astype(np.int64)
    return Rows(
        name="continuity",
        keys=[
            f"continuity/{standard}/{area}/{phase}"
            for standard in services.standards
            for area in areas.refs
            for phase in case.periods.phases
        ],
        rhs=np.repeat(spare, phases),
        columns=_changes(case, services, cell),
        unit=1_000,
    )


def _changes(case: Case, services: Services, cell: Whole) -> Entries:
    """Capacity that each column closes (above 0) or opens (below 0) in each phase."""
    columns, closed, opened = case.columns, services.closed, services.opened
    phases = case.periods.count
    opens = np.where(closed.for_good, phases + 2, columns.opens[closed.column])
    begun = columns.phase[closed.column]
    parts = []
    for phase in case.periods.phases:
        shut = np.flatnonzero((begun > 0) & (begun <= phase) & (phase < opens))
        shut = shut[cell[closed.source[shut]] >= 0]
        new = np.flatnonzero(columns.is_open(int(phase))[opened.column])
        new = new[cell[opened.source[new]] >= 0]
        source = np.concatenate([closed.source[shut], opened.source[new]])
        parts.append(
            Entries(
                cell[source] * phases + phase - 1,
                np.concatenate([closed.column[shut], opened.column[new]]),
                np.concatenate(
                    [services.sources.capacity[closed.source[shut]], -opened.capacity[new]]
                ),
            )
        )
    return Entries(*(np.concatenate(column) for column in zip(*parts, strict=True)))
