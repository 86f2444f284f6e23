"""Money over the years: when it flows, what it is worth today, at which rate it breaks even."""

import numba
import numpy as np
from numpy.typing import NDArray

from gengxin.terms import codes

__all__ = ["RATE_STATES", "net_present_value", "payback_year", "rates_of_return", "weights"]

Floats = NDArray[np.float64]

MONTHS = 12.0
RATE_STATES = tuple(codes.RATE_STATES)
ONE, NONE, SEVERAL, UNAVAILABLE = range(4)
HAIR = 1e-12
# halvings that take a bracket to the last bit of a double
HALVINGS = 80


def weights(months: Floats, horizon_years: float) -> dict[str, Floats]:
    """Share of an amount, or of a yearly amount, that falls into each year: option × year.

    ``start``, ``works`` (evenly over the months), ``completion`` and ``end`` (of the horizon) sum
    to 1; ``operation`` (from completion to the end) and ``whole`` (from start to end) count years.
    Year 0 is the twelve months from the start of the works. Where the months are unknown, so are
    the amounts, and the year is said to be 0.
    """
    length = np.nan_to_num(months)
    done = np.floor(length / MONTHS).astype(np.int64)
    horizon = int(np.ceil(horizon_years))
    years = np.arange(int(done.max(initial=0)) + horizon + 2)
    last = length + MONTHS * horizon_years
    lasting = np.where(length > 0.0, length, 1.0)
    works = _overlap(np.zeros_like(length), lasting, years) * MONTHS / lasting[:, None]
    return {
        "start": np.broadcast_to(years == 0, works.shape).astype(np.float64),
        "works": works,
        "completion": (years == done[:, None]).astype(np.float64),
        "operation": _overlap(length, last, years),
        "whole": _overlap(np.zeros_like(length), last, years),
        "end": (years == np.floor(last / MONTHS)[:, None]).astype(np.float64),
    }


def _overlap(begin: Floats, end: Floats, years: NDArray[np.int64]) -> Floats:
    """Years of each calendar year between two months."""
    first, beyond = years * MONTHS, (years + 1) * MONTHS
    held: Floats = np.minimum(end[:, None], beyond) - np.maximum(begin[:, None], first)
    return np.maximum(held, 0.0) / MONTHS


def net_present_value(flows: Floats, rate: float) -> Floats:
    """Worth at the start of year 0 of flows (option × year …), each at the start of its year.

    Year by year, so that years in which nothing flows change no bit of it.
    """
    worth: Floats = np.zeros_like(flows[:, 0])
    for year in range(flows.shape[1]):
        worth += flows[:, year] * (1.0 + rate) ** -float(year)
    return worth


def payback_year(flows: Floats) -> Floats:
    """First year from whose end on what came in covers what went out; NaN: never, or unknown."""
    # a rounding left over from sums that cancel is no debt
    hair = HAIR * np.cumsum(np.abs(flows), axis=1)[:, -1:]
    behind = np.cumsum(flows, axis=1) < -hair
    spent = behind.any(axis=1)
    first = flows.shape[1] - np.argmax(behind[:, ::-1], axis=1)
    found = spent & (first < flows.shape[1])
    return np.where(found & ~np.isnan(flows).any(axis=1), first, np.nan)


def rates_of_return(flows: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Internal rate of return of each row and its state, a position in ``RATE_STATES``.

    Flows that change sign once have exactly one rate above −1 (Descartes' rule of signs). Those
    that change it more often have as many as their polynomial has positive roots, which are
    counted; a rate is stated only where it is the only one.
    """
    greatest = np.abs(flows).max(axis=1, keepdims=True, initial=0.0)
    # what is left where sums cancel is nothing
    flows = np.where(np.abs(flows) <= HAIR * greatest, 0.0, flows)
    rate, changes = _rates(flows)
    state = np.where(changes == 1, ONE, NONE)
    unknown = np.isnan(flows).any(axis=1)
    for row in np.flatnonzero((changes > 1) & ~unknown):
        rate[row], state[row] = _only_root(flows[row])
    rate[unknown | (state != ONE)] = np.nan
    return rate, np.where(unknown, UNAVAILABLE, state)


def _only_root(flow: Floats) -> tuple[float, int]:
    """Rate of a flow with several changes of sign, if it is the only one, and its state."""
    with np.errstate(all="ignore"):
        roots = np.roots(np.trim_zeros(flow)[::-1])
    real = roots[np.abs(roots.imag) <= 1e-9 * np.abs(roots)].real
    positive = real[real > 0.0]
    if len(positive) == 1:
        return 1.0 / float(positive[0]) - 1.0, ONE
    return np.nan, NONE if len(positive) == 0 else SEVERAL


@numba.njit(cache=True, nogil=True)
def _rates(flows: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Rate of each row whose flows change sign once, and how often they change."""
    rate = np.full(len(flows), np.nan)
    changes = np.zeros(len(flows), dtype=np.int64)
    for row in range(len(flows)):
        sign = 0.0
        for year in range(flows.shape[1]):
            here = np.sign(flows[row, year])
            if np.abs(here) == 1.0:  # neither nothing nor unknown
                if sign not in (0.0, here):
                    changes[row] += 1
                sign = here
        if changes[row] == 1:
            rate[row] = 1.0 / _root(flows[row], sign) - 1.0
    return rate, changes


@numba.njit(cache=True, nogil=True)
def _root(flow: Floats, last_sign: float) -> float:
    """Discount factor at which the flow is worth 0: above it the later sign outweighs."""
    low, high = 0.0, 1.0
    while _worth(flow, high) * last_sign < 0.0:
        low, high = high, 2.0 * high
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if _worth(flow, middle) * last_sign < 0.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@numba.njit(cache=True, nogil=True)
def _worth(flow: Floats, factor: float) -> float:
    total = 0.0
    for year in range(len(flow) - 1, -1, -1):
        total = total * factor + flow[year]
    return total
