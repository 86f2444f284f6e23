"""Areas of relations (multipolygons, boundaries), put together from their members' ways."""

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
    return _areas(start[whole], end[whole], of_relation[whole], elements.xy_m, len(relations))


def _segments(elements: Elements, ways: Whole) -> tuple[Whole, Whole, Whole]:
    """Both nodes of every segment of the ways, and which way of the list it belongs to."""
    nodes = elements.way_nodes.take(ways)
    owner = nodes.owner
    within = owner[1:] == owner[:-1]
    return nodes.items[:-1][within], nodes.items[1:][within], owner[1:][within]


def _areas(start: Whole, end: Whole, owner: Whole, xy_m: Real, count: int) -> Shapes:
    """What the segments of each owner enclose; a segment drawn twice bounds nothing."""
    shapes = np.full(count, None)
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((high, low, owner))
    low, high, owner = low[order], high[order], owner[order]
    differs = (np.diff(low) != 0) | (np.diff(high) != 0) | (np.diff(owner) != 0)
    begins = np.flatnonzero(np.concatenate([[True], differs]))[: len(low)]
    is_odd = np.diff(np.append(begins, len(low))) % 2 == 1
    kept = begins[is_odd & (low[begins] != high[begins])]
    if not len(kept):
        return shapes
    ends_m = xy_m[np.column_stack([low[kept], high[kept]])]
    owners, which = np.unique(owner[kept], return_inverse=True)
    drawn = shapely.multilinestrings(shapely.linestrings(ends_m), indices=which)
    areas = shapely.build_area(drawn)
    areas[shapely.is_empty(areas)] = None
    shapes[owners] = areas
    return shapes
