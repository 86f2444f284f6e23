"""How options change who needs a service: residents who come, and those who go."""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.ragged import entries_of
from gengxin.plan.model.case import Case, of_options, places_in
from gengxin.plan.model.columns import whole
from gengxin.plan.model.people import People
from gengxin.plan.model.times import Whole

__all__ = ["Growth", "growth_of"]


class Growth(NamedTuple):
    """Change of need by column and demand (as in ``Arcs``), from the period in which it opens on.

    ``homeless_count`` options add residents on sites without a demand point, who are not counted.
    """

    column: Whole
    demand: Whole
    change_x1000: Whole
    homeless_count: int


def growth_of(case: Case, people: People, *, reached: Whole) -> Growth:
    """Residents who come need services as the district's do; those who go need none.

    ``reached`` are the demands that anybody reaches, in order; others are left out.
    """
    columns, options = case.columns, case.columns.options
    after = options["residents_after_people_x1000"]
    known = after.notna().to_numpy(bool)
    kept = columns.keep[options["at"].to_numpy()]
    change = np.where(known & known[kept], whole(after) - whole(after)[kept], 0)
    site = places_in(people.site, columns.sites)
    gain, homeless = _gains(change, options["at"].to_numpy(), people, site, len(columns.sites))
    loss = _losses(change, options["at"].to_numpy(), people, site, len(columns.sites))
    option, demand, amount = (np.concatenate(pair) for pair in zip(gain, loss, strict=True))
    at = np.minimum(np.searchsorted(reached, demand), max(len(reached) - 1, 0))
    some = np.flatnonzero((amount != 0) & (reached[at] == demand)) if len(reached) else at[:0]
    row, column = of_options(columns, option[some])
    return Growth(column, demand[some][row], amount[some][row], homeless)


def _gains(
    change: Whole, at: Whole, people: People, site: Whole, site_count: int
) -> tuple[tuple[Whole, Whole, Whole], int]:
    """Residents who come: at the site's demand point of most residents, in every service."""
    order = np.lexsort((people.refs.to_numpy(object).astype(str), -people.residents_x1000, site))
    first = np.full(site_count + 1, -1, np.int64)
    # written from the last to the first, so that the first of each site stays
    first[site[order][::-1]] = order[::-1]
    first[-1] = -1
    more = np.flatnonzero(change > 0)
    homeless = first[at[more]] < 0
    more = more[~homeless]
    standards, total = len(people.need_x1000), int(people.residents_x1000.sum())
    each = [
        change[more] * int(need.sum()) // total if total else 0 * more for need in people.need_x1000
    ]
    amount = np.stack(each, axis=1).reshape(-1) if standards else np.zeros(0, np.int64)
    point = np.repeat(first[at[more]], standards)
    demand = np.tile(np.arange(standards), len(more)) * len(people.refs) + point
    return (np.repeat(more, standards), demand, amount), int(homeless.sum())


def _losses(
    change: Whole, at: Whole, people: People, site: Whole, site_count: int
) -> tuple[Whole, Whole, Whole]:
    """Residents who go: from each demand point of the site its part, never more than its need."""
    order = np.argsort(site, kind="stable")
    ptr = np.searchsorted(site[order], np.arange(site_count + 1)).astype(np.int64)
    living = np.zeros(site_count, np.int64)
    np.add.at(living, site[site >= 0], people.residents_x1000[site >= 0])
    less = np.flatnonzero((change < 0) & (living[at] > 0))
    cut, which = entries_of(ptr, at[less])
    option = np.repeat(less, np.diff(cut))
    point = order[which]
    standards = len(people.need_x1000)
    need = people.need_x1000[:, point].T
    part = need * -change[option][:, None] // living[at[option]][:, None]
    amount = -np.minimum(part, need).reshape(-1)
    demand = np.tile(np.arange(standards), len(option)) * len(people.refs) + np.repeat(
        point, standards
    )
    return np.repeat(option, standards), demand, amount
