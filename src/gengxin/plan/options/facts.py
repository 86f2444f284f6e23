"""What is known of each site where renewal may be decided: one row a site, one place for it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import walk
from gengxin.indicators import Ground
from gengxin.plan.options.protection import protection
from gengxin.terms import District, area_of, codes

__all__ = [
    "METRO_SEARCH_M",
    "USES",
    "USE_OF_FLOOR",
    "metro_m",
    "numbers",
    "site_facts",
    "spots_of",
    "words",
]

USES = tuple(codes.FLOOR_USES)
# a metro entrance farther than this counts for no rule that we know
METRO_SEARCH_M = 2_000.0
# floor of a site whose use is known but not its floors by use
USE_OF_FLOOR = {
    "residential": "residential",
    "mixed": "residential",
    "commercial": "commercial",
    "office": "office",
    "research": "research",
    "industrial": "industrial",
    "transport": "industrial",
    "utility": "industrial",
    "public": "public",
    "education": "public",
    "medical": "public",
}
_PLAN_LIMITS = ("plan_far", "plan_height_m", "plan_lot_coverage", "plan_green_share")


def site_facts(district: District) -> gpd.GeoDataFrame:
    """Every site with its zone, its limits and its floor by use.

    What the sites don't say is taken from their buildings, zones and heritage, where these know
    it; the rest is missing. ``floor_basis`` says where the floor by use comes from.
    ``intended_use`` is what the plan or zone permits, else the site's own use: that is assumed
    where ``use_is_assumed``.
    """
    sites = district.places("sites")
    facts = sites.assign(**{name: numbers(sites, name) for name in _PLAN_LIMITS})
    facts = facts.assign(**_fabric(facts, district.table("buildings")))
    facts = facts.assign(**_zones(facts, district.places("zoning")))
    facts = facts.assign(**_intended_use(facts))
    facts["overlays"] = _overlays(facts, district.places("zoning"))
    facts = facts.assign(**_floor_by_use(facts))
    return facts.assign(**_homes(facts), **protection(facts, district))


def numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column of numbers; missing throughout where the table has none of that name."""
    if name in frame.columns:
        return frame[name].astype("float64")
    return pd.Series(np.nan, index=frame.index, dtype="float64")


def words(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column of words; empty where missing."""
    if name in frame.columns:
        return frame[name].astype("object").where(frame[name].notna(), "")
    return pd.Series("", index=frame.index, dtype="object")


def _fabric(sites: gpd.GeoDataFrame, buildings: pd.DataFrame) -> dict[str, pd.Series]:
    """Floor, footprint, storeys, height: the site's own, else the sum or most of its buildings."""
    asked = ("gross_floor_area_m2", "footprint_m2", "storeys", "height_m")
    own = {name: numbers(sites, name) for name in asked}
    if "site" not in buildings.columns:
        return own
    by_site = pd.DataFrame({name: numbers(buildings, name) for name in asked}).groupby(
        buildings["site"]
    )
    return {
        name: own[name].fillna(
            (by_site[name].sum(min_count=1) if name.endswith("_m2") else by_site[name].max())
            .reindex(sites.index)
            .astype("float64")
        )
        for name in asked
    }


def _zones(sites: gpd.GeoDataFrame, zoning: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """The zone that holds most of each site, its code, and the use and limits that it states."""
    own_use = words(sites, "plan_use")
    if not len(zoning):
        unknown = pd.Series(None, index=sites.index, dtype="object")
        told = own_use.where(own_use != "", None)
        return {"zone": unknown, "zone_code": unknown, "plan_use": told}
    overlay = zoning["is_overlay"].fillna(value=False) if "is_overlay" in zoning.columns else False
    plain = zoning[~np.asarray(overlay, bool)] if "is_overlay" in zoning.columns else zoning
    zone = area_of(sites.geometry, plain)
    known = zone.notna()
    stated = plain.reindex(zone[known])
    found = {"zone": zone.where(known, ""), "zone_code": zone.where(known, "")}
    found["zone_code"] = found["zone_code"].copy()
    found["zone_code"][known] = stated["zone"].to_numpy(object)
    for name in _PLAN_LIMITS:
        limit = pd.Series(np.nan, index=sites.index)
        limit[known] = numbers(stated, name).to_numpy()
        found[name] = sites[name].fillna(limit)
    use = pd.Series("", index=sites.index, dtype="object")
    use[known] = words(stated, "use_class").to_numpy(object)
    found["plan_use"] = own_use.where(own_use != "", use.where(use != "", None))
    return found


def _overlays(sites: gpd.GeoDataFrame, zoning: gpd.GeoDataFrame) -> pd.Series:
    """Codes of the overlays in which each site's point lies; missing where none are mapped."""
    found = pd.Series(None, index=sites.index, dtype="object")
    if "is_overlay" not in zoning.columns:
        return found
    over = zoning[zoning["is_overlay"].fillna(value=False).astype(bool)]
    if not len(over):
        return found
    point = shapely.point_on_surface(np.asarray(sites.geometry.to_numpy()))
    row, zone = shapely.STRtree(np.asarray(over.geometry.to_numpy())).query(point, "intersects")
    held: list[list[str]] = [[] for _ in range(len(sites))]
    for at, code in zip(row, words(over, "zone").to_numpy(object)[zone], strict=True):
        held[at].append(code)
    found[:] = pd.Series([tuple(sorted(one)) for one in held], index=sites.index, dtype="object")
    return found


def _intended_use(sites: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """What each site is for by plan or zone, else by what it is used for where that is known.

    Nobody may conclude from vacant land, or from green, what may be built there.
    """
    planned, own = words(sites, "plan_use"), words(sites, "use_class")
    assumed = (planned == "") & own.isin(list(USE_OF_FLOOR))
    return {"intended_use": planned.mask(assumed, own), "use_is_assumed": assumed}


def _floor_by_use(sites: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Floor area by use; where only the whole is known, all of it is of the main use.

    Where nothing stands, there is no floor of any use.
    """
    by_use = pd.DataFrame(
        {use: numbers(sites, f"{use}_floor_area_m2") for use in USES}, index=sites.index
    )
    stated = by_use.notna().any(axis=1)
    main = words(sites, "use_class").map(USE_OF_FLOOR)
    whole = sites["gross_floor_area_m2"]
    guessed = ~stated & whole.notna() & (main.notna() | (whole == 0.0))
    filled = {}
    for use in USES:
        by_main = whole.where(main == use, 0.0).where(guessed)
        filled[f"{use}_floor_area_m2"] = (
            by_use[use].fillna(by_main).where(~stated | by_use[use].notna(), 0.0)
        )
    basis = np.where(stated, "given", np.where(guessed, "estimated: all of the main use", ""))
    filled["floor_basis"] = pd.Series(basis, index=sites.index, dtype="object")
    return filled


def _homes(sites: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Homes, all and by size; none where no floor is of homes, else the sum of known sizes."""
    no_homes = sites["residential_floor_area_m2"] == 0.0
    by_size = {
        name: numbers(sites, name).mask(no_homes & numbers(sites, name).isna(), 0.0)
        for name in (f"homes_{size}_count" for size in codes.HOME_SIZES)
    }
    summed = pd.DataFrame(by_size).sum(axis=1, skipna=False)
    homes = numbers(sites, "homes_count")
    return {**by_size, "homes_count": homes.fillna(summed)}


def metro_m(sites: gpd.GeoDataFrame, district: District, on: Ground | None) -> pd.Series:
    """Walk from each site's edge nearest a way to the nearest metro stop or entrance.

    inf beyond 2 km, missing without network or stops.
    """
    stops = district.places("stops")
    nothing = pd.Series(np.nan, index=sites.index, dtype="float64")
    if on is None or not len(stops):
        return nothing
    metro = stops[stops["mode"].isin(("metro", "rail"))]
    if not len(metro):
        return nothing
    starts = spots_of(on, np.asarray(metro.geometry.to_numpy()), as_one=True)
    ends = spots_of(on, shapely.point_on_surface(np.asarray(sites.geometry.to_numpy())))
    around = walk.reach(on.network, starts, limit_m=METRO_SEARCH_M)
    walked = walk.nearest(around, ends, k=1).distance_m[0, :, 0]
    return pd.Series(walked.astype("float64"), index=sites.index)


def spots_of(on: Ground, points: NDArray[np.object_], *, as_one: bool = False) -> walk.Spots:
    """The points on the network, each its own owner or all of one; some may have no spot."""
    snapped = on.joined(points)
    joined = np.flatnonzero(snapped.edge >= 0)
    return walk.on_edges(
        on.network,
        snapped.edge[joined],
        snapped.offset_m[joined],
        owner=np.zeros(len(joined), np.int64) if as_one else joined,
        owner_count=1 if as_one else len(points),
    )
