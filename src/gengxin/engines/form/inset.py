"""Shapes drawn in from their edges, and what of a shape is wide enough to be built."""

from typing import Final

import numpy as np
import shapely

from gengxin.engines.form.edges import Real, Shapes
from gengxin.engines.form.plots import SIDES, Plots
from gengxin.engines.form.width import stays_whole

_SAME: Final = 1e-9  # share of area that arithmetic alone accounts for
_GRID_M: Final = 1e-4
_DOUBT: Final = 0.98  # of the area: so much of a shape drawn again must lie in the old one
_HAIR_M: Final = 1e-6  # what is just wide enough is; corners nearer to each other are one
_HIT: Final = 1e-3  # share of the area asked for
_TRIES: Final = 60


def inset(plots: Plots, setback_m: Real) -> Shapes:
    """What lies at least so far from the edges of each kind; empty where nothing does.

    ``setback_m`` has shape (n, 3): from front, side, rear. At corners that point into the plot the
    lines go straight on, so that somewhat more than a round corner is given up.
    """
    least_m = np.where(plots.has, setback_m, np.inf).min(axis=1)
    left: Shapes = plots.outline.copy()
    some = least_m > 0
    left[some] = grown(left[some], -np.minimum(least_m, _across_m(plots))[some])
    for kind in SIDES:
        more_m = np.where(setback_m[:, kind] > least_m, setback_m[:, kind], 0.0)
        left = beyond(left, plots, kind, more_m)
    return left


def beyond(shapes: Shapes, plots: Plots, kind: int, away_m: Real) -> Shapes:
    """What of each shape lies at least so far from the edges of one kind of its plot."""
    left = shapes.copy()
    some = plots.has[:, kind] & (away_m > 0) & ~shapely.is_empty(shapes)
    reach_m = np.minimum(away_m, _across_m(plots))[some]
    bands = grown(plots.lines[some, kind], reach_m)
    left[some] = areas_only(shapely.difference(left[some], bands))
    return left


def _across_m(plots: Plots) -> Real:
    """No point of a plot is further than this from any of its edges."""
    low, high = np.hsplit(shapely.bounds(plots.outline), 2)
    across_m: Real = (high - low).sum(axis=1)
    return across_m


def grown(shapes: Shapes, by_m: Real | float) -> Shapes:
    """Shapes with all edges moved outward by a distance, inward where it is negative.

    Corners are straight, as a draughtsman draws them, and never nearer to an edge than asked.
    """
    # a corner that cutting left twice, a hair apart, would be cut off instead of drawn straight
    once = shapely.simplify(shapes, _HAIR_M)
    # GEOS tries corners of parallel edges too, and drops them
    with np.errstate(invalid="ignore"):
        drawn: Shapes = shapely.buffer(once, by_m, join_style="mitre", cap_style="square")
    return drawn


def wide_parts(shapes: Shapes, width_m: float) -> Shapes:
    """What of each shape a square-cornered plate of this width reaches; empty where none does."""
    wide = shapes.copy()
    half_m = width_m / 2 - _HAIR_M
    some = np.flatnonzero(~shapely.is_empty(shapes) & ~stays_whole(shapes, half_m))
    again = grown(grown(shapes[some], -half_m), half_m)
    area_m2 = shapely.area(shapes[some])
    cut = np.abs(shapely.area(again) - area_m2) > _SAME * area_m2
    # drawn again even where nothing is lost: hairs that cutting left behind go
    least_m2 = _DOUBT * shapely.area(again[cut])
    again[cut] = common(_mended(again[cut]), shapes[some[cut]], at_least_m2=least_m2)
    wide[some] = again
    return wide


def _mended(shapes: Shapes) -> Shapes:
    """Shapes whose edges don't cross; those of straight corners near each other may."""
    odd = np.flatnonzero(~shapely.is_valid(shapes))
    mended: Shapes = shapes.copy()
    mended[odd] = areas_only(
        shapely.make_valid(shapes[odd], method="structure", keep_collapsed=False)
    )
    return mended


def common(shapes: Shapes, others: Shapes, *, at_least_m2: Real | float = np.inf) -> Shapes:
    """What of each shape lies in another.

    GEOS may lose all that is common where edges almost coincide. Where less is found than there
    must be, it is asked again with corners on a grid of a tenth of a millimetre, slower and sure.
    """
    shared = areas_only(shapely.intersection(shapes, others))
    doubtful = shapely.area(shared) < at_least_m2
    sure = shapely.intersection(shapes[doubtful], others[doubtful], grid_size=_GRID_M)
    shared[doubtful] = areas_only(sure)
    return shared


def areas_only(shapes: Shapes) -> Shapes:
    """Shapes without the lines and points that cutting may leave beside areas."""
    kinds = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), kinds))
    cleaned: Shapes = shapes.copy()
    for row in mixed:
        parts = shapely.get_parts(shapes[row])
        cleaned[row] = shapely.union_all(
            [shapely.Polygon(), *parts[shapely.get_dimensions(parts) == 2]]
        )
    return cleaned


def inset_to_area(shapes: Shapes, area_m2: Real) -> Shapes:
    """Each shape drawn in evenly to an area, within 0.1 %; itself where it has no more.

    While its edges move in, a shape loses its perimeter times the distance, and the perimeter
    shrinks: Newton's steps come near from outside. Where one goes too far, half of it is tried.
    """
    drawn, outer = shapes.copy(), shapes.copy()
    outer_m, inner_m = np.zeros(len(shapes)), np.full(len(shapes), np.inf)
    left = np.flatnonzero(shapely.area(shapes) > area_m2 * (1 + _HIT))
    for _ in range(_TRIES):
        excess_m2 = shapely.area(outer[left]) - area_m2[left]
        try_m = outer_m[left] + excess_m2 / shapely.length(outer[left])
        halfway_m = (outer_m[left] + inner_m[left]) / 2
        try_m = np.where(try_m < inner_m[left], try_m, halfway_m)
        drawn[left] = grown(shapes[left], -try_m)
        off_m2 = shapely.area(drawn[left]) - area_m2[left]
        over = off_m2 >= 0
        outer[left[over]], outer_m[left[over]] = drawn[left[over]], try_m[over]
        inner_m[left[~over]] = try_m[~over]
        left = left[np.abs(off_m2) > _HIT * area_m2[left]]
    return drawn
