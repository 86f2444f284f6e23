"""A run known by its plan and its prices alone, as they were written down: where it can go on."""

from dataclasses import replace

import numpy as np

from gengxin.engines.solve.dual import bound_of
from gengxin.engines.solve.problem import Plan, Prices, Problem
from gengxin.engines.solve.rounds import FIRST_PLAN
from gengxin.engines.solve.run import Snapshot, as_given, snapshot_of
from gengxin.engines.solve.state import outset
from gengxin.engines.solve.substituted import Substituted, substituted

__all__ = ["regained"]


def regained(problem: Problem, plan: Plan, prices: Prices) -> Snapshot:
    """What is known of a problem from a plan that keeps its rows, and from prices of any kind.

    Its state is one that edits start from; what a run remembers beyond plan and prices is begun
    anew.
    """
    simpler = substituted(problem)
    inner = _prices(simpler, prices)
    held = plan.auxiliary.copy()
    held[simpler.pairs.auxiliary] = 0
    known = plan._replace(auxiliary=held)
    average = np.zeros(len(problem.value))
    average[plan.choice] = 1.0
    standing = replace(
        outset(simpler.problem),
        round=FIRST_PLAN + 1,
        prices=inner,
        best=inner,
        bound=bound_of(simpler.problem, inner),
        average=average,
        draft_choice=known.choice,
        draft_held=known.auxiliary,
        draft_served=known.served,
        plan=known,
    )
    return as_given(simpler, snapshot_of("read from a file", standing))


def _prices(simpler: Substituted, prices: Prices) -> Prices:
    """Prices of the problem given, in the problem without the auxiliaries that rows settle."""
    pairs, row = simpler.pairs, prices.row.copy()
    settled = pairs.sign * prices.row[pairs.settles] + pairs.coef * prices.row[pairs.other]
    row[pairs.settles] = np.maximum(settled, 0.0)
    return prices._replace(row=row)
