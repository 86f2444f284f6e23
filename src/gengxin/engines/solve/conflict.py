"""Why a problem has no plan: rows that can't hold together, and by how much they must give way.

HiGHS is asked whether groups of rows hold together, by a limited number of nodes. That they don't
is said only where it has proven so; auxiliaries and those served are taken as any numbers there,
which can but allow more. What it finds is counted again in whole numbers.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.check import check
from gengxin.engines.solve.draft import served_by_demand
from gengxin.engines.solve.dual import columns_use, weighted_use
from gengxin.engines.solve.problem import Floats, Plan, Problem, Whole
from gengxin.engines.solve.ragged import entries_of, owner_of
from gengxin.engines.solve.rows import completed, rows_of, slack_of
from gengxin.engines.solve.whole import solve_whole

__all__ = ["Clash", "Eased", "nearest", "scale_of_rows", "smallest_conflict"]

Flags = npt.NDArray[np.bool_]


class Eased(NamedTuple):
    """How rows have to give way."""

    impossible: bool
    """Proven: even so there is no plan."""
    choice: Whole
    """Column of each site; empty when none was found."""
    missing: Whole
    """(R) by how much each row is missed, in its units."""


class Clash(NamedTuple):
    """Groups of rows of which it is proven that they can't hold together."""

    groups: tuple[int, ...]
    is_irreducible: bool
    """Whether without any one of them a plan was found; else one more might be spared."""


def nearest(problem: Problem, weights: Floats) -> Eased:
    """The plan that misses rows least: the least Σ weight · amount missed that HiGHS finds.

    ``weights`` (R) say what a unit missed counts; not a number: the row has to hold.

    Raises
    ------
    ValueError
        Where a row that says ``=`` is given a weight.

    """
    rows = np.flatnonzero(~np.isnan(weights))
    if problem.row_is_equal[rows].any():
        msg = f"rows {rows[problem.row_is_equal[rows]].tolist()} say =; only ≤ can be eased"
        raise ValueError(msg)
    nothing = np.zeros(0, np.int64)
    counted = _of_rows_alone(problem)
    eased = _with_slack(counted, rows, weights[rows])
    found = solve_whole(eased)
    if not len(found.choice):
        return Eased(found.infeasible, nothing, nothing)
    auxiliary = _counted_again(eased, found.choice, found.auxiliary, found.served)
    if check(eased, Plan(found.choice, auxiliary, found.served, 0.0)):
        return Eased(False, nothing, nothing)
    missing = np.zeros(len(problem.row_rhs), np.int64)
    missing[rows] = auxiliary[len(problem.aux_low) :]
    return Eased(False, found.choice, missing)


def smallest_conflict(problem: Problem, groups: Sequence[Whole]) -> Clash | None:
    """Groups of rows that can't hold together, none to spare; None: it isn't proven that any clash.

    Rows in no group hold whatever happens; rows in groups say ``≤``. Groups that come late in the
    list are spared last.
    """
    clashing = _clashing(problem, groups)
    if clashing is None:
        return None
    kept, sure = list(clashing), True
    for group in clashing:
        others = [one for one in kept if one != group]
        tried = _held(problem, groups, others)
        if tried.impossible:
            kept = others
        elif not len(tried.choice):
            sure = False
    return Clash(tuple(kept), sure)


def scale_of_rows(problem: Problem) -> Floats:
    """(R) size of each row: its right-hand side or its greatest coefficient."""
    size = np.maximum(np.abs(problem.row_rhs), 1)
    for row, coef in (
        (problem.link_row, problem.link_coef),
        (problem.aux_row, problem.aux_coef),
        (problem.served_row, problem.served_coef),
    ):
        np.maximum.at(size, row, np.abs(coef))
    return size.astype(float)


def _clashing(problem: Problem, groups: Sequence[Whole]) -> list[int] | None:
    """Some groups that clash: those that have to give way are made to hold, until nothing can."""
    scale = scale_of_rows(problem)
    enforced: set[int] = set()
    while True:
        weights = np.full(len(problem.row_rhs), np.nan)
        for number, rows in enumerate(groups):
            if number not in enforced:
                weights[rows] = 1.0 / scale[rows]
        for number in enforced:
            weights[groups[number]] = np.nan
        found = nearest(problem, weights)
        if found.impossible:
            return sorted(enforced)
        if not len(found.choice):
            return None
        more = {
            number
            for number, rows in enumerate(groups)
            if number not in enforced and found.missing[rows].any()
        }
        if not more:
            return None
        enforced |= more


def _held(problem: Problem, groups: Sequence[Whole], held: Sequence[int]) -> Eased:
    """Whether some groups hold together, without the others."""
    dropped = np.zeros(len(problem.row_rhs), np.bool_)
    for rows in groups:
        dropped[rows] = True
    for number in held:
        dropped[groups[number]] = False
    return nearest(_without(problem, dropped), np.full(len(dropped), np.nan))


def _with_slack(problem: Problem, rows: Whole, weights: Floats) -> Problem:
    """The problem of missing rows as little as can be: an auxiliary for each that may be missed."""
    most = np.abs(problem.row_rhs).copy()
    np.add.at(most, problem.link_row, np.abs(problem.link_coef))
    reach = np.maximum(np.abs(problem.aux_low), np.abs(problem.aux_high))
    np.add.at(most, problem.aux_row, np.abs(problem.aux_coef) * reach[owner_of(problem.aux_ptr)])
    need = problem.need.copy()
    np.add.at(need, problem.grow_demand, np.maximum(problem.grow_coef, 0))
    np.add.at(
        most, problem.served_row, np.abs(problem.served_coef) * need[owner_of(problem.served_ptr)]
    )
    count = len(rows)
    # HiGHS takes a price of less than a ten-millionth for nothing: the least is 1
    weights = weights / weights.min(initial=np.inf) if count else weights
    after = problem.aux_ptr[-1] + np.arange(1, count + 1)
    return problem._replace(
        value=np.zeros(len(problem.value)),
        worth=np.zeros(len(problem.worth)),
        aux_low=np.concatenate([problem.aux_low, np.zeros(count, np.int64)]),
        aux_high=np.concatenate([problem.aux_high, most[rows]]),
        aux_value=np.concatenate([np.zeros(len(problem.aux_low)), -weights]),
        aux_ptr=np.concatenate([problem.aux_ptr, after]).astype(np.int64),
        aux_row=np.concatenate([problem.aux_row, rows]),
        aux_coef=np.concatenate([problem.aux_coef, np.full(count, -1, np.int64)]),
    )


def _counted_again(problem: Problem, choice: Whole, auxiliary: Whole, served: Whole) -> Whole:
    """Auxiliaries in whole numbers: those that follow the choice are set anew."""
    rows = rows_of(problem)
    entries = (problem.served_ptr, problem.served_row, problem.served_coef)
    use = columns_use(problem, choice)
    use = use + weighted_use(len(use), entries, served_by_demand(problem, served))
    held = np.where(rows.step > 0, 0, auxiliary)
    return np.asarray(completed(rows, slack_of(problem, rows, use, held), held)[0])


def _of_rows_alone(problem: Problem) -> Problem:
    """The problem with only the people who count in a row; the others may go unserved."""
    demand = np.diff(problem.served_ptr) > 0
    number = np.cumsum(demand) - 1
    arc = demand[problem.arc_demand]
    by_slot = np.bincount(owner_of(problem.arc_ptr)[arc], minlength=len(problem.slot_site))
    slot = np.flatnonzero(by_slot)
    level_ptr, level = entries_of(problem.level_ptr, slot)
    level_number = np.full(len(problem.level_capacity), -1, np.int64)
    level_number[level] = np.arange(len(level))
    opened = level_number[problem.open_level] >= 0
    grows = demand[problem.grow_demand]
    return problem._replace(
        need=problem.need[demand],
        worth=problem.worth[demand],
        grow_ptr=_fewer(problem.grow_ptr, grows),
        grow_demand=number[problem.grow_demand[grows]],
        grow_coef=problem.grow_coef[grows],
        served_ptr=np.append(problem.served_ptr[:-1][demand], problem.served_ptr[-1]),
        slot_site=problem.slot_site[slot],
        arc_ptr=np.concatenate([np.zeros(1, np.int64), np.cumsum(by_slot[slot])]),
        arc_demand=number[problem.arc_demand[arc]],
        level_ptr=level_ptr,
        level_capacity=problem.level_capacity[level],
        open_ptr=_fewer(problem.open_ptr, opened),
        open_level=level_number[problem.open_level[opened]],
    )


def _without(problem: Problem, dropped: Flags) -> Problem:
    """The problem with some of its linking rows saying nothing."""
    link, aux, served = (
        ~dropped[row] for row in (problem.link_row, problem.aux_row, problem.served_row)
    )
    return problem._replace(
        row_rhs=np.where(dropped, 0, problem.row_rhs),
        link_ptr=_fewer(problem.link_ptr, link),
        link_row=problem.link_row[link],
        link_coef=problem.link_coef[link],
        aux_ptr=_fewer(problem.aux_ptr, aux),
        aux_row=problem.aux_row[aux],
        aux_coef=problem.aux_coef[aux],
        served_ptr=_fewer(problem.served_ptr, served),
        served_row=problem.served_row[served],
        served_coef=problem.served_coef[served],
    )


def _fewer(ptr: Whole, kept: Flags) -> Whole:
    """``ptr`` of a ragged list of which only some entries are kept."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])[ptr].astype(np.int64)
