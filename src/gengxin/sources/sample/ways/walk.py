"""The walking network: pavements round every cell, crossings, streets, bridges, paths."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes, Words
from gengxin.sources.sample.land.barriers import Cut
from gengxin.sources.sample.land.blocks import Streets
from gengxin.sources.sample.land.cells import SIDES, Cells, is_fast
from gengxin.sources.sample.ways.crossings import corner_links, footbridges, mid_block
from gengxin.sources.sample.ways.gates import Links
from gengxin.sources.sample.ways.noding import Edges, noded
from gengxin.sources.sample.ways.paths import Paths

__all__ = ["Ways", "rings_of", "walked"]

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


@dataclass(slots=True)
class _Lines:
    """Lines gathered one lot after another, each with the lines on which it ends (-1: none)."""

    line: list[Shapes]
    on: list[Ints]
    kind: list[Words]

    def add(self, line: Shapes, on: Ints, kind: str | Words) -> int:
        """Add lines; gives the number of the first."""
        first = sum(part.size for part in self.line)
        self.line.append(line)
        self.on.append(on)
        self.kind.append(np.full(line.size, kind, dtype=object))
        return first


def rings_of(cells: Cells) -> Shapes:
    """The pavement round each cell, a closed line."""
    places, index = shapely.get_coordinates(
        shapely.get_exterior_ring(cells.walk), return_index=True
    )
    rings: Shapes = np.empty(cells.col.size, dtype=object)
    rings[:] = shapely.linestrings(places, indices=index)
    return rings


def walked(
    cells: Cells,
    streets: Streets,
    within: tuple[Paths, Links],
    cuts: list[Cut],
    rng: np.random.Generator,
) -> Ways:
    """The whole network, noded; ``within`` are paths within lots and the links of their gates."""
    rings = rings_of(cells)
    every = np.concatenate([rings, streets.line])
    street_ends = _street_ends(streets, every, rings.size)
    lines = _Lines([], [], [])
    lines.add(rings, np.full((rings.size, 2), -1), "sidewalk")
    lines.add(streets.line, street_ends, _street_kinds(streets))
    for tip in (0, -1):
        lines.add(*corner_links(cells, rings, tip), "crossing")
    lines.add(*mid_block(cells, streets, rings, street_ends, rng), "crossing")
    for kind, way in (("water", "footway"), ("railway", "steps")):
        own = [cut for cut in cuts if cut.kind == kind]
        lines.add(*footbridges(every, rings.size, street_ends, own, rng), way)
    _add_paths(lines, *within)
    edges = noded(
        np.concatenate(lines.line),
        np.concatenate(lines.on),
        _bridge_ends(every, streets, rings.size, cuts),
    )
    return _ways(edges, np.concatenate(lines.kind), cells, cuts)


def _street_kinds(streets: Streets) -> Words:
    return np.where(streets.width_m >= 18.0, "main_street", "street").astype(object)


def _street_ends(streets: Streets, every: Shapes, ring_count: int) -> Ints:
    """On which line each street begins and ends: an earlier street or the pavement; -1 on none."""
    tips = shapely.get_point(streets.line[:, None], np.array([0, -1])).ravel()
    tip, hit = shapely.STRtree(every).query(tips, predicate="dwithin", distance=0.3)
    rank = np.concatenate([np.full(ring_count, -1), streets.rank])
    own = np.repeat(np.arange(streets.line.size), 2)[tip] + ring_count
    fit = (rank[hit] < rank[own]) & (hit != own)
    on = np.full(tips.size, -1, dtype=np.int64)
    on[tip[fit]] = hit[fit]
    return on.reshape(-1, 2)


def _add_paths(lines: _Lines, paths: Paths, links: Links) -> None:
    """Add paths and lanes, and the links from their gates to streets."""
    on = np.full((paths.line.size, 2), -1, dtype=np.int64)
    base = lines.add(paths.line, on, paths.kind)
    on[:, 0] = np.where(paths.on >= 0, paths.on + base, -1)
    ends = np.stack([links.path + base, links.street], axis=1)
    lines.add(links.line, ends, paths.kind[links.path])


def _bridge_ends(
    every: Shapes, streets: Streets, ring_count: int, cuts: list[Cut]
) -> tuple[Ints, Floats]:
    """Where pavements and avenues enter and leave what the railway and creeks keep free."""
    through = np.arange(every.size) < ring_count
    through[ring_count:] = streets.rank == 0
    rows = np.flatnonzero(through)
    tree = shapely.STRtree(every[rows])
    line, at_m = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for cut in cuts:
        edge = shapely.boundary(shapely.buffer(cut.line, cut.free_m - 3.0))
        hit = rows[np.sort(tree.query(edge, predicate="intersects"))]
        points, index = shapely.get_parts(shapely.intersection(every[hit], edge), return_index=True)
        line.append(hit[index])
        at_m.append(shapely.line_locate_point(every[hit][index], points))
    return np.concatenate(line), np.concatenate(at_m)


def _ways(edges: Edges, kind: Words, cells: Cells, cuts: list[Cut]) -> Ways:
    """What each edge is; the pavements over some bridges are closed."""
    middle = shapely.line_interpolate_point(edges.shape, 0.5, normalized=True)
    tree = shapely.STRtree(middle)
    side = _ring_sides(edges, middle, cells)
    closed = np.zeros(middle.size, dtype=bool)
    is_bridge = np.zeros(middle.size, dtype=bool)
    for cut in cuts:
        within = tree.query(shapely.buffer(cut.line, cut.free_m - 3.0), predicate="intersects")
        is_bridge[within] = True
        closed[within] |= _is_closed(cells, edges.line[within], side[within], cut.kind)
    kept = np.flatnonzero(~closed)
    kind = _by_river(kind[edges.line], cells, tree)
    return Ways(
        edges=_renumbered(edges, kept),
        kind=kind[kept],
        is_bridge=is_bridge[kept],
        name=_name_numbers(edges.line, kind, side, cells)[kept],
    )


def _ring_sides(edges: Edges, middle: Shapes, cells: Cells) -> Ints:
    """On which side of its cell each piece of pavement lies; -1 for other ways."""
    side = np.full(middle.size, -1, dtype=np.int64)
    ring = np.flatnonzero(edges.line < cells.col.size)
    away = shapely.distance(middle[ring, None], cells.edge[edges.line[ring]])
    side[ring] = np.argmin(away, axis=1)
    return side


def _is_closed(cells: Cells, line: Ints, side: Ints, kind: str) -> Flags:
    """Whether a piece of pavement over a barrier is closed: a fact of the street, on both sides."""
    closed = np.zeros(line.size, dtype=bool)
    ring = np.flatnonzero(side >= 0)
    cell, own = line[ring], side[ring]
    dice = (cells.edge_number[cell, own] * 7_919 + 31) % 100
    fast = np.stack([is_fast(cells.col, cells.row, name) for name in SIDES], axis=1)
    closed[ring] = (dice < CLOSED_OF_100[kind]) & ~fast[cell, own]
    return closed


def _by_river(kind: Words, cells: Cells, tree: shapely.STRtree) -> Words:
    """The kinds, with a path where the pavement follows the river."""
    kind = kind.copy()
    shore = cells.edge[cells.riverside, SIDES.index("east")]
    near = np.unique(tree.query(shore, predicate="dwithin", distance=14.0)[1])
    kind[near] = np.where(kind[near] == "sidewalk", "path", kind[near])
    return kind


def _name_numbers(line: Ints, kind: Words, side: Ints, cells: Cells) -> Ints:
    """The number of each way's name: of the lattice's line for pavements, else of its street."""
    number = np.full(line.size, -1, dtype=np.int64)
    ring = np.flatnonzero(side >= 0)
    col = cells.col[line[ring]] + (side[ring] == SIDES.index("east"))
    row = cells.row[line[ring]] + (side[ring] == SIDES.index("north"))
    across = np.isin(side[ring], (SIDES.index("south"), SIDES.index("north")))
    number[ring] = np.where(across, 2 * (row + 500), 2 * (col + 500) + 1)
    street = np.isin(kind, ("street", "main_street"))
    number[street] = 3_001 + 17 * line[street]
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
