"""Rows of slabs that face one way, as far apart as their height asks."""

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.codes import Limit, Nothing
from gengxin.engines.form.compiled import inner, kernel
from gengxin.engines.form.edges import Position, Real, Shapes, edges_of
from gengxin.engines.form.faults import below, raise_faults
from gengxin.engines.form.steps import Steps, reshaped
from gengxin.engines.form.strips import stretches
from gengxin.engines.form.sweep import Swept, reach_of, swept

_TRIES: Final = 8  # places of the first row that are tried
_HAIR: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """How slabs stand; one value for all rows of steps or one each.

    Parameters
    ----------
    depth_m
        From one long side to the other.
    spacing_ratio
        Distance from row to row by height.
    facing_deg
        Where the long sides face, clockwise from north: 180 is south.
    least_m, most_m, gap_m
        Least and greatest length of a slab, and the least gap between two; one value for all.
    """

    depth_m: npt.ArrayLike
    spacing_ratio: npt.ArrayLike
    facing_deg: npt.ArrayLike = 180.0
    least_m: float = 15.0
    most_m: float = 60.0
    gap_m: float = 13.0


def slabs(steps: Steps, rows: Rows, *, height_m: npt.ArrayLike) -> Steps:
    """Rectangular slabs in rows on each row's ground; none is higher than ``height_m``.

    That is the height for which they keep their distance, one for all rows of steps or one each. Of
    a few places of the first row, the one that gives most slab.

    Examples
    --------
    >>> from gengxin.engines.form import Limits, envelope, plots
    >>> steps = envelope(plots([shapely.box(0, 0, 50, 62)]), Limits())
    >>> three = slabs(steps, Rows(depth_m=12, spacing_ratio=1), height_m=12)
    >>> float(shapely.area(three.ground)[0])  # 12 + 12 + 12 + 12 + 12 of 62 m, gaps of 13 m
    1800.0
    """
    high_m = np.minimum(
        np.broadcast_to(np.asarray(height_m, np.float64), (steps.count,)), steps.cap_m
    )
    step = _step_at(steps, high_m)
    facing = np.broadcast_to(np.radians(np.asarray(rows.facing_deg, np.float64)), (steps.count,))
    back = np.column_stack([-np.sin(facing), -np.cos(facing)])
    plates = _laid(steps, step, back, _pattern(rows, high_m))
    some = step >= 0
    spaced = replace(
        steps,
        first=np.concatenate([[0], np.cumsum(some)]),
        shape=plates[some],
        top_m=steps.top_m[step[some]],
        sweep=np.column_stack([-back[:, 1], back[:, 0]]),
        cap_m=high_m,
        cap_by=np.where(high_m < steps.cap_m, Limit.SPACING, steps.cap_by),
    )
    held_by = np.where(steps.held_by == Limit.SETBACK, Limit.SPACING, steps.held_by)
    return reshaped(spaced, spaced.shape, held_by=held_by, gone=Nothing.TOO_THIN)


def _pattern(rows: Rows, height_m: Real) -> "Pattern":
    depth_m, ratio = (
        np.broadcast_to(np.asarray(values, np.float64), height_m.shape)
        for values in (rows.depth_m, rows.spacing_ratio)
    )
    raise_faults(
        "slabs can't be laid so; mend them",
        below("height_m", height_m, 0.0),
        below("depth_m", depth_m, 1.0),
        below("spacing_ratio", ratio, 0.0),
        below("least_m", np.array([rows.least_m]), 1.0),
        below("most_m", np.array([rows.most_m]), 2 * rows.least_m),
        below("gap_m", np.array([rows.gap_m]), 0.0),
        [f"height_m is {height_m[r]} in row {r}" for r in np.flatnonzero(np.isinf(height_m))],
    )
    apart_m = np.maximum(ratio * height_m, rows.gap_m)
    sizes_m = np.column_stack([depth_m, depth_m + apart_m])
    return Pattern(sizes_m, float(rows.least_m), float(rows.most_m), float(rows.gap_m))


def _step_at(steps: Steps, height_m: Real) -> Position:
    """The step of each row whose plate reaches up to a height, its last where none does."""
    reaches = steps.top_m >= height_m[steps.row] - 1e-9
    missing = np.iinfo(np.int64).max
    step = np.full(steps.count, missing)
    np.minimum.at(step, steps.row[reaches], np.flatnonzero(reaches))
    last = np.where(np.diff(steps.first) > 0, steps.first[1:] - 1, -1)
    return np.where(step == missing, last, step)


class Pattern(NamedTuple):
    """Depth of each row's slabs and distance from row to row, (n, 2); lengths and gap for all."""

    sizes_m: Real
    least_m: float
    most_m: float
    gap_m: float


def _laid(steps: Steps, step: Position, back: Real, pattern: Pattern) -> Shapes:
    """The slabs of each row of steps as one shape, empty where there are none."""
    some = np.flatnonzero(step >= 0)
    edges = edges_of(steps.shape[step[some]])
    anchor = shapely.bounds(steps.shape[step[some]])[:, :2]
    direction = back[some]
    shapes = swept(edges.first, edges.ends, direction[edges.of], anchor[edges.of])
    mine = pattern._replace(sizes_m=pattern.sizes_m[some])
    start_m, slab_count = _first_rows(shapes, mine)
    first = np.concatenate([[0], np.cumsum(slab_count)])
    row = np.repeat(np.arange(len(some)), slab_count)
    sides = _lay_all(shapes, mine, start_m, first)
    plates: Shapes = np.full(steps.count, shapely.Polygon(), object)
    if len(row):
        owner, index = np.unique(row, return_inverse=True)
        slab = rectangles(sides, direction[row], anchor[row])
        plates[some[owner]] = shapely.multipolygons(slab, indices=index)
    return plates


def rectangles(sides: Real, along: Real, anchor: Real) -> Shapes:
    """Rectangles from low and high along a direction, low and high aside; a row each."""
    aside = np.column_stack([-along[:, 1], along[:, 0]])
    corners = [(0, 2), (1, 2), (1, 3), (0, 3)]
    points = [anchor + along * sides[:, [a]] + aside * sides[:, [b]] for a, b in corners]
    return np.asarray(shapely.polygons(np.stack(points, 1)))


@kernel()
def _first_rows(shapes: Swept, pattern: Pattern) -> tuple[Real, Position]:
    """Where the first row of each shape starts, and how many slabs follow."""
    shape_count = len(shapes.first) - 1
    start_m, count = np.empty(shape_count), np.zeros(shape_count, np.int64)
    room, nowhere = np.empty((_most_edges(shapes), 2)), np.empty((0, 4))
    for shape in range(shape_count):
        start_m[shape] = _best_start(shapes, shape, pattern, room)
        count[shape] = _lay(shapes, (shape, start_m[shape]), pattern, room, nowhere)
    return start_m, count


@kernel()
def _lay_all(shapes: Swept, pattern: Pattern, start_m: Real, first: Position) -> Real:
    """Sides of each slab: low and high along the sweep, low and high aside."""
    sides, room = np.empty((first[-1], 4)), np.empty((_most_edges(shapes), 2))
    for shape in range(len(start_m)):
        mine = sides[first[shape] : first[shape + 1]]
        if len(mine) > 0:
            _lay(shapes, (shape, start_m[shape]), pattern, room, mine)
    return sides


@inner()
def _most_edges(shapes: Swept) -> int:
    most = 1
    for shape in range(len(shapes.first) - 1):
        most = max(most, shapes.first[shape + 1] - shapes.first[shape])
    return most


@inner()
def _lay(shapes: Swept, start: tuple[int, float], pattern: Pattern, room: Real, sides: Real) -> int:
    """How many slabs one shape holds; writes down their sides where there is room for them."""
    shape, at_m = start
    depth_m, pitch_m = pattern.sizes_m[shape]
    high_m, count = reach_of(shapes, shape)[1], 0
    while at_m + depth_m <= high_m + _HAIR:
        for k in range(stretches(shapes, shape, (at_m, at_m + depth_m), room)):
            slab_count = _slabs_in(room[k, 1] - room[k, 0], pattern)
            each_m = (room[k, 1] - room[k, 0] + pattern.gap_m) / max(slab_count, 1)
            for slab in range(slab_count):
                if len(sides) > 0:
                    aside_m = room[k, 0] + slab * each_m
                    sides[count, 0], sides[count, 1] = at_m, at_m + depth_m
                    sides[count, 2], sides[count, 3] = aside_m, aside_m + each_m - pattern.gap_m
                count += 1
        at_m += pitch_m
    return count


@inner()
def _slabs_in(stretch_m: float, pattern: Pattern) -> int:
    """How many slabs stand in a stretch."""
    if stretch_m < pattern.least_m - _HAIR:
        return 0
    return int(np.ceil((stretch_m + pattern.gap_m) / (pattern.most_m + pattern.gap_m) - _HAIR))


@inner()
def _best_start(shapes: Swept, shape: int, pattern: Pattern, room: Real) -> float:
    """Where the first row starts so that slabs are longest in all; the first of equals."""
    depth_m, pitch_m = pattern.sizes_m[shape]
    low_m, high_m = reach_of(shapes, shape)
    best_m, most_m = low_m, -1.0
    for attempt in range(_TRIES):
        first_m = low_m + pitch_m * attempt / _TRIES
        start_m, sum_m = first_m, 0.0
        while start_m + depth_m <= high_m + _HAIR:
            for k in range(stretches(shapes, shape, (start_m, start_m + depth_m), room)):
                stretch_m = room[k, 1] - room[k, 0]
                slab_count = _slabs_in(stretch_m, pattern)
                if slab_count > 0:
                    sum_m += stretch_m - (slab_count - 1) * pattern.gap_m
            start_m += pitch_m
        if sum_m > most_m + _HAIR:
            best_m, most_m = first_m, sum_m
    return best_m
