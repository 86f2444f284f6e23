"""A bound on stepped envelopes: what receptors must cost together, whichever slots they keep.

Divide each cell's area among the rays that pass over it. A receptor that keeps a slot then costs at
least what its ray answers for, and it keeps at least so many slots: the cheapest of them are a
lower bound of its cost. Any division gives a bound; better ones come from moving area to the rays
of the slots that were kept (mirror descent: Nemirovsky and Yudin 1983).
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.sorting import sort_by
from gengxin.engines.sun.strips import Strips

Real = npt.NDArray[np.float64]
Position = npt.NDArray[np.int64]

_FIRST_STEP: Final = 3.0


class Volumes(NamedTuple):
    """The volume to lose from: area, ground and top of each cell."""

    area_m2: Real
    ground_m: Real
    top_m: Real


class Stakes(NamedTuple):
    """What each receptor's ray in each slot would take off the cells under it.

    Ray r x slots + t has the rows ``first[ray] : first[ray + 1]``. ``loss_m3`` is taken off
    ``cell``; ``weight`` is the part of the cell that the ray answers for, all parts together 1.
    """

    first: Position
    cell: Position
    loss_m3: Real
    weight: Real


@kernel()
def priced_loss_m3(strips: Strips, volumes: Volumes, rounds: int) -> float:
    """Volume that no legal envelope can hold, by the best of so many divisions."""
    stakes = _stakes(strips, volumes)
    count = strips.shade_m.shape[1]
    cost_m3, order = np.empty(count), np.empty(count, np.int64)
    kept = np.empty(len(stakes.cell), np.bool_)
    whole_m3 = volumes.area_m2 * (volumes.top_m - volumes.ground_m)
    best_m3 = 0.0
    for turn in range(rounds):
        _make_whole(stakes, len(whole_m3))
        for at in range(len(kept)):
            kept[at] = False
        loss_m3 = 0.0
        for row in range(len(strips.receptor)):
            loss_m3 += _least_cost(strips, stakes, row, cost_m3, order)
            for slot in order[: strips.need[row]]:
                ray = row * count + slot
                for at in range(stakes.first[ray], stakes.first[ray + 1]):
                    kept[at] = True
        best_m3 = max(best_m3, loss_m3)
        step = _FIRST_STEP / np.sqrt(turn + 1.0)
        for at in range(len(kept)):
            if kept[at]:
                stakes.weight[at] *= np.exp(step * stakes.loss_m3[at] / whole_m3[stakes.cell[at]])
    return best_m3


@inner()
def _stakes(strips: Strips, volumes: Volumes) -> Stakes:
    """All losses at stake, each cell divided evenly."""
    count = strips.shade_m.shape[1]
    first = np.zeros(len(strips.receptor) * count + 1, np.int64)
    nowhere = Stakes(first, np.empty(0, np.int64), np.empty(0), np.empty(0))
    total = _fill(strips, volumes, nowhere)
    stakes = Stakes(first, np.empty(total, np.int64), np.empty(total), np.ones(total))
    _fill(strips, volumes, stakes)
    return stakes


@inner()
def _fill(strips: Strips, volumes: Volumes, stakes: Stakes) -> int:
    """Write the losses, where there is room for them; their number."""
    used, count = 0, strips.shade_m.shape[1]
    for row in range(len(strips.receptor)):
        column, low_m = strips.column[row], strips.low_m[row]
        for slot in range(count):
            if strips.shade_m[column, slot] <= low_m:
                ray = column * count + slot
                for at in range(strips.first[ray], strips.first[ray + 1]):
                    cell = strips.cell[at]
                    left_m = max(low_m + strips.climb_m[at], volumes.ground_m[cell])
                    loss_m3 = volumes.area_m2[cell] * (volumes.top_m[cell] - left_m)
                    if loss_m3 > 0.0:
                        if len(stakes.cell) > 0:
                            stakes.cell[used], stakes.loss_m3[used] = cell, loss_m3
                        used += 1
            stakes.first[row * count + slot + 1] = used
    return used


@inner()
def _make_whole(stakes: Stakes, cell_count: int) -> None:
    """Make the parts of each cell add up to 1."""
    whole = np.zeros(cell_count)
    for at in range(len(stakes.cell)):
        whole[stakes.cell[at]] += stakes.weight[at]
    for at in range(len(stakes.cell)):
        stakes.weight[at] /= whole[stakes.cell[at]]


@inner()
def _least_cost(strips: Strips, stakes: Stakes, row: int, cost_m3: Real, order: Position) -> float:
    """What a receptor costs at least; its cheapest slots come to stand first in ``order``."""
    count = strips.shade_m.shape[1]
    for slot in range(count):
        order[slot] = slot
        cost_m3[slot] = 0.0
        if strips.shade_m[strips.column[row], slot] > strips.low_m[row]:
            cost_m3[slot] = np.inf
        for at in range(stakes.first[row * count + slot], stakes.first[row * count + slot + 1]):
            cost_m3[slot] += stakes.weight[at] * stakes.loss_m3[at]
    sort_by(cost_m3, order)
    total_m3 = 0.0
    for rank in range(strips.need[row]):
        if cost_m3[order[rank]] < np.inf:
            total_m3 += cost_m3[order[rank]]
    return total_m3
