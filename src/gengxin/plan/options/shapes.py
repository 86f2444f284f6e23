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
_REACHES_M = (15.0, NEAR_M)
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

    ``lot`` is the row of each option's ground among the ``_Lots``.
    """

    option: Rows
    site: Rows
    lot: Rows
    mix: Real
    intensity: Real
    received_share: Real


class _Lots(NamedTuple):
    """Grounds to build on: a site each, once the buildings have gone that go for a share.

    ``goes`` holds the standing buildings that go, for each share in ``shares`` (of ``share``, the
    row there); ``plots`` are the outlines.
    """

    site: Rows
    share: Rows
    shares: Real
    goes: NDArray[np.bool_]
    plots: form.Plots


def draw(town: Town, proposals: Proposals, *, mix: Real) -> Drawn:
    """Draw every possible option that builds, as large as its treatment wants and its site bears.

    ``mix`` are the shares of new floor by use, shape (options, uses).
    """
    drawn = _nothing_built(town, proposals)
    possible = proposals.reason_en == ""
    intensity = treatment_number(proposals, town.practice, lambda t: t.intensity_share)
    laid = mix[:, _AS_LAID]
    parts: list[Part] = []
    option = np.flatnonzero(possible & (intensity > 0))
    if len(option):
        stated = treatment_number(proposals, town.practice, lambda t: t.demolished_share)[option]
        lots, lot = _lots(town, proposals.site[option], stated)
        received = treatment_number(proposals, town.practice, lambda t: t.far_received_share)
        site = proposals.site[option]
        ask = _Ask(option, site, lot, laid[option], intensity[option], received[option])
        _tell_what_goes(drawn, ask, lots, town)
        parts += _on_ground(drawn, ask, lots, town)
    storeys = treatment_number(proposals, town.practice, lambda t: t.storeys_added)
    up = np.flatnonzero(possible & (storeys > 0))
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


def _lots(town: Town, site: Rows, stated: Real) -> tuple[_Lots, Rows]:
    """The grounds that options of these sites and shares to pull down need, and which is whose."""
    shares, share = np.unique(stated, return_inverse=True)
    each, lot = np.unique(site * len(shares) + share, return_inverse=True)
    of_site = each // len(shares)
    lots = _Lots(
        site=of_site,
        share=each % len(shares),
        shares=shares,
        goes=np.stack([town.standing.gone_for(float(one)) for one in shares]),
        plots=form.plots(np.asarray(town.sites.geometry.to_numpy())[of_site]),
    )
    return lots, lot


def _own_blocks(lots: _Lots, stands: Standing) -> tuple[Rows, Rows]:
    """Pairs of a lot and a building that stands on its site, growing."""
    order = np.argsort(stands.site, kind="stable")
    first = np.searchsorted(stands.site[order], lots.site)
    count = np.searchsorted(stands.site[order], lots.site, side="right") - first
    lot = np.repeat(np.arange(len(lots.site)), count)
    within = np.arange(len(lot)) - np.repeat(np.cumsum(count) - count, count)
    return lot, order[np.repeat(first, count) + within]


def _tell_what_goes(drawn: Drawn, ask: _Ask, lots: _Lots, town: Town) -> None:
    """Write down the floor that goes and the ground that stays built on, building by building."""
    lot, block = _own_blocks(lots, town.standing)
    goes = lots.goes[lots.share[lot], block]
    floor_m2 = np.nan_to_num(town.standing.floor_m2)[block]
    footprint_m2 = shapely.area(town.standing.shape[block])
    whole, lost, kept_m2 = (
        np.bincount(lot, weights=weights, minlength=len(lots.site))
        for weights in (floor_m2, np.where(goes, floor_m2, 0.0), np.where(goes, 0.0, footprint_m2))
    )
    # where no building is known all that is asked for goes
    share = np.divide(lost, whole, out=lots.shares[lots.share], where=whole > 0)
    share[numbers(town.sites, "gross_floor_area_m2").to_numpy()[lots.site] == 0] = 0.0
    drawn.demolished_share[ask.option] = share[ask.lot]
    drawn.kept_footprint_m2[ask.option] = kept_m2[ask.lot]


def _on_ground(drawn: Drawn, ask: _Ask, lots: _Lots, town: Town) -> Iterator[Part]:
    """Draw on the ground that is free, each option as the kind of building that holds most."""
    free = _free(lots, town)
    is_homes = ask.mix[:, LAID.index("residential")] > _HOMES_SHARE
    cap_m = np.minimum(town.caps.height_m, town.sun_m)[lots.site]
    kinds = _kinds(ask, is_homes, (lots.plots, free, cap_m), town.practice)
    uses = _uses(town.practice)
    most_m2 = np.full((len(kinds), len(ask.option)), -1.0)
    for kind, (steps, row) in enumerate(kinds):
        some = np.flatnonzero(row >= 0)
        made = form.fill(steps, uses, _wanted(ask, drawn, town, chosen=some, row=row))
        most_m2[kind, some] = made.gross_floor_area_m2.sum(axis=1)
    best = np.argmax(most_m2, axis=0)
    target_m2 = _target_m2(most_m2.max(axis=0), ask, drawn, town)
    for kind, (steps, row) in enumerate(kinds):
        chosen = np.flatnonzero(best == kind)
        if len(chosen):
            wanted = _wanted(ask, drawn, town, chosen=chosen, row=row, target_m2=target_m2)
            part = Part(option=ask.option[chosen], steps=steps, form=form.fill(steps, uses, wanted))
            _note_ground(drawn, part, (ask.lot[chosen], lots), town.standing)
            yield part


def _free(lots: _Lots, town: Town) -> form.Steps:
    """What setbacks and caps leave of each lot, apart from all that stays; once a site for all."""
    rows, at = np.unique(lots.site, return_inverse=True)
    caps = town.caps.of(rows)
    limits = form.Limits(
        front_m=caps.setback_m,
        side_m=caps.setback_m,
        rear_m=caps.setback_m,
        height_m=caps.height_m,
        sun_m=town.sun_m[rows],
    )
    first = np.unique(lots.site, return_index=True)[1]
    place = np.append(np.full(len(town.sites), -1), -1)
    place[rows] = np.arange(len(rows))
    stands, spacing_m = town.standing, town.practice.spacing_m
    beside = form.around(
        form.envelope(lots.plots.take(first), limits),
        stands.shape,
        spacing_m=spacing_m,
        gone=place[stands.site],
    )
    lot, block = _own_blocks(lots, stands)
    stays = ~lots.goes[lots.share[lot], block]
    return form.apart(
        beside.take(at), stands.shape[block[stays]], row=lot[stays], spacing_m=spacing_m
    )


def _kinds(
    ask: _Ask,
    is_homes: NDArray[np.bool_],
    ground: tuple[form.Plots, form.Steps, Real],
    practice: Practice,
) -> list[tuple[form.Steps, Rows]]:
    """The ground built on as a perimeter block, as slabs facing the sun, as a tower.

    Slabs are for homes and towers for work; towers of homes are left to a planner's own drawing.
    With each kind the row of its steps that each option fills, -1 for none.
    """
    plots, free, cap_m = ground
    homes, work = practice.floor_types["residential"], practice.floor_types["office"]
    lived_in, for_homes = _only(ask.lot, is_homes)
    worked_in, for_work = _only(ask.lot, ~is_homes)
    slabs = form.Rows(depth_m=homes.depth_m, spacing_ratio=practice.slab_spacing_ratio)
    return [
        (form.perimeter(plots, free, depth_m=work.depth_m), ask.lot),
        (
            form.slabs(free.take(lived_in), slabs, height_m=np.minimum(cap_m, TALLEST_M)[lived_in]),
            for_homes,
        ),
        (
            form.tower(
                free.take(worked_in),
                podium_m=_PODIUM_M,
                plate_m2=practice.tower_plate_m2,
                depth_m=_TOWER_DEPTH_M,
            ),
            for_work,
        ),
    ]


def _only(lot: Rows, some: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """The lots of some options; and for each option its place among them, -1 for the others."""
    rows = np.unique(lot[some])
    return rows, np.where(some, np.searchsorted(rows, lot), -1)


def _wanted(
    ask: _Ask, drawn: Drawn, town: Town, *, chosen: Rows, row: Rows, target_m2: Real | None = None
) -> form.Wanted:
    """What the chosen options ask: at most what rules leave beside the buildings that stay."""
    site, option = ask.site[chosen], ask.option[chosen]
    area_m2 = numbers(town.sites, "area_m2").to_numpy()[site]
    kept_m2 = _kept_m2(site, drawn.demolished_share[option], town)
    footprint_m2 = town.caps.lot_coverage[site] * area_m2 - drawn.kept_footprint_m2[option]
    far = town.caps.far[site] + ask.received_share[chosen] * town.caps.far_received[site]
    return form.Wanted(
        row=row[chosen],
        use_share=ask.mix[chosen],
        floor_area_m2=np.inf if target_m2 is None else target_m2[chosen],
        most_floor_area_m2=np.maximum(far * area_m2 - kept_m2, 0.0),
        most_footprint_m2=np.maximum(footprint_m2, 0.0),
        most_storeys=np.minimum(np.floor(town.caps.storeys[site]), _MOST_STOREYS),
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


def _note_ground(drawn: Drawn, part: Part, on: tuple[Rows, _Lots], stands: Standing) -> None:
    """Write down what a part builds."""
    lot, lots = on
    made, option = part.form, part.option
    shape = form.footprints(part.steps, made)
    drawn.built_m2[option] = made.gross_floor_area_m2.sum(axis=1)
    drawn.storeys[option] = made.storeys
    drawn.height_m[option] = made.height_m
    drawn.footprint_m2[option] = made.footprint_m2
    drawn.binds[option] = made.binds
    drawn.nothing[option] = made.nothing
    edge = shapely.boundary(lots.plots.outline[lot])
    drawn.setback_m[option] = shapely.distance(edge, shape)
    drawn.spacing_m[option] = _spacing_m(shape, lot, lots, stands)


def _spacing_m(shape: NDArray[np.object_], lot: Rows, lots: _Lots, stands: Standing) -> Real:
    """Least distance to a building that stays; inf beyond ``NEAR_M``, missing without a shape."""
    least_m = np.where(shapely.is_empty(shape), np.nan, np.inf)
    tree, left = shapely.STRtree(stands.shape), np.flatnonzero(~shapely.is_empty(shape))
    # most have a neighbour near: looking far at once finds many more than the nearest
    for reach_m in _REACHES_M:
        row, other = tree.query(shape[left], "dwithin", reach_m)
        row = left[row]
        goes = lots.goes[lots.share[lot[row]], other]
        stays = ~(goes & (stands.site[other] == lots.site[lot[row]]))
        row, other = row[stays], other[stays]
        np.minimum.at(least_m, row, shapely.distance(shape[row], stands.shape[other]))
        left = left[np.isinf(least_m[left])]
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
                most_storeys=np.minimum(storeys, _storeys_on_top(town, site))[each],
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


def _storeys_on_top(town: Town, site: Rows) -> Real:
    """How many more storeys rules let stand; where today's are not known nobody can say."""
    today = numbers(town.sites, "storeys").to_numpy()[site]
    more = np.floor(town.caps.storeys[site] - today)
    return np.where(np.isnan(more), np.inf, np.maximum(more, 0.0))


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
