"""What cells of a site stand before the sun of which receptor, slot by slot."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.ceiling import Before, Bench, Tally, bench_for, left, needed
from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.path import Slots
from gengxin.engines.sun.profile import (
    View,
    away_from,
    cover_m,
    darken,
    hidden,
    is_within,
    view_from,
    without_shade,
)
from gengxin.engines.sun.scene import Cluster, Scene
from gengxin.engines.sun.sites import ABSOLUTE, TODAY, Need

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]


class Ground(NamedTuple):
    """A site and what stands around it: today, and when the site is empty."""

    today: Scene
    empty: Scene
    cells: Cluster  # numbered as given, drawn up to the greatest height of interest
    receptors: tuple[Real, Real, Position, Real]
    slots: Slots
    need: Need


class Strips(NamedTuple):
    """The receptors at stake, and the strips of cells between each of their columns and the sun.

    Row r of ``receptor``, ``low_m``, ``need`` is a receptor at stake: its row, its height, the
    slots that it must keep; it is in column ``column[r]``, which grows with r. Row k of
    ``shade_m`` is the shadow over a column while the site is empty. In slot t its ray passes over
    the cells
    ``cell[first[i] : first[i + 1]]`` with i = k x slots + t, having climbed ``climb_m``; slots in
    shadow and cells that are never too high are left out.
    """

    receptor: Position
    low_m: Real
    need: Position
    column: Position
    shade_m: Real
    first: Position
    cell: Position
    climb_m: Real


class Crossed(NamedTuple):
    """Where the strips of a column are written: the next row of each slot; the rows."""

    next_row: Position
    cell: Position
    climb_m: Real


def strips_of(ground: Ground, columns: Position) -> Strips:
    """Find the receptors at stake in some columns, and their strips."""
    rows = int((ground.receptors[2][columns + 1] - ground.receptors[2][columns]).sum())
    count = len(ground.slots.turn)
    seen = Strips(
        receptor=np.empty(rows, np.int64),
        low_m=np.empty(rows),
        need=np.empty(rows, np.int64),
        column=np.empty(rows, np.int64),
        shade_m=np.empty((len(columns), count)),
        first=np.zeros(len(columns) * count + 1, np.int64),
        cell=np.empty(0, np.int64),
        climb_m=np.empty(0),
    )
    kept = np.empty(len(columns), np.int64)
    used, height = _assess(ground, columns, seen, kept)
    first = np.cumsum(seen.first[: height * count + 1])
    strips = Strips(
        receptor=seen.receptor[:used],
        low_m=seen.low_m[:used],
        need=seen.need[:used],
        column=seen.column[:used],
        shade_m=seen.shade_m[:height],
        first=first,
        cell=np.empty(first[-1], np.int64),
        climb_m=np.empty(first[-1]),
    )
    _fill(ground, kept[:height], strips)
    return strips


@kernel()
def _assess(ground: Ground, columns: Position, seen: Strips, kept: Position) -> tuple[int, int]:
    """Write down the receptors at stake, their columns' shadows and the lengths of their strips.

    Returns the number of receptors and of columns.
    """
    count = len(ground.slots.turn)
    bench, today_m = bench_for(count), np.empty(count)
    used, height = 0, 0
    for column in columns:
        view = _view(ground, column)
        without_shade(view, ground.slots, bench.shade_m)
        darken(view, ground.empty, ground.slots, bench.shade_m)
        if ground.need.baseline == TODAY:
            without_shade(view, ground.slots, today_m)
            darken(view, ground.today, ground.slots, today_m)
        lengths = seen.first[height * count + 1 : (height + 1) * count + 1]
        highest_m = _highest(ground, column)
        _cross(ground, view, highest_m, bench, Crossed(lengths, seen.cell, seen.climb_m))
        before = used
        used = _at_stake(ground, column, (bench, today_m), seen, used)
        for row in range(before, used):
            seen.column[row] = height
        if used > before:
            kept[height] = column
            for slot in range(count):
                seen.shade_m[height, slot] = bench.shade_m[slot]
            height += 1
        else:
            for slot in range(count):
                lengths[slot] = 0
    return used, height


@inner()
def _view(ground: Ground, column: int) -> View:
    place, facing, first, height_m = ground.receptors
    return view_from(
        (place[column, 0], place[column, 1]),
        (facing[column, 0], facing[column, 1]),
        height_m[first[column]],
        ground.slots,
    )


@inner()
def _highest(ground: Ground, column: int) -> float:
    """Height above which a column asks for no sun: slots with longer shadows need no strips.

    Under an absolute limit a receptor without sun forbids the cells that it sees all the same.
    """
    if ground.need.baseline == ABSOLUTE:
        return np.inf
    return float(ground.receptors[3][ground.receptors[2][column + 1] - 1])


@inner()
def _at_stake(
    ground: Ground, column: int, at_hand: tuple[Bench, Real], seen: Strips, used: int
) -> int:
    """Write down those receptors of a column to which the cells could do harm; rows used."""
    bench, today_m = at_hand
    place, _, first, height_m = ground.receptors
    tally = Tally(ground.slots.place, ground.need.rule)
    covered_m = cover_m(place[column, 0], place[column, 1], ground.today)
    most_m = ground.cells.tree.box[0, 4]
    for receptor in range(first[column], first[column + 1]):
        low_m = height_m[receptor]
        if low_m < covered_m:
            continue
        before = Before(bench.shade_m, today_m)
        need = needed(ground.need, receptor, low_m, before, tally.place)
        if left(bench, low_m, most_m - low_m, tally) < need:
            seen.receptor[used], seen.low_m[used], seen.need[used] = receptor, low_m, need
            used += 1
    return used


@kernel()
def _fill(ground: Ground, columns: Position, strips: Strips) -> None:
    """Write the strips of the columns at stake."""
    count = len(ground.slots.turn)
    bench, next_row = bench_for(count), np.empty(count, np.int64)
    for height, column in enumerate(columns):
        view = _view(ground, column)
        for slot in range(count):
            bench.shade_m[slot] = strips.shade_m[height, slot]
            next_row[slot] = strips.first[height * count + slot]
        highest_m = _highest(ground, column)
        _cross(ground, view, highest_m, bench, Crossed(next_row, strips.cell, strips.climb_m))


@inner()
def _cross(ground: Ground, view: View, highest_m: float, bench: Bench, crossed: Crossed) -> None:
    """Write, or only count, the cells that a column's rays pass over, and the least climb."""
    cells = ground.cells
    heights_m = (view.low_m, highest_m)
    for slot in range(len(bench.climb_m)):
        bench.climb_m[slot] = np.inf
    for item in range(len(cells.number)):
        if is_within(view.x, view.y, cells, item):
            run, plane = (view.start, view.end), (0.0, 0.0, 0.0)
            _cross_run(ground, (item, heights_m), (run, plane), bench, crossed)
        for wall in range(cells.first[item], cells.first[item + 1]):
            away_m = away_from(view, cells.walls, wall)
            if away_m >= 0.0:
                plane = (cells.walls[wall, 4], cells.walls[wall, 5], away_m)
                start, middle, resume, end = hidden(view, cells.walls, wall, ground.slots)
                for run in ((start, middle), (resume, end)):
                    _cross_run(ground, (item, heights_m), (run, plane), bench, crossed)


@inner()
def _cross_run(
    ground: Ground,
    of: tuple[int, tuple[float, float]],
    by: tuple[tuple[int, int], tuple[float, float, float]],
    bench: Bench,
    crossed: Crossed,
) -> None:
    """The rays of a run of slots that pass over a cell by one of its walls."""
    item, (low_m, highest_m) = of
    (start, end), (east, north, away_m) = by
    slots, top_m = ground.slots, ground.cells.top_m[item]
    for slot in range(start, end):
        climb_m = 0.0
        if away_m > 0.0:
            climb_m = -away_m / (slots.east[slot] * east + slots.north[slot] * north)
        if bench.shade_m[slot] > highest_m or low_m + climb_m >= top_m:
            continue
        bench.climb_m[slot] = min(bench.climb_m[slot], climb_m)
        row = crossed.next_row[slot]
        crossed.next_row[slot] = row + 1
        if len(crossed.cell) > 0:
            crossed.cell[row], crossed.climb_m[row] = ground.cells.number[item], climb_m
