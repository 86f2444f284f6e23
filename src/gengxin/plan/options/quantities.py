"""What each option changes: floor by use and work, homes, households, months."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.plan.options.facts import USES, numbers
from gengxin.plan.options.proposals import Proposals
from gengxin.terms import Practice, Treatment, codes

__all__ = [
    "Floors",
    "Real",
    "by_row",
    "floors_of",
    "homes_of",
    "main_use",
    "mix_of",
    "treatment_number",
]

Real = NDArray[np.float64]
SIZES = tuple(codes.HOME_SIZES)
DEFICIENCIES = tuple(codes.DEFICIENCIES)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Floors:
    """Floor area in m² by option and use, shape (options, uses): what stands, comes and goes."""

    today: Real
    built: Real
    demolished: Real
    repaired: Real
    retrofitted: Real
    converted: Real
    after: Real

    @property
    def under_works(self) -> Real:
        """Floor worked on, by option."""
        parts = (self.built, self.repaired, self.retrofitted, self.converted)
        whole: Real = np.sum([part.sum(axis=1) for part in parts], axis=0)
        return whole


def treatment_number(
    proposals: Proposals, practice: Practice, number: Callable[[Treatment], float | None]
) -> Real:
    """A number of each option's treatment; NaN where it states none."""
    each = [number(one) for one in practice.treatments]
    stated = np.array([np.nan if one is None else one for one in each], np.float64)
    taken: Real = stated[proposals.treatment]
    return taken


def by_row(sites: pd.DataFrame, proposals: Proposals, name: str) -> Real:
    """A number of each option's site."""
    taken: Real = numbers(sites, name).to_numpy()[proposals.site]
    return taken


def main_use(sites: pd.DataFrame) -> NDArray[np.int64]:
    """The use with most floor on each site, as a place in ``USES``; 0 where nothing stands."""
    floor = np.stack([numbers(sites, f"{use}_floor_area_m2").to_numpy() for use in USES], axis=1)
    return np.asarray(np.argmax(np.nan_to_num(floor, nan=-1.0), axis=1), np.int64)


def floors_of(
    sites: pd.DataFrame,
    proposals: Proposals,
    practice: Practice,
    *,
    built_m2: Real,
    demolished_share: Real,
    service_m2: Real,
) -> Floors:
    """Floor by use before and after each option.

    ``built_m2`` is the new floor of each option, ``service_m2`` the room for its service (0 where
    it has none). New floor is of the treatment's uses, else of those that stand there; the service
    takes its room from the new floor, or from the use that has most where nothing is built.
    """
    today = _today(sites, proposals)
    action = np.array([one.action for one in practice.treatments])[proposals.treatment]
    worked = treatment_number(proposals, practice, lambda t: t.floor_share)[:, None] * today
    demolished = demolished_share[:, None] * today
    mix = mix_of(sites, proposals, practice)
    built = _with_service(built_m2[:, None] * mix, np.where(built_m2 > 0, service_m2, 0.0))
    converted = _converted(np.where((action == "convert")[:, None], worked, 0.0), mix, today=today)
    in_place = np.where((action == "convert") & (built_m2 == 0), service_m2, 0.0)
    converted[:, USES.index("public")] += in_place
    after = _after_conversion(today, worked, mix, is_converted=(action == "convert"))
    after = _with_service(after, in_place) if in_place.any() else after
    return Floors(
        today=today,
        built=built,
        demolished=demolished,
        repaired=np.where((action == "repair")[:, None], worked, 0.0),
        retrofitted=np.where((action == "retrofit")[:, None], worked, 0.0),
        converted=converted,
        after=after - demolished + built,
    )


def mix_of(sites: pd.DataFrame, proposals: Proposals, practice: Practice) -> Real:
    """Shares of new floor by use, shape (options, uses): the treatment's, else today's."""
    today = _today(sites, proposals)
    stated = np.array([[one.uses.get(use, 0.0) for use in USES] for one in practice.treatments])
    mix = stated[proposals.treatment]
    silent = mix.sum(axis=1) == 0
    standing = np.nan_to_num(today[silent])
    whole = standing.sum(axis=1, keepdims=True)
    main = np.eye(len(USES))[main_use(sites)[proposals.site[silent]]]
    mix[silent] = np.where(whole > 0, standing / np.where(whole > 0, whole, 1.0), main)
    return mix


def _today(sites: pd.DataFrame, proposals: Proposals) -> Real:
    return np.stack([by_row(sites, proposals, f"{use}_floor_area_m2") for use in USES], axis=1)


def _converted(worked: Real, mix: Real, *, today: Real) -> Real:
    """Floor that becomes of a use it is not of today, by its new use."""
    share = np.divide(worked, today, out=np.zeros_like(worked), where=today > 0)
    becomes = worked.sum(axis=1, keepdims=True) * mix
    return np.where(share.any(axis=1, keepdims=True), np.maximum(becomes - worked, 0.0), 0.0)


def _after_conversion(
    today: Real, worked: Real, mix: Real, *, is_converted: NDArray[np.bool_]
) -> Real:
    moved = worked.sum(axis=1, keepdims=True) * mix
    return np.where(is_converted[:, None], today - worked + moved, today)


def _with_service(floor: Real, service_m2: Real) -> Real:
    """The same floor in all, with at least this much public floor taken from the largest use."""
    public = USES.index("public")
    lacking = np.maximum(service_m2 - floor[:, public], 0.0)
    others = floor.copy()
    others[:, public] = -1.0
    giver = np.argmax(np.nan_to_num(others, nan=-1.0), axis=1)
    rows = np.arange(len(floor))
    given = np.minimum(lacking, np.maximum(floor[rows, giver], 0.0))
    changed = floor.copy()
    changed[rows, giver] -= given
    changed[rows, public] += given
    return changed


def homes_of(
    sites: pd.DataFrame, proposals: Proposals, practice: Practice, floors: Floors
) -> pd.DataFrame:
    """Homes, households and deficiencies of each option, in whole homes; NaN is unknown.

    Homes that stand stay in proportion to the residential floor that stays. Households are the
    homes that are lived in. The number of homes brought to a good standard is the least that the
    counts by deficiency allow: one home may have several.
    """
    number = {size: by_row(sites, proposals, f"homes_{size}_count") for size in SIZES}
    whole = by_row(sites, proposals, "homes_count")
    home = USES.index("residential")
    kept_share = _kept_share(floors, home)
    new_m2 = floors.built[:, home] + floors.converted[:, home]
    new = _new_homes(new_m2, practice)
    found = pd.DataFrame()
    for size in SIZES:
        found[f"homes_before_{size}_count"] = number[size]
        found[f"homes_after_{size}_count"] = np.floor(number[size] * kept_share) + new[size]
        found[f"committed_homes_{size}_count"] = _committed(number[size], new[size], practice)
    found["homes_before_count"] = whole
    found["homes_after_count"] = np.floor(whole * kept_share) + sum(new.values())
    _add_households(found, sites, proposals, practice, floors)
    _add_deficiencies(found, sites, proposals, practice)
    return found


def _kept_share(floors: Floors, home: int) -> Real:
    """Share of the residential floor that still holds homes; 1 where there is none."""
    today = floors.today[:, home]
    gone = floors.demolished[:, home] + np.maximum(
        floors.today[:, home] - floors.after[:, home] - floors.demolished[:, home], 0.0
    )
    return 1.0 - np.divide(gone, today, out=np.zeros_like(today), where=today > 0)


def _new_homes(new_m2: Real, practice: Practice) -> Mapping[str, Real]:
    """Whole homes of each size for which new residential floor has room."""
    mean_m2 = sum(practice.new_home_shares[s] * practice.new_home_m2[s] for s in SIZES)
    return {size: np.floor(new_m2 / mean_m2 * practice.new_home_shares[size]) for size in SIZES}


def _committed(before: Real, new: Real, practice: Practice) -> Real:
    """New homes beyond those that stood, of which a share is kept for households from elsewhere."""
    return np.floor(np.maximum(new - np.nan_to_num(before), 0.0) * practice.committed_share)


def _add_households(
    found: pd.DataFrame,
    sites: pd.DataFrame,
    proposals: Proposals,
    practice: Practice,
    floors: Floors,
) -> None:
    """Households out for the works and for good, by tenure, and who lives there afterwards."""
    lived_in = 1.0 - np.nan_to_num(by_row(sites, proposals, "vacancy_share"))
    households = np.round(found["homes_before_count"].to_numpy() * lived_in)
    out = treatment_number(proposals, practice, lambda t: t.out_share * t.floor_share)
    lost = treatment_number(proposals, practice, lambda t: t.for_good_share * t.demolished_share)
    # nobody moves out of homes where no home is worked on
    home_m2 = floors.today[:, USES.index("residential")]
    touched = np.where(np.nan_to_num(home_m2, nan=1.0) > 0, 1.0, 0.0)
    for_good = np.ceil(households * lost * touched)
    found["households_out_for_good_count"] = for_good
    found["households_out_temporarily_count"] = np.maximum(
        np.ceil(households * out * touched) - for_good, 0.0
    )
    for tenure in codes.TENURES:
        share = by_row(sites, proposals, f"{tenure}_share")
        found[f"households_{tenure}_count"] = households * share
    residents = by_row(sites, proposals, "residents_people")
    per_home = _people_per_home(sites)[proposals.site]
    change = found["homes_after_count"] - found["homes_before_count"]
    found["residents_after_people"] = np.maximum(residents + change * per_home, 0.0)


def _people_per_home(sites: pd.DataFrame) -> Real:
    """People in a home of the site, else in a home of the district; NaN where neither is known."""
    people, homes = numbers(sites, "residents_people"), numbers(sites, "homes_count")
    own = (people / homes.where(homes > 0)).to_numpy()
    both = people.notna() & homes.notna()
    everywhere = people[both].sum() / homes[both].sum() if homes[both].sum() > 0 else np.nan
    return np.where(np.isnan(own), everywhere, own)


def _add_deficiencies(
    found: pd.DataFrame, sites: pd.DataFrame, proposals: Proposals, practice: Practice
) -> None:
    """Homes with each deficiency before and after, and the least number made good."""
    reached = treatment_number(
        proposals, practice, lambda t: 1.0 if t.demolished_share in {0.0, 1.0} else t.floor_share
    )
    for one in DEFICIENCIES:
        before = by_row(sites, proposals, f"homes_{one}_count")
        removes = np.array([one in treatment.removes for treatment in practice.treatments])
        removed = removes[proposals.treatment].astype(np.float64)
        found[f"{one}_before_count"] = before
        found[f"{one}_after_count"] = np.ceil(before * (1.0 - removed * reached))
    before_most = found[[f"{one}_before_count" for one in DEFICIENCIES]].max(axis=1)
    after_most = found[[f"{one}_after_count" for one in DEFICIENCIES]].max(axis=1)
    found["homes_made_good_count"] = before_most - after_most
