"""What firms can earn with each set of projects: tables, where projects are few.

A set's number is the sum of 2 ** project.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Flags, Whole
from gengxin.engines.match.compiled import inner, kernel
from gengxin.engines.match.consortia import Rents
from gengxin.engines.match.firms import NEVER, Bids

__all__ = ["BySets", "could_earn", "earned_with"]


class BySets(NamedTuple):
    """Earnings in 1 / SCALE of worth, ``NEVER`` or about where bids taken are too much."""

    most: Whole
    """(F × sets × capacity + 1) by a set or a part of it, and all of a firm's equity."""
    member: Whole
    """(F × sets × capacity + 1) by all projects of a set, and all of a firm's equity."""
    stake: Whole
    """(F × sets) what a firm stakes in all of them."""
    must: Whole
    """(F) set of the projects in which bids are taken."""


def could_earn(bids: Bids, rents: Rents, flags: tuple[Flags, Flags], projects: int) -> BySets:
    """Tables of what is earned for certain by bids taken (first flags), by others not barred."""
    stake, must = _stakes(bids, flags[0], projects)
    member = _members(bids, rents, flags, stake)
    most = member.copy()
    _with_parts(most, must)
    return BySets(most, member, stake, must)


@inner()
def earned_with(earned: BySets, firm: int, is_open: int, has: tuple[int, int]) -> int:
    """The most that a firm can earn with projects still open, by capacity and equity left."""
    room, equity = has
    most: int = earned.most[firm, is_open, room]
    if most <= 0 or earned.stake[firm, is_open] <= equity:
        return most
    best, which, must = NEVER, is_open, earned.must[firm] & is_open
    while True:
        if earned.stake[firm, which] <= equity and which & must == must:
            best = max(best, earned.member[firm, which, room])
        if which == 0:
            return best
        which = (which - 1) & is_open


@kernel()
def _stakes(bids: Bids, taken: Flags, projects: int) -> tuple[Whole, Whole]:
    """As in ``BySets``."""
    stakes = np.zeros((len(bids.capacity), 1 << projects), np.int64)
    must = np.zeros(len(stakes), np.int64)
    for firm in range(len(stakes)):
        for at in range(bids.ptr[firm], bids.ptr[firm + 1]):
            own = 1 << bids.project[at]
            stakes[firm, own] = bids.stake[at]
            if taken[bids.bid[at]]:
                must[firm] |= own
        for which in range(1, stakes.shape[1]):
            rest = which & (which - 1)
            stakes[firm, which] = stakes[firm, rest] + stakes[firm, which ^ rest]
    return stakes, must


@kernel()
def _members(bids: Bids, rents: Rents, flags: tuple[Flags, Flags], stakes: Whole) -> Whole:
    """As in ``BySets``: project by project, what it pays joined to what those before it pay."""
    firms, sets = stakes.shape
    table = np.full((firms, sets, bids.capacity.max() + 1), NEVER)
    for firm in range(firms):
        worth = _in_project(bids, firm, rents, flags, table[firm])
        table[firm, 0] = 0
        for which in range(1, sets):
            last = 0
            while not which >> last & 1:
                last += 1
            if last < len(worth) and stakes[firm, which] <= bids.equity[firm]:
                member = rents.stake[firm] * stakes[firm, 1 << last]
                before = table[firm, which ^ (1 << last)]
                _join(table[firm, which], before, worth[last], member)
    return table


@inner()
def _join(most: Whole, before: Whole, worth: Whole, member: int) -> None:
    """The most by each load of what was before and of a project."""
    for load in range(len(worth)):
        if worth[load] < 0 or (load > 0 and worth[load] == worth[load - 1]):
            continue
        for room in range(load, len(worth)):
            if before[room - load] >= 0:
                most[room] = max(most[room], before[room - load] + worth[load] + member)


@inner()
def _in_project(
    bids: Bids, firm: int, rents: Rents, flags: tuple[Flags, Flags], like: Whole
) -> Whole:
    """(projects up to a firm's last × loads) the most by one bid or more, by all those taken."""
    worth = np.full((_last_project(bids, firm) + 1, like.shape[1]), NEVER)
    any_taken = np.zeros(len(worth), np.bool_)
    for at in range(bids.ptr[firm], bids.ptr[firm + 1]):
        p, bid, load = bids.project[at], bids.bid[at], bids.load[at]
        if flags[0][bid]:
            _earn(worth[p], load, rents.bid[bid], (not any_taken[p], True))
            any_taken[p] = True
    for at in range(bids.ptr[firm], bids.ptr[firm + 1]):
        p, bid, load = bids.project[at], bids.bid[at], bids.load[at]
        if not flags[0][bid] and not flags[1][bid]:
            _earn(worth[p], load, rents.bid[bid], (not any_taken[p], False))
    return worth


@inner()
def _last_project(bids: Bids, firm: int) -> int:
    last = -1
    for at in range(bids.ptr[firm], bids.ptr[firm + 1]):
        last = max(last, bids.project[at])
    return last


@inner()
def _earn(worth: Whole, load: int, price: int, asked: tuple[bool, bool]) -> None:
    """Put a bid to those before it; whether it may be the only one, and whether it must be one."""
    alone, must = asked
    for room in range(len(worth) - 1, -1, -1):
        having = NEVER
        if room >= load and (worth[room - load] >= 0 or alone):
            having = price + max(worth[room - load], 0)
        worth[room] = having if must else max(worth[room], having)


@kernel()
def _with_parts(most: Whole, must: Whole) -> None:
    """The most by a set or a part of it that has all projects in which bids are taken."""
    firms, sets, rooms = most.shape
    for firm in range(firms):
        part = 1
        while part < sets:
            for which in range(sets):
                if which & part and not must[firm] & part:
                    for room in range(rooms):
                        without = most[firm, which ^ part, room]
                        most[firm, which, room] = max(most[firm, which, room], without)
            part <<= 1
