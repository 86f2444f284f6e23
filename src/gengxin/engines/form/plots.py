"""Plots of ground, and which of their edges face a street."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.edges import (
    Edges,
    Position,
    Real,
    Shapes,
    along_and_length,
    edges_of,
    taken,
)
from gengxin.engines.form.faults import below, raise_faults

Code = npt.NDArray[np.int8]

FRONT: Final = 0
SIDE: Final = 1
REAR: Final = 2
SIDES: Final = (FRONT, SIDE, REAR)
_FACES: Final = 0.5  # cosine: within 60 degrees


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plots:
    """Pieces of ground, n of them, with m edges.

    Parameters
    ----------
    outline
        Valid polygons or multipolygons in metres, holes allowed; shape (n,).
    edges
        Their edges, the ground on the left.
    side
        What each edge is: ``FRONT``, ``SIDE`` or ``REAR``; shape (m,).
    lines
        The edges of each kind joined to lines, empty where there are none; shape (n, 3).
    inward
        Unit vector from the longest front (else the longest edge) into the plot; shape (n, 2).
    """

    outline: Shapes
    edges: Edges
    side: Code
    lines: Shapes
    inward: Real

    @property
    def count(self) -> int:
        """Number of plots."""
        return len(self.outline)

    @property
    def area_m2(self) -> Real:
        """Ground area of each."""
        area_m2: Real = shapely.area(self.outline)
        return area_m2

    @property
    def has(self) -> npt.NDArray[np.bool_]:
        """Whether a plot has edges of each kind; shape (n, 3)."""
        return ~np.asarray(shapely.is_empty(self.lines))

    def take(self, rows: npt.ArrayLike) -> "Plots":
        """These plots, in this order, again where named again."""
        chosen = np.asarray(rows, np.int64)
        first, edge = taken(self.edges.first, chosen)
        return Plots(
            outline=self.outline[chosen],
            edges=Edges(first, self.edges.ends[edge]),
            side=self.side[edge],
            lines=self.lines[chosen],
            inward=self.inward[chosen],
        )


def plots(
    outlines: npt.ArrayLike,
    *,
    streets: npt.ArrayLike | None = None,
    reach_m: npt.ArrayLike = 15.0,
    names: npt.ArrayLike | None = None,
) -> Plots:
    """Tell the fronts of plots from their sides and rears.

    An edge is a front where the nearest point of a street within reach lies before it, within 60
    degrees of straight ahead. The rear faces away from the longest front; all others are sides. A
    plot that no street reaches has sides only.

    Parameters
    ----------
    outlines
        Polygons or multipolygons in metres.
    streets
        Centre lines; None takes every edge for a front.
    reach_m
        From the centre line of a street to its plots, one for all or one a street.
    names
        What errors call the plots; their row where None.

    Examples
    --------
    >>> square = shapely.box(0, 0, 20, 20)
    >>> south = shapely.LineString([(-50, -6), (70, -6)])
    >>> plots([square], streets=[south]).side.tolist()  # east, north, west, south
    [1, 2, 1, 0]
    """
    shapes = np.asarray(outlines, object).reshape(-1)
    _check(shapes, names)
    edges = edges_of(shapes)
    along, length_m = along_and_length(edges)
    is_front = np.ones(len(along), np.bool_)
    if streets is not None:
        lines: Shapes = np.asarray(streets, object).reshape(-1)
        is_front = _faces_street(edges, along, lines, reach_m)
    main = _main_edge(edges, length_m, is_front)
    inward = np.column_stack([-along[main, 1], along[main, 0]])
    across = np.column_stack([-along[:, 1], along[:, 0]])
    away = np.einsum("ij,ij->i", across, inward[edges.of]) <= -_FACES
    has_front = np.bincount(edges.of, weights=is_front, minlength=len(shapes)) > 0
    side = np.where(is_front, FRONT, np.where(away & has_front[edges.of], REAR, SIDE))
    return Plots(
        outline=shapes,
        edges=edges,
        side=side.astype(np.int8),
        lines=np.column_stack([_joined(edges, side == kind) for kind in SIDES]),
        inward=inward,
    )


def _check(shapes: Shapes, names: npt.ArrayLike | None) -> None:
    called = np.arange(len(shapes)) if names is None else np.asarray(names, object)
    kinds = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    is_area = np.isin(shapely.get_type_id(shapes), kinds)
    is_empty = is_area & shapely.is_empty(shapes)
    wrong = is_area & ~is_empty & ~shapely.is_valid(shapes)
    raise_faults(
        "these plots can't be built on as they are drawn; mend their outlines",
        [f"plot {called[p]!r} is not a polygon" for p in np.flatnonzero(~is_area)],
        [f"plot {called[p]!r} is empty" for p in np.flatnonzero(is_empty)],
        [
            f"plot {called[p]!r} is not valid: {shapely.is_valid_reason(shapes[p])}"
            for p in np.flatnonzero(wrong)
        ],
    )


def _faces_street(
    edges: Edges, along: Real, streets: Shapes, reach_m: npt.ArrayLike
) -> npt.NDArray[np.bool_]:
    """Whether the point of a street next to an edge's middle lies before the edge."""
    reaches_m = np.broadcast_to(np.asarray(reach_m, np.float64), streets.shape)
    raise_faults("streets can't be reached so; mend reach_m", below("reach_m", reaches_m, 0.0))
    middle: Shapes = np.asarray(shapely.points((edges.ends[:, :2] + edges.ends[:, 2:]) / 2))
    is_front = np.zeros(len(middle), np.bool_)
    if not len(streets):
        return is_front
    edge, street = shapely.STRtree(middle).query(streets, "dwithin", reaches_m)[::-1]
    way = shapely.get_coordinates(shapely.shortest_line(middle[edge], streets[street]))
    ahead = way[1::2] - way[::2]
    outward = np.column_stack([along[edge, 1], -along[edge, 0]])
    distance_m = np.hypot(ahead[:, 0], ahead[:, 1])
    # a street that runs along the edge itself lies before it
    faces = np.einsum("ij,ij->i", ahead, outward) >= _FACES * distance_m
    is_front[edge[faces]] = True
    return is_front


def _main_edge(edges: Edges, length_m: Real, is_front: npt.NDArray[np.bool_]) -> Position:
    """The longest front of each plot, else its longest edge; the first of equals."""
    order = np.lexsort((np.round(-length_m, 6), ~is_front, edges.of))
    return order[edges.first[:-1]]


def _joined(edges: Edges, chosen: npt.NDArray[np.bool_]) -> Shapes:
    """The chosen edges of each plot as lines that run through."""
    joined: Shapes = np.full(len(edges.first) - 1, shapely.MultiLineString(), object)
    if chosen.any():
        lines = np.asarray(shapely.linestrings(edges.ends[chosen].reshape(-1, 2, 2)))
        owner, index = np.unique(edges.of[chosen], return_inverse=True)
        joined[owner] = shapely.line_merge(shapely.multilinestrings(lines, indices=index))
    return joined
