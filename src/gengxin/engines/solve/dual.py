"""What a set of prices proves: the best response of every site, and the bound that follows."""

from copy import copy
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.compiled import kernel
from gengxin.engines.solve.executor import Executor, Inline
from gengxin.engines.solve.parts import Answer, Offer, Worker, cut, greatest_need
from gengxin.engines.solve.problem import Floats, Prices, Problem, Whole
from gengxin.engines.solve.ragged import add_entries, weighed

__all__ = ["Dual", "Response", "bound_of", "profit_of"]

ROUNDING = 2.0**-52


class Response(NamedTuple):
    """Best response to prices."""

    bound: float
    """Nothing feasible is worth more, but for the rounding of sums."""
    choice: Whole
    served: Whole
    """(M) units that the open slots would take of each demand row."""
    auxiliary: Whole
    reduced: Floats
    """(C) worth of each column after all prices; empty unless asked for."""
    gross: Floats
    """(C) the same without prices of linking rows; empty unless asked for."""


class Dual:
    """A problem dealt to an executor, which answers prices."""

    def __init__(self, problem: Problem, executor: Executor | None = None) -> None:
        self.problem = problem
        self._executor = executor or Inline()
        parts = cut(problem)
        self._sites = [part.site for part in parts]
        self._columns = [part.column for part in parts]
        self._demand = [part.demand for part in parts]
        self._heft = _Heft(problem)
        self._allowed: npt.NDArray[np.bool_] | None = None
        self._value: Floats | None = None
        self._executor.deal(Worker, parts)

    def edited(self, problem: Problem, allowed: npt.NDArray[np.bool_]) -> "Dual":
        """The same parts for a problem with other worth, right-hand sides or boxes.

        Columns that aren't allowed can't be chosen; their ``reduced`` worth is minus infinity.
        """
        other = copy(self)
        vars(other).update(
            problem=problem, _heft=_Heft(problem), _allowed=allowed, _value=problem.value
        )
        return other

    def respond(
        self,
        prices: Prices,
        *,
        allowed: npt.NDArray[np.bool_] | None = None,
        detail: bool = False,
    ) -> Response:
        """Best response to prices, of the columns allowed."""
        problem = self.problem
        if self._allowed is not None:
            allowed = self._allowed if allowed is None else self._allowed & allowed
        profit = profit_of(problem, prices)
        offer = Offer(prices.row, prices.demand, profit, allowed, detail, self._value)
        answers: list[Answer] = self._executor.ask(offer)
        choice = np.empty(len(problem.site_ptr) - 1, np.int64)
        served = np.zeros(len(problem.need), np.int64)
        columns = len(problem.value) if detail else 0
        reduced, gross = np.empty(columns), np.empty(columns)
        bound = ordered_dot(prices.row, problem.row_rhs) + ordered_dot(prices.demand, problem.need)
        places = zip(answers, self._sites, self._demand, self._columns, strict=True)
        for answer, sites, demand, column in places:
            choice[sites] = answer.choice
            served[demand] += answer.served
            bound += answer.bound
            if detail:
                reduced[column], gross[column] = answer.reduced, answer.gross
        if detail and self._allowed is not None:
            reduced[~self._allowed] = -np.inf
        left = reduced_auxiliary(problem, prices.row)
        auxiliary = np.where(left > 0.0, problem.aux_high, problem.aux_low)
        bound += ordered_dot(left, auxiliary)
        return Response(bound, choice, served, auxiliary, reduced, gross)

    def widened(self, bound: float, prices: Prices) -> float:
        """The bound, with room for whatever its sums may have lost to rounding."""
        return bound + self._heft.of(prices)


def bound_of(problem: Problem, prices: Prices) -> float:
    """What no feasible plan is worth more than, by these prices, rounding allowed for.

    ``Σ price·rhs + Σ over demand rows price·need + Σ over sites the best column's (value −
    Σ price·coef + Σ demand price·grow + what its levels earn) + Σ what slots earn that are always
    open + Σ over auxiliaries the better end of its box``; a level earns the most that its capacity
    can take of its arcs at (worth − demand price − Σ price·coef of those served), up to each demand
    row's greatest need. Prices of ≤ rows and of demand rows below 0 prove nothing.
    """
    wrong = (prices.row < 0.0) & ~problem.row_is_equal
    if wrong.any() or (prices.demand < 0.0).any():
        row = int(np.flatnonzero(wrong)[0]) if wrong.any() else -1
        raise ValueError(
            f"prices of ≤ rows and of demand rows must be 0 or more; row {row} has another"
            if row >= 0
            else "prices of demand rows must be 0 or more"
        )
    dual = Dual(problem)
    return dual.widened(dual.respond(prices).bound, prices)


def profit_of(problem: Problem, prices: Prices) -> Floats:
    """What a unit served of each demand row earns after prices."""
    profit: Floats = problem.worth - prices.demand
    if len(problem.served_row):
        served = (problem.served_ptr, problem.served_row, problem.served_coef)
        profit -= weighed(*served, prices.row)
    return profit


def reduced_auxiliary(problem: Problem, row: Floats) -> Floats:
    """Value of a unit of each auxiliary after prices."""
    entries = (problem.aux_ptr, problem.aux_row, problem.aux_coef)
    return np.asarray(problem.aux_value - weighed(*entries, row))


def columns_use(problem: Problem, choice: Whole) -> Whole:
    """(R) Σ coefficients of the columns chosen."""
    use = np.zeros(len(problem.row_rhs), np.int64)
    add_entries(use, choice, problem.link_ptr, problem.link_row, problem.link_coef)
    return use


def need_under(problem: Problem, choice: Whole) -> Whole:
    """(M) need of each demand row under a choice."""
    need = problem.need.copy()
    add_entries(need, choice, problem.grow_ptr, problem.grow_demand, problem.grow_coef)
    return need


def weighted_use(count: int, entries: tuple[Whole, Whole, Whole], amount: Whole) -> Whole:
    """(R) Σ coef·amount over entries of items with an amount each."""
    use = np.zeros(count, np.int64)
    _add_weighted(use, entries[0], entries[1], entries[2], amount)
    return use


@kernel()
def _add_weighted(use: Whole, ptr: Whole, row: Whole, coef: Whole, amount: Whole) -> None:
    for item in range(len(ptr) - 1):
        for entry in range(ptr[item], ptr[item + 1]):
            use[row[entry]] += coef[entry] * amount[item]


@kernel()
def ordered_dot(price: Floats, amount: Whole) -> float:
    """Σ price·amount, in order."""
    total = 0.0
    for i in range(len(price)):
        total += price[i] * amount[i]
    return total


class _Heft:
    """How much rounding the sums of a bound can hold: n·2⁻⁵²·Σ|terms|, never too little."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        arcs = len(problem.arc_demand)
        self._terms = 4 * (
            arcs + len(problem.link_row) + len(problem.grow_demand) + len(problem.value)
            + len(problem.need) + len(problem.served_row) + len(problem.aux_row)
            + len(problem.aux_low) + len(problem.row_rhs) + len(problem.level_capacity)
        )  # fmt: skip
        self._limit = greatest_need(problem).astype(float)

    def of(self, prices: Prices) -> float:
        """Widening at these prices; sums of |terms| over all columns bound those of the chosen."""
        p = self._problem
        row = np.abs(prices.row)
        sites = np.abs(p.value) + weighed(p.link_ptr, p.link_row, np.abs(p.link_coef), row)
        sites += weighed(p.grow_ptr, p.grow_demand, np.abs(p.grow_coef), prices.demand)
        unit = p.worth + prices.demand
        unit = unit + weighed(p.served_ptr, p.served_row, np.abs(p.served_coef), row)
        arcs = np.bincount(p.arc_demand, minlength=len(p.need)) * self._limit
        box = np.maximum(np.abs(p.aux_low), np.abs(p.aux_high)).astype(float)
        auxiliary = np.abs(p.aux_value) + weighed(p.aux_ptr, p.aux_row, np.abs(p.aux_coef), row)
        most = np.maximum.reduceat(sites, p.site_ptr[:-1]) if len(sites) else sites
        total = float(
            most.sum() + (unit * arcs).sum() + (auxiliary * box).sum()
            + (row * np.abs(p.row_rhs)).sum() + (prices.demand * p.need).sum()
        )  # fmt: skip
        return self._terms * ROUNDING * total
