"""The ledger laid out over the years: cash flow by year, party and item."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal.ledger import REVENUE_ITEMS, Floats, Ledger
from gengxin.appraisal.lookup import PARTIES
from gengxin.terms import codes

__all__ = ["flows_by_year", "money_rows", "money_table", "revenue_of_all_years"]

ITEMS = tuple(codes.MONEY_ITEMS)
AMOUNTS = ("low_amount", "mid_amount", "high_amount")
WholeNumbers = NDArray[np.int64]


def flows_by_year(ledger: Ledger, when: Mapping[str, Floats]) -> Floats:
    """Net of all parties before finance: option × year × scenario."""
    flows = np.zeros((*when["start"].shape, len(AMOUNTS)))
    for time, weight in when.items():
        items = {item for item, at in ledger.entries if at == time} - {"finance"}
        if items:
            net = ledger.sum_of(items, time).sum(axis=1)
            flows += _weighed(net[:, None, :], weight[:, :, None])
    return flows


def revenue_of_all_years(ledger: Ledger, when: Mapping[str, Floats]) -> Floats:
    """Sales, rents and value at the end, not discounted: option × scenario."""
    revenue = np.zeros((ledger.count, len(AMOUNTS)))
    for (item, time), entry in ledger.by_name:
        if item in REVENUE_ITEMS:
            # one year after another: later ones in which nothing flows change no bit of the sum
            years = np.cumsum(when[time], axis=1)[:, -1:]
            revenue += _weighed(entry.sum(axis=1), years)
    return revenue


def money_rows(ledger: Ledger, when: Mapping[str, Floats]) -> dict[str, NDArray[Any]]:
    """Columns of the long table: option as its position, year, party and item as codes, amounts.

    Rows come by option, year, party, item; rows of zero are left out.
    """
    found: list[tuple[WholeNumbers, WholeNumbers, int, int, Floats]] = []
    for (item, time), entry in ledger.entries.items():
        for party in range(len(PARTIES)):
            rows = np.flatnonzero((entry[:, party] != 0.0).any(axis=1))
            at, year = np.nonzero(when[time][rows])
            amounts = entry[rows[at], party] * when[time][rows[at], year][:, None]
            found.append((rows[at], year, party, ITEMS.index(item), amounts))
    if not found:
        empty = np.zeros(0, dtype=np.int64)
        found.append((empty, empty, 0, 0, np.zeros((0, len(AMOUNTS)))))
    return _sorted(found)


def money_table(
    parts: Sequence[Mapping[str, NDArray[Any]]], starts: Sequence[int], options: pd.Index
) -> pd.DataFrame:
    """The long table of all parts; each begins at its start among the options."""
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    shift = np.repeat(starts, [len(part["option"]) for part in parts])
    return pd.DataFrame(
        {
            "option": pd.Categorical.from_codes(whole["option"] + shift, categories=options),
            "year": whole["year"],
            "party": pd.Categorical.from_codes(whole["party"], categories=pd.Index(PARTIES)),
            "item": pd.Categorical.from_codes(whole["item"], categories=pd.Index(ITEMS)),
            **{name: whole["amounts"][:, at] for at, name in enumerate(AMOUNTS)},
        }
    )


def _weighed(amounts: Floats, weight: Floats) -> Floats:
    """Amounts times a weight; an unknown amount leaves alone the years in which it has none."""
    return np.where(weight == 0.0, 0.0, amounts * weight)


def _sorted(
    found: Sequence[tuple[WholeNumbers, WholeNumbers, int, int, Floats]],
) -> dict[str, NDArray[Any]]:
    option = np.concatenate([rows for rows, *_ in found])
    year = np.concatenate([years for _, years, *_ in found])
    lengths = [len(rows) for rows, *_ in found]
    party = np.repeat([party for _, _, party, _, _ in found], lengths)
    item = np.repeat([item for *_, item, _ in found], lengths)
    amounts = np.concatenate([amounts for *_, amounts in found])
    years = int(year.max(initial=0)) + 1
    place = ((option * years + year) * len(PARTIES) + party) * len(ITEMS) + item
    order = np.argsort(place, kind="stable")
    return {
        "option": option[order],
        "year": year[order].astype(np.int16),
        "party": party[order].astype(np.int8),
        "item": item[order].astype(np.int8),
        "amounts": amounts[order],
    }
