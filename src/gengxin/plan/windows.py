"""The windows at which sun is counted, and the day, hours and place that it is counted for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.engines import sun
from gengxin.terms import InputError

__all__ = [
    "HOMES",
    "SILL_M",
    "SPACING_M",
    "SunDay",
    "Windows",
    "declination_deg",
    "joined",
    "latitude_deg",
    "true_north_deg",
    "windows_of",
]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
Words = NDArray[np.object_]

HOMES: Final = ("residential", "mixed")
SPACING_M: Final = 5.0
SILL_M: Final = 0.9
# walls turned less from the equator are the ones that homes look to for sun; a box has one at least
_SUNNY_DEG: Final = 45.0 + 1e-6
# height of the storeys of a building that doesn't state how many it has
_STOREY_M: Final = 3.0
# a step of about a hundred metres, towards the equator: no map ends there
_STEP_NORTH_DEG: Final = 0.001
_TERMS: Final = {"great_cold": sun.GREAT_COLD_DEG, "winter_solstice": sun.WINTER_SOLSTICE_DEG}
_COUNTS: Final = {"sum": sun.EVERYTHING, "longest": sun.Counting(longest=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SunDay:
    """The day and the band of hours, true solar time, and which stretches of sun count.

    ``day`` is ``great_cold``, ``winter_solstice`` or a day such as ``2026-01-20``; ``count`` is
    ``sum`` (all sun) or ``longest`` (the longest stretch).
    """

    day: str
    from_hour: float = 8.0
    to_hour: float = 16.0
    count: str = "sum"

    def path(self, places: gpd.GeoDataFrame, *, step_min: float) -> sun.SunPath:
        """The way of the sun over these places on their map, in steps of so many minutes."""
        try:
            return sun.sun_path(
                latitude_deg(places),
                declination_deg(self.day),
                band_hours=(self.from_hour, self.to_hour),
                step_min=step_min,
                true_north_deg=true_north_deg(places),
            )
        except ValueError as error:
            raise InputError(str(error)) from error

    @property
    def counting(self) -> sun.Counting:
        """Which stretches of sun count."""
        if self.count not in _COUNTS:
            msg = f"sun is counted by {self.count!r}; say {' or '.join(_COUNTS)}"
            raise InputError(msg)
        return _COUNTS[self.count]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Windows:
    """Receptors on the walls of homes, a column wherever windows lie one above the other.

    ``number`` is each column's number on its building, counted over all its walls, so that leaving
    some out renames none.
    """

    receptors: sun.Receptors
    number: Rows

    def refs(self, buildings: Words, rows: Rows) -> Words:
        """References of some receptors, ``building#column-floor``; floors count from 1.

        ``buildings`` are the references of the blocks.
        """
        column = self.receptors.column[rows]
        floor = rows - self.receptors.first[column] + 1
        named: Words = buildings[self.receptors.block[column]]
        told: Words = named + "#" + _words(self.number[column]) + "-" + _words(floor)
        return told

    def facing_sun(self, latitude_deg: float) -> "Windows":
        """Those in walls turned at most 45° from the equator."""
        some, _ = self.only(np.flatnonzero(self.is_sunny(latitude_deg)))
        return some

    def is_sunny(self, latitude_deg: float) -> NDArray[np.bool_]:
        """Whether each column's wall is turned at most 45° from the equator."""
        towards = -self.receptors.facing[:, 1] * (1.0 if latitude_deg >= 0 else -1.0)
        sunny: NDArray[np.bool_] = towards >= np.cos(np.radians(_SUNNY_DEG))
        return sunny

    def only(self, columns: Rows) -> tuple["Windows", Rows]:
        """Those of these columns, in their order, and the rows of their receptors in all."""
        receptors, row = self.receptors.only(columns)
        return Windows(receptors=receptors, number=self.number[columns]), row


def windows_of(blocks: sun.Blocks, storeys: Real, *, rows: Rows) -> Windows:
    """The windows of some blocks: at the sill of each storey, about 5 m apart along every wall.

    ``storeys`` of each block; where missing, storeys are 3 m high.
    """
    rise_m = (blocks.top_m - blocks.ground_m)[rows]
    known = storeys[rows] >= 1
    storey_m = np.where(known, rise_m / np.where(known, storeys[rows], 1.0), _STOREY_M)
    made = sun.facade_receptors(
        blocks.only(rows), spacing_m=SPACING_M, storey_m=storey_m, sill_m=SILL_M
    )
    first = np.searchsorted(made.block, np.arange(len(rows)))
    return Windows(
        receptors=replace(made, block=rows[made.block].astype(np.int32)),
        number=np.arange(len(made.block)) - first[made.block],
    )


def joined(parts: Sequence[Windows]) -> Windows:
    """The windows of several groups of blocks as one; at least one group."""
    of = [one.receptors for one in parts]
    before = np.cumsum([0, *(one.count for one in of)])
    firsts = [one.first[:-1] + n for one, n in zip(of, before[:-1], strict=True)]
    return Windows(
        receptors=sun.Receptors(
            place=np.concatenate([one.place for one in of]),
            facing=np.concatenate([one.facing for one in of]),
            block=np.concatenate([one.block for one in of]),
            first=np.concatenate([*firsts, before[-1:]]),
            height_m=np.concatenate([one.height_m for one in of]),
        ),
        number=np.concatenate([one.number for one in parts]),
    )


def declination_deg(day: str) -> float:
    """The sun's declination on a solar term or a day of the calendar.

    Raises
    ------
    InputError
        Where the word is neither.

    """
    term = day.replace("-", "_")
    if term in _TERMS:
        return sun.declination_at_term_deg(_TERMS[term])
    try:
        return sun.solar_declination_deg(date.fromisoformat(day))
    except ValueError:
        msg = f"day is {day!r}; say great-cold, winter-solstice or a day such as 2026-01-20"
        raise InputError(msg) from None


def _words(numbers: Rows) -> Words:
    return numbers.astype(str).astype(object)


def latitude_deg(places: gpd.GeoDataFrame) -> float:
    """Latitude of the middle of a table's places, north > 0."""
    return float(_middle(places).y)


def true_north_deg(places: gpd.GeoDataFrame) -> float:
    """Where true north lies on the map amid these places: clockwise from the map's second axis.

    A map's lines northwards meet the meridians at an angle that grows away from its central one.
    """
    here = _middle(places)
    northwards = [here, shapely.Point(here.x, here.y + _STEP_NORTH_DEG * (1 if here.y < 0 else -1))]
    drawn = gpd.GeoSeries(northwards, crs=4326).to_crs(places.crs)  # type: ignore[arg-type] # has one
    east_m, north_m = drawn.x.diff().iloc[1], drawn.y.diff().iloc[1]
    towards = 1.0 if here.y < 0 else -1.0
    return float(np.degrees(np.arctan2(towards * east_m, towards * north_m)))


def _middle(places: gpd.GeoDataFrame) -> shapely.Point:
    """The middle of the places in degrees."""
    west, south, east, north = places.total_bounds
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    degrees = gpd.GeoSeries([middle], crs=places.crs).to_crs(4326)
    return shapely.Point(float(degrees.x.iloc[0]), float(degrees.y.iloc[0]))
