"""The account of options (经济测算): what each costs, earns, moves and emits, as ranges."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal.carbon import carbon
from gengxin.appraisal.costs import enter_costs, finance_of_land, profit_asked
from gengxin.appraisal.flows import (
    flows_by_year,
    money_rows,
    money_table,
    revenue_of_all_years,
)
from gengxin.appraisal.homes import home_rows, home_table
from gengxin.appraisal.ledger import Ledger
from gengxin.appraisal.lookup import Book, Grid, book_of, grids_of, missing_notes
from gengxin.appraisal.quantities import (
    columns_of,
    quantities_of,
    refuse,
    unknown_counts,
    unknown_notes,
)
from gengxin.appraisal.revenue import enter_revenue
from gengxin.appraisal.summary import Sums, summary
from gengxin.appraisal.years import weights
from gengxin.terms import Account, FactorPack, InputError, Money, Note

__all__ = ["Lacks", "appraise"]

# options worked on at a time: bounds the memory for what passes, changes no result
PART = 20_000


@dataclass(slots=True)
class Lacks:
    """What was missing in accounts made one after another, with how many options lack it.

    ``missing`` are factors with the place where they are, ``unknown`` quantities.
    """

    missing: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    @property
    def notes(self) -> tuple[Note, ...]:
        """All that is missing, in words."""
        return missing_notes(self.missing) + unknown_notes(self.unknown)


def appraise(
    drafts: pd.DataFrame,
    sites: pd.DataFrame,
    factors: FactorPack,
    *,
    money: Money | None = None,
    lacks: Lacks | None = None,
) -> Account:
    """The account of each draft of an option, by the factors of a pack.

    Parameters
    ----------
    drafts
        One row an option, its ref the index; columns ``quantities.DRAFT_COLUMNS``, and where known
        ``households_<tenure>_count`` and ``structure_after``. NaN is unknown.
    sites
        The sites, by ref; their structure, condition, heritage class, zone code and floor by use
        are asked where rows of the pack differ by them or a use is converted.
    factors
        The pack. A factor that an option needs and the pack lacks leaves what it feeds NaN.
    money
        Currency and price day of the district, if it states any; must be the pack's.
    lacks
        Counts on where it is given, so that accounts of parts tell in the end what that of the
        whole would; the notes of the account are all that is counted so far.

    Notes
    -----
    The account is of what the option changes: keeping all as it is costs and earns nothing.
    Compensation makes up for what an owner gives up, so it is a cost and nobody's gain; likewise
    who is paid for land gives up land of that worth. NPV, IRR and payback are before finance, for
    which discounting stands; interest is simple. Residual land value is value at completion, less
    that of a use forgone, costs and profit, brought back over the works at the developer's rate.
    The funding gap is what value at completion leaves uncovered of costs and profit, nothing
    discounted. Level rents are worth the same on any day.

    Raises
    ------
    ValueError
        For drafts with absent columns, unknown sites or actions, negative quantities.
    InputError
        Where currency or price day of district and pack differ, or rows of the pack contradict.

    """
    if money is not None and money != factors.money:
        msg = (
            f"factors {factors.name} are in {_told(factors.money)}, the district's amounts in "
            f"{_told(money)}; choose a pack in the district's currency and prices"
        )
        raise InputError(msg)
    refuse(drafts, sites)
    grids = grids_of(factors)
    parts = [_part(rows, sites, factors, grids) for rows in _parts(drafts)]
    return _joined(parts, drafts, factors, Lacks() if lacks is None else lacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The account of some options, before it is joined to that of the others."""

    money: Mapping[str, NDArray[Any]]
    homes: Mapping[str, NDArray[Any]]
    carbon: pd.DataFrame
    summary: pd.DataFrame
    used_count: NDArray[np.int64]
    missing: Mapping[tuple[str, str], int]
    unknown: Mapping[str, int]


def _part(
    drafts: pd.DataFrame, sites: pd.DataFrame, factors: FactorPack, grids: Mapping[str, Grid]
) -> _Part:
    book = book_of(factors, grids, columns=columns_of(drafts, sites), count=len(drafts))
    quantities = quantities_of(drafts, sites)
    ledger = Ledger(count=len(drafts))
    enter_costs(ledger, book, quantities)
    enter_revenue(ledger, book, quantities)
    ledger.blot(np.flatnonzero(np.isnan(quantities.months)))
    finance_land = finance_of_land(ledger, book, quantities)
    when = weights(quantities.months, _horizon_years(ledger, book))
    sums = Sums(
        ledger=ledger,
        flows=flows_by_year(ledger, when),
        revenue=revenue_of_all_years(ledger, when),
        profit=profit_asked(ledger, book, finance_land),
        finance_land=finance_land,
        years=quantities.months / 12.0,
    )
    return _Part(
        money=money_rows(ledger, when),
        homes=home_rows(quantities),
        carbon=carbon(book, quantities, drafts.index),
        summary=summary(sums, book, drafts.index),
        used_count=book.used.sum(axis=1),
        missing={place: int(rows.sum()) for place, rows in book.missing.items()},
        unknown=unknown_counts(drafts, quantities),
    )


def _horizon_years(ledger: Ledger, book: Book) -> float:
    """Years of operation in the account; where missing, what flows in them is unavailable."""
    later = ("operation", "whole", "end")
    items = {item for item, time in ledger.entries if time in later}
    rows = np.flatnonzero((ledger.sum_of(items, *later) != 0.0).any(axis=(1, 2)))
    if not len(rows):
        return 0.0
    years = float(book.levels("horizon", rows, dear=False)[0, 1])
    if not np.isnan(years):
        return years
    ledger.blot(rows, *later)
    return 1.0


def _joined(parts: list[_Part], drafts: pd.DataFrame, factors: FactorPack, lacks: Lacks) -> Account:
    for part in parts:
        lacks.missing.update(part.missing)
        lacks.unknown.update(part.unknown)
    starts = range(0, max(len(drafts), 1), PART)
    return Account(
        pack=factors.name,
        money=factors.money,
        option_money=money_table([part.money for part in parts], starts, drafts.index),
        option_home=home_table([part.homes for part in parts], starts, drafts.index),
        option_carbon=pd.concat([part.carbon for part in parts]),
        summary=pd.concat([part.summary for part in parts]),
        factors=_used(factors, np.sum([part.used_count for part in parts], axis=0)),
        notes=lacks.notes,
    )


def _used(pack: FactorPack, count: NDArray[np.int64]) -> pd.DataFrame:
    """The rows of the pack that priced some option, with their ranges, bases and sources."""
    rows = [
        {
            "code": factor.code,
            "where": "; ".join(f"{k} {' '.join(words)}" for k, words in factor.where.items()),
            "low": factor.low,
            "mid": factor.mid,
            "high": factor.high,
            "unit": factor.unit,
            "basis": factor.basis,
            "source": factor.source,
            "options_count": int(count[at]),
        }
        for at, factor in enumerate(pack.factors)
        if count[at]
    ]
    names = ("code", "where", "low", "mid", "high", "unit", "basis", "source", "options_count")
    return pd.DataFrame(rows, columns=list(names))


def _parts(drafts: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for begin in range(0, max(len(drafts), 1), PART):
        yield drafts.iloc[begin : begin + PART]


def _told(money: Money) -> str:
    return f"{money.currency} at prices of {money.price_day}"
