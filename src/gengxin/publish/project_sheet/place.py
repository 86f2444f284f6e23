"""Where a project lies: the part of its district that its drawings show."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengxin.terms import District

__all__ = ["Place", "around", "beside"]

LEAST_MARGIN_M, MARGIN_SHARE = 90.0, 0.12
# width of a map by its height: that of the ground within what a page has room for
LEAST_ASPECT, MOST_ASPECT = 1.75, 2.7
# what a map shows
SHOWN = ("green", "barriers", "walk_edges", "sites", "buildings")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """A project's works in their district.

    ``works`` has a row a site (index ref) in the order of the sheet: option, action, phase,
    drawn_as. ``masses`` is the table ``option_mass``.
    """

    district: District
    works: pd.DataFrame
    masses: gpd.GeoDataFrame

    @property
    def shapes(self) -> np.ndarray:
        """The shape of each work's site."""
        return np.asarray(self.district.places("sites").geometry.reindex(self.works.index))


def around(place: Place) -> tuple[District, np.ndarray] | None:
    """The district near a project, and the bounds in metres that show it; ``None`` without shapes.

    The bounds have the shape in which a page shows the map.
    """
    shapes = place.shapes
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(there):
        return None
    bounds = _framed(np.asarray(shapely.total_bounds(there)))
    box = shapely.box(*bounds)
    tables: dict[str, pd.DataFrame] = {}
    for name in SHOWN:
        rows = place.district.places(name)
        found = gpd.GeoDataFrame(rows.iloc[np.sort(rows.sindex.query(box, predicate="intersects"))])
        shown = shapely.clip_by_rect(np.asarray(found.geometry), *bounds)
        tables[name] = found.set_geometry(shown)
    return District.of(place.district.meta, tables), bounds


def beside(place: Place, metres: float) -> District | None:
    """The buildings on a project's sites and so near to them; ``None`` without shapes."""
    shapes = place.shapes
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(there):
        return None
    buildings = place.district.places("buildings")
    ground = shapely.union_all(there)
    found = buildings.sindex.query(ground, predicate="dwithin", distance=metres)
    return District.of(
        place.district.meta, {"buildings": gpd.GeoDataFrame(buildings.iloc[np.sort(found)])}
    )


def _framed(bounds: np.ndarray) -> np.ndarray:
    """Bounds with a margin, widened to a frame that lies well on a page."""
    west, south, east, north = (float(one) for one in bounds)
    margin = max(LEAST_MARGIN_M, MARGIN_SHARE * max(east - west, north - south))
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    wide, high = east - west, north - south
    aspect = min(max(wide / high, LEAST_ASPECT), MOST_ASPECT)
    lacking_m = (aspect * high - wide) / 2
    if lacking_m > 0:
        west, east = west - lacking_m, east + lacking_m
    else:
        south, north = south + lacking_m / aspect, north - lacking_m / aspect
    return np.array([west, south, east, north])
