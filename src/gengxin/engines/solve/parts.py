"""A problem cut into parts of sites near each other, each of which answers prices by itself."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.compiled import inner, kernel
from gengxin.engines.solve.knapsacks import earn, fill
from gengxin.engines.solve.problem import Floats, Problem, Whole
from gengxin.engines.solve.ragged import entries_of, owner_of, taken, turned

__all__ = ["Answer", "Offer", "Part", "Worker", "cut", "greatest_need", "near_order"]

ARCS_OF_A_PART = 100_000
FEWEST_PARTS, MOST_PARTS = 8, 64


class Part(NamedTuple):
    """Some sites with their columns and slots; sites, slots, levels and demand rows renumbered."""

    site: Whole
    site_ptr: Whole
    column: Whole
    """Which columns of the problem."""
    value: Floats
    link: tuple[Whole, Whole, Whole]
    """``ptr``, rows of the problem, coefficients."""
    grow: tuple[Whole, Whole, Whole]
    """``ptr``, demand rows of the problem, coefficients."""
    opens: tuple[Whole, Whole]
    """``ptr`` by column, levels of the part."""
    demand: Whole
    """Which demand rows of the problem."""
    limit: Whole
    """Greatest need of each of them."""
    arc_ptr: Whole
    arc_demand: npt.NDArray[np.int32]
    level: tuple[Whole, Whole]
    """``ptr`` by slot, capacities, rising in each slot."""
    level_slot: Whole
    always: Whole
    """Levels that are always open."""


class Offer(NamedTuple):
    """Prices put to every part."""

    row: Floats
    demand: Floats
    profit: Floats
    """(M) what a unit served earns after prices."""
    allowed: npt.NDArray[np.bool_] | None = None
    """(C) columns that may be chosen; none: all."""
    detail: bool = False
    """Whether the columns' worth is wanted too."""
    value: Floats | None = None
    """(C) worth of choosing each column, where it isn't what was dealt."""


class Answer(NamedTuple):
    """Best columns of a part's sites."""

    choice: Whole
    """Column of each site of the part."""
    bound: float
    """What they earn after prices, with the slots that are always open."""
    served: Whole
    """Units of each demand row of the part that open slots would take."""
    reduced: Floats
    """Worth of each column after all prices; empty unless asked for."""
    gross: Floats
    """The same without the prices of linking rows; empty unless asked for."""


class Worker:
    """Answers offers for one part; keeps the arcs in order between them."""

    def __init__(self, part: Part) -> None:
        self._part = part
        # the part is dealt to nobody else, so its arcs may be put in order where they are
        self._ids = part.arc_demand

    def __call__(self, offer: Offer) -> Answer:
        """Best response of each site to the offer."""
        part = self._part
        if offer.value is not None:
            part = part._replace(value=offer.value[part.column])
        profit = offer.profit[part.demand]
        earned = earn(part.arc_ptr, self._ids, profit, part.limit, part.level)
        allowed = np.ones(0, np.bool_) if offer.allowed is None else offer.allowed[part.column]
        gross, reduced = _worth(part, earned, offer.demand, offer.row)
        best, bound = _best(part.site_ptr, reduced, allowed)
        bound += float(_sum(earned[part.always]))
        levels = _open_levels(part, best)
        slots = (part.level_slot[levels], part.level[1][levels])
        served = fill(slots, (part.arc_ptr, self._ids), profit, part.limit)
        if not offer.detail:
            reduced = gross = np.zeros(0)
        return Answer(part.column[best], bound, served, reduced, gross)


@kernel()
def _worth(part: Part, earned: Floats, demand: Floats, row: Floats) -> tuple[Floats, Floats]:
    """Worth of each column before and after the prices of linking rows."""
    gross = part.value.copy()
    reduced = np.empty(len(gross))
    for column in range(len(gross)):
        total = gross[column]
        for entry in range(part.opens[0][column], part.opens[0][column + 1]):
            total += earned[part.opens[1][entry]]
        for entry in range(part.grow[0][column], part.grow[0][column + 1]):
            total += part.grow[2][entry] * demand[part.grow[1][entry]]
        gross[column] = total
        for entry in range(part.link[0][column], part.link[0][column + 1]):
            total -= part.link[2][entry] * row[part.link[1][entry]]
        reduced[column] = total
    return gross, reduced


@kernel()
def _best(site_ptr: Whole, reduced: Floats, allowed: npt.NDArray[np.bool_]) -> tuple[Whole, float]:
    """Best allowed column of each site, the first of equals, and the sum of what they earn."""
    best = np.empty(len(site_ptr) - 1, np.int64)
    total = 0.0
    for site in range(len(best)):
        found, most = -1, -np.inf
        for column in range(site_ptr[site], site_ptr[site + 1]):
            if reduced[column] > most and (len(allowed) == 0 or allowed[column]):
                found, most = column, reduced[column]
        best[site] = found
        total += most
    return best, total


@kernel()
def _sum(terms: Floats) -> float:
    """Sum in order, the same on every machine."""
    total = 0.0
    for term in terms:
        total += term
    return total


def _open_levels(part: Part, best: Whole) -> Whole:
    """Levels that are open under a choice."""
    return np.concatenate([taken(part.opens[0], best, part.opens[1])[1], part.always])


def greatest_need(problem: Problem) -> Whole:
    """Most that each demand row can come to need: every site adds as much as it may."""
    return _greatest_need(
        problem.need, problem.site_ptr, problem.grow_ptr, problem.grow_demand, problem.grow_coef
    )


@kernel()
def _greatest_need(
    need: Whole, site_ptr: Whole, grow_ptr: Whole, grow_demand: Whole, grow_coef: Whole
) -> Whole:
    most = need.copy()
    of_site = np.zeros(len(need), np.int64)
    for site in range(len(site_ptr) - 1):
        first, last = grow_ptr[site_ptr[site]], grow_ptr[site_ptr[site + 1]]
        for entry in range(first, last):
            demand = grow_demand[entry]
            if grow_coef[entry] > of_site[demand]:
                most[demand] += grow_coef[entry] - of_site[demand]
                of_site[demand] = grow_coef[entry]
        for entry in range(first, last):
            of_site[grow_demand[entry]] = 0
    return most


@inner()
def _visit(unit: int, seen: npt.NDArray[np.bool_], order: Whole, end: int) -> int:
    if not seen[unit]:
        seen[unit] = True
        order[end] = unit
        end += 1
    return end


@kernel()
def _near_order(
    slots: tuple[Whole, Whole],
    arcs: tuple[Whole, Whole],
    unit_of: Whole,
    back: tuple[Whole, Whole],
    arc_slot: Whole,
) -> Whole:
    """Breadth-first order of units, a unit near another when they share a demand row."""
    count = len(slots[0]) - 1
    order = np.empty(count, np.int64)
    seen = np.zeros(count, np.bool_)
    met = np.zeros(len(back[0]) - 1, np.bool_)
    at = end = 0
    for first in range(count):
        end = _visit(first, seen, order, end)
        while at < end:
            unit = order[at]
            at += 1
            for which in range(slots[0][unit], slots[0][unit + 1]):
                slot = slots[1][which]
                for arc in range(arcs[0][slot], arcs[0][slot + 1]):
                    demand = arcs[1][arc]
                    if met[demand]:
                        continue
                    met[demand] = True
                    for entry in range(back[0][demand], back[0][demand + 1]):
                        near = unit_of[arc_slot[back[1][entry]]]
                        end = _visit(near, seen, order, end)
    return order


def unit_slots(problem: Problem) -> tuple[Whole, tuple[Whole, Whole]]:
    """Unit of each slot (its site; S and on: slots that are always open), slots of each unit."""
    sites = len(problem.site_ptr) - 1
    always = problem.slot_site < 0
    unit_of = np.where(always, sites + np.cumsum(always) - 1, problem.slot_site)
    count = sites + int(always.sum())
    ptr = np.arange(len(unit_of) + 1, dtype=np.int64)
    return unit_of, turned(ptr, unit_of, count)


def near_order(problem: Problem) -> Whole:
    """Units (see ``unit_slots``) in an order in which those that share demand stand together."""
    unit_of, slots = unit_slots(problem)
    arcs = (problem.arc_ptr, problem.arc_demand)
    back = turned(*arcs, len(problem.need))
    return np.asarray(_near_order(slots, arcs, unit_of, back, owner_of(problem.arc_ptr)))


def cut(problem: Problem) -> list[Part]:
    """Parts of about equal work; how many depends on the problem alone."""
    unit_of, slots = unit_slots(problem)
    sites = len(problem.site_ptr) - 1
    order = near_order(problem)
    work: Floats = np.bincount(unit_of, np.diff(problem.arc_ptr), len(order)).astype(float)
    work[:sites] += 4.0 * np.diff(problem.site_ptr)
    work = np.cumsum(work[order])
    wanted = int(work[-1] // ARCS_OF_A_PART)
    count = min(max(wanted, FEWEST_PARTS if wanted else 1), MOST_PARTS)
    ends = np.searchsorted(work, work[-1] * np.arange(1, count + 1) / count - 0.5) + 1
    limit = greatest_need(problem)
    starts = np.concatenate([[0], ends[:-1]])
    ends[-1] = len(order)
    pieces = [order[a:b] for a, b in zip(starts, ends, strict=True) if a < b]
    return [_part(problem, units, slots, limit) for units in pieces]


def _entries(ptr: Whole, items: Whole, to: Whole, coef: Whole) -> tuple[Whole, Whole, Whole]:
    new, entry = entries_of(ptr, items)
    return new, to[entry], coef[entry]


def _part(problem: Problem, units: Whole, slots: tuple[Whole, Whole], limit: Whole) -> Part:
    """One part: copies of what belongs to its units."""
    sites = len(problem.site_ptr) - 1
    site = units[units < sites]
    site_ptr, column = entries_of(problem.site_ptr, site)
    slot = taken(slots[0], units, slots[1])[1]
    arc_ptr, arc_demand = taken(problem.arc_ptr, slot, problem.arc_demand)
    demand, local = _numbered(arc_demand, len(problem.need))
    level_ptr, level = entries_of(problem.level_ptr, slot)
    level = level[np.lexsort((problem.level_capacity[level], owner_of(level_ptr)))]
    number = np.full(len(problem.level_capacity), -1, np.int64)
    number[level] = np.arange(len(level))
    opens_ptr, opened = taken(problem.open_ptr, column, problem.open_level)
    level_slot = owner_of(level_ptr)
    return Part(
        site=site,
        site_ptr=site_ptr,
        column=column,
        value=problem.value[column],
        link=_entries(problem.link_ptr, column, problem.link_row, problem.link_coef),
        grow=_entries(problem.grow_ptr, column, problem.grow_demand, problem.grow_coef),
        opens=(opens_ptr, number[opened]),
        demand=demand,
        limit=limit[demand],
        arc_ptr=arc_ptr,
        arc_demand=local,
        level=(level_ptr, problem.level_capacity[level]),
        level_slot=level_slot,
        always=np.flatnonzero(problem.slot_site[slot][level_slot] < 0),
    )


@kernel()
def _numbered(demand: Whole, count: int) -> tuple[Whole, npt.NDArray[np.int32]]:
    """Demand rows in the order in which they are met, and the number of each entry's row."""
    number = np.full(count, -1, np.int32)
    local = np.empty(len(demand), np.int32)
    met = np.empty(len(demand), np.int64)
    end = 0
    for entry in range(len(demand)):
        row = demand[entry]
        if number[row] < 0:
            number[row] = end
            met[end] = row
            end += 1
        local[entry] = number[row]
    return met[:end].copy(), local
