"""Months and phases of a brief, as ``docs/why/programme-model.md`` counts them."""

import numpy as np

from gengxin.terms.brief import Brief

__all__ = ["phase_of", "start_months", "under_works"]


def start_months(brief: Brief) -> list[int]:
    """Months from the start of the first phase to the start of each, then to the end."""
    days = [*(phase.starts_on for phase in brief.phases), brief.ends_on]
    months = [day.year * 12 + day.month for day in days]
    return [month - months[0] for month in months]


def phase_of(months: np.ndarray, starts: list[int]) -> np.ndarray:
    """Phase in which each month falls, from 1; what is later than the last falls in the last."""
    found = np.searchsorted(np.array(starts[:-1]), months, side="right")
    return np.clip(found, 1, len(starts) - 1)


def under_works(phase: np.ndarray, opens: np.ndarray, at: int) -> np.ndarray:
    """Whether works go on in phase ``at``; kept sites have neither phase nor opening."""
    return np.asarray((phase <= at) & (at < opens))
