"""Islands of the walking network: counted, and joined where they almost touch another part."""

from typing import Final, NamedTuple

import numpy as np
import shapely
from numba import njit

from gengxin.engines import walk
from gengxin.sources.osm.coarse import may_touch
from gengxin.sources.osm.ragged import Flags, Real, Whole
from gengxin.sources.osm.stretches import Stretches, stacked
from gengxin.sources.osm.walkable import KINDS

__all__ = ["Joined", "joined"]

_JOIN: Final = KINDS.index("join")
_FAR_M: Final = 1_000_000.0


class Joined(NamedTuple):
    """Edges after joining, the count of all nodes, and the islands left with their length."""

    stretches: Stretches
    node_count: int
    island_count: int
    island_length_m: float


class _Compact(NamedTuple):
    """The nodes that edges use, and the ends of the edges as places in that list."""

    nodes: Whole
    start: Whole
    end: Whole


def joined(stretches: Stretches, node_xy_m: Real, *, within_m: float) -> Joined:
    """Join islands that come within a distance of each other or of the largest part; 0 joins none.

    Edges that are cut where a join meets them keep what they are part of; added edges come last.
    """
    part = _parts(stretches.start, stretches.end)
    apart = part != _largest(part)
    if within_m and apart.any():
        near = _near(stretches, apart, within_m)
        added, node_xy_m = _join(stretches.only(near), apart[near], node_xy_m, within_m)
        stretches = stacked(stretches.only(~near), added)
        part = _parts(stretches.start, stretches.end)
        apart = part != _largest(part)
    return Joined(
        stretches,
        len(node_xy_m),
        len(np.unique(part[apart])),
        float(stretches.length_m[apart].sum()),
    )


def _parts(start: Whole, end: Whole) -> Whole:
    """The lowest node of its part for each edge; edges between which one can walk have the same."""
    part = np.arange(max(start.max(initial=-1), end.max(initial=-1)) + 1)
    _merge(start, end, part)
    return part[start]


@njit(cache=True, nogil=True)
def _merge(start: Whole, end: Whole, part: Whole) -> None:
    """Set the part of each node, its own number before, to the lowest node that edges lead to.

    Rem's algorithm: a node's part is never a higher node, and only the lowest is its own.
    """
    for edge in range(len(start)):
        one, other = start[edge], end[edge]
        while part[one] != part[other]:
            if part[one] > part[other]:
                one, other = other, one
            above = part[other]
            part[other] = part[one]
            if above == other:
                break
            other = above
    for node in range(len(part)):
        part[node] = part[part[node]]


def _largest(part: Whole) -> int:
    """The part with the most edges."""
    return int(np.argmax(np.bincount(part))) if len(part) else 0


def _compact(stretches: Stretches) -> _Compact:
    """Number the nodes in use without gaps."""
    highest = max(stretches.start.max(initial=-1), stretches.end.max(initial=-1))
    used = np.zeros(highest + 1, np.bool_)
    used[stretches.start] = used[stretches.end] = True
    place = np.cumsum(used) - 1
    return _Compact(np.flatnonzero(used), place[stretches.start], place[stretches.end])


def _near(stretches: Stretches, apart: Flags, within_m: float) -> Flags:
    """Edges of islands, and those whose boxes come near to one: all that joining can touch."""
    near = apart.copy()
    boxes_m = shapely.bounds(stretches.line)
    around_m = boxes_m[apart] + np.array([-within_m, -within_m, within_m, within_m])
    edges = may_touch(boxes_m, around_m)
    _, found = shapely.STRtree(stretches.line[edges]).query(shapely.box(*around_m.T))
    near[edges[found]] = True
    return near


def _join(
    stretches: Stretches, apart: Flags, node_xy_m: Real, within_m: float
) -> tuple[Stretches, Real]:
    """Join some edges; the places of all nodes, with the added ones, come with them."""
    nodes, start, end = _compact(stretches)
    tie_start, tie_end = _ties(start, end, apart)
    x_m, y_m = node_xy_m[nodes].T
    ties = np.full(len(tie_start), _far_line(x_m, y_m))
    done = walk.join_islands(
        walk.Streets(
            node_x_m=x_m,
            node_y_m=y_m,
            edge_start=np.concatenate([start, tie_start]).astype(np.int32),
            edge_end=np.concatenate([end, tie_end]).astype(np.int32),
            lines=walk.Lines.of(
                np.concatenate([stretches.line, ties]),
                np.concatenate([stretches.length_m, np.ones(len(ties))]),
            ),
        ),
        within_m=within_m,
    )
    return _taken_over(stretches, done, nodes, node_xy_m)


def _ties(start: Whole, end: Whole, apart: Flags) -> tuple[Whole, Whole]:
    """Edges that keep the largest part in one piece.

    Of the largest part only what lies near islands is joined here; elsewhere it hangs together, and
    the engine must know, or it would join it to itself.
    """
    main = ~apart
    one_of_each = np.unique(_parts(start[main], end[main]))
    return one_of_each[:-1], one_of_each[1:]


def _far_line(node_x_m: Real, node_y_m: Real) -> shapely.LineString:
    """A line that no island comes near to."""
    x_m, y_m = node_x_m.min() - _FAR_M, node_y_m.min() - _FAR_M
    return shapely.LineString([(x_m, y_m), (x_m + 1.0, y_m)])


def _taken_over(
    stretches: Stretches, done: walk.Joined, nodes: Whole, node_xy_m: Real
) -> tuple[Stretches, Real]:
    """The engine's answer as edges between the map's nodes and added ones, without the ties."""
    streets, was = done.streets, done.edge_was
    kept = was < len(stretches.start)
    is_join = was[kept] < 0
    origin = np.where(is_join, 0, was[kept])
    added_xy_m = np.column_stack([streets.node_x_m, streets.node_y_m])[len(nodes) :]
    row = np.append(nodes, len(node_xy_m) + np.arange(len(added_xy_m)))
    return Stretches(
        part_of=np.where(is_join, -1, stretches.part_of[origin]),
        kind=np.where(is_join, _JOIN, stretches.kind[origin]),
        start=row[streets.edge_start[kept]],
        end=row[streets.edge_end[kept]],
        length_m=streets.lines.length_m[kept],
        line=streets.lines.drawn[kept],
    ), np.concatenate([node_xy_m, added_xy_m])
