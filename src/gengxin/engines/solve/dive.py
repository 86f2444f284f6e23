"""A first choice: the sites surest of their column are fixed first, the rest priced anew."""

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.compiled import kernel
from gengxin.engines.solve.dual import Dual
from gengxin.engines.solve.pricing import fade
from gengxin.engines.solve.problem import Floats, Prices, Whole
from gengxin.engines.solve.state import Standing
from gengxin.engines.solve.steps import Scales, moved

__all__ = ["dive"]

FIXINGS, STEPS, FIXED_SHARE = 5, 4, 0.93
RATE, FADES = 0.03, 0.2


def dive(dual: Dual, scales: Scales, standing: Standing) -> tuple[Whole, Prices]:
    """Column of each site, and the prices at which the last were chosen."""
    problem = dual.problem
    average = standing.average.copy()
    prices, momentum = standing.best, standing.momentum
    allowed = np.ones(len(problem.value), np.bool_)
    sites = len(problem.site_ptr) - 1
    fixed = np.zeros(sites, np.bool_)
    for fixing in range(1, FIXINGS + 1):
        best, sure = _surest(problem.site_ptr, average)
        wanted = int(np.ceil(sites * FIXED_SHARE * fixing / FIXINGS)) - int(fixed.sum())
        loose = np.flatnonzero(~fixed)
        surest = loose[np.argsort(-sure[loose], kind="stable")][: max(wanted, 0)]
        fixed[surest] = True
        _allow_only(allowed, problem.site_ptr, best, surest)
        for _ in range(STEPS):
            response = dual.respond(prices, allowed=allowed)
            fade(average, response.choice, FADES)
            prices, momentum = moved(
                problem,
                prices,
                response=response,
                momentum=momentum,
                scales=scales,
                rate=RATE,
            )
    return _surest(problem.site_ptr, np.where(allowed, average, -1.0))[0], prices


@kernel()
def _surest(site_ptr: Whole, average: Floats) -> tuple[Whole, Floats]:
    """Column chosen most often of each site, the first of equals, and how often."""
    best = np.empty(len(site_ptr) - 1, np.int64)
    sure = np.empty(len(site_ptr) - 1)
    for site in range(len(best)):
        best[site] = site_ptr[site]
        for column in range(site_ptr[site], site_ptr[site + 1]):
            if average[column] > average[best[site]]:
                best[site] = column
        sure[site] = average[best[site]]
    return best, sure


@kernel()
def _allow_only(allowed: npt.NDArray[np.bool_], site_ptr: Whole, best: Whole, sites: Whole) -> None:
    for site in sites:
        allowed[site_ptr[site] : site_ptr[site + 1]] = False
        allowed[best[site]] = True
