"""A bound on stepped envelopes: what receptors must cost together, whichever slots they keep.

Cut each cell into layers, and divide each layer among the rays that pass below its top. A receptor
that keeps a slot then costs at least what its ray answers for, and it keeps at least so many slots:
the cheapest of them are a lower bound of its cost. Any division gives a bound; better ones come
from moving parts to the rays of the slots that were kept (multiplicative weights: Arora, Hazan and
Kale 2012). Dividing layers, not whole cells, lets one ray answer for the top of a cell and another
for what is below.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.rising import Site
from gengxin.engines.sun.sorting import sort_by

Real = npt.NDArray[np.float64]
Position = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_FIRST_STEP: Final = 5.0
_LAYERS: Final = 8


class Stakes(NamedTuple):
    """What each receptor's ray in each slot would take off the cells under it.

    Ray r x slots + t has the rows ``first[ray] : first[ray + 1]``. It would take ``share`` of each
    layer off ``cell``, nothing below layer ``lowest``; ``weight`` is the part of each layer that
    the ray answers for, all parts together 1. ``layer_m3`` is what a layer of each cell holds.
    """

    first: Position
    cell: Position
    lowest: Position
    share: Real
    weight: Real
    layer_m3: Real


@kernel()
def priced_loss_m3(site: Site, asks: Flags, top_m: Real, rounds: int) -> float:
    """Volume under the tops that no legal envelope can hold, by the best of so many divisions.

    Only the receptors that ask for themselves have a price.
    """
    stakes = _stakes(site, asks, top_m)
    count = site.strips.shade_m.shape[1]
    cost_m3, order = np.empty(count), np.empty(count, np.int64)
    best_m3 = 0.0
    for turn in range(rounds):
        _make_whole(stakes)
        loss_m3, step = 0.0, _FIRST_STEP / np.sqrt(turn + 1.0)
        for row in range(len(asks)):
            if asks[row]:
                loss_m3 += _least_cost(site, stakes, row, cost_m3, order)
                _move(stakes, row * count, order[: site.strips.need[row]], step)
        best_m3 = max(best_m3, loss_m3)
    return best_m3


@inner()
def _stakes(site: Site, asks: Flags, top_m: Real) -> Stakes:
    """All that is at stake, each layer divided evenly."""
    first = np.zeros(len(asks) * site.strips.shade_m.shape[1] + 1, np.int64)
    layer_m3 = site.area_m2 * (top_m - site.ground_m) / _LAYERS
    no_cell, no_share = np.empty(0, np.int64), np.empty((0, _LAYERS))
    nowhere = Stakes(first, no_cell, no_cell, no_share, no_share, layer_m3)
    total = _fill(site, asks, top_m, nowhere)
    stakes = Stakes(
        first,
        np.empty(total, np.int64),
        np.empty(total, np.int64),
        np.empty((total, _LAYERS)),
        np.ones((total, _LAYERS)),
        layer_m3,
    )
    _fill(site, asks, top_m, stakes)
    return stakes


@inner()
def _fill(site: Site, asks: Flags, top_m: Real, stakes: Stakes) -> int:
    """Write what is at stake, where there is room for it; how much that is."""
    strips, used, count = site.strips, 0, site.strips.shade_m.shape[1]
    for row in range(len(asks)):
        column, low_m = strips.column[row], strips.low_m[row]
        for slot in range(count):
            if asks[row] and strips.shade_m[column, slot] <= low_m:
                ray = column * count + slot
                for at in range(strips.first[ray], strips.first[ray + 1]):
                    cell = strips.cell[at]
                    left_m = low_m + strips.climb_m[at] - site.ground_m[cell]
                    whole_m = top_m[cell] - site.ground_m[cell]
                    if left_m < whole_m:
                        if len(stakes.cell) > 0:
                            _cut(stakes, used, cell, max(left_m, 0.0) / whole_m)
                        used += 1
            stakes.first[row * count + slot + 1] = used
    return used


@inner()
def _cut(stakes: Stakes, at: int, cell: int, left: float) -> None:
    """Write how much of each layer goes where such a part of a cell is left."""
    stakes.cell[at] = cell
    stakes.lowest[at] = int(left * _LAYERS)
    for layer in range(_LAYERS):
        stakes.share[at, layer] = min(max(layer + 1 - left * _LAYERS, 0.0), 1.0)


@inner()
def _make_whole(stakes: Stakes) -> None:
    """Make the parts of each layer add up to 1."""
    whole = np.zeros((len(stakes.layer_m3), _LAYERS))
    for at in range(len(stakes.cell)):
        for layer in range(stakes.lowest[at], _LAYERS):
            whole[stakes.cell[at], layer] += stakes.weight[at, layer]
    for at in range(len(stakes.cell)):
        for layer in range(stakes.lowest[at], _LAYERS):
            stakes.weight[at, layer] /= whole[stakes.cell[at], layer]


@inner()
def _least_cost(site: Site, stakes: Stakes, row: int, cost_m3: Real, order: Position) -> float:
    """What a receptor costs at least; its cheapest slots come to stand first in ``order``."""
    strips, count = site.strips, site.strips.shade_m.shape[1]
    for slot in range(count):
        order[slot] = slot
        cost_m3[slot] = 0.0
        if strips.shade_m[strips.column[row], slot] > strips.low_m[row]:
            cost_m3[slot] = np.inf
        for at in range(stakes.first[row * count + slot], stakes.first[row * count + slot + 1]):
            part = 0.0
            for layer in range(stakes.lowest[at], _LAYERS):
                part += stakes.weight[at, layer] * stakes.share[at, layer]
            cost_m3[slot] += part * stakes.layer_m3[stakes.cell[at]]
    sort_by(cost_m3, order)
    total_m3 = 0.0
    for rank in range(strips.need[row]):
        if cost_m3[order[rank]] < np.inf:
            total_m3 += cost_m3[order[rank]]
    return total_m3


@inner()
def _move(stakes: Stakes, first_ray: int, kept: Position, step: float) -> None:
    """Let the rays of the slots kept answer for more."""
    for slot in kept:
        ray = first_ray + slot
        for at in range(stakes.first[ray], stakes.first[ray + 1]):
            for layer in range(stakes.lowest[at], _LAYERS):
                stakes.weight[at, layer] *= 1.0 + step * stakes.share[at, layer]
