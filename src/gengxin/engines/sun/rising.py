"""Kernels that raise the cells of a site as far as receptors allow."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.blocks import Blocks
from gengxin.engines.sun.ceiling import Bench, Tally, bench_for, greatest_rise
from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.sorting import sort_by
from gengxin.engines.sun.strips import Strips

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]

_LIFTS: Final = 20  # each lets every cell rise once; two or three suffice


class Site(NamedTuple):
    """Strips, and the same seen from the cells.

    ``row_first[k]`` is the first receptor of column k. Cell c crosses the rays ``first[c]`` to
    ``first[c + 1]``, column by column: in column ``column``, in ``slot``, having climbed
    ``climb_m``. ``most_m`` is the greatest top of interest of each cell.
    """

    strips: Strips
    row_first: Position
    first: Position
    column: Position
    slot: Position
    climb_m: Real
    area_m2: Real
    ground_m: Real
    most_m: Real
    tally: Tally


class Tops(NamedTuple):
    """Top of each cell, and the receptor and slot (by direction) that forbid more, -1 for none."""

    top_m: Real
    receptor: Position
    slot: Position


def no_limits(cells: Blocks) -> Tops:
    """The cells as high as anybody is interested in."""
    nothing = np.full(cells.count, -1, np.int64)
    return Tops(cells.top_m.copy(), nothing, nothing.copy())


def site_of(strips: Strips, cells: Blocks, tally: Tally) -> Site:
    """See strips from the cells."""
    columns, slots = strips.shade_m.shape
    order = np.argsort(strips.cell, kind="stable")
    ray = np.repeat(np.arange(columns * slots), np.diff(strips.first))[order]
    return Site(
        strips=strips,
        row_first=np.searchsorted(strips.column, np.arange(columns + 1)),
        first=np.searchsorted(strips.cell[order], np.arange(cells.count + 1)),
        column=ray // max(slots, 1),
        slot=ray % max(slots, 1),
        climb_m=strips.climb_m[order],
        area_m2=cells.area_m2,
        ground_m=cells.ground_m,
        most_m=cells.top_m,
        tally=tally,
    )


@kernel()
def rise_alone(site: Site, tops: Tops) -> None:
    """Raise each cell as far as receptors allow while all others are empty."""
    bench = bench_for(site.strips.shade_m.shape[1])
    over = np.zeros((len(site.strips.receptor), len(bench.shade_m)), np.int32)
    for cell in range(len(tops.top_m)):
        tops.top_m[cell] = -np.inf
        _rise(site, cell, tops, over, bench)


@kernel()
def rise_together(site: Site, tops: Tops) -> None:
    """Raise the cells one by one, the largest first, until none can rise while the others stay."""
    bench = bench_for(site.strips.shade_m.shape[1])
    # how many cells stand above each receptor's ray in each slot
    over = np.zeros((len(site.strips.receptor), len(bench.shade_m)), np.int32)
    for cell in range(len(tops.top_m)):
        _count_over(site, cell, -np.inf, tops.top_m[cell], over)
    order = np.arange(len(tops.top_m))
    sort_by(-site.area_m2, order)
    for _ in range(_LIFTS):
        risen_m3 = 0.0
        for largest in order:
            before_m = tops.top_m[largest]
            _rise(site, int(largest), tops, over, bench)
            if tops.top_m[largest] > before_m:
                _count_over(site, int(largest), before_m, tops.top_m[largest], over)
                risen_m3 += (tops.top_m[largest] - before_m) * site.area_m2[largest]
        if risen_m3 == 0.0:
            break


@inner()
def _count_over(site: Site, cell: int, from_m: float, to_m: float, over: Whole) -> None:
    """Count in what it means that a cell rises."""
    low_m = site.strips.low_m
    for ray in range(site.first[cell], site.first[cell + 1]):
        column, slot = site.column[ray], site.slot[ray]
        for row in range(site.row_first[column], site.row_first[column + 1]):
            ceiling_m = low_m[row] + site.climb_m[ray]
            over[row, slot] += (to_m > ceiling_m) and not from_m > ceiling_m


@inner()
def _rise(site: Site, cell: int, tops: Tops, over: Whole, bench: Bench) -> None:
    """Raise one cell as far as receptors allow while the others stay; note what forbids more."""
    limit_m = site.most_m[cell]
    receptor, slot = np.int64(-1), -1
    ray, end = site.first[cell], site.first[cell + 1]
    while ray < end:
        column = site.column[ray]
        for any_slot in range(len(bench.climb_m)):
            bench.climb_m[any_slot] = np.inf
        while ray < end and site.column[ray] == column:
            at = site.slot[ray]
            bench.climb_m[at] = min(bench.climb_m[at], site.climb_m[ray])
            ray += 1
        for row in range(site.row_first[column], site.row_first[column + 1]):
            _shade_of_others(site, row, tops.top_m[cell], over, bench)
            low_m, need = site.strips.low_m[row], site.strips.need[row]
            rise_m, lost = greatest_rise(bench, low_m, limit_m - low_m, need, site.tally)
            if rise_m < limit_m - low_m:
                limit_m, receptor, slot = low_m + rise_m, site.strips.receptor[row], lost
    tops.top_m[cell] = max(limit_m, tops.top_m[cell])
    tops.receptor[cell], tops.slot[cell] = receptor, slot


@inner()
def _shade_of_others(site: Site, row: int, top_m: float, over: Whole, bench: Bench) -> None:
    """The shadow over a receptor, endless in the slots that cells but the one in question take."""
    column, low_m = site.strips.column[row], site.strips.low_m[row]
    for slot in range(len(bench.shade_m)):
        its_own = top_m > low_m + bench.climb_m[slot]
        is_free = over[row, slot] - its_own <= 0
        bench.shade_m[slot] = site.strips.shade_m[column, slot] if is_free else np.inf
