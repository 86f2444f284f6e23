"""Which area holds what: that of largest overlap for shapes, the one around it for points."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengxin.terms.codes import AREA_LEVELS
from gengxin.terms.dictionary import TABLES

__all__ = ["area_of", "with_areas"]


def with_areas(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Fill each row's area keys that are empty, level by level; explicit keys stay."""
    areas = tables.get("areas")
    filled = dict(tables)
    if not isinstance(areas, gpd.GeoDataFrame):
        return filled
    for name, frame in tables.items():
        levels = [level for level in AREA_LEVELS if level in TABLES[name].by_name]
        if levels and isinstance(frame, gpd.GeoDataFrame):
            filled[name] = frame.assign(**_keys(frame, areas, levels))
    return filled


def area_of(shapes: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> pd.Series:
    """For each shape the index of the area that holds most of it; missing where none does.

    Points and lines are judged by a point upon them, polygons by overlap in m²; of equal
    overlaps the area that stands first wins.
    """
    areas = areas[~(areas.geometry.is_empty | areas.geometry.isna())]
    found = pd.Series(None, index=shapes.index, dtype="object")
    if not len(areas) or not len(shapes):
        return found
    values = shapes.to_numpy()
    which, where = _meeting(shapely.point_on_surface(values), areas)
    first = np.unique(which, return_index=True)[1]
    found.iloc[which[first]] = areas.index.to_numpy()[where[first]]
    _settle_by_overlap(found, values, areas)
    return found


def _settle_by_overlap(found: pd.Series, values: np.ndarray, areas: gpd.GeoDataFrame) -> None:
    """Judge by overlap those polygons that no single area holds."""
    wide = np.flatnonzero(shapely.area(values) > 0)
    which, where = _meeting(values[wide], areas)
    held = found.iloc[wide].notna().to_numpy()
    alone = held & (np.bincount(which, minlength=wide.size) == 1)
    which, where = which[~alone[which]], where[~alone[which]]
    overlap = shapely.area(
        shapely.intersection(values[wide][which], areas.geometry.to_numpy()[where])
    )
    which, where, overlap = which[overlap > 0], where[overlap > 0], overlap[overlap > 0]
    order = np.lexsort((where, -overlap, which))
    best = order[np.unique(which[order], return_index=True)[1]]
    found.iloc[wide[which[best]]] = areas.index.to_numpy()[where[best]]


def _meeting(values: np.ndarray, areas: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The pairs (shape, area) that meet, by shape and then by area.

    The shapes stand in the tree and the areas ask, because shapely prepares the one who asks.
    """
    where, which = shapely.STRtree(values).query(areas.geometry.to_numpy(), predicate="intersects")
    order = np.lexsort((where, which))
    return which[order], where[order]


def _keys(
    frame: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, levels: list[str]
) -> dict[str, pd.Series]:
    """The area keys of one table, given ones first."""
    keys = {}
    for level in levels:
        by_place = area_of(frame.geometry, areas[areas["level"] == level])
        given = frame[level] if level in frame.columns else pd.Series(None, index=frame.index)
        keys[level] = given.astype("object").where(given.notna(), by_place).astype("str")
    return keys
