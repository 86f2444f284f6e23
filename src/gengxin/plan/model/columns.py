"""The columns of a programme's problem: each option of each site, in each phase it can start."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.plan.model.times import Periods, Whole
from gengxin.terms import InputError, PlanInputs
from gengxin.terms.brief import Brief, Match

__all__ = ["Columns", "Flags", "columns_of", "of_site", "picked", "whole"]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Columns in order: by site, *keep* first, then by option and phase.

    ``options`` are the options that may be chosen and each site's *keep*, by ref, with the place of
    the site in ``sites``; ``keep`` says where each site's *keep* stands among them. Of a column,
    ``option`` is a place in ``options``; ``phase`` and ``opens`` are 0 where it keeps.
    """

    sites: pd.Index
    options: pd.DataFrame
    keep: Whole
    site_ptr: Whole
    site: Whole
    option: Whole
    phase: Whole
    opens: Whole

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self.site)

    @property
    def starts(self) -> Flags:
        """Whether works start in a column: it doesn't keep."""
        return self.phase > 0

    def amount(self, *names: str) -> Whole:
        """Whole numbers of each column's option, summed; 0 where one is missing, and of *keep*."""
        of_option = whole(self.options[list(names)].sum(axis=1, skipna=False))
        return np.where(self.starts, of_option[self.option], 0)

    def change(self, name: str) -> Whole:
        """The same less that of the site's *keep*; 0 where either is missing."""
        known = self.options[name].notna().to_numpy()
        kept = self.keep[self.site]
        values = whole(self.options[name])
        both = self.starts & known[self.option] & known[kept]
        return np.where(both, values[self.option] - values[kept], 0)

    def under_works(self, period: int) -> Flags:
        """Whether a column is under works in a period."""
        return self.starts & (self.phase <= period) & (period < self.opens)

    def is_open(self, period: int) -> Flags:
        """Whether what a column delivers is open in a period."""
        return self.starts & (self.opens <= period)

    def started(self, phase: int) -> Flags:
        """Whether a column's works have started by a phase."""
        return self.starts & (self.phase <= phase)


def whole(values: pd.Series) -> Whole:
    """Whole numbers of a column; 0 where missing."""
    return values.fillna(0).to_numpy(np.int64, copy=True)


def columns_of(inputs: PlanInputs, brief: Brief, periods: Periods) -> Columns:
    """The columns that nothing bars.

    Raises
    ------
    InputError
        Where options are of sites that the district hasn't got, or the brief names what isn't
        there or leaves a site without any column.

    """
    options, keep, sites = _options(inputs.options["option"])
    _refuse_strange(sites, inputs)
    _refuse_unknown(brief, options, sites)
    found = _columns(options, keep, sites, periods)
    return _allowed(found, ~_barred(found, inputs, brief), brief)


def picked(columns: Columns, match: Match) -> Whole:
    """The columns that a match picks; *keep* only where its action or its ref is named."""
    found = _near(columns, match)
    kept = np.ones(len(found), bool)
    if match.option is not None:
        kept &= columns.option[found] == _place(columns.options.index, match.option)
    elif match.action != "keep":
        kept &= columns.phase[found] > 0
    if match.action is not None:
        kept &= (columns.options["action"].iloc[columns.option[found]] == match.action).to_numpy()
    if match.phase is not None:
        kept &= columns.phase[found] == match.phase
    return found[kept]


def of_site(columns: Columns, site: str | None) -> Whole:
    """The columns of a site; none where it isn't there."""
    at = _place(columns.sites, site)
    return np.arange(*columns.site_ptr[[at, at + 1]]) if at >= 0 else np.zeros(0, np.int64)


def _near(columns: Columns, match: Match) -> Whole:
    """Columns among which all that a match picks are: those of its site, where one is told."""
    if match.site is not None:
        return of_site(columns, match.site)
    if match.option is None:
        return np.arange(len(columns))
    at = _place(columns.options.index, match.option)
    return of_site(columns, columns.options["site"].iloc[at] if at >= 0 else None)


def _place(index: pd.Index, ref: str | None) -> int:
    """Place of a ref; −1 where it isn't there."""
    return cast("int", index.get_loc(ref)) if ref in index else -1


def _options(option: pd.DataFrame) -> tuple[pd.DataFrame, Whole, pd.Index]:
    """Options that may be chosen and each site's first *keep*, and where the keeps are."""
    is_keep = (option["action"] == "keep").to_numpy(bool)
    first_keep = is_keep & ~option["site"].where(is_keep).duplicated().to_numpy(bool)
    offered = ~is_keep & (option["state"] == "offered").to_numpy(bool)
    kept = option[first_keep | offered]
    code, sites = pd.factorize(kept["site"])
    has_keep = np.zeros(len(sites), bool)
    at_keep = np.flatnonzero((kept["action"] == "keep").to_numpy(bool))
    has_keep[code[at_keep]] = True
    if not has_keep.all():
        site = sites[np.flatnonzero(~has_keep)[0]]
        msg = f"site {site!r} has no option that keeps it; make the options again"
        raise InputError(msg)
    if not len(sites):
        msg = "the options run has no site with an option; make the options again"
        raise InputError(msg)
    keep = np.empty(len(sites), np.int64)
    keep[code[at_keep]] = at_keep
    return kept.set_index("ref").assign(at=code), keep, pd.Index(sites, dtype="str")


def _columns(options: pd.DataFrame, keep: Whole, sites: pd.Index, periods: Periods) -> Columns:
    """All columns that open in time, barred ones too."""
    months = options["works_months"]
    startable = months.notna().to_numpy(bool).copy()
    startable[keep] = False
    row = np.repeat(np.flatnonzero(startable), periods.count)
    phase = np.tile(periods.phases, int(startable.sum()))
    opens = periods.opens(phase, whole(months)[row])
    in_time = opens <= periods.count + 1
    nothing = np.zeros(len(keep), np.int64)
    option = np.concatenate([keep, row[in_time]])
    phase = np.concatenate([nothing, phase[in_time]])
    opens = np.concatenate([nothing, opens[in_time]])
    site = options["at"].to_numpy(np.int64)[option]
    order = np.lexsort((phase, option, phase > 0, site))
    return _numbered(options, keep, sites, (site[order], option[order], phase[order], opens[order]))


def _numbered(
    options: pd.DataFrame,
    keep: Whole,
    sites: pd.Index,
    listed: tuple[Whole, Whole, Whole, Whole],
) -> Columns:
    site, option, phase, opens = listed
    return Columns(
        sites=sites,
        options=options,
        keep=keep,
        site_ptr=np.searchsorted(site, np.arange(len(sites) + 1)).astype(np.int64),
        site=site,
        option=option,
        phase=phase,
        opens=opens,
    )


def _barred(columns: Columns, inputs: PlanInputs, brief: Brief) -> Flags:
    """Columns that the planner's sheet, a missing consent or the brief rules out."""
    fixing = columns.options["fixing"].to_numpy(object)
    must = fixing == "must"
    bound = np.zeros(len(columns.sites), bool)
    bound[columns.options["at"].to_numpy()[must]] = True
    barred: Flags = ((fixing == "must_not") | _without_consent(columns, inputs, brief))[
        columns.option
    ]
    barred |= bound[columns.site] & ~must[columns.option]
    for match in brief.must:
        barred[np.setdiff1d(of_site(columns, match.site), picked(columns, match))] = True
    for match in brief.must_not:
        barred[picked(columns, match)] = True
    return barred


def _without_consent(columns: Columns, inputs: PlanInputs, brief: Brief) -> Flags:
    """Options for which those who live there didn't consent, as far as the brief minds."""
    options = columns.options
    row = brief.rows.get("consent")
    if row is None or not row.on:
        return np.zeros(len(options), bool)
    sites = inputs.sites.reindex(columns.sites)
    state = sites["consent_state"].astype("object").fillna("").to_numpy()
    share = sites["consent_share"].astype("float64").to_numpy()
    at = options["at"].to_numpy()
    threshold = options["consent_threshold_share"].astype("float64").to_numpy()
    barred = (state[at] == "refused") | ((state[at] == "asked") & (share[at] < threshold))
    if brief.not_asked == "bars":
        barred |= (state[at] == "not_asked") | (state[at] == "")
    return np.asarray(barred & options["consent_needed"].fillna(value=False).to_numpy(bool))


def _allowed(columns: Columns, kept: Flags, brief: Brief) -> Columns:
    left = np.bincount(columns.site[kept], minlength=len(columns.sites))
    if (left == 0).any():
        empty = columns.sites[left == 0]
        named = ", ".join(empty[:3])
        msg = (
            f"brief {brief.name} leaves nothing to choose on {len(empty):,} sites ({named}): what "
            "must be there can't start in time, isn't offered, or lacks consent; "
            "loosen must, must_not or not_asked, or the fixing of their options"
        )
        raise InputError(msg)
    listed = (columns.site, columns.option, columns.phase, columns.opens)
    site, option, phase, opens = (one[kept] for one in listed)
    return _numbered(columns.options, columns.keep, columns.sites, (site, option, phase, opens))


def _refuse_strange(sites: pd.Index, inputs: PlanInputs) -> None:
    """Every site with options is one of the district's."""
    strange = sites[~sites.isin(inputs.sites.index)]
    if len(strange):
        msg = (
            f"{len(strange):,} sites of the options run are not in the district "
            f"({', '.join(strange[:3])}); make the options of this district again"
        )
        raise InputError(msg)


def _refuse_unknown(brief: Brief, options: pd.DataFrame, sites: pd.Index) -> None:
    """Every site and option that the brief names is there."""
    faults = []
    several = [one for group in brief.exclusive for one in group]
    pairs = [one for pair in brief.requires for one in (pair.this, pair.first)]
    for match in (*brief.must, *brief.must_not, *several, *pairs):
        if match.site is not None and match.site not in sites:
            faults.append(f"site {match.site!r} is not in the options run")
        if match.option is not None and match.option not in options.index:
            faults.append(f"option {match.option!r} is not offered in the options run")
    if faults:
        listed = "\n- ".join(dict.fromkeys(faults))
        msg = f"brief {brief.name} names what isn't there; correct it:\n- {listed}"
        raise InputError(msg)
