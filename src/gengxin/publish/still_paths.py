"""From metres to the whole steps of a drawing: its view, its paths, its dots."""

from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup

__all__ = ["View", "dots", "layer_path"]

WIDTH = 4000
MARGIN = 60
FOOT = 200
LARGEST_DOT = 45.0
PLAIN_DOT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What part of the ground a drawing shows, in metres, and its height in steps."""

    west_m: float
    north_m: float
    metres_per_step: float
    height: int

    @classmethod
    def around(cls, bounds_m: np.ndarray) -> "View | None":
        """Show the bounds (west, south, east, north); ``None`` where they aren't numbers."""
        if not np.isfinite(bounds_m).all():
            return None
        west, south, east, north = (float(bound) for bound in bounds_m)
        wide, high = max(east - west, 1.0), max(north - south, 1.0)
        # tall districts are held to a page's shape
        step = max(wide / (WIDTH - 2 * MARGIN), high / (WIDTH * 1.1))
        west -= (step * (WIDTH - 2 * MARGIN) - wide) / 2
        return cls(
            west_m=west - MARGIN * step,
            north_m=north + MARGIN * step,
            metres_per_step=step,
            height=round(high / step) + 2 * MARGIN + FOOT,
        )

    def steps(self, places_m: np.ndarray) -> np.ndarray:
        """Places in metres as whole steps from the upper left corner."""
        x = (places_m[:, 0] - self.west_m) / self.metres_per_step
        y = (self.north_m - places_m[:, 1]) / self.metres_per_step
        return np.rint(np.column_stack([x, y])).astype(int)


def layer_path(shapes: np.ndarray, view: View) -> Markup:
    """All lines and rings of the shapes as the data of one SVG path."""
    parts = shapely.get_parts(shapely.get_parts(shapes[~shapely.is_missing(shapes)]))
    wide = shapely.get_dimensions(parts) == 2
    lines = [*shapely.get_rings(parts[wide]), *parts[shapely.get_dimensions(parts) == 1]]
    places_m, line = shapely.get_coordinates(lines, return_index=True)
    steps = view.steps(places_m)
    moves = np.diff(steps, axis=0, prepend=steps[:1])
    starts = np.diff(line, prepend=-1) > 0
    # steps of no length are left out, and lines that have no others
    moved = moves.any(axis=1) & ~starts
    ends = np.append(np.flatnonzero(starts)[1:], len(line)) if len(line) else np.empty(0, int)
    told = [
        f"M{x} {y}l" + " ".join(map(str, moves[at:end][moved[at:end]].ravel().tolist()))
        for at, end, (x, y) in zip(
            np.flatnonzero(starts).tolist(), ends.tolist(), steps[starts].tolist(), strict=True
        )
        if moved[at:end].any()
    ]
    return Markup("".join(told))  # noqa: S704 - whole numbers only


def dots(places_m: np.ndarray, weights: np.ndarray | None, view: View) -> Markup:
    """Circles at places in metres, their area as the weights; the largest lie below."""
    steps = view.steps(places_m)
    if weights is None:
        radii = np.full(len(steps), PLAIN_DOT)
    else:
        share = np.sqrt(weights / weights.max(initial=1.0))
        radii = np.maximum(np.rint(LARGEST_DOT * share), 3).astype(int)
    order = np.argsort(-radii, kind="stable")
    return Markup("").join(
        Markup('<circle class="still-dot" cx="{}" cy="{}" r="{}"/>').format(*steps[row], radii[row])
        for row in order
    )
