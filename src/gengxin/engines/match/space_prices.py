"""Prices of space by period: each request takes its best offer, prices of what is short rise.

The bound is the worth of all space at its price, and the most that each request can then gain. It
holds for any prices; what the steps do only makes it small.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Floats, Whole
from gengxin.engines.match.compiled import kernel
from gengxin.engines.match.space import Space

__all__ = ["SPACE_SCALE", "Priced", "bound_of_space", "gains_at", "priced", "space_outset"]

SPACE_SCALE = 1 << 10
"""Prices of space are whole numbers: so many to a unit of worth for a unit of area."""

LONGEST, SHORTEST, KEEP = 0.4, 0.0005, 0.8


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
    bound = known.bound
    for step in range(begin, end):
        length = unit * LONGEST * (SHORTEST / LONGEST) ** (step / of)
        total = _step(problem, price, push)
        if total < bound:
            bound, best = total, price.copy()
        _move(price, push, length)
    return Priced(price, push, best, bound)


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
def _step(problem: Space, price: Floats, push: Floats) -> float:
    """The bound at these prices; the push takes in which space is short and which isn't."""
    sums = _sums(price)
    spaces, periods = price.shape
    change = np.zeros((spaces, periods + 1))
    total = 0.0
    for request in range(len(problem.ptr) - 1):
        most, which, area = 0.0, -1, 0
        for k in range(problem.ptr[request], problem.ptr[request + 1]):
            cost = sums[problem.space[k], problem.end[k]] - sums[problem.space[k], problem.first[k]]
            gain, rate = problem.worth[k] - problem.least[k] * cost, problem.more[k] - cost
            if rate > 0.0:
                gain += rate * (problem.most[k] - problem.least[k])
            if gain > most:
                most, which = gain, k
                area = problem.most[k] if rate > 0.0 else problem.least[k]
        total += most
        if which >= 0:
            change[problem.space[which], problem.first[which]] += area
            change[problem.space[which], problem.end[which]] -= area
    for space in range(spaces):
        let = 0.0
        for period in range(periods):
            let += change[space, period]
            there = problem.area[space, period]
            total += there * price[space, period]
            short = min((let - there) / max(there, 1), 2.0)
            push[space, period] = KEEP * push[space, period] + (1.0 - KEEP) * short
    return total


@kernel()
def _move(price: Floats, push: Floats, length: float) -> None:
    for space in range(price.shape[0]):
        for period in range(price.shape[1]):
            price[space, period] = max(0.0, price[space, period] + length * push[space, period])
