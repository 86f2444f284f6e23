"""Edges of the walking network before they become a table."""

from typing import NamedTuple

import numpy as np

from gengxin.sources.osm.ragged import Flags, Real, Shapes, Whole

__all__ = ["Stretches", "stacked"]


class Stretches(NamedTuple):
    """Edges: one entry each.

    ``part_of``: the object that an edge is a part of, −1 for a join. ``kind``: number in
    ``walkable.KINDS``. ``start`` and ``end``: rows of its nodes, those that were added behind those
    of the map.
    """

    part_of: Whole
    kind: Whole
    start: Whole
    end: Whole
    length_m: Real
    line: Shapes

    def only(self, chosen: Flags) -> "Stretches":
        """Some of the edges."""
        return Stretches._make(column[chosen] for column in self)


def stacked(one: Stretches, other: Stretches) -> Stretches:
    """Two lots of edges as one."""
    return Stretches._make(np.concatenate(columns) for columns in zip(one, other, strict=True))
