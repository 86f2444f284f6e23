"""Where the sun stands over the year: its longitude along the ecliptic and its declination.

The low-accuracy equations of Meeus, "Astronomical Algorithms" (1998), chapter 25, as the NOAA solar
calculator uses them: within 0.01° from 1950 to 2050.
"""

from datetime import date
from math import asin, cos, degrees, radians, sin
from typing import Final

GREAT_COLD_DEG: Final = 300.0
"""The sun's longitude on Great Cold day (大寒日), about 20 January."""

WINTER_SOLSTICE_DEG: Final = 270.0
"""The sun's longitude on the winter solstice (冬至日), about 21 December."""

_OBLIQUITY_DEG: Final = 23.436  # of the ecliptic in 2025; it falls by 0.013 a century


def solar_declination_deg(day: date, *, longitude_deg: float = 0.0) -> float:
    """Give the sun's declination at mean noon of the day in a place of that longitude, east > 0.

    Examples
    --------
    >>> round(solar_declination_deg(date(2025, 12, 21), longitude_deg=120.6), 2)
    -23.44
    """
    centuries = (day.toordinal() - date(2000, 1, 1).toordinal() - longitude_deg / 360) / 36525
    node_deg = 125.04 - 1934.136 * centuries
    mean_deg = 280.46646 + centuries * (36000.76983 + 0.0003032 * centuries)
    anomaly = radians(357.52911 + centuries * (35999.05029 - 0.0001537 * centuries))
    centre_deg = (
        (1.914602 - centuries * (0.004817 + 0.000014 * centuries)) * sin(anomaly)
        + (0.019993 - 0.000101 * centuries) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    apparent_deg = mean_deg + centre_deg - 0.00569 - 0.00478 * sin(radians(node_deg))
    obliquity_deg = 23.4392911 - 0.0130042 * centuries + 0.00256 * cos(radians(node_deg))
    return _declination_deg(apparent_deg, obliquity_deg)


def declination_at_term_deg(solar_longitude_deg: float) -> float:
    """Give the sun's declination on the day of a solar term (节气), named by the sun's longitude.

    Sunlight standards name their days so; unlike a date, the term means the same sun each year.

    Examples
    --------
    >>> round(declination_at_term_deg(GREAT_COLD_DEG), 2)
    -20.15
    """
    return _declination_deg(solar_longitude_deg, _OBLIQUITY_DEG)


def _declination_deg(longitude_deg: float, obliquity_deg: float) -> float:
    return degrees(asin(sin(radians(obliquity_deg)) * sin(radians(longitude_deg))))
