"""The walking network: main streets, pavements round every cell, crossings, streets, paths."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Floats, Ints, Shapes, Words
from gengxin.sources.sample.land.barriers import Cut
from gengxin.sources.sample.land.blocks import Streets
from gengxin.sources.sample.land.cells import Cells
from gengxin.sources.sample.ways.crossings import corner_links, footbridges, mid_block
from gengxin.sources.sample.ways.gates import Links
from gengxin.sources.sample.ways.kinds import Ways, ways_of
from gengxin.sources.sample.ways.mains import cut_crossings, mains_of
from gengxin.sources.sample.ways.noding import noded
from gengxin.sources.sample.ways.paths import Paths

__all__ = ["rings_of", "walked"]


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
    mains = mains_of(cells)
    lines = _Lines([], [], [])
    lines.add(rings, np.full((rings.size, 2), -1), "sidewalk")
    lines.add(streets.line, street_ends, _street_kinds(streets))
    base = every.size
    lines.add(mains.line, np.where(mains.on >= 0, mains.on + base, -1), "main_street")
    for crossing in (
        corner_links(cells, rings, 0),
        corner_links(cells, rings, -1),
        mid_block(cells, streets, rings, street_ends, rng),
    ):
        lines.add(*cut_crossings(*crossing, mains.line, base), "crossing")
    for kind, way in (("water", "footway"), ("railway", "steps")):
        own = [cut for cut in cuts if cut.kind == kind]
        lines.add(*footbridges(every, rings.size, street_ends, own, rng), way)
    _add_paths(lines, *within)
    through = np.concatenate([every, mains.line])
    over = np.concatenate([np.full(rings.size, 0), streets.rank, np.zeros(mains.line.size)]) == 0
    edges = noded(
        np.concatenate(lines.line),
        np.concatenate(lines.on),
        _bridge_ends(through, np.flatnonzero(over), cuts),
    )
    return ways_of(edges, np.concatenate(lines.kind), cells, (mains, base), cuts)


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


def _bridge_ends(lines: Shapes, rows: Ints, cuts: list[Cut]) -> tuple[Ints, Floats]:
    """Where the lines in these rows enter and leave what the railway and creeks keep free."""
    tree = shapely.STRtree(lines[rows])
    line, at_m = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for cut in cuts:
        edge = shapely.boundary(shapely.buffer(cut.line, cut.free_m - 3.0))
        hit = rows[np.sort(tree.query(edge, predicate="intersects"))]
        points, index = shapely.get_parts(shapely.intersection(lines[hit], edge), return_index=True)
        line.append(hit[index])
        at_m.append(shapely.line_locate_point(lines[hit][index], points))
    return np.concatenate(line), np.concatenate(at_m)
