"""Which treatments are considered for which sites, and where each is possible."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.plan.options.facts import numbers, words
from gengxin.terms import Practice, Treatment, codes

__all__ = ["Proposals", "by_site", "option_refs", "propose"]

Flags = NDArray[np.bool_]
# by which word treatments ask for what nobody knows
UNKNOWN = "unknown"
# column of the sites: words of a treatment that ask for it
_ASKED = {
    "use_class": "use_classes",
    "intended_use": "plan_uses",
    "condition": "conditions",
    "heritage_class": "heritage_classes",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proposals:
    """One row an option: which site, which treatment, and why it is not possible (empty: it is).

    ``site`` and ``treatment`` are rows of the sites and of the practice. ``service`` is the code of
    the service standard that the option makes room for, empty for none.
    """

    site: NDArray[np.int64]
    treatment: NDArray[np.int64]
    service: NDArray[np.object_]
    reason_en: NDArray[np.object_]
    reason_zh: NDArray[np.object_]

    def __len__(self) -> int:
        """Number of options."""
        return len(self.site)

    def of(self, rows: slice | Flags | NDArray[np.int64]) -> "Proposals":
        """Some of the proposals; ``site`` and ``treatment`` stay as they are."""
        return Proposals(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def propose(sites: pd.DataFrame, practice: Practice) -> Proposals:
    """Every treatment that a site gives cause to consider, by site and then by treatment.

    A site where no renewal may be decided is only kept. What structure or height makes impossible
    stays in, with the reason.
    """
    parts = list(_by_treatment(sites, practice))
    site = np.concatenate([rows for rows, _, _ in parts])
    treatment = np.repeat(np.arange(len(parts)), [len(rows) for rows, _, _ in parts])
    order = np.lexsort((treatment, site))
    return Proposals(
        site=site[order],
        treatment=treatment[order],
        service=np.full(len(site), "", object),
        reason_en=np.concatenate([en for _, en, _ in parts])[order],
        reason_zh=np.concatenate([zh for _, _, zh in parts])[order],
    )


def by_site(site: NDArray[np.int64], sites_at_once: int) -> list[slice]:
    """The rows of so many sites at a time, of rows sorted by site; at least one part."""
    first = np.flatnonzero(np.diff(site, prepend=-1))
    cuts = [*first[::sites_at_once].tolist(), len(site)] if len(site) else [0, 0]
    return [slice(begin, end) for begin, end in pairwise(cuts)]


def option_refs(proposals: Proposals, sites: pd.DataFrame, practice: Practice) -> pd.Index:
    """Stable references: site, action and variant, and the service where there is one."""
    named = np.array([f"{t.action}-{t.variant}" for t in practice.treatments], dtype=object)
    plain = sites.index.to_numpy(object)[proposals.site] + "/" + named[proposals.treatment]
    tail = np.where(proposals.service == "", "", "+" + proposals.service)
    refs: pd.Index = pd.Index(plain + tail, dtype="object", name="option")
    return refs


def _by_treatment(
    sites: pd.DataFrame, practice: Practice
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.object_], NDArray[np.object_]]]:
    """For each treatment the rows of the sites considered, and why some are impossible."""
    renewable = sites["renewable"].to_numpy(bool)
    every = {name: words(sites, name) for name in _ASKED}
    told = {name: word.mask(word == "", UNKNOWN) for name, word in every.items()}
    stands = words(sites, "structure").to_numpy(), numbers(sites, "storeys").to_numpy()
    for treatment in practice.treatments:
        asked = np.ones(len(sites), bool) if treatment.action == "keep" else renewable
        rows = np.flatnonzero(asked & _is_considered(sites, treatment, told))
        en, zh = _impossible(treatment, structure=stands[0][rows], storeys=stands[1][rows])
        yield rows, en, zh


def _is_considered(
    sites: pd.DataFrame, asked: Treatment, told: Mapping[str, "pd.Series[str]"]
) -> Flags:
    """Whether every condition that the treatment states holds; ``told`` are the sites' words.

    What is unknown meets none but the word for it.
    """
    held = np.ones(len(sites), bool)
    for column, name in _ASKED.items():
        if allowed := getattr(asked, name):
            held &= told[column].isin(allowed).to_numpy()
    if asked.deficiencies:
        lacking = [numbers(sites, f"homes_{one}_count") > 0 for one in asked.deficiencies]
        held &= np.logical_or.reduce([one.to_numpy() for one in lacking])
    if asked.built_before_year is not None:
        held &= (numbers(sites, "year_built") < asked.built_before_year).to_numpy()
    if asked.vacancy_low_share is not None:
        held &= (numbers(sites, "vacancy_share") >= asked.vacancy_low_share).to_numpy()
    if asked.far_room_low_share is not None:
        held &= (_far_room_share(sites) >= asked.far_room_low_share).to_numpy()
    return held & _may_transfer(sites, asked)


def _may_transfer(sites: pd.DataFrame, asked: Treatment) -> Flags:
    """Whether a site has a known right to send floor area, or may receive some."""
    held = np.ones(len(sites), bool)
    if asked.far_sent_share:
        held &= (numbers(sites, "far_to_send_m2") > 0.0).to_numpy()
    if asked.far_received_share:
        held &= (numbers(sites, "far_received_limit") > 0.0).to_numpy()
    return held


def _far_room_share(sites: pd.DataFrame) -> pd.Series:
    """Share of the floor permitted that is not built; all of it where nothing limits the floor.

    Missing where nobody knows what stands.
    """
    permitted_m2 = numbers(sites, "far_limit") * numbers(sites, "area_m2")
    return 1.0 - numbers(sites, "gross_floor_area_m2") / permitted_m2


def _impossible(
    treatment: Treatment, *, structure: NDArray[np.object_], storeys: NDArray[np.float64]
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Why the treatment can't be done on each site; empty where it can."""
    en, zh = np.full((2, len(structure)), "", object)
    if treatment.structures:
        wrong = (structure != "") & ~np.isin(structure, treatment.structures)
        for code in np.unique(structure[wrong]):
            is_it = wrong & (structure == code)
            en[is_it] = f"its structure is {codes.STRUCTURES[code][0]}; this needs " + " or ".join(
                codes.STRUCTURES[one][0] for one in treatment.structures
            )
            zh[is_it] = f"现状为{codes.STRUCTURES[code][1]}，需为" + "或".join(
                codes.STRUCTURES[one][1] for one in treatment.structures
            )
    if treatment.storeys_high is not None:
        high = (en == "") & (storeys > treatment.storeys_high)
        en[high] = f"it has more than {treatment.storeys_high:g} storeys already"
        zh[high] = f"现状已超过{treatment.storeys_high:g}层"
    return en, zh
