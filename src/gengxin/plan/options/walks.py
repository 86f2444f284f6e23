"""People, sites and facilities on the walking network, and who is within whose walk."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.engines import walk
from gengxin.indicators import Ground
from gengxin.indicators.entrances import entrances, entrances_of
from gengxin.plan.options.facts import spots_of
from gengxin.terms import CheckUp, District, ServiceStandard

__all__ = ["Walks", "limit_m", "walks_of"]

Rows = NDArray[np.int64]
# pairs of a kilometre's walk run into hundreds for each start: so many starts are held at once
_STARTS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walks:
    """Where people live, sites lie and facilities are entered, on one network.

    Owners of the spots are rows of the people, the sites and the facilities.
    """

    network: walk.Network
    people: walk.Spots
    sites: walk.Spots
    facilities: walk.Spots

    def pairs(self, starts: walk.Spots, rows: Rows, *, within_m: float) -> Iterator[walk.Pairs]:
        """The people within a walk of some sites or facilities, some of these at a time.

        Sources of the pairs are rows of the sites or facilities.
        """
        for part in np.split(rows, range(_STARTS_AT_ONCE, len(rows), _STARTS_AT_ONCE)):
            around = walk.reach(self.network, entrances_of(starts, part), limit_m=within_m)
            found = walk.pairs(around, self.people)
            yield walk.Pairs(
                source=part[found.source].astype(np.int32),
                target=found.target,
                distance_m=found.distance_m,
            )


def walks_of(district: District, sites: gpd.GeoDataFrame, on: Ground | None) -> Walks | None:
    """Who and what is on the network; ``None`` where there is none, or nobody."""
    people = district.places("people")
    if on is None or not len(people):
        return None
    inside = shapely.point_on_surface(np.asarray(sites.geometry.to_numpy()))
    return Walks(
        network=on.network,
        people=spots_of(on, np.asarray(people.geometry.to_numpy())),
        sites=spots_of(on, np.asarray(inside)),
        facilities=entrances(district, on, "facilities"),
    )


def limit_m(standard: ServiceStandard, check_up: CheckUp) -> float:
    """The walk within which a service counts, by the check-up's reading of its standard."""
    strict = check_up.variant == "strict"
    return standard.max_network_m if strict else standard.lenient_network_m
