"""A sharper bound on space: each request at a price, each space packed as if for itself.

For any prices ≥ 0 of requests, no matching is worth more than Σ of them + Σ of what a space's best
tenants are worth after their prices. Prices of space give the first prices of requests: what each
gains by its best offer. Then those fall whom no space takes, and those rise whom several take.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Floats, Whole, owner_of
from gengxin.engines.match.packing import Items, Packed, packed
from gengxin.engines.match.repacking import BySpace, by_space
from gengxin.engines.match.space import Space
from gengxin.engines.match.space_prices import SPACE_SCALE, gains_at
from gengxin.engines.match.threads import parts_of, side_by_side

__all__ = ["Proof", "most_gained", "proven"]

OFFERS_A_PART = 2_000
"""Offers of spaces that are packed side by side with others, at least."""
ROUNDS = 32
"""Rounds in which prices of requests move; then one that looks deeper."""
STEPS, DEEP = 60, 1_000
"""Splits of a space's cases in a round, and in the last one."""
SLACK, DEEP_SLACK = 500, 1_000
"""A space is done where its bound is so near: one part in so many of its price."""
SHARE, KEEP = 0.04, 0.8
"""How far a step goes, of the gap at first; what it keeps of the one before."""


class Proof(NamedTuple):
    """Prices of requests and the cases (C) of all spaces: the bound is their sum."""

    bound: int
    gain: Whole
    """(N) price of a request, in 1 / ``SPACE_SCALE`` of worth."""
    root: Whole
    """(J) case that is a whole space."""
    item: Whole
    """(C) offer that a case is split by; −1: not split."""
    child: Whole
    """(C) the case that takes it; the next is the one that leaves it out. −1."""
    leaf: Whole
    """(C) number of the prices of a case that isn't split; −1."""
    price: Whole
    """(L × T) prices of space, in 1 / ``SPACE_SCALE`` of worth for a unit of area."""


def proven(problem: Space, price: Whole, *, worth: int) -> Iterator[Proof]:
    """The sharpest proof so far after each round, from prices of space on (J × T).

    ``worth``: of what was found; steps are as long as if the bound could come down to it.
    """
    offers = by_space(problem)
    gain = most_gained(problem, price)
    best, at_best = _round(offers, price, gain, (STEPS, SLACK))[0], gain
    yield best
    scale = _scale(problem)
    now, push, share, vain = gain.astype(np.float64), np.zeros(len(gain)), SHARE, 0
    for _ in range(ROUNDS):
        found, taken = _round(offers, price, np.rint(now).astype(np.int64), (STEPS, SLACK))
        vain = vain + 1 if found.bound >= best.bound else 0
        if found.bound < best.bound:
            best, at_best = found, found.gain
        push = KEEP * push + (1.0 - KEEP) * _pull(now, taken)
        if vain == 3:
            share, vain, now = 0.5 * share, 0, at_best.astype(np.float64)
        pull = scale * push
        drop = share * (found.bound - worth) * SPACE_SCALE
        now = np.maximum(0.0, now - drop / max(float(push @ pull), 1.0) * pull)
        yield best
    found = _round(offers, price, at_best, (DEEP, DEEP_SLACK))[0]
    yield found if found.bound < best.bound else best


def _scale(problem: Space) -> Floats:
    """(N) what the dearest offer of a request is worth, in parts of the mean.

    What is worth more moves further.
    """
    dearest = np.zeros(len(problem.ptr) - 1)
    np.maximum.at(dearest, owner_of(problem.ptr), problem.worth.astype(np.float64))
    return dearest / max(float(dearest.mean()) if len(dearest) else 0.0, 1.0)


def most_gained(problem: Space, price: Whole) -> Whole:
    """(N) what each request gains at the prices by its best offer, 0 at least."""
    most = np.zeros(len(problem.ptr) - 1, np.int64)
    np.maximum.at(most, owner_of(problem.ptr), gains_at(problem, price))
    return most


def _pull(gain: Floats, taken: Whole) -> Floats:
    """Down for whom no space takes, up for whom several do."""
    pull: Floats = 1.0 - taken.astype(np.float64)
    pull[(gain <= 0.0) & (pull > 0.0)] = 0.0
    return pull


def _round(
    offers: BySpace, price: Whole, gain: Whole, effort: tuple[int, int]
) -> tuple[Proof, Whole]:
    """The proof at prices of requests, and how many spaces take each of them."""
    cuts = parts_of(offers.ptr, OFFERS_A_PART)

    def own(part: int) -> list[tuple[Packed, Whole]]:
        listed = range(cuts[part], cuts[part + 1])
        return [_of_space(offers, price[space], gain, space, effort) for space in listed]

    found = [one for part in side_by_side(own, len(cuts) - 1) for one in part]
    total, taken = int(gain.sum()), np.zeros(len(gain), np.int64)
    for case, at in found:
        total += case.bound
        np.add.at(taken, offers.request[at], case.area > 0)
    cases, which = [one[0] for one in found], [one[1] for one in found]
    return _joined(offers, gain, cases, which)._replace(bound=total // SPACE_SCALE), taken


def _of_space(
    offers: BySpace, price: Whole, gain: Whole, space: int, effort: tuple[int, int]
) -> tuple[Packed, Whole]:
    """The cases of one space, and the offers that they are of."""
    own = slice(offers.ptr[space], offers.ptr[space + 1])
    left = offers.worth[own] * SPACE_SCALE - gain[offers.request[own]]
    more = offers.more[own] * SPACE_SCALE
    at = np.flatnonzero(left + more * offers.extra[own] > 0)
    items = _items(offers, offers.ptr[space] + at, left[at], more[at])
    room = offers.area[space]
    slack = int(price @ room) // effort[1]
    return packed(items, room, price, 0, slack, effort[0]), offers.ptr[space] + at


def _items(offers: BySpace, at: Whole, gain: Whole, more: Whole) -> Items:
    return Items(
        offers.request[at],
        offers.first[at],
        offers.end[at],
        offers.least[at],
        offers.extra[at],
        gain,
        more,
    )


def _joined(offers: BySpace, gain: Whole, cases: list[Packed], which: list[Whole]) -> Proof:
    """The cases of all spaces, one after the other."""
    count = np.array([len(own.item) for own in cases], np.int64)
    root = np.cumsum(count) - count
    item = np.concatenate(
        [
            np.where(own.item >= 0, offers.offer[at][own.item], -1) if len(at) else own.item
            for own, at in zip(cases, which, strict=True)
        ]
    )
    child = np.concatenate(
        [np.where(own.child >= 0, own.child + r, -1) for own, r in zip(cases, root, strict=True)]
    )
    is_last = item < 0
    leaf = np.where(is_last, np.cumsum(is_last) - 1, -1)
    price = np.concatenate([own.price for own in cases])[is_last]
    return Proof(0, gain, root, item, child, leaf, price)
