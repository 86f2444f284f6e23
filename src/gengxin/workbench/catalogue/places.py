"""Where a district's sites lie, in degrees, and to which areas they belong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from gengxin.publish.words import names_of
from gengxin.store import DistrictFolder
from gengxin.terms.words import Words

__all__ = ["SitePlaces", "places_of"]

DEGREES = 4326
MOST_HELD = 2
AREAS = ("functional_zone", "renewal_unit", "sub_district")
# what is near a place is looked for so far around it
NEAR_M = 150.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SitePlaces:
    """The sites of a district, and what sites, areas and streets are called.

    ``at`` says in which row a site stands; ``areas`` have a value a row by their column, ``shapes``
    (degrees) and ``metres`` (the district's CRS) a shape. A pool of thousands of projects asks a
    few sites at a time, for which a frame takes too long.
    """

    at: Mapping[str, int]
    areas: Mapping[str, npt.NDArray[np.object_]]
    shapes: npt.NDArray[np.object_]
    metres: gpd.GeoSeries
    names: dict[str, Words]
    district: Words
    made_up: bool
    currency: str

    def name(self, ref: str) -> Words:
        """What a site or area is called; its ref where it has no name."""
        return self.names.get(ref, Words(ref, ref))

    def shapes_of(self, sites: Iterable[str]) -> dict[str, BaseGeometry]:
        """The shapes of sites that have one, in degrees."""
        found = {site: self.shapes[self.at[site]] for site in sites if site in self.at}
        return {site: shape for site, shape in found.items() if shape is not None}

    def areas_of(self, sites: Iterable[str], column: str) -> tuple[str, ...]:
        """The areas of one level to which sites belong."""
        if column not in self.areas:
            return ()
        values = self.areas[column]
        found = {values[self.at[site]] for site in sites if site in self.at}
        return tuple(sorted(str(one) for one in found if one is not None and one != ""))

    def near(self, longitude: float, latitude: float) -> list[tuple[str, float]]:
        """Sites at a place or near it, with how far they are, the nearest first."""
        way = pyproj.Transformer.from_crs(DEGREES, self.metres.crs, always_xy=True)
        x, y = way.transform(longitude, latitude)
        if not np.isfinite([x, y]).all():
            return []
        at = shapely.Point(x, y)
        found = self.metres.sindex.query(at, predicate="dwithin", distance=NEAR_M)
        refs = self.metres.index[found].astype("str")
        metres = shapely.distance(np.asarray(self.metres.iloc[found]), at)
        return sorted(zip(refs, metres.tolist(), strict=True), key=lambda one: (one[1], one[0]))


def places_of(folder: Path) -> SitePlaces:
    """The places of a district's sites as it stands now."""
    home = DistrictFolder(folder)
    return _places(Path(folder).resolve(), home.content_hash())


@lru_cache(maxsize=MOST_HELD)
def _places(folder: Path, _state: str) -> SitePlaces:
    district = DistrictFolder(folder).load()
    sites, meta = district.places("sites"), district.meta
    names: dict[str, Words] = {}
    for table in ("areas", "sites"):
        rows = district.table(table)
        told = [Words(*one) for one in names_of(rows)]
        names.update(zip(map(str, rows.index), told, strict=True))
    kept = [name for name in (*AREAS, "use_class") if name in sites]
    metres = gpd.GeoSeries(sites.geometry)
    return SitePlaces(
        at={str(ref): row for row, ref in enumerate(sites.index)},
        areas={name: _values(sites[name]) for name in kept},
        shapes=np.asarray(metres.to_crs(DEGREES)),
        metres=metres,
        names=names,
        district=Words(meta.name_en or meta.name_zh, meta.name_zh or meta.name_en),
        made_up=meta.made_up,
        currency="" if meta.money is None else meta.money.currency,
    )


def _values(column: pd.Series) -> npt.NDArray[np.object_]:
    """The values of a column, ``None`` where one is missing."""
    return column.astype(object).where(column.notna(), None).to_numpy()
