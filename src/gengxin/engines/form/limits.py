"""Where on a plot, and how high, may be built."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.form.edges import Position, Real, Shapes
from gengxin.engines.form.faults import below, raise_faults


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Views:
    """Planes that nothing may pierce, to keep a view free; several may lie over one plot.

    Over the point p of plot ``plot`` (its row) stands at most ``height_m + slope @ (p - at_m)``
    above the plot's ground: ``at_m`` and ``slope`` (rise by metre eastward, northward) are (v, 2).
    """

    plot: Position
    at_m: Real
    height_m: Real
    slope: Real

    @classmethod
    def none(cls) -> "Views":
        """No view is kept free."""
        nothing = np.zeros((0, 2))
        return cls(plot=np.zeros(0, np.int64), at_m=nothing, height_m=np.zeros(0), slope=nothing)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Parts of plots, each with the top that leaves enough sun; outside them nothing is built.

    Cells of one plot (``plot`` is its row) don't overlap; ``top_m`` is above the plot's ground. A
    plot without cells is not bound by any.
    """

    plot: Position
    shape: Shapes
    top_m: Real

    @classmethod
    def none(cls) -> "Cells":
        """No plot is cut into cells."""
        return cls(plot=np.zeros(0, np.int64), shape=np.zeros(0, object), top_m=np.zeros(0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Limits:
    """What binds the shape of whatever is built; one value for all plots or one a plot.

    Parameters
    ----------
    front_m, side_m, rear_m
        Setbacks from the edges of each kind.
    height_m, sun_m
        Height caps above the plot's ground, of the plan and of the sun that others must keep; inf
        where there is none.
    wall_m, wall_setback_m, wall_slope
        Sky-exposure plane: above ``wall_m`` nothing stands nearer to the front than
        ``wall_setback_m``, nor than ``(height - wall_m) / wall_slope``.
    views, cells
        View planes, and cells with a top of their own.
    step_m
        Where planes bind, buildings step back at most once in so many metres.
    least_width_m
        Nothing thinner is built.
    """

    front_m: npt.ArrayLike = 0.0
    side_m: npt.ArrayLike = 0.0
    rear_m: npt.ArrayLike = 0.0
    height_m: npt.ArrayLike = np.inf
    sun_m: npt.ArrayLike = np.inf
    wall_m: npt.ArrayLike = np.inf
    wall_setback_m: npt.ArrayLike = 0.0
    wall_slope: npt.ArrayLike = np.inf
    views: Views = field(default_factory=Views.none)
    cells: Cells = field(default_factory=Cells.none)
    step_m: float = 9.0
    least_width_m: float = 6.0


class Bounds(NamedTuple):
    """The same as arrays with a row a plot; ``setback_m`` from front, side, rear."""

    setback_m: Real
    height_m: Real
    sun_m: Real
    wall_m: Real
    wall_setback_m: Real
    wall_slope: Real


def bounds_of(limits: Limits, count: int) -> Bounds:
    """The limits of each of so many plots; refuses what can't be a limit."""
    names = ("front_m", "side_m", "rear_m", "height_m", "sun_m", "wall_m", "wall_setback_m")
    rows = {
        name: np.broadcast_to(np.asarray(getattr(limits, name), np.float64), (count,))
        for name in (*names, "wall_slope")
    }
    raise_faults(
        "no plot can be limited so; mend the limits",
        *(below(name, rows[name], 0.0) for name in names),
        [
            f"wall_slope is {rows['wall_slope'][p]} in row {p}, must be above 0"
            for p in np.flatnonzero(~(rows["wall_slope"] > 0))
        ],
        below("step_m", np.array([limits.step_m]), 0.1),
        below("least_width_m", np.array([limits.least_width_m]), 0.1),
        [
            f"{name} names plot {plot}, there are {count}"
            for name, of in (("views", limits.views.plot), ("cells", limits.cells.plot))
            for plot in np.unique(of[(of < 0) | (of >= count)])
        ],
    )
    setback_m = np.column_stack([rows["front_m"], rows["side_m"], rows["rear_m"]])
    return Bounds(setback_m, *(rows[name] for name in (*names[3:], "wall_slope")))
