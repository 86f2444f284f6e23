"""Requests placed by trial: one is put into a space and turns out whom it must, if that pays.

Worse states are taken too, ever more rarely as the search cools down (simulated annealing): all
trials follow from the seed. A tenant shrinks to its least area before it is turned out; what is
left in the end is dealt out.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Whole
from gengxin.engines.match.compiled import inner, kernel
from gengxin.engines.match.space import Lets, Space, worth_of_lets

__all__ = ["Placed", "placed_at_outset", "put", "stretched", "tried"]


class Placed(NamedTuple):
    """Where the search is."""

    offer: Whole
    """(N) taken; −1."""
    area: Whole
    """(N) let; 0."""
    left: Whole
    """(J × T) area that isn't let."""
    start: Whole
    """(J + 1) where each space's list of tenants begins."""
    tenant: Whole
    """Lists of tenants, with room for all who could be."""
    tenants: Whole
    """(J) tenants."""
    place: Whole
    """(N) where a tenant stands in its list."""
    chance: np.ndarray
    """(1) what the next number drawn follows from."""


def placed_at_outset(problem: Space, seed: int) -> Placed:
    """Nobody is placed."""
    requests, spaces = len(problem.ptr) - 1, len(problem.area)
    could = np.bincount(problem.space, minlength=spaces)
    return Placed(
        offer=np.full(requests, -1, np.int64),
        area=np.zeros(requests, np.int64),
        left=problem.area.copy(),
        start=np.concatenate([[0], np.cumsum(could)]).astype(np.int64),
        tenant=np.zeros(int(could.sum()), np.int64),
        tenants=np.zeros(spaces, np.int64),
        place=np.zeros(requests, np.int64),
        chance=np.array([2 * seed + 0x9E3779B97F4A7C15], np.uint64),
    )


@inner()
def _draw(chance: np.ndarray) -> float:
    """A number from 0 up to 1: xorshift64*, Vigna 2016."""
    x = chance[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    chance[0] = x
    return float((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)) / 9007199254740992.0


@inner()
def _let(problem: Space, placed: Placed, request: int, change: int) -> None:
    """Give a tenant more or less area."""
    k = placed.offer[request]
    placed.area[request] += change
    for period in range(problem.first[k], problem.end[k]):
        placed.left[problem.space[k], period] -= change


@inner()
def _out(problem: Space, placed: Placed, request: int) -> None:
    """Take a tenant out."""
    _let(problem, placed, request, -placed.area[request])
    space = problem.space[placed.offer[request]]
    last = placed.start[space] + placed.tenants[space] - 1
    other = placed.tenant[last]
    placed.tenant[placed.place[request]] = other
    placed.place[other] = placed.place[request]
    placed.tenants[space] -= 1
    placed.offer[request] = -1


@inner()
def _in(problem: Space, placed: Placed, request: int, k: int, area: int) -> None:
    """Put a request in."""
    space = problem.space[k]
    at = placed.start[space] + placed.tenants[space]
    placed.tenant[at] = request
    placed.place[request] = at
    placed.tenants[space] += 1
    placed.offer[request] = k
    _let(problem, placed, request, area)


@inner()
def _lacking(problem: Space, placed: Placed, k: int, area: int, other: int) -> int:
    """Area that an offer lacks, at most, while another one has some; of all its time for −1."""
    space, first, end = problem.space[k], problem.first[k], problem.end[k]
    if other >= 0:
        first, end = max(first, problem.first[other]), min(end, problem.end[other])
    lacking = 0
    for period in range(first, end):
        lacking = max(lacking, area - placed.left[space, period])
    return lacking


@inner()
def _worth(problem: Space, placed: Placed, request: int) -> int:
    k = placed.offer[request]
    if k < 0:
        return 0
    return int(problem.worth[k] + problem.more[k] * (placed.area[request] - problem.least[k]))


@inner()
def _make_room(
    problem: Space, placed: Placed, held: np.ndarray, wish: tuple[int, int, float, int], undo: Whole
) -> tuple[int, int]:
    """Shrink tenants, then turn them out, until an area is free or too much is lost.

    ``wish``: offer, area, the most that may be lost, the tenant to begin with. What was done stands
    in ``undo`` (request, offer, area); how many entries, and what is lost.
    """
    k, area, most_lost, at = wish
    space = problem.space[k]
    done, lost, looked, there = 0, 0, 0, placed.tenants[space]
    while looked < 2 * there and done < len(undo) and lost <= most_lost:
        if placed.tenants[space] == 0 or _lacking(problem, placed, k, area, -1) == 0:
            break
        at %= placed.tenants[space]
        other = placed.tenant[placed.start[space] + at]
        looked += 1
        own = placed.offer[other]
        lacking = 0 if held[other] else _lacking(problem, placed, k, area, own)
        spare = placed.area[other] - problem.least[own]
        if lacking == 0 or (spare == 0 and looked <= there):
            at += 1
            continue
        undo[done, 0], undo[done, 1], undo[done, 2] = other, own, placed.area[other]
        done += 1
        if looked <= there:
            lost += problem.more[own] * min(spare, lacking)
            _let(problem, placed, other, -min(spare, lacking))
            at += 1
            continue
        lost += _worth(problem, placed, other)
        _out(problem, placed, other)
    return done, lost


@inner()
def _undone(problem: Space, placed: Placed, undo: Whole, done: int) -> None:
    """Put everything back as it was."""
    for i in range(done - 1, -1, -1):
        request, k, area = undo[i]
        if placed.offer[request] < 0:
            _in(problem, placed, request, k, area)
        else:
            _let(problem, placed, request, area - placed.area[request])


@inner()
def _area_drawn(problem: Space, placed: Placed, k: int) -> int:
    """The least area, the most, or what is left between the two."""
    draw = _draw(placed.chance)
    if draw < 0.25:
        return int(problem.most[k])
    if draw < 0.5:
        return int(problem.least[k])
    room = problem.most[k] - _lacking(problem, placed, k, problem.most[k], -1)
    return int(max(problem.least[k], room))


@kernel()
def put(problem: Space, placed: Placed, request: int, k: int) -> None:
    """Place a request by its offer ``k``, with the least area: there must be room."""
    _in(problem, placed, request, k, problem.least[k])


@kernel()
def tried(
    problem: Space, placed: Placed, held: np.ndarray, trials: int, heat: tuple[float, float]
) -> int:
    """Make so many trials; by how much the worth has changed.

    ``heat``: the loss that is taken with probability 1/e, at first and at last. Who is ``held``
    (N) stays where it is.
    """
    requests, gained = len(placed.offer), 0
    undo = np.zeros((64, 3), np.int64)
    for trial in range(trials):
        request = int(_draw(placed.chance) * requests)
        first, offers = problem.ptr[request], problem.ptr[request + 1] - problem.ptr[request]
        if offers == 0 or held[request]:
            continue
        k = first + int(_draw(placed.chance) * offers)
        was, had, worth = (
            placed.offer[request],
            placed.area[request],
            _worth(problem, placed, request),
        )
        if was >= 0:
            _out(problem, placed, request)
        warmth = heat[0] * (heat[1] / heat[0]) ** (trial / trials)
        area = _area_drawn(problem, placed, k)
        change = problem.worth[k] + problem.more[k] * (area - problem.least[k]) - worth
        most_lost = change - warmth * np.log(max(_draw(placed.chance), 1e-300))
        begin = int(_draw(placed.chance) * max(placed.tenants[problem.space[k]], 1))
        done, lost = _make_room(problem, placed, held, (k, area, most_lost, begin), undo)
        if lost <= most_lost and _lacking(problem, placed, k, area, -1) == 0:
            _in(problem, placed, request, k, area)
            gained += change - lost
            continue
        _undone(problem, placed, undo, done)
        if was >= 0:
            _in(problem, placed, request, was, had)
    return gained


def stretched(problem: Space, placed: Placed) -> Lets:
    """What is left dealt out to the tenants, those first to whom area is worth most."""
    area, rest = placed.area.copy(), placed.left.copy()
    at = np.flatnonzero(placed.offer >= 0)
    own = placed.offer[at]
    # by worth for area and period
    rate = problem.more[own] / np.maximum(problem.end[own] - problem.first[own], 1)
    _deal(problem, placed.offer, at[np.argsort(-rate, kind="stable")], area, rest)
    return Lets(placed.offer.copy(), area, worth_of_lets(problem, placed.offer, area))


@kernel()
def _deal(problem: Space, offer: Whole, order: Whole, area: Whole, rest: Whole) -> None:
    for request in order:
        k = offer[request]
        space = problem.space[k]
        room = problem.most[k] - area[request] if problem.more[k] > 0 else 0
        for period in range(problem.first[k], problem.end[k]):
            room = min(room, rest[space, period])
        area[request] += room
        for period in range(problem.first[k], problem.end[k]):
            rest[space, period] -= room
