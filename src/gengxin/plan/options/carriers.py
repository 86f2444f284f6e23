"""Options that make room for a service: which of a site's options carry which."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.quantities import by_row, treatment_number
from gengxin.plan.options.services import Lacking
from gengxin.plan.options.shapes import Drawn
from gengxin.terms import Practice

__all__ = ["Carried", "with_services"]

Rows = NDArray[np.int64]


class Carried:
    """The proposals with services: ``base`` is the row each was drawn as, ``service_m2`` its room.

    ``capacity_people`` is missing where the practice states none.
    """

    def __init__(self, proposals: Proposals, base: Rows, service_m2: NDArray[np.float64]) -> None:
        self.proposals = proposals
        self.base = base
        self.service_m2 = service_m2

    def of(self, rows: slice | Rows) -> "Carried":
        """Some of the proposals; ``base`` names the same drawings."""
        return Carried(self.proposals.of(rows), self.base[rows], self.service_m2[rows])


def with_services(
    proposals: Proposals,
    practice: Practice,
    *,
    drawn: Drawn,
    sites: pd.DataFrame,
    lacking: list[Lacking],
    wanted: pd.DataFrame,
) -> Carried:
    """Add an option for each service wanted on a site, to each way that could carry it.

    These are the treatments that are for services alone, in floor that stands empty, and the one
    that builds most. An option without room for its service stays in and says so. Treatments for a
    service alone are proposed with one only.
    """
    carries = treatment_number(proposals, practice, lambda t: float(t.carries_service)) > 0
    alone = treatment_number(proposals, practice, lambda t: float(t.is_for_service)) > 0
    possible = proposals.reason_en == ""
    builds = carries & ~alone & possible & (drawn.built_m2 > 0)
    carrier = np.concatenate(
        [np.flatnonzero(alone & possible), _builds_most(proposals.site, drawn.built_m2, builds)]
    )
    each = pd.DataFrame({"site": proposals.site[carrier], "carrier": carrier})
    pairs = each.merge(wanted[["site", "service"]], on="site").sort_values(["carrier", "service"])
    plain = np.flatnonzero(~alone)
    base = np.concatenate([plain, pairs["carrier"].to_numpy(np.int64)])
    service = np.concatenate([np.full(len(plain), -1), pairs["service"].to_numpy(np.int64)]).astype(
        np.int64
    )
    order = np.lexsort((service, base))
    return _carried(proposals, base[order], service[order], (drawn, sites, lacking, alone))


def _builds_most(site: Rows, built_m2: NDArray[np.float64], among: NDArray[np.bool_]) -> Rows:
    """On each site the option that builds most, of those asked about."""
    rows = np.flatnonzero(among)
    order = np.lexsort((rows, -built_m2[rows], site[rows]))
    first = np.unique(site[rows][order], return_index=True)[1]
    return rows[order[first]]


def _carried(
    proposals: Proposals,
    base: Rows,
    service: Rows,
    facts: tuple[Drawn, pd.DataFrame, list[Lacking], NDArray[np.bool_]],
) -> Carried:
    drawn, sites, lacking, alone = facts
    has = service >= 0
    codes = np.array([one.standard.code for one in lacking] + [""], dtype=object)
    floor_m2 = np.array([one.space.floor_area_m2 for one in lacking] + [0.0])
    service_m2 = floor_m2[service]
    empty_m2 = by_row(sites, proposals, "gross_floor_area_m2") * by_row(
        sites, proposals, "vacancy_share"
    )
    room_m2 = np.where(alone, np.nan_to_num(empty_m2), drawn.built_m2)[base]
    lacks = has & (room_m2 < service_m2)
    en, zh = proposals.reason_en[base].copy(), proposals.reason_zh[base].copy()
    for row in np.flatnonzero(lacks):
        en[row] = f"the service needs {service_m2[row]:,.0f} m², there are {room_m2[row]:,.0f} m²"
        zh[row] = f"服务需{service_m2[row]:,.0f}平方米，可用{room_m2[row]:,.0f}平方米"
    return Carried(
        Proposals(
            site=proposals.site[base],
            treatment=proposals.treatment[base],
            service=codes[service],
            reason_en=en,
            reason_zh=zh,
        ),
        base,
        np.where(lacks, 0.0, service_m2),
    )
