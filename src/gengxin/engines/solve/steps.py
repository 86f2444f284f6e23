"""Prices moved against what the last response left over: steps of a natural size, with momentum."""

from typing import NamedTuple

import numpy as np

from gengxin.engines.solve.carriers import Carriers, carriers_of, pooled, settled
from gengxin.engines.solve.compiled import kernel
from gengxin.engines.solve.dual import (
    Response,
    columns_use,
    need_under,
    profit_of,
    weighted_use,
)
from gengxin.engines.solve.problem import Floats, Prices, Problem, Whole
from gengxin.engines.solve.ragged import owner_of

__all__ = ["Momentum", "Scales", "first_prices", "fresh", "moved", "price_box", "scales_of"]

KEEP_MEAN, KEEP_SQUARE = 0.8, 0.95
FIRST_SHARE = 0.4
"""Demand rows begin at this share of their worth."""
ASTRAY = 0.1
"""By how much of that a seed may move them."""
SMALLEST, GREATEST = 1e-3, 1e3
"""How far the size of a row's steps may stray from its natural one."""
SMALLEST_OF_DEMAND, GREATEST_OF_DEMAND = 0.03, 1.0
AGREE, TURN = 0.1, 0.4
"""Steps grow while what is left over points one way by more than ``TURN`` of its spread."""


class Scales(NamedTuple):
    """Natural size of prices, where they can be best, and which follow from the others."""

    row: Floats
    row_low: Floats
    row_high: Floats
    demand: Floats
    carriers: Carriers


class Momentum(NamedTuple):
    """Running means of what was left over and of its square, and how many there were."""

    row: Floats
    row_square: Floats
    row_size: Floats
    """Factor on the natural size of a row's steps: grows while they agree, shrinks while not."""
    demand: Floats
    demand_square: Floats
    demand_size: Floats
    """The same factor of demand rows."""
    steps: int


def fresh(problem: Problem) -> Momentum:
    """No momentum."""
    rows, demand = len(problem.row_rhs), len(problem.need)
    nil = np.zeros
    one = np.ones
    return Momentum(nil(rows), nil(rows), one(rows), nil(demand), nil(demand), one(demand), 0)


def first_prices(problem: Problem, *, seed: int = 0) -> Prices:
    """Where the search for prices begins; those of demand astray by a seed above 1."""
    demand = FIRST_SHARE * problem.worth
    if seed > 1:
        demand *= np.random.default_rng(seed).uniform(1.0 - ASTRAY, 1.0 + ASTRAY, len(demand))
    return Prices(np.zeros(len(problem.row_rhs)), demand)


def scales_of(problem: Problem, gross: Floats) -> Scales:
    """Sizes from the data: worth of columns, of those served and of auxiliaries by coefficient."""
    rows = len(problem.row_rhs)
    low, high = price_box(problem)
    apart = np.abs(gross - np.repeat(gross[problem.site_ptr[:-1]], np.diff(problem.site_ptr)))
    by_column = _medians(
        rows, problem.link_row, apart[owner_of(problem.link_ptr)], problem.link_coef
    )
    demand = problem.worth[owner_of(problem.served_ptr)]
    by_served = _medians(rows, problem.served_row, demand, problem.served_coef)
    own = np.abs(problem.aux_value)[owner_of(problem.aux_ptr)]
    by_aux = _medians(rows, problem.aux_row, own, problem.aux_coef)
    size = np.where(by_aux > 0.0, by_aux, np.where(by_column > 0.0, by_column, by_served))
    reach = np.bincount(problem.link_row, np.abs(problem.link_coef), rows)
    typical = float(np.median(apart[apart > 0.0])) if (apart > 0.0).any() else 1.0
    mean = (
        typical
        * np.maximum(np.bincount(problem.link_row, minlength=rows), 1)
        / np.maximum(reach, 1)
    )
    carriers = carriers_of(problem)
    natural = pooled(carriers, np.where(size > 0.0, size, mean), np.zeros(rows))
    return Scales(natural, low, high, problem.worth, carriers)


def moved(
    problem: Problem,
    prices: Prices,
    *,
    response: Response,
    momentum: Momentum,
    scales: Scales,
    rate: float,
) -> tuple[Prices, Momentum]:
    """Prices after a step against what the response leaves over."""
    demand_left = (need_under(problem, response.choice) - response.served).astype(float)
    row_left = row_slack(problem, response, scales.carriers)
    count = momentum.steps + 1
    row, row_mean, row_square, size = _row_step(
        prices.row,
        row_left,
        (momentum.row, momentum.row_square, momentum.row_size),
        scales.row,
        rate,
        count,
    )
    row = settled(problem, scales.carriers, np.clip(row, scales.row_low, scales.row_high))
    top = np.maximum(profit_of(problem, Prices(row, np.zeros_like(prices.demand))), 0.0)
    demand, mean, square, demand_size = _demand_step(
        prices.demand,
        demand_left,
        (momentum.demand, momentum.demand_square, momentum.demand_size),
        (scales.demand, top),
        rate,
        count,
    )
    return Prices(row, demand), Momentum(
        row_mean, row_square, size, mean, square, demand_size, count
    )


def row_slack(problem: Problem, response: Response, carriers: Carriers) -> Floats:
    """(R) right-hand side less all that the response uses, what is asked for taken from pools."""
    rows = len(problem.row_rhs)
    left = problem.row_rhs - columns_use(problem, response.choice)
    served = (problem.served_ptr, problem.served_row, problem.served_coef)
    left -= weighted_use(rows, served, response.served)
    auxiliary = response.auxiliary.copy()
    auxiliary[carriers.auxiliary] = 0
    entries = (problem.aux_ptr, problem.aux_row, problem.aux_coef)
    over = (left - weighted_use(rows, entries, auxiliary)).astype(float)
    return pooled(carriers, over, over)


@kernel()
def _row_step(  # noqa: PLR0917 a kernel
    price: Floats,
    left: Floats,
    kept: tuple[Floats, Floats, Floats],
    scale: Floats,
    rate: float,
    count: int,
) -> tuple[Floats, Floats, Floats, Floats]:
    mean, square, size = kept[0].copy(), kept[1].copy(), kept[2].copy()
    new = np.empty(len(price))
    for i in range(len(price)):
        mean[i] = KEEP_MEAN * mean[i] + (1.0 - KEEP_MEAN) * left[i]
        square[i] = KEEP_SQUARE * square[i] + (1.0 - KEEP_SQUARE) * left[i] * left[i]
        spread = np.sqrt(square[i] / (1.0 - KEEP_SQUARE**count))
        way = mean[i] / (1.0 - KEEP_MEAN**count) / spread if spread > 0.0 else 0.0
        size[i] = min(max(size[i] * np.exp(AGREE * (abs(way) - TURN)), SMALLEST), GREATEST)
        new[i] = price[i] - rate * scale[i] * size[i] * way
    return new, mean, square, size


@kernel()
def _demand_step(  # noqa: PLR0917 a kernel
    price: Floats,
    left: Floats,
    kept: tuple[Floats, Floats, Floats],
    scale: tuple[Floats, Floats],
    rate: float,
    count: int,
) -> tuple[Floats, Floats, Floats, Floats]:
    mean, square, size = np.empty(len(price)), np.empty(len(price)), np.empty(len(price))
    new = np.empty(len(price))
    unbias_mean, unbias_square = 1.0 / (1.0 - KEEP_MEAN**count), 1.0 / (1.0 - KEEP_SQUARE**count)
    for i in range(len(price)):
        mean[i] = KEEP_MEAN * kept[0][i] + (1.0 - KEEP_MEAN) * left[i]
        square[i] = KEEP_SQUARE * kept[1][i] + (1.0 - KEEP_SQUARE) * left[i] * left[i]
        spread = np.sqrt(square[i] * unbias_square)
        way = mean[i] * unbias_mean / spread if spread > 0.0 else 0.0
        grown = kept[2][i] * np.exp(AGREE * (abs(way) - TURN))
        size[i] = min(max(grown, SMALLEST_OF_DEMAND), GREATEST_OF_DEMAND)
        new[i] = min(max(price[i] - rate * scale[0][i] * size[i] * way, 0.0), scale[1][i])
    return new, mean, square, size


def _medians(rows: int, row: Whole, worth: Floats, coef: Whole) -> Floats:
    """Median of worth by |coefficient| of each row's entries, of those worth anything; else 0."""
    some = (coef != 0) & (worth > 0.0)
    ratio, row = worth[some] / np.abs(coef[some]), row[some]
    order = np.lexsort((ratio, row))
    ratio, row = ratio[order], row[order]
    first = np.searchsorted(row, np.arange(rows))
    last = np.searchsorted(row, np.arange(rows), side="right")
    median = np.zeros(rows)
    some = last > first
    median[some] = ratio[(first[some] + last[some]) // 2]
    return median


def use_range(problem: Problem) -> tuple[Floats, Floats]:
    """(R) least and most that columns, those served and auxiliaries can use of each row."""
    rows = len(problem.row_rhs)
    least, most = np.zeros(rows), np.zeros(rows)
    _site_range(
        least, most, problem.site_ptr, problem.link_ptr, problem.link_row, problem.link_coef
    )
    reach = (np.bincount(problem.arc_demand, minlength=len(problem.need)) > 0) * (
        problem.need
        + np.bincount(problem.grow_demand, np.maximum(problem.grow_coef, 0), len(problem.need))
    )
    served = problem.served_coef * reach[owner_of(problem.served_ptr)]
    least += np.bincount(problem.served_row, np.minimum(served, 0), rows)
    most += np.bincount(problem.served_row, np.maximum(served, 0), rows)
    owner = owner_of(problem.aux_ptr)
    ends = np.stack(
        [problem.aux_coef * problem.aux_low[owner], problem.aux_coef * problem.aux_high[owner]]
    )
    least += np.bincount(problem.aux_row, ends.min(0), rows)
    most += np.bincount(problem.aux_row, ends.max(0), rows)
    return least, most


@kernel()
def _site_range(  # noqa: PLR0917 a kernel
    least: Floats, most: Floats, site_ptr: Whole, ptr: Whole, row: Whole, coef: Whole
) -> None:
    low, high = np.zeros(len(least), np.int64), np.zeros(len(least), np.int64)
    met = np.zeros(len(least), np.int64)
    for site in range(len(site_ptr) - 1):
        first, last = ptr[site_ptr[site]], ptr[site_ptr[site + 1]]
        for column in range(site_ptr[site], site_ptr[site + 1]):
            for entry in range(ptr[column], ptr[column + 1]):
                i = row[entry]
                met[i] += 1
                low[i] = coef[entry] if met[i] == 1 else min(low[i], coef[entry])
                high[i] = coef[entry] if met[i] == 1 else max(high[i], coef[entry])
        columns = site_ptr[site + 1] - site_ptr[site]
        for entry in range(first, last):
            i = row[entry]
            if met[i] > 0:
                least[i] += min(low[i], 0) if met[i] < columns else low[i]
                most[i] += max(high[i], 0) if met[i] < columns else high[i]
                met[i] = 0


def price_box(problem: Problem) -> tuple[Floats, Floats]:
    """Prices beyond which a row's auxiliaries, or the row itself, would always be over or under.

    An auxiliary with room for all that a row can use pins the row's price on one side at its own
    value by coefficient; a row that can't be broken has the price 0.
    """
    least, most = use_range(problem)
    low = np.where(problem.row_is_equal, -np.inf, 0.0)
    high = np.where(~problem.row_is_equal & (most <= problem.row_rhs), 0.0, np.inf)
    owner = owner_of(problem.aux_ptr)
    coef, row = problem.aux_coef.astype(float), problem.aux_row
    alone = (np.diff(problem.aux_ptr)[owner] == 1) & (coef != 0.0)
    turn = problem.aux_value[owner] / np.where(alone, coef, 1.0)
    ends = np.stack([coef * problem.aux_low[owner], coef * problem.aux_high[owner]])
    spare = problem.row_rhs[row]
    # at a price below the turn the auxiliary adds its most to the row, above it its least
    fills = alone & (least[row] - ends.min(0) + ends.max(0) >= spare)
    frees = alone & (most[row] - ends.max(0) + ends.min(0) <= spare)
    np.maximum.at(low, row[fills], turn[fills])
    np.minimum.at(high, row[frees], turn[frees])
    high = np.maximum(high, np.where(problem.row_is_equal, -np.inf, 0.0))
    return np.minimum(low, high), high
