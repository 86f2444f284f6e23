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

LAYERS: Final = 8
_FIRST_STEP: Final = 5.0


class Stakes(NamedTuple):
    """What each receptor's ray in each slot leaves of the cells under it.

    Ray r x slots + t has the rows ``first[ray] : first[ray + 1]``; it leaves ``cell`` no more than
    ``height_m`` and has sun over an empty site where ``is_lit``. Receptor r must keep ``need[r]``
    slots, 0 where it does not ask for itself. ``weight`` is the part of each layer that a ray
    answers for to begin with, whatever the parts add up to.
    """

    first: Position
    cell: Position
    height_m: Real
    is_lit: Flags
    need: Position
    area_m2: Real
    weight: Real


class Span(NamedTuple):
    """Between which heights each cell is to end."""

    floor_m: Real
    top_m: Real


class Priced(NamedTuple):
    """Volume under the tops of a span that no legal envelope in it can hold; inf if there is none.

    ``taken`` is the part of each cell's layers that the slots take which were kept, by their mean;
    ``weight`` the division at the end.
    """

    loss_m3: float
    taken: Real
    weight: Real


class Division(NamedTuple):
    """The layers of cells in a span; the ray of each row would take ``share`` of each layer.

    It takes nothing below layer ``lowest``. Rays below a floor are not open, and take no part.
    """

    is_open: Flags
    lowest: Position
    share: Real
    weight: Real
    layer_m3: Real


@kernel()
def stakes_of(site: Site, asks: Flags, span: Span) -> Stakes:
    """All that is at stake in a span, each layer divided evenly.

    Only the receptors that ask for themselves have a price.
    """
    strips, count = site.strips, site.strips.shade_m.shape[1]
    nothing, no_weight = np.empty(0), np.empty((0, LAYERS))
    stakes = Stakes(
        np.zeros(len(asks) * count + 1, np.int64),
        np.empty(0, np.int64),
        nothing,
        np.zeros(len(asks) * count, np.bool_),
        np.zeros(len(asks), np.int64),
        site.area_m2,
        no_weight,
    )
    for row in range(len(asks)):
        for slot in range(count):
            is_lit = strips.shade_m[strips.column[row], slot] <= strips.low_m[row]
            stakes.is_lit[row * count + slot] = asks[row] and is_lit
        lit = stakes.is_lit[row * count : (row + 1) * count].sum()
        stakes.need[row] = min(strips.need[row], lit)
    total = _fill(site, span, stakes)
    cell, height_m, weight = np.empty(total, np.int64), np.empty(total), np.ones((total, LAYERS))
    filled = Stakes(stakes.first, cell, height_m, stakes.is_lit, stakes.need, site.area_m2, weight)
    _fill(site, span, filled)
    return filled


@inner()
def _fill(site: Site, span: Span, stakes: Stakes) -> int:
    """Write what is at stake, where there is room for it; how much that is."""
    strips, used, count = site.strips, 0, site.strips.shade_m.shape[1]
    for ray in range(len(stakes.is_lit)):
        row, slot = ray // count, ray % count
        under = strips.column[row] * count + slot
        if stakes.is_lit[ray]:
            for at in range(strips.first[under], strips.first[under + 1]):
                cell = strips.cell[at]
                height_m = max(strips.low_m[row] + strips.climb_m[at], span.floor_m[cell])
                if height_m < span.top_m[cell]:
                    if len(stakes.cell) > 0:
                        stakes.cell[used], stakes.height_m[used] = cell, height_m
                    used += 1
        stakes.first[ray + 1] = used
    return used


@kernel()
def priced(stakes: Stakes, span: Span, before: int, rounds: int) -> Priced:
    """What a span must lose, by the best of so many divisions, after so many rounds before."""
    division = _division(stakes, span)
    count = len(stakes.is_lit) // max(len(stakes.need), 1)
    cost_m3, order, kept = np.empty(count), np.empty(count, np.int64), np.zeros(len(stakes.is_lit))
    best_m3 = 0.0
    for turn in range(rounds):
        _make_whole(stakes, division)
        loss_m3, step = 0.0, _FIRST_STEP / np.sqrt(before + turn + 1.0)
        for row in range(len(stakes.need)):
            if stakes.need[row] > 0:
                first_ray = row * count
                loss_m3 += _least_cost(stakes, division, first_ray, cost_m3, order)
                for slot in order[: stakes.need[row]]:
                    kept[first_ray + slot] += 1.0 / rounds
                    _move(stakes, division, first_ray + slot, step)
        best_m3 = max(best_m3, loss_m3)
        if best_m3 == np.inf:
            break
    return Priced(best_m3, _taken(stakes, division, kept), division.weight)


@inner()
def _division(stakes: Stakes, span: Span) -> Division:
    """The layers of a span, not yet made whole."""
    total = len(stakes.cell)
    whole_m = span.top_m - span.floor_m
    division = Division(
        stakes.is_lit.copy(),
        np.full(total, LAYERS, np.int64),
        np.zeros((total, LAYERS)),
        stakes.weight.copy(),
        stakes.area_m2 * whole_m / LAYERS,
    )
    for ray in range(len(stakes.is_lit)):
        rows = range(stakes.first[ray], stakes.first[ray + 1])
        for at in rows:
            division.is_open[ray] &= stakes.height_m[at] >= span.floor_m[stakes.cell[at]]
        for at in rows:
            cell = stakes.cell[at]
            if division.is_open[ray] and stakes.height_m[at] < span.top_m[cell]:
                left = (stakes.height_m[at] - span.floor_m[cell]) / whole_m[cell] * LAYERS
                division.lowest[at] = int(left)
                for layer in range(int(left), LAYERS):
                    division.share[at, layer] = min(layer + 1 - left, 1.0)
    return division


@inner()
def _make_whole(stakes: Stakes, division: Division) -> None:
    """Make the parts of each layer add up to 1."""
    whole = np.zeros((len(division.layer_m3), LAYERS))
    for at in range(len(stakes.cell)):
        for layer in range(division.lowest[at], LAYERS):
            whole[stakes.cell[at], layer] += division.weight[at, layer]
    for at in range(len(stakes.cell)):
        for layer in range(division.lowest[at], LAYERS):
            division.weight[at, layer] /= whole[stakes.cell[at], layer]


@inner()
def _least_cost(
    stakes: Stakes, division: Division, first_ray: int, cost_m3: Real, order: Position
) -> float:
    """What a receptor costs at least; its cheapest slots come to stand first in ``order``."""
    for slot in range(len(order)):
        order[slot], ray = slot, first_ray + slot
        cost_m3[slot] = 0.0 if division.is_open[ray] else np.inf
        for at in range(stakes.first[ray], stakes.first[ray + 1]):
            part = 0.0
            for layer in range(division.lowest[at], LAYERS):
                part += division.weight[at, layer] * division.share[at, layer]
            cost_m3[slot] += part * division.layer_m3[stakes.cell[at]]
    sort_by(cost_m3, order)
    total_m3 = 0.0
    for slot in order[: stakes.need[first_ray // len(order)]]:
        total_m3 += cost_m3[slot]
    return total_m3


@inner()
def _move(stakes: Stakes, division: Division, ray: int, step: float) -> None:
    """Let the ray of a slot kept answer for more."""
    for at in range(stakes.first[ray], stakes.first[ray + 1]):
        for layer in range(division.lowest[at], LAYERS):
            division.weight[at, layer] *= 1.0 + step * division.share[at, layer]


@inner()
def _taken(stakes: Stakes, division: Division, kept: Real) -> Real:
    """The most that one ray's slot, as often as it was kept, takes of each layer."""
    taken = np.zeros((len(division.layer_m3), LAYERS))
    for ray in range(len(kept)):
        for at in range(stakes.first[ray], stakes.first[ray + 1]):
            cell = stakes.cell[at]
            for layer in range(division.lowest[at], LAYERS):
                part = kept[ray] * division.share[at, layer]
                taken[cell, layer] = max(taken[cell, layer], part)
    return taken
