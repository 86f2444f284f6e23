"""What each option changes: floor by use and work, homes, households, months."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.plan.options.facts import USE_OF_FLOOR, USES, numbers, words
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
_HOME, _PUBLIC = USES.index("residential"), USES.index("public")
# floor of firms: what a conversion takes; homes and public service stay where they are
_CONVERTED = np.array([use not in {"residential", "public"} for use in USES])
# shares of whole numbers may fall a rounding short of the next, or beyond it
_HAIR = 1e-6


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
    """The use with most floor on each site, as a place in ``USES``.

    Where nothing stands or floor is not known, that of the site's use, else homes.
    """
    floor = np.stack([numbers(sites, f"{use}_floor_area_m2").to_numpy() for use in USES], axis=1)
    standing = np.nan_to_num(floor)
    stated = words(sites, "use_class").map(USE_OF_FLOOR).map({u: at for at, u in enumerate(USES)})
    silent = stated.fillna(_HOME).to_numpy(np.int64)
    most = np.argmax(standing, axis=1)
    return np.asarray(np.where(standing.any(axis=1), most, silent), np.int64)


def floors_of(
    sites: pd.DataFrame,
    proposals: Proposals,
    practice: Practice,
    *,
    built_m2: Real,
    demolished_share: Real,
    service_m2: Real,
) -> Floors:
    """Floor by use before and after each option, in whole hundredths of a square metre.

    ``built_m2`` is the new floor of each option, ``service_m2`` the room for its service (0 where
    it has none). New floor is of the treatment's uses, else of those that stand there; the service
    takes its room from the new floor, or from what stands where nothing is built. What an
    extension works on is repaired; a conversion takes the floor of firms alone.
    """
    today = _down(_today(sites, proposals))
    action = np.array([one.action for one in practice.treatments])[proposals.treatment]
    share = treatment_number(proposals, practice, lambda t: t.floor_share)
    stays = _down(today - _times(demolished_share, today))
    demolished = np.where((demolished_share == 0.0)[:, None], 0.0, (today - stays).round(2))
    worked = _down(_times(share, today))
    is_converted = (action == "convert")[:, None]
    given = np.where(is_converted & _CONVERTED, worked, 0.0)
    mix = mix_of(sites, proposals, practice)
    built = _parted(built_m2, mix)
    lacking = np.where(built_m2 > 0.0, service_m2 - built[:, _PUBLIC], 0.0)
    built = _more_public(built, lacking)
    taken = _parted(given.sum(axis=1), mix)
    in_place = np.where((action == "convert") & (built_m2 == 0), service_m2, 0.0)
    after = _more_public(today - given + taken, in_place)
    converted = np.maximum(taken - given, 0.0)
    converted[:, _PUBLIC] += in_place
    is_repaired = np.isin(action, ("repair", "extend"))[:, None]
    return Floors(
        today=today,
        built=built,
        demolished=demolished,
        repaired=np.where(is_repaired, worked, 0.0),
        retrofitted=np.where((action == "retrofit")[:, None], worked, 0.0),
        converted=converted,
        after=np.where(
            (demolished_share == 1.0)[:, None], built, (after - demolished + built).round(2)
        ),
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


def _times(share: Real, floor: Real) -> Real:
    """A share of each floor; of nothing asked nothing, of an unknown floor too."""
    found: Real = np.where((share == 0.0)[:, None], 0.0, share[:, None] * floor)
    return found


def _down(floor: Real) -> Real:
    """Floor in whole hundredths, no more than it is, so that a total is the sum of its parts."""
    whole: Real = np.floor(floor * 100.0 + _HAIR) / 100.0
    return whole


def _parted(total: Real, mix: Real) -> Real:
    """A total parted by shares, in whole hundredths that sum to no more than it."""
    whole = _down(total)
    parts = _down(_times(whole, mix))
    most = np.argmax(mix, axis=1)
    rest = np.where(mix.sum(axis=1) > 0.0, whole - parts.sum(axis=1), 0.0)
    parts[np.arange(len(parts)), most] += rest
    return parts.round(2)


def _more_public(floor: Real, more_m2: Real) -> Real:
    """The same floor in all, so much more of it public, taken from the other uses alike.

    Where there is no other use, public floor that stands empty takes the service as it is.
    """
    others = floor.copy()
    others[:, _PUBLIC] = 0.0
    whole = others.sum(axis=1)
    left = np.divide(
        np.maximum(whole - more_m2, 0.0), whole, out=np.ones(len(floor)), where=whole > 0.0
    )
    changed = np.where((more_m2 > 0.0)[:, None], _down(others * left[:, None]), floor)
    gained = (floor - changed).sum(axis=1) - changed[:, _PUBLIC]
    changed[:, _PUBLIC] = np.where(more_m2 > 0.0, gained.round(2), floor[:, _PUBLIC])
    return changed


def homes_of(
    sites: pd.DataFrame,
    proposals: Proposals,
    practice: Practice,
    floors: Floors,
    *,
    demolished_share: Real,
) -> pd.DataFrame:
    """Homes, households and deficiencies of each option, in whole homes; NaN is unknown.

    Homes that stand stay in proportion to the residential floor that stays. Households are the
    homes that are lived in: all of them where nobody says how much stands empty.
    """
    number = {size: by_row(sites, proposals, f"homes_{size}_count") for size in SIZES}
    whole = by_row(sites, proposals, "homes_count")
    kept_share = np.where(demolished_share == 1.0, 0.0, _kept_share(floors))
    new_m2 = floors.built[:, _HOME] + floors.converted[:, _HOME]
    new = _new_homes(new_m2, practice)
    found = pd.DataFrame()
    for size in SIZES:
        found[f"homes_before_{size}_count"] = number[size]
        found[f"homes_after_{size}_count"] = _whole_share(number[size], kept_share) + new[size]
        found[f"committed_homes_{size}_count"] = _committed(number[size], new[size], practice)
    found["homes_before_count"] = whole
    found["homes_after_count"] = _homes_after(found, whole, kept_share, new)
    worked = _worked_share(proposals, practice, demolished_share)
    _add_households(found, sites, proposals, practice, (floors, worked, demolished_share))
    _add_deficiencies(found, sites, proposals, practice, kept_share)
    return found


def _homes_after(
    found: pd.DataFrame, whole: Real, kept_share: Real, new: Mapping[str, Real]
) -> Real:
    """All homes afterwards: the sum of the sizes where these make up all that stand today."""
    before, after = (
        found[[f"homes_{when}_{size}_count" for size in SIZES]].sum(axis=1, skipna=False)
        for when in ("before", "after")
    )
    counted: Real = _whole_share(whole, kept_share) + sum(new.values())
    return np.where(before == whole, after, counted)


def _worked_share(proposals: Proposals, practice: Practice, demolished_share: Real) -> Real:
    """Share of homes that the works touch: of those that pull down, what is pulled down."""
    stated = treatment_number(proposals, practice, lambda t: t.floor_share)
    pulls_down = treatment_number(proposals, practice, lambda t: t.demolished_share) > 0.0
    share: Real = np.where(pulls_down, demolished_share, stated)
    return share


def _kept_share(floors: Floors) -> Real:
    """Share of the residential floor that still holds homes; 1 where there is none."""
    today, lost = floors.today[:, _HOME], floors.demolished[:, _HOME]
    turned = np.maximum(today - lost + floors.built[:, _HOME] - floors.after[:, _HOME], 0.0)
    gone = lost + np.where(turned < 0.01, 0.0, turned)
    share = np.divide(gone, today, out=np.zeros_like(today), where=~(today <= 0.0))
    # of a floor that nobody knows nothing goes where nothing is pulled down or turned
    return 1.0 - np.where((lost == 0.0) & np.isnan(turned) & np.isnan(today), 0.0, share)


def _whole_share(count: Real, share: Real) -> Real:
    whole: Real = np.floor(count * share + _HAIR)
    return whole


def _new_homes(new_m2: Real, practice: Practice) -> Mapping[str, Real]:
    """Whole homes of each size for which new residential floor has room."""
    mean_m2 = sum(practice.new_home_shares[s] * practice.new_home_m2[s] for s in SIZES)
    return {
        size: _whole_share(new_m2 / mean_m2, np.full(len(new_m2), practice.new_home_shares[size]))
        for size in SIZES
    }


def _committed(before: Real, new: Real, practice: Practice) -> Real:
    """New homes beyond those that stood, of which a share is kept for households from elsewhere."""
    more = np.maximum(new - np.nan_to_num(before), 0.0)
    return _whole_share(more, np.full(len(more), practice.committed_share))


def _add_households(
    found: pd.DataFrame,
    sites: pd.DataFrame,
    proposals: Proposals,
    practice: Practice,
    shares: tuple[Floors, Real, Real],
) -> None:
    """Households out for the works and for good, by tenure, and who lives there afterwards."""
    floors, worked, demolished = shares
    lived_in = 1.0 - np.nan_to_num(by_row(sites, proposals, "vacancy_share"))
    households = np.round(found["homes_before_count"].to_numpy() * lived_in)
    found["households_count"] = households
    out = treatment_number(proposals, practice, lambda t: t.out_share) * worked
    lost = treatment_number(proposals, practice, lambda t: t.for_good_share) * demolished
    # nobody moves out of homes where no home is worked on
    home_m2 = floors.today[:, _HOME]
    touched = np.where(np.nan_to_num(home_m2, nan=1.0) > 0, 1.0, 0.0)
    for_good = _up(households, lost * touched)
    found["households_out_for_good_count"] = for_good
    found["households_out_temporarily_count"] = np.maximum(
        _up(households, out * touched) - for_good, 0.0
    )
    for tenure in codes.TENURES:
        share = by_row(sites, proposals, f"{tenure}_share")
        found[f"households_{tenure}_count"] = households * share
    residents = by_row(sites, proposals, "residents_people")
    per_home = _people_per_home(sites)[proposals.site]
    change = found["homes_after_count"] - found["homes_before_count"]
    moved = np.where(change == 0.0, 0.0, change * per_home)
    found["residents_after_people"] = np.maximum(residents + moved, 0.0)


def _up(count: Real, share: Real) -> Real:
    """A share of a count, up to the next whole one; none of an unknown count where none is due."""
    whole: Real = np.where(share == 0.0, 0.0, np.ceil(count * share - _HAIR))
    return whole


def _people_per_home(sites: pd.DataFrame) -> Real:
    """People in a home of the site, else in a home of the district; NaN where neither is known."""
    people, homes = numbers(sites, "residents_people"), numbers(sites, "homes_count")
    own = (people / homes.where(homes > 0)).to_numpy()
    both = people.notna() & homes.notna()
    everywhere = people[both].sum() / homes[both].sum() if homes[both].sum() > 0 else np.nan
    return np.where(np.isnan(own), everywhere, own)


def _add_deficiencies(
    found: pd.DataFrame,
    sites: pd.DataFrame,
    proposals: Proposals,
    practice: Practice,
    kept: Real,
) -> None:
    """Homes with each deficiency before and after, and the least number made good.

    What goes takes its deficiencies along, and what is new has none. One home may have several: at
    most the sum of what is left may still lack something, and no more are made good than there are.
    Deficiencies of which nothing is known don't count.
    """
    before, after = [], []
    for one in DEFICIENCIES:
        count = by_row(sites, proposals, f"homes_{one}_count")
        mends = np.array(
            [one in t.removes and t.demolished_share == 0.0 for t in practice.treatments]
        )
        left = np.where(mends[proposals.treatment], 0.0, kept)
        before.append(count)
        after.append(np.where(left == 1.0, count, np.ceil(count * left - _HAIR)))
        found[f"{one}_before_count"], found[f"{one}_after_count"] = before[-1], after[-1]
    most = np.fmax.reduce(before)
    still = np.where(np.isnan(before).all(axis=0), np.nan, np.nansum(after, axis=0))
    mends_any = np.array([bool(t.removes) or t.demolished_share > 0 for t in practice.treatments])
    good = np.where(mends_any[proposals.treatment], np.maximum(most - still, 0.0), most * 0.0)
    found["homes_made_good_count"] = np.minimum(good, np.asarray(found["homes_after_count"]))
