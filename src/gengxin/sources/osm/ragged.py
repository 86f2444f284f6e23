"""Lists of unlike length kept end to end: the nodes of each way, the members of each relation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Flags", "Ragged", "Real", "Shapes", "Whole", "first_of_counts"]

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Ragged:
    """List ``i`` is ``items[first[i]:first[i + 1]]``.

    Examples
    --------
    >>> Ragged(np.array([0, 2, 2, 3]), np.array([5, 6, 7])).take(np.array([2, 0])).items
    array([7, 5, 6])

    """

    first: Whole
    items: Whole

    def __len__(self) -> int:
        """How many lists there are."""
        return len(self.first) - 1

    @property
    def counts(self) -> Whole:
        """How long each list is."""
        return np.diff(self.first)

    @property
    def owner(self) -> Whole:
        """The number of the list in which each value stands."""
        return np.repeat(np.arange(len(self)), self.counts)

    def places(self, rows: Whole) -> Whole:
        """Where the values of the lists asked for stand, list by list."""
        counts = self.first[rows + 1] - self.first[rows]
        first = first_of_counts(counts)
        return np.repeat(self.first[rows] - first[:-1], counts) + np.arange(first[-1])

    def take(self, rows: Whole) -> "Ragged":
        """The lists asked for, in the order asked for."""
        counts = self.first[rows + 1] - self.first[rows]
        return Ragged(first_of_counts(counts), self.items[self.places(rows)])


def first_of_counts(counts: Sequence[int] | Whole) -> Whole:
    """Where each list begins, and where the last ends, by the lengths of the lists."""
    first = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=first[1:])
    return first
