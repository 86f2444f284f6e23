"""The plain way to solve a problem: every choice, people shared out by a linear programme."""

from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import LinearConstraint, milp

from gengxin.engines.solve import Plan, Prices, Problem


def entries(ptr: np.ndarray, item: int, *values: np.ndarray) -> list[tuple]:
    rows = range(int(ptr[item]), int(ptr[item + 1]))
    return [tuple(value[at].item() for value in values) for at in rows]


def needs(problem: Problem, choice: tuple[int, ...]) -> list[int]:
    need = problem.need.tolist()
    for column in choice:
        for row, coef in entries(problem.grow_ptr, column, problem.grow_demand, problem.grow_coef):
            need[row] += coef
    return [max(units, 0) for units in need]


def capacities(problem: Problem, choice: tuple[int, ...]) -> list[int]:
    slot_of = {
        level: slot
        for slot in range(len(problem.slot_site))
        for level in range(int(problem.level_ptr[slot]), int(problem.level_ptr[slot + 1]))
    }
    capacity = [0] * len(problem.slot_site)
    for level, slot in slot_of.items():
        if problem.slot_site[slot] < 0:
            capacity[slot] = int(problem.level_capacity[level])
    for column in choice:
        for (level,) in entries(problem.open_ptr, column, problem.open_level):
            capacity[slot_of[level]] = int(problem.level_capacity[level])
    return capacity


def used_by_columns(problem: Problem, choice: tuple[int, ...]) -> list[int]:
    used = [0] * len(problem.row_rhs)
    for column in choice:
        for row, coef in entries(problem.link_ptr, column, problem.link_row, problem.link_coef):
            used[row] += coef
    return used


def value_of_choice(problem: Problem, choice: tuple[int, ...]) -> float:
    """Most that a choice can be worth; −inf when no auxiliaries and flows make its rows hold.

    Auxiliaries and flows are whole numbers, chosen by scipy's solver for mixed programmes.
    """
    arcs, auxiliaries = len(problem.arc_demand), len(problem.aux_low)
    rows, slots, demands = len(problem.row_rhs), len(problem.slot_site), len(problem.need)
    matrix = np.zeros((rows + slots + demands, arcs + auxiliaries))
    for slot in range(slots):
        for arc in range(int(problem.arc_ptr[slot]), int(problem.arc_ptr[slot + 1])):
            demand = int(problem.arc_demand[arc])
            matrix[rows + slot, arc] = 1
            matrix[rows + slots + demand, arc] = 1
            for row, coef in entries(
                problem.served_ptr, demand, problem.served_row, problem.served_coef
            ):
                matrix[row, arc] += coef
    for which in range(auxiliaries):
        for row, coef in entries(problem.aux_ptr, which, problem.aux_row, problem.aux_coef):
            matrix[row, arcs + which] += coef
    base = float(sum(problem.value[column] for column in choice))
    left = problem.row_rhs - np.array(used_by_columns(problem, choice), np.int64)
    high = np.array([*left, *capacities(problem, choice), *needs(problem, choice)], float)
    low = np.full(len(high), -np.inf)
    low[:rows][problem.row_is_equal] = left[problem.row_is_equal]
    if not matrix.shape[1]:
        return base if (low <= 0).all() and (high >= 0).all() else -np.inf
    worth = np.concatenate([problem.worth[problem.arc_demand], problem.aux_value])
    ends = (
        np.concatenate([np.zeros(arcs), problem.aux_low]),
        np.concatenate([np.full(arcs, np.inf), problem.aux_high]),
    )
    found = milp(
        -worth,
        constraints=LinearConstraint(matrix, low, high) if len(high) else None,
        bounds=ends,
        integrality=np.ones(len(worth)),
    )
    return base - found.fun if found.status == 0 else -np.inf


def best_by_trying_all(problem: Problem) -> float:
    """Value of the best of all choices; −inf when there is none."""
    sites = zip(problem.site_ptr[:-1], problem.site_ptr[1:], strict=True)
    columns = [range(int(first), int(last)) for first, last in sites]
    return max(value_of_choice(problem, choice) for choice in product(*columns))


def faults_of(  # noqa: C901 one rule after the other
    problem: Problem, plan: Plan
) -> list[str]:
    """What breaks in a plan, counted entry by entry."""
    choice = tuple(plan.choice.tolist())
    faults = [
        f"site {site}"
        for site, column in enumerate(choice)
        if not problem.site_ptr[site] <= column < problem.site_ptr[site + 1]
    ]
    used = used_by_columns(problem, choice)
    for which, units in enumerate(plan.auxiliary.tolist()):
        if not problem.aux_low[which] <= units <= problem.aux_high[which]:
            faults.append(f"auxiliary {which}")
        for row, coef in entries(problem.aux_ptr, which, problem.aux_row, problem.aux_coef):
            used[row] += coef * units
    by_demand, by_slot = [0] * len(problem.need), [0] * len(problem.slot_site)
    for slot in range(len(by_slot)):
        for arc in range(int(problem.arc_ptr[slot]), int(problem.arc_ptr[slot + 1])):
            units, demand = int(plan.served[arc]), int(problem.arc_demand[arc])
            faults += [f"arc {arc}"] if units < 0 else []
            by_slot[slot] += units
            by_demand[demand] += units
            for row, coef in entries(
                problem.served_ptr, demand, problem.served_row, problem.served_coef
            ):
                used[row] += coef * units
    limits = zip(by_slot, capacities(problem, choice), strict=True)
    faults += [f"slot {slot}" for slot, (units, most) in enumerate(limits) if units > most]
    limits = zip(by_demand, needs(problem, choice), strict=True)
    faults += [f"demand {row}" for row, (units, most) in enumerate(limits) if units > most]
    for row, units in enumerate(used):
        right, equal = int(problem.row_rhs[row]), bool(problem.row_is_equal[row])
        if units > right or (equal and units != right):
            faults.append(f"row {row}")
    return faults


def value_of_plan(problem: Problem, plan: Plan) -> float:
    """What a plan is worth, term by term."""
    total = sum(problem.value[column] for column in plan.choice.tolist())
    total += sum(v * y for v, y in zip(problem.aux_value, plan.auxiliary, strict=True))
    served = zip(problem.arc_demand.tolist(), plan.served.tolist(), strict=True)
    return float(total + sum(problem.worth[demand] * units for demand, units in served))


def bound_by_prices(  # noqa: C901 the formula, term by term
    problem: Problem, prices: Prices
) -> Fraction:
    """The bound that prices prove, in exact fractions."""
    row = [Fraction(price) for price in prices.row.tolist()]
    demand = [Fraction(price) for price in prices.demand.tolist()]
    most = problem.need.tolist()
    for site in range(len(problem.site_ptr) - 1):
        adds: dict[int, int] = {}
        for column in range(int(problem.site_ptr[site]), int(problem.site_ptr[site + 1])):
            for which, coef in entries(
                problem.grow_ptr, column, problem.grow_demand, problem.grow_coef
            ):
                adds[which] = max(adds.get(which, 0), coef)
        for which, coef in adds.items():
            most[which] += coef
    profit = []
    for which, worth in enumerate(problem.worth.tolist()):
        taxed = entries(problem.served_ptr, which, problem.served_row, problem.served_coef)
        profit.append(Fraction(worth) - demand[which] - sum(row[r] * c for r, c in taxed))

    def earned(slot: int, capacity: int) -> Fraction:
        arcs = range(int(problem.arc_ptr[slot]), int(problem.arc_ptr[slot + 1]))
        ranked = sorted((int(problem.arc_demand[arc]) for arc in arcs), key=lambda d: -profit[d])
        total = Fraction(0)
        for which in ranked:
            units = min(capacity, most[which])
            if profit[which] <= 0 or capacity <= 0:
                break
            total += profit[which] * units
            capacity -= units
        return total

    levels = [Fraction(0)] * len(problem.level_capacity)
    bound = sum((p * int(r) for p, r in zip(row, problem.row_rhs, strict=True)), Fraction(0))
    bound += sum((p * int(n) for p, n in zip(demand, problem.need, strict=True)), Fraction(0))
    for slot in range(len(problem.slot_site)):
        for level in range(int(problem.level_ptr[slot]), int(problem.level_ptr[slot + 1])):
            levels[level] = earned(slot, int(problem.level_capacity[level]))
            bound += levels[level] if problem.slot_site[slot] < 0 else 0

    def reduced(column: int) -> Fraction:
        total = Fraction(float(problem.value[column]))
        links = entries(problem.link_ptr, column, problem.link_row, problem.link_coef)
        total -= sum(row[r] * c for r, c in links)
        grows = entries(problem.grow_ptr, column, problem.grow_demand, problem.grow_coef)
        total += sum(demand[d] * c for d, c in grows)
        opened = entries(problem.open_ptr, column, problem.open_level)
        return total + sum(levels[level] for (level,) in opened)

    for site in range(len(problem.site_ptr) - 1):
        columns = range(int(problem.site_ptr[site]), int(problem.site_ptr[site + 1]))
        bound += max(reduced(column) for column in columns)
    for which, value in enumerate(problem.aux_value.tolist()):
        links = entries(problem.aux_ptr, which, problem.aux_row, problem.aux_coef)
        left = Fraction(value) - sum(row[r] * c for r, c in links)
        bound += max(left * int(problem.aux_low[which]), left * int(problem.aux_high[which]))
    return bound
