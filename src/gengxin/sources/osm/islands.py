"""Islands of the walking network: counted, and joined where they almost touch another part."""

from typing import Final, NamedTuple

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gengxin.engines import walk
from gengxin.sources.osm.ragged import Flags, Real, Whole, first_of_counts
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
    part = _parts(stretches)
    apart = part != _largest(part)
    if within_m and apart.any():
        near = _near(stretches, apart, within_m)
        added, node_xy_m = _join(stretches.only(near), apart[near], node_xy_m, within_m)
        stretches = stacked(stretches.only(~near), added)
        part = _parts(stretches)
        apart = part != _largest(part)
    return Joined(
        stretches,
        len(node_xy_m),
        len(np.unique(part[apart])),
        float(stretches.length_m[apart].sum()),
    )


def _parts(stretches: Stretches) -> Whole:
    """A number for each edge; edges between which one can walk have the same."""
    nodes, start, end = _compact(stretches)
    links = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(len(nodes), len(nodes)))
    return np.asarray(connected_components(links, directed=False)[1][start], np.int64)


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
    x_min, y_min, x_max, y_max = shapely.bounds(stretches.line[apart]).T
    boxes = shapely.box(x_min - within_m, y_min - within_m, x_max + within_m, y_max + within_m)
    _, edge = shapely.STRtree(stretches.line).query(boxes)
    near[edge] = True
    return near


def _join(
    stretches: Stretches, apart: Flags, node_xy_m: Real, within_m: float
) -> tuple[Stretches, Real]:
    """Join some edges; the places of all nodes, with the added ones, come with them."""
    nodes, start, end = _compact(stretches)
    tie_start, tie_end = _ties(start, end, apart)
    ties = np.full(len(tie_start), _far_line(node_xy_m))
    line = np.concatenate([stretches.line, ties])
    x_m, y_m = node_xy_m[nodes].T
    done = walk.join_islands(
        walk.Streets(
            node_x_m=x_m,
            node_y_m=y_m,
            edge_start=np.concatenate([start, tie_start]).astype(np.int32),
            edge_end=np.concatenate([end, tie_end]).astype(np.int32),
            lines=walk.Lines(
                first=first_of_counts(shapely.get_num_coordinates(line)),
                xy_m=shapely.get_coordinates(line),
                length_m=np.concatenate([stretches.length_m, np.ones(len(ties))]),
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
    count = int(max(start.max(), end.max())) + 1
    main = ~apart
    links = coo_array(
        (np.ones(main.sum(), np.int8), (start[main], end[main])), shape=(count, count)
    )
    piece = connected_components(links, directed=False)[1][start[main]]
    one_of_each = start[main][np.unique(piece, return_index=True)[1]]
    return one_of_each[:-1], one_of_each[1:]


def _far_line(node_xy_m: Real) -> shapely.LineString:
    """A line that no island comes near to."""
    x_m, y_m = node_xy_m.min(axis=0) - _FAR_M
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
    owner = np.repeat(np.arange(len(was)), np.diff(streets.lines.first))
    line = np.asarray(shapely.linestrings(streets.lines.xy_m, indices=owner), object)
    return Stretches(
        part_of=np.where(is_join, -1, stretches.part_of[origin]),
        kind=np.where(is_join, _JOIN, stretches.kind[origin]),
        start=row[streets.edge_start[kept]],
        end=row[streets.edge_end[kept]],
        length_m=streets.lines.length_m[kept],
        line=line[kept],
    ), np.concatenate([node_xy_m, added_xy_m])
