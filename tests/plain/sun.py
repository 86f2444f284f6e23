"""Sun the slow and obvious way: for each slot, one ray against every block.

Nothing is shared with the engine: the sun's place comes from spherical trigonometry written as
rotations, shadows from shapely's cuts of a line with polygons, the tallest legal block from halving
an interval. Heights are above one level; hours are true solar time.
"""

from dataclasses import dataclass
from datetime import date
from math import asin, atan2, ceil, cos, degrees, hypot, inf, radians, sin

import shapely
from shapely.geometry.base import BaseGeometry

FAR_M = 10_000.0


@dataclass(frozen=True, kw_only=True)
class Block:
    """A footprint drawn up to its top."""

    footprint: BaseGeometry
    top_m: float


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A height above a place; ``facing`` (east, north) of its wall, (0, 0) for none."""

    x: float
    y: float
    height_m: float
    facing: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class Sun:
    """Direction in plan, of length 1, and tangent of the altitude, at an hour."""

    hour: float
    east: float
    north: float
    slope: float

    def turned(self, angle: float) -> "Sun":
        """The same sun where north lies so far clockwise of the map's second axis, in radians."""
        bearing = atan2(self.east, self.north) + angle
        return Sun(hour=self.hour, east=sin(bearing), north=cos(bearing), slope=self.slope)


def declination_deg(day: date) -> float:
    """Declination at noon UTC, from the mean elements in the Astronomical Almanac, page C5."""
    days = day.toordinal() - date(2000, 1, 1).toordinal()
    mean = radians(280.460 + 0.9856474 * days)
    anomaly = radians(357.528 + 0.9856003 * days)
    longitude = mean + radians(1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    obliquity = radians(23.439 - 0.0000004 * days)
    return degrees(asin(sin(obliquity) * sin(longitude)))


def suns(
    latitude_deg: float, declination: float, *, band: tuple[float, float], step_min: float
) -> list[Sun]:
    """The sun in the middle of each slot of the band, where it is up.

    The sun's circle is laid out in the plane of the equator and tipped by the colatitude.
    """
    found = []
    for slot in range(round((band[1] - band[0]) * 60 / step_min)):
        hour = band[0] + (slot + 0.5) * step_min / 60
        west = radians(15 * (hour - 12))
        to_meridian = cos(radians(declination)) * cos(west)
        to_west = cos(radians(declination)) * sin(west)
        to_pole = sin(radians(declination))
        tip = radians(90 - latitude_deg)
        up = to_meridian * sin(tip) + to_pole * cos(tip)
        north = to_pole * sin(tip) - to_meridian * cos(tip)
        level = hypot(to_west, north)
        if up > 1e-12:
            found.append(
                Sun(hour=hour, east=-to_west / level, north=north / level, slope=up / level)
            )
    return found


def entry_m(spot: Spot, sun: Sun, footprint: BaseGeometry) -> float:
    """Metres in plan from a spot towards the sun until over a footprint; inf if never."""
    ray = shapely.LineString(
        [(spot.x, spot.y), (spot.x + FAR_M * sun.east, spot.y + FAR_M * sun.north)]
    )
    inside = ray.intersection(footprint)
    if inside.is_empty or inside.length == 0:
        return inf
    return shapely.distance(shapely.Point(spot.x, spot.y), inside)


def is_lit(spot: Spot, sun: Sun, town: list[Block]) -> bool:
    """Whether the ray towards the sun clears every roof; rays climb, so the entry decides."""
    if spot.facing != (0.0, 0.0):
        in_front = sun.east * spot.facing[0] + sun.north * spot.facing[1]
        if in_front <= 1e-6:
            return False
    return all(
        spot.height_m + entry_m(spot, sun, block.footprint) * sun.slope >= block.top_m
        for block in town
    )


def has_outside(spot: Spot, town: list[Block]) -> bool:
    """Whether a spot is not inside a block, below its roof."""
    at = shapely.Point(spot.x, spot.y)
    return not any(
        spot.height_m < block.top_m and shapely.contains(block.footprint, at) for block in town
    )


def counted(lit: list[bool], *, longest: int = 0, least: int = 1) -> int:
    """Slots in the ``longest`` stretches (0: in all) of at least ``least`` slots."""
    text = "".join("x" if slot else " " for slot in lit)
    stretches = sorted((len(part) for part in text.split() if len(part) >= least), reverse=True)
    return sum(stretches[:longest] if longest else stretches)


def lit_slots(spot: Spot, path: list[Sun], town: list[Block]) -> list[bool]:
    """Lit or not, slot by slot."""
    return [is_lit(spot, sun, town) for sun in path]


def needs(
    spots: list[Spot], path: list[Sun], before: list[Block], *, asked: int, share: float = 1.0
) -> list[int]:
    """Slots that each spot must keep: those asked, at most a share of those it has before."""
    had = [sum(lit_slots(spot, path, before)) for spot in spots]
    return [min(asked, ceil(share * slots - 1e-9)) for slots in had]


def is_legal(spots: list[Spot], need: list[int], path: list[Sun], town: list[Block]) -> bool:
    """Whether every spot keeps its slots."""
    return all(
        sum(lit_slots(spot, path, town)) >= slots for spot, slots in zip(spots, need, strict=True)
    )


def tallest_m(
    spots: list[Spot], need: list[int], path: list[Sun], around: list[Block], site: BaseGeometry
) -> float:
    """Greatest legal top of one block on a site, up to 100 m, by halving; within a millimetre."""
    low_m, high_m = 0.0, 100.0
    if is_legal(spots, need, path, [*around, Block(footprint=site, top_m=high_m)]):
        return high_m
    while high_m - low_m > 1e-4:
        middle_m = (low_m + high_m) / 2
        town = [*around, Block(footprint=site, top_m=middle_m)]
        if is_legal(spots, need, path, town):
            low_m = middle_m
        else:
            high_m = middle_m
    return low_m
