"""Spaces packed anew one after the other, each with the best tenants that it could have.

A space may draw tenants from others: they cost what they are worth where they are, less a share of
the price of the area that they free. Those spaces are then packed anew with who has nothing, and
all stays only if together nothing is lost. Who has nothing costs what it might gain elsewhere: all
of it at first, nothing in the end.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Floats, Whole, owner_of
from gengxin.engines.match.compiled import inner, kernel
from gengxin.engines.match.packing import Items, packed
from gengxin.engines.match.space import Space
from gengxin.engines.match.space_prices import SPACE_SCALE

__all__ = ["BySpace", "Standing", "by_space", "swept"]

STEPS = 20
"""Cases of a search for a space's best tenants."""
PROMISING = 60
"""Offers of a space that a search looks at besides its tenants': the best at the prices."""
CLOSE = 2_000
"""A search ends where it is so near to its bound: one part in so many."""


class BySpace(NamedTuple):
    """Offers by space (K), as in ``Space``."""

    ptr: Whole
    """(J + 1)"""
    offer: Whole
    """(K) number in ``Space``."""
    space: Whole
    request: Whole
    first: Whole
    end: Whole
    least: Whole
    extra: Whole
    worth: Whole
    more: Whole
    area: Whole
    """(J × T)"""


class Standing(NamedTuple):
    """Where the search is."""

    got: Whole
    """(N) offer taken, as it stands in ``BySpace``; −1."""
    area: Whole
    """(N) let; 0."""
    price: Whole
    """(J × T) in 1 / ``SPACE_SCALE`` of worth for a unit of area."""
    elsewhere: Whole
    """(N) what a request that has no space costs."""
    part: Whole
    """(N) part that may have a request now; spaces of other parts leave it alone."""


def by_space(problem: Space) -> BySpace:
    """Offers in the order of their spaces."""
    order = np.argsort(problem.space, kind="stable").astype(np.int64)
    ends = np.arange(len(problem.area) + 1)
    return BySpace(
        np.searchsorted(problem.space[order], ends).astype(np.int64),
        order,
        problem.space[order],
        owner_of(problem.ptr)[order],
        problem.first[order],
        problem.end[order],
        problem.least[order],
        (problem.most - problem.least)[order],
        problem.worth[order],
        problem.more[order],
        problem.area,
    )


@inner()
def _worth(offers: BySpace, now: Standing, request: int) -> int:
    k = now.got[request]
    if k < 0:
        return 0
    return int(offers.worth[k] + offers.more[k] * (now.area[request] - offers.least[k]))


@inner()
def _cost(
    offers: BySpace, now: Standing, where: tuple[int, int], request: int, share: float
) -> int:
    """What a request costs a space of a part; −1 for one that it can't have."""
    space, part = where
    if now.part[request] != part:
        return -1
    k = now.got[request]
    if k < 0:
        return int(now.elsewhere[request])
    if offers.space[k] == space:
        return 0
    if share < 0.0:
        return -1
    freed = 0
    for period in range(offers.first[k], offers.end[k]):
        freed += now.price[offers.space[k], period] * now.area[request]
    return max(0, _worth(offers, now, request) - int(share * freed / SPACE_SCALE))


@inner()
def _gain_after_prices(offers: BySpace, price: Whole, k: int, cost: int) -> int:
    paid = 0
    for period in range(offers.first[k], offers.end[k]):
        paid += price[offers.space[k], period]
    gain = (offers.worth[k] - cost) * SPACE_SCALE - paid * offers.least[k]
    return int(gain + max(offers.more[k] * SPACE_SCALE - paid, 0) * offers.extra[k])


@inner()
def _looked_at(
    offers: BySpace, now: Standing, where: tuple[int, int], share: float
) -> tuple[Whole, Whole]:
    """Offers of a space's tenants and the promising ones, and what is left after their cost."""
    space = where[0]
    begin, end = offers.ptr[space], offers.ptr[space + 1]
    which, gain = np.empty(end - begin, np.int64), np.empty(end - begin, np.int64)
    key = np.empty(end - begin, np.int64)
    n, tenants = 0, 0
    for k in range(begin, end):
        request = offers.request[k]
        cost = _cost(offers, now, where, request, share)
        if cost < 0 or offers.worth[k] - cost + offers.more[k] * offers.extra[k] <= 0:
            continue
        which[n], gain[n] = k, offers.worth[k] - cost
        key[n] = -_gain_after_prices(offers, now.price, k, cost)
        if now.got[request] == k:
            key[n] = -(1 << 62)
            tenants += 1
        n += 1
    order = np.argsort(key[:n], kind="mergesort")[: PROMISING + tenants]
    return which[order], gain[order]


@inner()
def _packed_anew(
    offers: BySpace, now: Standing, where: tuple[int, int], share: float
) -> tuple[int, Whole]:
    """Pack a space anew if that pays: by how much all are worth more, and offers that were left."""
    which, gain = _looked_at(offers, now, where, share)
    space = where[0]
    request = offers.request[which]
    items = Items(
        request,
        offers.first[which],
        offers.end[which],
        offers.least[which],
        offers.extra[which],
        gain * SPACE_SCALE,
        offers.more[which] * SPACE_SCALE,
    )
    before = 0
    for i in range(len(which)):
        if now.got[request[i]] == which[i]:
            before += _worth(offers, now, request[i])
    known = before * SPACE_SCALE
    found = packed(items, offers.area[space], now.price[space], known, known // CLOSE, STEPS)
    if found.worth <= known:
        return 0, which[:0]
    change, left = _moved_in(offers, now, which, found.area)
    return change - before, left


@inner()
def _moved_in(offers: BySpace, now: Standing, which: Whole, area: Whole) -> tuple[int, Whole]:
    """Let a space to others: by how much they are worth more, and offers that they left."""
    for k in which:
        request = offers.request[k]
        if now.got[request] == k:
            now.got[request], now.area[request] = -1, 0
    left, count, change = np.empty(len(which), np.int64), 0, 0
    for i in np.flatnonzero(area):
        request = offers.request[which[i]]
        if now.got[request] >= 0:
            change -= _worth(offers, now, request)
            left[count] = now.got[request]
            count += 1
        now.got[request], now.area[request] = which[i], area[i]
        change += _worth(offers, now, request)
    return change, left[:count]


@inner()
def _copied(offers: BySpace, spaces: Whole, part: int, source: Standing, to: Standing) -> None:
    """What a part's requests with offers in some spaces hold, from one standing to another."""
    for space in spaces:
        for k in range(offers.ptr[space], offers.ptr[space + 1]):
            request = offers.request[k]
            if to.part[request] == part:
                to.got[request], to.area[request] = source.got[request], source.area[request]


@kernel()
def swept(
    offers: BySpace, now: Standing, kept: Standing, part: int, course: tuple[Whole, Floats]
) -> None:
    """Pack spaces of a part anew, in an order; ``got`` and ``area`` are changed, in both.

    ``course``: spaces, and for each which share of what they free tenants of others are let off.
    """
    order, share = course
    for at in range(len(order)):
        change, left = _packed_anew(offers, now, (order[at], part), share[at])
        drawn_from = np.unique(offers.space[left])
        for space in drawn_from:
            change += _packed_anew(offers, now, (space, part), -1.0)[0]
        changed = np.append(drawn_from, order[at])
        if change < 0 and len(left):
            _copied(offers, changed, part, kept, now)
        else:
            _copied(offers, changed, part, now, kept)
