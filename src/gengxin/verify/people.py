"""Who needs what, how options change it, and what it is worth to serve them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.verify.case import Case
from gengxin.verify.slots import CLOSINGS, Slots, slots_of
from gengxin.verify.values import SCALES
from gengxin.verify.whole import Floats, Whole, codes_of, fixed, words

__all__ = ["Growth", "People", "people_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What options add to needs or take away, once open: option, place in the needs, amount."""

    option: Whole
    place: Whole
    amount: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Needs and services: ``need`` has a place for each standard and demand point, in that order.

    ``counts`` is how many persons a thousandth of one counts for by the weights of its standard and
    area, ``worth`` what that is worth in currency; both before the weight of the period.
    """

    standards: pd.Index
    points: pd.Index
    need: Whole
    counts: Floats
    worth: Floats
    zone: npt.NDArray[np.object_]
    sub_district: npt.NDArray[np.object_]
    growth: Growth
    slots: Slots

    def most(self, case: Case, period: int) -> Whole:
        """The need of every place with the greatest growth that a column can bring by a period."""
        able = np.zeros(len(case.options), bool)
        able[case.columns.option[case.columns.open_by(period)]] = True
        here, gain = able[self.growth.option], np.zeros(self.need.size, np.int64)
        np.maximum.at(gain, self.growth.place[here], self.growth.amount[here])
        return self.need + gain


def people_of(case: Case) -> People:
    """Needs, growth and services of a case."""
    standards = _planned(case)
    points = case.inputs.people
    need = _needs(case, standards)
    growth = _growth(case, need)
    zone, sub_district = words(points["functional_zone"]), words(points["sub_district"])
    by_standard = np.array([case.brief.standards.get(code, 1.0) for code in standards])
    by_area = pd.Series(sub_district).map(case.brief.need_weights).fillna(1.0).to_numpy("float64")
    counts = np.outer(by_standard, by_area).ravel() / SCALES["people_served"]
    return People(
        standards=standards,
        points=points.index,
        need=need.ravel(),
        counts=counts,
        worth=case.weight("people_served") * counts,
        zone=zone,
        sub_district=sub_district,
        growth=growth,
        slots=slots_of(case, standards),
    )


def _planned(case: Case) -> pd.Index:
    """Standards of which an offered option opens a slot or closes a supplier."""
    rows, option = case.option_rows("option_service")
    own_keep = np.isin(option, case.keep)
    rows = rows[case.offered[option] | own_keep]
    closes = rows["effect"].isin(CLOSINGS)
    suppliers = case.inputs.options["supplier"]
    shut = suppliers["facility"].isin(rows.loc[closes, "facility"].astype("object"))
    named = {*words(rows.loc[~closes, "standard"]), *words(suppliers.loc[shut, "standard"])}
    planned: pd.Index = pd.Index(sorted(named - {""}), dtype="object")
    return planned


def _needs(case: Case, standards: pd.Index) -> Whole:
    """Thousandths of people, a row a standard, a column a demand point; 0 where unknown."""
    points = case.inputs.people
    needs = np.zeros((len(standards), len(points)), np.int64)
    for row, standard in enumerate(standards):
        column = case.inputs.users.get(standard)
        if column in points.columns:
            needs[row] = fixed(points[column], 1000)
    return needs


def _growth(case: Case, need: Whole) -> Growth:
    """Needs that residents of options bring to a site's largest point, or take from all of it."""
    points = case.inputs.people
    residents = fixed(points["residents_people"], 1000)
    site = codes_of(points["site"], case.sites.index)
    change = np.where(case.offered, case.above_keep("residents_after_people_x1000"), 0)
    gained = _gains(case, need, residents, np.maximum(change, 0), site)
    lost = _losses(case, need, residents, np.maximum(-change, 0), site)
    return Growth(
        option=np.concatenate([gained.option, lost.option]),
        place=np.concatenate([gained.place, lost.place]),
        amount=np.concatenate([gained.amount, lost.amount]),
    )


def _gains(
    case: Case, need: Whole, residents: Whole, gain: Whole, site: npt.NDArray[np.intp]
) -> Growth:
    """⌊gain × needs of the district ÷ its residents⌋ of each standard, at one point of the site."""
    refs = case.inputs.people.index.astype("object")
    largest = np.full(len(case.sites), -1, np.int64)
    ranked = np.lexsort((pd.factorize(refs, sort=True)[0], -residents))[::-1]
    lying = ranked[site[ranked] >= 0]
    largest[site[lying]] = lying  # the last to be written is the largest
    point = largest[case.site_of_option]
    option = np.flatnonzero((gain > 0) & (point >= 0))
    total = max(int(residents.sum()), 1)
    amount = [gain[option].astype(object) * int(one.sum()) // total for one in need]
    return Growth(
        option=np.tile(option, len(need)),
        place=_places(point[option], need),
        amount=np.concatenate([np.zeros(0, np.int64), *amount]).astype(np.int64),
    )


def _losses(
    case: Case, need: Whole, residents: Whole, loss: Whole, site: npt.NDArray[np.intp]
) -> Growth:
    """⌊need × loss ÷ residents of the site⌋ at each point of the site, at most its need."""
    of_site = np.zeros(len(case.sites), np.int64)
    np.add.at(of_site, site[site >= 0], residents[site >= 0])
    option = np.flatnonzero((loss > 0) & (of_site[case.site_of_option] > 0))
    pairs = pd.DataFrame({"option": option, "site": case.site_of_option[option]}).merge(
        pd.DataFrame({"point": np.arange(len(site)), "site": site}), on="site"
    )
    leaving = loss[pairs["option"]].astype(object)
    point, total = pairs["point"].to_numpy(np.int64), of_site[pairs["site"]]
    amount = [np.minimum(one[point] * leaving // total, one[point]) for one in need]
    return Growth(
        option=np.tile(pairs["option"].to_numpy(np.int64), len(need)),
        place=_places(point, need),
        amount=-np.concatenate([np.zeros(0, np.int64), *amount]).astype(np.int64),
    )


def _places(point: Whole, need: Whole) -> Whole:
    """Where the needs of points stand, standard after standard."""
    standards, points = need.shape
    places: Whole = np.arange(standards)[:, None] * points + point[None, :]
    return places.ravel()
