"""Choose one column for each site: the best plan that can be found, and a bound nothing exceeds."""

from gengxin.engines.solve.check import check
from gengxin.engines.solve.dual import bound_of
from gengxin.engines.solve.edits import Ready
from gengxin.engines.solve.executor import Executor, Inline, Threads
from gengxin.engines.solve.problem import Plan, Prices, Problem
from gengxin.engines.solve.rounds import Separate
from gengxin.engines.solve.run import Shortfall, Snapshot, gap_of, run
from gengxin.engines.solve.state import State

__all__ = [
    "Executor",
    "Inline",
    "Plan",
    "Prices",
    "Problem",
    "Ready",
    "Separate",
    "Shortfall",
    "Snapshot",
    "State",
    "Threads",
    "bound_of",
    "check",
    "gap_of",
    "run",
]
