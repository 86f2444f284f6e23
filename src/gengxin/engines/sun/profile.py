"""The shadow over one place: for each slot, the height below which it lies in shadow.

One profile serves all the floors above each other: a floor is lit in a slot if and only if the
shadow there ends at its height or below.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.angles import TURN, first_slot_from, turn_of
from gengxin.engines.sun.compiled import inner
from gengxin.engines.sun.path import Slots
from gengxin.engines.sun.scene import Cluster, Scene
from gengxin.engines.sun.tree import Tree

Real = npt.NDArray[np.float64]

_ON_WALL_M: Final = 1e-9  # a place nearer to a wall's line stands on it, however numbers round


class View(NamedTuple):
    """A place in plan that looks at the sky, from ``low_m`` upwards.

    ``facing`` is the outward normal of its wall (east, north), (0, 0) if it looks all round. Only
    slots ``start : end`` can shine on it, none of them flatter than ``least_slope``. Their
    directions lie clockwise from ``first`` to ``last`` (east, north), which are both zero where
    that is half a turn or more.
    """

    x: float
    y: float
    facing: tuple[float, float]
    low_m: float
    start: int
    end: int
    least_slope: float
    first: tuple[float, float]
    last: tuple[float, float]


@inner()
def view_from(
    place: tuple[float, float], facing: tuple[float, float], low_m: float, slots: Slots
) -> View:
    """What can be seen from a place."""
    start, end = 0, len(slots.turn)
    if facing[0] != 0.0 or facing[1] != 0.0:
        start, end = _faced(facing[0] * slots.flip, facing[1] * slots.flip, slots)
    first, last = (0.0, 0.0), (0.0, 0.0)
    if end > start and slots.turn[end - 1] - slots.turn[start] < TURN / 2:
        first = (slots.east[start], slots.north[start])
        last = (slots.east[end - 1], slots.north[end - 1])
    least_slope = _least_slope(slots, start, end)
    return View(place[0], place[1], facing, low_m, start, end, least_slope, first, last)


@inner()
def _faced(east: float, north: float, slots: Slots) -> tuple[int, int]:
    """The run of slots that holds all those in front of a wall."""
    count = len(slots.turn)
    left, right = turn_of(-north, east), turn_of(north, -east)
    start = first_slot_from(left, slots.turn, slots.table)
    end = first_slot_from(right, slots.turn, slots.table)
    if left <= right:
        return (start, end)
    # the half turn before the wall holds the place where counting begins: two runs, often one empty
    if end == 0:
        return (start, count)
    return (0, end if start == count else count)


@inner()
def _least_slope(slots: Slots, start: int, end: int) -> float:
    if end <= start:
        return np.inf
    level = 0
    while (2 << level) <= end - start:
        level += 1
    row = slots.least_slope[level]
    return float(min(row[start], row[end - (1 << level)]))


@inner()
def without_shade(view: View, slots: Slots, shade_m: Real) -> None:
    """Begin a profile: no shadow in the slots that a place faces, endless shadow in the others."""
    east, north = view.facing
    if east == 0.0 and north == 0.0:
        shade_m[:] = view.low_m
        return
    for slot in range(len(shade_m)):
        along = slots.east[slot] * east + slots.north[slot] * north
        is_faced = along * slots.least_slope[0, slot] > slots.least_facing
        shade_m[slot] = view.low_m if is_faced else np.inf


@inner()
def darken(view: View, scene: Scene, slots: Slots, shade_m: Real) -> float:
    """Raise the profile by the shadows of all blocks.

    Returns the top of the highest block that covers the view and is met on the way, as all are
    that rise above ``low_m`` where the view faces any sun; -inf where there is none.
    """
    covered_m = -np.inf
    for part in scene:
        row = next_in_view(view, part.tree, part.tree.box, 0)
        while row < len(part.tree.item):
            item = part.tree.item[row]
            darken_by(view, part, item, slots, shade_m)
            if is_over(view.x, view.y, part.tree.box, row) and is_within(
                view.x, view.y, part, item
            ):
                covered_m = max(covered_m, part.top_m[item])
            row = next_in_view(view, part.tree, part.tree.box, row + 1)
    return covered_m


@inner()
def next_in_view(view: View, tree: Tree, box: Real, row: int) -> int:
    """The first leaf at or after ``row`` whose box may shade the view; past the end if none."""
    while row < len(tree.item):
        if not may_shade(view, box, row):
            row = tree.skip[row]
        elif tree.item[row] >= 0:
            return row
        else:
            row += 1
    return row


@inner()
def may_shade(view: View, box: Real, row: int) -> bool:
    """Whether something in a box may stand between the view and its sun."""
    rise_m = box[row, 4] - view.low_m
    away_x = max(box[row, 0] - view.x, 0.0, view.x - box[row, 2])
    away_y = max(box[row, 1] - view.y, 0.0, view.y - box[row, 3])
    climb = view.least_slope * view.least_slope * (away_x * away_x + away_y * away_y)
    if rise_m <= 0.0 or not climb < rise_m * rise_m:  # without sun the climb is no number
        return False
    half_x, half_y = (box[row, 2] - box[row, 0]) * 0.5, (box[row, 3] - box[row, 1]) * 0.5
    x, y = box[row, 0] + half_x - view.x, box[row, 1] + half_y - view.y
    (first_x, first_y), (last_x, last_y) = view.first, view.last
    is_before = first_x * y - first_y * x > abs(first_x) * half_y + abs(first_y) * half_x
    is_after = last_y * x - last_x * y > abs(last_x) * half_y + abs(last_y) * half_x
    return not (is_before or is_after)


@inner()
def darken_by(view: View, part: Cluster, item: int, slots: Slots, shade_m: Real) -> None:
    """Raise the profile by the shadow of one block."""
    walls, top_m = part.walls, part.top_m[item]
    for wall in range(part.first[item], part.first[item + 1]):
        away_m = away_from(view, walls, wall)
        if away_m < 0.0 or top_m - away_m * view.least_slope <= view.low_m:
            continue
        east, north = walls[wall, 4], walls[wall, 5]
        start, middle, resume, end = hidden(view, walls, wall, slots)
        _raise(shade_m, (start, middle), slots, (east, north, away_m, top_m))
        _raise(shade_m, (resume, end), slots, (east, north, away_m, top_m))


@inner()
def away_from(view: View, walls: Real, wall: int) -> float:
    """Metres from the view to the line of a wall; below 0 behind it, where it hides nothing.

    From a place on the wall itself it is 0: behind the wall the sun is hidden at once.
    """
    x, y = walls[wall, 0] - view.x, walls[wall, 1] - view.y
    away_m = float(-(x * walls[wall, 4] + y * walls[wall, 5]))
    if abs(away_m) > _ON_WALL_M:
        return away_m
    next_x, next_y = walls[wall, 2] - view.x, walls[wall, 3] - view.y
    is_between = x * next_x + y * next_y < 0.0
    return 0.0 if is_between else -1.0


@inner()
def hidden(view: View, walls: Real, wall: int, slots: Slots) -> tuple[int, int, int, int]:
    """The slots behind a wall not seen from behind, as two runs of which one is mostly empty."""
    flip = slots.flip
    left = turn_of(flip * (walls[wall, 0] - view.x), flip * (walls[wall, 1] - view.y))
    right = turn_of(flip * (walls[wall, 2] - view.x), flip * (walls[wall, 3] - view.y))
    start = max(first_slot_from(left, slots.turn, slots.table), view.start)
    end = min(first_slot_from(right, slots.turn, slots.table), view.end)
    if right - left > 0.75 * TURN or -0.25 * TURN < right - left < 0.0:
        return (0, 0, 0, 0)  # seen edge-on, and rounding has swapped its ends
    if left <= right:
        return (start, end, 0, 0)
    # the wall stands across the direction where counting begins
    return (start, view.end, view.start, end)


@inner()
def _raise(
    shade_m: Real,
    run: tuple[int, int],
    slots: Slots,
    wall: tuple[float, float, float, float],
) -> None:
    east, north, away_m, top_m = wall
    for slot in range(run[0], run[1]):
        # the wall faces the view, so the product is below 0: what a ray climbs is taken off the top
        along = slots.east[slot] * east + slots.north[slot] * north
        height_m = top_m + away_m / along if away_m > 0.0 else top_m
        shade_m[slot] = max(shade_m[slot], height_m)


@inner()
def cover_m(x: float, y: float, scene: Scene) -> float:
    """Top of the highest block over a place in plan; -inf where there is none."""
    highest_m = -np.inf
    for part in scene:
        row = 0
        while row < len(part.tree.skip):
            if not is_over(x, y, part.tree.box, row):
                row = part.tree.skip[row]
                continue
            item = part.tree.item[row]
            if item >= 0 and part.top_m[item] > highest_m and is_within(x, y, part, item):
                highest_m = part.top_m[item]
            row += 1
    return highest_m


@inner()
def is_over(x: float, y: float, box: Real, row: int) -> bool:
    """Whether a box lies over a place in plan."""
    return bool(box[row, 0] < x < box[row, 2] and box[row, 1] < y < box[row, 3])


@inner()
def is_within(x: float, y: float, part: Cluster, item: int) -> bool:
    """Whether a place lies in a block's footprint, by the walls that a line eastwards crosses.

    On a wall it does not.
    """
    walls = part.walls
    inside = False
    for wall in range(part.first[item], part.first[item + 1]):
        west, south, east, north = walls[wall, 0], walls[wall, 1], walls[wall, 2], walls[wall, 3]
        away_m = (west - x) * walls[wall, 4] + (south - y) * walls[wall, 5]
        if abs(away_m) <= _ON_WALL_M and (west - x) * (east - x) + (south - y) * (north - y) <= 0.0:
            return False
        if (south > y) != (north > y):
            inside ^= west + (y - south) / (north - south) * (east - west) > x
    return inside
