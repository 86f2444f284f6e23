"""Where services are short, and which sites could hold them for how many people."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.engines import walk
from gengxin.plan.options.walks import Walks, limit_m
from gengxin.terms import CheckUp, District, Practice, ServiceSpace, ServiceStandard

__all__ = ["LEAST_LACKING_PEOPLE", "Lacking", "lacking_around", "most_lacking"]

# a service that fewer people around lack is not proposed
LEAST_LACKING_PEOPLE = 50.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lacking:
    """Who lacks a service, and how many of them are within its standard's walk of each site.

    ``unserved`` is in the order of the people, ``people`` in that of the sites.
    """

    standard: ServiceStandard
    space: ServiceSpace
    unserved: NDArray[np.float64]
    people: NDArray[np.float64]


def lacking_around(
    district: District, walks: Walks | None, *, check_up: CheckUp, practice: Practice
) -> list[Lacking]:
    """For each service that fits into a building and that somebody lacks: who, around which site.

    Services in the order of the pack. Empty where the district has no network or no people.
    """
    if walks is None:
        return []
    spaces = {space.standard: space for space in practice.services}
    short = set(check_up.gaps["standard"])
    asked = [one for one in check_up.pack.services if one.code in spaces and one.code in short]
    people = district.table("people").index
    unserved, nobody = _unserved(check_up.gaps, people), np.zeros(len(people))
    lacks = [unserved.get(one.code, nobody) for one in asked]
    limits = np.array([limit_m(one, check_up) for one in asked])
    around = np.zeros((len(asked), walks.sites.owner_count))
    every = np.arange(walks.sites.owner_count)
    for within_m in np.unique(limits):
        alike = np.flatnonzero(limits == within_m)
        lacked = np.stack([lacks[one] for one in alike], axis=1)
        for pairs in walks.pairs(walks.sites, every, within_m=float(within_m)):
            around[alike] += walk.sums_around(pairs, lacked, source_count=len(every)).T
    return [
        Lacking(standard=one, space=spaces[one.code], unserved=lacks[at], people=around[at])
        for at, one in enumerate(asked)
    ]


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


def _unserved(gaps: pd.DataFrame, people: pd.Index) -> dict[str, NDArray[np.float64]]:
    """How many at each demand point lack each service; a place that is a building counts nobody."""
    place = people.get_indexer(pd.Index(gaps["people"].astype("object")))
    code, codes = pd.factorize(gaps["standard"].astype("object"))
    rows = np.flatnonzero((place >= 0) & (code >= 0))
    count = gaps["unserved_people"].to_numpy(np.float64)[rows]
    at = code[rows] * len(people) + place[rows]
    known = np.bincount(at, weights=np.nan_to_num(count), minlength=len(codes) * len(people))
    return dict(zip(map(str, codes), known.reshape(len(codes), len(people)), strict=True))
