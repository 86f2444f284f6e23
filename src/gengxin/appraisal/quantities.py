"""What an option asks of the account: floor by use and work, homes, households, months."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal.lookup import Keyed, keyed
from gengxin.terms import Note, codes

__all__ = [
    "DRAFT_COLUMNS",
    "NEW_USES",
    "WORKPLACES",
    "Quantities",
    "columns_of",
    "quantities_of",
    "refuse",
    "unknown_counts",
    "unknown_notes",
]

Floats = NDArray[np.float64]
ByCode = Mapping[str, Floats]

USES = tuple(codes.FLOOR_USES)
SIZES = tuple(codes.HOME_SIZES)
TENURES = tuple(codes.TENURES)
# floor that earns; public service earns nothing
NEW_USES = tuple(use for use in USES if use != "public")
# floor of firms; homes that go are compensated by household
WORKPLACES = tuple(use for use in NEW_USES if use != "residential")
WORKS = ("built", "demolished", "repaired", "retrofitted", "converted")

_COUNTS = (
    "households_out_temporarily_count",
    "households_out_for_good_count",
    *(f"homes_{when}_{size}_count" for when in ("before", "after") for size in SIZES),
    *(f"committed_homes_{size}_count" for size in SIZES),
)
_NUMBERS = (
    "works_months",
    "far_sent_m2",
    "far_received_m2",
    *(f"{use}_floor_area_m2" for use in USES),
    *(f"{use}_floor_{work}_m2" for work in WORKS for use in USES),
    *_COUNTS,
)
DRAFT_COLUMNS = ("site", "action", "height_m", *_NUMBERS)
# heights above ground of the fire code, in metres: see codes.HEIGHT_BANDS
BAND_TOPS_M = (27.0, 54.0, 100.0)
# floors are counted in hundredths: a square metre left over is nothing that stands
CLEARED_TO_M2 = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantities:
    """Arrays over options, by use, size or tenure; NaN is unknown.

    A tenure of ``""`` stands for households whose tenure is not known. ``left_m2`` is floor that
    another use takes over, ``left_empty_m2`` how much of it stood empty, NaN where nobody says.
    ``freehold_amount`` is the assessed value of sites cleared or bare that are built anew, NaN
    where it is not known, 0 elsewhere.
    """

    months: Floats
    area_m2: ByCode
    built_m2: ByCode
    demolished_m2: ByCode
    repaired_m2: ByCode
    retrofitted_m2: ByCode
    converted_m2: ByCode
    left_m2: ByCode
    left_empty_m2: ByCode
    freehold_amount: Floats
    household_months: ByCode
    households_for_good: ByCode
    tenure_share: ByCode
    homes_before: ByCode
    homes_after: ByCode
    committed: ByCode
    out_temporarily: Floats
    out_for_good: Floats
    sent_m2: Floats
    received_m2: Floats


def refuse(drafts: pd.DataFrame, sites: pd.DataFrame) -> None:
    """Raise one error that lists what is wrong with the drafts as a whole."""
    faults = [f"column {name}: absent" for name in DRAFT_COLUMNS if name not in drafts.columns]
    if not faults:
        strangers = drafts.loc[~drafts["site"].isin(sites.index), "site"].unique()[:10]
        faults += [f"site {site}: not among the sites" for site in strangers]
        odd = drafts.loc[~drafts["action"].isin(list(codes.ACTIONS)), "action"].unique()[:10]
        faults += [f"action {a}: must be one of {', '.join(codes.ACTIONS)}" for a in odd]
        for name in _NUMBERS:
            number = drafts[name].to_numpy(np.float64)
            below = np.flatnonzero(number < 0.0)[:3]
            faults += [f"{name} of {drafts.index[r]}: is {number[r]:g}; at least 0" for r in below]
    if not drafts.index.is_unique:
        faults.append(f"option {drafts.index[drafts.index.duplicated()][0]}: listed twice")
    if faults:
        listed = "\n- ".join(faults)
        msg = f"drafts have {len(faults)} faults; mend them and appraise again:\n- {listed}"
        raise ValueError(msg)


def columns_of(drafts: pd.DataFrame, sites: pd.DataFrame) -> dict[str, Keyed]:
    """The codes of each option that rows of a pack may differ by."""
    at = sites.index.get_indexer(pd.Index(drafts["site"]))
    found = {
        name: _codes(sites[name].to_numpy(dtype=object)[at] if name in sites else None, len(at))
        for name in ("structure", "condition", "heritage_class", "zone_code")
    }
    for name in ("action", "structure_after"):
        column = drafts[name].to_numpy(dtype=object) if name in drafts else None
        found[name] = _codes(column, len(at))
    height = drafts["height_m"].to_numpy(dtype=np.float64)
    band = np.searchsorted(BAND_TOPS_M, height) + 1
    words = ("", *codes.HEIGHT_BANDS)
    found["height"] = Keyed(words, np.where(np.isnan(height), 0, band))
    return found


def quantities_of(drafts: pd.DataFrame, sites: pd.DataFrame) -> Quantities:
    """The quantities of each draft; ``sites`` tells what floor of each use stands today."""
    number = {name: drafts[name].to_numpy(dtype=np.float64) for name in _NUMBERS}
    area = {use: number[f"{use}_floor_area_m2"] for use in USES}
    work = {w: {use: number[f"{use}_floor_{w}_m2"] for use in USES} for w in WORKS}
    share = _tenure_shares(drafts)
    left = _left(drafts, sites, area, work)
    out, gone = (number[name] for name in _COUNTS[:2])
    months = number["works_months"]
    return Quantities(
        months=months,
        area_m2=area,
        built_m2=work["built"],
        demolished_m2=work["demolished"],
        repaired_m2=work["repaired"],
        retrofitted_m2=work["retrofitted"],
        converted_m2=work["converted"],
        left_m2=left,
        left_empty_m2=_left_empty(drafts, sites, left),
        freehold_amount=_freehold(drafts, sites, work),
        # nobody out for an unknown time is still nobody
        household_months=_spread(np.where(out == 0.0, 0.0, out * months), share),
        households_for_good=_spread(gone, share),
        tenure_share=share,
        homes_before={size: number[f"homes_before_{size}_count"] for size in SIZES},
        homes_after={size: number[f"homes_after_{size}_count"] for size in SIZES},
        committed={size: number[f"committed_homes_{size}_count"] for size in SIZES},
        out_temporarily=out,
        out_for_good=gone,
        sent_m2=number["far_sent_m2"],
        received_m2=number["far_received_m2"],
    )


def unknown_counts(drafts: pd.DataFrame, quantities: Quantities) -> dict[str, int]:
    """How many options have an unknown quantity, by its column."""
    counts = {name: int(np.isnan(drafts[name].to_numpy(np.float64)).sum()) for name in _NUMBERS}
    for use, left in quantities.left_m2.items():
        counts[f"{use}_floor_area_m2 of sites converted"] = int(np.isnan(left).sum())
    return {name: count for name, count in counts.items() if count}


def unknown_notes(counts: Mapping[str, int]) -> tuple[Note, ...]:
    """A note for all columns that are unknown for as many options, which are left unavailable."""
    alike: dict[int, list[str]] = {}
    for name, count in sorted(counts.items()):
        alike.setdefault(count, []).append(name)
    return tuple(_unknown_note(names, count) for count, names in alike.items())


def _unknown_note(names: list[str], count: int) -> Note:
    listed = ", ".join(names)
    is_or_are = "is" if len(names) == 1 else "are each"
    return Note(
        table="option_money",
        action="missing",
        count=count,
        en=f"{listed} {is_or_are} unknown for {count} options; the amounts fed are unavailable",
        zh=f"{count} 个方案的 {'、'.join(names)} 未知；相关金额不可用",
        next_step_en=f"give {listed}",
        next_step_zh=f"补充 {'、'.join(names)}",
    )


def _codes(column: "NDArray[np.object_] | None", count: int) -> Keyed:
    return Keyed(("",), np.zeros(count, dtype=np.int64)) if column is None else keyed(column)


def _tenure_shares(drafts: pd.DataFrame) -> dict[str, Floats]:
    """Share of each tenure among the households of today; the last, ``""``, is *not known*."""
    names = [f"households_{tenure}_count" for tenure in TENURES]
    if not set(names) <= set(drafts.columns):
        return {tenure: np.zeros(len(drafts)) for tenure in TENURES} | {"": np.ones(len(drafts))}
    counts = drafts[names].to_numpy(dtype=np.float64)
    total = counts.sum(axis=1)
    known = total > 0.0
    share = np.divide(counts, total[:, None], out=np.zeros_like(counts), where=known[:, None])
    return {t: share[:, at] for at, t in enumerate(TENURES)} | {"": (~known).astype(np.float64)}


def _spread(count: Floats, share: ByCode) -> dict[str, Floats]:
    """A count by tenure; a tenure that nobody has is 0 even of an unknown count."""
    return {t: np.where(part == 0.0, 0.0, count * part) for t, part in share.items()}


def _left(
    drafts: pd.DataFrame, sites: pd.DataFrame, area: ByCode, work: Mapping[str, ByCode]
) -> dict[str, Floats]:
    """Floor of firms that another use takes over by conversion: what it earned today goes."""
    converts = np.sum(list(work["converted"].values()), axis=0) != 0.0
    at = sites.index.get_indexer(pd.Index(drafts["site"]))
    left = {}
    for use in WORKPLACES:
        name = f"{use}_floor_area_m2"
        today = sites[name].to_numpy(dtype=np.float64)[at] if name in sites else np.nan
        gains = work["built"][use] + work["converted"][use]
        gone = today + gains - work["demolished"][use] - area[use]
        left[use] = np.where(converts, np.maximum(gone, 0.0), 0.0)
    return left


def _left_empty(drafts: pd.DataFrame, sites: pd.DataFrame, left: ByCode) -> dict[str, Floats]:
    """Of the floor that another use takes over, what stands empty today: that goes first."""
    empty = _of_site(drafts, sites, "vacancy_share")
    return {
        use: np.minimum(gone, empty * _of_site(drafts, sites, f"{use}_floor_area_m2"))
        for use, gone in left.items()
    }


def _freehold(drafts: pd.DataFrame, sites: pd.DataFrame, work: Mapping[str, ByCode]) -> Floats:
    """Assessed value of the sites that are built anew, nothing of what stands there staying."""
    today = np.sum([_of_site(drafts, sites, f"{use}_floor_area_m2") for use in USES], axis=0)
    gone = np.sum(list(work["demolished"].values()), axis=0)
    built = np.sum(list(work["built"].values()), axis=0)
    anew = (built > 0.0) & (gone >= today - CLEARED_TO_M2)
    return np.where(anew, _of_site(drafts, sites, "assessed_value_amount"), 0.0)


def _of_site(drafts: pd.DataFrame, sites: pd.DataFrame, name: str) -> Floats:
    """A number of each draft's site; NaN where unknown."""
    if name not in sites:
        return np.full(len(drafts), np.nan)
    at = sites.index.get_indexer(pd.Index(drafts["site"]))
    return np.asarray(sites[name].to_numpy(dtype=np.float64, na_value=np.nan)[at])
