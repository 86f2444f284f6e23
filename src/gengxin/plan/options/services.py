"""Where services are short, and which sites could hold them for how many people."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import walk
from gengxin.indicators import Ground
from gengxin.plan.options.facts import spots_of
from gengxin.terms import CheckUp, District, Practice, ServiceSpace, ServiceStandard

__all__ = ["LEAST_LACKING_PEOPLE", "Lacking", "lacking_around", "most_lacking"]

# a service that fewer people around lack is not proposed
LEAST_LACKING_PEOPLE = 50.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lacking:
    """The people who lack a service within its standard's walk of each site.

    One row a pair: ``site`` and ``person`` are rows of the sites and of the people. ``people``
    is how many lack it around each site, in the order of the sites.
    """

    standard: ServiceStandard
    space: ServiceSpace
    max_network_m: float
    site: NDArray[np.int64]
    person: NDArray[np.int64]
    distance_m: NDArray[np.float32]
    people: NDArray[np.float64]


def lacking_around(
    district: District,
    sites: gpd.GeoDataFrame,
    *,
    on: Ground | None,
    check_up: CheckUp,
    practice: Practice,
) -> list[Lacking]:
    """For each service that fits into a building and that somebody lacks: who, around which site.

    Services in the order of the pack. Empty where the district has no network or no people.
    """
    people = district.places("people")
    if on is None or not len(people):
        return []
    spaces = {space.standard: space for space in practice.services}
    short = set(check_up.gaps["standard"])
    asked = [one for one in check_up.pack.services if one.code in spaces and one.code in short]
    homes = spots_of(on, np.asarray(people.geometry.to_numpy()))
    points = np.asarray(shapely.point_on_surface(np.asarray(sites.geometry.to_numpy())))
    doors = spots_of(on, points)
    unserved, nobody = _unserved(check_up.gaps, people.index), np.zeros(len(people))
    by_reach: dict[float, walk.Pairs] = {}
    found = []
    for standard in asked:
        limit_m = _limit_m(standard, check_up)
        if limit_m not in by_reach:
            around = walk.reach(on.network, doors, limit_m=limit_m)
            by_reach[limit_m] = walk.pairs(around, homes)
        found.append(
            _around(
                by_reach[limit_m],
                unserved.get(standard.code, nobody),
                len(sites),
                standard,
                spaces[standard.code],
            )
        )
    return found


def most_lacking(found: list[Lacking], *, per_site: int) -> pd.DataFrame:
    """The services that most people lack around each site: columns site, service, people.

    ``service`` is a row of ``found``. A service that can serve fewer counts for no more than that.
    """
    if not found:
        return pd.DataFrame({"site": [], "service": [], "people": []}).astype("int64")
    capacity = [one.space.capacity_people or np.inf for one in found]
    people = np.stack(
        [np.minimum(one.people, most) for one, most in zip(found, capacity, strict=True)], axis=1
    )
    order = np.argsort(-people, axis=1, kind="stable")[:, :per_site]
    best = np.take_along_axis(people, order, axis=1)
    site, rank = np.nonzero(best >= LEAST_LACKING_PEOPLE)
    return pd.DataFrame({"site": site, "service": order[site, rank], "people": best[site, rank]})


def _limit_m(standard: ServiceStandard, check_up: CheckUp) -> float:
    strict = check_up.variant == "strict"
    return standard.max_network_m if strict else standard.lenient_network_m


def _unserved(gaps: pd.DataFrame, people: pd.Index) -> dict[str, NDArray[np.float64]]:
    """How many at each demand point lack each service; a place that is a building counts nobody."""
    place = people.get_indexer(pd.Index(gaps["people"].astype("object")))
    code, codes = pd.factorize(gaps["standard"].astype("object"))
    rows = np.flatnonzero((place >= 0) & (code >= 0))
    count = gaps["unserved_people"].to_numpy(np.float64)[rows]
    at = code[rows] * len(people) + place[rows]
    known = np.bincount(at, weights=np.nan_to_num(count), minlength=len(codes) * len(people))
    return dict(zip(map(str, codes), known.reshape(len(codes), len(people)), strict=True))


def _around(
    pairs: walk.Pairs,
    unserved: NDArray[np.float64],
    site_count: int,
    standard: ServiceStandard,
    space: ServiceSpace,
) -> Lacking:
    kept = unserved[pairs.target] > 0
    site, person = pairs.source[kept].astype(np.int64), pairs.target[kept].astype(np.int64)
    return Lacking(
        standard=standard,
        space=space,
        max_network_m=standard.max_network_m,
        site=site,
        person=person,
        distance_m=pairs.distance_m[kept],
        people=np.bincount(site, weights=unserved[person], minlength=site_count).astype(np.float64),
    )
