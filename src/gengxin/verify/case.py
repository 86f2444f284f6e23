"""What may be chosen: the columns of every site, made again from the brief and the run's tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.terms import Brief, InputError, Match, PlanInputs, RowSetting
from gengxin.verify.times import Times, times_of
from gengxin.verify.whole import Whole, codes_of, whole, words

__all__ = ["Case", "Columns", "Flags", "case_of"]

Flags = npt.NDArray[np.bool_]

# the quantities of an option of which rows and terms speak
QUANTITIES = (
    "gross_floor_area_m2_x100",
    "floor_built_m2_x100",
    "floor_demolished_m2_x100",
    "floor_under_works_m2_x100",
    "heritage_floor_kept_m2_x100",
    "far_sent_m2_x100",
    "far_received_m2_x100",
    "homes_made_good_count",
    "residents_after_people_x1000",
    "households_out_temporarily_count",
    "households_out_for_good_count",
    "public_cost_amount_x100",
    "owner_cost_amount_x100",
    "developer_cost_amount_x100",
    "revenue_amount_x100",
    "npv_mid_amount_x100",
    "embodied_kgco2e",
    "operating_yearly_kgco2e",
)
# tables with rows of options of which rows and terms speak
OF_OPTIONS = ("option_service", "option_money", "option_home", "option_floor", "option_origin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns: ``site`` and ``option`` as numbers, ``phase`` and ``opens`` 0 for keep."""

    site: Whole
    option: Whole
    phase: Whole
    opens: Whole

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self.site)

    def open_by(self, period: int) -> Flags:
        """Columns whose option has opened by a period; never keep."""
        return (self.phase > 0) & (self.opens <= period)

    def started_by(self, phase: int) -> Flags:
        """Columns whose works started by a phase; never keep."""
        return (self.phase > 0) & (self.phase <= phase)

    def under_works(self, phase: int) -> Flags:
        """Columns whose works go on in a phase."""
        return self.started_by(phase) & (phase < self.opens)

    def where(self, chosen: Flags | Whole) -> "Columns":
        """Some of the columns."""
        return Columns(
            site=self.site[chosen],
            option=self.option[chosen],
            phase=self.phase[chosen],
            opens=self.opens[chosen],
        )


_NONE = Columns(**dict.fromkeys(("site", "option", "phase", "opens"), np.zeros(0, np.int64)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A brief and its inputs, numbered: ``sites`` are those with columns, ``options`` the table.

    ``keep`` is the row of each site's keep option, −1 where it has none; ``offered`` says which
    options are offered, keep apart. ``columns`` are those that nothing bars, ``barred`` the others.
    """

    brief: Brief
    inputs: PlanInputs
    times: Times
    sites: pd.DataFrame
    site_numbers: Mapping[str, int]
    options: pd.DataFrame
    option_refs: pd.Index
    actions: npt.NDArray[np.object_]
    site_of_option: Whole
    keep: Whole
    offered: Flags
    columns: Columns
    barred: Columns
    quantities: Mapping[str, tuple[Whole, Flags]]
    of_options: Mapping[str, tuple[pd.DataFrame, Whole]]

    def quantity(self, name: str) -> tuple[Whole, Flags]:
        """A quantity of every option, 0 where missing; and where it is known."""
        return self.quantities[name]

    def above_keep(self, name: str) -> Whole:
        """A quantity of every option less that of its site's keep, 0 where either is missing."""
        amount, known = self.quantity(name)
        keep = self.keep[self.site_of_option]
        both = known & (keep >= 0) & known[keep]
        return np.where(both, amount - amount[keep], 0)

    def total(self, *names: str, less: str = "") -> Whole:
        """Quantities of every option together, less another; 0 where one of them is missing."""
        sum_, all_known = np.zeros(len(self.options), np.int64), np.ones(len(self.options), bool)
        for name in (*names, less) if less else names:
            amount, known = self.quantity(name)
            sum_, all_known = sum_ + (-amount if name == less else amount), all_known & known
        return np.where(all_known, sum_, 0)

    def areas(self, level: str) -> tuple[list[str], Whole]:
        """Names of the areas in which sites lie, and the number of each site's; −1 for none."""
        lies_in = self.sites[level].to_numpy(object)
        names = sorted(set(lies_in) - {""})
        return names, codes_of(pd.Series(lies_in, dtype="object"), pd.Index(names)).astype(np.int64)

    def limit(self, family: str) -> float:
        """The limit that the brief states for a family that needs one."""
        stated = self.setting(family).limit
        if stated is None:
            msg = f"the brief has no limit for {family}; state one, or turn the row off"
            raise InputError(msg)
        return stated

    def of_columns(self, of_options: Whole) -> Whole:
        """A quantity of every column, of keep 0."""
        return np.where(self.columns.phase > 0, of_options[self.columns.option], 0)

    def setting(self, family: str) -> RowSetting:
        """What the brief says of a family of rows; off where it says nothing."""
        return self.brief.rows.get(family, RowSetting(on=False))

    def weight(self, term: str) -> float:
        """What one natural unit of a term is worth; 0 where the brief doesn't say, or asks cost."""
        setting = self.brief.terms.get(term)
        return 0.0 if setting is None or self.brief.minimise else setting.weight

    def option_rows(self, table: str) -> tuple[pd.DataFrame, Whole]:
        """Rows of a table of options, and the number of the option of each."""
        return self.of_options[table]

    def columns_of(self, site: str) -> Whole:
        """Numbers of the columns of a site, which stand together; none where it has none."""
        number = self.site_numbers.get(site, -1)
        first, end = np.searchsorted(self.columns.site, [number, number + 1])
        return np.arange(first, end, dtype=np.int64)

    def matching(self, match: Match) -> Whole:
        """Numbers of the columns a match picks: keep only where it names that action or option."""
        anywhere = match.site is None
        every = np.arange(len(self.columns)) if anywhere else self.columns_of(match.site or "")
        own, told = self.columns.where(every), np.ones(len(every), bool)
        if match.option is not None:
            told &= self.option_refs.to_numpy()[own.option] == match.option
        if match.action is not None:
            told &= self.actions[own.option] == match.action
        if match.phase is not None:
            told &= own.phase == match.phase
        keep_named = match.action == "keep" or match.option is not None
        return every[told & ((own.phase > 0) | (keep_named and match.phase is None))]

    def any_matching(self, matches: Iterable[Match]) -> Whole:
        """Numbers of the columns that one match or another picks, each once."""
        parts = [np.zeros(0, np.int64), *(self.matching(match) for match in matches)]
        return np.unique(np.concatenate(parts))


def case_of(brief: Brief, inputs: PlanInputs) -> Case:
    """Number what the inputs hold, and make the columns again."""
    times = times_of(brief)
    table = inputs.options["option"].reset_index(drop=True)
    kept = (table["action"] == "keep").to_numpy(bool)
    months, known = whole(table["works_months"])
    offered = (table["state"] == "offered").to_numpy(bool) & ~kept
    refs = pd.Index(table.loc[kept | offered, "site"].astype("object").unique())
    site = codes_of(table["site"], refs).astype(np.int64)
    keep = np.full(len(refs), -1, np.int64)
    option_refs = pd.Index(table["ref"].astype("object"))
    rows = np.flatnonzero(kept)[::-1]
    keep[site[rows]] = rows
    case = Case(
        brief=brief,
        inputs=inputs,
        times=times,
        sites=_sites(inputs.sites, refs),
        site_numbers={site: number for number, site in enumerate(refs)},
        options=table,
        option_refs=option_refs,
        actions=table["action"].to_numpy(object),
        site_of_option=site,
        keep=keep,
        offered=offered,
        columns=_columns(site, keep, np.flatnonzero(offered & known), months, times),
        barred=_NONE,
        quantities={name: whole(table[name]) for name in QUANTITIES},
        of_options={name: _numbered(inputs.options[name], option_refs) for name in OF_OPTIONS},
    )
    barred = _fixed_out(case) | _without_consent(case) | _ruled_out(case)
    return replace(case, columns=case.columns.where(~barred), barred=case.columns.where(barred))


def _numbered(frame: pd.DataFrame, options: pd.Index) -> tuple[pd.DataFrame, Whole]:
    """Rows of those options that there are, and the number of the option of each."""
    number = codes_of(frame["option"], options).astype(np.int64)
    known = number >= 0
    return (frame, number) if known.all() else (frame[known], number[known])


def _sites(table: pd.DataFrame, refs: pd.Index) -> pd.DataFrame:
    """Facts of the sites with columns, in their order; with the unit of each, empty where none."""
    row = codes_of(pd.Series(refs), table.index)
    odd = refs[row < 0]
    if len(odd):
        msg = (
            f"options are for {len(odd)} sites that the district hasn't, such as {odd[0]!r}; "
            "make the options again"
        )
        raise InputError(msg)
    own = table.iloc[row]
    areas = {name: words(own[name]) for name in ("renewal_unit", "sub_district", "functional_zone")}
    unit = areas["functional_zone"]
    for name in ("sub_district", "renewal_unit"):
        unit = np.where(areas[name] != "", areas[name], unit)
    return own.assign(**areas, unit=unit, consent_state=words(own["consent_state"]))


def _columns(
    site: Whole, keep: Whole, option: npt.NDArray[np.intp], months: Whole, times: Times
) -> Columns:
    """Keep of every site, and every other offered option in every phase in which it can start."""
    phase = np.tile(np.arange(1, times.phases + 1, dtype=np.int64), len(option))
    option = np.repeat(option, times.phases)
    opens = times.opens(phase, months[option])
    can = opens <= times.end
    kept = np.flatnonzero(keep >= 0)
    none = np.zeros(len(kept), np.int64)
    every = Columns(
        site=np.concatenate([kept, site[option[can]]]),
        option=np.concatenate([keep[kept], option[can]]),
        phase=np.concatenate([none, phase[can]]),
        opens=np.concatenate([none, opens[can]]),
    )
    order = np.lexsort((every.phase, every.option, every.phase > 0, every.site))
    return Columns(
        site=every.site[order],
        option=every.option[order],
        phase=every.phase[order],
        opens=every.opens[order],
    )


def _fixed_out(case: Case) -> Flags:
    """Columns that the planner's sheet of options bars."""
    fixing = words(case.options["fixing"])
    own_keep = np.zeros(len(case.options), bool)
    own_keep[case.keep[case.keep >= 0]] = True
    must = (fixing == "must") & (case.offered | own_keep)
    bound = np.zeros(len(case.sites), bool)
    bound[case.site_of_option[must]] = True
    option = case.columns.option
    barred: Flags = (fixing[option] == "must_not") | (bound[case.columns.site] & ~must[option])
    return barred


def _without_consent(case: Case) -> Flags:
    """Columns that those who live there have refused, or weren't asked about where that bars."""
    if not case.setting("consent").on:
        return np.zeros(len(case.columns), bool)
    needed = case.options["consent_needed"].fillna(False).to_numpy(bool)
    asked_of = case.options["consent_threshold_share"].to_numpy("float64", na_value=np.nan)
    state = case.sites["consent_state"].to_numpy(object)
    share = case.sites["consent_share"].to_numpy("float64", na_value=np.nan)
    site, option = case.columns.site, case.columns.option
    barred: Flags = (state[site] == "refused") | (
        (state[site] == "asked") & (share[site] < asked_of[option])
    )
    if case.brief.not_asked == "bars":
        barred |= np.isin(state[site], ["not_asked", ""])
    barred &= needed[option]
    return barred


def _ruled_out(case: Case) -> Flags:
    """Columns that the brief's must and must-not bar."""
    barred = np.zeros(len(case.columns), bool)
    barred[case.any_matching(case.brief.must_not)] = True
    for match in case.brief.must:
        if match.site is None:
            msg = "a must of the brief names no site; name one, or use a target"
            raise InputError(msg)
        others = np.setdiff1d(case.columns_of(match.site), case.matching(match))
        barred[others] = True
    return barred
