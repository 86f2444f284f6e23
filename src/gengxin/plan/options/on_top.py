"""Storeys on top of the buildings that stand: as many as are asked and allowed."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.engines import form
from gengxin.plan.options.drawn import Drawn, Part, Town, part_of, uses_of
from gengxin.plan.options.facts import numbers
from gengxin.plan.options.planes import note_planes

__all__ = ["on_top"]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]


def on_top(drawn: Drawn, town: Town, option: Rows, site: Rows, asked: tuple[Real, Real]) -> Part:
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
    planes = town.planes.of(rows)
    limits = form.Limits(
        height_m=town.caps.height_m[rows],
        sun_m=town.sun_m[rows],
        wall_m=planes.base_m,
        wall_setback_m=planes.setback_m,
        wall_slope=planes.slope,
    )
    steps = form.over(form.envelope(plots, limits), stands.shape[building], row=at[each])
    made = form.fill(
        steps,
        uses_of(town.practice),
        form.Wanted(
            row=np.arange(len(each)),
            use_share=mix[each],
            most_floor_area_m2=_room_on_top_m2(town, site, building, each),
            most_storeys=np.minimum(storeys, _storeys_on_top(town, site))[each],
            base_m=stands.height_m[building],
        ),
    )
    of_draft, masses = option[each], form.masses(steps, made)
    drawn.built_m2[option] += np.bincount(
        each, weights=made.gross_floor_area_m2.sum(axis=1), minlength=len(option)
    )
    np.maximum.at(drawn.height_m, of_draft, made.height_m)
    np.maximum.at(drawn.storeys, of_draft, made.storeys)
    np.bitwise_or.at(drawn.binds, of_draft, made.binds)
    own_planes, outline = town.planes.of(site[each]), plots.outline[at[each]]
    note_planes(drawn, of_draft, masses, planes=own_planes, outline=outline)
    nothing = drawn.built_m2[option] == 0
    drawn.nothing[option[nothing]] = form.Nothing.NO_HEIGHT
    return part_of(of_draft, site[each], steps, (made, masses))


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
