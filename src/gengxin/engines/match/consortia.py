"""Consortia: projects want roles filled, firms bid for roles and are short of capacity and equity.

Maximise Σ fit over the roles filled, where

(a) a project's roles are all filled, each by one of its bidders, or none is;
(b) what a firm's roles load on it, over all projects, is no more than its capacity; what it stakes
    in projects, once in each however many roles it fills there, no more than its equity;
(c) the members of a project stake together what the project needs;
(d) no two members of a project are in conflict.

All amounts are whole numbers. Ragged lists are pairs ``*_ptr`` (n + 1) and entries, entries of item
i at ``ptr[i]:ptr[i + 1]``.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Flags, Whole, owner_of

__all__ = ["Consortia", "Rents", "Split", "Teams", "check_teams", "worth_of"]


class Consortia(NamedTuple):
    """A problem. Sizes: P projects, R roles, B bids, F firms."""

    role_ptr: Whole
    """(P + 1) roles of each project, at least one."""
    load: Whole
    """(R) capacity that a role takes, ≥ 0."""
    need: Whole
    """(P) equity that a project needs."""
    bid_ptr: Whole
    """(R + 1) bids for each role: of firms that are capable of it."""
    firm: Whole
    """(B) who bids, no firm twice for one role."""
    fit: Whole
    """(B) worth of this firm in this role, ≥ 0."""
    capacity: Whole
    """(F) load that a firm can carry: in units as coarse as they can be, tables are that long."""
    equity: Whole
    """(F) equity that a firm has."""
    stake: Whole
    """(P × F) equity that a firm brings into a project if it is a member."""
    conflict: Flags
    """(F × F) who can't be in one team; symmetric."""


class Teams(NamedTuple):
    """An answer: ``bid`` (R) that fills each role, −1 in a project without a team."""

    bid: Whole
    worth: int


class Rents(NamedTuple):
    """Prices: what a project pays a firm. Any prices ≥ 0 prove a bound."""

    bid: Whole
    """(B) for the work in a role."""
    stake: Whole
    """(F) for a unit of a firm's equity."""


class Split(NamedTuple):
    """A tree of cases that leave nothing out, each last one with prices that prove its bound.

    Sizes: N nodes, L leaves. Node 0 is the whole problem.
    """

    item: Whole
    """(N) what a node is split by: a bid (number below B) is taken or not, a project (B + its
    number) has a team or not; −1: not split."""
    child: Whole
    """(N × 2) nodes in which it is not, and in which it is; −1."""
    leaf: Whole
    """(N) number of the prices of a node that isn't split; −1."""
    bid: Whole
    """(L × B) prices for the work."""
    stake: Whole
    """(L × F) prices for a unit of equity."""


def worth_of(problem: Consortia, bid: Whole) -> int:
    """Sum of fits."""
    return int(problem.fit[bid[bid >= 0]].sum())


def check_teams(problem: Consortia, teams: Teams) -> list[str]:
    """What is wrong with an answer, in sentences; nothing for a good one."""
    faults = []
    firms, projects = len(problem.capacity), len(problem.need)
    filled = teams.bid >= 0
    role = np.flatnonzero(filled)
    bid = teams.bid[role]
    if (bid < problem.bid_ptr[role]).any() or (bid >= problem.bid_ptr[role + 1]).any():
        return ["a role is filled by a bid for another"]
    project = owner_of(problem.role_ptr)[role]
    if (np.bincount(project, minlength=projects) % np.diff(problem.role_ptr)).any():
        faults.append("a project has some of its roles filled and others not")
    load = np.zeros(firms, np.int64)
    np.add.at(load, problem.firm[bid], problem.load[role])
    member = np.zeros((projects, firms), np.bool_)
    member[project, problem.firm[bid]] = True
    if (load > problem.capacity).any():
        faults.append(f"firms {np.flatnonzero(load > problem.capacity)} carry too much")
    staked = np.where(member, problem.stake, 0)
    if (staked.sum(axis=0) > problem.equity).any():
        faults.append("a firm stakes more than it has")
    if (staked.sum(axis=1) < problem.need)[np.unique(project)].any():
        faults.append("a team stakes less than its project needs")
    if any(problem.conflict[np.ix_(team, team)].any() for team in member):
        faults.append("members of a team are in conflict")
    if teams.worth != worth_of(problem, teams.bid):
        faults.append("the worth isn't the sum of fits")
    return faults
