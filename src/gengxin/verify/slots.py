"""Where services are given: suppliers, the space that options open, and who is within reach."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.terms import InputError
from gengxin.verify.case import Case
from gengxin.verify.whole import Whole, coded, codes_of, runs, whole, words

__all__ = ["CLOSINGS", "SlotNames", "Slots", "slots_of"]

CLOSINGS = ("closes_for_good", "closes_for_works")
NAMED_BY = ["standard", "facility", "place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Where a service is given: existing suppliers first, then the space of each site's options.

    ``table`` has a row a slot: standard, facility (empty: of options), place (the site, of options
    alone), number (of its site, −1 where no column closes it), sub_district and capacity (before
    any option). ``openings`` says which option opens a slot with what capacity, ``closings`` which
    closes it, for good or for the works. Arcs are sorted by slot; ``arc_place`` is the place of the
    person in the needs.
    """

    table: pd.DataFrame
    openings: pd.DataFrame
    closings: pd.DataFrame
    names: "SlotNames"
    arc_slot: Whole
    arc_place: Whole


class SlotNames:
    """The slots by the names that rows call them by: standard and facility, or else site."""

    def __init__(self, table: pd.DataFrame, standards: pd.Index) -> None:
        own = (table["facility"] == "").to_numpy(bool)
        self.standards = standards
        self.facilities = pd.Index(["", *table.loc[~own, "facility"].unique()], dtype="object")
        self.sites = pd.Index(table.loc[own, "place"].unique(), dtype="object")
        standard, slot = codes_of(table["standard"], standards), np.arange(len(table))
        # the last line and column, found by −1, hold the −1 of what has no slot
        self._facility = np.full((len(standards) + 1, len(self.facilities) + 1), -1, np.int64)
        self._site = np.full((len(standards) + 1, len(self.sites) + 1), -1, np.int64)
        facility = codes_of(table.loc[~own, "facility"], self.facilities)
        self._facility[standard[~own], facility] = slot[~own]
        self._site[standard[own], codes_of(table.loc[own, "place"], self.sites)] = slot[own]

    def numbers(self, named: pd.DataFrame) -> Whole:
        """The slot of each row; −1 where there is none."""
        asked = [
            coded(named[column], index)
            for column, index in (
                ("standard", self.standards),
                ("facility", self.facilities),
                ("site", self.sites),
            )
        ]
        found = np.empty(len(named), np.int64)
        for rows in runs(len(named)):
            # a missing facility is none, as the empty word is
            standard, facility, site = (one.place[one.codes[rows]] for one in asked)
            at_site = (facility == 0) | (asked[1].codes[rows] < 0)
            own, given = self._site[standard, site], self._facility[standard, facility]
            found[rows] = np.where(at_site, own, given)
        return found


def slots_of(case: Case, standards: pd.Index) -> Slots:
    """Suppliers and the space that options may open, with who is within their reach."""
    suppliers, opening = _suppliers(case, standards), _openings(case, standards)
    own = opening.drop_duplicates(["standard", "number"])
    own = own.assign(
        facility="",
        place=case.sites.index.to_numpy(object)[own["number"]],
        sub_district=case.sites["sub_district"].to_numpy(object)[own["number"]],
        capacity=0,
    )
    table = pd.concat([suppliers, own[suppliers.columns]], ignore_index=True)
    if table.duplicated(NAMED_BY).any():
        odd = table.loc[table.duplicated(NAMED_BY), NAMED_BY].iloc[0].to_list()
        msg = f"supplier {odd} is listed twice, must be once; make the options again"
        raise InputError(msg)
    lying, names = table.assign(slot=np.arange(len(table))), SlotNames(table, standards)
    arc_slot, arc_place = _arcs(case, names, codes_of(table["standard"], standards))
    opened = lying[lying["facility"] == ""][["standard", "number", "slot"]]
    return Slots(
        table=table,
        openings=opening.merge(opened, on=["standard", "number"])[["slot", "option", "capacity"]],
        closings=_closings(case, lying[(lying["facility"] != "") & (lying["number"] >= 0)]),
        names=names,
        arc_slot=arc_slot,
        arc_place=arc_place,
    )


def _suppliers(case: Case, standards: pd.Index) -> pd.DataFrame:
    """Existing suppliers of the planned standards."""
    table = case.inputs.options["supplier"]
    own = table[table["standard"].isin(standards)]
    lies_in = pd.Series(words(case.inputs.sites["sub_district"]), case.inputs.sites.index)
    site = pd.Series(words(own["site"]), dtype="object")
    return pd.DataFrame(
        {
            "standard": words(own["standard"]),
            "facility": words(own["facility"]),
            "place": "",
            "number": codes_of(site, case.sites.index),
            "sub_district": site.map(lies_in).fillna("").to_numpy(object),
            "capacity": whole(own["capacity_people_x1000"])[0],
        }
    )


def _openings(case: Case, standards: pd.Index) -> pd.DataFrame:
    """Capacity that each offered option opens, by standard."""
    rows, option = case.option_rows("option_service")
    opens = (rows["effect"] == "opens").to_numpy(bool) & case.offered[option]
    opens &= rows["standard"].isin(standards).to_numpy(bool)
    rows, option = rows[opens], option[opens]
    each = pd.DataFrame(
        {
            "standard": words(rows["standard"]),
            "number": case.site_of_option[option],
            "option": option,
            "capacity": whole(rows["capacity_people_x1000"])[0],
        }
    )
    return each.groupby(["standard", "number", "option"], as_index=False).agg({"capacity": "sum"})


def _closings(case: Case, lying: pd.DataFrame) -> pd.DataFrame:
    """Suppliers that each offered option of their site closes; for good rather than for works."""
    rows, option = case.option_rows("option_service")
    closes = rows["effect"].isin(CLOSINGS).to_numpy(bool) & case.offered[option]
    rows, option = rows[closes], option[closes]
    each = pd.DataFrame(
        {
            "facility": words(rows["facility"]),
            "number": case.site_of_option[option],
            "option": option,
            "for_good": (rows["effect"] == "closes_for_good").to_numpy(bool),
        }
    )
    pairs = each.merge(lying[["facility", "number", "slot"]], on=["facility", "number"])
    return pairs.groupby(["slot", "option"], as_index=False).agg({"for_good": "max"})


def _arcs(case: Case, names: SlotNames, standard: npt.NDArray[np.intp]) -> tuple[Whole, Whole]:
    """Slot and place of every pair within reach, each once, sorted by slot and place."""
    reach, points = case.inputs.options["reach"], len(case.inputs.people)
    slot, person = names.numbers(reach), coded(reach["people"], case.inputs.people.index)
    pairs = np.empty(len(reach), np.int64)
    for rows in runs(len(reach)):
        point = person.place[person.codes[rows]]
        there = (slot[rows] >= 0) & (point >= 0)
        pairs[rows] = np.where(there, slot[rows] * points + point, -1)
    pairs.sort()
    first = np.diff(pairs, prepend=-1) > 0
    slot, point = np.divmod(pairs[first], max(points, 1))
    return slot, standard[slot] * points + point
