"""Cases of a problem of consortia: what is settled in each, and the tree that they make."""

from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import Flags, Floats, Whole, owner_of
from gengxin.engines.match.consortia import Consortia, Rents, Split

__all__ = ["Case", "Settled", "settled_in", "split_of", "undecided"]

SURE = 1e-5


class Case(NamedTuple):
    """A node: what is settled, and the best prices met so far. Items as in ``Split``."""

    taken: tuple[int, ...]
    left_out: tuple[int, ...]
    rents: Rents
    bound: int
    item: int = -1
    """What it is split by; −1 before."""
    child: tuple[int, int] = (-1, -1)
    """Nodes in which the item isn't, and is."""


class Settled(NamedTuple):
    """What a case says of bids and projects."""

    taken: Flags
    """(B) bids that are taken."""
    barred: Flags
    """(B) bids that can't be."""
    must: Flags
    """(P) projects that have a team."""
    none: Flags
    """(P) projects that have none."""

    def holding(self, problem: Consortia, team: Whole) -> "Settled":
        """The same with no team but one for its project."""
        barred = self.barred.copy()
        project = int(np.searchsorted(problem.role_ptr, _role_of(problem, team[0]), "right")) - 1
        _bar(problem, barred, project)
        barred[team] = False
        return self._replace(barred=barred)


def settled_in(problem: Consortia, case: Case) -> Settled:
    """What a case says; the items of its way down."""
    bids, projects = len(problem.firm), len(problem.need)
    taken, barred = np.zeros(bids, np.bool_), np.zeros(bids, np.bool_)
    must, none = np.zeros(projects, np.bool_), np.zeros(projects, np.bool_)
    project_of = owner_of(problem.role_ptr)
    for item in case.left_out:
        if item < bids:
            barred[item] = True
        else:
            none[item - bids] = True
            _bar(problem, barred, item - bids)
    for item in case.taken:
        if item >= bids:
            must[item - bids] = True
            continue
        role = _role_of(problem, item)
        others = slice(problem.bid_ptr[role], problem.bid_ptr[role + 1])
        was = barred[item]
        barred[others] = True
        barred[item] = was
        taken[item] = must[project_of[role]] = True
    return Settled(taken, barred, must, none)


def undecided(problem: Consortia, project: Whole, share: Floats, case: Case) -> int:
    """The item that the shares leave most open: a project before a bid; else any not settled."""
    roles = np.diff(problem.role_ptr)
    served = np.bincount(project, share, len(roles)) / roles
    both = np.concatenate([share, served])
    open_by = np.minimum(both, 1.0 - both)
    bids = len(share)
    open_by[[*case.taken, *case.left_out]] = -1.0
    of_project = bids + int(np.argmax(open_by[bids:]))
    if open_by[of_project] > SURE:
        return of_project
    return int(np.argmax(open_by))


def split_of(cases: tuple[Case, ...]) -> Split:
    """The tree as arrays."""
    last = [case.rents for case in cases if case.item < 0]
    is_last = np.array([case.item < 0 for case in cases])
    return Split(
        item=np.array([case.item for case in cases], np.int64),
        child=np.array([case.child for case in cases], np.int64),
        leaf=np.where(is_last, np.cumsum(is_last) - 1, -1).astype(np.int64),
        bid=np.stack([rents.bid for rents in last]),
        stake=np.stack([rents.stake for rents in last]),
    )


def _bar(problem: Consortia, barred: Flags, project: int) -> None:
    """Bar all bids for a project."""
    first, last = problem.role_ptr[project], problem.role_ptr[project + 1]
    barred[problem.bid_ptr[first] : problem.bid_ptr[last]] = True


def _role_of(problem: Consortia, bid: int) -> int:
    return int(np.searchsorted(problem.bid_ptr, bid, "right")) - 1
