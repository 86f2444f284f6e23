"""What each option would build: storeys, height and floor, within rules, sun and neighbours."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.engines import form
from gengxin.plan.options.drawn import (
    LAID,
    Drawn,
    Masses,
    Part,
    Plates,
    Town,
    nothing_built,
    part_of,
    uses_of,
)
from gengxin.plan.options.facts import USES, numbers
from gengxin.plan.options.lots import Lots, around, free_ground, lots_of, own_blocks, spacing_m
from gengxin.plan.options.on_top import on_top
from gengxin.plan.options.paying import most_paying
from gengxin.plan.options.planes import note_planes
from gengxin.plan.options.proposals import Proposals, by_site
from gengxin.plan.options.quantities import treatment_number
from gengxin.terms import Practice

__all__ = ["Drawn", "Town", "draw"]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
_AS_LAID = [USES.index(use) for use in LAID]
# slabs keep their distance for this height where neither rule nor sun caps it
TALLEST_M = 60.0
# an option with more of its new floor in homes is drawn as homes
_HOMES_SHARE = 0.5
_PODIUM_M = 12.0
_TOWER_DEPTH_M = 40.0
_MOST_STOREYS = 80
# neighbourhoods large enough that what a call costs is nothing, small enough to share out
SITES_AT_ONCE = 200
_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ask:
    """Options drawn in one go: rows, sites, shares of uses (as laid), and how far each goes.

    ``intensity`` and ``storeys`` (on top) are missing where none is asked; ``share`` is that of
    today's floor which goes. ``lot`` is the row of each option's ground among the ``Lots``.
    """

    option: Rows
    site: Rows
    mix: Real
    intensity: Real
    storeys: Real
    share: Real
    received_share: Real
    pays_best: NDArray[np.bool_]
    lot: Rows

    def of(self, rows: Rows | NDArray[np.bool_]) -> "_Ask":
        """Some of the options."""
        return _Ask(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def draw(town: Town, proposals: Proposals, *, mix: Real) -> Drawn:
    """Draw every possible option that builds, as large as its treatment wants and its site bears.

    ``mix`` are the shares of new floor by use, shape (options, uses). Neighbourhoods of sites are
    drawn beside each other in two threads; in how many, and how large, changes nothing.
    """
    drawn = nothing_built(town, proposals)
    ask = _asked(town, proposals, mix)
    tree = shapely.STRtree(town.standing.shape)

    def drawn_part(rows: slice) -> _Built:
        own = ask.of(np.arange(rows.start, rows.stop))
        return _draw(drawn, own, around(town, tree, np.unique(own.site)))

    parts = by_site(ask.site, SITES_AT_ONCE)
    with ThreadPoolExecutor(_THREADS) as pool:
        built = list(pool.map(drawn_part, parts))
    on_ground, on_top_of = ([made for one in built for made in one[at]] for at in range(2))
    return replace(
        drawn,
        masses=Masses.of([one.masses for one in (*on_ground, *on_top_of)]),
        plates=Plates.of([one.plates for one in (*on_ground, *on_top_of)]),
    )


class _Built(NamedTuple):
    """What a neighbourhood's options build on the ground and on top of what stands."""

    on_ground: list[Part]
    on_top: list[Part]


def _asked(town: Town, proposals: Proposals, mix: Real) -> _Ask:
    """What the options that build ask, by site."""
    practice = town.practice
    whole = _Ask(
        option=np.arange(len(proposals)),
        site=proposals.site,
        mix=mix[:, _AS_LAID],
        intensity=treatment_number(proposals, practice, lambda t: t.intensity_share),
        storeys=treatment_number(proposals, practice, lambda t: t.storeys_added),
        share=treatment_number(proposals, practice, lambda t: t.demolished_share),
        received_share=treatment_number(proposals, practice, lambda t: t.far_received_share),
        pays_best=treatment_number(proposals, practice, lambda t: float(t.pays_best)) > 0,
        lot=np.full(len(proposals), -1, np.int64),
    )
    builds = (whole.intensity > 0) | (whole.storeys > 0)
    return whole.of((proposals.reason_en == "") & builds)


def _draw(drawn: Drawn, ask: _Ask, town: Town) -> _Built:
    """Draw the options of a neighbourhood and write down their numbers."""
    on_ground: list[Part] = []
    filling = ask.of(ask.intensity > 0)
    if len(filling.option):
        lots, lot = lots_of(town, filling.site, filling.share)
        filling = replace(filling, lot=lot)
        _tell_what_goes(drawn, filling, lots, town)
        on_ground += _on_ground(drawn, filling, lots, town)
    raised = ask.of(ask.storeys > 0)
    if not len(raised.option):
        return _Built(on_ground, [])
    on = on_top(drawn, town, raised.option, raised.site, (raised.storeys, raised.mix))
    return _Built(on_ground, [on])


def _tell_what_goes(drawn: Drawn, ask: _Ask, lots: Lots, town: Town) -> None:
    """Write down the floor that goes and the ground that stays built on, building by building."""
    lot, block = own_blocks(lots, town.standing)
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


def _on_ground(drawn: Drawn, ask: _Ask, lots: Lots, town: Town) -> Iterator[Part]:
    """Draw on the ground that is free, each option as the kind of building that holds most."""
    free = free_ground(lots, town)
    is_homes = ask.mix[:, LAID.index("residential")] > _HOMES_SHARE
    cap_m = np.minimum(town.caps.height_m, town.sun_m)[lots.site]
    kinds = _kinds(ask, is_homes, (lots.plots, free, cap_m), town.practice)
    uses = uses_of(town.practice)
    most_m2 = np.full((len(kinds), len(ask.option)), -1.0)
    paying_m2 = np.full_like(most_m2, np.inf)
    for kind, (steps, row) in enumerate(kinds):
        some = np.flatnonzero(row >= 0)
        made = form.fill(steps, uses, _wanted(ask, drawn, town, chosen=some, row=row))
        most_m2[kind, some] = made.gross_floor_area_m2.sum(axis=1)
        asks = ask.pays_best[some]
        paying_m2[kind, some[asks]] = most_paying(
            town.paying, made, asks, ask.site[some[asks]], ask.mix[some[asks]]
        )
    best = np.argmax(most_m2, axis=0)
    target_m2 = _target_m2(most_m2.max(axis=0), ask, drawn, town)
    target_m2 = np.minimum(target_m2, paying_m2[best, np.arange(len(best))])
    for kind, (steps, row) in enumerate(kinds):
        chosen = np.flatnonzero(best == kind)
        if len(chosen):
            wanted = _wanted(ask, drawn, town, chosen=chosen, row=row, target_m2=target_m2)
            made = form.fill(steps, uses, wanted)
            masses = form.masses(steps, made)
            _note_ground(drawn, ask.of(chosen), (made, masses), (lots, town))
            yield part_of(ask.option[chosen], ask.site[chosen], steps, (made, masses))


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


def _note_ground(
    drawn: Drawn, ask: _Ask, built: tuple[form.Form, form.Masses], on: tuple[Lots, Town]
) -> None:
    """Write down what options build."""
    made, masses = built
    lots, town = on
    option, outline = ask.option, lots.plots.outline[ask.lot]
    shape: NDArray[np.object_] = np.full(len(option), shapely.Polygon(), object)
    lowest = np.unique(masses.draft, return_index=True)
    shape[lowest[0]] = masses.shape[lowest[1]]
    drawn.built_m2[option] = made.gross_floor_area_m2.sum(axis=1)
    drawn.storeys[option] = made.storeys
    drawn.height_m[option] = made.height_m
    drawn.footprint_m2[option] = made.footprint_m2
    drawn.binds[option] = made.binds
    drawn.nothing[option] = made.nothing
    drawn.setback_m[option] = shapely.distance(shapely.boundary(outline), shape)
    drawn.spacing_m[option] = spacing_m(shape, ask.lot, lots, town.standing)
    note_planes(drawn, option, masses, planes=town.planes.of(ask.site), outline=outline)
