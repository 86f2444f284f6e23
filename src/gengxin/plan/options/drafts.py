"""Each option as rules and account read it: one row an option, units in the names."""

import numpy as np
import pandas as pd

from gengxin.plan.options.caps import Caps
from gengxin.plan.options.facts import USES, words
from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.quantities import Floors, Real, by_row, treatment_number
from gengxin.plan.options.shapes import Drawn
from gengxin.plan.options.standing import STOREY_M
from gengxin.terms import Practice

__all__ = ["PROTECTED", "drafts_of"]

# heritage whose floor counts as protected; an area or a street protects what the rules say
PROTECTED = ("monument", "listed_building")
_WORKS = ("built", "demolished", "repaired", "retrofitted", "converted")


def drafts_of(
    sites: pd.DataFrame,
    proposals: Proposals,
    practice: Practice,
    *,
    drawn: Drawn,
    counted: tuple[Floors, pd.DataFrame],
    caps: Caps,
) -> pd.DataFrame:
    """Options with their quantities, in the order of the proposals; NaN is unknown.

    ``counted`` are their floors and their homes.
    """
    floors, homes = counted
    draft = pd.DataFrame(
        {
            "site": sites.index.to_numpy(object)[proposals.site],
            "action": _of_treatment(proposals, [one.action for one in practice.treatments]),
            "variant": _of_treatment(proposals, [one.variant for one in practice.treatments]),
            "structure_after": _of_treatment(
                proposals, [one.structure_after or None for one in practice.treatments]
            ),
        }
    )
    for at, use in enumerate(USES):
        draft[f"{use}_floor_area_m2"] = floors.after[:, at]
        for work in _WORKS:
            draft[f"{use}_floor_{work}_m2"] = getattr(floors, work)[:, at]
    draft = draft.assign(
        **_form(sites, proposals, practice, drawn, floors),
        **_ground(sites, proposals, practice, drawn, caps),
        **_heritage(sites, proposals, floors),
        **_parking(proposals, practice, floors, homes),
        **_transferred(sites, proposals, practice, floors, caps),
        works_months=_months(proposals, practice, floors),
    )
    return pd.concat([draft, homes], axis=1)


def _of_treatment(proposals: Proposals, each: list[str | None]) -> object:
    return np.array(each, dtype=object)[proposals.treatment]


def _form(
    sites: pd.DataFrame, proposals: Proposals, practice: Practice, drawn: Drawn, floors: Floors
) -> dict[str, Real]:
    """Height, storeys, floor: of the new building and of what stays, whichever is greater."""
    area_m2 = by_row(sites, proposals, "area_m2")
    gross_m2 = floors.after.sum(axis=1)
    stays = drawn.demolished_share < 1.0
    today_storeys = by_row(sites, proposals, "storeys")
    today_height_m = by_row(sites, proposals, "height_m")
    is_told = ~np.isnan(today_height_m) | (drawn.built_m2 == 0)
    # what is built on or beside is as high as the sun takes it to be
    today_height_m = np.where(is_told, today_height_m, today_storeys * STOREY_M)
    nothing_stands = by_row(sites, proposals, "gross_floor_area_m2") == 0
    height_m = np.where(nothing_stands, 0.0, today_height_m)
    storeys = np.where(nothing_stands, 0.0, today_storeys)
    added = treatment_number(proposals, practice, lambda t: t.storeys_added or 0.0) > 0
    new_storeys = np.where(added & (drawn.storeys > 0), storeys + drawn.storeys, drawn.storeys)
    coverage = (drawn.kept_footprint_m2 + drawn.footprint_m2) / area_m2
    return {
        "height_m": np.where(stays, np.maximum(height_m, drawn.height_m), drawn.height_m),
        "storeys": np.where(stays, np.maximum(storeys, new_storeys), new_storeys),
        "footprint_m2": drawn.kept_footprint_m2 + drawn.footprint_m2,
        "gross_floor_area_m2": gross_m2,
        "far": gross_m2 / area_m2,
        "lot_coverage": coverage,
        "setback_m": drawn.setback_m,
        "spacing_m": drawn.spacing_m,
        "plane_over_m": drawn.plane_over_m,
    }


def _ground(
    sites: pd.DataFrame, proposals: Proposals, practice: Practice, drawn: Drawn, caps: Caps
) -> dict[str, Real]:
    """Green: what is built takes paved ground first; a cleared site is planted where it can be."""
    area_m2 = by_row(sites, proposals, "area_m2")
    today = by_row(sites, proposals, "green_m2") / area_m2
    covered = drawn.footprint_m2 / area_m2
    replanted = 1.0 - covered - practice.paved_share
    asked = np.maximum(replanted, np.minimum(caps.green_share[proposals.site], 1.0 - covered))
    nothing_stands = by_row(sites, proposals, "gross_floor_area_m2") == 0
    cleared = ((drawn.demolished_share == 1.0) | nothing_stands) & (drawn.built_m2 > 0)
    kept = drawn.kept_footprint_m2 / area_m2
    spare = np.maximum(1.0 - today - kept - practice.paved_share, 0.0)
    left = np.maximum(today - np.maximum(covered - spare, 0.0), 0.0)
    share = np.where(cleared, np.maximum(asked, 0.0), left)
    return {"green_share": share}


def _transferred(
    sites: pd.DataFrame, proposals: Proposals, practice: Practice, floors: Floors, caps: Caps
) -> dict[str, Real]:
    """Floor sent: of what the site has a right to and doesn't use; received: what goes beyond."""
    sent = treatment_number(proposals, practice, lambda t: t.far_sent_share)
    received = treatment_number(proposals, practice, lambda t: t.far_received_share)
    area_m2 = by_row(sites, proposals, "area_m2")
    more_m2 = floors.after.sum(axis=1) - caps.far[proposals.site] * area_m2
    unused_m2 = by_row(sites, proposals, "far_to_send_m2")
    return {
        "far_sent_m2": np.where(sent > 0, np.floor(sent * unused_m2), 0.0),
        "far_received_m2": np.where(received > 0, np.ceil(np.maximum(more_m2, 0.0)), 0.0),
    }


def _heritage(sites: pd.DataFrame, proposals: Proposals, floors: Floors) -> dict[str, Real]:
    """Protected floor before and after; all floor of a protected site counts, NaN if unknown."""
    word = words(sites, "heritage_class")
    protected = np.where(word == "", np.nan, word.isin(PROTECTED).to_numpy(np.float64))
    share = protected[proposals.site]
    today = floors.today.sum(axis=1)
    kept = today - floors.demolished.sum(axis=1)
    return {
        "heritage_floor_m2": np.where(share == 0.0, 0.0, today * share),
        "heritage_floor_kept_m2": np.where(share == 0.0, 0.0, kept * share),
    }


def _parking(
    proposals: Proposals, practice: Practice, floors: Floors, homes: pd.DataFrame
) -> dict[str, Real]:
    """Spaces of a site that is rebuilt; of one that stands nobody knows."""
    rebuilt = treatment_number(
        proposals, practice, lambda t: float(t.demolished_share == 1.0 or not t.floor_share)
    )
    has_new = floors.built.sum(axis=1) > 0
    other_m2 = floors.after.sum(axis=1) - floors.after[:, USES.index("residential")]
    spaces = (
        homes["homes_after_count"].to_numpy() * practice.parking_per_home
        + other_m2 / 100.0 * practice.parking_per_100_m2
    )
    is_all_new = (rebuilt > 0) & has_new & (floors.today - floors.demolished <= 0).all(axis=1)
    return {"parking_spaces": np.where(is_all_new, np.ceil(spaces), np.nan)}


def _months(proposals: Proposals, practice: Practice, floors: Floors) -> Real:
    """Length of the works, in whole months."""
    fixed = treatment_number(proposals, practice, lambda t: t.months)
    by_floor = treatment_number(proposals, practice, lambda t: t.months_per_10000_m2)
    worked_m2 = np.where(by_floor == 0.0, 0.0, floors.under_works)
    months: Real = np.ceil(fixed + by_floor * worked_m2 / 10_000.0 - 1e-6)
    return months
