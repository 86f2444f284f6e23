"""Whether teams of all projects, put together, could be worth more than is claimed: by trying.

At given prices a matching is worth at most what firms can earn, and what each team leaves. So only
teams count that leave nearly as much as the best of their project. They are tried together, one
project after the other, as far as what firms have goes; whatever can't exceed the claim is left.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gengxin.verify.earning import Sets

__all__ = ["Choices", "is_exceeded"]

STEPS = 400_000

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Teams of one project that count (K); no team is one of them, where that is allowed."""

    left: Array
    """(K) what each leaves after prices, the most first."""
    paid: Array
    """(K) what its members earn by work and stakes."""
    worth: Array
    """(K) what it is worth, before any price."""
    load: Array
    """(K × F) what it loads on each firm."""
    stake: Array
    """(K × F) what each firm stakes in it."""


def is_exceeded(
    choices: list[Choices], earnings: Sets, capacity: Array, equity: Array, *, above: int
) -> bool:
    """Whether some teams together could come to more than ``above``, or too many are to be tried.

    Sums are in the unit of prices.
    """
    search = _Search(choices, earnings, above)
    every = [np.arange(len(own.left)) for own in choices]
    return search.exceeds((1 << len(choices)) - 1, capacity, equity, (0, every))


class _Search:
    """A search by depth first."""

    def __init__(self, choices: list[Choices], earnings: Sets, above: int) -> None:
        self.choices, self.earnings, self.above = choices, earnings, above
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
            most = total + self.earnings.earned(others, left, stakes)
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
