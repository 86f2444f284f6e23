"""What each option would build: storeys, height and floor, within rules, sun and neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.engines import form
from gengxin.plan.options.caps import Caps
from gengxin.plan.options.facts import USES, numbers
from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.quantities import treatment_number
from gengxin.plan.options.standing import Standing
from gengxin.terms import Practice

__all__ = ["Drawn", "Part", "draw"]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
# uses in the order in which they lie, the lowest first
LAID = ("commercial", "public", "industrial", "research", "office", "residential")
_AS_LAID = [USES.index(use) for use in LAID]
# slabs keep their distance for this height where neither rule nor sun caps it
TALLEST_M = 60.0
NEAR_M = 60.0
# an option with more of its new floor in homes is drawn as homes
_HOMES_SHARE = 0.5
_PODIUM_M = 12.0
_TOWER_DEPTH_M = 40.0
_MOST_STOREYS = 80
_SLABS, _TOWER = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """Options drawn together: ``option`` is the row of each draft of the form."""

    option: Rows
    steps: form.Steps
    form: form.Form


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """A row an option: the new building; 0 where nothing is built.

    ``setback_m`` and ``spacing_m`` are missing where nothing is built. ``demolished_share`` is the
    share of today's floor that goes for it, ``kept_footprint_m2`` the ground that stays built on.
    ``binds`` holds ``form.Limit`` flags; ``nothing`` says by ``form.Nothing`` why a building asked
    for has no floor. ``parts`` can draw the masses.
    """

    built_m2: Real
    storeys: Real
    height_m: Real
    footprint_m2: Real
    setback_m: Real
    spacing_m: Real
    demolished_share: Real
    kept_footprint_m2: Real
    binds: Rows
    nothing: Rows
    parts: tuple[Part, ...]

    def of(self, rows: Rows) -> "Drawn":
        """The buildings of some options, again where named again; parts keep their own rows."""
        numbers_of = {name: getattr(self, name)[rows] for name in self.__slots__ if name != "parts"}
        return replace(self, **numbers_of)


class Town(NamedTuple):
    """Sites with what rules, sun and practice ask of buildings there, and what stands."""

    sites: gpd.GeoDataFrame
    standing: Standing
    practice: Practice
    caps: Caps
    sun_m: Real


class _Ask(NamedTuple):
    """Options drawn in one go: rows, sites, shares of uses (as laid), and how far each goes.

    ``at`` is the place of each option's site among ``plots``; ``goes`` tells which buildings go.
    """

    option: Rows
    site: Rows
    at: Rows
    mix: Real
    intensity: Real
    goes: NDArray[np.bool_]


def draw(town: Town, proposals: Proposals, *, mix: Real) -> Drawn:
    """Draw every option that builds, as large as its treatment wants and its site bears.

    ``mix`` are the shares of new floor by use, shape (options, uses).
    """
    drawn = _nothing_built(town, proposals)
    intensity = treatment_number(proposals, town.practice, lambda t: t.intensity_share)
    stated = treatment_number(proposals, town.practice, lambda t: t.demolished_share)
    laid = mix[:, _AS_LAID]
    parts: list[Part] = []
    for share in np.unique(stated[intensity > 0]):
        option = np.flatnonzero((intensity > 0) & (stated == share))
        rows, at = np.unique(proposals.site[option], return_inverse=True)
        ask = _Ask(
            option=option,
            site=proposals.site[option],
            at=at,
            mix=laid[option],
            intensity=intensity[option],
            goes=town.standing.gone_for(share),
        )
        _tell_what_goes(drawn, ask, town, share)
        parts += list(_on_ground(drawn, ask, rows, town))
    storeys = treatment_number(proposals, town.practice, lambda t: t.storeys_added)
    up = np.flatnonzero(storeys > 0)
    if len(up):
        parts.append(_on_top(drawn, town, up, proposals.site[up], (storeys[up], laid[up])))
    return replace(drawn, parts=tuple(parts))


def _nothing_built(town: Town, proposals: Proposals) -> Drawn:
    count = len(proposals)
    standing_m2 = np.nan_to_num(numbers(town.sites, "footprint_m2").to_numpy())
    return Drawn(
        built_m2=np.zeros(count),
        storeys=np.zeros(count),
        height_m=np.zeros(count),
        footprint_m2=np.zeros(count),
        setback_m=np.full(count, np.nan),
        spacing_m=np.full(count, np.nan),
        demolished_share=np.zeros(count),
        kept_footprint_m2=standing_m2[proposals.site],
        binds=np.zeros(count, np.int64),
        nothing=np.zeros(count, np.int64),
        parts=(),
    )


def _tell_what_goes(drawn: Drawn, ask: _Ask, town: Town, stated: float) -> None:
    """Write down the floor that goes and the ground that stays built on, building by building."""
    stands, goes, count = town.standing, ask.goes, len(town.sites)
    own = stands.site >= 0
    floor = np.nan_to_num(stands.floor_m2)
    whole = np.bincount(stands.site[own], weights=floor[own], minlength=count)
    lost = np.bincount(stands.site[own & goes], weights=floor[own & goes], minlength=count)
    stay = own & ~goes
    kept = np.bincount(stands.site[stay], weights=shapely.area(stands.shape[stay]), minlength=count)
    # where no building is known all that is asked for goes
    share = np.divide(lost, whole, out=np.full(count, stated), where=whole > 0)
    share[numbers(town.sites, "gross_floor_area_m2").to_numpy() == 0] = 0.0
    drawn.demolished_share[ask.option] = share[ask.site]
    drawn.kept_footprint_m2[ask.option] = kept[ask.site]


def _on_ground(drawn: Drawn, ask: _Ask, rows: Rows, town: Town) -> Iterator[Part]:
    """Draw on the ground that is free once the buildings have gone that go."""
    caps = town.caps.of(rows)
    plots = form.plots(np.asarray(town.sites.geometry.to_numpy())[rows])
    limits = form.Limits(
        front_m=caps.setback_m,
        side_m=caps.setback_m,
        rear_m=caps.setback_m,
        height_m=caps.height_m,
        sun_m=town.sun_m[rows],
    )
    place = np.append(np.full(len(town.sites), -1), -1)
    place[rows] = np.arange(len(rows))
    free = form.around(
        form.envelope(plots, limits),
        town.standing.shape,
        spacing_m=town.practice.spacing_m,
        gone=np.where(ask.goes, place[town.standing.site], -1),
    )
    kinds = _kinds(plots, free, town.practice, np.minimum(caps.height_m, town.sun_m[rows]))
    uses = _uses(town.practice)
    most = [form.fill(steps, uses, _wanted(ask, drawn, town)) for steps in kinds]
    most_m2 = np.stack([one.gross_floor_area_m2.sum(axis=1) for one in most])
    is_homes = ask.mix[:, LAID.index("residential")] > _HOMES_SHARE
    # towers of homes are left to a planner's own drawing
    most_m2[_TOWER, is_homes] = -1.0
    most_m2[_SLABS, ~is_homes] = -1.0
    best = np.argmax(most_m2, axis=0)
    target_m2 = _target_m2(most_m2.max(axis=0), ask, drawn, town)
    for kind, steps in enumerate(kinds):
        chosen = np.flatnonzero(best == kind)
        if len(chosen):
            wanted = _wanted(ask, drawn, town, chosen=chosen, target_m2=target_m2)
            made = form.fill(steps, uses, wanted)
            part = Part(option=ask.option[chosen], steps=steps, form=made)
            _note_ground(drawn, part, ask, chosen, (plots, town))
            yield part


def _kinds(
    plots: form.Plots, free: form.Steps, practice: Practice, cap_m: Real
) -> tuple[form.Steps, ...]:
    """The ground built on as a perimeter block, as slabs facing the sun, as a tower."""
    homes, work = practice.floor_types["residential"], practice.floor_types["office"]
    return (
        form.perimeter(plots, free, depth_m=work.depth_m),
        form.slabs(
            free,
            form.Rows(depth_m=homes.depth_m, spacing_ratio=practice.slab_spacing_ratio),
            height_m=np.minimum(cap_m, TALLEST_M),
        ),
        form.tower(
            free, podium_m=_PODIUM_M, plate_m2=practice.tower_plate_m2, depth_m=_TOWER_DEPTH_M
        ),
    )


def _wanted(
    ask: _Ask,
    drawn: Drawn,
    town: Town,
    *,
    chosen: Rows | None = None,
    target_m2: Real | None = None,
) -> form.Wanted:
    """What each option asks: at most what rules leave beside the buildings that stay."""
    some = np.arange(len(ask.option)) if chosen is None else chosen
    site, option = ask.site[some], ask.option[some]
    area_m2 = numbers(town.sites, "area_m2").to_numpy()[site]
    kept_m2 = _kept_m2(site, drawn.demolished_share[option], town)
    footprint_m2 = town.caps.lot_coverage[site] * area_m2 - drawn.kept_footprint_m2[option]
    return form.Wanted(
        row=ask.at[some],
        use_share=ask.mix[some],
        floor_area_m2=np.inf if target_m2 is None else target_m2[some],
        most_floor_area_m2=np.maximum(town.caps.far[site] * area_m2 - kept_m2, 0.0),
        most_footprint_m2=np.maximum(footprint_m2, 0.0),
        most_storeys=_MOST_STOREYS,
    )


def _target_m2(most_m2: Real, ask: _Ask, drawn: Drawn, town: Town) -> Real:
    """New floor wanted: so far on the way from what stands today to the most there may be.

    Where less is allowed than stands, what is pulled down comes back as far as is allowed.
    """
    today_m2 = np.nan_to_num(numbers(town.sites, "gross_floor_area_m2").to_numpy())[ask.site]
    kept_m2 = _kept_m2(ask.site, drawn.demolished_share[ask.option], town)
    room_m2 = np.maximum(kept_m2 + most_m2 - today_m2, 0.0)
    wanted_m2: Real = today_m2 + ask.intensity * room_m2 - kept_m2
    return np.clip(wanted_m2, 0.0, most_m2)


def _kept_m2(site: Rows, demolished_share: Real, town: Town) -> Real:
    today_m2 = np.nan_to_num(numbers(town.sites, "gross_floor_area_m2").to_numpy())[site]
    kept_m2: Real = today_m2 * (1.0 - demolished_share)
    return kept_m2


def _note_ground(
    drawn: Drawn, part: Part, ask: _Ask, chosen: Rows, place: tuple[form.Plots, Town]
) -> None:
    """Write down what a part builds."""
    plots, town = place
    made, option = part.form, part.option
    shape = form.footprints(part.steps, made)
    drawn.built_m2[option] = made.gross_floor_area_m2.sum(axis=1)
    drawn.storeys[option] = made.storeys
    drawn.height_m[option] = made.height_m
    drawn.footprint_m2[option] = made.footprint_m2
    drawn.binds[option] = made.binds
    drawn.nothing[option] = made.nothing
    edge = shapely.boundary(plots.outline[ask.at[chosen]])
    drawn.setback_m[option] = shapely.distance(edge, shape)
    drawn.spacing_m[option] = _spacing_m(shape, ask.site[chosen], ask.goes, town.standing)


def _spacing_m(
    shape: NDArray[np.object_], site: Rows, goes: NDArray[np.bool_], stands: Standing
) -> Real:
    """Least distance to a building that stays; inf beyond ``NEAR_M``, missing without a shape."""
    row, other = shapely.STRtree(stands.shape).query(shape, "dwithin", NEAR_M)
    stays = ~(goes[other] & (stands.site[other] == site[row]))
    row, other = row[stays], other[stays]
    least_m = np.where(shapely.is_empty(shape), np.nan, np.inf)
    np.minimum.at(least_m, row, shapely.distance(shape[row], stands.shape[other]))
    return least_m


def _on_top(drawn: Drawn, town: Town, option: Rows, site: Rows, asked: tuple[Real, Real]) -> Part:
    """Storeys on top of every building of each site, as many as asked and allowed."""
    storeys, mix = asked
    stands = town.standing
    order = np.argsort(stands.site, kind="stable")
    first = np.searchsorted(stands.site[order], site)
    count = np.searchsorted(stands.site[order], site, side="right") - first
    each = np.repeat(np.arange(len(option)), count)
    building = order[
        np.repeat(first, count) + np.arange(len(each)) - np.repeat(np.cumsum(count) - count, count)
    ]
    rows, at = np.unique(site, return_inverse=True)
    plots = form.plots(np.asarray(town.sites.geometry.to_numpy())[rows])
    limits = form.Limits(height_m=town.caps.height_m[rows], sun_m=town.sun_m[rows])
    steps = form.over(form.envelope(plots, limits), stands.shape[building], row=at[each])
    part = Part(
        option=option[each],
        steps=steps,
        form=form.fill(
            steps,
            _uses(town.practice),
            form.Wanted(
                row=np.arange(len(each)),
                use_share=mix[each],
                most_floor_area_m2=_room_on_top_m2(town, site, building, each),
                most_storeys=storeys[each],
                base_m=stands.height_m[building],
            ),
        ),
    )
    made, whole = part.form, len(drawn.built_m2)
    drawn.built_m2[:] += np.bincount(
        part.option, weights=made.gross_floor_area_m2.sum(axis=1), minlength=whole
    )
    np.maximum.at(drawn.height_m, part.option, made.height_m)
    np.maximum.at(drawn.storeys, part.option, made.storeys)
    np.bitwise_or.at(drawn.binds, part.option, made.binds)
    nothing = drawn.built_m2[option] == 0
    drawn.nothing[option[nothing]] = form.Nothing.NO_HEIGHT
    return part


def _room_on_top_m2(town: Town, site: Rows, building: Rows, each: Rows) -> Real:
    """Each building's part of the floor that the site may still have, by footprint."""
    area_m2 = numbers(town.sites, "area_m2").to_numpy()[site]
    today_m2 = np.nan_to_num(numbers(town.sites, "gross_floor_area_m2").to_numpy())[site]
    room_m2 = np.maximum(town.caps.far[site] * area_m2 - today_m2, 0.0)
    own_m2 = shapely.area(town.standing.shape[building])
    whole_m2 = np.bincount(each, weights=own_m2, minlength=len(site))
    found: Real = room_m2[each] * own_m2 / whole_m2[each]
    return found


def _uses(practice: Practice) -> form.Uses:
    kinds = [practice.floor_types[use] for use in LAID]
    return form.Uses(
        storey_m=[one.storey_m for one in kinds],
        ground_storey_m=[one.ground_storey_m for one in kinds],
        efficiency_share=[one.efficiency_share for one in kinds],
        depth_m=[one.depth_m for one in kinds],
    )
