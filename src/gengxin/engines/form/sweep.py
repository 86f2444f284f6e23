"""Plates cut by a straight line so that a given area is left."""

from typing import Final, NamedTuple

import numpy as np

from gengxin.engines.form.compiled import inner, kernel
from gengxin.engines.form.edges import Position, Real

_HALVINGS: Final = 60
_LOOKS: Final = 16  # places tried for a cut that leaves nothing thin


class Swept(NamedTuple):
    """Shapes along the direction in which they are swept.

    Shape ``s`` has the edges ``first[s] : first[s + 1]``; a row of ``ends`` is how far along an
    edge starts, how far aside, and the same of its end.
    """

    first: Position
    ends: Real


def swept(edges_first: Position, ends: Real, direction: Real, anchor: Real) -> Swept:
    """Edges as a sweep in a unit direction from an anchor meets them; both with a row an edge."""
    x, y = direction[:, 0], direction[:, 1]
    start, end = ends[:, :2] - anchor, ends[:, 2:] - anchor
    return Swept(
        edges_first,
        np.column_stack(
            [
                start[:, 0] * x + start[:, 1] * y,
                start[:, 1] * x - start[:, 0] * y,
                end[:, 0] * x + end[:, 1] * y,
                end[:, 1] * x - end[:, 0] * y,
            ]
        ),
    )


@inner()
def area_before(shapes: Swept, shape: int, at_m: float) -> float:
    """Area of what lies less far along than a line."""
    sum_m2 = 0.0
    for edge in range(shapes.first[shape], shapes.first[shape + 1]):
        along, aside, end_along, end_aside = shapes.ends[edge]
        first, last = min(along, at_m), min(end_along, at_m)
        if end_along != along:
            slope = (end_aside - aside) / (end_along - along)
            middle = aside + slope * ((first + last) / 2 - along)
            # the ground lies on the left of each edge: what it leaves on its right is taken off
            sum_m2 -= middle * (last - first)
    return sum_m2


@inner()
def width_at(shapes: Swept, shape: int, at_m: float) -> float:
    """Length of a line across the sweep that lies in a shape."""
    sum_m = 0.0
    for edge in range(shapes.first[shape], shapes.first[shape + 1]):
        along, aside, end_along, end_aside = shapes.ends[edge]
        if (along <= at_m) != (end_along <= at_m):
            across = aside + (end_aside - aside) * (at_m - along) / (end_along - along)
            sum_m += across if end_along < along else -across
    return sum_m


@inner()
def reach_of(shapes: Swept, shape: int) -> tuple[float, float]:
    """How far along a shape starts and ends."""
    low, high = np.inf, -np.inf
    for edge in range(shapes.first[shape], shapes.first[shape + 1]):
        low = min(low, shapes.ends[edge, 0])
        high = max(high, shapes.ends[edge, 0])
    return low, high


@inner()
def cut_at(shapes: Swept, shape: int, area_m2: float) -> float:
    """How far along to cut so that no more than an area is left; inf where all of it may stay."""
    low, high = reach_of(shapes, shape)
    if area_before(shapes, shape, high) <= area_m2:
        return np.inf
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if area_before(shapes, shape, middle) <= area_m2:
            low = middle
        else:
            high = middle
    return low


@inner()
def without_thin(shapes: Swept, shape: int, at_m: float, least_width_m: float) -> float:
    """Move a cut back so far that it leaves no strip thinner than a least width.

    A cut just behind the inner side of a wing would leave a strip of the wing. Where the whole
    plate is thin, the cut stays.
    """
    solid_m = width_at(shapes, shape, at_m - least_width_m)
    if solid_m <= 0.0 or width_at(shapes, shape, at_m) - solid_m < least_width_m:
        return at_m
    for look in range(_LOOKS):
        back_m = at_m - least_width_m * look / _LOOKS
        if width_at(shapes, shape, back_m) - solid_m < least_width_m / 2:
            return back_m
    return at_m - least_width_m


@kernel()
def area_of_cut(shapes: Swept, at_m: Real) -> Real:
    """Area of each shape before its cut."""
    left_m2 = np.empty(len(at_m))
    for shape in range(len(at_m)):
        left_m2[shape] = area_before(shapes, shape, at_m[shape])
    return left_m2
