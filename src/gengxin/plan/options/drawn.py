"""What options build, as drawn, and the town that they are drawn for."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gengxin.appraisal import Paying
from gengxin.engines import form
from gengxin.plan.options.caps import Caps
from gengxin.plan.options.facts import numbers
from gengxin.plan.options.planes import Planes
from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.standing import Standing
from gengxin.terms import Practice

__all__ = ["LAID", "Drawn", "Part", "Town", "nothing_built", "uses_of"]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
# uses in the order in which they lie, the lowest first
LAID = ("commercial", "public", "industrial", "research", "office", "residential")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """Options drawn together: ``option`` is the row of each draft of the form."""

    option: Rows
    steps: form.Steps
    form: form.Form


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """A row an option: the new building; 0 where nothing is built.

    ``setback_m`` and ``spacing_m`` are missing where nothing is built; ``plane_over_m`` is how far
    the new building rises above the plane of its site, missing where there is no plane too.
    ``demolished_share`` is the share of today's floor that goes for it, ``kept_footprint_m2`` the
    ground that stays built on. ``binds`` holds ``form.Limit`` flags; ``nothing`` says by
    ``form.Nothing`` why a building asked for has no floor. ``parts`` can draw the masses.
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
    parts: tuple[Part, ...]

    def of(self, rows: Rows | slice) -> "Drawn":
        """The buildings of some options, again where named again; parts keep their own rows."""
        numbers_of = {name: getattr(self, name)[rows] for name in self.__slots__ if name != "parts"}
        return replace(self, **numbers_of)


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
        parts=(),
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
