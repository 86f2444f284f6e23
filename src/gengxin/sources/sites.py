"""Sites: which may be renewed and why others may not, and the buildings that are known to stand."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gengxin.sources.notes import NoteBook
from gengxin.sources.recipe.model import SiteRule
from gengxin.sources.recipe.values import rows_that_fit
from gengxin.terms import with_basis
from gengxin.terms.codes import NOT_RENEWABLE_REASONS

__all__ = ["buildings_on_sites", "covered_share", "with_renewable"]

FOOTPRINT_RULE = "estimated: floor area ÷ storeys, at most the site"

# what a building takes over from the site on which it alone stands
FROM_SITE = ("gross_floor_area_m2", "storeys", "year_built", "homes_count")


def with_renewable(
    sites: gpd.GeoDataFrame,
    rules: tuple[SiteRule, ...],
    tables: Mapping[str, pd.DataFrame],
    book: NoteBook,
) -> gpd.GeoDataFrame:
    """Say of each site whether renewal may be decided there; the last rule that fits wins.

    A reason that stands in ``not_renewable_reason`` already counts as the first rule.
    """
    reason = pd.Series(None, index=sites.index, dtype="object")
    if "not_renewable_reason" in sites.columns:
        reason = sites["not_renewable_reason"].astype("object")
    for rule in rules:
        fits = _fits(sites, rule, tables)
        reason = reason.mask(fits, rule.reason or None)
    stuck = reason.notna()
    for word, count in reason[stuck].value_counts().sort_index().items():
        book.add(
            "sites",
            "read",
            int(count),
            en=f"sites not renewable: {NOT_RENEWABLE_REASONS[str(word)][0]}",
            zh=f"不可更新的地块：{NOT_RENEWABLE_REASONS[str(word)][1]}",
        )
    return sites.assign(not_renewable_reason=reason, renewable=~stuck)


def _fits(
    sites: gpd.GeoDataFrame, rule: SiteRule, tables: Mapping[str, pd.DataFrame]
) -> npt.NDArray[np.bool_]:
    if rule.smaller_than_m2 is not None:
        return (sites["area_m2"] < rule.smaller_than_m2).to_numpy(dtype=bool)
    if rule.refs:
        return sites["ref"].isin(rule.refs).to_numpy(dtype=bool)
    cover = tables.get(rule.covered_by)
    if not isinstance(cover, gpd.GeoDataFrame):
        return np.zeros(len(sites), dtype=bool)
    cover = cover[rows_that_fit(cover, rule.only, {}) & (cover.geometry.area > 0)]
    return covered_share(sites.geometry, cover.geometry) >= rule.share


def covered_share(ground: gpd.GeoSeries, cover: gpd.GeoSeries) -> npt.NDArray[np.float64]:
    """Share of each polygon's ground that lies under others, which may overlap each other."""
    shapes = ground.to_numpy()
    over, under = shapely.STRtree(shapes).query(cover.to_numpy(), predicate="intersects")
    order = np.argsort(under, kind="stable")
    over, under = over[order], under[order]
    parts = shapely.intersection(shapes[under], cover.to_numpy()[over])
    shares = np.zeros(len(shapes))
    numbers, first = np.unique(under, return_index=True)
    for number, mine in zip(numbers, np.split(parts, first[1:]), strict=False):
        covered = shapely.union_all(mine) if len(mine) > 1 else mine[0]
        shares[number] = shapely.area(covered) / shapely.area(shapes[number])
    return shares


def buildings_on_sites(sites: gpd.GeoDataFrame, book: NoteBook) -> gpd.GeoDataFrame:
    """One building on each site with floor area, as a point inside it: no footprint is known."""
    if "gross_floor_area_m2" not in sites.columns:
        return gpd.GeoDataFrame({"ref": []}, geometry=[], crs=sites.crs)
    built = sites[sites["gross_floor_area_m2"] > 0]
    columns = [name for name in FROM_SITE if name in built.columns]
    columns += [f"{name}_basis" for name in columns if f"{name}_basis" in built.columns]
    columns += [name for name in ("use_class", "name_en", "name_zh") if name in built.columns]
    buildings = pd.DataFrame(built[columns]).assign(
        ref="building-" + built["ref"], site=built["ref"], source="one a built site (estimated)"
    )
    if "storeys" in built.columns:
        footprint_m2 = built["gross_floor_area_m2"] / built["storeys"].clip(lower=1.0)
        buildings["footprint_m2"] = footprint_m2.clip(upper=built["area_m2"])
        buildings = with_basis(buildings, {"footprint_m2": FOOTPRINT_RULE})
    book.add(
        "buildings",
        "estimated",
        len(built),
        en="buildings, one on each site with floor area; footprints are unknown",
        zh="每个有建筑面积的地块一栋建筑；轮廓未知",
    )
    places = shapely.point_on_surface(built.geometry.to_numpy())
    return gpd.GeoDataFrame(buildings, geometry=places, crs=sites.crs).reset_index(drop=True)
