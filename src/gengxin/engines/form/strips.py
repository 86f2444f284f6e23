"""Rectangles that fit into a shape: stretches of a straight strip that lie wholly inside."""

from typing import Final

from gengxin.engines.form.compiled import inner
from gengxin.engines.form.edges import Real
from gengxin.engines.form.sweep import Swept

_HAIR: Final = 1e-6  # metres: an edge along the strip's border isn't in it


@inner()
def stretches(shapes: Swept, shape: int, strip_m: tuple[float, float], room: Real) -> int:
    """Where a strip across the sweep lies inside a shape over all its depth; how many stretches.

    ``strip_m`` is from where to where along the sweep. Writes the ends of stretch ``k``, aside, to
    ``room[k]``; ``room`` has as many rows as the shape has edges, or more.
    """
    low_m, high_m = strip_m[0] + _HAIR, strip_m[1] - _HAIR
    blocked = 0
    for edge in range(shapes.first[shape], shapes.first[shape + 1]):
        along, aside, end_along, end_aside = shapes.ends[edge]
        if max(along, end_along) <= low_m or min(along, end_along) >= high_m:
            continue
        slope = (end_aside - aside) / (end_along - along) if end_along != along else 0.0
        one = aside + slope * (min(max(along, low_m), high_m) - along)
        other = end_aside + slope * (min(max(end_along, low_m), high_m) - end_along)
        room[blocked] = min(one, other), max(one, other)
        blocked += 1
    _by_start(room, blocked)
    found, reached_m = 0, room[0, 1]
    for k in range(1, blocked):
        start_m, end_m = room[k]
        if start_m > reached_m + _HAIR and _inside(shapes, shape, (low_m, reached_m, start_m)):
            room[found] = reached_m, start_m
            found += 1
        reached_m = max(reached_m, end_m)
    return found


@inner()
def _by_start(room: Real, count: int) -> None:
    """Sort the first rows by where they start: few, so by insertion."""
    for k in range(1, count):
        start_m, end_m = room[k]
        at = k
        while at > 0 and room[at - 1, 0] > start_m:
            room[at] = room[at - 1]
            at -= 1
        room[at] = start_m, end_m


@inner()
def _inside(shapes: Swept, shape: int, gap: tuple[float, float, float]) -> bool:
    """Whether the middle of a gap in a strip's border lies in the shape."""
    along_m, middle_m = gap[0], (gap[1] + gap[2]) / 2
    inside = False
    for edge in range(shapes.first[shape], shapes.first[shape + 1]):
        along, aside, end_along, end_aside = shapes.ends[edge]
        if (along <= along_m) != (end_along <= along_m):
            across = aside + (end_aside - aside) * (along_m - along) / (end_along - along)
            inside ^= across > middle_m
    return inside
