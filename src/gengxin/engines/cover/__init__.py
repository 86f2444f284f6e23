"""Who is within reach of what, and whether there is room: coverage, supply, people served."""

from gengxin.engines.cover.coverage import Nearest, covered, nearest
from gengxin.engines.cover.pairs import Pairs, within
from gengxin.engines.cover.ranked import Ranked, ranked
from gengxin.engines.cover.served import Served, cut_value, served
from gengxin.engines.cover.sums import gini, group_sums
from gengxin.engines.cover.supply import Supply, enhanced_two_step, two_step

__all__ = [
    "Nearest",
    "Pairs",
    "Ranked",
    "Served",
    "Supply",
    "covered",
    "cut_value",
    "enhanced_two_step",
    "gini",
    "group_sums",
    "nearest",
    "ranked",
    "served",
    "two_step",
    "within",
]
