"""The teams known so far as a linear programme in HiGHS: what it would choose, and its prices.

Rows: a team at most for each project; each firm's capacity and equity; covers, weights of one
firm's bids by which nothing that it can take weighs more than 1. One thread and one seed; teams and
covers are added, never taken away, so the programme goes on from where it stood.
"""

from typing import NamedTuple

import highspy
import numpy as np
import numpy.typing as npt

from gengxin.engines.match.arrays import SCALE, Flags, Floats, Whole, owner_of
from gengxin.engines.match.consortia import Consortia, Rents
from gengxin.engines.match.cutting import is_simple, quiet, weights_of
from gengxin.engines.match.firms import bids_of

__all__ = ["Answer", "Master"]

MORE = 1e-6
CUT = 1e-4
WIDEST = 9


class Answer(NamedTuple):
    """What the linear programme says."""

    worth: float
    share: Floats
    """(B) how much of each bid is taken."""
    rents: Rents
    left: Whole
    """(P) what the last team of a project leaves, in 1 / SCALE: a better one must leave more."""


class Master:
    """A linear programme that grows."""

    def __init__(self, problem: Consortia) -> None:
        """Of a problem, without a team yet."""
        self.problem = problem
        self.firms, self.projects = len(problem.capacity), len(problem.need)
        role = owner_of(problem.bid_ptr)
        self.load, self.project = problem.load[role], owner_of(problem.role_ptr)[role]
        self.bids = bids_of(problem)
        self.simple = is_simple(self.bids)
        self.separator = quiet()
        self.teams: list[Whole] = []
        self.taken = np.zeros(0)
        self.known: set[bytes] = set()
        self.covers: list[tuple[Whole, Floats]] = []
        self.covers_of: list[list[tuple[int, float]]] = [[] for _ in self.load]
        self.solver = quiet()
        high = np.concatenate([np.ones(self.projects), problem.capacity, problem.equity])
        for limit in high:
            self.solver.addRow(-highspy.kHighsInf, float(limit), 0, _ids([]), np.zeros(0))
        # a team that costs more than all others are worth, where a project must have one
        self.dear = -1.0 - 2.0 * float(problem.fit.sum())
        for project in range(self.projects):
            self.solver.addCol(self.dear, 0.0, 0.0, 1, _ids([project]), np.ones(1))

    def add(self, teams: Whole) -> int:
        """Add the teams that are new; how many."""
        new = 0
        for team in teams:
            key = team.tobytes()
            if key in self.known:
                continue
            self.known.add(key)
            self.teams.append(team.copy())
            rows, amounts = self.entries(team)
            worth = float(self.problem.fit[team].sum())
            self.solver.addCol(worth, 0.0, highspy.kHighsInf, len(rows), _ids(rows), amounts)
            new += 1
        return new

    def entries(self, team: Whole) -> tuple[np.ndarray, Floats]:
        """What a team takes in the rows of projects, capacities, equities and covers."""
        amounts: dict[int, float] = {int(self.project[team[0]]): 1.0}
        for bid in team.tolist():
            firm = int(self.problem.firm[bid])
            row = self.projects + firm
            amounts[row] = amounts.get(row, 0.0) + float(self.load[bid])
            stake = self.problem.stake[self.project[bid], firm]
            amounts[row + self.firms] = float(stake)
            for cover, weight in self.covers_of[bid]:
                amounts[cover] = amounts.get(cover, 0.0) + weight
        entries = {row: amount for row, amount in amounts.items() if amount}
        return _ids(list(entries)), np.array(list(entries.values()))

    def _cover_row(self, cover: int) -> int:
        return self.projects + 2 * self.firms + cover

    def restrict(self, barred: Flags, must: Flags) -> None:
        """Only teams without barred bids; a team for certain projects."""
        for project in range(self.projects):
            self.solver.changeRowBounds(project, 1.0 if must[project] else -highspy.kHighsInf, 1.0)
            ceiling = highspy.kHighsInf if must[project] else 0.0
            self.solver.changeColBounds(project, 0.0, ceiling)
        for at, team in enumerate(self.teams):
            ceiling = 0.0 if barred[team].any() else highspy.kHighsInf
            self.solver.changeColBounds(self.projects + at, 0.0, ceiling)

    def solve(self) -> Answer:
        """The best shares of the teams known, and prices."""
        self.solver.run()
        solution = self.solver.getSolution()
        self.taken = np.array(solution.col_value)[self.projects :]
        share = np.zeros(len(self.load))
        for at in np.flatnonzero(self.taken > MORE):
            share[self.teams[at]] += self.taken[at]
        dual = np.maximum(np.array(solution.row_dual), 0.0)
        worth = float(self.solver.getInfo().objective_function_value)
        left = np.array(solution.row_dual)[: self.projects]
        return Answer(worth, share, self._rents(dual), np.ceil(left * SCALE).astype(np.int64))

    def shares(self) -> tuple[Floats, list[Whole]]:
        """Teams that the last answer takes, and how much of each."""
        at = np.flatnonzero(self.taken > MORE)
        return self.taken[at], [self.teams[team] for team in at]

    def _rents(self, dual: Floats) -> Rents:
        of_firm = dual[self.projects : self.projects + self.firms]
        price = of_firm[self.problem.firm] * self.load
        for at, (bids, weight) in enumerate(self.covers):
            price[bids] += dual[self._cover_row(at)] * weight
        stake = dual[self.projects + self.firms : self.projects + 2 * self.firms]
        return Rents(
            np.rint(price * SCALE).astype(np.int64), np.rint(stake * SCALE).astype(np.int64)
        )

    def cut(self, share: Floats) -> int:
        """Add what firms can take at most where the shares are more; how many."""
        new = 0
        for firm in np.flatnonzero(~self.simple).tolist():
            weight = weights_of(self.separator, self.bids, firm, share, self.problem.fit)
            if weight is not None:
                own = self.bids.bid[self.bids.ptr[firm] : self.bids.ptr[firm + 1]]
                self._add_cover(own[weight > 0], weight[weight > 0])
                new += 1
        return new

    def _add_cover(self, bids: Whole, weight: Floats) -> None:
        number = len(self.covers)
        self.covers.append((bids, weight))
        of_bid = np.zeros(len(self.load))
        of_bid[bids] = weight
        for bid in bids.tolist():
            self.covers_of[bid].append((self._cover_row(number), float(of_bid[bid])))
        count = np.array([of_bid[team].sum() for team in self.teams], np.float64)
        at = np.flatnonzero(count)
        self.solver.addRow(
            -highspy.kHighsInf, 1.0, len(at), _ids((at + self.projects).tolist()), count[at]
        )


def _ids(rows: npt.ArrayLike) -> np.ndarray:
    return np.asarray(rows, np.int32)
