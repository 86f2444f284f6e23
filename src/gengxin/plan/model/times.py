"""The periods of a brief: when each starts, how much it weighs, when works open."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from gengxin.terms.brief import Brief

__all__ = ["Floats", "Periods", "Whole", "periods_of"]

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Periods:
    """Phases 1…T and the end state T+1; arrays have a number for each, period 1 first.

    ``start_month`` counts months since the start of phase 1, the horizon's end last (T + 2).
    ``share`` is ω, the share of the discounted time; ``share_from`` is Ω, that from a period on;
    ``share_served`` is ω for people served, and ``asked`` the periods in which they are. ``factor``
    discounts money to the start of phase 1.
    """

    count: int
    start_month: Whole
    share: Floats
    share_from: Floats
    share_served: Floats
    asked: Whole
    factor: Floats

    @property
    def phases(self) -> Whole:
        """The phases, 1…T."""
        return np.arange(1, self.count + 1, dtype=np.int64)

    def opens(self, phase: npt.ArrayLike, months: npt.ArrayLike) -> Whole:
        """Period in which works of so many months open that start in a phase; T + 2: never."""
        begin = self.start_month[np.asarray(phase) - 1] + np.asarray(months)
        return np.asarray(np.searchsorted(self.start_month[:-1], begin) + 1, np.int64)

    def phase_at(self, month: npt.ArrayLike) -> Whole:
        """Phase in which a month falls; those after the last phase's start: the last."""
        starts = self.start_month[: self.count]
        return np.searchsorted(starts, np.asarray(month), side="right").astype(np.int64)


def periods_of(brief: Brief) -> Periods:
    """The periods of a brief."""
    days = [*(one.starts_on for one in brief.phases), brief.ends_on]
    start = np.array([_month(day) for day in days], dtype=np.int64) - _month(days[0])
    end = max(round(12 * brief.horizon_years), int(start[-1]) + 1)
    month = np.append(start, end)
    share = _shares(month, brief.earlier_rate)
    at_end = np.append(np.zeros(len(start) - 1), 1.0)
    by_phases = brief.coverage == "phases"
    asked = np.arange(1, len(days) + 1) if by_phases else np.array([len(days)])
    return Periods(
        count=len(brief.phases),
        start_month=month,
        share=share,
        share_from=np.cumsum(share[::-1])[::-1],
        share_served=share if by_phases else at_end,
        asked=asked.astype(np.int64),
        factor=(1.0 + brief.discount_rate) ** (-start / 12.0),
    )


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _shares(month: Whole, rate: float) -> Floats:
    """Share of the time to the horizon in each period, discounted at a yearly rate."""
    years = month / 12.0
    weight = np.diff(years) if rate == 0.0 else -np.diff((1.0 + rate) ** -years)
    return np.asarray(weight / weight.sum())
