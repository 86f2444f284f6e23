"""Who gives each service today, and who is within the walk of whoever gives it or may give it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin import appraisal, rules
from gengxin.plan.options.facts import words
from gengxin.plan.options.services import Lacking
from gengxin.plan.options.walks import Walks, limit_m
from gengxin.terms import CheckUp, District, ServiceStandard

__all__ = ["Suppliers", "reach_of", "suppliers_of"]

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Suppliers:
    """Facilities that give services today: ``table`` as the run keeps it, a row a service each.

    ``facility`` is the row of each in the district's table. Those too small for a standard don't
    count for it, as in the check-up.
    """

    table: pd.DataFrame
    facility: Rows


def suppliers_of(district: District, check_up: CheckUp) -> Suppliers:
    """Every facility under each standard that it counts for, with the people that it can serve."""
    facilities = district.table("facilities")
    site = words(facilities, "site").to_numpy(object)
    rows, standards, capacity = [np.zeros(0, np.int64)], [""], [np.zeros(0)]
    for one in _of_facilities(check_up):
        every = rules.suppliers(district, one)
        own = every[every["is_large_enough"].to_numpy(bool)]
        rows.append(facilities.index.get_indexer(own.index).astype(np.int64))
        standards.append(one.code)
        capacity.append(own["capacity_people"].to_numpy(np.float64))
    row = np.concatenate(rows)
    return Suppliers(
        facility=row,
        table=pd.DataFrame(
            {
                "standard": np.repeat(np.array(standards, object), [len(one) for one in rows]),
                "facility": facilities.index.to_numpy(object)[row],
                "site": site[row],
                "capacity_people_x1000": appraisal.fixed_point(
                    pd.Series(np.concatenate(capacity), dtype="float64"), 1000
                ),
            }
        ),
    )


def reach_of(
    walks: Walks | None,
    suppliers: Suppliers,
    *,
    check_up: CheckUp,
    lacking: list[Lacking],
    slots: tuple[pd.DataFrame, Rows],
    refs: tuple[pd.Index, pd.Index, pd.Index],
) -> pd.DataFrame:
    """Pairs of people and who gives a service that options can change anything about.

    ``slots`` are the services that options open and close, and the row of each option's site;
    ``refs`` those of people, facilities and sites. Of a site that may open a service only those
    people are listed who lack it, or might once all facilities close that options could close.
    """
    table, site = slots
    opens = (table["effect"] == "opens").to_numpy(bool)
    closing = np.unique(refs[1].get_indexer(pd.Index(table["facility"][~opens].astype("object"))))
    own_standard = suppliers.table["standard"].to_numpy(object)
    closes = np.isin(suppliers.facility, closing)
    opened = table["standard"].to_numpy(object)[opens]
    planned = {*opened, *own_standard[closes]}
    unserved = {one.standard.code: one.unserved for one in lacking}
    parts: list[_Part] = []
    if walks is None:
        return _as_table([], [], refs)
    asked = [one for one in _of_facilities(check_up) if one.code in planned]
    for number, one in enumerate(asked):
        within_m, own = limit_m(one, check_up), own_standard == one.code
        at_stake = unserved.get(one.code, np.zeros(len(refs[0]))) > 0
        for pairs in walks.pairs(walks.facilities, suppliers.facility[own], within_m=within_m):
            at_stake[pairs.target[np.isin(pairs.source, closing)]] = True
            parts.append(_Part(number, pairs.target, pairs.source, _NOWHERE, pairs.distance_m))
        holding = np.unique(site[opens][opened == one.code])
        for pairs in walks.pairs(walks.sites, holding, within_m=within_m):
            kept = at_stake[pairs.target]
            parts.append(
                _Part(
                    *(number, pairs.target[kept], _NOWHERE, pairs.source[kept]),
                    pairs.distance_m[kept],
                )
            )
    return _as_table(parts, [one.code for one in asked], refs)


_NOWHERE = np.full(1, -1, np.int32)


class _Part(NamedTuple):
    """Pairs under one standard; the rows of facilities or of sites, the others nowhere."""

    standard: int
    person: NDArray[np.int32]
    facility: NDArray[np.int32]
    site: NDArray[np.int32]
    distance_m: NDArray[np.float32]


def _as_table(
    parts: list[_Part], standards: list[str], refs: tuple[pd.Index, pd.Index, pd.Index]
) -> pd.DataFrame:
    """The parts below each other; words are kept once, rows point to them."""
    people, facilities, sites = refs
    count = [len(part.person) for part in parts]
    nothing = np.zeros(0, np.int32)

    def joined(name: str) -> NDArray[np.int32]:
        each = (
            np.broadcast_to(np.asarray(getattr(part, name), np.int32), (n,))
            for part, n in zip(parts, count, strict=True)
        )
        return np.concatenate([nothing, *each])

    def named(codes: NDArray[np.int32], names: pd.Index) -> pd.Categorical:
        # nowhere is the empty word, the last of the names
        at = np.where(codes < 0, len(names), codes)
        return pd.Categorical.from_codes(at, categories=names.astype("object").append(_EMPTY))

    metres = [np.zeros(0, np.float32), *(part.distance_m for part in parts)]
    return pd.DataFrame(
        {
            "standard": pd.Categorical.from_codes(
                joined("standard"), pd.Index(standards, dtype="str")
            ),
            "people": pd.Categorical.from_codes(joined("person"), categories=people),
            "facility": named(joined("facility"), facilities),
            "site": named(joined("site"), sites),
            "distance_m": np.concatenate(metres),
        }
    )


_EMPTY = pd.Index([""], dtype="object")


def _of_facilities(check_up: CheckUp) -> list[ServiceStandard]:
    """Standards for what facilities give; a stop is no facility."""
    return [one for one in check_up.pack.services if one.table == "facilities"]
