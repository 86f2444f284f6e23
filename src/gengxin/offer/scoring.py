"""Scores of interest in an offer by its stated criteria: points with reasons, totals, places.

Points of what a bidder didn't state are unavailable, never 0, and a bidder must gain nothing by
leaving out what would count against it. So a total with points missing is unavailable too; in its
place stand the least and the most that it could come to, and places are told as far as these bounds
settle them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gengxin.terms.records import Criterion, Score

__all__ = ["Assessment", "Place", "Tally", "places", "tally"]

# sums of weighted points that differ by less are equal
SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Points from 0 to 1 that an assessor gave for a criterion, and why."""

    points: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The scores of one interest, a row for each criterion in the offer's order.

    ``total`` is from 0 to 1, and ``None`` where points of a criterion are unavailable; ``least``
    and ``most`` are what it could come to, and equal ``total`` where there is one.
    """

    scores: tuple[Score, ...]
    total: float | None
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The best and the worst place that an interest can have; equal totals share a place."""

    first: int
    last: int


def tally(
    criteria: Sequence[Criterion],
    stated: Mapping[str, float],
    assessed: Mapping[str, Assessment],
) -> Tally:
    """Points of one interest by an offer's criteria.

    ``stated`` are the numbers that the bidder stated, ``assessed`` what assessors gave, each by the
    criterion's code.

    >>> rent = Criterion(
    ...     code="rent",
    ...     name_en="rent",
    ...     name_zh="租金",
    ...     weight=1.0,
    ...     scoring="number",
    ...     worst=2.0,
    ...     best=4.0,
    ... )
    >>> tally([rent], {"rent": 3.5}, {}).total
    0.75
    """
    scores = tuple(_score(one, stated.get(one.code), assessed.get(one.code)) for one in criteria)
    pairs = list(zip(criteria, scores, strict=True))
    least = math.fsum(one.weight * (score.points or 0.0) for one, score in pairs)
    unknown = math.fsum(one.weight for one, score in pairs if score.points is None)
    whole = all(score.points is not None for score in scores)
    return Tally(scores=scores, total=least if whole else None, least=least, most=least + unknown)


def places(tallies: Mapping[str, Tally]) -> dict[str, Place]:
    """The place of each interest, 1 is the best; a range where its total is unavailable."""
    return {
        ref: Place(
            first=1 + sum(other.least > mine.most + SAME for other in tallies.values()),
            last=1
            + sum(
                other.most > mine.least + SAME for whose, other in tallies.items() if whose != ref
            ),
        )
        for ref, mine in tallies.items()
    }


def _score(criterion: Criterion, stated: float | None, given: Assessment | None) -> Score:
    """The points of one criterion, with the reason."""
    points, reason = (
        _assessed(given) if criterion.scoring == "assessed" else _of_number(criterion, stated)
    )
    return Score(criterion=criterion.code, stated=stated, points=points, reason=reason)


def _assessed(given: Assessment | None) -> tuple[float | None, str]:
    if given is None:
        return None, "not assessed yet"
    return given.points, given.reason


def _of_number(criterion: Criterion, stated: float | None) -> tuple[float | None, str]:
    """Points evenly between the two ends, and none or all beyond them."""
    worst, best = criterion.worst, criterion.best
    if worst is None or best is None or worst == best:
        return None, f"{criterion.code} has no two ends, worst and best, to score between"
    if stated is None:
        return None, "nothing was stated"
    points = min(1.0, max(0.0, (stated - worst) / (best - worst)))
    unit = f" {criterion.unit}" if criterion.unit else ""
    said = f"{stated:g}{unit} was stated; {worst:g}{unit} gives 0, {best:g}{unit} gives 1"
    return points, said
