"""How lit slots are counted: all of them, the longest stretch, the longest few, none too short."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.faults import raise_faults
from gengxin.engines.sun.path import Real, SunPath, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Which stretches of sun count towards the hours of a day.

    Parameters
    ----------
    longest
        Only so many of the longest stretches; 0 for all.
    least_min
        Only stretches at least so many minutes long.

    Examples
    --------
    >>> everything = Counting()
    >>> the_longest = Counting(longest=1)
    >>> two_of_half_an_hour = Counting(longest=2, least_min=30)
    """

    longest: int = 0
    least_min: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what can't be counted."""
        raise_faults(
            "sun can't be counted so; mend it",
            [f"longest is {self.longest}, must be 0 or more"] * (self.longest < 0),
            [f"least_min is {self.least_min}, must be 0 or more"] * (not self.least_min >= 0),
        )


EVERYTHING: Final = Counting()
"""All sun counts, however short."""


class Rule(NamedTuple):
    """A counting as the kernels read it, lengths in slots."""

    longest: int
    least: int


def rule_of(counting: Counting, path: SunPath) -> Rule:
    """Counting in the path's slots; a stretch of an equal number of minutes counts."""
    least = int(np.ceil(counting.least_min / 60 / path.step_hours - 1e-9))
    return Rule(longest=counting.longest, least=max(least, 1))


def slots_for(hours: npt.ArrayLike, path: SunPath) -> npt.NDArray[np.int64]:
    """Slots that make up so many hours, rounded up."""
    return np.ceil(np.asarray(hours) / path.step_hours - 1e-9).astype(np.int64)


@kernel()
def counted(shade_m: Real, height_m: float, place: Whole, rule: Rule) -> int:
    """Number of slots that count among those whose shadow ends at a height or below.

    ``shade_m`` follows the order of the directions, ``place`` tells where each moment's slot is in
    it. More shade never makes the number grow.
    """
    if rule.longest == 0 and rule.least == 1:
        total = 0
        for slot in range(len(shade_m)):
            total += shade_m[slot] <= height_m
        return total
    return _in_stretches(shade_m, height_m, place, rule)


@inner()
def _in_stretches(shade_m: Real, height_m: float, place: Whole, rule: Rule) -> int:
    kept = np.empty(rule.longest, np.int64)  # the longest so far, longest first
    for rank in range(rule.longest):
        kept[rank] = 0
    total, length = 0, 0
    for moment in range(len(place) + 1):
        if moment < len(place) and shade_m[place[moment]] <= height_m:
            length += 1
            continue
        if length >= rule.least:
            total += length
            _insert(kept, length)
        length = 0
    if rule.longest == 0:
        return total
    total = 0
    for rank in range(rule.longest):
        total += kept[rank]
    return total


@inner()
def _insert(kept: npt.NDArray[np.int64], length: int) -> None:
    for rank in range(len(kept)):
        if length > kept[rank]:
            kept[rank], length = length, kept[rank]
