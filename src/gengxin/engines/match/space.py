"""Space: requests want floor area for a while, spaces have it from some period on.

Maximise Σ worth + more · (area − least) over the offers taken, where

(a) of the offers that could serve a request at most one is taken, with an area from its least to
    its most;
(b) in each period, what is let of a space is no more than its area.

An offer exists where space and request suit each other: whoever makes the problem says where, from
when and until when, and how good it would be. All amounts are whole numbers.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Whole, owner_of

__all__ = ["Lets", "Space", "check_lets", "let_in", "worth_of_lets"]


class Space(NamedTuple):
    """A problem. Sizes: N requests, K offers, J spaces, T periods."""

    ptr: Whole
    """(N + 1) offers of each request."""
    space: Whole
    """(K) where."""
    first: Whole
    """(K) period from which the area is let."""
    end: Whole
    """(K) period from which it isn't any more."""
    least: Whole
    """(K) area, > 0."""
    most: Whole
    """(K) area, no less than the least."""
    worth: Whole
    """(K) of the least area, ≥ 0."""
    more: Whole
    """(K) worth of each unit of area above the least, ≥ 0."""
    area: Whole
    """(J × T) that there is in each period: 0 before a space opens."""


class Lets(NamedTuple):
    """An answer: ``offer`` (N) taken, −1 for none, and ``area`` (N) let."""

    offer: Whole
    area: Whole
    worth: int


def worth_of_lets(problem: Space, offer: Whole, area: Whole) -> int:
    """What offers are worth with such areas."""
    at = np.flatnonzero(offer >= 0)
    own = offer[at]
    worth = problem.worth[own] + problem.more[own] * (area[at] - problem.least[own])
    return int(worth.sum())


def let_in(problem: Space, offer: Whole, area: Whole) -> Whole:
    """(J × T) area let."""
    spaces, periods = problem.area.shape
    change = np.zeros((spaces, periods + 1), np.int64)
    at = np.flatnonzero(offer >= 0)
    own = offer[at]
    np.add.at(change, (problem.space[own], problem.first[own]), area[at])
    np.add.at(change, (problem.space[own], problem.end[own]), -area[at])
    return np.cumsum(change, axis=1)[:, :-1]


def check_lets(problem: Space, lets: Lets) -> list[str]:
    """What is wrong with an answer, in sentences; nothing for a good one."""
    faults = []
    at = np.flatnonzero(lets.offer >= 0)
    own = lets.offer[at]
    if (owner_of(problem.ptr)[own] != at).any():
        return ["a request takes another's offer"]
    if (lets.area[at] < problem.least[own]).any() or (lets.area[at] > problem.most[own]).any():
        faults.append("an area is below the least or above the most")
    if (let_in(problem, lets.offer, lets.area) > problem.area).any():
        faults.append("more is let than there is")
    if lets.worth != worth_of_lets(problem, lets.offer, lets.area):
        faults.append("the worth isn't the sum of the offers'")
    return faults
