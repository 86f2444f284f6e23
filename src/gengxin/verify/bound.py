"""The bound that prices prove: nothing feasible is worth more than this sum."""

from dataclasses import dataclass

import numpy as np

from gengxin.verify.case import Case
from gengxin.verify.knapsacks import filled
from gengxin.verify.people import People
from gengxin.verify.sums import STEP, Nearly, Sum
from gengxin.verify.system import Rows
from gengxin.verify.values import worth_of_columns
from gengxin.verify.whole import Floats

__all__ = ["Prices", "bound_of", "bound_of_today"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Prices of rows, and of every place in the needs by period (as in ``served_periods``)."""

    row: Floats
    demand: Floats


def bound_of(rows: Rows, people: People, prices: Prices) -> Nearly:
    """Price × right-hand side, and the best that every site, supplier and auxiliary can add."""
    case, total = rows.case, Sum()
    worth, size = worth_of_columns(case)
    entries = rows.columns
    paid = prices.row[entries.row] * entries.amount
    worth -= np.bincount(entries.of, paid, minlength=len(worth))
    size += np.bincount(entries.of, np.abs(paid), minlength=len(worth))
    total.add(prices.row * np.array(rows.rhs, np.float64))
    total.add((prices.demand * people.need).sum(axis=1), count=prices.demand.size)
    grown, grown_size = _growth(case, people, prices)
    served, served_size, fixed = _services(rows, people, prices)
    total.add(fixed, count=people.slots.arc_slot.size * len(case.times.served_periods))
    worth, size = worth + grown + served, size + grown_size + served_size
    count = entries.row.size + people.growth.place.size + 8 * len(worth)
    total.add(_greatest(case, worth), _greatest(case, size), count=count)
    total.add(*_auxiliaries(rows, prices))
    return total.nearly()


def bound_of_today(people: People, demand: Floats) -> Nearly:
    """The most that people served can be worth with every site kept, by prices of needs."""
    total, slots = Sum(), people.slots
    total.add(demand * people.need)
    capacity = slots.table["capacity"].to_numpy(np.int64)
    profit = _upward(people.worth, demand)
    each = filled(slots, profit, people.need, np.arange(len(capacity)), capacity)
    total.add(each, count=slots.arc_slot.size)
    return total.nearly()


def _services(rows: Rows, people: People, prices: Prices) -> tuple[Floats, Floats, Floats]:
    """What serving people adds to every column, its size; what suppliers that none closes add."""
    case, slots = rows.case, people.slots
    capacity = slots.table["capacity"].to_numpy(np.int64)
    opening, closing = slots.openings, slots.closings
    slot = np.concatenate([np.arange(len(capacity)), opening["slot"].to_numpy(np.int64)])
    room = np.concatenate([capacity, opening["capacity"].to_numpy(np.int64)])
    shape = (len(case.options), case.times.end + 2)
    opened, shut, paused = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    of_site, fixed = np.zeros(len(case.sites)), np.zeros(0)
    number, good = slots.table["number"].to_numpy(np.int64), closing["for_good"].to_numpy(bool)
    for at, period in enumerate(case.times.served_periods):
        profit = _profit(rows, people, prices, at, period)
        each = filled(slots, profit, people.most(case, period), slot, room)
        existing, new = each[: len(capacity)], each[len(capacity) :]
        np.add.at(opened[:, period], opening["option"], new)
        lost = existing[closing["slot"]]
        np.add.at(shut[:, period], closing["option"][good], lost[good])
        np.add.at(paused[:, period], closing["option"][~good], lost[~good])
        np.add.at(of_site, number[number >= 0], existing[number >= 0])
        fixed = np.append(fixed, existing[number < 0])
    columns, works = case.columns, case.columns.phase > 0
    option, start, opens = columns.option, columns.phase, columns.opens
    new, gone = _from(opened)[option, opens], _from(shut)[option, start]
    away, back = _from(paused)[option, start], _from(paused)[option, opens]
    existing = of_site[columns.site]
    changes = np.where(works, new - gone - (away - back), 0.0)
    sizes = np.where(works, new + gone + away + back, 0.0)
    return existing + changes, existing + sizes, fixed


def _profit(rows: Rows, people: People, prices: Prices, at: int, period: int) -> Floats:
    """What a thousandth of a person served adds, by place, in a period."""
    times = rows.case.times
    worth = people.worth * times.served_weight[period - 1]
    if period == times.end:
        for row, place in rows.served.items():
            worth[place] += prices.row[row]
    return _upward(worth, prices.demand[at])


def _upward(worth: Floats, price: Floats) -> Floats:
    """Worth less price, raised by what the doubles may have lost."""
    profit: Floats = worth - price + 4 * STEP * (np.abs(worth) + price)
    return profit


def _growth(case: Case, people: People, prices: Prices) -> tuple[Floats, Floats]:
    """What the prices of needs make of the residents that columns bring, and its size."""
    growth, shape = people.growth, (len(case.options), case.times.end + 2)
    brought, size = np.zeros(shape), np.zeros(shape)
    for at, period in enumerate(case.times.served_periods):
        worth = prices.demand[at][growth.place] * growth.amount
        np.add.at(brought[:, period], growth.option, worth)
        np.add.at(size[:, period], growth.option, np.abs(worth))
    columns, works = case.columns, case.columns.phase > 0
    both = (_from(one)[columns.option, columns.opens] for one in (brought, size))
    total, sizes = (np.where(works, one, 0.0) for one in both)
    return total, sizes


def _from(by_period: Floats) -> Floats:
    """Sums from each period to the last."""
    return np.cumsum(by_period[:, ::-1], axis=1)[:, ::-1]


def _greatest(case: Case, worth: Floats) -> Floats:
    """The greatest of each site's columns, which stand together."""
    starts = np.flatnonzero(np.append(True, np.diff(case.columns.site) > 0))
    return np.maximum.reduceat(worth, starts) if len(worth) else worth


def _auxiliaries(rows: Rows, prices: Prices) -> tuple[Floats, Floats, int]:
    """The best that each auxiliary can add, with its size and how many terms it took."""
    entries = rows.of_auxiliaries
    paid = prices.row[entries.row] * entries.amount
    reduced = rows.worths - np.bincount(entries.of, paid, minlength=len(rows.low))
    size = np.abs(rows.worths) + np.bincount(entries.of, np.abs(paid), minlength=len(rows.low))
    low, high = np.array(rows.low, np.float64), np.array(rows.high, np.float64)
    best: Floats = np.maximum(low * reduced, high * reduced)
    size *= np.maximum(np.abs(low), np.abs(high))
    return best, size.astype(np.float64), 4 * len(best) + len(paid)
