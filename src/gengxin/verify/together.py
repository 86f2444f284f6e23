"""Whether teams of all projects, put together, could be worth more than is claimed: by trying.

At given prices a matching is worth at most what firms can earn, and what each team leaves. So only
teams count that leave nearly as much as the best of their project. They are tried together, one
project after the other, as far as what firms have goes; whatever can't exceed the claim is left.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Choices", "could_earn", "is_exceeded"]

STEPS = 400_000
NEVER = -(1 << 61)

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Teams of one project that count (K); no team is one of them, where that is allowed."""

    left: Array
    """(K) what each leaves after prices, the most first."""
    paid: Array
    """(K) what its members earn."""
    worth: Array
    """(K) what it is worth, before any price."""
    load: Array
    """(K × F) what it loads on each firm."""
    stake: Array
    """(K × F) what each firm stakes in it."""


def could_earn(
    entries: list[tuple[int, int, int, int, bool]], capacity: Array, projects: int
) -> Array:
    """(sets of projects × F × capacity + 1) the most that firms can earn in projects still open.

    A set's number is the sum of 2 ** project. ``entries``: firm, project, load and price of each
    bid that isn't barred, and whether it is taken, so that it has to be among what is earned.
    """
    table = np.zeros((1 << projects, len(capacity), int(capacity.max(initial=0)) + 1), np.int64)
    own: list[list[tuple[int, int, int, bool]]] = [[] for _ in range(projects)]
    for firm, project, load, price, is_taken in entries:
        own[project].append((firm, load, price, is_taken))
    for which in range(1, 1 << projects):
        last = which.bit_length() - 1
        now = table[which]
        now[:] = table[which ^ (1 << last)]
        for firm, load, price, is_taken in own[last]:
            having = np.full(now.shape[1], NEVER)
            if load < len(having):
                having[load:] = now[firm, : len(having) - load] + price
            now[firm] = having if is_taken else np.maximum(now[firm], having)
    return table


def is_exceeded(
    choices: list[Choices], table: Array, capacity: Array, equity: Array, *, sure: int, above: int
) -> bool:
    """Whether some teams together could come to more than ``above``, or too many are to be tried.

    ``sure``: what is certain before any team is chosen. Sums are in the unit of prices.
    """
    search = _Search(choices, table, above)
    every = [np.arange(len(own.left)) for own in choices]
    return search.exceeds((1 << len(choices)) - 1, capacity, equity, (sure, every))


class _Search:
    """A search by depth first."""

    def __init__(self, choices: list[Choices], table: Array, above: int) -> None:
        self.choices, self.table, self.above = choices, table, above
        self.firms = np.arange(table.shape[1])
        self.steps, self.chosen = STEPS, [0] * len(choices)

    def exceeds(
        self, still: int, room: Array, equity: Array, known: tuple[int, list[Array]]
    ) -> bool:
        """Whether projects still open can be given teams so that more than the limit comes out."""
        sure, which = known
        if not still:
            pairs = zip(self.choices, self.chosen, strict=True)
            return sum(int(own.worth[team]) for own, team in pairs) > self.above
        spread = [p for p in range(len(which)) if still >> p & 1]
        project = min(spread, key=lambda p: len(which[p]))
        others = still ^ (1 << project)
        own = self.choices[project]
        for team in which[project].tolist():
            self.steps -= 1
            if self.steps < 0:
                return True
            self.chosen[project] = team
            left, stakes = room - own.load[team], equity - own.stake[team]
            total = sure + int(own.left[team]) + int(own.paid[team])
            most = total + int(self.table[others, self.firms, left].sum())
            rest = self._that_fit(others, (left, stakes), which, most - self.above)
            if rest is not None and self.exceeds(others, left, stakes, (total, rest)):
                return True
        return False

    def _that_fit(
        self, still: int, has: tuple[Array, Array], which: list[Array], spare: int
    ) -> list[Array] | None:
        """Teams that firms can still make up; ``None`` where those can't exceed the limit."""
        spread = [p for p in range(len(which)) if still >> p & 1]
        spare += sum(int(self.choices[p].left[which[p][0]]) for p in spread)
        kept = list(which)
        for p in spread:
            if spare <= 0:
                return None
            own, at = self.choices[p], which[p]
            top = int(own.left[at[0]])
            at = at[own.left[at] > top - spare]
            at = at[(own.load[at] <= has[0]).all(axis=1) & (own.stake[at] <= has[1]).all(axis=1)]
            if not len(at):
                return None
            spare -= top - int(own.left[at[0]])
            kept[p] = at
        return kept if spare > 0 else None
