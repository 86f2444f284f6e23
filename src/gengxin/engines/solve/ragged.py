"""Ragged lists: turned round, cut, summed."""

import numpy as np
import numpy.typing as npt

from gengxin.engines.solve.compiled import kernel
from gengxin.engines.solve.problem import Floats, Whole

__all__ = [
    "Narrow",
    "add_entries",
    "entries_of",
    "narrow",
    "owner_of",
    "summed",
    "summed_by_item",
    "taken",
    "turned",
    "weighed",
]

Narrow = npt.NDArray[np.int32] | Whole
"""Places in a list, in half the room where the list is short enough."""


def owner_of(ptr: Whole) -> Whole:
    """Item that each entry belongs to."""
    return np.repeat(np.arange(len(ptr) - 1, dtype=np.int64), np.diff(ptr))


def narrow(places: Whole, count: int) -> Narrow:
    """Places among ``count`` items in as little room as they need."""
    return places.astype(np.int32) if count <= np.iinfo(np.int32).max else places


def entries_of(ptr: Whole, items: Whole) -> tuple[Whole, Whole]:
    """Ragged list of some items only: its ``ptr``, and which entries they are."""
    count = ptr[items + 1] - ptr[items]
    cut = np.concatenate([np.zeros(1, np.int64), np.cumsum(count)])
    return cut, np.repeat(ptr[items] - cut[:-1], count) + np.arange(cut[-1], dtype=np.int64)


def taken(ptr: Whole, items: Whole, *values: Whole) -> tuple[Whole, ...]:
    """Ragged list of some items only: its ``ptr`` and the values of its entries."""
    cut, entry = entries_of(ptr, items)
    return (cut, *(value[entry] for value in values))


@kernel()
def turned(ptr: Whole, to: Whole, count: int) -> tuple[Whole, Whole]:
    """List seen from the other end: for each of ``count`` targets, which entries name it."""
    back = np.zeros(count + 1, np.int64)
    for entry in range(ptr[-1]):
        back[to[entry] + 1] += 1
    for target in range(count):
        back[target + 1] += back[target]
    next_of = back[:-1].copy()
    which = np.empty(ptr[-1], np.int64)
    for entry in range(ptr[-1]):
        which[next_of[to[entry]]] = entry
        next_of[to[entry]] += 1
    return back, which


@kernel()
def add_entries(total: Whole, items: Whole, ptr: Whole, to: Whole, coef: Whole) -> None:
    """Add the entries of ``items`` to the totals that they name."""
    for item in items:
        for entry in range(ptr[item], ptr[item + 1]):
            total[to[entry]] += coef[entry]


@kernel()
def summed(to: Narrow, amount: Whole, count: int) -> Whole:
    """Σ amount by target."""
    total = np.zeros(count, np.int64)
    for entry in range(len(to)):
        total[to[entry]] += amount[entry]
    return total


@kernel()
def summed_by_item(ptr: Whole, amount: Whole) -> Whole:
    """Σ amount over the entries of each item."""
    total = np.zeros(len(ptr) - 1, np.int64)
    for item in range(len(ptr) - 1):
        for entry in range(ptr[item], ptr[item + 1]):
            total[item] += amount[entry]
    return total


@kernel()
def weighed(ptr: Whole, to: Whole, coef: Whole, price: Floats) -> Floats:
    """Σ coef·price over the entries of each item."""
    total = np.zeros(len(ptr) - 1)
    for item in range(len(ptr) - 1):
        for entry in range(ptr[item], ptr[item + 1]):
            total[item] += coef[entry] * price[to[entry]]
    return total
