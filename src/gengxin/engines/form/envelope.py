"""The envelope of a plot: what lies within its setbacks, planes and caps, step by step."""

from typing import Final, NamedTuple

import numpy as np
import shapely

from gengxin.engines.form.codes import Limit, Nothing
from gengxin.engines.form.edges import Position, Real, Shapes
from gengxin.engines.form.inset import beyond, common, inset, wide_parts
from gengxin.engines.form.limits import Bounds, Cells, Limits, Views, bounds_of
from gengxin.engines.form.plots import FRONT, Plots
from gengxin.engines.form.steps import Steps, reshaped

_MOST_STEPS: Final = 200


def envelope(plots: Plots, limits: Limits) -> Steps:
    """The ground that may be built on, and what is left of it higher up; a row a plot.

    The plate of a step keeps every limit up to the step's top, so that a building within the steps
    keeps them everywhere. Raising a cap never shrinks a step.

    Examples
    --------
    >>> from gengxin.engines.form import plots
    >>> plot = plots([shapely.box(0, 0, 30, 40)])
    >>> steps = envelope(plot, Limits(front_m=5, height_m=24))
    >>> float(shapely.area(steps.ground)[0])
    600.0
    """
    bounds = bounds_of(limits, plots.count)
    levels = _levels(plots, limits, bounds)
    shape: Shapes = np.full(len(levels.top_m), shapely.Polygon(), object)
    ground = inset(plots, bounds.setback_m)
    nothing = np.where(shapely.is_empty(ground), Nothing.NO_GROUND, Nothing.STANDS)
    row, below = np.arange(plots.count), ground
    # each step is cut out of the one below, as long as there is one
    for rank in range(_MOST_STEPS):
        step = levels.first[:-1][row] + rank
        below = _cut(below, row, levels.level_m[step], (plots, limits, bounds))
        shape[step] = below = wide_parts(below, limits.least_width_m)
        goes_on = ~shapely.is_empty(below) & (step + 1 < levels.first[1:][row])
        row, below = row[goes_on], below[goes_on]
        if not len(row):
            break
    steps = Steps(
        first=levels.first,
        shape=shape,
        top_m=levels.top_m,
        area_m2=plots.area_m2,
        setback_m=bounds.setback_m,
        inward=plots.inward,
        sweep=plots.inward,
        cap_m=np.minimum(bounds.height_m, bounds.sun_m),
        cap_by=np.where(bounds.sun_m < bounds.height_m, Limit.SUN, Limit.HEIGHT).astype(np.int64),
        ends_by=levels.ends_by,
        held_by=np.full(plots.count, Limit.SETBACK, np.int64),
        nothing=nothing.astype(np.int64),
    )
    return reshaped(steps, shape, held_by=steps.held_by, gone=Nothing.TOO_THIN)


class Levels(NamedTuple):
    """First step of each plot, (n + 1,); its last's ``Limit``; top of each step, (k,).

    ``level_m`` is the height whose limits a step keeps: its top, or the ground where no plane binds
    below the cap.
    """

    first: Position
    ends_by: Position
    top_m: Real
    level_m: Real


class Starts(NamedTuple):
    """Of each plot: where a limit starts to bind, and above which height nothing is left, in m."""

    from_m: Real
    to_m: Real


def _levels(plots: Plots, limits: Limits, bounds: Bounds) -> Levels:
    kinds = {
        Limit.PLANE: _wall_starts(plots, bounds),
        Limit.VIEW: _view_starts(plots, limits.views),
        Limit.SUN: _cell_starts(plots, limits.cells),
    }
    from_m = np.min([starts.from_m for starts in kinds.values()], axis=0)
    to_m = np.min([starts.to_m for starts in kinds.values()], axis=0)
    ends = np.argmin([starts.to_m for starts in kinds.values()], axis=0)
    cap_m = np.minimum(bounds.height_m, bounds.sun_m)
    reach_m = np.minimum(to_m, cap_m)
    binds = from_m < cap_m
    # where nothing changes any more with height, one step without end follows
    endless = binds & np.isinf(to_m)
    ladder = binds & ~endless
    rise_m = np.where(ladder, reach_m, 0.0) - np.where(ladder, from_m, 0.0)
    more = np.ceil(rise_m / limits.step_m - 1e-9).astype(np.int64).clip(0, _MOST_STEPS - 1)
    more[endless] = 1
    first = np.concatenate([[0], np.cumsum(1 + more)])
    row = np.repeat(np.arange(plots.count), 1 + more)
    rank = np.arange(first[-1]) - first[row]
    base_m = np.where(binds, from_m, np.inf)[row]
    top_m = base_m + np.where(endless[row] & (rank > 0), np.inf, rank * limits.step_m)
    level_m = np.where(binds[row], top_m, 0.0)
    return Levels(first, np.array([int(kind) for kind in kinds])[ends], top_m, level_m)


def _wall_starts(plots: Plots, bounds: Bounds) -> Starts:
    extent = shapely.bounds(plots.outline)
    across_m = (extent[:, 2:] - extent[:, :2]).sum(axis=1)
    wall_m = np.where(plots.has[:, FRONT], bounds.wall_m, np.inf)
    return Starts(wall_m, wall_m + across_m * bounds.wall_slope)


def _view_starts(plots: Plots, views: Views) -> Starts:
    """A plane is lowest and highest over corners of the plot's extent."""
    least_m, most_m = np.full(plots.count, np.inf), np.full(plots.count, np.inf)
    extent = shapely.bounds(plots.outline)[views.plot].reshape(-1, 2, 2) - views.at_m[:, None]
    rise_m = extent * views.slope[:, None]
    np.minimum.at(least_m, views.plot, views.height_m + rise_m.min(axis=1).sum(axis=1))
    np.minimum.at(most_m, views.plot, views.height_m + rise_m.max(axis=1).sum(axis=1))
    return Starts(np.maximum(least_m, 0.0), np.maximum(most_m, 0.0))


def _cell_starts(plots: Plots, cells: Cells) -> Starts:
    least_m, most_m = np.full(plots.count, np.inf), np.full(plots.count, -np.inf)
    np.minimum.at(least_m, cells.plot, cells.top_m)
    np.maximum.at(most_m, cells.plot, cells.top_m)
    return Starts(np.maximum(least_m, 0.0), np.where(np.isinf(least_m), np.inf, most_m))


def _cut(
    below: Shapes, row: Position, level_m: Real, given: tuple[Plots, Limits, Bounds]
) -> Shapes:
    """Cut the plates below to what planes and cells leave at a level; a plate a row of a plot."""
    plots, limits, bounds = given
    back_m = _back_m(bounds, row, level_m)
    kept = below
    if (back_m > bounds.setback_m[row, FRONT]).any():
        kept = beyond(below, plots.take(row), FRONT, back_m)
    kept = _under_views(kept, row, level_m, (plots, limits.views))
    return _within_cells(kept, row, level_m, limits.cells)


def _back_m(bounds: Bounds, row: Position, level_m: Real) -> Real:
    """How far the sky-exposure plane is from the front at a level; 0 below it."""
    above = level_m > bounds.wall_m[row]
    leans = above & np.isfinite(bounds.wall_slope[row])
    rise_m = np.zeros(len(row))
    rise_m[leans] = (level_m - bounds.wall_m[row])[leans]
    plane_m = rise_m / bounds.wall_slope[row]
    return np.where(above, np.maximum(bounds.wall_setback_m[row], plane_m), 0.0)


def _under_views(shape: Shapes, row: Position, level_m: Real, given: tuple[Plots, Views]) -> Shapes:
    """Cut shapes to where no view plane is below their level."""
    plots, views = given
    kept: Shapes = shape.copy()
    at, view = _pairs(row, views.plot)
    at, view = at[level_m[at] > 0], view[level_m[at] > 0]
    for step, plane in zip(at, view, strict=True):
        allowed = _under_view(plots.outline[row[step]], views, plane, level_m[step])
        kept[[step]] = common(kept[[step]], np.array([allowed]))
    return kept


def _within_cells(shape: Shapes, row: Position, level_m: Real, cells: Cells) -> Shapes:
    """Cut shapes to the cells that reach their level."""
    kept: Shapes = shape.copy()
    step, cell = _pairs(row, cells.plot)
    bound = np.unique(step)
    high = cells.top_m[cell] >= level_m[step]
    for at in bound:
        reach = shapely.union_all(cells.shape[cell[(step == at) & high]])
        kept[[at]] = common(kept[[at]], np.array([reach]))
    return kept


def _pairs(row: Position, of: Position) -> tuple[Position, Position]:
    """Each place where something of a plot lies: position in ``row``, position in ``of``."""
    order = np.argsort(of, kind="stable")
    starts = np.searchsorted(of[order], row)
    counts = np.searchsorted(of[order], row, side="right") - starts
    first = np.concatenate([[0], np.cumsum(counts)])
    at = np.repeat(np.arange(len(row)), counts)
    return at, order[np.arange(first[-1]) - first[at] + starts[at]]


def _under_view(
    outline: shapely.Geometry, views: Views, view: int, top_m: float
) -> shapely.Polygon:
    """Where a plane is not below a height: a rectangle that covers that side of the plot."""
    slope = views.slope[view]
    steepness = float(np.hypot(*slope))
    low, high = np.split(shapely.bounds(outline), 2)
    centre = (low + high) / 2
    over_m = float(views.height_m[view] + slope @ (centre - views.at_m[view])) - top_m
    far_m = float((high - low).sum())
    if steepness == 0:
        return shapely.box(*low, *high) if over_m >= 0 else shapely.Polygon()
    ahead = slope / steepness
    aside = np.array([-ahead[1], ahead[0]]) * far_m
    near = centre + ahead * min(max(-over_m / steepness, -far_m), far_m)
    far = centre + ahead * far_m
    return shapely.Polygon([near - aside, far - aside, far + aside, near + aside])
