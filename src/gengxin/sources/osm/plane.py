"""From degrees onto the district's metric plane."""

from dataclasses import replace
from typing import Final

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError

from gengxin.sources.crs import metric_crs
from gengxin.sources.osm.elements import elements_in_order
from gengxin.sources.osm.osm_map import DEGREES, OsmMap
from gengxin.sources.osm.ragged import Real
from gengxin.sources.osm.raw import RawElements
from gengxin.terms import InputError

__all__ = ["ground_of", "on_the_plane"]

# a stray node must not choose the zone
_MIDDLE_PERCENT: Final = (1, 99)


def on_the_plane(
    raw: RawElements, *, boundary: shapely.Geometry | None, crs: str | None
) -> tuple[OsmMap, int]:
    """The elements in ``crs``, by default the zone of the boundary or of the data.

    Nodes without a place on Earth, or too far off for the plane, are left out; their count comes
    with the map.
    """
    lon_deg, lat_deg = raw.nodes.numbers
    real = (np.abs(lon_deg) <= 180) & (np.abs(lat_deg) <= 90)
    crs = crs or _suitable_crs(lon_deg[real], lat_deg[real], boundary)
    x_m, y_m = _transformer(crs).transform(lon_deg, lat_deg)
    real &= np.isfinite(x_m) & np.isfinite(y_m)
    nodes = replace(raw.nodes, numbers=(lon_deg, lat_deg, x_m, y_m))
    if not real.all():
        nodes = nodes.take(np.flatnonzero(real))
    elements = elements_in_order(replace(raw, nodes=nodes))
    return OsmMap(elements, pyproj.CRS.from_user_input(crs)), int((~real).sum())


def ground_of(boundary: shapely.Geometry, crs: pyproj.CRS) -> shapely.Geometry:
    """A boundary given in degrees (WGS 84), on the plane."""
    sound = shapely.make_valid(boundary)
    to_plane = _transformer(crs)
    ground = shapely.transform(
        sound, lambda lon_lat: np.column_stack(to_plane.transform(*lon_lat.T))
    )
    if not shapely.area(ground) > 0:
        raise InputError("the boundary has no area; must be a polygon in degrees (WGS 84)")
    return ground


def _suitable_crs(lon_deg: Real, lat_deg: Real, boundary: shapely.Geometry | None) -> str:
    """The zone that holds the boundary, or else most of the data."""
    if boundary is not None:
        return metric_crs(*shapely.bounds(boundary).tolist())
    if not len(lon_deg):
        raise InputError("no node of the file lies on Earth; longitude must be −180 to 180 degrees")
    lon_min, lon_max = np.percentile(lon_deg, _MIDDLE_PERCENT)
    lat_min, lat_max = np.percentile(lat_deg, _MIDDLE_PERCENT)
    return metric_crs(float(lon_min), float(lat_min), float(lon_max), float(lat_max))


def _transformer(crs: str | pyproj.CRS) -> pyproj.Transformer:
    """From degrees to metres."""
    try:
        return pyproj.Transformer.from_crs(DEGREES, crs, always_xy=True)
    except CRSError as error:
        msg = f"the CRS {crs!r} is not known; name a projected one in metres, e.g. EPSG:32651"
        raise InputError(msg) from error
