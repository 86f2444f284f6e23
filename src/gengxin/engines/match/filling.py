"""Space matched: prices first, then trials that cool down, and after each round what is known.

What a round does depends on the problem, the seed and the rounds before it alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Flags, Whole, owner_of
from gengxin.engines.match.letting import placed_at_outset, put, stretched, tried
from gengxin.engines.match.space import Lets, Space
from gengxin.engines.match.space_prices import (
    SPACE_SCALE,
    bound_of_space,
    gains_at,
    priced,
    space_outset,
)

__all__ = ["Filled", "fill", "holding"]

STEPS, PRICING_ROUNDS = 1_000, 10
"""Steps of the search for prices, and the rounds that they are dealt to."""
COOLING_ROUNDS = 20
"""Rounds of trials from warm to cold; the same once more, less warm, as long as asked."""
PROMISING = 40
"""Offers of a request that trials look at: the best at the prices."""
WARM, COLD = 0.3, 0.03
"""Losses taken with probability 1/e at first and at last, in worths of a middling offer."""


class Filled(NamedTuple):
    """What is known after a round."""

    round: int
    stage: str
    lets: Lets
    bound: int
    """Nothing is worth more: proven by ``price``."""
    price: Whole
    """(J × T) in 1 / ``SPACE_SCALE`` of worth for a unit of area."""


def fill(
    problem: Space,
    *,
    rounds: int | None,
    seed: int = 0,
    trials: int = 200,
    held: Lets | None = None,
) -> Iterator[Filled]:
    """Best lets and bound after each round; ``trials`` of a request in all until it is cold.

    What ``held`` says of a request (an offer other than −1) stays as it is.
    """
    keep = np.full(len(problem.ptr) - 1, -1, np.int64) if held is None else held.offer
    smaller, of_offer = (
        (problem, np.arange(len(problem.space))) if held is None else holding(problem, held)
    )
    known = space_outset(smaller)
    price, bound = np.zeros(problem.area.shape, np.int64), (1 << 62)
    nothing = Lets(np.full(len(keep), -1, np.int64), np.zeros(len(keep), np.int64), 0)
    best = nothing if held is None else held
    share = STEPS // PRICING_ROUNDS
    for at in range(PRICING_ROUNDS):
        known = priced(smaller, known, begin=at * share, end=(at + 1) * share, of=STEPS)
        own = np.rint(known.best * SPACE_SCALE).astype(np.int64)
        if (proven := bound_of_space(smaller, own)) < bound:
            price, bound = own, proven
        yield Filled(at + 1, "priced", best, bound, price)
        if at + 1 == rounds:
            return
    fixed = keep >= 0
    looked_at, of_looked = promising(smaller, price, fixed)
    placed = placed_at_outset(looked_at, seed)
    for request in np.flatnonzero(fixed).tolist():
        put(looked_at, placed, request, int(looked_at.ptr[request]))
    count = trials * len(keep) // COOLING_ROUNDS
    number = PRICING_ROUNDS
    while bound > best.worth:
        heat = _heat(looked_at, number - PRICING_ROUNDS)
        tried(looked_at, placed, fixed, count, heat)
        lets = stretched(looked_at, placed)
        if lets.worth > best.worth:
            own = np.where(lets.offer >= 0, of_offer[of_looked[lets.offer]], -1)
            best = lets._replace(offer=own)
        number += 1
        yield Filled(number, "tried", best, bound, price)
        if number == rounds:
            return


def _heat(problem: Space, at: int) -> tuple[float, float]:
    """Losses taken in a round of trials: each time round half as warm at first."""
    middling = float(np.median(problem.worth)) if len(problem.worth) else 1.0
    turn, step = divmod(at, COOLING_ROUNDS)
    warm = max(WARM * 0.5**turn, 4.0 * COLD)
    ends = warm * (COLD / warm) ** (np.array([step, step + 1]) / COOLING_ROUNDS)
    return float(ends[0] * middling), float(ends[1] * middling)


def holding(problem: Space, held: Lets) -> tuple[Space, Whole]:
    """The problem in which requests held have but their offer and area; its offers there."""
    fixed = held.offer[owner_of(problem.ptr)]
    keep = (fixed < 0) | (fixed == np.arange(len(problem.space)))
    area = np.where(fixed >= 0, held.area[owner_of(problem.ptr)], -1)
    worth = problem.worth + problem.more * (area - problem.least)
    return only(
        problem._replace(
            least=np.where(area >= 0, area, problem.least),
            most=np.where(area >= 0, area, problem.most),
            worth=np.where(area >= 0, worth, problem.worth),
        ),
        keep,
    )


def promising(problem: Space, price: Whole, fixed: Flags) -> tuple[Space, Whole]:
    """The problem with each request's best offers at the prices; its offers there."""
    gain = gains_at(problem, price)
    owner = owner_of(problem.ptr)
    order = np.lexsort((-gain, owner))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - problem.ptr[owner[order]]
    return only(problem, (place < PROMISING) | fixed[owner])


def only(problem: Space, keep: Flags) -> tuple[Space, Whole]:
    """The problem with some of its offers."""
    at = np.flatnonzero(keep)
    ptr = np.concatenate([[0], np.cumsum(keep)])[problem.ptr].astype(np.int64)
    names = ("space", "first", "end", "least", "most", "worth", "more")
    return problem._replace(ptr=ptr, **{name: getattr(problem, name)[at] for name in names}), at
