"""Kernels that lower the cells of a site until receptors keep enough: which slots each keeps.

What a receptor keeps costs the least where others keep it too. So columns of receptors first choose
in turn; then, many times over, a few columns give up what they kept and choose anew, and the choice
stays if no volume is lost (Shaw 1998, large neighbourhood search): neighbours, or those that hold
one cell down the most; now by what it costs, now leaning to one hour.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.ceiling import Bench, bench_for
from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.counting import counted
from gengxin.engines.sun.rising import Site
from gengxin.engines.sun.sorting import sort_by

Real = npt.NDArray[np.float64]
Position = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CHOICES: Final = 16  # times that a receptor weighs its slots anew
_TURNS_A_COLUMN: Final = 10
_MOST_AT_ONCE: Final = 6  # columns that choose anew together
_PRIZE: Final = 4.0  # how much dearer the cell is for which columns choose anew
_PULL: Final = 5.0  # how much dearer a slot is a whole day from the hour leant to
# steps around the circle that spread evenly, however many are made
_STEPS: Final = (0.6180339887498949, 0.7548776662466927)


class Lean(NamedTuple):
    """Slots are the dearer the farther from ``centre``, 0 to 1 of the day; ``pull`` 0: none is."""

    centre: float
    pull: float


class Choosing(NamedTuple):
    """What every choice needs at hand.

    ``asks`` tells the receptors that none below them in their column speaks for, ``moment`` when a
    slot is, 0 to 1 of the day, ``worth_m2`` what a metre of each cell counts for.
    """

    asks: Flags
    moment: Real
    worth_m2: Real
    bench: Bench
    lean: Lean


@kernel()
def asking(site: Site) -> tuple[Flags, Real]:
    """The receptors that ask for themselves, and how many slots each could lose.

    One below in the same column, which must keep as many and can, speaks for those above: they see
    each slot that it sees, over higher cells.
    """
    strips = site.strips
    asks, spare = np.ones(len(strips.receptor), np.bool_), np.empty(len(strips.receptor))
    for row in range(len(spare)):
        column, low_m = strips.column[row], strips.low_m[row]
        lit = counted(strips.shade_m[column], low_m, site.tally.place, site.tally.rule)
        spare[row] = lit - strips.need[row]
        for below in range(site.row_first[column], row):
            speaks = spare[below] >= 0 and strips.need[below] >= strips.need[row]
            asks[row] &= not (speaks and strips.low_m[below] <= low_m)
    return asks, spare


@kernel()
def give_way(site: Site, top_m: Real) -> None:
    """Lower the tops until all receptors keep enough, in the least costly way found."""
    asks, spare = asking(site)
    moment = np.empty(len(site.tally.place))
    for at, slot in enumerate(site.tally.place):
        moment[slot] = at / len(moment)
    choosing = Choosing(asks, moment, site.area_m2.copy(), bench_for(len(moment)), Lean(0.0, 0.0))
    columns = len(site.row_first) - 1
    # no column's limits bind before it has chosen
    limit_m = np.full((columns, len(top_m)), np.inf)
    most_m = top_m.copy()
    for column in _poorest_first(site, spare):
        _choose(site, column, choosing, top_m, limit_m[column])
    if columns > 1:
        _choose_again(site, choosing, most_m, limit_m)
        _limit_by(limit_m, np.arange(columns), most_m, top_m)


@inner()
def _poorest_first(site: Site, spare: Real) -> Position:
    """The columns, those with the least to spare first."""
    least = np.empty(len(site.row_first) - 1)
    order = np.arange(len(least))
    for column in order:
        least[column] = spare[site.row_first[column] : site.row_first[column + 1]].min()
    sort_by(least, order)
    return order


@inner()
def _choose_again(site: Site, choosing: Choosing, most_m: Real, limit_m: Real) -> None:
    """Let a few columns at a time choose anew, and keep what costs no more."""
    columns, cells = limit_m.shape
    top_m, new_m = np.empty(cells), np.empty((_MOST_AT_ONCE, cells))
    order = np.arange(columns)
    _limit_by(limit_m, order, most_m, top_m)
    best_m3 = _volume_m3(site, top_m)
    for turn in range(_TURNS_A_COLUMN * columns):
        count = min(turn % _MOST_AT_ONCE + 1, columns)
        cell = _put_first(limit_m, turn, order)
        _limit_by(limit_m, order[count:], most_m, top_m)
        if _volume_m3(site, top_m) <= best_m3:
            continue  # their limits bind nowhere
        anew = _leaning(site, choosing, turn, cell)
        for step in range(count):
            # in the other direction every other round
            at = step if turn % 4 < 2 else count - 1 - step
            _choose(site, order[at], anew, top_m, new_m[at])
        volume_m3 = _volume_m3(site, top_m)
        if volume_m3 >= best_m3:
            best_m3 = volume_m3
            for at in range(count):
                limit_m[order[at]] = new_m[at]


@inner()
def _put_first(limit_m: Real, turn: int, order: Position) -> int:
    """Order the columns: neighbours first, or those first that hold one cell down the most.

    Returns that cell, -1 for none.
    """
    columns, cells = limit_m.shape
    along = (turn * _STEPS[0]) % 1.0
    for step in range(columns):
        order[step] = (int(along * columns) + step) % columns
    if turn // _MOST_AT_ONCE % 2 == 0:
        return -1
    cell = int(along * cells)
    sort_by(limit_m[:, cell].copy(), order)
    return cell


@inner()
def _leaning(site: Site, choosing: Choosing, turn: int, cell: int) -> Choosing:
    """Every other turn leaning to one hour, and with a cell that is dearer to lower, if any."""
    worth_m2 = site.area_m2.copy()
    if cell >= 0:
        worth_m2[cell] *= _PRIZE
    lean = Lean((turn * _STEPS[1]) % 1.0, _PULL if turn % 2 else 0.0)
    return Choosing(choosing.asks, choosing.moment, worth_m2, choosing.bench, lean)


@inner()
def _limit_by(limit_m: Real, columns: Position, most_m: Real, top_m: Real) -> None:
    """The tops that some columns leave."""
    top_m[:] = most_m
    for column in columns:
        for cell in range(len(top_m)):
            top_m[cell] = min(top_m[cell], limit_m[column, cell])


@inner()
def _volume_m3(site: Site, top_m: Real) -> float:
    """What stands under the tops."""
    total_m3 = 0.0
    for cell in range(len(top_m)):
        total_m3 += site.area_m2[cell] * max(top_m[cell] - site.ground_m[cell], 0.0)
    return total_m3


@inner()
def _choose(site: Site, column: int, choosing: Choosing, top_m: Real, limit_m: Real) -> None:
    """Choose the slots of a column's receptors; lower the tops, and write the column's limits."""
    limit_m[:] = np.inf
    for row in range(site.row_first[column], site.row_first[column + 1]):
        if not choosing.asks[row]:
            continue
        if site.tally.rule.longest == 0 and site.tally.rule.least == 1:
            _keep_cheapest(site, row, choosing, top_m, limit_m)
        else:
            _keep_stretch(site, row, choosing, top_m, limit_m)


@inner()
def _keep_cheapest(site: Site, row: int, choosing: Choosing, top_m: Real, limit_m: Real) -> None:
    """Lower the tops until a receptor keeps enough slots, those that cost the least first.

    They are chosen a few at a time, as a slot that is kept makes its neighbours cheaper.
    """
    bench = choosing.bench
    lit = _weigh(site, row, choosing, top_m)
    need, kept = min(site.strips.need[row], lit), 0
    step = need // _CHOICES + 1
    while kept < need:
        sort_by(bench.climb_m, bench.order[:lit])  # those kept already cost nothing
        before, kept = kept, min(kept + step, need)
        for slot in bench.order[before:kept]:
            _lower(site, row, int(slot), top_m, limit_m)
        if kept < need:
            _weigh(site, row, choosing, top_m)


@inner()
def _keep_stretch(site: Site, row: int, choosing: Choosing, top_m: Real, limit_m: Real) -> None:
    """Lower the tops for the cheapest stretch that is long enough, or for all slots if none is."""
    bench = choosing.bench
    lit = _weigh(site, row, choosing, top_m)
    length = int(max(site.strips.need[row], site.tally.rule.least))
    start = _cheapest_stretch(bench.climb_m, site.tally.place, length)
    if start < 0:
        for slot in bench.order[:lit]:
            _lower(site, row, int(slot), top_m, limit_m)
        return
    for moment in range(length):
        _lower(site, row, int(site.tally.place[start + moment]), top_m, limit_m)


@inner()
def _lower(site: Site, row: int, slot: int, top_m: Real, limit_m: Real) -> None:
    """Lower the cells under the ray of one slot."""
    ray = site.strips.column[row] * site.strips.shade_m.shape[1] + slot
    for at in range(site.strips.first[ray], site.strips.first[ray + 1]):
        cell = site.strips.cell[at]
        ceiling_m = site.strips.low_m[row] + site.strips.climb_m[at]
        top_m[cell] = min(top_m[cell], ceiling_m)
        limit_m[cell] = min(limit_m[cell], ceiling_m)


@inner()
def _weigh(site: Site, row: int, choosing: Choosing, top_m: Real) -> int:
    """Volume that each slot would cost, the more the farther from where a choice leans.

    It is inf in shadow; writes down the others, and their number.
    """
    strips, bench, lit = site.strips, choosing.bench, 0
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
            cost_m3 += choosing.worth_m2[cell] * max(lost_m, 0.0)
        away = abs(choosing.moment[slot] - choosing.lean.centre)
        bench.climb_m[slot] = cost_m3 * (1.0 + choosing.lean.pull * away)
    return lit


@inner()
def _cheapest_stretch(cost_m3: Real, place: npt.NDArray[np.int32], length: int) -> int:
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
