"""Linking rows while a plan changes: what is left of each, and what its auxiliaries make of it.

An auxiliary that stands in one row only follows the columns: it lies at the end of its box that is
worth more, and gives way as far as the row needs, the cheapest first. The others are set by the
master and held.
"""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.dual import weighted_use
from gengxin.engines.solve.problem import Floats, Problem, Whole
from gengxin.engines.solve.ragged import owner_of

__all__ = ["Rows", "completed", "loss", "rows_of", "slack_of"]


class Rows(NamedTuple):
    """How rows can be eased: for each, auxiliaries that give way, the cheapest first.

    ``ease`` lists what makes a row use less, ``press`` what makes it use more.
    """

    equal: Whole
    ease_ptr: Whole
    ease: Whole
    press_ptr: Whole
    press: Whole
    step: Whole
    """(Y) |coefficient| of an auxiliary that follows; 0: it is held."""
    cost: Floats
    """(Y) what a unit of giving way costs."""
    room: Whole
    """(Y) units that it can give way."""
    rest: Whole
    """(Y) where it lies before it gives way."""
    way: Whole
    """(Y) +1 or −1: in which direction it gives way."""


def rows_of(problem: Problem) -> Rows:
    """The rows and the auxiliaries that follow."""
    count, owner = np.diff(problem.aux_ptr), owner_of(problem.aux_ptr)
    follows = np.zeros(len(count), np.bool_)
    row, coef = np.zeros(len(count), np.int64), np.zeros(len(count), np.int64)
    row[owner], coef[owner] = problem.aux_row, problem.aux_coef
    follows = (count == 1) & (coef != 0) & (~problem.row_is_equal[row] | (np.abs(coef) == 1))
    up = problem.aux_value > 0.0
    rest = np.where(up, problem.aux_high, problem.aux_low)
    rest = np.where(count == 0, rest, np.where(follows, rest, 0))
    way = np.where(up, -1, 1)
    eases = way * coef < 0
    cost = np.abs(problem.aux_value)
    rows = len(problem.row_rhs)
    ease = _by_cost(rows, np.flatnonzero(follows & eases), row, cost / np.maximum(np.abs(coef), 1))
    press = _by_cost(
        rows, np.flatnonzero(follows & ~eases), row, cost / np.maximum(np.abs(coef), 1)
    )
    return Rows(
        equal=problem.row_is_equal.astype(np.int64),
        ease_ptr=ease[0],
        ease=ease[1],
        press_ptr=press[0],
        press=press[1],
        step=np.where(follows, np.abs(coef), 0),
        cost=cost,
        room=problem.aux_high - problem.aux_low,
        rest=rest,
        way=way,
    )


def _by_cost(rows: int, which: Whole, row: Whole, cost: Floats) -> tuple[Whole, Whole]:
    order = which[np.lexsort((cost[which], row[which]))]
    return np.searchsorted(row[order], np.arange(rows + 1)).astype(np.int64), order


def slack_of(problem: Problem, rows: Rows, use: Whole, held: Whole) -> Whole:
    """(R) what is left of each row with following auxiliaries at rest; ``use``: of all else."""
    at = np.where(rows.step > 0, rows.rest, held)
    entries = (problem.aux_ptr, problem.aux_row, problem.aux_coef)
    return np.asarray(problem.row_rhs - use - weighted_use(len(use), entries, at))


@inner()
def loss(rows: Rows, row: int, slack: int, penalty: float) -> float:
    """What it costs to make a row hold; what can't be eased costs ``penalty`` a unit."""
    if slack >= 0 and rows.equal[row] == 0:
        return 0.0
    left, total = abs(slack), 0.0
    ptr, which = (rows.ease_ptr, rows.ease) if slack < 0 else (rows.press_ptr, rows.press)
    for entry in range(ptr[row], ptr[row + 1]):
        if left <= 0:
            break
        auxiliary = which[entry]
        units = min(rows.room[auxiliary], -(-left // rows.step[auxiliary]))
        total += units * rows.cost[auxiliary]
        left -= units * rows.step[auxiliary]
    if left > 0:
        total += penalty * left if penalty < np.inf else np.inf
    return total


@kernel()
def completed(rows: Rows, slack: Whole, held: Whole) -> tuple[Whole, Whole]:
    """Auxiliaries that make the rows hold, and what is still amiss of each row, in its units."""
    auxiliary = held.copy()
    for i in range(len(auxiliary)):
        if rows.step[i] > 0:
            auxiliary[i] = rows.rest[i]
    amiss = np.zeros(len(slack), np.int64)
    for row in range(len(slack)):
        if slack[row] >= 0 and rows.equal[row] == 0:
            continue
        left = abs(slack[row])
        ptr, which = (rows.ease_ptr, rows.ease) if slack[row] < 0 else (rows.press_ptr, rows.press)
        for entry in range(ptr[row], ptr[row + 1]):
            if left <= 0:
                break
            i = which[entry]
            units = min(rows.room[i], -(-left // rows.step[i]))
            auxiliary[i] += rows.way[i] * units
            left -= units * rows.step[i]
        amiss[row] = max(left, 0)
    return auxiliary, amiss
