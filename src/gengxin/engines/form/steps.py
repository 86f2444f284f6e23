"""Masses that step back as they rise: what may be filled with storeys, row by row."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from gengxin.engines.form.codes import Nothing
from gengxin.engines.form.edges import Position, Real, Shapes, taken

Code = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Steps:
    """Row ``r`` may fill step ``s`` of ``first[r] : first[r + 1]`` with storeys up to a top.

    Parameters
    ----------
    first
        Shape (n + 1,), for n rows with k steps in all.
    shape
        Plate of each step, each within the one below; polygons or multipolygons, shape (k,).
    top_m
        A storey may have this plate if its ceiling is not above; rises with the steps, shape (k,).
    area_m2
        Ground area of the row's plot; shape (n,), as all that follow.
    setback_m
        Setbacks from front, side, rear that shaped the lowest step; shape (n, 3).
    inward
        Unit vector from the main front into the plot; shape (n, 2).
    sweep
        Unit vector: plates that must be smaller are cut by a line across it, from its far end.
    cap_m, cap_by
        Greatest height above the plot's ground, and the ``Limit`` that sets it.
    ends_by, held_by
        The ``Limit`` above the last step, and the one that keeps the lowest from being larger.
    nothing
        ``Nothing`` that keeps a row without steps empty.
    """

    first: Position
    shape: Shapes
    top_m: Real
    area_m2: Real
    setback_m: Real
    inward: Real
    sweep: Real
    cap_m: Real
    cap_by: Code
    ends_by: Code
    held_by: Code
    nothing: Code

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.area_m2)

    @property
    def row(self) -> Position:
        """Which row each step belongs to."""
        return np.repeat(np.arange(self.count), np.diff(self.first))

    @property
    def ground(self) -> Shapes:
        """Plate of the lowest step of each row, empty where there is none."""
        lowest: Shapes = np.full(self.count, shapely.Polygon(), object)
        some = np.diff(self.first) > 0
        lowest[some] = self.shape[self.first[:-1][some]]
        return lowest

    def take(self, rows: npt.ArrayLike) -> "Steps":
        """These rows, in this order, again where named again."""
        chosen = np.asarray(rows, np.int64)
        first, step = taken(self.first, chosen)
        names = ("area_m2", "setback_m", "inward", "sweep", "cap_m")
        codes = ("cap_by", "ends_by", "held_by", "nothing")
        return Steps(
            first=first,
            shape=self.shape[step],
            top_m=self.top_m[step],
            **{name: getattr(self, name)[chosen] for name in names + codes},
        )


def reshaped(steps: Steps, shape: Shapes, *, held_by: Code, gone: Nothing) -> Steps:
    """The same rows with other plates: a row ends at its first empty one.

    ``gone`` is why a row stands empty that loses all its steps here.
    """
    row = steps.row
    empty = shapely.is_empty(shape)
    # a step above an empty one has nothing to stand on
    before = np.concatenate([[0], np.cumsum(empty)])
    stands = before[1:] == before[steps.first[:-1]][row]
    first = np.concatenate([[0], np.cumsum(np.bincount(row[stands], minlength=steps.count))])
    lost = (np.diff(first) == 0) & (steps.nothing == Nothing.STANDS)
    return replace(
        steps,
        first=first,
        shape=shape[stands],
        top_m=steps.top_m[stands],
        held_by=held_by,
        nothing=np.where(lost, gone, steps.nothing),
    )
