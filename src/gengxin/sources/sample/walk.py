"""The walking network: pavements round every cell, crossings, streets, bridges, paths."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Floats, Ints, Shapes, Words
from gengxin.sources.sample.barriers import Cut
from gengxin.sources.sample.blocks import Streets
from gengxin.sources.sample.cells import SIDES, Cells, is_fast
from gengxin.sources.sample.noding import Edges, noded
from gengxin.sources.sample.paths import Paths

__all__ = ["Ways", "rings_of", "walked"]

MID_BLOCK_SHARE = 0.6
CROSSED_M = 52.0
CLOSED_SHARE = {"railway": 0.4, "water": 0.22}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Edges of the walking network with the kind of way and whether they bridge a barrier."""

    edges: Edges
    kind: Words
    is_bridge: Flags


@dataclass(slots=True)
class _Lines:
    """Lines gathered one lot after another, each with the lines on which it ends."""

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
    rings: Shapes = shapely.linestrings(places, indices=index)
    return rings


def walked(
    cells: Cells, streets: Streets, paths: Paths, cuts: list[Cut], rng: np.random.Generator
) -> Ways:
    """The whole network, noded."""
    rings = rings_of(cells)
    lines = _Lines([], [], [])
    lines.add(rings, np.full((rings.size, 2), -1), "sidewalk")
    first = lines.add(streets.line, np.zeros((0, 2), dtype=np.int64), _street_kinds(streets))
    lines.on[-1] = _street_ends(streets, rings, first)
    for line, on, kind in _crossings(cells, rings, streets, rng):
        lines.add(line, on, kind)
    _add_paths(lines, paths, rings, streets)
    every = np.concatenate(lines.line)
    bridges = _bridge_cuts(rings, cuts)
    edges = noded(every, np.concatenate(lines.on), bridges)
    return _kinds(edges, np.concatenate(lines.kind), cells, cuts)


def _street_kinds(streets: Streets) -> Words:
    return np.where(streets.width_m >= 18.0, "main_street", "street").astype(object)


def _street_ends(streets: Streets, rings: Shapes, first: int) -> Ints:
    """On which line each street begins and ends: an earlier street or the pavement; -1 on none."""
    every = np.concatenate([rings, streets.line])
    tree = shapely.STRtree(every)
    tips = shapely.get_point(streets.line[:, None], np.array([0, -1])).ravel()
    tip, hit = tree.query(tips, predicate="dwithin", distance=0.3)
    rank = np.concatenate([np.full(rings.size, -1), streets.rank])
    own = np.repeat(np.arange(streets.line.size), 2)[tip] + first
    fit = (rank[hit] < rank[own]) & (hit != own)
    on = np.full(tips.size, -1, dtype=np.int64)
    on[tip[fit]] = hit[fit]
    return on.reshape(-1, 2)


def _crossings(
    cells: Cells, rings: Shapes, streets: Streets, rng: np.random.Generator
) -> list[tuple[Shapes, Ints, str]]:
    """Crossings of main streets at their corners, and where streets meet them."""
    place = {
        place: k for k, place in enumerate(zip(cells.col.tolist(), cells.row.tolist(), strict=True))
    }
    found = []
    for side, (d_col, d_row) in (("east", (1, 0)), ("north", (0, 1))):
        other = np.array([
            place.get((c + d_col, r + d_row), -1)
            for c, r in zip(cells.col.tolist(), cells.row.tolist(), strict=True)
        ])  # fmt: skip
        here = np.flatnonzero(other >= 0)
        edge = cells.edge[here, SIDES.index(side)]
        for tip in (0, -1):
            node = shapely.get_point(edge, tip)
            found.append(_links(rings, here, other[here], node))
    on = _street_ends(streets, rings, rings.size)
    tips = shapely.get_point(streets.line[:, None], np.array([0, -1]))
    chosen = (on >= 0) & (on < rings.size) & (rng.random(on.shape) < MID_BLOCK_SHARE)
    found.append(_mid_block(cells, rings, on[chosen], tips[chosen]))
    return found


def _links(rings: Shapes, a: Ints, b: Ints, node: Shapes) -> tuple[Shapes, Ints, str]:
    """Lines from ring a to ring b beside a node."""
    from_a = shapely.line_interpolate_point(rings[a], shapely.line_locate_point(rings[a], node))
    to_b = shapely.line_interpolate_point(rings[b], shapely.line_locate_point(rings[b], node))
    coords = np.stack([shapely.get_coordinates(from_a), shapely.get_coordinates(to_b)], axis=1)
    return shapely.linestrings(coords), np.stack([a, b], axis=1), "crossing"


def _mid_block(cells: Cells, rings: Shapes, ring: Ints, tip: Shapes) -> tuple[Shapes, Ints, str]:
    """Lines from places on rings straight across the main street, where it is no fast road."""
    tree = shapely.STRtree(rings)
    which, hit = tree.query(tip, predicate="dwithin", distance=CROSSED_M)
    beyond = hit != ring[which]
    which, hit = which[beyond], hit[beyond]
    first = np.unique(which, return_index=True)[1]
    which, hit = which[first], hit[first]
    line = shapely.shortest_line(tip[which], rings[hit])
    fast = shapely.STRtree(_fast_lines(cells))
    over = np.unique(fast.query(line, predicate="intersects")[0])
    fit = np.ones(line.size, dtype=bool)
    fit[over] = False
    fit &= shapely.length(line) > 4.0
    return line[fit], np.stack([ring[which], hit], axis=1)[fit], "crossing"


def _fast_lines(cells: Cells) -> Shapes:
    """Edges under fast roads."""
    found = [
        cells.edge[is_fast(cells.col, cells.row, side), number] for number, side in enumerate(SIDES)
    ]
    return np.concatenate(found)


def _add_paths(lines: _Lines, paths: Paths, rings: Shapes, streets: Streets) -> None:
    """Add paths and lanes, and a link from each gate to the nearest street."""
    base = lines.add(paths.line, np.zeros((0, 2), dtype=np.int64), paths.kind)
    on = np.full((paths.line.size, 2), -1, dtype=np.int64)
    on[:, 0] = np.where(paths.on >= 0, paths.on + base, -1)
    lines.on[-1] = on
    path, end = np.nonzero(paths.gate)
    gate = shapely.get_point(paths.line[path], np.where(end == 0, 0, -1))
    every = np.concatenate([rings, streets.line])
    near = shapely.STRtree(every).query_nearest(gate, all_matches=False)[1]
    link = shapely.shortest_line(gate, every[near])
    lines.add(link, np.stack([path + base, near], axis=1), paths.kind[path])


def _bridge_cuts(rings: Shapes, cuts: list[Cut]) -> tuple[Ints, Floats]:
    """Where the pavements enter and leave what the railway and creeks keep free."""
    ring, at = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for cut in cuts:
        hit = np.flatnonzero(shapely.intersects(rings, cut.line))
        reach = shapely.box(*shapely.bounds(rings[hit]).T)
        edge = shapely.boundary(
            shapely.buffer(
                shapely.intersection(cut.line, shapely.buffer(reach, 60.0)), cut.free_m - 3.0
            )
        )
        points, index = shapely.get_parts(shapely.intersection(rings[hit], edge), return_index=True)
        ring.append(hit[index])
        at.append(shapely.line_locate_point(rings[hit][index], points))
    return np.concatenate(ring), np.concatenate(at)


def _kinds(edges: Edges, kind: Words, cells: Cells, cuts: list[Cut]) -> Ways:
    """The kind of each edge; bridges are found by their middles, some crossings are closed."""
    kind = kind[edges.line].copy()
    middle = shapely.line_interpolate_point(edges.shape, 0.5, normalized=True)
    is_bridge = np.zeros(kind.size, dtype=bool)
    for cut in cuts:
        own = shapely.buffer(cut.line, cut.free_m - 3.0)
        shapely.prepare(own)
        is_bridge |= shapely.intersects(middle, own)
    shore = cells.edge[cells.riverside, SIDES.index("east")]
    if shore.size:
        by_river = shapely.STRtree(shore).query(middle, predicate="dwithin", distance=14.0)[0]
        kind[by_river] = np.where(kind[by_river] == "sidewalk", "path", kind[by_river])
    return Ways(edges=edges, kind=kind, is_bridge=is_bridge)
