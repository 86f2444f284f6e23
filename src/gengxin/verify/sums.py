"""Sums of doubles that know by how much they may be off."""

from dataclasses import dataclass

import numpy as np

from gengxin.verify.whole import Floats

__all__ = ["STEP", "Nearly", "Sum"]

# the distance of 1 to the next double
STEP = 2.0**-52
# for the few operations of which each term is made
FEW = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearly:
    """A number, and by how much at most it can be off."""

    amount: float
    unsure: float

    def less(self, other: "Nearly") -> "Nearly":
        """The difference of two."""
        return Nearly(amount=self.amount - other.amount, unsure=self.unsure + other.unsure)


class Sum:
    """A sum of n terms, which can be off by n · 2⁻⁵² · Σ |terms|."""

    def __init__(self) -> None:
        self.amount = self.size = 0.0
        self.count = FEW

    def add(self, terms: Floats, sizes: Floats | None = None, count: int = 0) -> None:
        """Add terms; of terms that are sums, ``sizes`` are Σ |terms| of each and ``count`` Σ n."""
        self.amount += float(terms.sum())
        self.size += float(np.abs(terms if sizes is None else sizes).sum())
        self.count += count or terms.size

    def nearly(self) -> Nearly:
        """The sum so far."""
        return Nearly(amount=self.amount, unsure=self.count * STEP * self.size)
