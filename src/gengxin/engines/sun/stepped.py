"""A stepped envelope: each cell of a site as tall as receptors allow, together.

Which slots a receptor keeps is a choice: the site may rise high in one direction if it stays low
in another. Receptors choose in turn, those with the least to spare first, the slots whose strips
cost the least volume; then each cell rises until a receptor forbids it, so that none could rise
alone.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.blocks import Blocks
from gengxin.engines.sun.ceiling import Bench, Tally, bench_for, greatest_rise
from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.near import columns_near
from gengxin.engines.sun.path import SunPath
from gengxin.engines.sun.priced import Volumes, priced_loss_m3
from gengxin.engines.sun.receptors import Receptors
from gengxin.engines.sun.scene import Scene, cluster_of, without
from gengxin.engines.sun.sites import Requirement, need_of
from gengxin.engines.sun.sorting import sort_by
from gengxin.engines.sun.strips import Ground, Strips, strips_of

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]

_LIFTS: Final = 20  # each lets every cell rise once; two or three suffice
_ROUNDS: Final = 100  # of pricing; four times as many come a hundredth closer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stepped:
    """Heights of a site's cells that are legal together, and how good they are.

    ``top_m``, ``receptor`` and ``hour`` have a row a cell, as in :class:`Tallest`: what forbids
    that cell to rise while the others stay. ``alone_m`` is the top that would be legal with all
    other cells empty. ``volume_m3`` is what stands under the tops; no envelope holds more than
    ``alone_m3``, the sum over the cells alone, nor than ``bound_m3``, which prices what receptors
    must cost them together.
    """

    top_m: Real
    receptor: Position
    hour: Real
    alone_m: Real
    volume_m3: float
    alone_m3: float
    bound_m3: float


def stepped(
    scene: Scene,
    receptors: Receptors,
    path: SunPath,
    *,
    cells: Blocks,
    cleared: npt.ArrayLike,
    requirement: Requirement,
) -> Stepped:
    """The stepped envelope of one site while all others stay as they are today.

    Parameters
    ----------
    cells
        The site's cells up to the greatest height of interest, which do not overlap.
    cleared
        Numbers of the scene's blocks that stand on the site; they go, with their receptors.
    """
    ground = Ground(
        today=scene,
        empty=without(scene, cleared),
        cells=cluster_of(cells, np.arange(cells.count, dtype=np.int32)),
        receptors=receptors.arrays,
        slots=path.slots,
        need=need_of(requirement, receptors, path),
    )
    columns = columns_near(receptors, path, ground.cells.tree.box[:1])
    stay = ~np.isin(receptors.block[columns], cleared)
    site = _site_of(strips_of(ground, columns[stay]), cells, ground)
    alone, together = _tops(cells), _tops(cells)
    _rise_alone(site, alone)
    together.top_m[:] = alone.top_m
    _give_way(site, together.top_m)
    _rise_together(site, together)
    rise_m, alone_rise_m = (
        np.maximum(tops.top_m - cells.ground_m, 0.0) for tops in (together, alone)
    )
    alone_m3 = float(cells.area_m2 @ alone_rise_m)
    volumes = Volumes(cells.area_m2, cells.ground_m, cells.ground_m + alone_rise_m)
    return Stepped(
        top_m=cells.ground_m + rise_m,
        receptor=together.receptor,
        hour=path.hour_of(together.slot),
        alone_m=cells.ground_m + alone_rise_m,
        volume_m3=float(cells.area_m2 @ rise_m),
        alone_m3=alone_m3,
        bound_m3=alone_m3 - priced_loss_m3(site.strips, volumes, _ROUNDS),
    )


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


def _tops(cells: Blocks) -> Tops:
    nothing = np.full(cells.count, -1, np.int64)
    return Tops(cells.top_m.copy(), nothing, nothing.copy())


def _site_of(strips: Strips, cells: Blocks, ground: Ground) -> Site:
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
        tally=Tally(ground.slots.place, ground.need.rule),
    )


@kernel()
def _rise_alone(site: Site, tops: Tops) -> None:
    """Raise each cell as far as receptors allow while all others are empty."""
    bench = bench_for(site.strips.shade_m.shape[1])
    over = np.zeros((len(site.strips.receptor), len(bench.shade_m)), np.int32)
    for cell in range(len(tops.top_m)):
        tops.top_m[cell] = -np.inf
        _rise(site, cell, tops, over, bench)


@kernel()
def _rise_together(site: Site, tops: Tops) -> None:
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
def _give_way(site: Site, top_m: Real) -> None:
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
        for slot in bench.order[: _choose(site, int(poorest), top_m, bench)]:
            _lower(site, int(poorest), int(slot), top_m)


@inner()
def _lower(site: Site, row: int, slot: int, top_m: Real) -> None:
    """Lower the cells under the ray of one slot."""
    ray = site.strips.column[row] * site.strips.shade_m.shape[1] + slot
    for at in range(site.strips.first[ray], site.strips.first[ray + 1]):
        cell = site.strips.cell[at]
        top_m[cell] = min(top_m[cell], site.strips.low_m[row] + site.strips.climb_m[at])


@inner()
def _choose(site: Site, row: int, top_m: Real, bench: Bench) -> int:
    """Write down the slots that a receptor keeps; their number.

    Where all sun counts, those that cost the least; else the cheapest stretch that is long enough,
    or all it has where no stretch is.
    """
    rule, need = site.tally.rule, site.strips.need[row]
    lit = _weigh(site, row, top_m, bench)
    if rule.longest == 0 and rule.least == 1:
        sort_by(bench.climb_m, bench.order[:lit])
        return int(min(need, lit))
    length = int(max(need, rule.least))
    start = _cheapest_stretch(bench.climb_m, site.tally.place, length)
    if start < 0:
        return lit
    for moment in range(length):
        bench.order[moment] = site.tally.place[start + moment]
    return length


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
            lost_m = top_m[cell] - low_m - strips.climb_m[at]
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
