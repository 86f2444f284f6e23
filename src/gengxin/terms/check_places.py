"""Check the places of one table: there, of their shape, valid, in the district's metric CRS."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from gengxin.terms.columns import Table
from gengxin.terms.errors import Fault

__all__ = ["crs_faults", "place_faults"]

SHAPES = {
    "point": {"Point"},
    "line": {"LineString"},
    "polygon": {"Polygon", "MultiPolygon"},
    "any": {"Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"},
}


def crs_faults(crs: str) -> Iterator[Fault]:
    """Refuse a coordinate system that is unknown, geographic, or not in metres."""
    try:
        known = CRS.from_user_input(crs)
    except CRSError:
        yield _crs_fault(f"is {crs!r}, which no register knows")
        return
    if not known.is_projected:
        yield _crs_fault(f"is {crs!r}, in degrees")
    elif known.axis_info[0].unit_conversion_factor != 1.0:
        yield _crs_fault(f"is {crs!r}, in {known.axis_info[0].unit_name}")


def place_faults(table: Table, frame: pd.DataFrame, crs: str) -> Iterator[Fault]:
    """Every fault of the table's places; rows are named by ``ref``."""
    if not isinstance(frame, gpd.GeoDataFrame):
        yield _fault(
            table, "", "no places", f"a GeoDataFrame in {crs}", "give the table its geometry"
        )
        return
    if frame.crs is None or CRS.from_user_input(frame.crs) != CRS.from_user_input(crs):
        stated = "no CRS" if frame.crs is None else frame.crs.to_string()
        yield _fault(table, "", stated, f"the district's {crs}", "reproject the table")
        return
    shapes = frame.geometry.to_numpy()
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if table.shape_required:
        yield from _rows(table, frame, absent, "no place", "a place in every row")
    fits = np.isin(frame.geom_type.to_numpy(), list(SHAPES[table.shape or "any"]))
    yield from _rows(table, frame, ~absent & ~fits, "wrong shape", f"a {table.shape}")
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    yield from _rows(table, frame, ~absent & ~finite, "not finite", "finite coordinates")
    sound = ~absent & finite
    sound[sound] = shapely.is_valid(shapes[sound])
    yield from _rows(table, frame, ~absent & finite & ~sound, "invalid shape", "a valid shape")


def _rows(
    table: Table, frame: pd.DataFrame, odd: np.ndarray, value: str, bound: str
) -> Iterator[Fault]:
    """One fault for each odd row."""
    for ref in frame["ref"].to_numpy()[odd]:
        yield _fault(table, f"row {ref!r}", value, bound, "mend the shape or leave the row out")


def _fault(table: Table, row: str, value: str, bound: str, next_step: str) -> Fault:
    return Fault(
        table=table.name, row=row, column="geometry", value=value, bound=bound, next_step=next_step
    )


def _crs_fault(value: str) -> Fault:
    return Fault(
        table="district",
        row="",
        column="crs",
        value=value,
        bound="a projected CRS in metres, e.g. EPSG:32651",
        next_step="choose the zone that holds the district",
    )
