"""What may be built beside and above what stands: gaps between buildings, storeys on top."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.codes import Limit, Nothing
from gengxin.engines.form.edges import Position, Real, Shapes, taken
from gengxin.engines.form.inset import areas_only, common, grown, wide_parts
from gengxin.engines.form.steps import Steps, reshaped


def around(
    steps: Steps,
    buildings: npt.ArrayLike,
    *,
    spacing_m: npt.ArrayLike,
    gone: npt.ArrayLike,
    least_width_m: float = 6.0,
) -> Steps:
    """What is left of steps at a distance from buildings that stay; lay slabs or a tower in it.

    Parameters
    ----------
    buildings
        Footprints of all buildings near, on the plots and beside them.
    spacing_m
        Distance kept to each, one for all or one a row of steps.
    gone
        For each building the row of steps for which it is pulled down; -1 where it stays for all.
    """
    others = np.asarray(buildings, object)
    away_m = _of_each_step(steps, spacing_m)
    step, other = shapely.STRtree(others).query(steps.shape, "dwithin", away_m)
    stays = np.asarray(gone, np.int64)[other] != steps.row[step]
    near = (step[stays], others[other[stays]])
    return _clear_of(steps, near, away_m=away_m, least_width_m=least_width_m)


def apart(
    steps: Steps,
    buildings: npt.ArrayLike,
    *,
    row: npt.ArrayLike,
    spacing_m: npt.ArrayLike,
    least_width_m: float = 6.0,
) -> Steps:
    """The same, where each building keeps the plates of one row of steps away and no others.

    ``row`` names that row; a building may be given again for another.
    """
    others, of = np.asarray(buildings, object), np.asarray(row, np.int64)
    first, step = taken(steps.first, of)
    other = np.repeat(np.arange(len(of)), np.diff(first))
    away_m = _of_each_step(steps, spacing_m)
    # the stubs know of one distance for all
    is_near = shapely.dwithin(steps.shape[step], others[other], away_m[step])  # type: ignore[call-overload]
    order = np.flatnonzero(is_near)[np.argsort(step[is_near], kind="stable")]
    near = (step[order], others[other[order]])
    return _clear_of(steps, near, away_m=away_m, least_width_m=least_width_m)


def _of_each_step(steps: Steps, spacing_m: npt.ArrayLike) -> Real:
    """The distance that each plate keeps: that of its row."""
    of_row = np.broadcast_to(np.asarray(spacing_m, np.float64), (steps.count,))
    away_m: Real = of_row[steps.row]
    return away_m


def _clear_of(
    steps: Steps, near: tuple[Position, Shapes], *, away_m: Real, least_width_m: float
) -> Steps:
    """Steps less the ground near buildings; ``near`` are pairs of a step, growing, and a shape."""
    hindered, index = np.unique(near[0], return_inverse=True)
    plates, held_by = steps.shape.copy(), steps.held_by.copy()
    if len(hindered):
        around_it = np.asarray(shapely.geometrycollections(near[1], indices=index))
        kept = areas_only(shapely.difference(plates[hindered], grown(around_it, away_m[hindered])))
        plates[hindered] = wide_parts(kept, least_width_m)
        held_by[steps.row[hindered]] = Limit.SPACING
    return reshaped(steps, plates, held_by=held_by, gone=Nothing.NO_GROUND)


def over(
    steps: Steps,
    footprints: npt.ArrayLike,
    *,
    row: npt.ArrayLike,
    least_width_m: float = 6.0,
) -> Steps:
    """What may stand on existing buildings; a row a footprint.

    ``row`` names the row of steps whose plot the footprint stands on. Say in ``Wanted.base_m`` how
    high the building is. What of a footprint lies outside the envelope is not built higher.
    """
    above = steps.take(row)
    shapes = np.asarray(footprints, object)
    kept = shapes[above.row]
    cut = ~shapely.covers(above.shape, kept)
    kept[cut] = common(above.shape[cut], kept[cut])
    plates = wide_parts(kept, least_width_m)
    onto = reshaped(above, plates, held_by=np.full(above.count, Limit.PLATE), gone=Nothing.TOO_THIN)
    return replace(onto, held_by=np.full(above.count, int(Limit.PLATE)))
