"""Why each request has its space or none, and where space is short or left over."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Whole
from gengxin.engines.match.space import Lets, Space, let_in
from gengxin.engines.match.space_prices import SPACE_SCALE, gains_at

__all__ = ["Balance", "RequestReason", "RequestReasons", "balance", "request_reasons"]


class RequestReason(IntEnum):
    """Why a request has a space or none."""

    MATCHED = 0
    NO_OFFER = 1
    """No space suits it."""
    OUTPRICED = 2
    """Its best offer costs more, at what others would give for the space, than it is worth."""
    NO_ROOM = 3
    """An offer would pay, but areas don't divide that way: the gap that is left."""


class RequestReasons(NamedTuple):
    """Of each request (N)."""

    code: Whole
    """``RequestReason``."""
    offer: Whole
    """The offer that gains most at the prices; −1."""
    worth: Whole
    """What that offer's least area is worth."""
    cost: Whole
    """What that area costs at the prices, rounded."""
    rival: Whole
    """Of those who have the space meanwhile, whose area is worth most for its size; −1."""


class Balance(NamedTuple):
    """By group of space and by period."""

    wanted: Whole
    """(G × T) least area of requests for the group."""
    let: Whole
    """(G × T) area let, to whomever."""
    there: Whole
    """(G × T) area that there is."""
    short: Whole
    """(G × T) least area of requests for the group that have no space."""


def request_reasons(problem: Space, lets: Lets, price: Whole) -> RequestReasons:
    """Why each request has a space or none, at the prices of the proof."""
    requests = len(lets.offer)
    out = RequestReasons(*(np.full(requests, fill, np.int64) for fill in (0, -1, 0, 0, -1)))
    gain = gains_at(problem, price)
    before = np.cumsum(np.pad(price, ((0, 0), (1, 0))), axis=1)
    tenants = _tenants(problem, lets)
    for request in range(requests):
        own = slice(problem.ptr[request], problem.ptr[request + 1])
        if own.start == own.stop:
            out.code[request] = RequestReason.NO_OFFER
            continue
        k = int(own.start + np.argmax(gain[own]))
        space = problem.space[k]
        cost = before[space, problem.end[k]] - before[space, problem.first[k]]
        out.offer[request], out.worth[request] = k, problem.worth[k]
        out.cost[request] = round(int(problem.least[k] * cost) / SPACE_SCALE)
        if lets.offer[request] >= 0:
            continue
        no_room = gain[k] > 0
        out.code[request] = RequestReason.NO_ROOM if no_room else RequestReason.OUTPRICED
        out.rival[request] = _rival(problem, lets, tenants.get(int(space), []), k)
    return out


def balance(
    problem: Space, lets: Lets, *, of_request: Whole, of_space: Whole, wanted: tuple[Whole, ...]
) -> Balance:
    """Wanted, let, there and short by group (use and zone, say) and period.

    ``of_request`` and ``of_space`` number the groups; ``wanted`` is what each request wants:
    period from which, period until which, least area.
    """
    groups = int(max(of_request.max(initial=-1), of_space.max(initial=-1))) + 1
    shape = (groups, problem.area.shape[1])
    out = Balance(*(np.zeros(shape, np.int64) for _ in Balance._fields))
    np.add.at(out.there, of_space, problem.area)
    np.add.at(out.let, of_space, let_in(problem, lets.offer, lets.area))
    first, end, least = wanted
    period = np.arange(shape[1])
    asks = (period >= first[:, None]) & (period < end[:, None])
    area = np.where(asks, least[:, None], 0)
    np.add.at(out.wanted, of_request, area)
    without = lets.offer < 0
    np.add.at(out.short, of_request[without], area[without])
    return out


def _tenants(problem: Space, lets: Lets) -> dict[int, list[int]]:
    tenants: dict[int, list[int]] = {}
    for request in np.flatnonzero(lets.offer >= 0).tolist():
        tenants.setdefault(int(problem.space[lets.offer[request]]), []).append(request)
    return tenants


def _rival(problem: Space, lets: Lets, tenants: list[int], k: int) -> int:
    """The tenant whose area is worth most for its size, of those there in the offer's time."""
    best, rival = -1.0, -1
    for other in tenants:
        own = lets.offer[other]
        apart = problem.end[own] <= problem.first[k] or problem.first[own] >= problem.end[k]
        rate = problem.worth[own] / problem.least[own]
        if not apart and rate > best:
            best, rival = float(rate), other
    return rival
