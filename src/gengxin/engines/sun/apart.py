"""Shadow profiles to be read with any one site left out, and rays that meet a block."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.compiled import inner
from gengxin.engines.sun.path import Slots
from gengxin.engines.sun.profile import (
    View,
    away_from,
    hidden,
    is_within,
    next_in_view,
    without_shade,
)
from gengxin.engines.sun.scene import Cluster, Scene

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]


class Profile(NamedTuple):
    """For each slot the height of the shadow, the site that casts it (-1: none), and the next.

    ``next_m`` is the highest shadow that the site in ``site`` has no part in.
    """

    shade_m: Real
    site: Whole
    next_m: Real


@inner()
def profile_by_site(
    view: View,
    scene: Scene,
    site_of: tuple[Whole, Whole],
    slots: Slots,
    profile: Profile,
) -> None:
    """Fill a profile with the shadows of all blocks."""
    without_shade(view, slots, profile.shade_m)
    for slot in range(len(profile.site)):
        profile.next_m[slot], profile.site[slot] = profile.shade_m[slot], -1
    for part, site in zip(scene, site_of):  # noqa: B905  # kernels know no strict
        row = next_in_view(view, part.tree, part.tree.box, 0)
        while row < len(part.tree.item):
            item = part.tree.item[row]
            _darken_by_site(view, part, (item, site[item]), slots, profile)
            row = next_in_view(view, part.tree, part.tree.box, row + 1)


@inner()
def _darken_by_site(
    view: View, part: Cluster, of: tuple[int, int], slots: Slots, profile: Profile
) -> None:
    item, site = of
    top_m = part.top_m[item]
    for wall in range(part.first[item], part.first[item + 1]):
        away_m = away_from(view, part.walls, wall)
        if away_m < 0.0 or top_m - away_m * view.least_slope <= view.low_m:
            continue
        plane = (part.walls[wall, 4], part.walls[wall, 5], away_m, top_m)
        start, middle, resume, end = hidden(view, part.walls, wall, slots)
        _raise_by_site(profile, (start, middle), slots, plane, site)
        _raise_by_site(profile, (resume, end), slots, plane, site)


@inner()
def _raise_by_site(
    profile: Profile,
    run: tuple[int, int],
    slots: Slots,
    plane: tuple[float, float, float, float],
    site: int,
) -> None:
    east, north, away_m, top_m = plane
    for slot in range(run[0], run[1]):
        along = slots.east[slot] * east + slots.north[slot] * north
        height_m = top_m + away_m / along if away_m > 0.0 else top_m
        highest_m, next_m, owner = profile.shade_m[slot], profile.next_m[slot], profile.site[slot]
        is_new = height_m > highest_m
        overtaken_m = highest_m if is_new else max(next_m, height_m)
        profile.next_m[slot] = next_m if owner == site else overtaken_m
        profile.shade_m[slot] = max(highest_m, height_m)
        profile.site[slot] = site if is_new else owner


@inner()
def shade_without(site: int, profile: Profile, shade_m: Real) -> None:
    """Read off the shadows that are left when a site is empty."""
    for slot in range(len(shade_m)):
        is_its = profile.site[slot] == site
        shade_m[slot] = profile.next_m[slot] if is_its else profile.shade_m[slot]


@inner()
def meet(view: View, part: Cluster, item: int, slots: Slots, climb_m: Real) -> float:
    """Metres that the ray of each slot climbs until it is over a block, inf if it never is.

    Returns the least. A block whose top is so much above the view just leaves the slot its sun.
    """
    start_m = 0.0 if is_within(view.x, view.y, part, item) else np.inf
    for slot in range(len(climb_m)):
        climb_m[slot] = start_m
    least_m = start_m
    for wall in range(part.first[item], part.first[item + 1]):
        away_m = away_from(view, part.walls, wall)
        if away_m < 0.0:
            continue
        plane = (part.walls[wall, 4], part.walls[wall, 5], away_m)
        start, middle, resume, end = hidden(view, part.walls, wall, slots)
        least_m = min(least_m, _lower(climb_m, (start, middle), slots, plane))
        least_m = min(least_m, _lower(climb_m, (resume, end), slots, plane))
    return least_m


@inner()
def _lower(
    climb_m: Real, run: tuple[int, int], slots: Slots, plane: tuple[float, float, float]
) -> float:
    east, north, away_m = plane
    least_m = np.inf
    for slot in range(run[0], run[1]):
        # the wall faces the view, so the product is below 0
        along = slots.east[slot] * east + slots.north[slot] * north
        met_m = -away_m / along if away_m > 0.0 else 0.0
        climb_m[slot] = min(climb_m[slot], met_m)
        least_m = min(least_m, met_m)
    return least_m
