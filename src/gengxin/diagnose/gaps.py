"""Why people lack a service: for each place without it exactly one of five causes."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.diagnose.between import barriers_between
from gengxin.diagnose.demand import Demand
from gengxin.engines import cover
from gengxin.indicators import Near
from gengxin.indicators.zones import Real
from gengxin.terms.codes import CAUSES

__all__ = ["DATA_MISSING", "DETOUR", "FULL", "NOTHING_NEAR", "TOO_SMALL", "Gaps", "find_gaps"]

NOTHING_NEAR, DETOUR, FULL, TOO_SMALL, DATA_MISSING = range(len(CAUSES))
# users are counted in thousandths; less than half of one is rounding
ROUNDING_PEOPLE = 0.0005


@dataclass(frozen=True, kw_only=True, eq=False)
class Gaps:
    """One row a place whose people lack the service; ``row`` is its row in the demand.

    ``cause`` numbers ``CAUSES``. ``supplier`` is the one that the cause is about, a row of the
    suppliers, ``barrier`` a row of ``barriers``; -1 where there is none. ``nearest_m`` is the walk
    to the nearest supplier large enough (where one too small is in reach: to that one).
    """

    near: Near
    demand: Demand
    row: NDArray[np.int64]
    cause: NDArray[np.int8]
    unserved: Real
    supplier: NDArray[np.int64]
    barrier: NDArray[np.int64]
    nearest_m: Real
    straight_m: Real

    @cached_property
    def points(self) -> NDArray[np.object_]:
        """Where the people live."""
        return self.near.places.points[self.demand.place[self.row]]


class Nearest(NamedTuple):
    """The nearest of some suppliers to each place, and how far away it is; -1 and inf for none."""

    supplier: NDArray[np.int64]
    distance_m: Real


def find_gaps(
    near: Near, demand: Demand, *, served: cover.Served | None, barriers: gpd.GeoDataFrame
) -> Gaps:
    """The places that lack the service, and why."""
    unserved = _unserved(near, demand, served)
    row = np.flatnonzero(unserved > ROUNDING_PEOPLE)
    place = demand.place[row]
    is_large = near.service.suppliers["is_large_enough"].to_numpy(bool)
    asked = near.places.is_joined[place] & ~near.is_covered[place] & ~near.is_near_small[place]
    straight = _straight(near, place, is_large & near.is_joined, asked=asked)
    lost = _straight(near, place, is_large & ~near.is_joined, asked=asked)
    cause = _cause(near, place, straight, lost)
    about = _about(near, place, cause, straight, lost)
    barrier = np.full(len(row), -1, np.int64)
    detour = cause == DETOUR
    barrier[detour] = barriers_between(
        _lines(near, place[detour], about.supplier[detour]), barriers
    )
    return Gaps(
        near=near,
        demand=demand,
        row=row,
        cause=cause,
        unserved=unserved[row],
        supplier=about.supplier,
        barrier=barrier,
        nearest_m=np.where(np.isfinite(about.distance_m), about.distance_m, np.nan),
        straight_m=_apart_m(near, place, about.supplier),
    )


def _unserved(near: Near, demand: Demand, served: cover.Served | None) -> Real:
    """How many at each place lack the service; none where nobody knows whether there is room."""
    place = demand.place
    if served is None or not demand.is_people:
        return np.where(near.is_covered[place], 0.0, demand.count)
    short = np.nan_to_num(demand.count - served.per_target[place])
    return np.where(near.is_covered[place], short, demand.count)


def _cause(
    near: Near, place: NDArray[np.int64], straight: Nearest, lost: Nearest
) -> NDArray[np.int8]:
    """The first of the causes that holds."""
    limit_m = near.service.max_network_m
    return np.select(
        [
            ~near.places.is_joined[place],
            near.is_covered[place],
            near.is_near_small[place],
            straight.distance_m <= limit_m,
            lost.distance_m <= limit_m,
        ],
        [DATA_MISSING, FULL, TOO_SMALL, DETOUR, DATA_MISSING],
        default=NOTHING_NEAR,
    ).astype(np.int8)


def _about(
    near: Near,
    place: NDArray[np.int64],
    cause: NDArray[np.int8],
    straight: Nearest,
    lost: Nearest,
) -> Nearest:
    """The supplier that each gap is about, and the walk to the nearest that could serve."""
    is_lost = (cause == DATA_MISSING) & near.places.is_joined[place]
    supplier = np.where(is_lost, lost.supplier, straight.supplier)
    walked_m = near.nearest_m[place].astype(np.float64)
    for of_cause, pairs in ((FULL, near.pairs), (TOO_SMALL, near.small_pairs)):
        at = cause == of_cause
        if at.any():
            nearest = cover.nearest(pairs)
            supplier[at] = nearest.source[place[at]]
            walked_m[at] = nearest.distance_m[place[at]]
    return Nearest(supplier, walked_m)


def _straight(
    near: Near, place: NDArray[np.int64], of: NDArray[np.bool_], *, asked: NDArray[np.bool_]
) -> Nearest:
    """The nearest of some suppliers to each place asked for, as the crow flies."""
    found = Nearest(np.full(len(place), -1, np.int64), np.full(len(place), np.inf))
    rows, chosen = np.flatnonzero(of), np.flatnonzero(asked)
    if len(rows) and len(chosen):
        tree = shapely.STRtree(np.asarray(near.service.suppliers.geometry)[rows])
        (at, which), distance_m = tree.query_nearest(
            near.places.points[place[chosen]], return_distance=True, all_matches=False
        )
        found.supplier[chosen[at]], found.distance_m[chosen[at]] = rows[which], distance_m
    return found


def _lines(
    near: Near, place: NDArray[np.int64], supplier: NDArray[np.int64]
) -> NDArray[np.object_]:
    """The straight line from each place to its supplier."""
    shapes = np.asarray(near.service.suppliers.geometry)
    return np.asarray(shapely.shortest_line(near.places.points[place], shapes[supplier]))


def _apart_m(near: Near, place: NDArray[np.int64], supplier: NDArray[np.int64]) -> Real:
    """Straight line from each place to its supplier; NaN where it has none."""
    shapes = np.asarray(near.service.suppliers.geometry)
    apart_m, has_one = np.full(len(place), np.nan), supplier >= 0
    apart_m[has_one] = shapely.distance(
        near.places.points[place[has_one]], shapes[supplier[has_one]]
    )
    return apart_m
