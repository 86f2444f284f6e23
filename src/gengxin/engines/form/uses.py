"""Uses of floor, and how much of each is wanted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gengxin.engines.form.edges import Position, Real
from gengxin.engines.form.faults import below, raise_faults


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Uses:
    """What u uses of floor need, in the order in which they lie, the lowest first; shape (u,).

    Parameters
    ----------
    storey_m, ground_storey_m
        Height of a storey, floor to floor; of the ground storey.
    efficiency_share
        Net floor area by gross floor area, above 0 and at most 1.
    depth_m
        Greatest depth of a building, from one outer wall to the one opposite.
    """

    storey_m: npt.ArrayLike
    ground_storey_m: npt.ArrayLike
    efficiency_share: npt.ArrayLike
    depth_m: npt.ArrayLike

    def __post_init__(self) -> None:
        """Refuse what no storey can be."""
        heights = {name: real(getattr(self, name)) for name in ("storey_m", "ground_storey_m")}
        share = real(self.efficiency_share)
        sizes = {len(real(getattr(self, name))) for name in self.__slots__}
        raise_faults(
            "floors can't be used so; mend the uses",
            *(below(name, values, 1.0) for name, values in heights.items()),
            below("depth_m", real(self.depth_m), 1.0),
            [
                f"efficiency_share is {share[u]} in row {u}, must be above 0 and at most 1"
                for u in np.flatnonzero(~((share > 0) & (share <= 1)))
            ],
            [f"columns have {sorted(sizes)} rows, must have as many"] * (len(sizes) > 1),
        )

    @property
    def count(self) -> int:
        """Number of uses."""
        return len(real(self.storey_m))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wanted:
    """What d drafts want; one value for all or one a draft.

    Parameters
    ----------
    row
        Row of the steps that each draft fills, (d,).
    use_share
        Share of floor area by use, (d, u) or (u,); sums to 1.
    floor_area_m2
        Gross floor area wanted; inf for as much as may be.
    most_floor_area_m2, most_footprint_m2, most_storeys
        Greatest gross floor area, ground covered and number of storeys; inf where there is none.
    base_m
        Height on which the lowest storey stands: 0 the ground, above it an existing building.
    """

    row: npt.ArrayLike
    use_share: npt.ArrayLike
    floor_area_m2: npt.ArrayLike = np.inf
    most_floor_area_m2: npt.ArrayLike = np.inf
    most_footprint_m2: npt.ArrayLike = np.inf
    most_storeys: npt.ArrayLike = np.inf
    base_m: npt.ArrayLike = 0.0


def real(values: npt.ArrayLike) -> Real:
    """Values as an array of numbers with one axis at least."""
    return np.atleast_1d(np.asarray(values, np.float64))


def main_depth_m(uses: Uses, use_share: npt.ArrayLike) -> Real:
    """Greatest depth of each building: that of the use with most floor, the least of equals.

    Examples
    --------
    >>> uses = Uses(
    ...     storey_m=[4.5, 3],
    ...     ground_storey_m=[5, 3.3],
    ...     efficiency_share=[0.8, 0.75],
    ...     depth_m=[30, 14],
    ... )
    >>> main_depth_m(uses, [[0.1, 0.9], [1, 0]]).tolist()
    [14.0, 30.0]
    """
    share = np.atleast_2d(real(use_share))
    most = share >= share.max(axis=1, keepdims=True) - 1e-9
    depth_m: Real = np.where(most, real(uses.depth_m), np.inf).min(axis=1)
    return depth_m


def checked(wanted: Wanted, row_count: int, use_count: int) -> tuple[Position, Real, Real]:
    """Row, shares and the five numbers of each draft, (d, 5); refuses what can't be wanted."""
    row = np.atleast_1d(np.array(wanted.row, np.int64))
    # copies, so that kernels see one kind of array whatever was given
    share = np.array(np.broadcast_to(real(wanted.use_share), (len(row), use_count)), order="C")
    names = ("floor_area_m2", "most_floor_area_m2", "most_footprint_m2", "most_storeys", "base_m")
    numbers = [np.broadcast_to(real(getattr(wanted, name)), (len(row),)) for name in names]
    sums = share.sum(axis=1)
    raise_faults(
        "these drafts can't be filled; mend what is wanted",
        [
            f"row is {row[d]} in draft {d}, the steps have {row_count}"
            for d in np.flatnonzero((row < 0) | (row >= row_count))
        ],
        below("use_share", share.min(axis=1, initial=np.inf), 0.0),
        [
            f"use_share adds up to {sums[d]:g} in draft {d}, must be 1"
            for d in np.flatnonzero(~(np.abs(sums - 1) <= 1e-6))
        ],
        *(below(name, values, 0.0) for name, values in zip(names, numbers, strict=True)),
    )
    return row, share, np.column_stack(numbers)
