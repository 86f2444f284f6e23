"""The projected metric coordinate system that suits a place."""

from math import ceil

from gengxin.terms import InputError

__all__ = ["metric_crs"]

# lengths in UTM are right to 4 in 10,000 as far north and south as it is defined
NORTH_END_DEG = 84.0
SOUTH_END_DEG = -80.0

ZONE_DEG = 6
# authority codes of zone 0, of which there is none, for either half of the Earth
NORTH_OF_EQUATOR = 32600
SOUTH_OF_EQUATOR = 32700


def metric_crs(lon_min: float, lat_min: float, lon_max: float, lat_max: float) -> str:
    """Authority code of the UTM zone (WGS 84) that holds the middle of a box of degrees.

    On the meridian between two zones the western one. By the register's own bounds, which know no
    exceptions for Norway and Svalbard.

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
    # asking the register of coordinate systems gives the same and takes a tenth of a second
    zone = max(ceil((lon + 180) / ZONE_DEG), 1)
    return f"EPSG:{(NORTH_OF_EQUATOR if lat >= 0 else SOUTH_OF_EQUATOR) + zone}"
