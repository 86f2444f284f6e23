"""The sun of one day in slots, by the textbook; and the words in which a run states how it counts.

Horizontal coordinates from hour angle, declination and latitude as in Meeus, "Astronomical
Algorithms" (1998), chapter 13, equations 13.5 and 13.6; the declination of a solar term from its
longitude by equation 13.4 with the obliquity of 2025, of a calendar day by the low-precision
formulas of the Astronomical Almanac, page C5, good to 0.01°.
"""

import re
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pyproj

from gengxin.verify.whole import Floats

__all__ = ["Day", "SunDay", "day_of", "sun_of"]

TERMS_DEG = {"great_cold": 300.0, "winter_solstice": 270.0}
OBLIQUITY_DEG = 23.436
STATED = re.compile(
    r"(?P<day>[\w-]+), (?P<begin>[\d.]+) to (?P<end>[\d.]+) h true solar time "
    r"in steps of (?P<step>[\d.]+) min, counted by sum; flat ground; baseline today: .* "
    r"(?P<apart>[\d.]+) m apart, (?P<sill>[\d.]+) m above each floor"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SunDay:
    """What a run states: the day, its hours, the length of a slot, and where windows lie."""

    day: str
    begin_hour: float
    end_hour: float
    step_min: float
    apart_m: float
    sill_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A row a slot with the sun up: its direction on the map (length 1), metres up a metre.

    ``equator_north`` is the direction of the equator along the map's second axis: −1 to the south.
    """

    east: Floats
    north: Floats
    slope: Floats
    step_hours: float
    equator_north: float


def day_of(stated: str) -> SunDay | None:
    """How a run counted sun; none where it counted none, or in words that aren't known here."""
    told = STATED.match(stated)
    if told is None:
        return None
    return SunDay(
        day=told["day"],
        begin_hour=float(told["begin"]),
        end_hour=float(told["end"]),
        step_min=float(told["step"]),
        apart_m=float(told["apart"]),
        sill_m=float(told["sill"]),
    )


def sun_of(told: SunDay, sites: gpd.GeoDataFrame) -> Day:
    """The sun in the middle of every slot over the middle of the sites, on their map."""
    latitude_deg, north_deg = _place(sites)
    count = round((told.end_hour - told.begin_hour) * 60 / told.step_min)
    hour = told.begin_hour + (np.arange(count) + 0.5) * told.step_min / 60
    angle, latitude = np.radians(15 * (hour - 12)), np.radians(latitude_deg)
    declination = np.radians(_declination_deg(told.day))
    # azimuth from the south, growing to the west; and the altitude
    azimuth = np.arctan2(
        np.sin(angle),
        np.cos(angle) * np.sin(latitude) - np.tan(declination) * np.cos(latitude),
    )
    altitude = np.arcsin(
        np.sin(latitude) * np.sin(declination)
        + np.cos(latitude) * np.cos(declination) * np.cos(angle)
    )
    up = altitude > 0
    # clockwise from the map's second axis
    bearing = azimuth[up] + np.pi + np.radians(north_deg)
    return Day(
        east=np.sin(bearing),
        north=np.cos(bearing),
        slope=np.tan(altitude[up]),
        step_hours=told.step_min / 60,
        equator_north=-1.0 if latitude_deg >= 0 else 1.0,
    )


def _declination_deg(day: str) -> float:
    if day in TERMS_DEG:
        longitude, obliquity = np.radians(TERMS_DEG[day]), np.radians(OBLIQUITY_DEG)
    else:
        days = date.fromisoformat(day).toordinal() - date(2000, 1, 1).toordinal()
        anomaly = np.radians(357.528 + 0.9856003 * days)
        longitude = np.radians(
            280.460 + 0.9856474 * days + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly)
        )
        obliquity = np.radians(23.439 - 0.0000004 * days)
    return float(np.degrees(np.arcsin(np.sin(obliquity) * np.sin(longitude))))


def _place(sites: gpd.GeoDataFrame) -> tuple[float, float]:
    """Latitude of the middle of the sites; where true north lies there, clockwise on the map."""
    west, south, east, north = sites.total_bounds
    to_degrees = pyproj.Transformer.from_crs(sites.crs, 4326, always_xy=True)
    longitude_deg, latitude_deg = to_degrees.transform((west + east) / 2, (south + north) / 2)
    towards = pyproj.Proj(sites.crs).get_factors(longitude_deg, latitude_deg)
    # the meridian's angle on the map grows against the clock
    return float(latitude_deg), -float(towards.meridian_convergence)
