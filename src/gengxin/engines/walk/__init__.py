"""Distances on foot: bounded searches over a walking network, and what is read from them."""

from gengxin.engines.walk.islands import Islands, islands
from gengxin.engines.walk.joins import Joined, Streets, join_islands
from gengxin.engines.walk.lines import Lines, Snapped, snap
from gengxin.engines.walk.lists import Lists, by_junction
from gengxin.engines.walk.live import LiveReach, live
from gengxin.engines.walk.nearest import Nearest, nearest
from gengxin.engines.walk.network import Network, network
from gengxin.engines.walk.pairs import Pairs, pairs, pairs_by_part, sums_around
from gengxin.engines.walk.reach import Reach, reach
from gengxin.engines.walk.spots import Spots, at_nodes, on_edges
from gengxin.engines.walk.straight import straight_pairs

__all__ = [
    "Islands",
    "Joined",
    "Lines",
    "Lists",
    "LiveReach",
    "Nearest",
    "Network",
    "Pairs",
    "Reach",
    "Snapped",
    "Spots",
    "Streets",
    "at_nodes",
    "by_junction",
    "islands",
    "join_islands",
    "live",
    "nearest",
    "network",
    "on_edges",
    "pairs",
    "pairs_by_part",
    "reach",
    "snap",
    "straight_pairs",
    "sums_around",
]
