"""Why a project has its team or none, and why a bid isn't taken, at the prices of a proof."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import SCALE, Whole, owner_of
from gengxin.engines.match.consortia import Consortia, Rents, Teams
from gengxin.engines.match.teams import search_teams

__all__ = [
    "BidReason",
    "BidReasons",
    "ProjectReason",
    "ProjectReasons",
    "bid_reasons",
    "project_reasons",
]

STEPS = 300_000


class ProjectReason(IntEnum):
    """Why a project has a team or none."""

    MATCHED = 0
    NO_BID = 1
    """Nobody bids for one of its roles."""
    NO_TEAM = 2
    """Those who bid can't make a team: conflicts, or too little equity."""
    OUTBID = 3
    """Its best team costs more, at what firms are worth to others, than it is worth here."""
    LEFT_OVER = 4
    """A team would pay, but firms don't divide that way: the gap that is left."""


class BidReason(IntEnum):
    """Why a bid is taken or not."""

    TAKEN = 0
    NO_TEAM_HERE = 1
    """The project has no team."""
    CONFLICT = 2
    """The firm is in conflict with a member."""
    BUSY = 3
    """What the firm carries elsewhere leaves too little capacity."""
    PLEDGED = 4
    """What the firm stakes elsewhere leaves too little equity."""
    LESS_FIT = 5
    """Who fills the role fits it no less."""
    TEAM_NEEDS_OTHER = 6
    """This firm fits the role better; its member was chosen for the whole matching's sake."""


class ProjectReasons(NamedTuple):
    """Of each project (P)."""

    code: Whole
    """``ProjectReason``."""
    role: Whole
    """The role without a bid; −1."""
    worth: Whole
    """What its best team at the prices is worth; 0: there is none."""
    cost: Whole
    """What that team costs, rounded."""
    rival: Whole
    """The project that holds the dearest firm of that team; −1."""


class BidReasons(NamedTuple):
    """Of each bid (B)."""

    code: Whole
    """``BidReason``."""
    other: Whole
    """The member in conflict, or the firm in the role; −1."""
    amount: Whole
    """Capacity or equity that is missing; by how much the other fits better (or less, below 0)."""


def project_reasons(problem: Consortia, teams: Teams, rents: Rents) -> ProjectReasons:
    """Why each project has a team or none, at the rents of a proof's leaf."""
    projects = len(problem.need)
    out = ProjectReasons(*(np.full(projects, fill, np.int64) for fill in (0, -1, 0, 0, -1)))
    holder = _holder(problem, teams)
    for project in range(projects):
        roles = np.arange(problem.role_ptr[project], problem.role_ptr[project + 1])
        empty = roles[problem.bid_ptr[roles + 1] == problem.bid_ptr[roles]]
        if len(empty):
            out.role[project], out.code[project] = empty[0], ProjectReason.NO_BID
            continue
        team, left = _best(problem, project, rents)
        if not len(team):
            out.code[project] = ProjectReason.NO_TEAM
            continue
        worth = int(problem.fit[team].sum())
        out.worth[project], out.cost[project] = worth, round((worth * SCALE - left) / SCALE)
        dearest = problem.firm[team[np.argmax(rents.bid[team])]]
        out.rival[project] = holder[dearest]
        if teams.bid[roles[0]] < 0:
            code = ProjectReason.OUTBID if left <= 0 else ProjectReason.LEFT_OVER
            out.code[project] = code
    return out


def bid_reasons(problem: Consortia, teams: Teams) -> BidReasons:
    """Why each bid is taken or not: the first reason that holds, in the order of the codes."""
    bids = len(problem.firm)
    out = BidReasons(*(np.full(bids, fill, np.int64) for fill in (0, -1, 0)))
    role_of, project_of = owner_of(problem.bid_ptr), owner_of(problem.role_ptr)
    member = np.zeros(problem.stake.shape, np.bool_)
    filled = np.flatnonzero(teams.bid >= 0)
    member[project_of[filled], problem.firm[teams.bid[filled]]] = True
    load = np.zeros(len(problem.capacity), np.int64)
    np.add.at(load, problem.firm[teams.bid[filled]], problem.load[filled])
    equity = problem.equity - (problem.stake * member).sum(axis=0)
    for bid in range(bids):
        role = role_of[bid]
        chosen, team = teams.bid[role], member[project_of[role]]
        if chosen == bid:
            continue
        if chosen < 0:
            out.code[bid] = BidReason.NO_TEAM_HERE
            continue
        code, other, amount = _refusal(
            problem, bid, int(chosen), team=team, free=problem.capacity - load, equity=equity
        )
        out.code[bid], out.other[bid], out.amount[bid] = code, other, amount
    return out


def _refusal(
    problem: Consortia, bid: int, chosen: int, *, team: Whole, free: Whole, equity: Whole
) -> tuple[int, int, int]:
    firm, other = int(problem.firm[bid]), int(problem.firm[chosen])
    role = int(np.searchsorted(problem.bid_ptr, bid, "right")) - 1
    project = int(np.searchsorted(problem.role_ptr, role, "right")) - 1
    foes = np.flatnonzero(team & problem.conflict[firm])
    foes = foes[foes != other]
    if len(foes):
        return BidReason.CONFLICT, int(foes[0]), 0
    if problem.load[role] > free[firm]:
        return BidReason.BUSY, other, int(problem.load[role] - free[firm])
    stake = 0 if team[firm] else problem.stake[project, firm]
    if stake > equity[firm]:
        return BidReason.PLEDGED, other, int(stake - equity[firm])
    better = int(problem.fit[chosen] - problem.fit[bid])
    code = BidReason.LESS_FIT if better >= 0 else BidReason.TEAM_NEEDS_OTHER
    return code, other, better


def _holder(problem: Consortia, teams: Teams) -> Whole:
    """The first project that has each firm; −1."""
    holder = np.full(len(problem.capacity), -1, np.int64)
    filled = np.flatnonzero(teams.bid >= 0)[::-1]
    holder[problem.firm[teams.bid[filled]]] = owner_of(problem.role_ptr)[filled]
    return holder


def _best(problem: Consortia, project: int, rents: Rents) -> tuple[Whole, int]:
    """The team that leaves most at the prices, even less than nothing; empty: there is none."""
    # a team leaves no less than all the prices of its bids, and what its stakes cost
    floor = -int(rents.bid.sum()) - int((rents.stake * problem.stake[project]).sum()) - 1
    barred = np.zeros(len(problem.firm), np.bool_)
    found = search_teams(problem, project, rents=rents, barred=barred, floor=floor, steps=STEPS)
    if not len(found.left):
        return np.zeros(0, np.int64), 0
    at = int(np.argmax(found.left))
    return found.bid[at], int(found.left[at])
