"""The choice of every site, held against the columns that there are."""

import numpy as np

from gengxin.terms import Programme
from gengxin.verify.case import Case, Columns
from gengxin.verify.found import Found
from gengxin.verify.whole import Whole, codes_of, whole

__all__ = ["chosen_columns"]


def chosen_columns(case: Case, programme: Programme, found: Found) -> Whole:
    """Numbers of the columns chosen; what is no choice of its site is told and left out."""
    table = programme.tables["choice"].reset_index(drop=True)
    site = codes_of(table["site"], case.sites.index).astype(np.int64)
    option = codes_of(table["option"], case.option_refs).astype(np.int64)
    phase, opens = whole(table["phase"])[0], whole(table["opens"])[0]
    odd = np.flatnonzero(site < 0)
    found.each("site_not_decided", odd, lambda at: (str(table["site"].iloc[at]), 0))
    _each_once(case, site[site >= 0], found)
    own = (option >= 0) & (site >= 0) & (case.site_of_option[option] == site)
    column = _numbers(case, case.columns, option, phase)
    barred = _numbers(case, case.barred, option, phase) >= 0
    for at in np.flatnonzero((site >= 0) & ~(own & (column >= 0))):
        kind = "option_barred" if own[at] and barred[at] else "option_not_of_site"
        phase_told = table["phase"].iloc[at]
        found.add(kind, f"{table['site'].iloc[at]} ({table['option'].iloc[at]}, {phase_told})")
    good = np.flatnonzero(own & (column >= 0))
    late = case.columns.opens[column[good]] - opens[good]
    for at, by in zip(good[late != 0], late[late != 0].tolist(), strict=True):
        found.add("opens", str(table["site"].iloc[at]), by)
    _, first = np.unique(site[good], return_index=True)
    return column[good[first]]


def _each_once(case: Case, site: Whole, found: Found) -> None:
    """Tell the sites that are listed not at all, or more than once."""
    times = np.bincount(site, minlength=len(case.sites))
    for number in np.flatnonzero(times != 1).tolist():
        name = str(case.sites.index[number])
        if times[number] == 0:
            found.add("site_without_choice", name)
        else:
            found.add("site_chosen_twice", name, int(times[number]) - 1)


def _numbers(case: Case, columns: Columns, option: Whole, phase: Whole) -> Whole:
    """Number of the column of each option and phase among some columns; −1 where there is none."""
    span = case.times.phases + 1
    order = np.argsort(columns.option * span + columns.phase)
    keys = np.append((columns.option * span + columns.phase)[order], np.iinfo(np.int64).max)
    asked = option * span + phase
    at = np.searchsorted(keys, asked)
    fits = (keys[at] == asked) & (option >= 0) & (phase >= 0) & (phase < span)
    return np.where(fits, np.append(order, -1)[at], -1)
