"""What each edge of the network is: its kind and name, bridges, and which of them are closed."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Ints, Shapes, Words
from gengxin.sources.sample.land.barriers import Cut
from gengxin.sources.sample.land.cells import SIDES, Cells, is_fast
from gengxin.sources.sample.ways.mains import Mains
from gengxin.sources.sample.ways.noding import Edges

__all__ = ["Ways", "ways_of"]

# of the streets that meet the railway or a creek, how many in a hundred walkers can't follow over
CLOSED_OF_100 = {"railway": 42, "water": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Edges of the walking network: kind of way, whether they bridge a barrier, name's number.

    A name's number is -1 where a way has no name.
    """

    edges: Edges
    kind: Words
    is_bridge: Flags
    name: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """The cell and the side of it along which each edge runs, -1 for edges within cells."""

    cell: Ints
    side: Ints


def ways_of(
    edges: Edges, kind: Words, cells: Cells, mains: tuple[Mains, int], cuts: list[Cut]
) -> Ways:
    """What each edge is; ``kind`` is by line, ``mains`` come with the number of their first line.

    Over some bridges neither street nor pavements go on: those edges are left out.
    """
    middle = shapely.line_interpolate_point(edges.shape, 0.5, normalized=True)
    tree = shapely.STRtree(middle)
    beside = _beside(edges, middle, cells, mains)
    closed = np.zeros(middle.size, dtype=bool)
    is_bridge = np.zeros(middle.size, dtype=bool)
    for cut in cuts:
        within = tree.query(shapely.buffer(cut.line, cut.free_m - 3.0), predicate="intersects")
        is_bridge[within] = True
        closed[within] |= _is_closed(cells, beside, within, cut.kind)
    kept = np.flatnonzero(~closed)
    kinds = _by_river(kind[edges.line], cells, tree)
    return Ways(
        edges=_renumbered(edges, kept),
        kind=kinds[kept],
        is_bridge=is_bridge[kept],
        name=_name_numbers(edges.line, kinds, beside, cells)[kept],
    )


def _beside(edges: Edges, middle: Shapes, cells: Cells, mains: tuple[Mains, int]) -> _Beside:
    """Along which side of which cell the pieces of pavements and main streets run."""
    cell = np.full(middle.size, -1, dtype=np.int64)
    side = np.full(middle.size, -1, dtype=np.int64)
    ring = np.flatnonzero(edges.line < cells.col.size)
    cell[ring] = edges.line[ring]
    side[ring] = np.argmin(shapely.distance(middle[ring, None], cells.edge[cell[ring]]), axis=1)
    lines, base = mains
    number = edges.line - base
    main = np.flatnonzero((number >= 0) & (number < lines.cell.size))
    cell[main], side[main] = lines.cell[number[main]], lines.side[number[main]]
    return _Beside(cell=cell, side=side)


def _is_closed(cells: Cells, beside: _Beside, rows: Ints, kind: str) -> Flags:
    """Whether edges over a barrier are closed: a fact of the street, for both its pavements."""
    closed = np.zeros(rows.size, dtype=bool)
    known = np.flatnonzero(beside.side[rows] >= 0)
    cell, side = beside.cell[rows[known]], beside.side[rows[known]]
    dice = (cells.edge_number[cell, side] * 7_919 + 31) % 100
    fast = np.stack([is_fast(cells.col, cells.row, name) for name in SIDES], axis=1)
    closed[known] = (dice < CLOSED_OF_100[kind]) & ~fast[cell, side]
    return closed


def _by_river(kind: Words, cells: Cells, tree: shapely.STRtree) -> Words:
    """The kinds, with a path where the pavement follows the river."""
    kind = kind.copy()
    shore = cells.edge[cells.riverside, SIDES.index("east")]
    near = np.unique(tree.query(shore, predicate="dwithin", distance=14.0)[1])
    kind[near] = np.where(kind[near] == "sidewalk", "path", kind[near])
    return kind


def _name_numbers(line: Ints, kind: Words, beside: _Beside, cells: Cells) -> Ints:
    """The number of each way's name: of the lattice's line beside cells, else of its street."""
    number = np.where(np.isin(kind, ("street", "main_street")), 3_001 + 17 * line, -1)
    rows = np.flatnonzero(beside.side >= 0)
    cell, side = beside.cell[rows], beside.side[rows]
    col = cells.col[cell] + (side == SIDES.index("east"))
    row = cells.row[cell] + (side == SIDES.index("north"))
    across = np.isin(side, (SIDES.index("south"), SIDES.index("north")))
    number[rows] = np.where(across, 2 * (row + 500), 2 * (col + 500) + 1)
    return number


def _renumbered(edges: Edges, kept: Ints) -> Edges:
    """The edges kept, their nodes numbered from 0 without gaps."""
    ends = np.concatenate([edges.start[kept], edges.end[kept]])
    numbers = np.unique(ends, return_inverse=True)[1].astype(np.int64)
    return Edges(
        shape=edges.shape[kept],
        line=edges.line[kept],
        start=numbers[: kept.size],
        end=numbers[kept.size :],
    )
