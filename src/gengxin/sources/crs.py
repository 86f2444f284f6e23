"""The projected metric coordinate system that suits a place."""

from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

from gengxin.terms import InputError

__all__ = ["metric_crs"]

# lengths in UTM are right to 4 in 10,000 as far north and south as it is defined
NORTH_END_DEG = 84.0
SOUTH_END_DEG = -80.0


def metric_crs(lon_min: float, lat_min: float, lon_max: float, lat_max: float) -> str:
    """Authority code of the UTM zone (WGS 84) that holds the middle of a box of degrees.

    Examples
    --------
    >>> metric_crs(121.40, 31.10, 121.47, 31.22)  # Xuhui
    'EPSG:32651'

    """
    lon, lat = (lon_min + lon_max) / 2, (lat_min + lat_max) / 2
    if not (-180 <= lon <= 180 and SOUTH_END_DEG <= lat <= NORTH_END_DEG):
        msg = (
            f"the data lie around {lon:g}, {lat:g}; must be longitude −180 to 180, latitude "
            f"{SOUTH_END_DEG:g} to {NORTH_END_DEG:g} → declare the CRS that the file really has"
        )
        raise InputError(msg)
    zones = query_utm_crs_info(
        datum_name="WGS 84", area_of_interest=AreaOfInterest(lon, lat, lon, lat)
    )
    # on the meridian between two zones either would do: take the western one, always
    return f"EPSG:{min(zone.code for zone in zones)}"
