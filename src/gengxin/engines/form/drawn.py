"""Drafts as shapes: masses of storeys one over the other, and distances between walls."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.edges import Position, Real, Shapes
from gengxin.engines.form.fill import Form, anchors
from gengxin.engines.form.inset import common
from gengxin.engines.form.plots import Plots
from gengxin.engines.form.steps import Steps


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Masses:
    """Storeys of equal plate as one upright mass each; shape (k,), the lowest of a draft first.

    Parameters
    ----------
    draft
        Row of the form that it belongs to.
    shape
        Its plate, polygon or multipolygon.
    bottom_m, top_m
        Heights above the plot's ground.
    """

    draft: Position
    shape: Shapes
    bottom_m: Real
    top_m: Real


def masses(steps: Steps, form: Form, drafts: npt.ArrayLike | None = None) -> Masses:
    """Draw drafts, all or those named; a draft without floor has no mass."""
    draft = np.repeat(np.arange(len(form.row)), form.storeys)
    if drafts is not None:
        draft = np.where(np.isin(draft, np.asarray(drafts)), draft, -1)
    starts = (np.diff(draft, prepend=-1) != 0) | (np.diff(form.step, prepend=-1) != 0)
    starts |= form.cut_m != np.concatenate([[np.nan], form.cut_m[:-1]])
    last = np.concatenate([starts[1:], [True]])[: len(starts)]
    floor_m = np.concatenate([[0.0], form.storey_top_m[:-1]])[: len(starts)]
    lowest = form.first[:-1][form.storeys > 0]
    floor_m[lowest] = form.base_m[form.storeys > 0]
    some = draft >= 0
    at = starts & some
    return Masses(
        draft=draft[at],
        shape=_cut(steps, form, np.flatnonzero(at)),
        bottom_m=floor_m[at],
        top_m=form.storey_top_m[last & some],
    )


def footprints(steps: Steps, form: Form) -> Shapes:
    """The lowest plate of each draft, empty where nothing stands."""
    lowest: Shapes = np.full(len(form.row), shapely.Polygon(), object)
    some = form.storeys > 0
    lowest[some] = _cut(steps, form, form.first[:-1][some])
    return lowest


def floor_below_m2(form: Form, top_m: npt.ArrayLike) -> Real:
    """Gross floor of each draft in storeys that end at these heights or below; (draft, height)."""
    draft = np.repeat(np.arange(len(form.row)), form.storeys)
    floor_m2 = form.storey_floor_m2.sum(axis=1)
    below = [
        np.bincount(draft, np.where(form.storey_top_m <= top, floor_m2, 0.0), len(form.row))
        for top in np.atleast_1d(np.asarray(top_m, np.float64))
    ]
    return np.column_stack(below)


def least_setback_m(plots: Plots, shapes: npt.ArrayLike) -> Real:
    """Least distance of each plot's shape to the plot's edge; NaN where the shape is empty."""
    distance_m: Real = shapely.distance(shapely.boundary(plots.outline), np.asarray(shapes))
    return distance_m


def least_spacing_m(
    shapes: npt.ArrayLike,
    buildings: npt.ArrayLike,
    *,
    gone: npt.ArrayLike,
    within_m: float = 100.0,
) -> Real:
    """Least distance of each shape to the buildings that stay; inf where none is within reach.

    ``gone`` names, for each building, the row for which it is pulled down; -1 for none. NaN where
    the shape is empty.
    """
    drawn, others = np.asarray(shapes, object), np.asarray(buildings, object)
    row, other = shapely.STRtree(others).query(drawn, "dwithin", within_m)
    stays = np.asarray(gone, np.int64)[other] != row
    row, other = row[stays], other[stays]
    least_m = np.where(shapely.is_empty(drawn), np.nan, np.inf)
    np.minimum.at(least_m, row, shapely.distance(drawn[row], others[other]))
    return least_m


def _cut(steps: Steps, form: Form, storeys: Position) -> Shapes:
    """Plates of these storeys, as far as they are kept."""
    step, cut_m = form.step[storeys], form.cut_m[storeys]
    plate: Shapes = steps.shape[step]
    short = np.flatnonzero(np.isfinite(cut_m))
    row = steps.row[step[short]]
    ahead, start = steps.sweep[row], anchors(steps)[row]
    extent = shapely.bounds(steps.ground)[row]
    far_m = (extent[:, 2:] - extent[:, :2]).sum(axis=1, keepdims=True) + 1.0
    aside = np.column_stack([-ahead[:, 1], ahead[:, 0]]) * far_m
    back, line = start - ahead * far_m, start + ahead * cut_m[short, None]
    kept = shapely.polygons(np.stack([back - aside, line - aside, line + aside, back + aside], 1))
    counted_m2 = form.storey_floor_m2[storeys[short]].sum(axis=1)
    plate[short] = common(plate[short], np.asarray(kept), at_least_m2=0.999 * counted_m2)
    return plate
