"""All that rows are built from: inputs, brief, periods, columns, and the areas of sites."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.engines.solve.ragged import entries_of
from gengxin.plan.model.columns import Columns, whole
from gengxin.plan.model.table import Entries
from gengxin.plan.model.times import Periods, Whole
from gengxin.terms import PlanInputs
from gengxin.terms.brief import Brief, RowSetting

__all__ = [
    "Areas",
    "Case",
    "areas_of",
    "entries",
    "most_by_site",
    "of_options",
    "places_in",
    "summed_by_option",
]

OFF = RowSetting(on=False)


class Areas(NamedTuple):
    """Areas in order of their refs, and which holds each site; −1: none."""

    refs: pd.Index
    of_site: Whole

    def place(self, ref: str | None) -> int:
        """Place of an area among them; −1 where it isn't there."""
        return int(self.refs.get_indexer(pd.Index([ref], dtype="object"))[0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """A brief matched with what it is about; the brief is as it was read until it is resolved."""

    inputs: PlanInputs
    brief: Brief
    periods: Periods
    columns: Columns
    units: Areas
    zones: Areas
    sub_districts: Areas

    def row(self, name: str) -> RowSetting:
        """The brief's setting of a family of rows; one that it doesn't name is off."""
        return self.brief.rows.get(name, OFF)

    def weight(self, term: str) -> float:
        """The brief's weight of a term; one that it doesn't name has none."""
        setting = self.brief.terms.get(term)
        return 0.0 if setting is None or self.brief.minimise else setting.weight

    def of_column(self, areas: Areas) -> Whole:
        """The area of each column's site; −1: none."""
        return areas.of_site[self.columns.site]


def areas_of(inputs: PlanInputs, sites: pd.Index, *levels: str) -> Areas:
    """The areas of sites: of the first of these levels that a site states."""
    own = inputs.sites.reindex(sites)[list(levels)].astype("object")
    own = own.mask(own == "")
    named = own[levels[0]]
    for level in levels[1:]:
        named = named.where(named.notna(), own[level])
    code, refs = pd.factorize(named.to_numpy(object), sort=True)
    return Areas(pd.Index(refs, dtype="object"), code.astype(np.int64))


def entries(row: npt.ArrayLike, coef: npt.ArrayLike) -> Entries:
    """An entry for each column (or each of another kind of thing): its row, −1 for none."""
    of_column = np.asarray(row, np.int64)
    of = np.flatnonzero((of_column >= 0) & (np.asarray(coef) != 0))
    return Entries(of_column[of], of.astype(np.int64), np.asarray(coef, np.int64)[of])


def of_options(columns: Columns, option: Whole) -> tuple[Whole, Whole]:
    """Each place in a list of options with each column of that option; −1 is no option."""
    order = np.argsort(columns.option, kind="stable")
    ptr = np.searchsorted(columns.option[order], np.arange(len(columns.options) + 1))
    row = np.flatnonzero(option >= 0)
    cut, which = entries_of(ptr.astype(np.int64), option[row])
    return np.repeat(row, np.diff(cut)), order[which]


def places_in(words: pd.Series, index: pd.Index) -> Whole:
    """Place of each word in an index; −1 where it isn't there or missing."""
    if not isinstance(words.dtype, pd.CategoricalDtype):
        return index.get_indexer(pd.Index(words)).astype(np.int64)
    place = index.get_indexer(pd.Index(words.cat.categories))
    return np.append(place, -1)[words.cat.codes.to_numpy()].astype(np.int64)


def summed_by_option(
    columns: Columns, frame: pd.DataFrame, *, by: str, among: Sequence[str], of: str
) -> Whole:
    """Sum of a whole number by option (row) and code (column); what is missing counts nothing."""
    option = places_in(frame["option"], columns.options.index)
    code = places_in(frame[by], pd.Index(among))
    kept = (option >= 0) & (code >= 0)
    total = np.zeros((len(columns.options), len(among)), np.int64)
    np.add.at(total, (option[kept], code[kept]), whole(frame[of])[kept])
    return total


def most_by_site(columns: Columns, amount: Whole) -> Whole:
    """The greatest amount among the columns of each site, at least 0."""
    return np.maximum.reduceat(np.maximum(amount, 0), columns.site_ptr[:-1])
