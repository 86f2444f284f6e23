"""The prices that a programme carries, held against the rows that there are."""

import numpy as np
import pandas as pd

from gengxin.terms import Programme
from gengxin.verify.bound import Prices
from gengxin.verify.case import Flags
from gengxin.verify.found import Found
from gengxin.verify.model import Model
from gengxin.verify.people import People
from gengxin.verify.sunlight import shade_row
from gengxin.verify.system import Rows
from gengxin.verify.whole import Floats, codes_of

__all__ = ["prices_of", "today_prices"]


def prices_of(model: Model, programme: Programme, found: Found) -> tuple[Rows, Prices]:
    """Prices of rows and needs; and the rows, with those on sunlight that have a price.

    A price that can't be is told and taken as 0: what is left proves a bound all the same.
    """
    table, rows, people = programme.tables["row_price"], model.rows.copied(), model.people
    number_of = {key: number for number, key in enumerate(rows.keys)}
    stated: dict[int, float] = {}
    for key, price in zip(table["key"].astype("object"), table["price"], strict=True):
        if key not in number_of and shade_row(rows, model.windows, str(key)):
            number_of[key] = len(rows.keys) - 1
        if key not in number_of:
            found.add("price_unknown", str(key))
        elif number_of[key] in stated:
            found.add("price_twice", str(key))
        else:
            stated[number_of[key]] = float(price)
    price = np.zeros(len(rows.keys))
    price[list(stated)] = list(stated.values())
    odd = ~np.isfinite(price) | ((price < 0) & ~np.array(rows.equal, bool))
    for number in np.flatnonzero(odd).tolist():
        found.add("price_sign", rows.keys[number], float(price[number]))
    times = rows.case.times
    demand = _by_need(
        people, programme.tables["demand_price"], times.served_periods, found, named=""
    )
    return rows, Prices(row=np.where(odd, 0.0, price), demand=demand)


def today_prices(people: People, programme: Programme, period: int, found: Found) -> Floats:
    """Prices of needs with every site kept, which are those of one period."""
    table = programme.tables["today_price"]
    price: Floats = _by_need(people, table, (period,), found, named="today/")[0]
    return price


def _by_need(
    people: People, table: pd.DataFrame, periods: tuple[int, ...], found: Found, *, named: str
) -> Floats:
    """Prices by period and place in the needs, 0 where none is listed."""
    price: Floats = np.zeros((len(periods), people.need.size))
    standard = codes_of(table["standard"], people.standards)
    point = codes_of(table["people"], people.points)
    at = codes_of(table["period"].astype("int64"), pd.Index(periods, dtype="int64"))
    amount = table["price"].to_numpy("float64", na_value=np.nan)
    known = (standard >= 0) & (point >= 0) & (at >= 0)
    place = at * people.need.size + standard * len(people.points) + point
    signed = np.isfinite(amount) & (amount >= 0)
    twice = known & pd.Series(place).duplicated().to_numpy()
    _tell(table, ~known, "price_unknown", named, found)
    _tell(table, known & twice, "price_twice", named, found)
    _tell(table, known & ~signed, "price_sign", named, found)
    good = known & ~twice & signed
    price.ravel()[place[good]] = amount[good]
    return price


def _tell(table: pd.DataFrame, odd: Flags, kind: str, named: str, found: Found) -> None:
    def tell(number: int) -> tuple[str, float]:
        row = table.iloc[number]
        return f"{named}{row['standard']}/{row['people']}/{row['period']}", float(row["price"])

    found.each(kind, np.flatnonzero(odd), tell)
