"""The drawn lines of edges, and the nearest place on them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.walk.faults import refuse
from gengxin.engines.walk.fixed_point import Position, Real, Whole
from gengxin.engines.walk.grid import Grid, grid_of, nearest_lines

Drawn = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines:
    """Edge ``e`` is drawn through ``xy_m[first[e] : first[e + 1]]``, from its start to its end.

    ``length_m`` is the stated length on foot, which may differ from that of the drawing.
    """

    first: Position
    xy_m: Real
    length_m: Real

    @classmethod
    def of(cls, drawn: Drawn, length_m: Real) -> Self:
        """Lines that are drawn already, and needn't be drawn again."""
        first = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(drawn))])
        lines = cls(first=first, xy_m=shapely.get_coordinates(drawn), length_m=length_m)
        vars(lines)["drawn"] = drawn
        return lines

    @cached_property
    def drawn(self) -> Drawn:
        """The lines as shapely LineStrings."""
        points = np.diff(self.first)
        refuse(
            "lines with fewer than two points; mend these",
            (points < 2, lambda edge: f"edge {edge}: has {points[edge]} points, must be 2 or more"),
        )
        edge = np.repeat(np.arange(len(points)), points)
        return np.asarray(shapely.linestrings(self.xy_m, indices=edge), object)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The drawn lines, ready to be searched by place."""
        return shapely.STRtree(self.drawn)

    @cached_property
    def grid(self) -> Grid:
        """The same by squares, for points; there must be a line."""
        return grid_of(self.first, self.xy_m)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapped:
    """One row a point: the nearest edge, metres along it from its start, the gap in metres.

    ``edge`` is -1 where no line is near enough; ``offset_m`` and ``gap_m`` are then nan.
    """

    edge: Whole
    offset_m: Real
    gap_m: Real


def snap(lines: Lines, x_m: npt.ArrayLike, y_m: npt.ArrayLike, *, within_m: float) -> Snapped:
    """The nearest place on the lines within ``within_m`` of each point; of equals the lower edge.

    Offsets are in metres on foot: the place's share of the drawing times the stated length.

    Examples
    --------
    >>> import numpy as np
    >>> street = Lines(
    ...     first=np.array([0, 2]),
    ...     xy_m=np.array([[0.0, 0.0], [10.0, 0.0]]),
    ...     length_m=np.array([12.0]),
    ... )
    >>> snap(street, [5.0, 5.0], [3.0, 99.0], within_m=50)
    Snapped(edge=array([ 0, -1], dtype=int32), offset_m=array([ 6., nan]), gap_m=array([ 3., nan]))
    """
    xy_m = _placed(x_m, y_m)
    found = Snapped(
        edge=np.full(len(xy_m), -1, np.int32),
        offset_m=np.full(len(xy_m), np.nan),
        gap_m=np.full(len(xy_m), np.nan),
    )
    drawn = lines.drawn
    if not len(drawn):
        return found
    found.edge[:], found.gap_m[:] = nearest_lines(lines.grid, xy_m, float(within_m))
    row = np.flatnonzero(found.edge >= 0)
    edge = found.edge[row]
    found.offset_m[row] = offsets_m(drawn[edge], points_at(xy_m[row]), lines.length_m[edge])
    return found


def points_at(xy_m: Real) -> Drawn:
    """Shapely points at coordinates of shape (rows, 2)."""
    return np.asarray(shapely.points(xy_m), object)


def offsets_m(drawn: Drawn, points: Drawn, length_m: Real) -> Real:
    """How far along its line each point's foot lies, scaled to the stated length."""
    drawn_m = shapely.length(drawn)
    along_m = shapely.line_locate_point(drawn, points)
    share = np.divide(along_m, drawn_m, out=np.zeros(len(drawn_m)), where=drawn_m > 0)
    return np.clip(share, 0.0, 1.0) * length_m


def _placed(x_m: npt.ArrayLike, y_m: npt.ArrayLike) -> Real:
    xy_m = np.stack([np.asarray(x_m, np.float64), np.asarray(y_m, np.float64)], axis=1)
    refuse(
        "points without a place; leave them out or mend them",
        (
            ~np.isfinite(xy_m).all(axis=1),
            lambda row: f"point {row}: lies at {xy_m[row].tolist()}; coordinates must be finite",
        ),
    )
    return xy_m
