"""The buildings that stand: where, how high, on which site, and which would go first."""

from dataclasses import dataclass, fields

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import form
from gengxin.plan.options.facts import numbers, words
from gengxin.terms import District, codes

__all__ = ["STOREY_M", "Standing", "standing_of"]

Real = NDArray[np.float64]
# height of a storey of a building whose height is not known
STOREY_M = 3.3
_WORST_FIRST = {code: rank for rank, code in enumerate(reversed(codes.CONDITIONS))}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """A row a building with a footprint and a height; ``site`` is its row, -1 for none.

    ``building`` is its row in the district's table, -1 where it is assumed.

    ``is_assumed`` where the footprint is not known: the site drawn in to its floor area ÷ storeys.
    ``floor_m2`` is footprint × storeys where nobody states it. ``goes_at_share`` is the share of
    the site's floor that has gone once this building and all worse ones of it are pulled down,
    ``goes_from_share`` once the worse ones are.
    """

    shape: NDArray[np.object_]
    height_m: Real
    floor_m2: Real
    site: NDArray[np.int64]
    building: NDArray[np.int64]
    is_assumed: NDArray[np.bool_]
    goes_at_share: Real
    goes_from_share: Real

    def gone_for(self, share: float) -> NDArray[np.bool_]:
        """Whether each goes where about this share of its site's floor is pulled down."""
        if share >= 1.0:
            return self.site >= 0
        return (self.site >= 0) & (self.goes_from_share + self.goes_at_share < 2 * share)

    def of(self, rows: NDArray[np.int64]) -> "Standing":
        """Some of the buildings, in their order."""
        return Standing(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def standing_of(district: District, sites: gpd.GeoDataFrame) -> Standing:
    """All buildings with a footprint, and assumed ones on sites whose buildings have none."""
    buildings = district.places("buildings")
    drawn = shapely.get_dimensions(np.asarray(buildings.geometry.to_numpy())) == 2
    known = buildings[drawn]
    named = known["site"] if "site" in known.columns else pd.Series(index=known.index)
    site = sites.index.get_indexer(pd.Index(named.astype("object")))
    height_m = numbers(known, "height_m").fillna(numbers(known, "storeys") * STOREY_M)
    bare = np.flatnonzero(~np.isin(np.arange(len(sites)), site))
    assumed, assumed_site = _assumed(sites, bare)
    site_height_m = numbers(sites, "height_m").fillna(numbers(sites, "storeys") * STOREY_M)
    every = _Rows(
        shape=np.concatenate([np.asarray(known.geometry.to_numpy()), assumed]),
        height_m=np.concatenate([height_m, site_height_m.to_numpy()[assumed_site]]),
        floor_m2=np.concatenate(
            [
                numbers(known, "gross_floor_area_m2"),
                numbers(sites, "gross_floor_area_m2").to_numpy()[assumed_site],
            ]
        ),
        site=np.concatenate([site, assumed_site]).astype(np.int64),
        worst=np.concatenate([_worst(known), np.zeros(len(assumed))]),
    )
    kept = np.flatnonzero(every.height_m > 0)
    storeys = np.maximum(np.rint(every.height_m[kept] / STOREY_M), 1.0)
    by_storeys_m2 = shapely.area(every.shape[kept]) * storeys
    floor_m2 = np.where(np.isnan(every.floor_m2[kept]), by_storeys_m2, every.floor_m2[kept])
    goes_at_share = _goes_at(every.site[kept], floor_m2, every.worst[kept])
    return Standing(
        shape=every.shape[kept],
        height_m=every.height_m[kept],
        floor_m2=floor_m2,
        site=every.site[kept],
        building=np.append(np.flatnonzero(drawn), np.full(len(assumed), -1))[kept],
        is_assumed=(np.arange(len(every.site)) >= len(known))[kept],
        goes_at_share=goes_at_share,
        goes_from_share=goes_at_share - _own_share(every.site[kept], floor_m2),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rows:
    shape: NDArray[np.object_]
    height_m: Real
    floor_m2: Real
    site: NDArray[np.int64]
    worst: Real


def _assumed(
    sites: gpd.GeoDataFrame, rows: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """An assumed footprint on each of these sites where floor and storeys are known."""
    some = sites.iloc[rows]
    floor_m2, storeys = numbers(some, "gross_floor_area_m2"), numbers(some, "storeys")
    built = (floor_m2 > 0) & (storeys > 0)
    rows = rows[built.to_numpy()]
    if not len(rows):
        return np.zeros(0, object), rows
    plots = form.plots(np.asarray(sites.geometry.to_numpy())[rows])
    shapes, _ = form.assumed_footprints(plots, floor_m2[built], storeys[built])
    return shapes, rows


def _worst(buildings: pd.DataFrame) -> Real:
    """Lower goes first: by condition, and by year within the same condition."""
    rank = words(buildings, "condition").map(_WORST_FIRST).fillna(len(_WORST_FIRST))
    year = numbers(buildings, "year_built").fillna(2100.0)
    return (rank.astype("float64") * 10_000.0 + year).to_numpy()


def _own_share(site: NDArray[np.int64], floor_m2: Real) -> Real:
    """Share of each site's floor in a building; 0 of those on none."""
    on_site = site >= 0
    whole = np.bincount(site[on_site], weights=np.nan_to_num(floor_m2[on_site]), minlength=1)
    total = np.where(on_site, whole[np.maximum(site, 0)], np.nan)
    return np.divide(floor_m2, total, out=np.zeros(len(total)), where=total > 0)


def _goes_at(sites: NDArray[np.int64], floor_m2: Real, worst: Real) -> Real:
    """Share of each site's floor in a building and all worse ones there."""
    order = np.lexsort((worst, sites))
    floor, site = floor_m2[order], sites[order]
    before = np.cumsum(floor) - floor
    starts = np.flatnonzero(np.diff(site, prepend=site[0] - 1 if len(site) else 0))
    count = np.diff(np.append(starts, len(site)))
    since = before + floor - np.repeat(before[starts], count)
    whole = np.repeat(np.add.reduceat(floor, starts), count) if len(starts) else floor
    share = np.divide(since, whole, out=np.zeros(len(since)), where=whole > 0)
    found = np.empty(len(share))
    found[order] = share
    return found
