"""All projects at once, where they are few: every choice of one team each that could be worth more.

At given prices a matching is worth the bound less what its teams leave behind the best ones, and
less what its firms earn behind the most that they could. So only teams count that are no further
behind than a matching worth more than what is known allows. They are listed, and put together one
project after the other, that with fewest teams left first, as far as capacity and equity go.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import SCALE, Whole, owner_of
from gengxin.engines.match.by_sets import BySets, could_earn, earned_with
from gengxin.engines.match.cases import Settled
from gengxin.engines.match.compiled import inner, kernel
from gengxin.engines.match.consortia import Consortia, Rents
from gengxin.engines.match.firms import Bids, earnings
from gengxin.engines.match.teams import NONE, search_teams

__all__ = ["Together", "put_together"]

TEAMS = 8_000
"""Teams of a project that are listed at most."""
TO_LIST, TO_JOIN = 300_000, 10_000
"""Steps of the search for a project's teams, and of putting them together."""


class Together(NamedTuple):
    """What putting teams together found."""

    bid: Whole
    """(R) as in ``Teams``; of no use where nothing is worth more."""
    worth: int
    """Of the best teams together, or what they had to be above."""
    whole: bool
    """Whether the search came to its end: then nothing is worth more."""


class _Listed(NamedTuple):
    """Teams that could be part of a matching worth more; sizes: P projects, K teams."""

    ptr: Whole
    """(P + 1) teams of each project, those first that leave most; no team is one of them."""
    bid: Whole
    """(K × most roles) −1 where there is none."""
    left: Whole
    """(K) what each leaves after prices, in 1 / SCALE of worth."""


def put_together(
    problem: Consortia, bids: Bids, rents: Rents, *, settled: Settled, floor: int
) -> Together:
    """The best teams together in a case, if they are worth more than ``floor``."""
    nothing = np.full(len(problem.load), -1, np.int64)
    earned = earnings(bids, rents, settled.taken, settled.barred)
    found = [_best_of(problem, project, rents, settled) for project in range(len(problem.need))]
    if earned.min() < 0 or min(found) == NONE:
        return Together(nothing, floor, whole=True)
    tops = np.array(found, np.int64)
    most = int(earned.sum()) + int(tops.sum())
    choices = _listed(problem, rents, settled, tops, most - (floor + 1) * SCALE)
    if choices is None:
        return Together(nothing, floor, whole=False)
    role_of = owner_of(problem.bid_ptr)
    table = could_earn(bids, rents, (settled.taken, settled.barred), len(tops))
    team, worth, whole = _joined(problem, rents, choices, table, floor, TO_JOIN)
    bid = choices.bid[team]
    bid = bid[bid >= 0]
    nothing[role_of[bid]] = bid
    return Together(nothing, int(worth), bool(whole))


def _best_of(problem: Consortia, project: int, rents: Rents, settled: Settled) -> int:
    """What a project's best team leaves at most in a case."""
    if settled.none[project]:
        return 0
    floor = NONE if settled.must[project] else 0
    return search_teams(
        problem, project, rents=rents, barred=settled.barred, floor=floor, steps=TO_LIST
    ).bound


def _listed(
    problem: Consortia, rents: Rents, settled: Settled, tops: Whole, behind: int
) -> _Listed | None:
    """Teams that leave no more than ``behind`` less than the best; ``None``: there are too many."""
    widest = int(np.diff(problem.role_ptr).max())
    teams, lefts = [], []
    for project, top in enumerate(tops.tolist()):
        found = search_teams(
            problem,
            project,
            rents=rents,
            barred=settled.barred,
            floor=top - behind - 1,
            steps=TO_LIST,
            room=TEAMS,
            every=True,
        )
        if not found.whole:
            return None
        own = np.full((len(found.bid) + 1, widest), -1, np.int64)
        own[:-1, : found.bid.shape[1]] = found.bid
        left = np.append(found.left, 0)
        order = np.argsort(-left, kind="stable")
        if settled.must[project] or top > behind:
            order = order[order < len(found.bid)]
        teams.append(own[order])
        lefts.append(left[order])
    ptr = np.concatenate([[0], np.cumsum([len(left) for left in lefts])]).astype(np.int64)
    return _Listed(ptr, np.concatenate(teams), np.concatenate(lefts))


@kernel()
def _joined(  # noqa: PLR0917 words by place as in all kernels
    problem: Consortia,
    rents: Rents,
    choices: _Listed,
    earned: BySets,
    floor: int,
    steps: int,
) -> tuple[Whole, int, bool]:
    """The teams (P) that together are worth most, if that is above ``floor``, and how much."""
    projects, count = len(problem.need), len(choices.left)
    # at each depth: teams that are left by project, what firms have left, what is certain
    which = np.empty((projects + 1, count), np.int64)
    ptr = np.zeros((projects + 1, projects + 1), np.int64)
    room = np.empty((projects + 1, 2, len(problem.capacity)), np.int64)
    sure = np.zeros(projects + 1, np.int64)
    which[0], ptr[0] = np.arange(count), choices.ptr
    room[0, 0], room[0, 1] = problem.capacity, problem.equity
    at, now = np.zeros(projects + 1, np.int64), np.zeros(projects + 1, np.int64)
    own = np.zeros(projects, np.int64)
    best, depth, is_open = own.copy(), 0, (1 << projects) - 1
    now[0] = _fewest(ptr[0], is_open)
    at[0] = ptr[0, now[0]]
    while depth >= 0:
        project = now[depth]
        is_open |= 1 << project
        if at[depth] == ptr[depth, project + 1]:
            depth -= 1
            continue
        if steps == 0:
            return best, floor, False
        steps -= 1
        is_open ^= 1 << project
        own[project] = team = which[depth, at[depth]]
        at[depth] += 1
        room[depth + 1] = room[depth]
        sure[depth + 1] = sure[depth] + choices.left[team]
        sure[depth + 1] += _hired(problem, rents, choices.bid[team], project, room[depth + 1])
        spare = sure[depth + 1] - (floor + 1) * SCALE
        for firm in range(len(problem.capacity)):
            has = room[depth + 1, 0, firm], room[depth + 1, 1, firm]
            spare += earned_with(earned, firm, is_open, has)
        source, to = (which[depth], ptr[depth]), (which[depth + 1], ptr[depth + 1])
        if depth + 1 == projects:
            worth = _worth(problem, choices.bid[own])
            if worth > floor:
                floor, best = worth, own.copy()
        elif _kept(problem, choices, (is_open, spare), room[depth + 1], source, to):
            depth += 1
            now[depth] = _fewest(ptr[depth], is_open)
            at[depth] = ptr[depth, now[depth]]
    return best, floor, True


@inner()
def _fewest(ptr: Whole, is_open: int) -> int:
    """The open project with fewest teams left."""
    fewest, project = 1 << 62, -1
    for p in range(len(ptr) - 1):
        if is_open >> p & 1 and ptr[p + 1] - ptr[p] < fewest:
            fewest, project = ptr[p + 1] - ptr[p], p
    return project


@inner()
def _worth(problem: Consortia, teams: Whole) -> int:
    worth = 0
    for bid in teams.ravel():
        if bid >= 0:
            worth += problem.fit[bid]
    return worth


@inner()
def _hired(problem: Consortia, rents: Rents, team: Whole, project: int, room: Whole) -> int:
    """What a team's members earn; ``room`` (2 × F: capacity, equity) becomes what is left."""
    first, earned = problem.role_ptr[project], 0
    for i in range(len(team)):
        if team[i] < 0:
            break
        firm = problem.firm[team[i]]
        earned += rents.bid[team[i]]
        room[0, firm] -= problem.load[first + i]
        if _is_new(problem, team, i):
            room[1, firm] -= problem.stake[project, firm]
            earned += rents.stake[firm] * problem.stake[project, firm]
    return earned


@inner()
def _is_new(problem: Consortia, team: Whole, i: int) -> bool:
    """Whether a member hasn't been named in the team before."""
    new = True
    for j in range(i):
        new = new and problem.firm[team[j]] != problem.firm[team[i]]
    return new


@inner()
def _kept(  # noqa: C901, PLR0917 two loops over projects; words by place as in all kernels
    problem: Consortia,
    choices: _Listed,
    case: tuple[int, int],
    room: Whole,
    source: tuple[Whole, Whole],
    to: tuple[Whole, Whole],
) -> bool:
    """Keep teams that fit and aren't too far behind; whether a matching worth more is possible."""
    is_open, spare = case
    which, ptr = source
    for p in range(len(ptr) - 1):
        if is_open >> p & 1:
            spare += choices.left[which[ptr[p]]]
    if spare < 0:
        return False
    to[1][0] = 0
    for p in range(len(ptr) - 1):
        end = to[1][p]
        if is_open >> p & 1:
            top = choices.left[which[ptr[p]]]
            for k in range(ptr[p], ptr[p + 1]):
                team = which[k]
                if top - choices.left[team] > spare:
                    break
                if _fits(problem, choices.bid[team], p, room):
                    to[0][end] = team
                    end += 1
            if end == to[1][p]:
                return False
            # the best that fits may be behind the best there was: all the others have less to spare
            spare -= top - choices.left[to[0][to[1][p]]]
            if spare < 0:
                return False
        to[1][p + 1] = end
    return True


@inner()
def _fits(problem: Consortia, team: Whole, project: int, room: Whole) -> bool:
    first = problem.role_ptr[project]
    for i in range(len(team)):
        if team[i] < 0:
            break
        firm, load = problem.firm[team[i]], 0
        for j in range(i + 1):
            if problem.firm[team[j]] == firm:
                load += problem.load[first + j]
        if load > room[0, firm] or problem.stake[project, firm] > room[1, firm]:
            return False
    return True
