"""Forms the plain way: one plot at a time, ground counted point by point, storeys one by one.

Shares nothing with the engine: outlines are lists of corners, ground is a grid of points, plates
are cut by trying.
"""

from dataclasses import dataclass

import numpy as np

Corner = tuple[float, float]
Ring = list[Corner]


def inside(point: Corner, rings: list[Ring]) -> bool:
    """Whether a point lies in rings (holes included), by counting crossings."""
    x, y = point
    odd = False
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y0 <= y) != (y1 <= y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                odd = not odd
    return odd


def distance(point: Corner, start: Corner, end: Corner) -> float:
    """From a point to a stretch between two corners."""
    px, py, dx, dy = point[0] - start[0], point[1] - start[1], end[0] - start[0], end[1] - start[1]
    along = min(max((px * dx + py * dy) / (dx * dx + dy * dy), 0.0), 1.0)
    return float(np.hypot(px - along * dx, py - along * dy))


def distance_to_line(point: Corner, start: Corner, end: Corner) -> float:
    """From a point to the endless line through two corners."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    cross = (point[0] - start[0]) * dy - (point[1] - start[1]) * dx
    return float(abs(cross) / np.hypot(dx, dy))


def ground_m2(ring: Ring, setback_m: list[float], *, mesh_m: float, endless: bool) -> float:
    """Ground at least so far from each edge, counted on a mesh.

    ``endless`` measures to the lines through the edges, not to the edges alone.
    """
    measure = distance_to_line if endless else distance
    xs, ys = zip(*ring, strict=True)
    count = 0
    for x in np.arange(min(xs) + mesh_m / 2, max(xs), mesh_m):
        for y in np.arange(min(ys) + mesh_m / 2, max(ys), mesh_m):
            point = (float(x), float(y))
            edges = zip(ring, ring[1:] + ring[:1], setback_m, strict=True)
            if inside(point, [ring]) and all(measure(point, a, b) >= s for a, b, s in edges):
                count += 1
    return count * mesh_m**2


@dataclass
class Use:
    """One use of floor, the lowest first in a list."""

    share: float
    storey_m: float
    ground_storey_m: float


def ceilings_m(storeys: int, uses: list[Use], *, base_m: float) -> list[float]:
    """Ceilings of so many storeys: each as high as the highest use in it or above."""
    present = [use for use in uses if use.share > 0]
    level, told = base_m, []
    for storey in range(storeys):
        ends = np.cumsum([use.share for use in present]) * storeys
        above = [u.storey_m for u, end in zip(present, ends, strict=True) if end > storey + 1e-9]
        if storey == 0 and base_m == 0:
            above.append(present[0].ground_storey_m)
        level += max(above)
        told.append(level)
    return told


def stacked(
    plates: list[tuple[float, float]], uses: list[Use], *, cap_m: float, target_m2: float
) -> tuple[int, float]:
    """Fewest storeys that hold the floor wanted, else those that hold most; and their floor.

    ``plates`` are (greatest ceiling, area), the lowest first. A last storey for less than a
    hundredth of the floor is left out.
    """
    best = (0, 0.0)
    for storeys in range(1, 301):
        tops = ceilings_m(storeys, uses, base_m=0.0)
        if tops[-1] > cap_m + 1e-9 or tops[-1] > plates[-1][0] + 1e-9:
            return best
        areas = [next(area for top, area in plates if top >= z - 1e-9) for z in tops]
        if sum(areas) >= target_m2 * (1 - 1e-9):
            last = areas[-1] - (sum(areas) - target_m2)
            small = storeys > 1 and last < 0.01 * target_m2
            return best if small else (storeys, min(sum(areas), target_m2))
        if sum(areas) > best[1]:
            best = (storeys, sum(areas))
    return best


def by_storey(areas: list[float], uses: list[Use]) -> list[list[float]]:
    """Floor of each storey by use: the uses poured in from below, a litre at a time."""
    left = [use.share * sum(areas) for use in uses]
    poured = []
    for area in areas:
        row = []
        for number in range(len(uses)):
            part = min(left[number], area - sum(row))
            left[number] -= part
            row.append(part)
        poured.append(row)
    return poured
