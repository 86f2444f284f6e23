"""A slim tower on a podium that fills the ground."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.codes import Limit, Nothing
from gengxin.engines.form.compiled import inner, kernel
from gengxin.engines.form.edges import Real, Shapes, edges_of
from gengxin.engines.form.faults import below, raise_faults
from gengxin.engines.form.inset import grown
from gengxin.engines.form.slabs import rectangles
from gengxin.engines.form.steps import Steps, reshaped
from gengxin.engines.form.strips import stretches
from gengxin.engines.form.sweep import Swept, reach_of, swept

_PLACES: Final = 12  # strips tried across the plot
_DEPTHS: Final = (1.0, 0.85, 0.7, 0.55)  # shares of the greatest depth that are tried
_LEAST_SHARE: Final = 0.4  # a plate is at least so long as this share of its depth


def tower(
    steps: Steps,
    *,
    podium_m: npt.ArrayLike,
    plate_m2: npt.ArrayLike,
    depth_m: npt.ArrayLike,
    back_m: npt.ArrayLike = 3.0,
    least_width_m: float = 12.0,
) -> Steps:
    """A podium, and one rectangular tower above; one value for all rows of steps or one each.

    The tower stands parallel to the main front, where it holds most: the plate that fits is larger
    low in a stepped envelope, and may go higher where it is small. Of equals, next to the front.

    Parameters
    ----------
    podium_m
        Height up to which the ground is filled; 0 for a tower alone.
    plate_m2, depth_m
        Greatest plate of the tower, and its greatest depth.
    back_m
        Least distance from the tower to the edge of the podium.
    least_width_m
        No tower is thinner.
    """
    rows = (steps.count,)
    podium, plate, deep, back = (
        np.broadcast_to(np.asarray(values, np.float64), rows)
        for values in (podium_m, plate_m2, depth_m, back_m)
    )
    raise_faults(
        "no tower can stand so; mend it",
        below("podium_m", podium, 0.0),
        below("back_m", back, 0.0),
        below("depth_m", deep, least_width_m),
        below("plate_m2", plate, least_width_m**2),
        below("least_width_m", np.array([least_width_m]), 1.0),
    )
    row = steps.row
    sizes = np.column_stack([plate, deep, np.full(steps.count, least_width_m)])[row]
    plates = _largest_plates(steps, back[row], sizes)
    rise_m = np.minimum(steps.top_m, steps.cap_m[row]) - podium[row]
    # of towers without end none holds most
    volume_m3 = shapely.area(plates) * np.where(np.isfinite(rise_m), rise_m, 0.0)
    best = _best_of(steps, volume_m3)
    return _stacked(steps, podium, plates, best)


def _best_of(steps: Steps, value: Real) -> npt.NDArray[np.int64]:
    """The step of greatest value in each row, the lowest of equals; -1 where none has any."""
    order = np.lexsort((-value, steps.row))
    best = np.full(steps.count, -1)
    some = np.diff(steps.first) > 0
    best[some] = order[steps.first[:-1][some]]
    best[some] = np.where(value[best[some]] > 0, best[some], -1)
    return best


def _stacked(steps: Steps, podium_m: Real, plates: Shapes, best: npt.NDArray[np.int64]) -> Steps:
    """The podium's steps cut off at its height, and the tower's plate on top."""
    row = steps.row
    under_m = np.concatenate([[0.0], steps.top_m[:-1]])
    under_m[steps.first[:-1][np.diff(steps.first) > 0]] = 0.0
    in_podium = np.flatnonzero(under_m < podium_m[row])
    towers = np.flatnonzero(best >= 0)
    owner = np.concatenate([row[in_podium], towers])
    order = np.argsort(owner, kind="stable")
    shape = np.concatenate([steps.shape[in_podium], plates[best[towers]]])[order]
    podium_top_m = np.minimum(steps.top_m[in_podium], podium_m[row[in_podium]])
    top_m = np.concatenate([podium_top_m, steps.top_m[best[towers]]])[order]
    first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=steps.count))])
    stacked = replace(
        steps,
        first=first,
        shape=shape,
        top_m=top_m,
        ends_by=np.where(best >= 0, steps.ends_by, Limit.PLATE),
    )
    held_by = np.where(podium_m > 0, steps.held_by, Limit.PLATE)
    return reshaped(stacked, shape, held_by=held_by, gone=Nothing.TOO_THIN)


def _largest_plates(steps: Steps, back_m: Real, sizes: Real) -> Shapes:
    """The largest rectangle allowed in each step, empty where none fits."""
    ground = grown(steps.shape, -back_m)
    row = steps.row
    edges = edges_of(ground)
    anchor = shapely.bounds(steps.ground)[row, :2]
    inward = steps.inward[row]
    shapes = swept(edges.first, edges.ends, inward[edges.of], anchor[edges.of])
    sides = _fit(shapes, sizes)
    fits = sides[:, 1] > sides[:, 0]
    plates: Shapes = np.full(len(row), shapely.Polygon(), object)
    plates[fits] = rectangles(sides[fits], inward[fits], anchor[fits])
    return plates


@kernel()
def _fit(shapes: Swept, sizes: Real) -> Real:
    """Sides of the largest plate in each shape, along and across the sweep; nothing fits: zeros."""
    sides, most_edges = np.zeros((len(sizes), 4)), 1
    for shape in range(len(sizes)):
        most_edges = max(most_edges, shapes.first[shape + 1] - shapes.first[shape])
    room = np.empty((most_edges, 2))
    for shape in range(len(sizes)):
        most_m2 = 0.0
        for share in _DEPTHS:
            depth_m = sizes[shape, 1] * share
            if depth_m >= sizes[shape, 2] - 1e-9:
                most_m2 = _fit_depth(shapes, shape, (depth_m, most_m2), sizes[shape], (room, sides))
    return sides


@inner()
def _fit_depth(
    shapes: Swept, shape: int, tried: tuple[float, float], size: Real, out: tuple[Real, Real]
) -> float:
    """Try plates of one depth at several places; gives the largest area so far."""
    depth_m, most_m2 = tried
    room, sides = out
    low_m, high_m = reach_of(shapes, shape)
    slack_m = high_m - low_m - depth_m
    if not slack_m >= -1e-6:
        return most_m2
    for place in range(_PLACES):
        start_m = low_m + max(slack_m, 0.0) * place / (_PLACES - 1)
        for k in range(stretches(shapes, shape, (start_m, start_m + depth_m), room)):
            length_m = min(room[k, 1] - room[k, 0], size[0] / depth_m)
            if (
                length_m < max(size[2], depth_m * _LEAST_SHARE)
                or length_m * depth_m <= most_m2 + 1e-6
            ):
                continue
            most_m2 = length_m * depth_m
            middle_m = (room[k, 0] + room[k, 1]) / 2
            sides[shape, 0], sides[shape, 1] = start_m, start_m + depth_m
            sides[shape, 2], sides[shape, 3] = middle_m - length_m / 2, middle_m + length_m / 2
    return most_m2
