"""Who gives each service today, and who is within the walk of whoever gives it or may give it."""

from collections.abc import Iterator
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

__all__ = ["Changes", "Suppliers", "changes_of", "reach_of", "suppliers_of"]

Rows = NDArray[np.int64]
# what tells who gives a service, and to how many
_ASKED = ("kind", "station", "area_m2", "capacity_people")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Suppliers:
    """Facilities that give services today: ``table`` as the run keeps it, a row a service each.

    ``facility`` is the row of each in the district's table. Those too small for a standard don't
    count for it, as in the check-up.
    """

    table: pd.DataFrame
    facility: Rows


class Changes(NamedTuple):
    """Standards of the services that options open, the rows of their sites, what they close."""

    opened: NDArray[np.object_]
    opened_at: Rows
    closing: Rows


def changes_of(slots: pd.DataFrame, site: Rows, facilities: pd.Index) -> Changes:
    """What services options open and close, each once; ``site`` is the row of each one's site."""
    opens = (slots["effect"] == "opens").to_numpy(bool)
    opened = pd.DataFrame({"standard": slots["standard"].to_numpy(object), "site": site})
    once = opened[opens].drop_duplicates()
    closed = pd.Index(slots["facility"][~opens].astype("object").unique(), dtype="object")
    return Changes(
        opened=once["standard"].to_numpy(object),
        opened_at=once["site"].to_numpy(np.int64),
        closing=facilities.get_indexer(closed).astype(np.int64),
    )


def suppliers_of(district: District, check_up: CheckUp) -> Suppliers:
    """Every facility under each standard that it counts for, with the people that it can serve."""
    facilities = district.table("facilities")
    site = words(facilities, "site").to_numpy(object)
    known = pd.DataFrame(facilities[[name for name in _ASKED if name in facilities.columns]])
    rows, standards, capacity = [np.zeros(0, np.int64)], [""], [np.zeros(0)]
    for one in _of_facilities(check_up):
        counts = rules.gives(known, one) & rules.is_large_enough(known, one)
        own = np.flatnonzero(counts.to_numpy(bool))
        rows.append(own)
        standards.append(one.code)
        capacity.append(rules.capacity_of(known.iloc[own], one).to_numpy(np.float64))
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
    changes: list[Changes],
    refs: tuple[pd.Index, pd.Index, pd.Index],
) -> Iterator[pd.DataFrame]:
    """Pairs of people and who gives a service that options can change anything about, in parts.

    ``changes`` are the services that options open and close; ``refs`` those of people, facilities
    and sites. Of a site that may open a service only those people are listed who lack it, or might
    once all facilities close that options could close. Pairs of one walk follow each other.
    """
    if walks is None:
        yield _as_table([], _Names.of([], refs))
        return
    asked = _asked(check_up, suppliers, changes)
    names = _Names.of([one.code for one in asked.standards], refs)
    yield _as_table([], names)
    unserved = {one.standard.code: one.unserved > 0 for one in lacking}
    nobody = np.zeros(len(refs[0]), np.bool_)
    at_stake = [unserved.get(one.code, nobody).copy() for one in asked.standards]
    for within_m in np.unique(asked.limit_m):
        alike = np.flatnonzero(asked.limit_m == within_m).tolist()
        for one in alike:
            for pairs in walks.pairs(walks.facilities, asked.given_by[one], within_m=within_m):
                at_stake[one][pairs.target[np.isin(pairs.source, asked.closing)]] = True
                part = _Part(one, pairs.target, pairs.source, _NOWHERE, pairs.distance_m)
                yield _as_table([part], names)
        holding = np.unique(np.concatenate([asked.held_by[one] for one in alike]))
        for pairs in walks.pairs(walks.sites, holding, within_m=within_m):
            parts = []
            for one in alike:
                kept = at_stake[one][pairs.target] & np.isin(pairs.source, asked.held_by[one])
                person, site = pairs.target[kept], pairs.source[kept]
                parts.append(_Part(one, person, _NOWHERE, site, pairs.distance_m[kept]))
            yield _as_table(parts, names)


class _Asked(NamedTuple):
    """Standards that options can change anything about, with the walk that each allows.

    For each the rows of the facilities that give it and of the sites that may; ``closing`` are the
    facilities that options close.
    """

    standards: list[ServiceStandard]
    limit_m: NDArray[np.float64]
    given_by: list[Rows]
    held_by: list[Rows]
    closing: Rows


def _asked(check_up: CheckUp, suppliers: Suppliers, changes: list[Changes]) -> _Asked:
    nothing = np.zeros(0, np.int64)
    opened = np.concatenate([np.zeros(0, object), *(one.opened for one in changes)])
    opened_at = np.concatenate([nothing, *(one.opened_at for one in changes)])
    closing = np.unique(np.concatenate([nothing, *(one.closing for one in changes)]))
    given = suppliers.table["standard"].to_numpy(object)
    planned = {*opened, *given[np.isin(suppliers.facility, closing)]}
    standards = [one for one in _of_facilities(check_up) if one.code in planned]
    return _Asked(
        standards=standards,
        limit_m=np.array([limit_m(one, check_up) for one in standards]),
        given_by=[suppliers.facility[given == one.code] for one in standards],
        held_by=[np.unique(opened_at[opened == one.code]) for one in standards],
        closing=closing,
    )


_NOWHERE = np.full(1, -1, np.int32)


class _Part(NamedTuple):
    """Pairs under one standard; the rows of facilities or of sites, the others nowhere."""

    standard: int
    person: NDArray[np.int32]
    facility: NDArray[np.int32]
    site: NDArray[np.int32]
    distance_m: NDArray[np.float32]


class _Names(NamedTuple):
    """What rows of the table point to; nowhere is the empty word, the last of the names."""

    standard: pd.CategoricalDtype
    person: pd.CategoricalDtype
    facility: pd.CategoricalDtype
    site: pd.CategoricalDtype

    @classmethod
    def of(cls, standards: list[str], refs: tuple[pd.Index, pd.Index, pd.Index]) -> "_Names":
        """The names of standards, people, facilities and sites, all parts of a table alike."""
        people, facilities, sites = refs
        nowhere = pd.Index([""], dtype="str")
        return cls(
            standard=pd.CategoricalDtype(pd.Index(standards, dtype="str")),
            person=pd.CategoricalDtype(people),
            facility=pd.CategoricalDtype(facilities.astype("str").append(nowhere)),
            site=pd.CategoricalDtype(sites.astype("str").append(nowhere)),
        )


def _as_table(parts: list[_Part], names: _Names) -> pd.DataFrame:
    """The parts below each other; words are kept once, rows point to them."""
    count = [len(part.person) for part in parts]

    def named(name: str) -> "pd.Categorical[str]":
        each = (
            np.broadcast_to(np.asarray(getattr(part, name), np.int32), (n,))
            for part, n in zip(parts, count, strict=True)
        )
        place, dtype = np.concatenate([np.zeros(0, np.int32), *each]), getattr(names, name)
        last = np.int32(len(dtype.categories) - 1)
        return pd.Categorical.from_codes(np.where(place < 0, last, place), dtype=dtype)

    metres = [np.zeros(0, np.float32), *(part.distance_m for part in parts)]
    return pd.DataFrame(
        {
            "standard": named("standard"),
            "people": named("person"),
            "facility": named("facility"),
            "site": named("site"),
            "distance_m": np.concatenate(metres),
        }
    )


def _of_facilities(check_up: CheckUp) -> list[ServiceStandard]:
    """Standards for what facilities give; a stop is no facility."""
    return [one for one in check_up.pack.services if one.table == "facilities"]
