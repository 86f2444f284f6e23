"""Areas of relations (multipolygons, boundaries), put together from their members' ways."""

from typing import NamedTuple

import numpy as np
import shapely

from gengxin.sources.osm.elements import Elements
from gengxin.sources.osm.ragged import Real, Shapes, Whole
from gengxin.sources.osm.raw import WAY

__all__ = ["relation_areas"]


def relation_areas(elements: Elements, relations: Whole) -> Shapes:
    """Areas of relations by even and odd: what two rings cover is a hole, whatever the roles say.

    A relation of which a way or a node is missing gets ``None``, rather than a wrong area; so does
    one whose ways bound nothing.
    """
    kind = elements.member_kind.take(relations)
    ways = elements.member_row.take(relations).items
    is_way = kind.items == WAY
    owner, ways = kind.owner[is_way], ways[is_way]
    is_cut = np.bincount(owner[ways < 0], minlength=len(relations)) > 0
    owner, ways = owner[ways >= 0], ways[ways >= 0]
    start, end, of_way = _segments(elements, ways)
    of_relation = owner[of_way]
    is_cut[of_relation[(start < 0) | (end < 0)]] = True
    whole = ~is_cut[of_relation]
    segments = _Segments(start[whole], end[whole], of_way[whole], of_relation[whole])
    return _areas(segments.only(_once(segments)), elements.xy_m, len(relations))


class _Segments(NamedTuple):
    """Segments of ways, way after way: both nodes, row of the way in the list, of the relation."""

    start: Whole
    end: Whole
    way: Whole
    relation: Whole

    def only(self, rows: Whole) -> "_Segments":
        """Some of the segments."""
        return _Segments._make(column[rows] for column in self)


def _segments(elements: Elements, ways: Whole) -> tuple[Whole, Whole, Whole]:
    """Both nodes of every segment of the ways, and which way of the list it belongs to."""
    nodes = elements.way_nodes.take(ways)
    owner = nodes.owner
    within = owner[1:] == owner[:-1]
    return nodes.items[:-1][within], nodes.items[1:][within], owner[1:][within]


def _once(segments: _Segments) -> Whole:
    """Rows of the segments that bound something: one that a relation has twice doesn't."""
    start, end, _, relation = segments
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((high, low, relation))
    low, high, relation = low[order], high[order], relation[order]
    differs = (np.diff(low) != 0) | (np.diff(high) != 0) | (np.diff(relation) != 0)
    begins = np.flatnonzero(np.concatenate([[True], differs]))[: len(low)]
    is_odd = np.diff(np.append(begins, len(low))) % 2 == 1
    return np.sort(order[begins[is_odd & (low[begins] != high[begins])]])


def _areas(segments: _Segments, xy_m: Real, count: int) -> Shapes:
    """What the segments of each relation enclose.

    They are drawn as few long lines, which end only where a relation's lines branch: that is all
    the geometry engine has to put together.
    """
    shapes = np.full(count, None)
    start, end, way, relation = segments
    if not len(start):
        return shapes
    ends = np.concatenate([relation, relation]) * len(xy_m) + np.concatenate([start, end])
    _, which, uses = np.unique(ends, return_inverse=True, return_counts=True)
    goes_on = (way[1:] == way[:-1]) & (start[1:] == end[:-1])
    goes_on &= uses[which[1 : len(start)]] == 2
    begins = np.flatnonzero(np.append(True, ~goes_on))
    line = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(start))))
    nodes, owner = np.insert(end, begins, start[begins]), np.insert(line, begins, line[begins])
    owners, which = np.unique(relation[begins], return_inverse=True)
    lines = np.asarray(shapely.linestrings(xy_m[nodes], indices=owner), object)
    areas = np.asarray(shapely.build_area(shapely.multilinestrings(lines, indices=which)), object)
    areas[shapely.is_empty(areas)] = None
    shapes[owners] = areas
    return shapes
