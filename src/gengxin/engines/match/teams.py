"""The best team of a project at given prices: by depth first over its roles, exactly.

A role's bids are tried in order of what they leave after prices. A branch ends where what it has
and the best that the remaining roles can leave, each for itself, is no more than what is known.
After so many steps the search ends, and the best that was still open bounds it: a bound all the
same, and one that plain arithmetic can count again.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.match.arrays import SCALE, Flags, Whole
from gengxin.engines.match.compiled import inner, kernel
from gengxin.engines.match.consortia import Consortia, Rents

__all__ = ["NONE", "Found", "search_teams"]

NONE = -(1 << 62)
"""Less than any team leaves."""

Room = npt.NDArray[np.int64]


class Found(NamedTuple):
    """What a search found."""

    bound: int
    """No team leaves more, in 1 / SCALE of worth; the floor, where nothing is above it."""
    bid: Whole
    """(K × roles) teams found: those that were best when found, or all above the floor."""
    left: Whole
    """(K) what each leaves."""
    whole: bool
    """Whether the search came to its end."""


def search_teams(  # noqa: PLR0913 all but problem and project have their own word
    problem: Consortia,
    project: int,
    *,
    rents: Rents,
    barred: Flags,
    floor: int,
    steps: int,
    room: int = 32,
    every: bool = False,
) -> Found:
    """Teams that leave more than ``floor``: ever better ones, or, if asked, every one.

    ``room``: how many are kept (the last ones; of every one the first).
    """
    bound, bid, left, count, whole = _search(
        problem,
        project,
        (rents.bid, rents.stake),
        barred,
        (floor, steps, room, every),
    )
    kept = min(count, room)
    return Found(int(bound), bid[:kept], left[:kept], bool(whole))


@inner()
def _laid_out(
    problem: Consortia, project: int, rents: tuple[Whole, Whole], barred: Flags
) -> tuple[Room, Room, Room]:
    """For each role its bids, best first, what each leaves at most, and how many there are.

    What a member's stake costs is spread over all the roles that it could fill: it pays no more
    than its shares where it fills fewer.
    """
    first, last = problem.role_ptr[project], problem.role_ptr[project + 1]
    longest = 0
    roles_of = np.zeros(len(problem.capacity), np.int64)
    for role in range(first, last):
        longest = max(longest, problem.bid_ptr[role + 1] - problem.bid_ptr[role])
        for bid in range(problem.bid_ptr[role], problem.bid_ptr[role + 1]):
            if not barred[bid]:
                roles_of[problem.firm[bid]] += 1
    bids = np.zeros((last - first, longest), np.int64)
    most = np.zeros((last - first, longest), np.int64)
    count = np.zeros(last - first, np.int64)
    for role in range(first, last):
        own = np.empty(longest, np.int64)
        keys = np.empty(longest, np.int64)
        n = 0
        for bid in range(problem.bid_ptr[role], problem.bid_ptr[role + 1]):
            firm = problem.firm[bid]
            stake = problem.stake[project, firm]
            if barred[bid] or problem.load[role] > problem.capacity[firm]:
                continue
            if stake > problem.equity[firm]:
                continue
            own[n] = bid
            share = rents[1][firm] * stake // roles_of[firm]
            keys[n] = problem.fit[bid] * SCALE - rents[0][bid] - share
            n += 1
        order = np.argsort(-keys[:n], kind="mergesort")
        bids[role - first, :n] = own[:n][order]
        most[role - first, :n] = keys[:n][order]
        count[role - first] = n
    return bids, most, count


@inner()
def _left(problem: Consortia, project: int, rents: tuple[Whole, Whole], team: Whole) -> int:
    """What a team leaves after prices."""
    total = 0
    for i in range(len(team)):
        firm = problem.firm[team[i]]
        total += problem.fit[team[i]] * SCALE - rents[0][team[i]]
        new = True
        for j in range(i):
            new = new and problem.firm[team[j]] != firm
        if new:
            total -= rents[1][firm] * problem.stake[project, firm]
    return total


@inner()
def _added(problem: Consortia, project: int, team: Whole, depth: int) -> int:
    """Stake that the last member of a team adds; −1 if it can't be one of it."""
    firm = problem.firm[team[depth]]
    first = problem.role_ptr[project]
    load = problem.load[first + depth]
    new = True
    for i in range(depth):
        other = problem.firm[team[i]]
        if other == firm:
            new = False
            load += problem.load[first + i]
        elif problem.conflict[firm, other]:
            return -1
    if load > problem.capacity[firm]:
        return -1
    return problem.stake[project, firm] if new else 0


@inner()
def _rest(
    problem: Consortia, project: int, bids: Room, most: Room, count: Room
) -> tuple[Room, Room]:
    """The most that roles from each one on can leave, and stake."""
    n = len(count)
    leave, stake = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    for role in range(n - 1, -1, -1):
        greatest = 0
        for i in range(count[role]):
            greatest = max(greatest, problem.stake[project, problem.firm[bids[role, i]]])
        leave[role] = leave[role + 1] + most[role, 0]
        stake[role] = stake[role + 1] + greatest
    return leave, stake


@kernel()
def _search(  # noqa: C901 one search without recursion, which numba compiles badly
    problem: Consortia,
    project: int,
    rents: tuple[Whole, Whole],
    barred: Flags,
    asked: tuple[int, int, int, bool],
) -> tuple[int, Room, Room, int, bool]:
    floor, steps, room, every = asked
    bids, most, count = _laid_out(problem, project, rents, barred)
    n = len(count)
    kept, left = np.zeros((room, n), np.int64), np.zeros(room, np.int64)
    if count.min() == 0:
        return floor, kept, left, 0, True
    rest, rest_stake = _rest(problem, project, bids, most, count)
    at, team = np.zeros(n, np.int64), np.zeros(n, np.int64)
    sum_most, sum_stake = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    best, found, depth = floor, 0, 0
    while depth >= 0:
        i = at[depth]
        if i >= count[depth] or sum_most[depth] + most[depth, i] + rest[depth + 1] <= best:
            depth -= 1
            if depth >= 0:
                at[depth] += 1
            continue
        if steps == 0 or (every and found == room):
            for d in range(depth + 1):
                if at[d] < count[d]:
                    best = max(best, sum_most[d] + most[d, at[d]] + rest[d + 1])
            return best, kept, left, found, False
        steps -= 1
        team[depth] = bids[depth, i]
        stake = _added(problem, project, team, depth)
        if stake < 0 or sum_stake[depth] + stake + rest_stake[depth + 1] < problem.need[project]:
            at[depth] += 1
            continue
        sum_most[depth + 1] = sum_most[depth] + most[depth, i]
        sum_stake[depth + 1] = sum_stake[depth] + stake
        if depth + 1 < n:
            depth += 1
            at[depth] = 0
            continue
        own = _left(problem, project, rents, team)
        if own > floor and (every or own > best):
            kept[found % room] = team
            left[found % room] = own
            found += 1
            if not every:
                best = own
        at[depth] += 1
    return best, kept, left, found, True
