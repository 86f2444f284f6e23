"""Hours of direct sun at receptors, of all or of those that an edit touches."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from gengxin.engines.sun.compiled import kernel
from gengxin.engines.sun.counting import EVERYTHING, Counting, Rule, counted, rule_of
from gengxin.engines.sun.near import columns_near
from gengxin.engines.sun.path import Slots, SunPath
from gengxin.engines.sun.profile import (
    cover_m,
    darken,
    view_from,
    without_shade,
)
from gengxin.engines.sun.receptors import Position, Real, Receptors
from gengxin.engines.sun.scene import Cluster, Scene

_COLUMNS_A_PART: Final = 8192


def sunlight_hours(
    scene: Scene,
    receptors: Receptors,
    path: SunPath,
    *,
    counting: Counting = EVERYTHING,
    threads: int = 2,
) -> Real:
    """Hours of direct sun of each receptor, in its row.

    NaN where there is no outside: a receptor within a block below its roof, as on a party wall.
    The result does not depend on ``threads``.

    Examples
    --------
    >>> import shapely
    >>> from gengxin.engines.sun import *
    >>> hut = blocks([shapely.box(0, 0, 5, 5)], 3.0)
    >>> sunlight_hours(scene_of(hut), facade_receptors(hut), sun_path(31.2, -20.15))
    array([4., 0., 4., 8.])
    """
    hours = np.empty(receptors.count)
    sky = (path.slots, rule_of(counting, path))
    column = np.arange(len(receptors.block))
    parts = np.split(column, range(_COLUMNS_A_PART, len(column), _COLUMNS_A_PART))

    def count(columns: Position) -> None:
        _count(scene, receptors.arrays, sky, columns, hours)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(count, parts))
    hours *= path.step_hours
    return hours


def hours_after(
    before: Scene,
    after: Scene,
    receptors: Receptors,
    path: SunPath,
    *,
    counting: Counting = EVERYTHING,
) -> tuple[Position, Real]:
    """Rows of the receptors that an edit touches, and their hours after it; all others keep theirs.

    ``after`` was made from ``before`` by :func:`without` and :func:`with_more`.
    """
    boxes = np.concatenate([_changed_boxes(*parts) for parts in zip(before, after, strict=True)])
    touched, rows = receptors.only(columns_near(receptors, path, boxes))
    return rows, sunlight_hours(after, touched, path, counting=counting)


def _changed_boxes(before: Cluster, after: Cluster) -> Real:
    """Bounds and tops of the blocks that only one of them has."""
    count = len(before.number)
    if not np.array_equal(before.number, after.number[:count]):
        msg = "after is no edit of before; make it by without and with_more from the scene before"
        raise ValueError(msg)
    is_changed = np.ones(len(after.number), np.bool_)
    is_changed[:count] = before.top_m != after.top_m[:count]
    is_leaf = after.tree.item >= 0
    return after.tree.box[is_leaf][is_changed[after.tree.item[is_leaf]]]


@kernel()
def _count(
    scene: Scene,
    receptors: tuple[Real, Real, Position, Real],
    sky: tuple[Slots, Rule],
    columns: Position,
    number: Real,
) -> None:
    """Write the number of slots that count into the receptors' rows."""
    place, all_facing, first, height_m = receptors
    slots, rule = sky
    shade_m = np.empty(len(slots.turn))
    for column in columns:
        if first[column] == first[column + 1]:
            continue
        x, y = place[column, 0], place[column, 1]
        facing = (all_facing[column, 0], all_facing[column, 1])
        view = view_from((x, y), facing, height_m[first[column]], slots)
        without_shade(view, slots, shade_m)
        if view.start < view.end:
            covered_m = darken(view, scene, slots, shade_m)
        else:
            covered_m = cover_m(x, y, scene)
        for row in range(first[column], first[column + 1]):
            if height_m[row] < covered_m:
                number[row] = np.nan
            else:
                number[row] = counted(shade_m, height_m[row], slots.place, rule)
