"""The bound on consortia that prices prove: what firms can earn, and what the best teams leave.

For any prices ≥ 0 of a firm's work in a role and of a unit of its equity, no matching is worth more
than Σ (the most that a firm can earn by work and stakes) + Σ (what a project's best team is worth
after prices, 0 at least). A tree of cases that leave nothing out is bounded by
the greatest of its last cases. Where that is more than is claimed, and projects are few, teams are
put together by trying: at these prices only few of them could make up for more. Arrays are named as
in the file; all sums are of whole numbers.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gengxin.verify.earning import Entry, most_earned, sets_of
from gengxin.verify.together import Choices, is_exceeded

__all__ = ["SCALE", "consortia_bound", "consortia_faults"]

Arrays = Mapping[str, npt.NDArray[Any]]

SCALE = 1 << 20
"""Prices count in so many to a unit of worth."""
STEPS = 400_000
"""Steps of the search for a project's best team; after them the best still open bounds it."""
FEW, TEAMS = 8, 10_000
"""Projects whose teams are put together by trying, and how many of each at most."""


_Chosen = tuple[int, tuple[int, ...]]
"""A team: what it leaves, and the bid of each role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A last case: what it takes, what it leaves out, and the number of its prices."""

    taken: frozenset[int]
    left_out: frozenset[int]
    leaf: int


def consortia_bound(problem: Arrays, proof: Arrays, *, claimed: int | None = None) -> int:
    """Nothing feasible is worth more; an error where the proof's cases leave something out.

    ``claimed``: a bound that is tried to be shown where prices alone prove less than it says.
    """
    if (proof["bid"] < 0).any() or (proof["stake"] < 0).any():
        raise ValueError("a price is below 0; prices must be 0 or more for the bound to hold")
    most = 0
    for case in _last_cases(proof):
        own = max(_of_case(problem, proof, case) // SCALE, 0)
        if claimed is not None and own > claimed and _is_shown(problem, proof, case, claimed):
            own = claimed
        most = max(most, own)
    return most


def consortia_faults(problem: Arrays, bid: npt.NDArray[Any], worth: int) -> list[str]:
    """What is wrong with a matching: the bid that fills each role, −1 for a project without."""
    load = [0] * len(problem["capacity"])
    staked = list(load)
    faults, total = [], 0
    for project in range(len(problem["need"])):
        first, last = problem["role_ptr"][project : project + 2].tolist()
        team = bid[first:last].tolist()
        if all(one < 0 for one in team):
            continue
        ends = problem["bid_ptr"][first : last + 1].tolist()
        if any(not a <= one < b for one, a, b in zip(team, ends, ends[1:], strict=False)):
            faults.append(f"project {project}: a role isn't filled by one of its bids")
            continue
        faults += _team_faults(problem, project, team)
        for role, one in enumerate(team, start=first):
            load[problem["firm"][one]] += int(problem["load"][role])
            total += int(problem["fit"][one])
        for firm in {int(problem["firm"][one]) for one in team}:
            staked[firm] += int(problem["stake"][project, firm])
    faults += [
        f"firm {firm}: carries {used} and stakes {stake}, more than it can"
        for firm, (used, stake) in enumerate(zip(load, staked, strict=True))
        if used > problem["capacity"][firm] or stake > problem["equity"][firm]
    ]
    if total != worth:
        faults.append(f"the fits sum to {total}, not {worth}")
    return faults


def _team_faults(problem: Arrays, project: int, team: list[int]) -> list[str]:
    """What is wrong with a team in itself."""
    faults = []
    members = sorted({int(problem["firm"][one]) for one in team})
    if problem["conflict"][np.ix_(members, members)].any():
        faults.append(f"project {project}: two members are in conflict")
    brought, need = int(problem["stake"][project, members].sum()), int(problem["need"][project])
    if brought < need:
        faults.append(f"project {project}: {brought} of equity is staked, {need} is needed")
    return faults


def _last_cases(proof: Arrays) -> Iterator[_Case]:
    """Down from the whole problem: whatever is split has both its cases."""
    stack: list[tuple[int, frozenset[int], frozenset[int]]] = [(0, frozenset(), frozenset())]
    while stack:
        node, taken, left_out = stack.pop()
        item = int(proof["item"][node])
        if item < 0:
            yield _Case(taken=taken, left_out=left_out, leaf=int(proof["leaf"][node]))
            continue
        without, with_it = proof["child"][node].tolist()
        if min(without, with_it) <= node:
            raise ValueError(f"case {node} is split, but its two cases don't follow it")
        stack.append((without, taken, left_out | {item}))
        stack.append((with_it, taken | {item}, left_out))


def _of_case(problem: Arrays, proof: Arrays, case: _Case) -> int:
    """What a case can be worth at most, in 1 / SCALE; below 0 where it can't be."""
    price = [int(one) for one in proof["bid"][case.leaf]]
    rent = [int(one) for one in proof["stake"][case.leaf]]
    barred, must = _settled(problem, case)
    entries = _entries(problem, price, rent, (case.taken, barred))
    total = most_earned(entries, problem["capacity"], problem["equity"], rent)
    if total < 0:
        return -1
    for project in range(len(problem["need"])):
        floor = None if project in must else 0
        best = _Team(problem, project, price, rent, barred).most(floor)
        if best is None:
            return -1
        total += best
    return total


def _is_shown(problem: Arrays, proof: Arrays, case: _Case, claimed: int) -> bool:
    """Whether no teams put together are worth more than is claimed in a case."""
    price = [int(one) for one in proof["bid"][case.leaf]]
    rent = [int(one) for one in proof["stake"][case.leaf]]
    barred, must = _settled(problem, case)
    projects = range(len(problem["need"]))
    above = (claimed + 1) * SCALE - 1
    behind = _of_case(problem, proof, case) - above
    teams = [_Team(problem, project, price, rent, barred) for project in projects]
    if len(teams) > FEW:
        return False
    choices = []
    for project, team in enumerate(teams):
        found = team.listed(behind, None if project in must else 0)
        if found is None:
            return False
        choices.append(_choices(problem, project, (price, rent), found))
    entries = _entries(problem, price, rent, (case.taken, barred))
    earnings = sets_of(entries, problem["capacity"], rent, len(teams))
    return not is_exceeded(choices, earnings, problem["capacity"], problem["equity"], above=above)


def _entries(
    problem: Arrays, price: list[int], rent: list[int], settled: tuple[Collection[int], set[int]]
) -> list[Entry]:
    """Bids by which firms can earn: those taken (the first settled), and those not barred."""
    role = np.repeat(np.arange(len(problem["load"])), np.diff(problem["bid_ptr"]))
    project = np.repeat(np.arange(len(problem["need"])), np.diff(problem["role_ptr"]))[role]
    stake = problem["stake"][project, problem["firm"]]
    taken, barred = settled
    columns = problem["firm"].tolist(), project.tolist(), problem["load"][role].tolist()
    return [
        Entry(
            firm=firm,
            project=at,
            load=load,
            price=price[bid],
            stake=staked,
            is_taken=bid in taken,
        )
        for bid, (firm, at, load, staked) in enumerate(zip(*columns, stake.tolist(), strict=True))
        if bid in taken or (bid not in barred and (price[bid] > 0 or rent[firm] > 0))
    ]


def _choices(
    problem: Arrays, project: int, prices: tuple[list[int], list[int]], found: list[_Chosen]
) -> Choices:
    """Teams found, those first that leave most; an empty one is no team."""
    found = sorted(found, key=lambda one: -one[0])
    load, stake = np.zeros((2, len(found), len(problem["capacity"])), np.int64)
    first = int(problem["role_ptr"][project])
    for row, (_, bids) in enumerate(found):
        for role, bid in enumerate(bids, start=first):
            firm = problem["firm"][bid]
            load[row, firm] += problem["load"][role]
            stake[row, firm] = problem["stake"][project, firm]
    left = np.array([own for own, _ in found], np.int64)
    paid, worth = (
        np.array([sum(int(amount[bid]) for bid in bids) for _, bids in found], np.int64)
        for amount in (prices[0], problem["fit"])
    )
    paid += stake @ np.array(prices[1], np.int64)
    return Choices(left=left, paid=paid, worth=worth * SCALE, load=load, stake=stake)


def _settled(problem: Arrays, case: _Case) -> tuple[set[int], set[int]]:
    """Bids that can't be taken, and projects that have a team."""
    bids, role_ptr, bid_ptr = len(problem["firm"]), problem["role_ptr"], problem["bid_ptr"]
    barred, must = set(), set()
    for item in case.left_out:
        if item < bids:
            barred.add(item)
            continue
        first, last = role_ptr[item - bids : item - bids + 2]
        barred.update(range(int(bid_ptr[first]), int(bid_ptr[last])))
    for item in case.taken:
        if item >= bids:
            must.add(item - bids)
            continue
        role = int(np.searchsorted(bid_ptr, item, "right")) - 1
        must.add(int(np.searchsorted(role_ptr, role, "right")) - 1)
        barred.update(set(range(int(bid_ptr[role]), int(bid_ptr[role + 1]))) - {item})
    return barred, must


class _Team:
    """The best team of a project after prices, role by role."""

    def __init__(
        self, problem: Arrays, project: int, price: list[int], rent: list[int], barred: set[int]
    ) -> None:
        self.problem, self.project = problem, project
        first, last = problem["role_ptr"][project : project + 2].tolist()
        firm, stake = problem["firm"], problem["stake"][project]
        self.roles: list[list[tuple[int, int, int, int, int, int]]] = []
        own = range(int(problem["bid_ptr"][first]), int(problem["bid_ptr"][last]))
        could = np.bincount(firm[[b for b in own if b not in barred]], minlength=len(stake))
        for role in range(first, last):
            bids = []
            for bid in range(int(problem["bid_ptr"][role]), int(problem["bid_ptr"][role + 1])):
                who = int(firm[bid])
                if bid in barred or stake[who] > problem["equity"][who]:
                    continue
                left = int(problem["fit"][bid]) * SCALE - price[bid]
                paid = rent[who] * int(stake[who])
                # spread over the roles that it could fill: it never pays less than its shares
                most = left - paid // int(could[who])
                bids.append((most, who, int(problem["load"][role]), left, paid, bid))
            self.roles.append(sorted(bids, reverse=True))
        self.steps = STEPS
        self.found: list[_Chosen] | None = None

    def most(self, floor: int | None) -> int | None:
        """What the best team leaves, the floor at least; none where there is no team or floor."""
        if not all(self.roles):
            return floor
        self.rest = [0]
        for bids in reversed(self.roles):
            self.rest.insert(0, self.rest[0] + bids[0][0])
        self.best = floor
        self._go_on([], 0, 0)
        return self.best

    def listed(self, behind: int, floor: int | None) -> list[_Chosen] | None:
        """Teams that leave less than the best by less than ``behind``; none where too many."""
        top = self.most(floor)
        if top is None:
            return []
        self.found, self.steps = [], STEPS
        if all(self.roles):
            self.best = top - behind
            self._go_on([], 0, 0)
        if self.steps == 0 or len(self.found) > TEAMS:
            return None
        return [*self.found, (0, ())] if floor == 0 and top < behind else self.found

    def _go_on(
        self, team: list[tuple[int, int, int, int, int, int]], most: int, depth: int
    ) -> None:
        """Every way to fill the roles from this one on that could leave more than the best."""
        if depth == len(self.roles):
            self._take(team)
            return
        for bid in self.roles[depth]:
            reach = most + bid[0] + self.rest[depth + 1]
            if self.best is not None and reach <= self.best:
                return
            if self.steps == 0:
                self.best = reach
                return
            self.steps -= 1
            if self._joins(team, bid):
                self._go_on([*team, bid], most + bid[0], depth + 1)

    def _joins(
        self,
        team: list[tuple[int, int, int, int, int, int]],
        bid: tuple[int, int, int, int, int, int],
    ) -> bool:
        load = bid[2] + sum(other[2] for other in team if other[1] == bid[1])
        if load > self.problem["capacity"][bid[1]]:
            return False
        return not any(self.problem["conflict"][bid[1], other[1]] for other in team)

    def _take(self, team: list[tuple[int, int, int, int, int, int]]) -> None:
        members = {bid[1]: bid[4] for bid in team}
        stake = self.problem["stake"][self.project][list(members)].sum()
        if stake >= self.problem["need"][self.project]:
            left = sum(bid[3] for bid in team) - sum(members.values())
            if self.found is None:
                self.best = left if self.best is None else max(self.best, left)
            elif self.best is not None and left > self.best:
                self.found.append((left, tuple(bid[5] for bid in team)))
