"""Who is served where, held against needs, room and the walk."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.verify.case import Case, Columns
from gengxin.verify.found import Found
from gengxin.verify.people import People
from gengxin.verify.whole import Whole, codes_of, whole

__all__ = [
    "Allocation",
    "allocation_of",
    "hold_to_needs",
    "hold_to_room",
    "needs_under",
    "room_under",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """People served, in thousandths: a row an arc and period that has some."""

    place: Whole
    slot: Whole
    period: Whole
    amount: Whole

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Allocation":
        """Some of the rows."""
        return Allocation(
            place=self.place[chosen],
            slot=self.slot[chosen],
            period=self.period[chosen],
            amount=self.amount[chosen],
        )


def allocation_of(
    people: People, table: pd.DataFrame, periods: tuple[int, ...], found: Found, *, named: str
) -> Allocation:
    """The rows of a table of people served; those that can't be are told and left out."""
    slots, points = people.slots, len(people.points)
    slot = slots.names.numbers(table)
    standard = codes_of(table["standard"], people.standards)
    point = codes_of(table["people"], people.points)
    period, amount = whole(table["period"])[0], whole(table["served_people_x1000"])[0]
    every = Allocation(place=standard * points + point, slot=slot, period=period, amount=amount)
    known = (slot >= 0) & (point >= 0) & (standard >= 0) & np.isin(period, periods)
    within = known & _are_arcs(people, every)
    for kind, odd in (("not_within_reach", ~within), ("served_below_nothing", amount < 0)):
        found.each(
            kind,
            np.flatnonzero(odd),
            lambda at: (_named(table.iloc[at], named), int(amount[at])),
        )
    return every.where(within)


def _are_arcs(people: People, every: Allocation) -> npt.NDArray[np.bool_]:
    """Whether each row is within reach; asked in order, which is far faster among millions."""
    slots, places = people.slots, people.need.size
    arcs = slots.arc_slot * places + slots.arc_place
    asked = every.slot * places + every.place
    if not len(arcs):
        return np.zeros(len(asked), bool)
    order = np.argsort(asked, kind="stable")
    at = np.minimum(np.searchsorted(arcs, asked[order]), len(arcs) - 1)
    found = np.empty(len(asked), bool)
    found[order] = arcs[at] == asked[order]
    return found


def needs_under(case: Case, people: People, chosen: Columns, period: int) -> Whole:
    """Need of every place in a period under the columns chosen."""
    growth, opened = people.growth, np.zeros(len(case.options), bool)
    opened[chosen.option[chosen.open_by(period)]] = True
    need = people.need.copy()
    here = opened[growth.option]
    np.add.at(need, growth.place[here], growth.amount[here])
    return need


def room_under(case: Case, people: People, chosen: Columns, period: int) -> Whole:
    """Capacity of every slot in a period under the columns chosen."""
    slots, phases = people.slots, case.times.phases
    opened, started, works = (np.zeros(len(case.options), bool) for _ in range(3))
    opened[chosen.option[chosen.open_by(period)]] = True
    started[chosen.option[chosen.started_by(period)]] = True
    works[chosen.option[chosen.under_works(period)]] = period <= phases
    room = slots.table["capacity"].to_numpy(np.int64).copy()
    new = opened[slots.openings["option"]]
    np.add.at(room, slots.openings["slot"][new], slots.openings["capacity"][new])
    good, option = slots.closings["for_good"].to_numpy(bool), slots.closings["option"]
    shut = np.where(good, started[option], works[option])
    room[slots.closings["slot"][shut]] = 0
    return room


def hold_to_needs(
    people: People, served: Allocation, need: Whole, found: Found, named: str
) -> None:
    """Tell where more people are served than need it, in one period."""
    total = np.zeros(people.need.size, np.int64)
    np.add.at(total, served.place, served.amount)

    def tell(place: int) -> tuple[str, float]:
        standard, point = divmod(place, len(people.points))
        where = f"{named}{people.standards[standard]}/{people.points[point]}"
        return where, int(total[place] - need[place])

    found.each("need", np.flatnonzero(total > need), tell)


def hold_to_room(people: People, served: Allocation, room: Whole, found: Found, named: str) -> None:
    """Tell where more people are served than there is room for, in one period."""
    total = np.zeros(len(room), np.int64)
    np.add.at(total, served.slot, served.amount)

    def tell(slot: int) -> tuple[str, float]:
        row = people.slots.table.iloc[slot]
        where = f"{named}{row['standard']}/{row['facility'] or row['place']}"
        return where, int(total[slot] - room[slot])

    found.each("capacity", np.flatnonzero(total > room), tell)


def _named(row: pd.Series, named: str) -> str:
    parts = [row["standard"], row["people"], row["facility"] or row["site"], row["period"]]
    return named + "/".join(map(str, parts))
