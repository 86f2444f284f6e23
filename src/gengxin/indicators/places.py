"""Where people live: the demand points, and the residential buildings that none of them names."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengxin.engines import walk
from gengxin.indicators.ground import Ground
from gengxin.terms import District

__all__ = ["Places", "places"]

RESIDENTIAL = ("residential", "mixed")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """First the demand points, in the order of ``people``; then buildings without one.

    ``home_row`` are the rows of ``buildings`` where people live, ``home_place`` the place of each.
    ``unknown_count`` of them count although nobody knows what they are used for.
    """

    points: NDArray[np.object_]
    spots: walk.Spots
    is_joined: NDArray[np.bool_]
    people_count: int
    home_row: NDArray[np.int64]
    home_place: NDArray[np.int64]
    unknown_count: int


def places(district: District, on: Ground) -> Places:
    """All places of a district, each joined to its nearest walkable edge."""
    people, buildings = district.places("people"), district.places("buildings")
    home_row, unknown_count = _homes(people, buildings)
    named = _place_by_key(people, buildings, home_row)
    alone = named < 0
    home_place = np.where(alone, len(people) + np.cumsum(alone) - 1, named)
    own = shapely.centroid(np.asarray(buildings.geometry.to_numpy())[home_row[alone]])
    points = np.concatenate([np.asarray(people.geometry.to_numpy()), own])
    snapped = on.joined(points)
    is_joined = snapped.edge >= 0
    return Places(
        points=points,
        spots=walk.on_edges(
            on.network,
            snapped.edge[is_joined],
            snapped.offset_m[is_joined],
            owner=np.flatnonzero(is_joined),
            owner_count=len(points),
        ),
        is_joined=is_joined,
        people_count=len(people),
        home_row=home_row,
        home_place=home_place,
        unknown_count=unknown_count,
    )


def _homes(people: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> tuple[NDArray[np.int64], int]:
    """Rows of the buildings where people live, and how many of them are guessed to be homes.

    A building is lived in by its use, by its homes, or because people name it. Where no building
    is known by its homes or its people, one of unknown use is taken to be lived in.
    """
    told = np.zeros(len(buildings), bool)
    if "homes_count" in buildings.columns:
        told |= (buildings["homes_count"] > 0).to_numpy()
    if "building" in people.columns:
        named = buildings.index.get_indexer(pd.Index(people["building"].dropna()))
        told[named[named >= 0]] = True
    uses = buildings.get("use_class", pd.Series(None, index=buildings.index, dtype="object"))
    unknown = uses.isna().to_numpy() & (not told.any())
    lived_in = told | uses.isin(RESIDENTIAL).to_numpy() | unknown
    return np.flatnonzero(lived_in), int(unknown.sum())


def _place_by_key(
    people: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, home_row: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The first demand point that names each of these buildings, -1 where none does."""
    if "building" not in people.columns:
        return np.full(len(home_row), -1, np.int64)
    first = people["building"].drop_duplicates().dropna()
    rows = pd.Series(people.index.get_indexer(first.index), index=first.to_numpy())
    return rows.reindex(buildings.index[home_row]).fillna(-1).to_numpy(np.int64)
