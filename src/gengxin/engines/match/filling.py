"""Space matched: prices first, then spaces packed anew, and after each round what is known.

What a round does depends on the problem, the seed and the rounds before it alone.
"""

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Flags, Whole, owner_of
from gengxin.engines.match.parting import parted
from gengxin.engines.match.proving import most_gained
from gengxin.engines.match.repacking import BySpace, Standing, by_space, swept
from gengxin.engines.match.space import Lets, Space, let_in, worth_of_lets
from gengxin.engines.match.space_prices import (
    SPACE_SCALE,
    bound_of_space,
    gains_at,
    priced,
    space_outset,
)
from gengxin.engines.match.threads import side_by_side

__all__ = ["Filled", "fill", "holding"]

STEPS, PRICING_ROUNDS, OPEN_ROUNDS = 300, 10, 3
"""Steps of the search for prices, the rounds that they are dealt to, and those of them in which
all offers are looked at."""
SWEEPS = 2
"""Times that every space is packed in a round."""
CLOSEST = 30
"""Offers of a request that are looked at once there are prices: the best at them."""
PARTS, OFFERS_A_PART = 4, 2_000
"""Parts in which spaces are packed side by side; fewer where they had fewer offers."""
AT_FIRST = 1.0
"""What a request without space costs at first, of what it gains at the prices."""


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
    cooling: int = 20,
    held: Lets | None = None,
) -> Iterator[Filled]:
    """Best lets and bound after each round: ten of prices, then spaces are packed, ever again.

    ``cooling``: rounds of packing until a request without space costs nothing; fewer, where there
    is no time for so many. What ``held`` says of a request (an offer other than −1) stays as it is.
    """
    requests = len(problem.ptr) - 1
    nothing = Lets(np.full(requests, -1, np.int64), np.zeros(requests, np.int64), 0)
    best = nothing if held is None else held
    smaller = problem if held is None else holding(problem, held)[0]
    known = Filled(0, "", best, 1 << 62, np.zeros(problem.area.shape, np.int64))
    for number, (price, bound) in enumerate(_prices(smaller), start=1):
        known = Filled(number, "priced", best, bound, price)
        yield known
        if number == rounds:
            return
    worth = best.worth
    packing = _packings(problem, best, known.price, (cooling, np.random.default_rng(seed)))
    while known.bound > worth:
        lets = next(packing)
        best = lets if lets.worth > worth else best
        worth = best.worth
        known = known._replace(round=known.round + 1, stage="packed", lets=best)
        yield known
        if known.round == rounds:
            return


def _prices(problem: Space) -> Iterator[tuple[Whole, int]]:
    """After each round of steps the best whole prices so far, and the bound they prove."""
    closest, known = problem, space_outset(problem)
    price, bound = np.zeros(problem.area.shape, np.int64), (1 << 62)
    share = STEPS // PRICING_ROUNDS
    for at in range(PRICING_ROUNDS):
        known = priced(closest, known, begin=at * share, end=(at + 1) * share, of=STEPS)
        own = np.rint(known.best * SPACE_SCALE).astype(np.int64)
        if (proven := bound_of_space(problem, own)) < bound:
            price, bound = own, proven
        yield price, bound
        if at == OPEN_ROUNDS - 1:
            closest, known = promising(problem, price)[0], known._replace(bound=np.inf)


def _packings(
    problem: Space, held: Lets, price: Whole, course: tuple[int, np.random.Generator]
) -> Iterator[Lets]:
    """What is let after each round of sweeps, without end."""
    free, of_free = without(problem, held)
    free, of_promising = promising(free, price)
    of_free = of_free[of_promising]
    cooling, rng = course
    offers = by_space(free)
    dear = most_gained(free, price) // SPACE_SCALE
    requests = len(held.offer)
    got, area = np.full(requests, -1, np.int64), np.zeros(requests, np.int64)
    for sweep in count():
        fallen = AT_FIRST * max(0.0, 1.0 - sweep / (cooling * SWEEPS))
        elsewhere = np.rint(fallen * dear).astype(np.int64)
        _swept(free, offers, Standing(got, area, price, elsewhere, got), rng)
        if sweep % SWEEPS == SWEEPS - 1:
            own = np.where(got >= 0, of_free[offers.offer[got]], held.offer)
            let = np.where(got >= 0, area, held.area)
            yield Lets(own, let, worth_of_lets(problem, own, let))


def _swept(free: Space, offers: BySpace, now: Standing, rng: np.random.Generator) -> None:
    """Pack each space anew, parts side by side."""
    spaces = len(free.area)
    parts = min(PARTS, max(1, len(free.space) // OFFERS_A_PART))
    order, share = rng.permutation(spaces), rng.random(spaces)
    part = parted(free.ptr, free.space, (offers.ptr, offers.request), order, parts)
    now = now._replace(part=_part_of_requests(free, offers, now.got, part, rng))
    kept = now._replace(got=now.got.copy(), area=now.area.copy())

    def own(number: int) -> None:
        at = part[order] == number
        swept(offers, now, kept, number, (order[at], share[at]))

    side_by_side(own, parts)


def _part_of_requests(
    free: Space, offers: BySpace, got: Whole, part: Whole, rng: np.random.Generator
) -> Whole:
    """(N) where a request has space, else where one of its offers is."""
    count = np.diff(free.ptr)
    some = free.ptr[:-1] + (rng.random(len(count)) * count).astype(np.int64)
    of = np.full(len(count), -1, np.int64)
    of[count > 0] = part[free.space[some[count > 0]]]
    of[got >= 0] = part[offers.space[got[got >= 0]]]
    return of


def without(problem: Space, held: Lets) -> tuple[Space, Whole]:
    """The problem of requests that hold nothing and of the area they can have; its offers there."""
    area = problem.area - let_in(problem, held.offer, held.area)
    return only(problem._replace(area=area), held.offer[owner_of(problem.ptr)] < 0)


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


def promising(problem: Space, price: Whole) -> tuple[Space, Whole]:
    """The problem with each request's best offers at the prices; its offers there."""
    gain = gains_at(problem, price)
    owner = owner_of(problem.ptr)
    order = np.lexsort((-gain, owner))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - problem.ptr[owner[order]]
    return only(problem, place < CLOSEST)


def only(problem: Space, keep: Flags) -> tuple[Space, Whole]:
    """The problem with some of its offers."""
    at = np.flatnonzero(keep)
    ptr = np.concatenate([[0], np.cumsum(keep)])[problem.ptr].astype(np.int64)
    names = ("space", "first", "end", "least", "most", "worth", "more")
    return problem._replace(ptr=ptr, **{name: getattr(problem, name)[at] for name in names}), at
