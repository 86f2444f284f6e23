"""What firms can earn at given prices: exactly, by what they can carry and can stake.

A firm earns the prices of the bids that are taken, and the price of the equity that it stakes, once
in each project. By load alone that is a table; where the stakes could be too much, a search by
depth first over its projects: the table, and the stakes, tell the most that the rest can bring.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Flags, Whole, owner_of
from gengxin.engines.match.compiled import inner, kernel
from gengxin.engines.match.consortia import Consortia, Rents

__all__ = ["NEVER", "Bids", "bids_of", "earnings", "most_earned"]

NEVER = -(1 << 52)
"""Less than any sum of prices; many of it still fit into 64 bits."""
STEPS = 20_000
"""Steps of the search of a firm. After them its table bounds what it can earn."""


class Bids(NamedTuple):
    """Bids by firm, a firm's by project; sizes: F firms, B bids."""

    ptr: Whole
    """(F + 1) entries of each firm."""
    bid: Whole
    load: Whole
    """Of each entry, as ``bid``."""
    project: Whole
    stake: Whole
    """What the firm stakes in that project, once for all its bids there."""
    capacity: Whole
    """(F) as in the problem, as ``equity``."""
    equity: Whole


def bids_of(problem: Consortia) -> Bids:
    """Bids by firm."""
    role = owner_of(problem.bid_ptr)
    project = owner_of(problem.role_ptr)[role]
    order = np.argsort(problem.firm, kind="stable").astype(np.int64)
    firms = np.arange(len(problem.capacity) + 1)
    return Bids(
        ptr=np.searchsorted(problem.firm[order], firms).astype(np.int64),
        bid=order,
        load=problem.load[role][order],
        project=project[order],
        stake=problem.stake[project, problem.firm][order],
        capacity=problem.capacity,
        equity=problem.equity,
    )


@kernel()
def earnings(bids: Bids, rents: Rents, taken: Flags, barred: Flags, steps: int = STEPS) -> Whole:
    """(F) the most that each firm can earn: bids taken earn for certain, barred ones nothing.

    −1 where a firm can't carry or stake what the bids taken ask for.
    """
    earned = np.zeros(len(bids.capacity), np.int64)
    for firm in range(len(earned)):
        earned[firm] = most_earned(bids, firm, rents, (taken, barred), steps)
    return earned


@inner()
def most_earned(bids: Bids, firm: int, rents: Rents, flags: tuple[Flags, Flags], steps: int) -> int:
    """The most that a firm can earn; −1 where it can't do what is taken (the first flags)."""
    room, purse, sure = _after_taken(bids, firm, rents, flags[0])
    if room < 0 or purse < 0:
        return -1
    worth, stake = _by_project(bids, firm, rents, flags, (room, purse))
    paid = _by_load(worth, stake * rents.stake[firm])
    most: int = paid[0, room]
    if stake.sum() > purse:
        most = _searched(worth, stake, (rents.stake[firm], room, purse), steps)
    return sure + most


@inner()
def _searched(worth: Whole, stake: Whole, means: tuple[int, int, int], steps: int) -> int:
    """The most of projects that are each taken or not, by load and by stake.

    Those first that pay most for a unit of stake: what equity can bring at most is then soon told.
    """
    rent, room, purse = means
    n = len(stake)
    top = worth[:, room] + rent * stake
    order = np.argsort(-top / np.maximum(stake, 1e-9), kind="mergesort")
    worth, stake, top = worth[order], stake[order], top[order]
    paid = _by_load(worth, rent * stake)
    rooms, purses = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    sums, at = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    rooms[0], purses[0], at[0] = room, purse, room
    best, depth = 0, 0
    while depth >= 0:
        if depth == n:
            best = max(best, sums[n])
            depth -= 1
            continue
        left = min(paid[depth, rooms[depth]], _by_stake(top, stake, depth, purses[depth]))
        load = at[depth]
        if load < -1 or sums[depth] + left <= best:
            depth -= 1
            continue
        if steps == 0:
            open_still: int = min(paid[0, room], _by_stake(top, stake, 0, purse))
            return open_still
        steps -= 1
        at[depth] -= 1
        depth += 1
        rooms[depth], purses[depth] = rooms[depth - 1], purses[depth - 1]
        sums[depth] = sums[depth - 1]
        if load >= 0:
            own, cost = worth[depth - 1, load], stake[depth - 1]
            if cost > purses[depth] or own < 0 or (load > 0 and own == worth[depth - 1, load - 1]):
                depth -= 1
                continue
            rooms[depth] -= load
            purses[depth] -= cost
            sums[depth] += own + cost * rent
        at[depth] = rooms[depth]
    return best


@inner()
def _by_stake(top: Whole, stake: Whole, first: int, purse: int) -> int:
    """The most that projects from one on can pay, by stake alone, the last of them in part."""
    most = 0
    for p in range(first, len(top)):
        if stake[p] > purse:
            # rounded up, and one more for what a fraction of so large a number loses
            return most + int(top[p] * (purse / stake[p])) + 2
        most += top[p]
        purse -= stake[p]
    return most


@inner()
def _after_taken(bids: Bids, firm: int, rents: Rents, taken: Flags) -> tuple[int, int, int]:
    """Capacity and equity left after the bids taken, and what these earn."""
    room, purse, sure, last = bids.capacity[firm], bids.equity[firm], 0, -1
    for at in range(bids.ptr[firm], bids.ptr[firm + 1]):
        if taken[bids.bid[at]]:
            room -= bids.load[at]
            sure += rents.bid[bids.bid[at]]
            if bids.project[at] != last:
                last = bids.project[at]
                purse -= bids.stake[at]
                sure += rents.stake[firm] * bids.stake[at]
    return room, purse, sure


@inner()
def _by_project(
    bids: Bids, firm: int, rents: Rents, flags: tuple[Flags, Flags], has: tuple[int, int]
) -> tuple[Whole, Whole]:
    """For each project that pays: the most by load up to each; the stake not yet made there."""
    room, purse = has
    at, end = bids.ptr[firm], bids.ptr[firm + 1]
    worth, stake = np.full((end - at, room + 1), NEVER), np.zeros(end - at, np.int64)
    n = 0
    while at < end:
        first, cost = at, bids.stake[at]
        while at < end and bids.project[at] == bids.project[first]:
            if flags[0][bids.bid[at]]:
                cost = 0
            at += 1
        worth[n] = NEVER
        if cost <= purse:
            pays = rents.stake[firm] * cost > 0
            _in_project(bids, (first, at), (rents.bid, pays), flags, worth[n])
        if worth[n, room] >= 0:
            stake[n] = cost
            n += 1
    return worth[:n], stake[:n]


@inner()
def _in_project(
    bids: Bids,
    span: tuple[int, int],
    prices: tuple[Whole, bool],
    flags: tuple[Flags, Flags],
    worth: Whole,
) -> None:
    """The most by one bid or more of a project; those without a price only where stakes pay."""
    price, pays = prices
    for at in range(span[0], span[1]):
        bid, load = bids.bid[at], bids.load[at]
        if flags[0][bid] or flags[1][bid] or (price[bid] <= 0 and not pays):
            continue
        for used in range(len(worth) - 1, load - 1, -1):
            worth[used] = max(worth[used], price[bid] + max(worth[used - load], 0))


@inner()
def _by_load(worth: Whole, extra: Whole) -> Whole:
    """(n + 1 × loads) the most that projects from each one on can pay, by load alone."""
    n, loads = worth.shape
    most = np.zeros((n + 1, loads), np.int64)
    for p in range(n - 1, -1, -1):
        most[p] = most[p + 1]
        for load in range(loads):
            own = worth[p, load]
            if own < 0 or (load > 0 and own == worth[p, load - 1]):
                continue
            for used in range(load, loads):
                most[p, used] = max(most[p, used], own + extra[p] + most[p + 1, used - load])
    return most
