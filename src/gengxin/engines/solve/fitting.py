"""Moves of one site that break no row, kept where they are worth what they use by the prices."""

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.draft import Ground, move, take_back
from gengxin.engines.solve.dual import Response
from gengxin.engines.solve.problem import Floats, Whole
from gengxin.engines.solve.ragged import weighed
from gengxin.engines.solve.rows import loss
from gengxin.engines.solve.touched import Draft, Touched

__all__ = ["fill_up"]

MOST = 300


def fill_up(
    ground: Ground,
    draft: Draft,
    touched: Touched,
    response: Response,
    *,
    price: Floats,
    least: float,
) -> int:
    """Move sites where that fits and gains at least a share ``least`` of what is used; how many.

    What is used counts at the prices of rows. The moves that lose least for what they use are tried
    first, one a site, so many at most.
    """
    p, site = ground.problem, ground.column_site
    chosen = draft.choice[site]
    promising = np.isfinite(response.reduced) & (response.gross > response.gross[chosen])
    column = np.flatnonzero(_fits(ground, draft.choice, draft.slack, promising))
    use = weighed(p.link_ptr, p.link_row, p.link_coef, price)
    used = np.maximum(np.abs(use[column] - use[chosen[column]]), 1.0)
    lost = (response.reduced[chosen[column]] - response.reduced[column]) / used
    column = column[np.argsort(lost, kind="stable")]
    first = np.sort(np.unique(site[column], return_index=True)[1])[:MOST]
    return int(_filled(ground, draft, touched, column[first], (price, least)))


@kernel()
def _fits(
    ground: Ground, choice: Whole, slack: Whole, promising: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Which promising columns break no row in place of their site's own; carriers apart."""
    p = ground.problem
    fits = np.zeros(len(promising), np.bool_)
    more = np.zeros(len(slack), np.int64)
    for column in np.flatnonzero(promising):
        old = choice[ground.column_site[column]]
        if old == column:
            continue
        for which, way in ((old, 1), (column, -1)):
            for entry in range(p.link_ptr[which], p.link_ptr[which + 1]):
                more[p.link_row[entry]] += way * p.link_coef[entry]
        fits[column] = True
        for which in (old, column):
            for entry in range(p.link_ptr[which], p.link_ptr[which + 1]):
                row = p.link_row[entry]
                if more[row] != 0 and _breaks(ground, row, slack[row] + more[row]):
                    fits[column] = False
                more[row] = 0
    return fits


@inner()
def _breaks(ground: Ground, row: int, slack: int) -> bool:
    """Whether nothing can make a row hold; carriers may bring what others are given."""
    carriers = ground.carriers
    if carriers.asks[row] >= 0 or carriers.is_source[row] > 0:
        return False
    broken: bool = loss(ground.rows, row, slack, np.inf) == np.inf
    return broken


@kernel()
def _filled(
    ground: Ground,
    draft: Draft,
    touched: Touched,
    columns: Whole,
    worth: tuple[Floats, float],
) -> int:
    price, least = worth
    hard = np.full(len(draft.slack), np.inf)
    kept = 0
    for column in columns:
        old = draft.choice[ground.column_site[column]]
        touched.end[0] = 0
        touched.log.end[0] = 0
        touched.brought.end[0] = 0
        gain, broken = move(ground, draft, touched, (column, 0.0), hard)
        used = 0.0
        for at in range(touched.end[0]):
            row = touched.row[at]
            used += price[row] * (touched.before[at] - draft.slack[row])
        if broken == 0 and gain > 1e-9 and gain >= least * used:
            kept += 1
        else:
            take_back(ground, draft, touched, old, (0, 0, 0))
    return kept
