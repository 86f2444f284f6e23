"""The priced master: columns near their site's best under all rows, solved by HiGHS.

Whom a column's slots would serve stands in its score, at the prices of demand. Rows whose people
served count are taken as the draft serves them. Rows and auxiliaries are scaled for HiGHS; whatever
it answers is counted again in whole numbers by the caller, and asked again with more room in the
rows that rounding broke.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.draft import Ground, served_by_demand
from gengxin.engines.solve.dual import columns_use, weighted_use
from gengxin.engines.solve.highs import Matrix, Model, solved
from gengxin.engines.solve.problem import Floats, Problem, Whole
from gengxin.engines.solve.ragged import entries_of, owner_of

__all__ = ["Choice", "choose", "choose_by_shares", "model_of"]

NODES = 10
GREATEST_WORTH = 1e4
"""What HiGHS is handed to relax is worth no more: its simplex fails at costs of 1e8."""


class Choice(NamedTuple):
    """What the master chose, and what rows it could not make hold."""

    infeasible: bool
    """HiGHS says that no choice among the columns given makes the rows hold."""
    column: Whole
    """Column of each site; empty when nothing was found."""
    auxiliary: Whole
    missing: Whole
    """(R) by how much rows were eased, in their units."""


def choose(  # noqa: PLR0913 one door to the master
    ground: Ground,
    score: Floats,
    *,
    given: tuple[Whole, Whole],
    near: Whole,
    room: Whole,
    easing: Floats | None = None,
    gap: float,
    nodes: int = NODES,
) -> Choice:
    """Choose among ``near`` columns; other sites keep theirs.

    ``given`` is the choice and who is served now, ``room`` (R) what rows are to have left at least,
    ``easing`` (R) what a unit costs by which a row doesn't hold; none: all must hold. HiGHS stops
    when its bound is no more than ``gap`` above its choice, or after so many ``nodes``.
    """
    problem, choice = ground.problem, given[0]
    free, left = _open_to(ground, given, near)
    left -= room
    model, unit, size = model_of(problem, score, free, left, easing)
    answer = solved(model, gap=gap, nodes=nodes)
    if not len(answer.x):
        return Choice(answer.infeasible, np.zeros(0, np.int64), np.zeros(0, np.int64), room)
    column = choice.copy()
    taken = free[answer.x[: len(free)] > 0.5]
    column[ground.column_site[taken]] = taken
    count = len(problem.aux_low)
    y = np.rint(answer.x[len(free) : len(free) + count] * unit).astype(np.int64)
    missing = np.zeros(len(left), np.int64)
    if easing is not None:
        over = answer.x[len(free) + count :].reshape(2, -1).sum(0)
        missing = np.ceil(over * size - 1e-6).astype(np.int64)
    return Choice(False, column, np.clip(y, problem.aux_low, problem.aux_high), missing)


def choose_by_shares(
    ground: Ground, score: Floats, *, given: tuple[Whole, Whole], near: Whole
) -> Choice:
    """The column of which the linear relaxation takes the greatest share, of each site.

    Quick, and all but a site for each full row are whole by themselves; rounding the others may
    break rows by a little.
    """
    problem, choice = ground.problem, given[0]
    free, left = _open_to(ground, given, near)
    model, unit, _ = model_of(problem, score, free, left)
    worth = max(float(np.abs(model.worth).max(initial=0.0)) / GREATEST_WORTH, 1.0)
    whole = np.zeros(len(model.whole), np.bool_)
    answer = solved(model._replace(worth=model.worth / worth, whole=whole))
    nothing = np.zeros(0, np.int64)
    if not len(answer.x):
        return Choice(answer.infeasible, nothing, nothing, nothing)
    share, site = answer.x[: len(free)], ground.column_site[free]
    order = np.argsort(share, kind="stable")
    column = choice.copy()
    column[site[order]] = free[order]
    count = len(problem.aux_low)
    y = np.rint(answer.x[len(free) : len(free) + count] * unit).astype(np.int64)
    return Choice(False, column, np.clip(y, problem.aux_low, problem.aux_high), nothing)


def _open_to(ground: Ground, given: tuple[Whole, Whole], near: Whole) -> tuple[Whole, Whole]:
    """Columns to choose from, of sites with more than one; what is left of rows for them."""
    problem = ground.problem
    choice, served = given
    near = np.union1d(near, choice)
    sites = np.bincount(ground.column_site[near], minlength=len(choice))
    free = near[sites[ground.column_site[near]] > 1]
    left = problem.row_rhs - columns_use(problem, choice[sites == 1])
    by_demand = served_by_demand(problem, served)
    entries = (problem.served_ptr, problem.served_row, problem.served_coef)
    return free, left - weighted_use(len(left), entries, by_demand)


def model_of(
    p: Problem, score: Floats, free: Whole, left: Whole | Floats, easing: Floats | None = None
) -> tuple[Model, Floats, Floats]:
    """The model of a choice among ``free`` columns, units of auxiliaries, sizes of rows."""
    ptr, entry = entries_of(p.link_ptr, free)
    rows, count, n = len(left), len(p.aux_low), len(free)
    owner = owner_of(p.aux_ptr)
    size = np.ones(rows)
    np.maximum.at(size, p.link_row[entry], np.abs(p.link_coef[entry]).astype(float))
    size = _power(size)
    unit = np.full(count, np.inf)
    np.minimum.at(unit, owner, size[p.aux_row] / np.maximum(np.abs(p.aux_coef), 1))
    unit = _power(np.maximum(np.where(np.isfinite(unit), unit, 1.0), 1.0))
    coef = p.aux_coef * unit[owner]
    site, number = np.unique(owner_of(p.site_ptr)[free], return_inverse=True)
    eased = np.arange(rows if easing is not None else 0)
    row = [p.link_row[entry], p.aux_row, eased, eased, rows + number]
    column = [
        owner_of(ptr),
        n + owner,
        n + count + eased,
        n + count + len(eased) + eased,
        np.arange(n),
    ]
    ones = np.ones(len(eased))
    value = [
        p.link_coef[entry] / size[p.link_row[entry]],
        coef / size[p.aux_row],
        -ones,
        ones,
        np.ones(n),
    ]
    price = np.zeros(0) if easing is None else -easing * size
    high = np.concatenate([left / size, np.ones(len(site))])
    low = np.concatenate([np.where(p.row_is_equal, left / size, -np.inf), np.ones(len(site))])
    worth = [score[free], p.aux_value * unit, price, price]
    less = np.where(p.row_is_equal, np.inf, 0.0)[: len(eased)]
    ends = [np.ones(n), p.aux_high / unit, np.full(len(eased), np.inf), less]
    model = Model(
        worth=np.concatenate(worth),
        low=np.concatenate([np.zeros(n), p.aux_low / unit, np.zeros(2 * len(eased))]),
        high=np.concatenate(ends),
        whole=np.arange(n + count + 2 * len(eased)) < n,
        row_low=low,
        row_high=high,
        matrix=Matrix(np.concatenate(row), np.concatenate(column), np.concatenate(value)),
    )
    return model, unit, size


def _power(size: Floats | Whole) -> Floats:
    """Greatest power of two not above."""
    return np.asarray(2.0 ** np.floor(np.log2(size)))
