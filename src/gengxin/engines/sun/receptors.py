"""Receptors: the heights at which sun is counted, one above the other in columns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.blocks import Blocks
from gengxin.engines.sun.compiled import kernel
from gengxin.engines.sun.faults import raise_faults

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Receptors:
    """Columns of receptors; column ``c`` has ``first[c] : first[c + 1]`` of them, lowest first.

    ``place`` is x, y of a column; ``facing`` the outward normal of its wall (east, north), zero
    for a column that looks all round. ``block`` is the block whose wall it is, -1 if none.
    ``height_m`` has a row a receptor, above the level that blocks share.
    """

    place: Real
    facing: Real
    block: Whole
    first: Position
    height_m: Real

    @property
    def count(self) -> int:
        """Number of receptors."""
        return len(self.height_m)

    @property
    def column(self) -> Position:
        """Column of each receptor."""
        return np.repeat(np.arange(len(self.block)), np.diff(self.first))

    @property
    def arrays(self) -> tuple[Real, Real, Position, Real]:
        """What the kernels read: place, facing, first, height_m."""
        return self.place, self.facing, self.first, self.height_m

    def only(self, columns: Position) -> tuple["Receptors", Position]:
        """The receptors of these columns, in their order, and their rows in all the receptors."""
        count = np.diff(self.first)[columns]
        first = np.concatenate([[0], np.cumsum(count)])
        row = np.arange(first[-1]) + np.repeat(self.first[columns] - first[:-1], count)
        some = Receptors(
            place=self.place[columns],
            facing=self.facing[columns],
            block=self.block[columns],
            first=first,
            height_m=self.height_m[row],
        )
        return some, row


def facade_receptors(
    blocks: Blocks,
    *,
    spacing_m: float = 5.0,
    storey_m: npt.ArrayLike = 3.0,
    sill_m: float = 0.9,
    off_wall_m: float = 0.05,
) -> Receptors:
    """Receptors on the outside of every wall, at the window sill of every storey.

    Walls are cut into equal parts of about ``spacing_m``, with a column in the middle of each;
    a wall shorter than a quarter of that has none. Columns stand ``off_wall_m`` in front, so that a
    neighbour's wall closer than that covers them: party walls are columns inside a neighbour.

    Parameters
    ----------
    storey_m
        Height of the storeys, one for all or one a block. A block has as many as fit whole, and
        one at least where its roof is above the sill.

    Examples
    --------
    >>> import shapely
    >>> from gengxin.engines.sun.blocks import blocks
    >>> hut = blocks([shapely.box(0, 0, 5, 5)], 6.0)
    >>> facade_receptors(hut).height_m.tolist()
    [0.9, 3.9, 0.9, 3.9, 0.9, 3.9, 0.9, 3.9]
    """
    storeys_m = np.broadcast_to(np.asarray(storey_m, np.float64), (blocks.count,))
    _check(spacing_m, storeys_m, off_wall_m)
    wall, share = _parts(blocks, spacing_m)
    block = np.repeat(np.arange(blocks.count), np.diff(blocks.first))[wall]
    walls = blocks.walls[wall]
    facing = walls[:, 4:].copy()
    place = walls[:, :2] + share[:, None] * (walls[:, 2:4] - walls[:, :2]) + off_wall_m * facing
    rise_m = blocks.top_m - blocks.ground_m
    storeys = np.maximum(np.floor(rise_m / storeys_m + 1e-9), rise_m > sill_m).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(storeys[block])])
    return Receptors(
        place=place,
        facing=facing,
        block=block.astype(np.int32),
        first=first,
        height_m=_heights(first, (blocks.ground_m + sill_m)[block], storeys_m[block]),
    )


def point_receptors(place: npt.ArrayLike, height_m: npt.ArrayLike) -> Receptors:
    """Receptors that look all round, one a place: on the ground, on roofs, in the open.

    Parameters
    ----------
    place
        x, y in metres, shape (receptors, 2).
    height_m
        Above the level that blocks share; one for all or one a receptor. A receptor as high as the
        roof of the block that it stands in is on that roof.
    """
    places = np.asarray(place, np.float64).reshape(-1, 2)
    count = len(places)
    heights_m = np.broadcast_to(np.asarray(height_m, np.float64), (count,)).copy()
    odd = ~(np.isfinite(places).all(axis=1) & np.isfinite(heights_m))
    raise_faults(
        "receptors must have a place and a height; mend these",
        [f"receptor {r}: {places[r].tolist()} at {heights_m[r]}" for r in np.flatnonzero(odd)],
    )
    return Receptors(
        place=places,
        facing=np.zeros((count, 2)),
        block=np.full(count, -1, np.int32),
        first=np.arange(count + 1, dtype=np.int64),
        height_m=heights_m,
    )


@kernel()
def _heights(first: Position, lowest_m: Real, storey_m: Real) -> Real:
    """Heights of the receptors of columns, from their lowest, a storey apart."""
    height_m = np.empty(first[-1])
    for column in range(len(lowest_m)):
        for storey in range(first[column + 1] - first[column]):
            height_m[first[column] + storey] = lowest_m[column] + storey * storey_m[column]
    return height_m


def _check(spacing_m: float, storey_m: Real, off_wall_m: float) -> None:
    raise_faults(
        "columns can't be laid out so; mend these lengths",
        [f"spacing_m is {spacing_m}, must be above 0"] * (not spacing_m > 0),
        [f"off_wall_m is {off_wall_m}, must be above 0"] * (not off_wall_m > 0),
        [
            f"block {b}: storey_m is {storey_m[b]}, must be above 0 and finite"
            for b in np.flatnonzero(~((storey_m > 0) & np.isfinite(storey_m)))
        ],
    )


def _parts(blocks: Blocks, spacing_m: float) -> tuple[Position, Real]:
    """Wall of each column, and where along the wall it stands, 0 to 1."""
    walls = blocks.walls
    length_m = np.hypot(walls[:, 2] - walls[:, 0], walls[:, 3] - walls[:, 1])
    parts = np.maximum(np.round(length_m / spacing_m), length_m >= spacing_m / 4).astype(np.int64)
    wall = np.repeat(np.arange(len(walls)), parts)
    before = np.cumsum(parts) - parts
    return wall, (np.arange(len(wall)) - before[wall] + 0.5) / parts[wall]
