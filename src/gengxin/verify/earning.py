"""What firms can earn at given prices: by load and by stake, counted plainly.

A firm earns the price of each bid taken, and the price of the equity that it stakes, once in each
project. All that it takes loads no more than its capacity and stakes no more than its equity.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Entry", "Sets", "most_earned", "sets_of"]

Array = npt.NDArray[Any]

NEVER = -(1 << 52)
STATES = 200_000
"""Loads and stakes of a firm that are told apart; beyond, its stakes are only priced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A bid that isn't barred, as its firm sees it."""

    firm: int
    project: int
    load: int
    price: int
    stake: int
    """What the firm stakes in that project, once for all its bids there."""
    is_taken: bool
    """Whether it has to be among what is earned."""


def most_earned(entries: list[Entry], capacity: Array, equity: Array, rent: list[int]) -> int:
    """The most that all firms can earn; −1 where one can't do what it has taken.

    ``entries``: those of a firm's project one after the other. ``rent``: prices of equity.
    """
    total = 0
    for firm, own in _by(entries, "firm"):
        projects = [bids for _, bids in _by(own, "project")]
        earned = _of_firm(projects, int(capacity[firm]), int(equity[firm]), rent[firm])
        if earned < 0:
            return -1
        total += earned
    return total


def _by(entries: list[Entry], key: str) -> Iterator[tuple[int, list[Entry]]]:
    """Entries with the same number, as they come when ordered by it."""

    def number(entry: Entry) -> int:
        return int(getattr(entry, key))

    for value, own in groupby(sorted(entries, key=number), number):
        yield value, list(own)


def _of_firm(projects: list[list[Entry]], capacity: int, equity: int, rent: int) -> int:
    """The most that a firm can earn; −1 where it can't do what it has taken."""
    binds = sum(bids[0].stake for bids in projects) > equity
    known = {(0, 0): 0}
    for bids in projects:
        after: dict[tuple[int, int], int] = {}
        stake = bids[0].stake
        for load, worth in _ways(bids, capacity, rent):
            staked = stake if binds and load >= 0 else 0
            for (loaded, spent), before in known.items():
                at = (loaded + max(load, 0), spent + staked)
                if at[0] <= capacity and at[1] <= equity:
                    after[at] = max(after.get(at, NEVER), before + worth)
        known = _undominated(after) if binds else after
        if binds and len(known) > STATES:
            free = _of_firm(
                [[replace(bid, stake=0) for bid in bids] for bids in projects], capacity, equity, 0
            )
            return free + rent * equity if free >= 0 else -1
    return max(known.values(), default=-1)


def _ways(bids: list[Entry], capacity: int, rent: int) -> list[tuple[int, int]]:
    """Loads that a firm can have in a project, and the most that each earns; −1: not a member."""
    taken = [bid for bid in bids if bid.is_taken]
    sure, load = sum(bid.price for bid in taken), sum(bid.load for bid in taken)
    most = {load: sure}
    for bid in bids:
        if not bid.is_taken:
            for before, worth in list(most.items()):
                at = before + bid.load
                if at <= capacity:
                    most[at] = max(most.get(at, NEVER), worth + bid.price)
    member = rent * bids[0].stake
    ways = [(at, worth + member) for at, worth in most.items() if at <= capacity]
    if taken:
        return ways
    # a member by none of its bids would earn without working: its stake's price isn't paid then
    least = min(bid.load for bid in bids)
    paid = [way for way in ways if way[0] > 0 or (least == 0 and way[0] == 0)]
    return [(-1, 0), *paid]


def _undominated(known: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """Without what earns no more than another by no less load and no less stake."""
    kept: dict[tuple[int, int], int] = {}
    # of what stakes no more, the loads at which more is earned than by less load: both rising
    loads: list[int] = []
    worths: list[int] = []
    for (load, stake), worth in sorted(known.items(), key=lambda one: (one[0][1], one[0][0])):
        at = bisect_right(loads, load)
        if at and worths[at - 1] >= worth:
            continue
        kept[load, stake] = worth
        end = at
        while end < len(loads) and worths[end] <= worth:
            end += 1
        loads[at:end], worths[at:end] = [load], [worth]
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """What firms can earn with sets of projects; a set's number is the sum of 2 ** project."""

    member: Array
    """(sets × F × capacity + 1) the most in all projects of a set; below 0 where it can't be."""
    stake: Array
    """(sets × F) what a firm stakes in all of them."""
    must: Array
    """(F) the set of projects in which a firm has bids taken."""

    def earned(self, still: int, room: Array, equity: Array) -> int:
        """The most that all firms can earn in projects still open, by what they have left."""
        sets = np.arange(len(self.stake))
        within = sets[sets & still == sets][:, None]
        can = self.stake[within[:, 0]] <= equity
        can &= (within & self.must) == (still & self.must)
        own = np.where(can, self.member[within, np.arange(len(room)), room], NEVER)
        return int(own.max(axis=0).sum())


def sets_of(entries: list[Entry], capacity: Array, rent: list[int], projects: int) -> Sets:
    """What firms can earn with every set of so many projects."""
    firms, most = len(capacity), int(capacity.max(initial=0))
    ways = np.full((projects, most + 1, firms), NEVER)
    own_stake = np.zeros((projects, firms), np.int64)
    must = np.zeros(firms, np.int64)
    for firm, bids in _by(entries, "firm"):
        for project, own in _by(bids, "project"):
            own_stake[project, firm] = own[0].stake
            must[firm] |= any(bid.is_taken for bid in own) << project
            for load, worth in _ways(own, most, rent[firm]):
                if load >= 0:
                    ways[project, load, firm] = worth
    member = np.full((1 << projects, firms, most + 1), NEVER)
    member[0] = 0
    stake = np.zeros((1 << projects, firms), np.int64)
    for which in range(1, 1 << projects):
        last = which.bit_length() - 1
        before = which ^ (1 << last)
        stake[which] = stake[before] + own_stake[last]
        for load in np.flatnonzero((ways[last] >= 0).any(axis=1)).tolist():
            having = member[before][:, : most + 1 - load] + ways[last, load][:, None]
            member[which][:, load:] = np.maximum(member[which][:, load:], having)
    return Sets(member=np.maximum(member, NEVER), stake=stake, must=must)
