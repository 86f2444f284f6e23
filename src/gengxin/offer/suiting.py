"""Which spaces suit a request for space, with what area and from when; if none does, why not.

Months are the finest time: who leaves in a month makes room in that month.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.terms import codes
from gengxin.terms.records import SpaceRequest, SpaceUnit

__all__ = [
    "NEVER",
    "TESTS",
    "LettingPolicy",
    "Stock",
    "Suited",
    "month_of",
    "months_of_term",
    "request_key",
    "space_key",
    "stock_of",
    "suited",
]

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TESTS = ("use", "zone", "stage", "size", "budget", "time")
"""What a space must pass, in this order; each looks at those that passed the ones before."""
NEVER = 1 << 40
"""A month that never comes."""
_STAGE_BITS = {stage: 1 << place for place, stage in enumerate(codes.GROWTH_STAGES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LettingPolicy:
    """By what matches of space are judged: every number is a policy choice.

    A square metre of a request's least area is worth 100 points × the request's weight, one above
    it ``above_share`` of that. Space that opens after the day of need is offered up to
    ``most_late_months`` later, and is then worth ``late_loss_share`` less at the latest, evenly
    between. Floor that a programme opens is divided into parts of ``smallest_part_m2``; a recorded
    space says its own smallest part. A term that isn't stated lasts to the end of
    ``horizon_years``.
    """

    points_per_m2: int = 100
    above_share: float = 0.5
    most_late_months: int = 24
    late_loss_share: float = 0.5
    smallest_part_m2: float = 50.0
    horizon_years: int = 30


class Stock(NamedTuple):
    """Spaces (J) as columns; whole square metres, rounded down."""

    area: Whole
    part: Whole
    """Smallest part, rounded up; the whole area where it isn't known."""
    zone: npt.NDArray[np.object_]
    stages: Whole
    """Bits of the stages of growth that are welcome; 0: all are."""
    rent: Floats
    """NaN where none is asked, or it isn't known."""
    opens: Whole
    """Month from which it is there; 0: it stands."""
    closes: Whole
    by_use: dict[str, Whole]
    """Rows of the spaces of each use."""


class Suited(NamedTuple):
    """The spaces that suit a request (K rows), and how far the tests got."""

    space: Whole
    first: Whole
    """Month from which it would be let."""
    end: Whole
    least: Whole
    most: Whole
    late: Whole
    """Months after the day of need."""
    passed: tuple[int, ...]
    """How many spaces passed each of ``TESTS``."""
    near: float | None
    """Where none passes: the nearest miss, in the failed test's unit (m², rent, month)."""


class _Looked(NamedTuple):
    """Spaces that are looked at for a request."""

    rows: Whole
    least: Whole
    most: Whole
    first: Whole
    end: Whole
    late: Whole


def request_key(request: SpaceRequest) -> str:
    """By what a request is known: its record's ref, or its row in the district."""
    return request.ref or f"district:{request.request}"


def space_key(unit: SpaceUnit) -> str:
    """By what a space is known: its record's ref, or site and use of what a programme opens."""
    return unit.ref or f"{unit.site}/{unit.use_class}"


def month_of(day: date) -> int:
    """The month of a day, counted from the year 0."""
    return day.year * 12 + day.month - 1


def months_of_term(term_years: float | None, first: int, last: int) -> int:
    """Month in which a term ends that begins in ``first``; no later than ``last``."""
    return last if term_years is None else min(first + max(ceil(12.0 * term_years), 1), last)


def stock_of(spaces: Sequence[SpaceUnit]) -> Stock:
    """Spaces as columns, in their order."""
    area = [floor(unit.net_area_m2) for unit in spaces]
    part = [
        whole if unit.smallest_part_m2 is None else max(ceil(unit.smallest_part_m2), 1)
        for unit, whole in zip(spaces, area, strict=True)
    ]
    by_use: dict[str, list[int]] = {}
    for row, unit in enumerate(spaces):
        by_use.setdefault(unit.use_class, []).append(row)
    return Stock(
        area=_whole(area),
        part=_whole(part),
        zone=np.array([unit.functional_zone for unit in spaces], dtype=object),
        stages=_whole(sum(_STAGE_BITS[one] for one in unit.growth_stages) for unit in spaces),
        rent=np.array(
            [np.nan if unit.rent_amount is None else unit.rent_amount for unit in spaces],
            dtype=np.float64,
        ),
        opens=_whole(month_of(unit.opens_on) if unit.opens_on else 0 for unit in spaces),
        closes=_whole(month_of(unit.closes_on) if unit.closes_on else NEVER for unit in spaces),
        by_use={use: _whole(rows) for use, rows in by_use.items()},
    )


def suited(
    stock: Stock, request: SpaceRequest, *, today: int, last: int, policy: LettingPolicy
) -> Suited:
    """The spaces that pass every test; ``today`` and ``last`` are months, the horizon's ends."""
    rows = stock.by_use.get(request.use_class, _whole(()))
    looked = _looked_at(stock, request, rows, (today, last))
    passed, near = [len(rows)], None
    tests: dict[str, Callable[[], npt.NDArray[np.bool_]]] = {
        "zone": lambda: (
            np.full(len(looked.rows), not request.functional_zone)
            | (stock.zone[looked.rows] == request.functional_zone).astype(np.bool_)
        ),
        "stage": lambda: _welcome(stock.stages[looked.rows], request.growth_stage),
        "size": lambda: (looked.least <= looked.most) & (looked.most > 0),
        "budget": lambda: _affordable(stock.rent[looked.rows], request.budget_amount),
        "time": lambda: _timely(stock, looked, request, policy, last),
    }
    for name in TESTS[1:]:
        keep = tests[name]()
        if len(keep) and not keep.any():
            near = _near(stock, looked, name)
        looked = _Looked(*(column[keep] for column in looked))
        passed.append(len(looked.rows))
    return Suited(
        space=looked.rows,
        first=looked.first,
        end=looked.end,
        least=looked.least,
        most=looked.most,
        late=looked.late,
        passed=tuple(passed),
        near=near,
    )


def _looked_at(stock: Stock, request: SpaceRequest, rows: Whole, span: tuple[int, int]) -> _Looked:
    """Area and time that each of the spaces could give."""
    today, last = span
    low = max(ceil(request.floor_area_low_m2), 1)
    high = max(floor(request.floor_area_high_m2), low)
    need = 0 if request.need_by is None else month_of(request.need_by)
    opens = np.maximum(stock.opens[rows], today)
    first = np.maximum(opens, need)
    term = request.term_years
    end = _whole(months_of_term(term, one, last) for one in first.tolist())
    if term is None:
        end = np.minimum(end, np.maximum(stock.closes[rows], first))
    return _Looked(
        rows=rows,
        least=np.maximum(stock.part[rows], low),
        most=np.minimum(stock.area[rows], high),
        first=first,
        end=end,
        late=np.maximum(opens - max(need, today), 0) if need else np.zeros_like(first),
    )


def _welcome(stages: Whole, stage: str) -> npt.NDArray[np.bool_]:
    """Whether spaces are for a stage of growth; one that isn't stated is asked nothing."""
    if not stage:
        return np.ones(len(stages), np.bool_)
    return np.asarray((stages == 0) | ((stages & _STAGE_BITS[stage]) > 0))


def _affordable(rent: Floats, budget: float | None) -> npt.NDArray[np.bool_]:
    """Whether the budget pays the rent; what either doesn't say forbids nothing."""
    if budget is None:
        return np.ones(len(rent), np.bool_)
    return np.asarray(np.isnan(rent) | (rent <= budget))


def _timely(
    stock: Stock, looked: _Looked, request: SpaceRequest, policy: LettingPolicy, last: int
) -> npt.NDArray[np.bool_]:
    """Whether spaces open in time, and stay as long as they are wanted."""
    in_time = (looked.late <= policy.most_late_months) & (looked.first < last)
    stays = looked.end <= stock.closes[looked.rows]
    if request.term_years is None:
        stays = looked.first < stock.closes[looked.rows]
    return in_time & stays & (looked.end > looked.first)


def _near(stock: Stock, looked: _Looked, test: str) -> float | None:
    """By how little the nearest space fails a test."""
    if test == "size":
        part = stock.part[looked.rows]
        undivided = part > looked.most
        if undivided.any():
            return float(part[undivided].min())
        return float(stock.area[looked.rows].max())
    if test == "budget":
        return float(np.nanmin(stock.rent[looked.rows]))
    return float(looked.first.min()) if test == "time" else None


def _whole(numbers: Iterable[int]) -> Whole:
    return np.fromiter(numbers, dtype=np.int64)
