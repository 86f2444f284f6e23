"""Auxiliaries that bring what one row asks for out of one of several others, its sources.

Such an auxiliary has the coefficient ±1 in a row that says ``=`` and 1 in one that says ``≤``. The
first says how much its carriers bring together. Sources that carriers lead to and fro between are a
pool: as long as nothing but carriers tells them apart they have one price.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gengxin.engines.solve.problem import Floats, Problem, Whole
from gengxin.engines.solve.ragged import owner_of, turned

__all__ = ["Carriers", "carriers_of", "pooled", "settled"]


class Carriers(NamedTuple):
    """The rows that ask, and for each of them its carriers."""

    row: Whole
    ptr: Whole
    auxiliary: Whole
    sign: Whole
    """Coefficient of the carriers of each row that asks, there."""
    source: Whole
    """The other row of each carrier."""
    pool: Whole
    """(R) pool of each row: of rows that aren't sources, one each."""
    is_source: Whole
    """(R) 1: some carrier leads there."""
    asks: Whole
    """(R) which of the rows that ask a row is; −1: none."""
    weight: Whole
    """(R) what a unit used of a row takes from its pool: of rows that ask ±1, else 1."""
    by_source: tuple[Whole, Whole]
    """``ptr`` by row, entries of the carriers that lead there."""
    owner: Whole
    """Which of the rows that ask each carrier belongs to."""


def carriers_of(problem: Problem) -> Carriers:
    """All rows that ask: those in which every auxiliary is a carrier, all of one sign."""
    first = problem.aux_ptr[:-1][np.diff(problem.aux_ptr) == 2]
    pairs = np.concatenate([np.stack([first, first + 1], 1), np.stack([first + 1, first], 1)])
    row, coef = problem.aux_row, problem.aux_coef
    at, other = pairs[:, 0], pairs[:, 1]
    owner, rows = owner_of(problem.aux_ptr), len(problem.row_rhs)
    fits = problem.row_is_equal[row[at]] & ~problem.row_is_equal[row[other]]
    fits &= (np.abs(coef[at]) == 1) & (coef[other] == 1) & (problem.aux_low[owner[at]] == 0)
    at, other = at[fits], other[fits]
    count = np.bincount(row[at], minlength=rows)
    sign = np.bincount(row[at], coef[at], rows)
    asks = (count > 0) & (count == np.bincount(row, minlength=rows)) & (np.abs(sign) == count)
    asks[problem.served_row] = False
    at, other = at[asks[row[at]]], other[asks[row[at]]]
    order = np.lexsort((owner[at], row[at]))
    at, source = at[order], row[other[order]]
    ptr = np.searchsorted(row[at], np.append(np.flatnonzero(asks), rows)).astype(np.int64)
    graph = coo_array((np.ones(len(at)), (row[at], source)), shape=(rows, rows))
    sign = np.sign(sign).astype(np.int64)
    which = np.full(rows, -1, np.int64)
    which[asks] = np.arange(asks.sum())
    return Carriers(
        row=np.flatnonzero(asks),
        ptr=ptr,
        auxiliary=owner[at],
        sign=sign[asks],
        source=source,
        pool=connected_components(graph, directed=False)[1].astype(np.int64),
        is_source=np.bincount(source, minlength=rows).clip(max=1),
        asks=which,
        weight=np.where(asks, -sign, 1),
        by_source=turned(np.arange(len(source) + 1), source, rows),
        owner=owner_of(ptr),
    )


def settled(problem: Problem, carriers: Carriers, row: Floats) -> Floats:
    """Prices of rows, at those that ask the least at which no carrier is worth more than nothing.

    A higher price would only weigh what is asked for; at a lower one a carrier would be worth its
    whole box.
    """
    price = row.copy()
    if len(carriers.row):
        worth = problem.aux_value[carriers.auxiliary] - row[carriers.source]
        price[carriers.row] = carriers.sign * np.maximum.reduceat(worth, carriers.ptr[:-1])
    return price


def pooled(carriers: Carriers, amount: Floats, asked: Floats) -> Floats:
    """(R) mean of an amount over the sources of each pool, less what is asked of the pool.

    ``asked`` (R) counts of rows that ask; their own amount is 0.
    """
    if not len(carriers.row):
        return amount
    source = carriers.is_source > 0
    part = np.where(source, amount, 0.0)
    part[carriers.row] = -carriers.sign * asked[carriers.row]
    total = np.bincount(carriers.pool, part)
    count = np.bincount(carriers.pool, carriers.is_source)
    mean = total[carriers.pool] / np.maximum(count, 1)[carriers.pool]
    result = np.where(source, mean, amount)
    result[carriers.row] = 0.0
    return result
