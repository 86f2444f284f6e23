"""Who is within reach of whom, walked again: every supplier that the programme sends people to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd
import shapely

from gengxin.terms import District, PlanInputs, Programme
from gengxin.verify.found import Found
from gengxin.verify.streets import Shapes, Spots, Streets
from gengxin.verify.whole import Floats, Whole, codes_of, words

__all__ = ["MOST_SUPPLIERS", "hold_to_walks"]

# beyond, so many suppliers are drawn
MOST_SUPPLIERS = 10_000
# the engine counts in tenths of a millimetre, and keeps metres in 32 bits
NEAR_M = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """A district's streets with its people on them, and how far each standard lets one walk."""

    district: District
    streets: Streets
    people: Spots
    limits_m: Mapping[str, float]


def hold_to_walks(
    programme: Programme,
    inputs: PlanInputs,
    district: District,
    limits_m: Mapping[str, float],
    found: Found,
    *,
    random: np.random.Generator,
) -> dict[str, int]:
    """Walk from each supplier that serves somebody, today or planned, to all whom it serves.

    A facility must list all demand points within its standards' metres too: what the table leaves
    out would make the bound too low. ``limits_m`` is by standard.
    """
    served = _served(programme)
    refs = served.drop_duplicates(["facility", "site"])[["facility", "site"]]
    drawn = np.sort(random.permutation(len(refs))[:MOST_SUPPLIERS])
    left, refs = len(refs) - len(drawn), refs.iloc[drawn]
    edges = district.places("walk_edges")
    if not len(edges):
        return {}
    streets = Streets(edges)
    people = district.places("people").loc[inputs.people.index]
    ground = _Ground(
        district=district,
        streets=streets,
        people=streets.joined(np.asarray(people.geometry.to_numpy(), object)),
        limits_m=limits_m,
    )
    listed = _by_facility(inputs, set(refs["facility"]))
    groups = dict(iter(served.groupby(["facility", "site"])))
    checked = dict.fromkeys(("walks", "arcs_walked", "arcs_of_facilities"), 0)
    checked["suppliers_not_drawn"] = left
    for facility, site, source in _sources(ground, refs):
        own = groups[facility, site]
        metres = ground.streets.reached(source, ground.people, _farthest(ground, own) + NEAR_M)
        checked["walks"] += 1
        checked["arcs_walked"] += _hold_to_limits(ground, inputs, own, metres, found)
        table = listed.get(facility)
        if table is not None:
            checked["arcs_of_facilities"] += _hold_to_table(ground, inputs, table, metres, found)
    return checked


def _served(programme: Programme) -> pd.DataFrame:
    """Who is served where, by name: each pair once."""
    names = ["standard", "people", "facility", "site"]
    parts = []
    for name in ("served", "today_served"):
        table = programme.tables[name]
        kept = table[(table["served_people_x1000"] > 0).to_numpy(bool, na_value=False)]
        parts.append(pd.DataFrame({column: words(kept[column]) for column in names}))
    return pd.concat(parts, ignore_index=True).drop_duplicates()


def _farthest(ground: _Ground, own: pd.DataFrame) -> float:
    """The farthest walk that a standard of some rows allows."""
    return max((ground.limits_m.get(one, 0.0) for one in own["standard"].unique()), default=0.0)


def _by_facility(inputs: PlanInputs, facilities: set[str]) -> dict[str, pd.DataFrame]:
    """Rows of reach of some facilities: the standard, and the person as a number."""
    reach = inputs.options["reach"]
    names = pd.Index(sorted(facilities - {""}), dtype="object")
    number = codes_of(reach["facility"], names)
    own = reach[number >= 0]
    table = pd.DataFrame(
        {
            "facility": number[number >= 0],
            "standard": words(own["standard"]),
            "person": codes_of(own["people"], inputs.people.index),
        }
    )
    return {str(ref): part for ref, part in table.groupby(names.to_numpy()[table["facility"]])}


def _sources(ground: _Ground, refs: pd.DataFrame) -> Iterator[tuple[str, str, Spots]]:
    """Where each supplier is entered; one that the district hasn't is on no way."""
    sites, facilities = ground.district.places("sites"), ground.district.places("facilities")
    gates = _gates(ground.district)
    nowhere = Spots(way=np.full(1, -1), along_m=np.full(1, np.nan))
    for facility, site in zip(refs["facility"], refs["site"], strict=True):
        table, ref = (facilities, facility) if facility else (sites, site)
        if ref not in table.index:
            yield facility, site, nowhere
        elif facility:
            shape = table.geometry.loc[ref]
            own = gates.get(facility, np.zeros(0, object))
            yield facility, site, ground.streets.entrances(shape, own)
        else:
            inside = shapely.point_on_surface(table.geometry.loc[ref])
            yield facility, site, ground.streets.joined(np.array([inside], object))


def _gates(district: District) -> dict[str, Shapes]:
    """The gates of each facility."""
    gates = district.places("gates")
    if "facility" not in gates.columns:
        return {}
    kept = gates[gates["facility"].notna()]
    return {
        str(facility): np.asarray(own.geometry.to_numpy(), object)
        for facility, own in kept.groupby("facility")
    }


def _hold_to_limits(
    ground: _Ground, inputs: PlanInputs, own: pd.DataFrame, metres: Floats, found: Found
) -> int:
    """Everybody who is served lies within the metres of the standard."""
    person = codes_of(own["people"], inputs.people.index)
    limit = own["standard"].map(ground.limits_m).to_numpy(np.float64)
    walked = np.where(person >= 0, metres[person], inf)
    far = np.flatnonzero(~(walked <= limit + NEAR_M))
    found.each("walk", far, lambda at: ("/".join(own.iloc[at]), float(np.nan_to_num(limit[at]))))
    return len(own)


def _hold_to_table(
    ground: _Ground, inputs: PlanInputs, table: pd.DataFrame, metres: Floats, found: Found
) -> int:
    """Nobody within the metres of a facility's standards is left out of the table."""
    count = 0
    for standard, own in table.groupby("standard"):
        within: Whole = np.flatnonzero(metres <= ground.limits_m.get(str(standard), 0.0) - NEAR_M)
        left_out = np.setdiff1d(within, own["person"])
        count += len(own)
        found.each(
            "left_out",
            left_out,
            lambda one, standard=standard: (  # type: ignore[misc]
                f"{standard}/{inputs.people.index[one]}",
                float(metres[one]),
            ),
        )
    return count
