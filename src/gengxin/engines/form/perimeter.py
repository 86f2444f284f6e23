"""Buildings along the edges of a plot, no deeper than daylight allows, a court or yard behind."""

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.codes import Limit, Nothing
from gengxin.engines.form.edges import Real, Shapes
from gengxin.engines.form.inset import areas_only, beyond, common, grown, wide_parts
from gengxin.engines.form.plots import FRONT, REAR, SIDE, Plots
from gengxin.engines.form.steps import Steps, reshaped

_HAIR_M: Final = 1e-3  # what is darker by no more is lit


def perimeter(
    plots: Plots,
    steps: Steps,
    *,
    depth_m: npt.ArrayLike,
    court_m: float = 12.0,
    least_width_m: float = 6.0,
) -> Steps:
    """Line the edges that let in light; a row a plot, as in ``steps``.

    Light comes over fronts and over edges with a setback; a side without one is a party wall. Where
    the ground leaves a court at least ``court_m`` wide, buildings ``depth_m`` deep stand round it;
    elsewhere along the fronts alone. A plot without front and setbacks is lit from all sides.

    Examples
    --------
    >>> from gengxin.engines.form import Limits, envelope, plots
    >>> block = plots([shapely.box(0, 0, 60, 50)])
    >>> ring = perimeter(block, envelope(block, Limits(height_m=18)), depth_m=14)
    >>> float(shapely.area(ring.ground)[0])  # 60 × 50 less a court of 32 × 22
    2296.0
    """
    deep_m = np.broadcast_to(np.asarray(depth_m, np.float64), (plots.count,))
    ground, lit = steps.ground, _lit(plots, steps)
    court, dark = _court_and_dark(plots, steps, lit, (deep_m, court_m))
    plate = _without(_without(ground, court), dark)
    # round a court that touches no edge stands a ring of even depth
    party = (~lit & plots.has).any(axis=1) | (deep_m < least_width_m)
    rough = ~shapely.is_empty(dark) | (~shapely.is_empty(court) & party)
    plate[rough] = wide_parts(plate[rough], least_width_m)
    plates = _raised(steps, plate, least_width_m)
    smaller = shapely.area(plate) < shapely.area(ground) * (1 - 1e-7)
    held_by = np.where(smaller, Limit.DEPTH, steps.held_by)
    return reshaped(steps, plates, held_by=held_by, gone=Nothing.TOO_THIN)


def _raised(steps: Steps, plate: Shapes, least_width_m: float) -> Shapes:
    """Plates of all steps over those on the ground, each cut out of the one below."""
    plates: Shapes = np.full(len(steps.shape), shapely.Polygon(), object)
    row, rank = np.flatnonzero(np.diff(steps.first) > 0), 0
    below = plate[row]
    while len(row):
        step = steps.first[row] + rank
        if rank > 0:
            # both lie in the step below: what they must share
            area_m2 = shapely.area(steps.shape[step]) - shapely.area(steps.shape[step - 1])
            least_m2 = shapely.area(below) + area_m2 - _HAIR_M
            cut = common(steps.shape[step], below, at_least_m2=least_m2)
            below = wide_parts(cut, least_width_m)
        plates[step] = below
        goes_on = ~shapely.is_empty(below) & (step + 1 < steps.first[row + 1])
        row, below, rank = row[goes_on], below[goes_on], rank + 1
    return plates


def _lit(plots: Plots, steps: Steps) -> npt.NDArray[np.bool_]:
    """Whether edges of each kind let in light; shape (n, 3)."""
    lit = steps.setback_m > 0
    lit[:, FRONT] = True
    lit[~(lit & plots.has).any(axis=1)] = True
    return lit


def _court_and_dark(
    plots: Plots, steps: Steps, lit: npt.NDArray[np.bool_], size_m: tuple[Real, float]
) -> tuple[Shapes, Shapes]:
    """The courts, and what else lies deeper in the ground than light reaches."""
    depth_m, court_m = size_m
    away_m = np.where(lit, steps.setback_m + depth_m[:, None], 0.0)
    dark = beyond(steps.ground, plots, FRONT, away_m[:, FRONT])
    court = dark
    for kind in (SIDE, REAR):
        court = beyond(court, plots, kind, away_m[:, kind])
    court = wide_parts(court, court_m)
    # without a front nothing is deeper than the court is from the edges
    dark = np.where(plots.has[:, FRONT], dark, court)
    light = grown(court, depth_m + _HAIR_M)
    dark[shapely.covers(light, dark)] = shapely.Polygon()
    return court, _without(dark, light)


def _without(shapes: Shapes, taken: Shapes) -> Shapes:
    """Shapes less others, row by row."""
    left: Shapes = shapes.copy()
    some = ~shapely.is_empty(shapes) & ~shapely.is_empty(taken)
    left[some] = areas_only(shapely.difference(shapes[some], taken[some]))
    return left
