"""The zone by arithmetic is the zone of the register."""

import pytest
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

from gengxin.sources.crs import metric_crs


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (121.44, 31.19), (-51.2, -30.0), (24.9, 60.2), (0.0, 0.0), (120.0, 31.0), (-180.0, 10.0),
        (180.0, -10.0), (5.0, 60.0), (20.0, 78.0), (-71.1, 42.4),
    ],
)  # fmt: skip
def test_the_zone_is_the_western_one_of_the_register(lon: float, lat: float) -> None:
    zones = query_utm_crs_info(
        datum_name="WGS 84", area_of_interest=AreaOfInterest(lon, lat, lon, lat)
    )
    assert metric_crs(lon, lat, lon, lat) == f"EPSG:{min(zone.code for zone in zones)}"
