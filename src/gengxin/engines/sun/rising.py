"""Kernels that raise the cells of a site, and let them give way to receptors."""

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
_CHOICES: Final = 32  # times that a receptor weighs its slots anew


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


@kernel()
def give_way(site: Site, top_m: Real) -> None:
    """Lower the tops until all receptors keep enough, those with the least to spare first."""
    strips, bench = site.strips, bench_for(site.strips.shade_m.shape[1])
    spare = np.empty(len(strips.receptor))
    for row in range(len(spare)):
        lit = 0
        for slot in range(len(bench.shade_m)):
            lit += strips.shade_m[strips.column[row], slot] <= strips.low_m[row]
        spare[row] = lit - strips.need[row]
    order = np.arange(len(spare))
    sort_by(spare, order)
    for poorest in order:
        if site.tally.rule.longest == 0 and site.tally.rule.least == 1:
            _keep_cheapest(site, int(poorest), top_m, bench)
        else:
            _keep_stretch(site, int(poorest), top_m, bench)


@inner()
def _keep_cheapest(site: Site, row: int, top_m: Real, bench: Bench) -> None:
    """Lower the tops until a receptor keeps enough slots, those that cost the least first.

    They are chosen a few at a time, as a slot that is kept makes its neighbours cheaper.
    """
    lit = _weigh(site, row, top_m, bench)
    need, kept = min(site.strips.need[row], lit), 0
    step = need // _CHOICES + 1
    while kept < need:
        sort_by(bench.climb_m, bench.order[:lit])  # those kept already cost nothing
        before, kept = kept, min(kept + step, need)
        for slot in bench.order[before:kept]:
            _lower(site, row, int(slot), top_m)
        lit = _weigh(site, row, top_m, bench)


@inner()
def _keep_stretch(site: Site, row: int, top_m: Real, bench: Bench) -> None:
    """Lower the tops for the cheapest stretch that is long enough, or for all slots if none is."""
    lit = _weigh(site, row, top_m, bench)
    length = int(max(site.strips.need[row], site.tally.rule.least))
    start = _cheapest_stretch(bench.climb_m, site.tally.place, length)
    if start < 0:
        for slot in bench.order[:lit]:
            _lower(site, row, int(slot), top_m)
        return
    for moment in range(length):
        _lower(site, row, int(site.tally.place[start + moment]), top_m)


@inner()
def _lower(site: Site, row: int, slot: int, top_m: Real) -> None:
    """Lower the cells under the ray of one slot."""
    ray = site.strips.column[row] * site.strips.shade_m.shape[1] + slot
    for at in range(site.strips.first[ray], site.strips.first[ray + 1]):
        cell = site.strips.cell[at]
        top_m[cell] = min(top_m[cell], site.strips.low_m[row] + site.strips.climb_m[at])


@inner()
def _weigh(site: Site, row: int, top_m: Real, bench: Bench) -> int:
    """Volume that each slot would cost, inf in shadow; writes down the others, and their number."""
    strips, lit = site.strips, 0
    column, low_m = strips.column[row], strips.low_m[row]
    for slot in range(len(bench.climb_m)):
        bench.climb_m[slot] = np.inf
        if strips.shade_m[column, slot] > low_m:
            continue
        bench.order[lit] = slot
        lit += 1
        cost_m3, ray = 0.0, column * strips.shade_m.shape[1] + slot
        for at in range(strips.first[ray], strips.first[ray + 1]):
            cell = strips.cell[at]
            lost_m = top_m[cell] - (low_m + strips.climb_m[at])
            cost_m3 += site.area_m2[cell] * max(lost_m, 0.0)
        bench.climb_m[slot] = cost_m3
    return lit


@inner()
def _cheapest_stretch(cost_m3: Real, place: Whole, length: int) -> int:
    """First moment of the stretch of so many slots that costs the least; -1 if none is free."""
    best_m3, start, run, sum_m3 = np.inf, -1, 0, 0.0
    for moment in range(len(place)):
        cost = cost_m3[place[moment]]
        run = run + 1 if cost < np.inf else 0
        sum_m3 = sum_m3 + cost if run > 0 else 0.0
        if run > length:
            sum_m3 -= cost_m3[place[moment - length]]
        if run >= length and sum_m3 < best_m3:
            best_m3, start = sum_m3, moment - length + 1
    return start
