"""Every row summed again for what was chosen, at zero tolerance."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.verify.claims import Plan
from gengxin.verify.found import Found
from gengxin.verify.system import Rows
from gengxin.verify.whole import exact_sums, whole

__all__ = ["auxiliaries_of", "hold_to_rows"]


def auxiliaries_of(rows: Rows, table: pd.DataFrame, found: Found) -> npt.NDArray[np.object_]:
    """Amount of every auxiliary, 0 where none is listed; what is outside of its box is told."""
    amount, stated = np.zeros(len(rows.low), object), set()
    amounts = whole(table["amount"])[0].tolist()
    for key, one in zip(table["key"].astype("object"), amounts, strict=True):
        if key not in rows.auxiliaries:
            found.add("auxiliary_unknown", str(key))
            continue
        if key in stated:
            found.add("auxiliary_twice", str(key))
        stated.add(key)
        amount[rows.auxiliaries[key]] = one
    for key, number in rows.auxiliaries.items():
        outside = max(rows.low[number] - amount[number], amount[number] - rows.high[number])
        if outside > 0:
            found.add("box", key, outside)
    return amount


def hold_to_rows(rows: Rows, plan: Plan, found: Found) -> None:
    """Tell every row that doesn't hold, and by how much."""
    for number, left in enumerate(_left_sides(rows, plan)):
        above = left - rows.rhs[number]
        if above > 0 or (rows.equal[number] and above != 0):
            found.add("row", rows.keys[number], above)


def _left_sides(rows: Rows, plan: Plan) -> Iterator[int]:
    """The left side of every row."""
    chosen = np.zeros(len(rows.case.columns), bool)
    chosen[plan.columns] = True
    columns, others = rows.columns, rows.of_auxiliaries
    picked = chosen[columns.of]
    left = exact_sums(columns.row[picked], columns.amount[picked], len(rows.keys))
    np.add.at(left, others.row, others.amount.astype(object) * plan.auxiliary[others.of])
    at_end = plan.served.where(plan.served.period == rows.case.times.end)
    places = max((int(one.max(initial=-1)) for one in rows.served.values()), default=-1)
    by_place = np.zeros(max(places, int(at_end.place.max(initial=-1))) + 1, np.int64)
    np.add.at(by_place, at_end.place, at_end.amount)
    for number in range(len(rows.keys)):
        counted = rows.served.get(number)
        yield left[number] - (0 if counted is None else int(by_place[counted].sum()))
