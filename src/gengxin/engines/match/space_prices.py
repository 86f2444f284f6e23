"""Prices of space by period: each request asks for its best offers, prices of what is short rise.

A request's area is spread over offers that are nearly as good as its best (in proportion to
exp(−what they gain less ÷ width)): where many spaces would do, all asking for one of them would
drive prices up and down for ever. The width shrinks step by step. The bound is the worth of all
space at its price, and the most that each request can then gain. It holds for any prices; what the
steps do only makes it small.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Floats, Whole
from gengxin.engines.match.compiled import inner, kernel
from gengxin.engines.match.space import Space
from gengxin.engines.match.threads import parts_of, side_by_side

__all__ = ["SPACE_SCALE", "Priced", "bound_of_space", "gains_at", "priced", "space_outset"]

SPACE_SCALE = 1 << 10
"""Prices of space are whole numbers: so many to a unit of worth for a unit of area."""

LONGEST, SHORTEST, KEEP = 0.2, 0.005, 0.8
"""Length of the first and the last step, of what a unit of area is worth; what a step keeps of the
one before."""
WIDE, NARROW = 0.03, 0.001
"""Width at first and in the end, of the most that an offer of the request is worth."""
FAR = 6.0
"""An offer that gains so many widths less than the best is asked for nothing."""
OFFERS_A_PART = 100_000


class Priced(NamedTuple):
    """Where the search for prices is."""

    price: Floats
    """(J × T) in worth for a unit of area."""
    push: Floats
    """(J × T) where prices are moving, averaged."""
    best: Floats
    """(J × T) prices of the least bound."""
    bound: float


def space_outset(problem: Space) -> Priced:
    """Nothing costs anything."""
    free = np.zeros(problem.area.shape)
    return Priced(free, free, free, np.inf)


def priced(problem: Space, known: Priced, *, begin: int, end: int, of: int) -> Priced:
    """Steps ``begin`` to ``end`` of so many, which get shorter from the first to the last."""
    price, push, best = known.price.copy(), known.push.copy(), known.best.copy()
    periods = problem.end - problem.first
    unit = problem.worth.sum() / max((problem.least * periods).sum(), 1)
    bound, cuts = known.bound, parts_of(problem.ptr, OFFERS_A_PART)
    for step in range(begin, end):
        length = unit * LONGEST * (SHORTEST / LONGEST) ** (step / of)
        width = WIDE * (NARROW / WIDE) ** (step / of)
        total = _step(problem, price, push, (cuts, width))
        if total < bound:
            bound, best = total, price.copy()
        price = np.maximum(0.0, price + length * push)
    return Priced(price, push, best, bound)


def _step(problem: Space, price: Floats, push: Floats, how: tuple[Whole, float]) -> float:
    """The bound at these prices; the push takes in which space is short and which isn't."""
    cuts, width = how
    sums, parts = _sums(price), len(cuts) - 1
    change = np.zeros((parts, *sums.shape))

    def own(part: int) -> float:
        return float(_wanted(problem, sums, (cuts[part], cuts[part + 1]), width, change[part]))

    gained = side_by_side(own, parts)
    let = np.cumsum(change.sum(axis=0), axis=1)[:, :-1]
    # where there is nothing, whatever is asked for counts as short by all of it
    short = (let - problem.area) / np.where(problem.area > 0, problem.area, np.maximum(let, 1.0))
    push *= KEEP
    push += (1.0 - KEEP) * short
    return sum(gained) + float((problem.area * price).sum())


def bound_of_space(problem: Space, price: Whole) -> int:
    """The bound that whole prices (J × T) prove, in whole units of worth."""
    total = int(_most_gained(problem.ptr, gains_at(problem, price)))
    total += sum(int(price[:, t] @ problem.area[:, t]) for t in range(price.shape[1]))
    return total // SPACE_SCALE


@kernel()
def _sums(price: np.ndarray) -> np.ndarray:
    """(J × T + 1) sums of the prices before each period."""
    sums = np.zeros((price.shape[0], price.shape[1] + 1), price.dtype)
    for space in range(price.shape[0]):
        for period in range(price.shape[1]):
            sums[space, period + 1] = sums[space, period] + price[space, period]
    return sums


@kernel()
def gains_at(problem: Space, price: Whole) -> Whole:
    """(K) what each offer gains at whole prices, with the area that then is best."""
    sums, gains = _sums(price), np.zeros(len(problem.space), np.int64)
    for k in range(len(gains)):
        cost = sums[problem.space[k], problem.end[k]] - sums[problem.space[k], problem.first[k]]
        gains[k] = problem.worth[k] * SPACE_SCALE - problem.least[k] * cost
        rate = problem.more[k] * SPACE_SCALE - cost
        gains[k] += max(rate, 0) * (problem.most[k] - problem.least[k])
    return gains


@kernel()
def _most_gained(ptr: Whole, gains: Whole) -> int:
    """Σ of the most that each request gains."""
    total = 0
    for request in range(len(ptr) - 1):
        most = 0
        for k in range(ptr[request], ptr[request + 1]):
            most = max(most, gains[k])
        total += most
    return total


@kernel()
def _wanted(
    problem: Space, sums: Floats, part: tuple[int, int], width: float, change: Floats
) -> float:
    """What requests of a part gain by their best offers; ``change`` takes in what they ask for."""
    longest = 0
    for request in range(part[0], part[1]):
        longest = max(longest, problem.ptr[request + 1] - problem.ptr[request])
    gain, area, total = np.empty(longest), np.empty(longest), 0.0
    for request in range(part[0], part[1]):
        most, dearest = _weighed_at(problem, sums, request, gain, area)
        total += most
        if dearest > 0.0:
            _spread(problem, request, (most, width * dearest), gain, area, change)
    return total


@inner()
def _weighed_at(
    problem: Space, sums: Floats, request: int, gain: Floats, area: Floats
) -> tuple[float, float]:
    """The most that a request gains, and its dearest offer; ``gain`` and best ``area`` of each."""
    most, dearest, begin = 0.0, 0.0, problem.ptr[request]
    for k in range(begin, problem.ptr[request + 1]):
        cost = sums[problem.space[k], problem.end[k]] - sums[problem.space[k], problem.first[k]]
        rate = problem.more[k] - cost
        area[k - begin] = problem.most[k] if rate > 0.0 else problem.least[k]
        own = problem.worth[k] - problem.least[k] * cost
        gain[k - begin] = own + rate * (area[k - begin] - problem.least[k])
        most, dearest = max(most, gain[k - begin]), max(dearest, float(problem.worth[k]))
    return most, dearest


@inner()
def _spread(  # noqa: PLR0917 a kernel takes no word by name
    problem: Space,
    request: int,
    level: tuple[float, float],
    gain: Floats,
    area: Floats,
    change: Floats,
) -> None:
    """Deal a request's area to its offers by how near they are to the best; none is one of them."""
    most, width = level
    begin, end = problem.ptr[request], problem.ptr[request + 1]
    whole = np.exp(-most / width)
    for i in range(end - begin):
        behind = (most - gain[i]) / width
        gain[i] = np.exp(-behind) if behind < FAR else 0.0
        whole += gain[i]
    for i in range(end - begin):
        if gain[i] > 0.0:
            asked = area[i] * gain[i] / whole
            change[problem.space[begin + i], problem.first[begin + i]] += asked
            change[problem.space[begin + i], problem.end[begin + i]] -= asked
