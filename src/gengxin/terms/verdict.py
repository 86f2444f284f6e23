"""A verdict: what a programme's check found, and what it proves."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Verdict", "Violation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing that a programme states and that is not so.

    ``where`` is the site, row or table; ``amount`` by how much it is missed, in the unit of the
    row (whole numbers as the tables hold them; currency for values and bounds).
    """

    kind: str
    where: str
    amount: float
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a programme holds, and what is proven of it.

    ``value`` and ``bound`` are recounted, above keeping everything, ``bound`` widened by what
    floating sums may lose. ``gap_certified`` is (bound − value) ÷ value of these two, of a least
    cost ÷ cost; ``None`` where there is nothing to divide by or the programme doesn't hold.
    ``violations`` lists the first of each kind, ``counts`` how many there are. ``checked`` says
    how many things of which sort were recounted, ``not_checked`` what was taken on trust.
    """

    violations: tuple[Violation, ...]
    counts: Mapping[str, int]
    value: float
    bound: float
    today: float
    gap_certified: float | None
    checked: Mapping[str, int]
    not_checked: tuple[tuple[str, str], ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found against the programme."""
        return not self.violations
