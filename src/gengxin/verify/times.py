"""Phases in months: when an option opens, and how much a period counts."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from gengxin.terms import Brief, InputError
from gengxin.verify.whole import Floats, Whole

__all__ = ["MONTHS", "Times", "times_of"]

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The periods 1…T+1 of a brief: period p stands at p − 1 of each array.

    ``weight`` is ω, ``weight_from`` Ω with one 0 more at its end, ``served_weight`` the ω of people
    served; ``served_periods`` are those in which people are counted; ``discount`` is δ by phase.
    """

    phases: int
    start_month: Whole
    horizon_month: int
    weight: Floats
    weight_from: Floats
    served_weight: Floats
    served_periods: tuple[int, ...]
    discount: Floats

    @property
    def end(self) -> int:
        """The number of the period after the last phase."""
        return self.phases + 1

    def end_month(self, period: int) -> int:
        """The month in which a period ends."""
        return self.horizon_month if period == self.end else int(self.start_month[period])

    def opens(self, phase: Whole, works_months: Whole) -> Whole:
        """The period in which what starts in a phase opens; beyond the end state where in none."""
        done = self.start_month[phase - 1] + works_months
        return np.maximum(phase, np.searchsorted(self.start_month, done, side="left") + 1)


def times_of(brief: Brief) -> Times:
    """The times of a brief; it is refused where phases don't follow each other."""
    days = [*(phase.starts_on for phase in brief.phases), brief.ends_on]
    start = np.array([_month(day) - _month(days[0]) for day in days], np.int64)
    if len(days) < 2 or (np.diff(start) <= 0).any():
        msg = (
            f"phases of the brief start on {', '.join(map(str, days))}: there must be one or more, "
            "each a month or more after the one before; mend the brief"
        )
        raise InputError(msg)
    horizon = max(round(brief.horizon_years * MONTHS), int(start[-1]) + 1)
    weight = _weights(np.append(start, horizon), brief.earlier_rate)
    at_end = brief.coverage == "end"
    last = len(days)
    return Times(
        phases=last - 1,
        start_month=start,
        horizon_month=horizon,
        weight=weight,
        weight_from=np.append(np.cumsum(weight[::-1])[::-1], 0.0),
        served_weight=np.append(np.zeros(last - 1), 1.0) if at_end else weight,
        served_periods=(last,) if at_end else tuple(range(1, last + 1)),
        discount=(1.0 + brief.discount_rate) ** (-start[:-1] / MONTHS),
    )


def _weights(months: Whole, rate: float) -> Floats:
    """Share of the discounted time that lies between each month and the next."""
    if rate == 0:
        lengths = np.diff(months).astype(np.float64)
    else:
        lengths = -np.diff((1.0 + rate) ** (-months / MONTHS))
    shares: Floats = lengths / lengths.sum()
    return shares


def _month(day: date) -> int:
    return day.year * MONTHS + day.month
