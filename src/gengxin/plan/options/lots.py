"""The grounds that options are drawn on: what is free of them, and what stands near."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gengxin.engines import form
from gengxin.plan.options.drawn import Town
from gengxin.plan.options.standing import Standing

__all__ = ["Lots", "around", "free_ground", "lots_of", "own_blocks", "spacing_m"]

Real = NDArray[np.float64]
Rows = NDArray[np.int64]
NEAR_M = 60.0
_REACHES_M = (15.0, NEAR_M)


class Lots(NamedTuple):
    """Grounds to build on: a site each, once the buildings have gone that go for a share.

    ``goes`` holds the standing buildings that go, for each share in ``shares`` (of ``share``, the
    row there); ``plots`` are the outlines.
    """

    site: Rows
    share: Rows
    shares: Real
    goes: NDArray[np.bool_]
    plots: form.Plots


def lots_of(town: Town, site: Rows, stated: Real) -> tuple[Lots, Rows]:
    """The grounds that options of these sites and shares to pull down need, and which is whose."""
    shares, share = np.unique(stated, return_inverse=True)
    each, lot = np.unique(site * len(shares) + share, return_inverse=True)
    of_site = each // len(shares)
    lots = Lots(
        site=of_site,
        share=each % len(shares),
        shares=shares,
        goes=np.stack([town.standing.gone_for(float(one)) for one in shares]),
        plots=form.plots(np.asarray(town.sites.geometry.to_numpy())[of_site]),
    )
    return lots, lot


def around(town: Town, tree: shapely.STRtree, sites: Rows) -> Town:
    """The town with only the buildings that stand on or near these sites; ``tree`` holds all."""
    stands = town.standing
    outline = np.asarray(town.sites.geometry.to_numpy())[sites]
    reach_m = max(NEAR_M, float(town.caps.spacing_m[sites].max(initial=0.0)))
    # some that lie farther come along: what is drawn looks at its neighbours one by one
    near = tree.query(_boxes_around(outline, reach_m))[1]
    own = np.flatnonzero(np.isin(stands.site, sites))
    return town._replace(standing=stands.of(np.union1d(near, own)))


def own_blocks(lots: Lots, stands: Standing) -> tuple[Rows, Rows]:
    """Pairs of a lot and a building that stands on its site, growing."""
    order = np.argsort(stands.site, kind="stable")
    first = np.searchsorted(stands.site[order], lots.site)
    count = np.searchsorted(stands.site[order], lots.site, side="right") - first
    lot = np.repeat(np.arange(len(lots.site)), count)
    within = np.arange(len(lot)) - np.repeat(np.cumsum(count) - count, count)
    return lot, order[np.repeat(first, count) + within]


def free_ground(lots: Lots, town: Town) -> form.Steps:
    """What setbacks and caps leave of each lot, apart from all that stays; once a site for all."""
    rows, at = np.unique(lots.site, return_inverse=True)
    caps = town.caps.of(rows)
    planes = town.planes.of(rows)
    limits = form.Limits(
        front_m=caps.setback_m,
        side_m=caps.setback_m,
        rear_m=caps.setback_m,
        height_m=caps.height_m,
        sun_m=town.sun_m[rows],
        wall_m=planes.base_m,
        wall_setback_m=planes.setback_m,
        wall_slope=planes.slope,
    )
    first = np.unique(lots.site, return_index=True)[1]
    place = np.append(np.full(len(town.sites), -1), -1)
    place[rows] = np.arange(len(rows))
    stands, spacing_m = town.standing, town.caps.spacing_m
    beside = form.around(
        form.envelope(lots.plots.take(first), limits),
        stands.shape,
        spacing_m=spacing_m[rows],
        gone=place[stands.site],
    )
    lot, block = own_blocks(lots, stands)
    stays = ~lots.goes[lots.share[lot], block]
    return form.apart(
        beside.take(at), stands.shape[block[stays]], row=lot[stays], spacing_m=spacing_m[lots.site]
    )


def spacing_m(shape: NDArray[np.object_], lot: Rows, lots: Lots, stands: Standing) -> Real:
    """Least distance to a building that stays; inf beyond ``NEAR_M``, missing without a shape."""
    least_m = np.where(shapely.is_empty(shape), np.nan, np.inf)
    tree, left = shapely.STRtree(stands.shape), np.flatnonzero(~shapely.is_empty(shape))
    # most have a neighbour near: looking far at once finds many more than the nearest
    for reach_m in _REACHES_M:
        row, other = tree.query(_boxes_around(shape[left], reach_m))
        row = left[row]
        goes = lots.goes[lots.share[lot[row]], other]
        stays = ~(goes & (stands.site[other] == lots.site[lot[row]]))
        row, other = row[stays], other[stays]
        apart_m = shapely.distance(shape[row], stands.shape[other])
        near = apart_m <= reach_m
        np.minimum.at(least_m, row[near], apart_m[near])
        left = left[np.isinf(least_m[left])]
    return least_m


def _boxes_around(shapes: NDArray[np.object_], reach_m: float) -> NDArray[np.object_]:
    """Boxes that hold all that is within reach of each shape."""
    west, south, east, north = shapely.bounds(shapes).T
    boxes: NDArray[np.object_] = shapely.box(
        west - reach_m, south - reach_m, east + reach_m, north + reach_m
    )
    return boxes
