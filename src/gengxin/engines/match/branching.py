"""Consortia by prices and cases: a run of rounds of a fixed size, and after each what is known.

Prices of the teams known (``master``) ask each project for a better one (``teams``), until none is
better; any prices met on the way prove a bound, the firms' best earnings and the projects' best
teams. Where projects are few, whatever teams prices leave open are put together (``together``).
Then a dive: the most certain teams are held, and prices asked again. Then some projects at a time
choose anew while the others keep their teams. Then cases: a project has a team or not, a bid is
taken or not; the case of the greatest bound next. What a round does depends on the problem, the
seed and the rounds before it alone.
"""

from collections.abc import Generator, Iterator
from typing import NamedTuple

import numpy as np

from gengxin.engines.match.arrays import SCALE, Whole
from gengxin.engines.match.cases import Case, Settled, settled_in, split_of, undecided
from gengxin.engines.match.choosing import completed, fitting, without_others
from gengxin.engines.match.consortia import Consortia, Rents, Split, Teams, check_teams, worth_of
from gengxin.engines.match.firms import earnings
from gengxin.engines.match.master import Answer, Master
from gengxin.engines.match.teams import NONE, search_teams
from gengxin.engines.match.together import put_together

__all__ = ["Snapshot", "run"]

PASSES = 6
"""Times that prices are asked for in a round."""
STEPS = 300_000
"""Steps of a search for a project's best team."""
NEW = 8
"""Teams of a project taken up at once: the last found, which are the best."""
FREE = 8
"""Projects whose teams are chosen anew at once, while the others keep theirs."""
TURNS = 20
"""Times that this is done before a case is split."""
WITHIN = 60
"""Rounds in which it is done."""
BEHIND, MORE_BEHIND = 0.002, 1.6
"""How far behind the bound teams are put together at first, of it, and how much more each time."""
CERTAIN = 0.95
"""Share from which on a dive holds a team."""


class Snapshot(NamedTuple):
    """What is known after a round."""

    round: int
    stage: str
    """What the round did, in a few words."""
    teams: Teams
    bound: int
    """Nothing is worth more: proven by ``split``."""
    cases: tuple[Case, ...]

    def split(self) -> Split:
        """The proof of the bound."""
        return split_of(self.cases)


def run(problem: Consortia, *, rounds: int | None, seed: int = 0) -> Iterator[Snapshot]:
    """Best teams and bound after each round, until nothing can be better or rounds are up."""
    search = _Search(problem, np.random.default_rng(seed))
    for number, stage in enumerate(search.stages(), start=1):
        yield Snapshot(number, stage, search.teams, search.bound(), tuple(search.cases))
        if number == rounds or search.bound() <= search.teams.worth:
            return


class _Search:
    """A run's standing: cases, teams, the programme of the teams known."""

    def __init__(self, problem: Consortia, rng: np.random.Generator | None) -> None:
        self.problem, self.rng = problem, rng
        self.master = Master(problem)
        self.teams = Teams(np.full(len(problem.load), -1, np.int64), 0)
        free = Rents(np.zeros(len(problem.firm), np.int64), np.zeros(len(problem.equity), np.int64))
        outset = Case((), (), free, int(problem.fit.sum()))
        self.cases = [outset]
        self.at = 0

    def bound(self) -> int:
        """The greatest of the last cases; what was found, where that is more."""
        last = max(case.bound for case in self.cases if case.item < 0)
        return max(last, self.teams.worth)

    def stages(self) -> Iterator[str]:
        """All the rounds there are."""
        while True:
            settled = settled_in(self.problem, self.cases[self.at])
            self.master.restrict(settled.barred, settled.must)
            answer = yield from self._priced(settled)
            self._keep_what_fits()
            if len(self.problem.need) <= FREE:
                yield from self._combine(settled)
            if not self._is_closed() and self._is_time_to_dive():
                yield from self._dive(settled, answer)
            if self.rng is not None and not self._is_closed():
                yield from self._improve(self.rng)
            if not self._is_closed():
                self._halve(answer)
            yield "closed" if self._is_closed() else "split"
            open_cases = [at for at, case in enumerate(self.cases) if case.item < 0]
            self.at = max(open_cases, key=lambda at: (self.cases[at].bound, -at))

    def _is_time_to_dive(self) -> bool:
        """At the first case, the second, the fourth and so on; not where trying all does better."""
        if self.rng is not None and len(self.problem.need) <= FREE:
            return False
        return (len(self.cases) // 2 + 1).bit_count() == 1

    def _is_closed(self) -> bool:
        return self.cases[self.at].bound <= self.teams.worth

    def _priced(self, settled: Settled) -> Generator[str, None, Answer]:
        """Prices and teams in turn, until no teams would bring more."""
        answer = self.master.solve()
        passes, self.least = 0, (1 << 62, answer.rents)
        while True:
            bound, new = self._asked(settled, answer)
            self.least = min(self.least, (bound, answer.rents), key=lambda one: one[0])
            self._prove(bound, answer.rents)
            if self._is_closed() or (not new and not self.master.cut(answer.share)):
                return answer
            answer = self.master.solve()
            passes += 1
            if passes % PASSES == 0:
                self._keep_what_fits()
                yield "priced"

    def _prove(self, bound: int, rents: Rents) -> None:
        """Take prices by which less of the case at hand is possible."""
        case = self.cases[self.at]
        if bound < case.bound:
            self.cases[self.at] = case._replace(rents=rents, bound=bound)

    def _combine(self, settled: Settled) -> Iterator[str]:
        """Put teams together that are ever further behind the bound."""
        most, rents = self.least
        behind = BEHIND * most
        while not self._is_closed():
            floor = max(most - int(behind), self.teams.worth)
            behind *= MORE_BEHIND
            if floor >= self.cases[self.at].bound:
                continue
            found = put_together(
                self.problem, self.master.bids, rents, settled=settled, floor=floor
            )
            if found.worth > floor:
                self._keep(found.bid)
            if not found.whole:
                return
            self._prove(found.worth, rents)
            yield "combined"

    def _asked(self, settled: Settled, answer: Answer) -> tuple[int, int]:
        """The bound that prices prove in this case, and how many new teams they bring."""
        total, new = self._earned(settled, answer.rents), 0
        for project in np.flatnonzero(~settled.none).tolist():
            found = search_teams(
                self.problem,
                project,
                rents=answer.rents,
                barred=settled.barred,
                floor=NONE if settled.must[project] else 0,
                steps=STEPS,
            )
            if found.bound == NONE:
                return -1, 0
            total += found.bound
            better = found.left > answer.left[project] + SCALE // 1000
            new += self.master.add(found.bid[better][-NEW:])
        return total // SCALE, new

    def _earned(self, settled: Settled, rents: Rents) -> int:
        earned = earnings(self.master.bids, rents, settled.taken, settled.barred)
        # a firm can't carry what the case takes: the case is empty
        if (earned < 0).any():
            return NONE
        return int(earned.sum())

    def _dive(self, settled: Settled, answer: Answer) -> Iterator[str]:
        """Hold ever more of the teams that the shares are most certain of; keep what fits."""
        held, is_held = settled, np.zeros(len(self.problem.need), np.bool_)
        while True:
            share, teams = self.master.shares()
            project = np.array([self.master.project[team[0]] for team in teams], np.int64)
            loose = ~is_held[project]
            if not loose.any():
                break
            sure = np.flatnonzero(loose & (share >= CERTAIN))
            for at in sure if len(sure) else [np.argmax(np.where(loose, share, -1.0))]:
                held = held.holding(self.problem, teams[at])
                is_held[project[at]] = True
            self.master.restrict(held.barred, held.must)
            answer = self.master.solve()
            for _ in range(PASSES):
                if not self._asked(held, answer)[1]:
                    break
                answer = self.master.solve()
            yield "held"
        self._keep_what_fits()

    def _keep_what_fits(self) -> None:
        """Take the teams of the last answer, most certain first, as far as they go, and others."""
        share, teams = self.master.shares()
        order = np.argsort(-share, kind="stable")
        bid = fitting(self.problem, [teams[at] for at in order])
        self._keep(completed(self.problem, bid))

    def _improve(self, rng: np.random.Generator) -> Iterator[str]:
        """Choose some teams anew, as a problem of its own, while other projects keep theirs."""
        projects = len(self.problem.need)
        for _ in range(TURNS if projects > FREE else 0):
            served = self.teams.bid[self.problem.role_ptr[:-1]] >= 0
            order = rng.permutation(projects)
            order = order[np.argsort(served[order], kind="stable")]
            few = min(FREE // 2, int((~served).sum()))
            free = np.sort(
                np.concatenate([order[:few], rng.choice(order[few:], FREE - few, replace=False)])
            )
            smaller, bids, rows = without_others(self.problem, self.teams.bid, free)
            inner = _Search(smaller, None)
            inner.teams = inner.teams._replace(worth=worth_of(self.problem, self.teams.bid[rows]))
            outset = inner.teams
            for _ in zip(range(WITHIN), inner.stages(), strict=False):
                if inner.bound() <= inner.teams.worth:
                    break
            if inner.teams is not outset:
                bid = self.teams.bid.copy()
                found = inner.teams.bid
                bid[rows] = np.where(found >= 0, bids[found], -1)
                self._keep(bid)
            yield "chosen anew"

    def _keep(self, bid: Whole) -> None:
        """Take teams that are worth more than those kept."""
        worth = worth_of(self.problem, bid)
        if worth <= self.teams.worth:
            return
        teams = Teams(bid, worth)
        if not check_teams(self.problem, teams):
            self.teams = teams

    def _halve(self, answer: Answer) -> None:
        """Split the case at hand in two."""
        case, first = self.cases[self.at], len(self.cases)
        item = undecided(self.problem, self.master.project, answer.share, case)
        self.cases[self.at] = case._replace(item=item, child=(first, first + 1))
        self.cases.append(case._replace(left_out=(*case.left_out, item)))
        self.cases.append(case._replace(taken=(*case.taken, item)))
