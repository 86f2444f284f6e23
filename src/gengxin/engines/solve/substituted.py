"""A problem without those auxiliaries that an equality row settles by itself.

An auxiliary ``y`` of no value with coefficient ±1 that is alone in a row that says ``=`` follows
from the columns in that row. It is put into the one other row it stands in, so that moves see at
once what a choice does there; the row that settled it goes on to say that ``y`` isn't below its
box. What is found is told in the terms of the problem as it was given.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.dual import columns_use, weighted_use
from gengxin.engines.solve.problem import Plan, Prices, Problem, Whole
from gengxin.engines.solve.ragged import owner_of

__all__ = ["Substituted", "substituted"]


class _Pairs(NamedTuple):
    """Auxiliaries replaced: the row that settles each, ``sign`` there, the other row, ``coef``."""

    auxiliary: Whole
    settles: Whole
    sign: Whole
    other: Whole
    coef: Whole


class Substituted(NamedTuple):
    """A problem of the same shape, without the auxiliaries of ``pairs``."""

    problem: Problem
    given: Problem
    pairs: _Pairs

    def edited(self, problem: Problem) -> "Substituted":
        """The same for a problem with the same entries, whose numbers differ otherwise."""
        limited, own = _limited(problem, self.pairs), self.problem
        simpler = limited._replace(
            link_ptr=own.link_ptr,
            link_row=own.link_row,
            link_coef=own.link_coef,
            aux_ptr=own.aux_ptr,
            aux_row=own.aux_row,
            aux_coef=own.aux_coef,
        )
        return Substituted(simpler, problem, self.pairs)

    def plan(self, plan: Plan) -> Plan:
        """The plan with what the auxiliaries replaced come to."""
        pairs, given = self.pairs, self.given
        auxiliary = plan.auxiliary.copy()
        auxiliary[pairs.auxiliary] = 0
        use = columns_use(given, plan.choice)
        entries = (given.aux_ptr, given.aux_row, given.aux_coef)
        use += weighted_use(len(use), entries, auxiliary)
        rest = given.row_rhs[pairs.settles] - use[pairs.settles]
        auxiliary[pairs.auxiliary] = pairs.sign * rest
        return plan._replace(auxiliary=auxiliary)

    def prices(self, prices: Prices) -> Prices:
        """Prices that prove as much of the problem as it was given."""
        pairs, row = self.pairs, prices.row.copy()
        floor = prices.row[pairs.settles]
        row[pairs.settles] = pairs.sign * (floor - pairs.coef * prices.row[pairs.other])
        return prices._replace(row=row)


def substituted(problem: Problem) -> Substituted:
    """The problem with auxiliaries replaced where that loses nothing."""
    pairs = _found(problem)
    if not len(pairs.auxiliary):
        return Substituted(problem, problem, pairs)
    rows = len(problem.row_rhs)
    link = _moved((problem.link_ptr, problem.link_row, problem.link_coef), pairs, rows)
    gone = np.isin(owner_of(problem.aux_ptr), pairs.auxiliary)
    without = np.where(gone, 0, problem.aux_coef)
    aux = _moved((problem.aux_ptr, problem.aux_row, without), pairs, rows)
    simpler = _limited(problem, pairs)._replace(
        link_ptr=link[0],
        link_row=link[1],
        link_coef=link[2],
        aux_ptr=aux[0],
        aux_row=aux[1],
        aux_coef=aux[2],
    )
    return Substituted(simpler, problem, pairs)


def _limited(problem: Problem, pairs: _Pairs) -> Problem:
    """The problem with right-hand sides and boxes as they are once auxiliaries are replaced."""
    rhs, equal = problem.row_rhs.copy(), problem.row_is_equal.copy()
    low, high = problem.aux_low.copy(), problem.aux_high.copy()
    settled = pairs.sign * problem.row_rhs[pairs.settles]
    np.subtract.at(rhs, pairs.other, pairs.coef * settled)
    rhs[pairs.settles] = settled - low[pairs.auxiliary]
    equal[pairs.settles] = False
    low[pairs.auxiliary] = high[pairs.auxiliary] = 0
    return problem._replace(row_rhs=rhs, row_is_equal=equal, aux_low=low, aux_high=high)


def _found(problem: Problem) -> _Pairs:
    """Auxiliaries that can be replaced, at most one a row."""
    owner, row, coef = owner_of(problem.aux_ptr), problem.aux_row, problem.aux_coef
    served = np.zeros(len(problem.row_rhs), np.bool_)
    served[problem.served_row] = True
    first = problem.aux_ptr[:-1][np.diff(problem.aux_ptr) == 2]
    pairs = np.concatenate([np.stack([first, first + 1], 1), np.stack([first + 1, first], 1)])
    settles, other = row[pairs[:, 0]], row[pairs[:, 1]]
    own, sign = owner[pairs[:, 0]], coef[pairs[:, 0]]
    fits = problem.row_is_equal[settles] & (np.abs(sign) == 1) & (settles != other)
    fits &= (problem.aux_value[own] == 0.0) & ~served[settles]
    fits &= np.bincount(row, minlength=len(problem.row_rhs))[settles] == 1
    fits &= _most(problem, pairs[:, 0]) <= problem.aux_high[own]
    at = np.flatnonzero(fits)
    at = at[np.unique(own[at], return_index=True)[1]]
    at = at[np.unique(settles[at], return_index=True)[1]]
    at = at[~np.isin(other[at], settles[at])]
    return _Pairs(own[at], settles[at], sign[at], other[at], coef[pairs[at, 1]])


def _most(problem: Problem, entry: Whole) -> Whole:
    """Most that an auxiliary can come to by the row of one of its entries alone."""
    least, most = _range_of_columns(problem)
    ends = np.stack(
        [
            problem.aux_coef * problem.aux_low[owner_of(problem.aux_ptr)],
            problem.aux_coef * problem.aux_high[owner_of(problem.aux_ptr)],
        ]
    )
    for total, end in ((least, ends.min(0)), (most, ends.max(0))):
        np.add.at(total, problem.aux_row, end)
    row, sign = problem.aux_row[entry], problem.aux_coef[entry]
    rest_least, rest_most = (
        total[row] - end[entry] for total, end in ((least, ends.min(0)), (most, ends.max(0)))
    )
    rhs = problem.row_rhs[row]
    return np.asarray(np.maximum(sign * (rhs - rest_least), sign * (rhs - rest_most)))


def _range_of_columns(problem: Problem) -> tuple[Whole, Whole]:
    """Least and greatest that columns together can take of each row, one of each site."""
    rows = len(problem.row_rhs)
    column = owner_of(problem.link_ptr)
    site = owner_of(problem.site_ptr)[column]
    order = np.lexsort((column, site, problem.link_row))
    row, of, coef = problem.link_row[order], site[order], problem.link_coef[order]
    starts = _starts(row, of)
    low, high = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    if len(starts):
        # a column without an entry takes nothing: 0 is always among what a site may take
        np.add.at(low, row[starts], np.minimum(np.minimum.reduceat(coef, starts), 0))
        np.add.at(high, row[starts], np.maximum(np.maximum.reduceat(coef, starts), 0))
    return low, high


def _moved(
    entries: tuple[Whole, Whole, npt.NDArray[np.int64]], pairs: _Pairs, rows: int
) -> tuple[Whole, Whole, Whole]:
    """Entries with those of settling rows turned to say ≤, and put into the other row too."""
    ptr, row, coef = entries
    place = np.full(rows, -1, np.int64)
    place[pairs.settles] = np.arange(len(pairs.settles))
    at = place[row]
    goes = np.flatnonzero(at >= 0)
    pair = at[goes]
    turned = coef.copy()
    turned[goes] = pairs.sign[pair] * coef[goes]
    owner = np.concatenate([owner_of(ptr), owner_of(ptr)[goes]])
    to = np.concatenate([row, pairs.other[pair]])
    amount = np.concatenate([turned, -pairs.coef[pair] * turned[goes]])
    order = np.lexsort((to, owner))
    owner, to, amount = owner[order], to[order], amount[order]
    starts = _starts(owner, to)
    total = np.add.reduceat(amount, starts) if len(starts) else amount
    kept = total != 0
    count = np.bincount(owner[starts][kept], minlength=len(ptr) - 1)
    new_ptr = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    return new_ptr, to[starts][kept], total[kept]


def _starts(major: Whole, minor: Whole) -> Whole:
    """Where a new pair begins in a sorted list of pairs."""
    new = (np.diff(major, prepend=-1) != 0) | (np.diff(minor, prepend=-1) != 0)
    return np.flatnonzero(new)
