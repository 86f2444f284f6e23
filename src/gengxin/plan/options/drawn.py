"""What options build, as drawn, and the town that they are drawn for."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.appraisal import Paying
from gengxin.engines import form
from gengxin.plan.options.caps import Caps
from gengxin.plan.options.facts import numbers
from gengxin.plan.options.planes import Planes
from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.standing import Standing
from gengxin.terms import Practice

__all__ = [
    "LAID",
    "NUMBERS",
    "Drawn",
    "Masses",
    "Part",
    "Plates",
    "Town",
    "nothing_built",
    "part_of",
    "uses_of",
]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
Words = NDArray[np.object_]
# uses in the order in which they lie, the lowest first
LAID = ("commercial", "public", "industrial", "research", "office", "residential")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Masses:
    """What options build as upright masses, by option and then from below.

    ``option`` is the row of each one's option as drawn. ``wkb`` is its ground, packed: as shapes
    the masses of a city take more room than all else.
    """

    option: Rows
    wkb: Words
    bottom_m: Real
    top_m: Real

    @classmethod
    def of(cls, parts: Sequence["Masses"]) -> "Masses":
        """The masses of several parts, of which no two draw the same option."""
        option, wkb, bottom_m, top_m = (
            np.concatenate([nothing, *(getattr(part, name) for part in parts)])
            for name, nothing in _NO_MASS.items()
        )
        order = np.argsort(option, kind="stable")
        return cls(
            option=option[order], wkb=wkb[order], bottom_m=bottom_m[order], top_m=top_m[order]
        )

    def shape(self, rows: Rows) -> Words:
        """The ground of these masses; polygons or multipolygons."""
        drawn: Words = shapely.from_wkb(self.wkb[rows])
        return drawn

    def of_options(self, first: int, last: int) -> Rows:
        """The rows of the masses of the options from one to another."""
        return np.arange(*np.searchsorted(self.option, (first, last + 1)))


_NO_MASS: dict[str, NDArray[np.generic]] = {
    "option": np.zeros(0, np.int64),
    "wkb": np.zeros(0, object),
    "bottom_m": np.zeros(0),
    "top_m": np.zeros(0),
}


class Plates(NamedTuple):
    """Ground that options use, a row each: its site, and the greatest top of what uses it."""

    site: Rows
    shape: Words
    top_m: Real

    @classmethod
    def of(cls, parts: Sequence["Plates"]) -> "Plates":
        """The plates of several parts."""
        nothing = (np.zeros(0, np.int64), np.zeros(0, object), np.zeros(0))
        return cls(*(np.concatenate(each) for each in zip(nothing, *parts, strict=True)))


class Part(NamedTuple):
    """What some options build."""

    masses: Masses
    plates: Plates


def part_of(
    option: Rows, site: Rows, steps: form.Steps, built: tuple[form.Form, form.Masses]
) -> Part:
    """What drafts build; ``option`` and ``site`` are the rows of each."""
    made, masses = built
    draft = np.repeat(np.arange(len(made.row)), made.storeys)
    top_m = np.full(len(steps.shape), -np.inf)
    np.maximum.at(top_m, made.step, made.storey_top_m)
    of_step = np.zeros(len(top_m), np.int64)
    of_step[made.step] = site[draft]
    used = np.flatnonzero(top_m > -np.inf)
    return Part(
        masses=Masses(
            option=option[masses.draft],
            wkb=np.asarray(shapely.to_wkb(masses.shape), object),
            bottom_m=masses.bottom_m,
            top_m=masses.top_m,
        ),
        plates=Plates(of_step[used], steps.shape[used], top_m[used]),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """A row an option: the new building; 0 where nothing is built.

    ``setback_m`` and ``spacing_m`` are missing where nothing is built; ``plane_over_m`` is how far
    the new building rises above the plane of its site, missing where there is no plane too.
    ``demolished_share`` is the share of today's floor that goes for it, ``kept_footprint_m2`` the
    ground that stays built on. ``binds`` holds ``form.Limit`` flags; ``nothing`` says by
    ``form.Nothing`` why a building asked for has no floor. ``masses`` are of all options, whichever
    rows are taken.
    """

    built_m2: Real
    storeys: Real
    height_m: Real
    footprint_m2: Real
    setback_m: Real
    spacing_m: Real
    plane_over_m: Real
    demolished_share: Real
    kept_footprint_m2: Real
    binds: Rows
    nothing: Rows
    masses: Masses
    plates: Plates

    def of(self, rows: Rows | slice) -> "Drawn":
        """The buildings of some options, again where named again; masses keep their own rows.

        Plates are of use while all options are looked at together, and are let go.
        """
        numbers_of = {name: getattr(self, name)[rows] for name in NUMBERS}
        return replace(self, plates=Plates.of([]), **numbers_of)


NUMBERS = tuple(one.name for one in fields(Drawn) if one.name not in {"masses", "plates"})


class Town(NamedTuple):
    """Sites with what rules, sun and practice ask of buildings there, and what stands.

    ``paying`` says what floor of the uses as laid leaves, where a treatment asks what pays best.
    """

    sites: gpd.GeoDataFrame
    standing: Standing
    practice: Practice
    caps: Caps
    planes: Planes
    sun_m: Real
    paying: Paying | None = None


def nothing_built(town: Town, proposals: Proposals) -> Drawn:
    """Options of which none is drawn yet."""
    count = len(proposals)
    standing_m2 = np.nan_to_num(numbers(town.sites, "footprint_m2").to_numpy())
    return Drawn(
        built_m2=np.zeros(count),
        storeys=np.zeros(count),
        height_m=np.zeros(count),
        footprint_m2=np.zeros(count),
        setback_m=np.full(count, np.nan),
        spacing_m=np.full(count, np.nan),
        plane_over_m=np.full(count, np.nan),
        demolished_share=np.zeros(count),
        kept_footprint_m2=standing_m2[proposals.site],
        binds=np.zeros(count, np.int64),
        nothing=np.zeros(count, np.int64),
        masses=Masses.of([]),
        plates=Plates(np.zeros(0, np.int64), np.zeros(0, object), np.zeros(0)),
    )


def uses_of(practice: Practice) -> form.Uses:
    """Uses of floor as they lie, by the practice."""
    kinds = [practice.floor_types[use] for use in LAID]
    return form.Uses(
        storey_m=[one.storey_m for one in kinds],
        ground_storey_m=[one.ground_storey_m for one in kinds],
        efficiency_share=[one.efficiency_share for one in kinds],
        depth_m=[one.depth_m for one in kinds],
    )
