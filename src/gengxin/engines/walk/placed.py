"""Spots in the order of their links, so that those on one link are found at once."""

from typing import NamedTuple

from gengxin.engines.walk.fixed_point import Position, Whole
from gengxin.engines.walk.grouping import grouped
from gengxin.engines.walk.spots import Spots


class Placed(NamedTuple):
    """Link ``l`` has the rows ``first[l] : first[l + 1]``; ``spot`` is a row's number as given."""

    first: Position
    link: Whole
    offset: Whole
    owner: Whole
    spot: Whole


def placed(spots: Spots, *, link_count: int) -> Placed:
    """The spots sorted by link."""
    first, order = grouped(spots.link, link_count)
    return Placed(first, spots.link[order], spots.offset[order], spots.owner[order], order)
