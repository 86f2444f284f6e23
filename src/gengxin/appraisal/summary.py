"""One row an option: costs by party, revenue, worth today, rate of return, land, funding gap."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal.ledger import COST_ITEMS, Floats, Ledger
from gengxin.appraisal.lookup import PARTIES, Book
from gengxin.appraisal.years import (
    RATE_STATES,
    net_present_value,
    payback_year,
    rates_of_return,
)
from gengxin.terms import codes

__all__ = ["Sums", "summary"]

LEVELS = ("low", "mid", "high")
MID = 1
BASES = tuple(codes.FACTOR_BASES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What the summary is made of; scenarios come last, low being the poorest.

    ``flows`` option × year, before finance; ``revenue`` of all years; ``profit`` asked and
    ``finance_land`` (option × party) negative; ``years`` of works.
    """

    ledger: Ledger
    flows: Floats
    revenue: Floats
    profit: Floats
    finance_land: Floats
    years: Floats


def summary(sums: Sums, book: Book, options: pd.Index) -> pd.DataFrame:
    """The columns of ``Account.summary``; costs are positive there, low being the cheapest."""
    cost = -sums.ledger.sum_of(COST_ITEMS)[:, :, ::-1]
    value = sums.ledger.sum_of(("sale", "end_value")).sum(axis=1)
    forgone = sums.ledger.sum_of(("value_forgone",)).sum(axis=1)
    columns = _ranges("cost", cost.sum(axis=1))
    for at, party in enumerate(PARTIES):
        columns |= _ranges(f"{party}_cost", cost[:, at])
    columns |= _ranges("revenue", sums.revenue)
    columns |= _ranges("development_value", value)
    columns |= _ranges("profit", -sums.profit[:, ::-1])
    columns |= _ranges("npv", _worth(sums.flows, book))
    rate, state = rates_of_return(sums.flows[:, :, MID])
    columns |= {
        "irr_rate": rate,
        "irr_state": pd.Categorical.from_codes(state, categories=pd.Index(RATE_STATES)),
        "payback_year": payback_year(sums.flows[:, :, MID]),
    }
    columns |= _ranges("residual_land_value", _residual(sums, value + forgone, book))
    columns |= _ranges("funding_gap", _gap(sums, value + forgone))
    columns["basis"] = pd.Categorical.from_codes(_poorest(book), categories=pd.Index(BASES))
    return pd.DataFrame(columns, index=options)


def _ranges(name: str, levels: Floats) -> dict[str, object]:
    # adding 0 makes −0 plain 0
    return {f"{name}_{level}_amount": levels[:, at] + 0.0 for at, level in enumerate(LEVELS)}


def _worth(flows: Floats, book: Book) -> Floats:
    """Net present value; the rate is a choice, so all scenarios are discounted by its middle."""
    worth = np.zeros((len(flows), len(LEVELS)))
    rows = np.flatnonzero((flows != 0.0).any(axis=(1, 2)))
    if len(rows):
        rate = float(book.levels("discount", rows, dear=False)[0, MID])
        worth[rows] = net_present_value(flows[rows], rate)
    return worth


def _residual(sums: Sums, value: Floats, book: Book) -> Floats:
    """Value gained less costs and profit, not the land's price, brought back over the works."""
    cost = (sums.ledger.sum_of(COST_ITEMS) - sums.finance_land).sum(axis=1)
    rest: Floats = value + cost + sums.profit
    rows = np.flatnonzero((rest != 0.0).any(axis=1))
    rate = book.levels("finance", rows, dear=False, party="developer")[:, MID]
    rest[rows] /= (1.0 + rate * sums.years[rows])[:, None]
    return rest


def _gap(sums: Sums, value: Floats) -> Floats:
    """What the value gained leaves uncovered of costs, transfers and profit; low is least."""
    cost = sums.ledger.sum_of((*COST_ITEMS, "transfer")).sum(axis=1)
    lacking: Floats = np.maximum(-(value + cost + sums.profit), 0.0)
    return lacking[:, ::-1]


def _poorest(book: Book) -> NDArray[np.int64]:
    """The poorest basis among the factors of each option; −1 where it takes none."""
    poorest = np.full(book.count, -1, dtype=np.int64)
    for at, basis in enumerate(BASES):
        rows = [row for row, factor in enumerate(book.pack.factors) if factor.basis == basis]
        poorest[book.used[rows].any(axis=0)] = at
    return poorest
