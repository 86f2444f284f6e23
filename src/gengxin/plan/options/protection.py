"""How each site is protected: its heritage class, and whether it is in a conservation area."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengxin.terms import District, codes

__all__ = ["UNPROTECTED", "protection"]

# the word of rule packs for what is known to have no heritage class
UNPROTECTED = "none"
_AREA = "conservation_area"
_STRICTEST = {"protected_height_m": "min", "least_lot_coverage": "max"}
_HIGHEST_FIRST = tuple(codes.HERITAGE_CLASSES)


def protection(sites: gpd.GeoDataFrame, district: District) -> dict[str, pd.Series]:
    """The highest heritage class of each site, ``none`` where none is known to lie there.

    A site's own class stands; else that of its buildings and of the heritage on it counts, in a
    conservation area by the point on which the site is placed. Without a table of heritage what is
    not stated is missing; so is then ``is_conservation``. ``is_conservation_core`` is False outside
    areas, and else not known. Of the heights and coverages that protection plans state for the
    areas around a site the strictest hold.
    """
    own = _words(sites, "heritage_class")
    heritage = district.places("heritage")
    on_site = _highest([*_on_buildings(sites, district), *_on_ground(sites, heritage)], sites.index)
    found = own.fillna(on_site)
    inside = pd.Series(None, index=sites.index, dtype="object")
    if district.has("heritage"):
        found = found.fillna(UNPROTECTED)
        inside = pd.Series(_inside(sites, heritage), index=sites.index).astype("object")
    inside = inside.mask(own == _AREA, other=True)
    # outside an area nothing is its core; inside nobody drew one
    core = inside.where(inside == False, None)  # noqa: E712 - missing is not outside
    return {
        "heritage_class": found,
        "is_conservation": inside,
        "is_conservation_core": core,
        **_stated(sites, heritage),
    }


def _words(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column of words, None where missing."""
    if name not in frame.columns:
        return pd.Series(None, index=frame.index, dtype="object")
    return frame[name].astype("object").where(frame[name].notna(), None)


def _highest(parts: list[pd.Series], sites: pd.Index) -> pd.Series:
    """Of all classes found on each site (the index of the parts) the highest."""
    every = pd.concat([pd.Series(dtype="object"), *parts]).dropna()
    rank = every.map({word: at for at, word in enumerate(_HIGHEST_FIRST)}).dropna()
    best = rank.astype("int64").groupby(level=0).min()
    found: pd.Series = best.map(dict(enumerate(_HIGHEST_FIRST))).reindex(sites).astype("object")
    return found


def _on_buildings(sites: gpd.GeoDataFrame, district: District) -> list[pd.Series]:
    """Classes of the buildings of each site: their own, and of the heritage that they are."""
    buildings, heritage = district.table("buildings"), district.table("heritage")
    if "site" not in buildings.columns:
        return []
    site = buildings["site"].astype("object")
    found = [pd.Series(_words(buildings, "heritage_class").to_numpy(), index=site)]
    if "building" in heritage.columns:
        named = heritage[heritage["building"].notna()]
        at = site.reindex(named["building"].astype("object")).to_numpy()
        found.append(pd.Series(_words(named, "heritage_class").to_numpy(), index=at))
    return [part[part.index.notna() & part.index.isin(sites.index)] for part in found]


def _on_ground(sites: gpd.GeoDataFrame, heritage: gpd.GeoDataFrame) -> list[pd.Series]:
    """Classes of the heritage that is no area and stands on a site, by a point upon it."""
    placed = heritage[heritage.geometry.notna() & (heritage["heritage_class"] != _AREA)]
    if not len(placed):
        return []
    point = shapely.point_on_surface(np.asarray(placed.geometry.to_numpy()))
    row, site = shapely.STRtree(np.asarray(sites.geometry.to_numpy())).query(point, "intersects")
    word = placed["heritage_class"].to_numpy(object)[row]
    return [pd.Series(word, index=sites.index.to_numpy(object)[site])]


def _inside(sites: gpd.GeoDataFrame, heritage: gpd.GeoDataFrame) -> np.ndarray:
    """Whether each site's point lies in a conservation area."""
    found = np.zeros(len(sites), bool)
    found[_areas_around(sites, heritage)[0]] = True
    return found


def _areas_around(
    sites: gpd.GeoDataFrame, heritage: gpd.GeoDataFrame
) -> tuple[np.ndarray, gpd.GeoDataFrame]:
    """Pairs of a site, by its row, and a conservation area in which its point lies."""
    areas = heritage[(heritage["heritage_class"] == _AREA) & heritage.geometry.notna()]
    point = shapely.point_on_surface(np.asarray(sites.geometry.to_numpy()))
    tree = shapely.STRtree(np.asarray(areas.geometry.to_numpy()))
    site, area = tree.query(point, "intersects")
    return site, areas.iloc[area]


def _stated(sites: gpd.GeoDataFrame, heritage: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """What protection plans state for each site; missing where none states it."""
    site, area = _areas_around(sites, heritage)
    stated = area.reindex(columns=list(_STRICTEST)).astype("float64").groupby(site)
    rows = range(len(sites))
    return {
        name: stated[name].agg(strictest).reindex(rows).set_axis(sites.index).astype("float64")
        for name, strictest in _STRICTEST.items()
    }
