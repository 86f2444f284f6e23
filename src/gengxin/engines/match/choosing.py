"""Teams taken one after the other, as far as capacity and equity go."""

import numpy as np

from gengxin.engines.match.arrays import Whole, owner_of
from gengxin.engines.match.consortia import Consortia, Rents
from gengxin.engines.match.teams import search_teams

__all__ = ["completed", "fitting", "without_others"]

STEPS = 30_000
"""Steps of the search for a team beside those of others."""


def fitting(problem: Consortia, teams: list[Whole]) -> Whole:
    """(R) bids of those teams, the first ones first, that fit with all before them."""
    bid = np.full(len(problem.load), -1, np.int64)
    role_of, project_of = owner_of(problem.bid_ptr), owner_of(problem.role_ptr)
    capacity, equity = problem.capacity.copy(), problem.equity.copy()
    for team in teams:
        role, firm = role_of[team], problem.firm[team]
        project = project_of[role[0]]
        load = np.bincount(firm, problem.load[role], len(capacity)).astype(np.int64)
        stake = np.zeros(len(equity), np.int64)
        stake[firm] = problem.stake[project, firm]
        fits = (load <= capacity).all() and (stake <= equity).all()
        if fits and (bid[role] < 0).all():
            bid[role] = team
            capacity, equity = capacity - load, equity - stake
    return bid


def completed(problem: Consortia, bid: Whole) -> Whole:
    """(R) those bids, and for each project without a team the best that fits beside all others."""
    for project in np.flatnonzero(bid[problem.role_ptr[:-1]] < 0):
        smaller, bids, rows = without_others(problem, bid, np.array([project]))
        free = Rents(np.zeros(len(bids), np.int64), np.zeros(len(smaller.equity), np.int64))
        open_to_all = np.zeros(len(bids), np.bool_)
        found = search_teams(smaller, 0, rents=free, barred=open_to_all, floor=0, steps=STEPS)
        if len(found.bid):
            bid = bid.copy()
            bid[rows] = bids[found.bid[np.argmax(found.left)]]
    return bid


def without_others(problem: Consortia, bid: Whole, free: Whole) -> tuple[Consortia, Whole, Whole]:
    """The problem of some projects while the others keep their teams; its bids and roles here."""
    project_of = owner_of(problem.role_ptr)
    rows = np.flatnonzero(np.isin(project_of, free))
    held = bid.copy()
    held[rows] = -1
    capacity, equity = spare(problem, held)
    role_of = owner_of(problem.bid_ptr)
    firm, project = problem.firm, project_of[role_of]
    can = (problem.load[role_of] <= capacity[firm]) & (problem.stake[project, firm] <= equity[firm])
    bids = np.flatnonzero(can & np.isin(role_of, rows))
    firms, of_firm = np.unique(firm[bids], return_inverse=True)
    smaller = Consortia(
        role_ptr=np.searchsorted(project_of[rows], [*free, len(problem.need)]).astype(np.int64),
        load=problem.load[rows],
        need=problem.need[free],
        bid_ptr=np.searchsorted(role_of[bids], [*rows, len(problem.load)]).astype(np.int64),
        firm=of_firm.astype(np.int64),
        fit=problem.fit[bids],
        capacity=capacity[firms],
        equity=equity[firms],
        stake=problem.stake[np.ix_(free, firms)],
        conflict=problem.conflict[np.ix_(firms, firms)],
    )
    return smaller, bids, rows


def spare(problem: Consortia, bid: Whole) -> tuple[Whole, Whole]:
    """Capacity and equity that teams leave to each firm."""
    row = np.flatnonzero(bid >= 0)
    firm = problem.firm[bid[row]]
    member = np.zeros(problem.stake.shape, np.bool_)
    member[owner_of(problem.role_ptr)[row], firm] = True
    load = np.zeros(len(problem.capacity), np.int64)
    np.add.at(load, firm, problem.load[row])
    return problem.capacity - load, problem.equity - (problem.stake * member).sum(axis=0)
