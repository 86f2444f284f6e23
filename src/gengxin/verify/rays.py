"""Windows on walls, and rays from them to the sun: each slot against each wall, one by one.

Blocks are footprints drawn straight up from flat ground, as the run states. A wall shades a slot
where the ray meets it below its top. What lies within a millimetre and 0.01° (to which the sun's
place is known) of the edge of a shadow can fall either way: such slots are in doubt, and held
against nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from gengxin.verify.case import Flags
from gengxin.verify.streets import Shapes
from gengxin.verify.sun_day import Day, SunDay
from gengxin.verify.whole import Floats, Whole

__all__ = ["Blocks", "Light", "Window", "blocks_of", "is_sunny", "light_at", "windows_of"]

DOUBT_M = 0.001
DOUBT = float(np.radians(0.01))
# windows stand so far in front of their wall
OFF_WALL_M = 0.05
# a wall turned less from the equator is one that homes look to for sun
SUNNY = float(np.cos(np.radians(45.0 + 1e-6)))
# height of a storey where nobody says how many there are
STOREY_M = 3.0


class Window(NamedTuple):
    """Where a window is, and its wall's outward direction."""

    x: float
    y: float
    height_m: float
    east: float
    north: float


class Light(NamedTuple):
    """The slots that are lit for certain, and those that may be."""

    surely: Flags
    perhaps: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Upright blocks; those of block b are the walls ``first[b] : first[b + 1]``: x, y, x, y."""

    shape: Shapes
    top_m: Floats
    walls: Floats
    first: Whole
    bounds: Floats

    def walls_of(self, rows: Whole) -> tuple[Floats, Whole]:
        """The walls of some blocks, and the block of each as its place among these."""
        count = self.first[rows + 1] - self.first[rows]
        of = np.repeat(np.arange(len(rows)), count)
        wall = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return self.walls[wall + self.first[rows][of]], of

    def in_sight(self, window: Window, day: Day) -> Whole:
        """The blocks that may shade a window in some slot."""
        west, south, east, north = self.bounds.T
        away_m = np.hypot(
            np.maximum(0.0, np.maximum(west - window.x, window.x - east)),
            np.maximum(0.0, np.maximum(south - window.y, window.y - north)),
        )
        lowest = max(float(day.slope.min()) - 2 * DOUBT, 0.0)
        return np.flatnonzero(self.top_m + DOUBT_M > window.height_m + away_m * lowest)


def blocks_of(shape: Shapes, top_m: Floats) -> Blocks:
    """Blocks of footprints, mended where they are not valid."""
    odd = ~shapely.is_valid(shape)
    mended = shape.copy()
    mended[odd] = shapely.buffer(shapely.make_valid(shape[odd]), 0.0)
    walls = [_walls(one) for one in mended]
    return Blocks(
        shape=mended,
        top_m=top_m,
        walls=np.concatenate([np.zeros((0, 4)), *walls]),
        first=np.cumsum([0, *(len(one) for one in walls)]).astype(np.int64),
        bounds=shapely.bounds(mended).reshape(-1, 4),
    )


def windows_of(
    shape: shapely.Geometry, rise: tuple[float, float], told: SunDay
) -> Iterator[tuple[int, int, Window]]:
    """Every window of a home: number of its column over all walls, floor from 1, and where.

    ``rise`` is the height and the number of storeys, NaN where unknown. Walls are cut into equal
    parts of about the metres stated, a column in the middle of each; a wall shorter than a quarter
    of that has none.
    """
    height_m, storeys = rise
    storey_m = height_m / storeys if storeys >= 1 else STOREY_M
    floors = max(int(np.floor(height_m / storey_m + 1e-9)), int(height_m > told.sill_m))
    column = 0
    for x, y, to_x, to_y in _walls(shape):
        length_m = float(np.hypot(to_x - x, to_y - y))
        east, north = (to_y - y) / length_m, (x - to_x) / length_m
        parts = max(round(length_m / told.apart_m), int(length_m >= told.apart_m / 4))
        for part in range(parts):
            share = (part + 0.5) / parts
            at = x + share * (to_x - x) + OFF_WALL_M * east
            up = y + share * (to_y - y) + OFF_WALL_M * north
            for floor in range(floors):
                sill_m = told.sill_m + floor * storey_m
                yield column, floor + 1, Window(at, up, sill_m, east, north)
            column += 1


def light_at(
    window: Window, day: Day, blocks: Blocks, rows: Whole, groups: list[Flags]
) -> list[Light]:
    """The light of a window among some blocks, once for each group of these."""
    facing = day.east * window.east + day.north * window.north
    walls, of = blocks.walls_of(rows)
    surely, perhaps = _shaded(window, day, walls, blocks.top_m[rows][of])
    inside = shapely.contains_xy(blocks.shape[rows], window.x, window.y)
    covers = inside & (blocks.top_m[rows] > window.height_m)
    found = []
    for group in groups:
        dark = bool((covers & group).any())
        kept = group[of]
        found.append(
            Light(
                (facing > DOUBT) & ~perhaps[kept].any(axis=0) & (not dark),
                (facing > -DOUBT) & ~surely[kept].any(axis=0) & (not dark),
            )
        )
    return found


def _shaded(window: Window, day: Day, walls: Floats, top_m: Floats) -> tuple[Flags, Flags]:
    """For each wall and slot, whether it shades it for certain, and whether it may."""
    x, y, to_x, to_y = (one[:, None] for one in walls.T)
    along_x, along_y, away_x, away_y = to_x - x, to_y - y, x - window.x, y - window.y
    with np.errstate(divide="ignore", invalid="ignore"):
        across = day.east * along_y - day.north * along_x
        metres = (away_x * along_y - away_y * along_x) / across
        share = (away_x * day.north - away_y * day.east) / across
        doubt_m = DOUBT_M + np.abs(metres) * DOUBT
        aside = doubt_m / np.hypot(along_x, along_y)
        above_m = window.height_m + metres * day.slope - top_m[:, None]
        doubt_up_m = DOUBT_M + np.abs(metres) * DOUBT * (1 + day.slope**2)
        ahead = metres > 0
        surely = ahead & (share >= aside) & (share <= 1 - aside) & (above_m < -doubt_up_m)
        near = (metres > -DOUBT_M) & (share >= -aside) & (share <= 1 + aside)
        perhaps = near & (above_m < doubt_up_m)
    return surely, perhaps


def _walls(shape: shapely.Geometry) -> Floats:
    """The walls of a footprint, outside on their right: outer rings run against the clock."""
    walls = [np.zeros((0, 4))]
    for part in shapely.get_parts(shape):
        for number, ring in enumerate(shapely.get_rings(part)):
            at = shapely.get_coordinates(ring)
            at = at if ring.is_ccw == (number == 0) else at[::-1]
            wall = np.column_stack([at[:-1], at[1:]])
            walls.append(wall[np.hypot(wall[:, 2] - wall[:, 0], wall[:, 3] - wall[:, 1]) > 0])
    return np.concatenate(walls)


def is_sunny(window: Window, day: Day) -> bool:
    """Whether a wall is one that homes look to for sun."""
    return bool(window.north * day.equator_north >= SUNNY)
