"""The sun's way over one day, cut into slots of equal length."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.angles import table_of, turn_of
from gengxin.engines.sun.faults import raise_faults

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]

_HIGHEST_DECLINATION_DEG: Final = 23.5
_HORIZON: Final = 1e-9  # a sun on the horizon is down, however numbers round
_LEAST_FACING: Final = 1e-6  # a sun that grazes a wall does not shine on it, however numbers round


class Slots(NamedTuple):
    """The slots as the kernels read them: sorted clockwise by where the sun stands.

    ``east`` and ``north`` are the sun's direction in plan divided by its slope: their product with
    a wall's normal turns the distance from the wall into the height that a ray climbs on its way.
    Where the sun passes in the north, directions are counted from the south (``flip`` is -1), so
    that the day is one piece. ``least_slope[k, t]`` is the least slope of slots t to t + 2ᵏ - 1.
    """

    east: Real
    north: Real
    turn: Real
    table: Whole
    flip: float
    least_slope: Real
    least_facing: float
    place: Whole  # of the slots in order of time


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SunPath:
    """Where the sun stands in the middle of each slot with sun, in order of time.

    ``hour`` is true solar time; ``east`` and ``north`` are the direction towards the sun in plan,
    of length 1; ``slope`` is the tangent of its altitude.
    """

    hour: Real
    east: Real
    north: Real
    slope: Real
    step_hours: float
    slots: Slots

    @property
    def slot_count(self) -> int:
        """Number of slots with sun."""
        return len(self.hour)

    def hour_of(self, slot: npt.NDArray[np.int64]) -> Real:
        """True solar time of slots numbered by direction; NaN for slot -1."""
        return np.append(self.hour[np.argsort(self.slots.place)], np.nan)[slot]


def sun_path(  # noqa: PLR0913 - a day, its slots, what counts of them, and the map
    latitude_deg: float,
    declination_deg: float,
    *,
    band_hours: tuple[float, float] = (8.0, 16.0),
    step_min: float = 1.0,
    least_altitude_deg: float = 0.0,
    least_incidence_deg: float = 0.0,
    true_north_deg: float = 0.0,
) -> SunPath:
    """Cut a band of hours into slots; slots with the sun down are left out.

    Parameters
    ----------
    latitude_deg, declination_deg
        Of the place, north > 0, and of the sun on the day.
    band_hours
        From and to, in true solar time, within 0 and 24: noon is when the sun is highest.
    step_min
        Length of a slot, of which the band holds a whole number. A slot is lit or not as its
        middle is.
    least_altitude_deg
        A lower sun does not count.
    least_incidence_deg
        A sun closer to the plane of a wall, in plan, does not count for that wall.
    true_north_deg
        Where true north lies on the map: its angle to the second axis, clockwise.

    Examples
    --------
    >>> day = sun_path(31.2, -20.15, band_hours=(8, 16), step_min=1)
    >>> day.slot_count, round(1 / float(day.slope[240]), 2)
    (480, 1.25)
    """
    _check(latitude_deg, declination_deg, band_hours, step_min)
    count = round((band_hours[1] - band_hours[0]) * 60 / step_min)
    hour = np.asarray(band_hours[0] + (np.arange(count) + 0.5) * (step_min / 60), np.float64)
    east, north, up = _towards_sun(latitude_deg, declination_deg, hour)
    counts = up > max(np.sin(np.radians(least_altitude_deg)), _HORIZON)
    east, north, up = east[counts], north[counts], up[counts]
    level = np.maximum(np.hypot(east, north), 1e-9)  # a sun overhead has no direction in plan
    east, north, slope = east / level, north / level, up / level
    turn = np.radians(true_north_deg)
    east, north = (
        east * np.cos(turn) + north * np.sin(turn),
        north * np.cos(turn) - east * np.sin(turn),
    )
    least_facing = max(float(np.sin(np.radians(least_incidence_deg))), _LEAST_FACING)
    return SunPath(
        hour=hour[counts],
        east=east,
        north=north,
        slope=slope,
        step_hours=step_min / 60,
        slots=_sorted_slots(east, north, slope, least_facing),
    )


def _check(
    latitude_deg: float, declination_deg: float, band_hours: tuple[float, float], step_min: float
) -> None:
    start, end = band_hours
    raise_faults(
        "this is no day of the sun; mend it",
        [f"latitude_deg is {latitude_deg}, must be -90 to 90"] * (not abs(latitude_deg) <= 90),
        [f"declination_deg is {declination_deg}, must be -23.5 to 23.5"]
        * (not abs(declination_deg) <= _HIGHEST_DECLINATION_DEG),
        [f"band_hours are {start} to {end}, must grow within 0 and 24"]
        * (not 0 <= start < end <= 24),
        [f"step_min is {step_min}, the band of {end - start} hours must hold a whole number of it"]
        * (not (step_min > 0 and abs((end - start) * 60 / step_min % 1 - 0.5) > 0.5 - 1e-6)),
    )


def _towards_sun(
    latitude_deg: float, declination_deg: float, hour: Real
) -> tuple[Real, Real, Real]:
    """East, north and up of the unit vectors towards the sun."""
    latitude, declination = np.radians(latitude_deg), np.radians(declination_deg)
    hour_angle = np.radians((hour - 12) * 15)
    level, axial = np.cos(declination), np.sin(declination)
    east = -level * np.sin(hour_angle)
    north = axial * np.cos(latitude) - level * np.sin(latitude) * np.cos(hour_angle)
    up = axial * np.sin(latitude) + level * np.cos(latitude) * np.cos(hour_angle)
    return east, north, up


def _sorted_slots(east: Real, north: Real, slope: Real, least_facing: float) -> Slots:
    flip = -1.0 if north.sum() > 0 else 1.0
    turn = np.array([turn_of(flip * e, flip * n) for e, n in zip(east, north, strict=True)])
    order = np.argsort(turn, kind="stable")
    return Slots(
        east=east[order] / slope[order],
        north=north[order] / slope[order],
        turn=turn[order],
        table=table_of(turn[order]),
        flip=flip,
        least_slope=_least_of_runs(slope[order]),
        least_facing=least_facing,
        place=np.argsort(order).astype(np.int32),
    )


def _least_of_runs(values: Real) -> Real:
    """Row k holds, at t, the least of values t to t + 2ᵏ - 1, so that two of them cover any run."""
    rows = [values]
    reach = 1
    while 2 * reach <= len(values):
        rows.append(rows[-1].copy())
        rows[-1][:-reach] = np.minimum(rows[-2][:-reach], rows[-2][reach:])
        reach *= 2
    return np.stack(rows)
