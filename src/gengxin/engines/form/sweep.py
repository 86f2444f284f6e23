"""Plates cut by a straight line so that a given area is left."""

from typing import Final, NamedTuple

import numpy as np

from gengxin.engines.form.compiled import inner
from gengxin.engines.form.edges import Position, Real

_HALVINGS: Final = 60
_LOOKS: Final = 16  # places a least width at which a cut that leaves nothing thin is tried


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

    A cut just behind the near side of a wing would leave a strip of the wing. The first least width
    of a shape always stays, so that a cut further on never leaves less.
    """
    low_m = reach_of(shapes, shape)[0]
    if at_m <= low_m + least_width_m or not _leaves_thin(shapes, shape, at_m, least_width_m):
        return at_m
    look_m = least_width_m / _LOOKS
    looks = int((at_m - low_m) / look_m)
    while looks > _LOOKS and _leaves_thin(shapes, shape, low_m + looks * look_m, least_width_m):
        looks -= 1
    good_m = low_m + looks * look_m
    bad_m = min(good_m + look_m, at_m)
    for _ in range(_HALVINGS):
        middle_m = (good_m + bad_m) / 2
        if _leaves_thin(shapes, shape, middle_m, least_width_m):
            bad_m = middle_m
        else:
            good_m = middle_m
    return good_m


@inner()
def _leaves_thin(shapes: Swept, shape: int, at_m: float, least_width_m: float) -> bool:
    """Whether a shape widens abruptly less than a least width before a cut."""
    half_m = least_width_m / 2
    for quarter in range(3):
        end_m = at_m - quarter * half_m / 2
        grows_m = width_at(shapes, shape, end_m) - width_at(shapes, shape, end_m - half_m)
        if grows_m >= 3 * half_m:
            return True
    return False
