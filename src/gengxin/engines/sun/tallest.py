"""The tallest block of one height that may fill a site, and the receptor and hour that forbid more.

No search is needed: while one slot is lit or not as the block is lower or higher than a ceiling, a
receptor allows the greatest ceiling at which enough slots are left.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.apart import Profile, meet, profile_by_site, shade_without
from gengxin.engines.sun.ceiling import (
    JUST_BELOW_M,
    Before,
    Bench,
    Tally,
    bench_for,
    greatest_rise,
    left,
    most_asked,
    needed,
)
from gengxin.engines.sun.compiled import inner, kernel
from gengxin.engines.sun.path import Slots, SunPath
from gengxin.engines.sun.profile import View, cover_m, next_in_view, view_from
from gengxin.engines.sun.receptors import Receptors
from gengxin.engines.sun.scene import Cluster, Scene, cluster_of
from gengxin.engines.sun.sites import (
    Need,
    Requirement,
    Sites,
    need_of,
    of_columns,
    of_scene,
)

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]

_PARTS: Final = 16  # each holds limits of its own for all sites


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tallest:
    """For each site the highest legal top, and what forbids more.

    ``top_m`` is above the level that blocks share, a micrometre below where the receptor would lose
    its slot, so that rounding doesn't take it. ``receptor`` is the row of the receptor that
    binds, -1 where only the greatest height of interest does. ``hour`` is the true solar time of
    the slot that the receptor would lose next; NaN where nothing binds, and where the receptor
    lacks sun even when the site is empty, so that nothing may be built.
    """

    top_m: Real
    receptor: Position
    hour: Real


def tallest(
    scene: Scene,
    receptors: Receptors,
    path: SunPath,
    *,
    sites: Sites,
    requirement: Requirement,
    threads: int = 2,
) -> Tallest:
    """The tallest block that may fill each site when all other sites stay as they are today.

    The blocks that stand on the site go, and with them their receptors. Receptors that have no
    outside today ask nothing. The result does not depend on ``threads``.
    """
    town = Town(
        scene=scene,
        site_of=of_scene(sites.of_block, scene),
        sites=cluster_of(sites.envelope, np.arange(sites.envelope.count, dtype=np.int32)),
        receptors=receptors.arrays,
        own_site=of_columns(sites.of_block, receptors),
        slots=path.slots,
        need=need_of(requirement, receptors, path),
    )
    parts = np.array_split(np.arange(len(receptors.block)), _PARTS)

    def bound(part: Position) -> Limits:
        limits = _unlimited(town)
        _bind(town, part, limits)
        return limits

    with ThreadPoolExecutor(threads) as pool:
        return _least(town, list(pool.map(bound, parts)), sites, path)


class Town(NamedTuple):
    """All that the kernel reads."""

    scene: Scene
    site_of: tuple[Whole, Whole]
    sites: Cluster  # drawn up to the greatest height of interest
    receptors: tuple[Real, Real, Position, Real]
    own_site: Whole
    slots: Slots
    need: Need


class Limits(NamedTuple):
    """The lowest limits so far: ``box`` are the rows of the sites' tree with tops lowered to them.

    ``receptor`` and ``slot`` (in the order of directions) are what binds, by site, -1 for nothing.
    """

    box: Real
    receptor: Position
    slot: Position


def _unlimited(town: Town) -> Limits:
    count = len(town.sites.number)
    nothing = np.full(count, -1, np.int64)
    return Limits(town.sites.tree.box.copy(), nothing, nothing.copy())


def _least(town: Town, found: list[Limits], sites: Sites, path: SunPath) -> Tallest:
    """The lowest of the limits that the parts have found; of equal ones the first."""
    is_leaf = town.sites.tree.item >= 0
    site = town.sites.number[town.sites.tree.item[is_leaf]]
    top_m = sites.envelope.top_m.copy()
    receptor = np.full(len(top_m), -1, np.int64)
    slot = receptor.copy()
    for limits in found:
        limit_m = np.empty(len(top_m))
        limit_m[site] = limits.box[is_leaf, 4]
        is_lower = limit_m < top_m
        top_m[is_lower] = limit_m[is_lower]
        receptor[is_lower] = limits.receptor[is_lower]
        slot[is_lower] = limits.slot[is_lower]
    top_m = np.where(receptor >= 0, top_m - JUST_BELOW_M, top_m)
    return Tallest(
        top_m=np.maximum(top_m, sites.envelope.ground_m),
        receptor=receptor,
        hour=path.hour_of(slot),
    )


@kernel()
def _bind(town: Town, columns: Position, limits: Limits) -> None:
    """Lower the limits to what the receptors of these columns allow."""
    place, all_facing, first, height_m = town.receptors
    count = len(town.slots.turn)
    profile = Profile(np.empty(count), np.empty(count, np.int32), np.empty(count))
    bench = bench_for(count)
    in_view = np.empty(len(town.sites.number), np.int64)
    for column in columns:
        if first[column] == first[column + 1]:
            continue
        x, y = place[column, 0], place[column, 1]
        facing = (all_facing[column, 0], all_facing[column, 1])
        view = view_from((x, y), facing, height_m[first[column]], town.slots)
        seen = _look(town, view, limits, town.own_site[column], in_view)
        if seen == 0:
            continue
        profile_by_site(view, town.scene, town.site_of, town.slots, profile)
        open_from = first[column]
        covered_m = cover_m(x, y, town.scene)
        while open_from < first[column + 1] and height_m[open_from] < covered_m:
            open_from += 1
        if open_from == first[column + 1]:
            continue
        for leaf in in_view[:seen]:
            item = town.sites.tree.item[leaf]
            least_m = meet(view, town.sites, item, town.slots, bench.climb_m)
            if view.low_m + least_m < limits.box[leaf, 4]:
                shade_without(town.sites.number[item], profile, bench.shade_m)
                rows = (open_from, first[column + 1])
                _bind_site(town, leaf, rows, (profile, bench), limits)


@inner()
def _look(town: Town, view: View, limits: Limits, own_site: int, in_view: Position) -> int:
    """Write down the tree's rows of the sites that may shade a view; their number."""
    tree, seen = town.sites.tree, 0
    row = next_in_view(view, tree, limits.box, 0)
    while row < len(tree.item):
        if town.sites.number[tree.item[row]] != own_site:
            in_view[seen] = row
            seen += 1
        row = next_in_view(view, tree, limits.box, row + 1)
    return seen


@inner()
def _bind_site(
    town: Town,
    leaf: int,
    rows: tuple[int, int],
    at_hand: tuple[Profile, Bench],
    limits: Limits,
) -> None:
    """Lower one site's limit to what the receptors of one column allow."""
    profile, bench = at_hand
    need, height_m = town.need, town.receptors[3]
    tally = Tally(town.slots.place, need.rule)
    before = Before(bench.shade_m, profile.shade_m)
    site = town.sites.number[town.sites.tree.item[leaf]]
    # who looks out higher has no less sun: where the lowest has enough, all have
    rise_m = limits.box[leaf, 4] - height_m[rows[0]]
    if left(bench, height_m[rows[0]], rise_m, tally) >= most_asked(need, rows):
        return
    for receptor in range(rows[0], rows[1]):
        low_m = height_m[receptor]
        most_m = limits.box[leaf, 4] - low_m
        asked = needed(need, receptor, low_m, before, tally.place)
        rise_m, slot = greatest_rise(bench, low_m, most_m, asked, tally)
        if rise_m < most_m:
            limits.box[leaf, 4] = low_m + rise_m
            limits.receptor[site], limits.slot[site] = receptor, slot
