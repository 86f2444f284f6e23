"""A small problem handed to HiGHS whole: columns, people on arcs and auxiliaries together."""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.check import check
from gengxin.engines.solve.draft import value_of
from gengxin.engines.solve.highs import Matrix, Model, solved
from gengxin.engines.solve.problem import Floats, Plan, Prices, Problem, Whole
from gengxin.engines.solve.ragged import owner_of

__all__ = ["LARGEST", "Claim", "Solution", "best_whole", "relaxed_prices", "solve_whole"]

LARGEST = 4_000
"""Columns, arcs and auxiliaries together, up to which HiGHS is asked."""
NODES = 500
CLOSE = 1e-6
STRICTER = ((False, False), (True, False), (True, True))
"""Whether auxiliaries, then also people, are to be whole: each step is slower than the last."""


class Claim(NamedTuple):
    """What HiGHS says of a whole problem once its plan was counted again."""

    plan: Plan | None
    """A plan that keeps every row; none was found."""
    bound: float
    """Not a number: none."""
    infeasible: bool


class Solution(NamedTuple):
    """What HiGHS says of a whole problem, to be counted again."""

    infeasible: bool
    bound: float
    """Not a number: none."""
    choice: Whole
    """Empty when no plan was found."""
    auxiliary: Whole
    served: Whole


def best_whole(problem: Problem) -> Claim:
    """The best plan of a problem solved whole, more strictly while fractions claim to be better."""
    best, bound = None, np.nan
    for auxiliaries, people in STRICTER:
        found = solve_whole(problem, whole_auxiliaries=auxiliaries, whole_people=people)
        if found.infeasible:
            return Claim(best, bound, best is None)
        bound = float(np.fmin(bound, found.bound))
        if len(found.choice):
            plan = _counted(problem, found)
            if not check(problem, plan) and (best is None or plan.value > best.value):
                best = plan
        if best is not None and bound - best.value <= CLOSE * max(abs(bound), 1.0):
            break
    return Claim(best, bound, False)


def _counted(problem: Problem, found: Solution) -> Plan:
    """The plan that HiGHS found, its worth counted again."""
    whole = (found.choice, found.auxiliary, found.served)
    return Plan(*whole, value_of(problem, *whole))


def solve_whole(
    problem: Problem, *, whole_auxiliaries: bool = False, whole_people: bool = False
) -> Solution:
    """Solve a problem whole, by a limited number of nodes.

    Auxiliaries and people may take fractions, which is quicker, unless they are to be whole.
    """
    model, unit, _ = _model(problem, whole_auxiliaries=whole_auxiliaries, whole_people=whole_people)
    answer = solved(model, nodes=NODES)
    nothing = np.zeros(0, np.int64)
    bound = answer.bound if np.isfinite(answer.bound) else np.nan
    if not len(answer.x):
        return Solution(answer.infeasible, bound, nothing, nothing, nothing)
    columns, arcs = len(problem.value), len(problem.arc_demand)
    x, z, y = np.split(answer.x * unit, [columns, columns + arcs])
    best = np.maximum.reduceat(x, problem.site_ptr[:-1])
    first = x >= best[owner_of(problem.site_ptr)]
    choice = np.flatnonzero(first)
    choice = choice[np.unique(owner_of(problem.site_ptr)[choice], return_index=True)[1]]
    auxiliary = np.clip(np.rint(y).astype(np.int64), problem.aux_low, problem.aux_high)
    return Solution(False, bound, choice, auxiliary, _whole_people(problem, np.maximum(z, 0.0)))


def _whole_people(problem: Problem, served: Floats) -> Whole:
    """Whole numbers of people: rounded down where rows count them as used, else to the nearest."""
    taxed = np.bincount(owner_of(problem.served_ptr), problem.served_coef > 0, len(problem.need))
    down = taxed[problem.arc_demand] > 0
    return np.where(down, np.floor(served + CLOSE), np.rint(served)).astype(np.int64)


def relaxed_prices(problem: Problem) -> Prices | None:
    """Prices of the linear relaxation, moved to where they prove something; none without it."""
    model, _, size = _model(problem)
    answer = solved(model._replace(whole=np.zeros(len(model.worth), np.bool_)))
    if not len(answer.price):
        return None
    price = answer.price / size
    rows, slots = len(problem.row_rhs), len(problem.slot_site)
    row = np.where(problem.row_is_equal, price[:rows], np.maximum(price[:rows], 0.0))
    first = rows + slots
    return Prices(row, np.maximum(price[first : first + len(problem.need)], 0.0))


def _model(
    p: Problem, *, whole_auxiliaries: bool = False, whole_people: bool = False
) -> tuple[Model, Floats, Floats]:
    """The model, the unit of each of its columns, the size of each of its rows."""
    rows, slots, demands = len(p.row_rhs), len(p.slot_site), len(p.need)
    columns, arcs, auxiliaries = len(p.value), len(p.arc_demand), len(p.aux_low)
    level_slot = owner_of(p.level_ptr)
    always = p.slot_site[level_slot] < 0
    capacity = np.bincount(level_slot[always], p.level_capacity[always], slots)
    served_arc = np.arange(arcs)
    # entries of rows in which those served count, one for each arc of the demand row
    taxed = np.diff(p.served_ptr)[p.arc_demand]
    arc = np.repeat(served_arc, taxed)
    at = np.repeat(p.served_ptr[p.arc_demand] - np.cumsum(taxed) + taxed, taxed) + np.arange(
        len(arc)
    )
    site, slot, demand = rows + slots + demands, rows, rows + slots
    row = [
        *(p.link_row, p.served_row[at], p.aux_row),
        *(slot + owner_of(p.arc_ptr), slot + level_slot[p.open_level]),
        *(demand + p.arc_demand, demand + p.grow_demand),
        site + owner_of(p.site_ptr),
    ]
    column = [
        *(owner_of(p.link_ptr), columns + arc, columns + arcs + owner_of(p.aux_ptr)),
        *(columns + served_arc, owner_of(p.open_ptr)),
        *(columns + served_arc, owner_of(p.grow_ptr)),
        np.arange(columns),
    ]
    value = [
        *(p.link_coef, p.served_coef[at], p.aux_coef),
        *(np.ones(arcs), -p.level_capacity[p.open_level]),
        *(np.ones(arcs), -p.grow_coef),
        np.ones(columns),
    ]
    sites = len(p.site_ptr) - 1
    high = np.concatenate([p.row_rhs, capacity, p.need, np.ones(sites)]).astype(float)
    low = np.full(len(high), -np.inf)
    low[:rows][p.row_is_equal] = high[:rows][p.row_is_equal]
    low[rows + slots + demands :] = 1.0
    matrix = Matrix(
        np.concatenate(row), np.concatenate(column), np.concatenate(value).astype(float)
    )
    model = Model(
        worth=np.concatenate([p.value, p.worth[p.arc_demand], p.aux_value]),
        low=np.concatenate([np.zeros(columns + arcs), p.aux_low]),
        high=np.concatenate([np.ones(columns), np.full(arcs, np.inf), p.aux_high]),
        whole=np.repeat([True, whole_people, whole_auxiliaries], [columns, arcs, auxiliaries]),
        row_low=low,
        row_high=high,
        matrix=matrix,
    )
    return _scaled(model, columns)


def _scaled(model: Model, columns: int) -> tuple[Model, Floats, Floats]:
    """The model in units in which its coefficients are near 1; units and sizes."""
    matrix = model.matrix
    size = np.ones(len(model.row_high))
    binary = matrix.column < columns
    np.maximum.at(size, matrix.row[binary], np.abs(matrix.value[binary]))
    unit = np.full(len(model.worth), np.inf)
    some = ~binary & (matrix.value != 0.0)
    ratio = size[matrix.row[some]] / np.abs(matrix.value[some])
    np.minimum.at(unit, matrix.column[some], ratio)
    unit = np.where(np.isfinite(unit) & ~model.whole, np.maximum(unit, 1.0), 1.0)
    unit = 2.0 ** np.floor(np.log2(unit))
    np.maximum.at(size, matrix.row, np.abs(matrix.value) * unit[matrix.column])
    size = 2.0 ** np.floor(np.log2(size))
    value = matrix.value * unit[matrix.column] / size[matrix.row]
    scaled = model._replace(
        worth=model.worth * unit,
        low=model.low / unit,
        high=model.high / unit,
        row_low=model.row_low / size,
        row_high=model.row_high / size,
        matrix=matrix._replace(value=value),
    )
    return scaled, unit, size
