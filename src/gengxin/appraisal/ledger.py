"""Amounts of options by item and time, for each party and scenario."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gengxin.appraisal.lookup import PARTIES

__all__ = [
    "COST_ITEMS",
    "DEVELOPER",
    "OWNER",
    "PUBLIC",
    "REVENUE_ITEMS",
    "UNPAID_ITEMS",
    "Floats",
    "Ledger",
    "times",
]

Floats = NDArray[np.float64]

PUBLIC, OWNER, DEVELOPER = range(len(PARTIES))
SCENARIOS = 3
# what the works take; the price of the land only changes hands
COST_ITEMS = ("compensation", "demolition", "decant", "construction", "fees", "finance")
# worth that goes without money changing hands
UNPAID_ITEMS = ("land_given_up",)
REVENUE_ITEMS = ("sale", "rent", "end_value")


@dataclass(slots=True)
class Ledger:
    """Arrays option × party × scenario (low, mid, high), by item and time.

    What a party receives is positive, what it pays negative. Times are those of ``years.weights``;
    amounts of ``operation`` and ``whole`` are for one year.
    """

    count: int
    entries: dict[tuple[str, str], Floats] = field(default_factory=dict)

    def add(self, item: str, time: str, rows: NDArray[np.int64], amounts: Floats) -> None:
        """Enter amounts of some options."""
        if len(rows):
            entry = self.entries.setdefault((item, time), self.nothing())
            entry[rows] += amounts

    def nothing(self) -> Floats:
        """Zeros, option × party × scenario."""
        return np.zeros((self.count, len(PARTIES), SCENARIOS))

    @property
    def by_name(self) -> list[tuple[tuple[str, str], Floats]]:
        """The entries by item and time: what is summed in this order is so for whoever enters."""
        return sorted(self.entries.items(), key=lambda entry: entry[0])

    def sum_of(self, items: Iterable[str], *times: str) -> Floats:
        """Sum of the items' entries, at these times or at all."""
        wanted = set(items)
        total = self.nothing()
        for (item, time), entry in self.by_name:
            if item in wanted and (not times or time in times):
                total += entry
        return total

    def blot(self, rows: NDArray[np.int64], *times: str) -> None:
        """Make amounts of these options unavailable: at these times, or all."""
        for (_, time), entry in self.entries.items():
            if not times or time in times:
                here = entry[rows]
                here[here != 0.0] = np.nan
                entry[rows] = here


def times(amounts: Floats, factor: Floats) -> Floats:
    """Amounts times a factor by option and scenario; nothing stays nothing, of an unknown too."""
    by = factor if amounts.ndim == factor.ndim else factor[:, None, :]
    return np.where(amounts == 0.0, 0.0, amounts * by)
