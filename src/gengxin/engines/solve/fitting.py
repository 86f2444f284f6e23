"""Moves of one site taken the best first: what each is worth is measured anew when its turn comes.

Others made since may have changed what a move is worth, nearly always to less. So whatever was
measured before is about the most that it can be, and a move that is measured now and still beats
what is known of all others is the best there is.
"""

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.draft import Ground, move, take_back
from gengxin.engines.solve.dual import Response
from gengxin.engines.solve.problem import Floats, Whole
from gengxin.engines.solve.ragged import weighed
from gengxin.engines.solve.rows import loss
from gengxin.engines.solve.touched import Draft, Touched

__all__ = ["fill_up", "shed"]

MOST, AT_ONCE = 400, 200
LOOKED_AT = 8
"""Columns that are looked at for each one that is tried."""


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

    What is used counts at the prices of rows. Of each site the move is tried that loses least for
    what it uses, so many at most; those that gain most for what they use are made first.
    """
    p, site = ground.problem, ground.column_site
    chosen = draft.choice[site]
    promising = np.isfinite(response.reduced) & (response.gross > response.gross[chosen])
    column = np.flatnonzero(promising & (chosen != np.arange(len(chosen))))
    use = weighed(p.link_ptr, p.link_row, p.link_coef, price)
    used = np.maximum(np.abs(use[column] - use[chosen[column]]), 1.0)
    lost = (response.reduced[chosen[column]] - response.reduced[column]) / used
    column = column[np.argsort(lost, kind="stable")[: LOOKED_AT * MOST]]
    hard = np.full(len(draft.slack), np.inf)
    column = column[_fits(ground, draft, column, hard)]
    column = _one_a_site(ground, column, MOST)
    return int(_made(ground, draft, touched, column, (price, hard, least)))


def shed(
    ground: Ground, draft: Draft, touched: Touched, response: Response, *, penalty: Floats
) -> int:
    """Move sites where that eases broken rows and breaks no other, till all hold; how many.

    ``penalty`` (R) is what a unit costs by which a row is broken, infinite for rows that hold. The
    moves that lose least for what they ease are made first, of so many sites.
    """
    p, site = ground.problem, ground.column_site
    chosen = draft.choice[site]
    use = weighed(p.link_ptr, p.link_row, p.link_coef, np.where(np.isfinite(penalty), penalty, 0.0))
    eased = use[chosen] - use
    column = np.flatnonzero(np.isfinite(response.reduced) & (eased > 0.0))
    regret = response.reduced[chosen[column]] - response.reduced[column]
    column = column[np.argsort(regret / eased[column], kind="stable")[: LOOKED_AT * MOST]]
    # a move to a phase that is full as well loses least, and would stand before those that fit
    column = column[_fits(ground, draft, column, penalty)]
    price = np.zeros(len(penalty))
    column = _one_a_site(ground, column, AT_ONCE)
    return int(_made(ground, draft, touched, column, (price, penalty, 0.0)))


def _one_a_site(ground: Ground, column: Whole, most: int) -> Whole:
    """The first column of each site, in the order given, so many at most."""
    return column[np.sort(np.unique(ground.column_site[column], return_index=True)[1])[:most]]


@kernel()
def _fits(ground: Ground, draft: Draft, columns: Whole, penalty: Floats) -> npt.NDArray[np.bool_]:
    """Which columns break no row of no price in place of their site's own; carriers apart."""
    p, slack = ground.problem, draft.slack
    fits = np.ones(len(columns), np.bool_)
    more = np.zeros(len(slack), np.int64)
    for at in range(len(columns)):
        column = columns[at]
        old = draft.choice[ground.column_site[column]]
        for which, way in ((old, 1), (column, -1)):
            for entry in range(p.link_ptr[which], p.link_ptr[which + 1]):
                more[p.link_row[entry]] += way * p.link_coef[entry]
        for which in (old, column):
            for entry in range(p.link_ptr[which], p.link_ptr[which + 1]):
                row = p.link_row[entry]
                if more[row] != 0 and penalty[row] == np.inf:
                    fits[at] = fits[at] and not _breaks(ground, row, slack[row] + more[row])
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
def _made(
    ground: Ground,
    draft: Draft,
    touched: Touched,
    columns: Whole,
    terms: tuple[Floats, Floats, float],
) -> int:
    """Make the best moves first until none is left, or no row is broken that was; how many."""
    broken = np.flatnonzero(terms[1] < np.inf)
    known = np.full(len(columns), np.inf)
    made = 0
    while len(known) > 0 and (len(broken) == 0 or _still(ground, draft, broken)):
        best = np.argmax(known)
        if known[best] == -np.inf:
            break
        known[best] = -np.inf
        column = columns[best]
        old = draft.choice[ground.column_site[column]]
        touched.end[0] = 0
        touched.log.end[0] = 0
        touched.brought.end[0] = 0
        share = _share(ground, draft, touched, column, terms)
        if share > -np.inf and share >= np.max(known):
            made += 1
            continue
        known[best] = share
        take_back(ground, draft, touched, old, (0, 0, 0))
    return made


@inner()
def _share(
    ground: Ground,
    draft: Draft,
    touched: Touched,
    column: int,
    terms: tuple[Floats, Floats, float],
) -> float:
    """What a move gains by what it uses or eases, once it is made; minus infinity: not fit."""
    price, penalty, least = terms
    gain, broken = move(ground, draft, touched, (column, -np.inf), penalty)
    if broken > 0:
        return -np.inf
    used, eased = 0.0, 0.0
    for at in range(touched.end[0]):
        row = touched.row[at]
        before, after = touched.before[at], draft.slack[row]
        used += price[row] * (before - after)
        if penalty[row] < np.inf:
            eased += loss(ground.rows, row, before, penalty[row])
            eased -= loss(ground.rows, row, after, penalty[row])
    if len(penalty) > 0 and np.min(penalty) < np.inf:
        return (gain - eased) / eased if eased > 0.0 else -np.inf
    if gain <= 1e-9 or gain < least * used:
        return -np.inf
    return gain / used if used > 0.0 else np.inf


@inner()
def _still(ground: Ground, draft: Draft, rows: Whole) -> bool:
    """Whether some row is broken."""
    broken = 0
    for row in rows:
        broken += loss(ground.rows, row, draft.slack[row], np.inf) == np.inf
    return broken > 0
