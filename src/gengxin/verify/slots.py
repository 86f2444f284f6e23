"""Where services are given: suppliers, the space that options open, and who is within reach."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gengxin.terms import InputError
from gengxin.verify.case import Case
from gengxin.verify.whole import Whole, codes_of, whole, words

__all__ = ["CLOSINGS", "Slots", "slot_numbers", "slots_of"]

CLOSINGS = ("closes_for_good", "closes_for_works")
NAMES = ["standard", "facility", "place"]


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
    arc_slot: Whole
    arc_place: Whole


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
    if table.duplicated(NAMES).any():
        odd = table.loc[table.duplicated(NAMES), NAMES].iloc[0].to_list()
        msg = f"supplier {odd} is listed twice, must be once; make the options again"
        raise InputError(msg)
    lying = table.assign(slot=np.arange(len(table)))
    arc_slot, arc_place = _arcs(case, standards, lying)
    opened = lying[lying["facility"] == ""][["standard", "number", "slot"]]
    return Slots(
        table=table,
        openings=opening.merge(opened, on=["standard", "number"])[["slot", "option", "capacity"]],
        closings=_closings(case, lying[(lying["facility"] != "") & (lying["number"] >= 0)]),
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


def _arcs(case: Case, standards: pd.Index, lying: pd.DataFrame) -> tuple[Whole, Whole]:
    """Slot and place of every pair within reach, each once, sorted by slot and place."""
    reach, points = case.inputs.options["reach"], len(case.inputs.people)
    slot = slot_numbers(lying, standards, reach)
    point = codes_of(reach["people"], case.inputs.people.index)
    there = (slot >= 0) & (point >= 0)
    pairs = np.unique(slot[there] * points + point[there])
    slot, point = np.divmod(pairs, max(points, 1))
    of_slot = codes_of(lying["standard"], standards)
    return slot, of_slot[slot] * points + point


def slot_numbers(table: pd.DataFrame, standards: pd.Index, named: pd.DataFrame) -> Whole:
    """The slot of the standard and facility, or else site, that rows name; −1 where none is."""
    standard = codes_of(named["standard"], standards)
    lying = table.assign(slot=np.arange(len(table)))
    own = (lying["facility"] == "").to_numpy(bool)
    of_facility = _slot_of(named["facility"], standard, lying[~own], "facility", standards)
    of_site = _slot_of(named["site"], standard, lying[own], "place", standards)
    at_site = codes_of(named["facility"].fillna(""), pd.Index([""])) == 0
    return np.where(at_site, of_site, of_facility)


def _slot_of(
    column: pd.Series,
    standard: npt.NDArray[np.intp],
    lying: pd.DataFrame,
    name: str,
    standards: pd.Index,
) -> Whole:
    """The slot that each pair within reach speaks of; −1 where there is none."""
    places = pd.Index(lying[name].unique())
    lookup = np.full((len(standards) + 1, len(places) + 1), -1, np.int64)  # −1 finds −1
    lookup[codes_of(lying["standard"], standards), codes_of(lying[name], places)] = lying["slot"]
    return lookup[standard, codes_of(column, places)]
