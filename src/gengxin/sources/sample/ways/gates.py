"""Gates: how paths within lots join the nearest street on their side of the water and railway."""

from dataclasses import dataclass

import numpy as np
import shapely

from gengxin.sources.sample.arrays import Flags, Ints, Shapes
from gengxin.sources.sample.land.barriers import Cut
from gengxin.sources.sample.ways.paths import Paths

__all__ = ["Links", "gate_links"]

REACH_M = 160.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """From each gate a line to the street: its path, and the number of the pavement or street."""

    line: Shapes
    path: Ints
    street: Ints


def gate_links(paths: Paths, streets: Shapes, cuts: list[Cut]) -> Links:
    """The shortest line from each gate to a street that crosses no water and no railway."""
    path, end = np.nonzero(paths.gate)
    gate = shapely.get_point(paths.line[path], np.where(end == 0, 0, -1))
    tree = shapely.STRtree(streets)
    near = tree.query_nearest(gate, all_matches=False)[1]
    link = shapely.shortest_line(gate, streets[near])
    over = _crossing(link, cuts)
    which, hit = tree.query(gate[over], predicate="dwithin", distance=REACH_M)
    other = shapely.shortest_line(gate[over][which], streets[hit])
    dry = ~_crossing(other, cuts)
    which, hit, other = which[dry], hit[dry], other[dry]
    order = np.lexsort((shapely.length(other), which))
    which, first = np.unique(which[order], return_index=True)
    mended = np.flatnonzero(over)[which]
    near[mended], link[mended] = hit[order[first]], other[order[first]]
    kept = ~over
    kept[mended] = True
    return Links(line=link[kept], path=path[kept], street=near[kept])


def _crossing(lines: Shapes, cuts: list[Cut]) -> Flags:
    """Whether each line crosses the railway or a creek."""
    corridors = np.array([shapely.buffer(cut.line, cut.half_m) for cut in cuts], dtype=object)
    found = np.zeros(lines.size, dtype=bool)
    found[shapely.STRtree(lines).query(corridors, predicate="intersects")[1]] = True
    return found
