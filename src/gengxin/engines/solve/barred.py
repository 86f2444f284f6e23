"""Sets of columns that can't hold together, found as a run goes on: rows of their own."""

from collections.abc import Sequence

import numpy as np

from gengxin.engines.solve.problem import Problem, Whole
from gengxin.engines.solve.ragged import owner_of

__all__ = ["Barred", "more_barred", "nothing_barred", "with_barred"]

Barred = tuple[Whole, Whole, Whole]
"""``ptr`` by set, columns, and how many sites of each set may choose one of its columns."""


def nothing_barred() -> Barred:
    """No sets."""
    return np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)


def more_barred(barred: Barred, sets: Sequence[Sequence[Whole]]) -> Barred:
    """Sets added; a set lists, for each of its sites, the columns that clash with the others'."""
    ptr, column, most = barred
    lists = [np.concatenate([np.asarray(m, np.int64) for m in members]) for members in sets]
    ends = ptr[-1] + np.cumsum([len(columns) for columns in lists])
    return (
        np.concatenate([ptr, ends]).astype(np.int64),
        np.concatenate([column, *lists]),
        np.concatenate([most, np.array([len(members) - 1 for members in sets], np.int64)]),
    )


def with_barred(problem: Problem, barred: Barred) -> Problem:
    """The problem with a row for each set: no more of its sites may choose than all but one."""
    ptr, column, most = barred
    if not len(most):
        return problem
    owner = np.concatenate([owner_of(problem.link_ptr), column])
    row = np.concatenate([problem.link_row, len(problem.row_rhs) + owner_of(ptr)])
    coef = np.concatenate([problem.link_coef, np.ones(len(column), np.int64)])
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(len(problem.value) + 1))
    return problem._replace(
        row_rhs=np.concatenate([problem.row_rhs, most]),
        row_is_equal=np.concatenate([problem.row_is_equal, np.zeros(len(most), np.bool_)]),
        link_ptr=starts.astype(np.int64),
        link_row=row[order],
        link_coef=coef[order],
    )
