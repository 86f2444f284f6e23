"""Services that each option opens, and those it closes: by building where that is known."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin import appraisal
from gengxin.plan.options.facts import words

if TYPE_CHECKING:
    from gengxin.plan.options.tables import Made

__all__ = ["closings_count", "service_slots"]


def service_slots(made: "Made") -> pd.DataFrame:
    """Services that each option opens; and those it closes, by the facilities on its site."""
    every = pd.concat([_opened(made), _closed(made)], ignore_index=True)
    row = made.drafts.index.get_indexer(pd.Index(every["option"].astype("object")))
    return every.iloc[np.argsort(row, kind="stable")].reset_index(drop=True)


def closings_count(slots: pd.DataFrame, options: pd.Index) -> NDArray[np.float64]:
    """Facilities that each option closes; one that closes for good counts twice."""
    closed = slots[slots["effect"] != "opens"]
    row = options.get_indexer(pd.Index(closed["option"].astype("object")))
    weight = np.where(closed["effect"] == "closes_for_good", 2.0, 1.0)
    return np.bincount(row, weights=weight, minlength=len(options)).astype(np.float64)


def _opened(made: "Made") -> pd.DataFrame:
    carried = made.carried
    row = np.flatnonzero(carried.service_m2 > 0)
    by_code = {one.standard.code: one for one in made.lacking}
    each = [by_code[code] for code in carried.proposals.service[row]]
    number = pd.RangeIndex(len(row))
    capacity = [
        np.nan if one.space.capacity_people is None else one.space.capacity_people for one in each
    ]
    return pd.DataFrame(
        {
            "option": made.drafts.index.to_numpy(object)[row],
            "effect": "opens",
            "standard": carried.proposals.service[row],
            "facility_kind": [one.standard.facility_kinds[0] for one in each],
            "facility": "",
            "floor_area_m2_x100": appraisal.fixed_point(
                pd.Series(carried.service_m2[row], index=number, dtype="float64"), 100
            ),
            "capacity_people_x1000": appraisal.fixed_point(
                pd.Series(capacity, index=number, dtype="float64"), 1000
            ),
        }
    )


def _closed(made: "Made") -> pd.DataFrame:
    """A facility closes for good where its building goes, for the works where all is worked on.

    Where part of a site goes and nobody knows in which building a facility is, it closes for the
    works.
    """
    facilities = made.district.table("facilities")
    lying = pd.DataFrame(
        {
            "site": words(facilities, "site").to_numpy(object),
            "facility": facilities.index.to_numpy(object),
            "facility_kind": facilities["kind"].to_numpy(object),
            "building": words(facilities, "building").to_numpy(object),
        }
    )
    closed = _working(made).merge(lying[lying["site"] != ""], on="site")
    gone, nothing_goes = _gone_by_share(made), frozenset[str]()
    pairs = zip(closed["stated"].to_list(), closed["building"].to_list(), strict=True)
    goes = np.array([building in gone.get(share, nothing_goes) for share, building in pairs], bool)
    whole = closed["share"].to_numpy() >= 1.0
    kept = goes | whole | (closed["building"] == "").to_numpy() | (closed["share"] == 0).to_numpy()
    effect = np.where(goes | whole, "closes_for_good", "closes_for_works")
    nothing = pd.array([pd.NA] * len(closed), dtype="Int64")
    told = closed.assign(
        effect=effect, standard="", floor_area_m2_x100=nothing, capacity_people_x1000=nothing
    )
    names = ["option", "effect", "standard", "facility_kind", "facility"]
    return told.loc[kept, [*names, "floor_area_m2_x100", "capacity_people_x1000"]]


def _working(made: "Made") -> pd.DataFrame:
    """Options that pull something down or work on all that stands, with what share goes."""
    treatment = made.carried.proposals.treatment
    worked = np.nan_to_num(made.floors.under_works) > 0
    floor_share = np.array([one.floor_share for one in made.practice.treatments])[treatment]
    stated = np.array([one.demolished_share for one in made.practice.treatments])[treatment]
    share = made.drawn.demolished_share
    rows = (share > 0) | (worked & (floor_share >= 1.0))
    return pd.DataFrame(
        {
            "option": made.drafts.index.to_numpy(object),
            "site": made.drafts["site"].to_numpy(object),
            "stated": stated,
            "share": share,
        }
    )[rows]


def _gone_by_share(made: "Made") -> dict[float, frozenset[str]]:
    """Refs of the buildings that go, by the share of their sites that treatments pull down."""
    refs = made.district.table("buildings").index.to_numpy(object)
    # of the sites of these options alone: all of a city's would be listed again for each part
    own = np.isin(made.standing.site, made.carried.proposals.site)
    stands = made.standing.of(np.flatnonzero(own))
    found = {}
    for share in {one.demolished_share for one in made.practice.treatments} - {0.0}:
        goes = stands.gone_for(share) & (stands.building >= 0)
        found[share] = frozenset(refs[stands.building[goes]])
    return found
