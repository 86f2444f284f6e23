"""The engine's own check of a plan: every row, in whole numbers."""

import numpy as np

from gengxin.engines.solve.draft import capacity_of, served_by_demand
from gengxin.engines.solve.dual import columns_use, need_under, weighted_use
from gengxin.engines.solve.problem import Plan, Problem, Whole
from gengxin.engines.solve.ragged import summed_by_item

__all__ = ["check"]

NAMED = 20


def check(problem: Problem, plan: Plan) -> list[str]:
    """What is wrong with a plan, in words; an empty list when every row holds."""
    sites = len(problem.site_ptr) - 1
    if plan.choice.shape != (sites,):
        return [f"the plan chooses for {len(plan.choice)} sites of {sites}"]
    first, last = problem.site_ptr[:-1], problem.site_ptr[1:]
    strange = (plan.choice < first) | (plan.choice >= last)
    if strange.any():
        return _named("site {} has a column of another site", strange)
    outside = (plan.auxiliary < problem.aux_low) | (plan.auxiliary > problem.aux_high)
    faults = _named("auxiliary {} is outside its box", outside)
    faults += _named("arc {} serves fewer than none", plan.served < 0)
    by_slot = summed_by_item(problem.arc_ptr, plan.served)
    over = by_slot > capacity_of(problem, plan.choice)
    faults += _named("slot {} serves more than its capacity", over)
    by_demand = served_by_demand(problem, plan.served)
    need = need_under(problem, plan.choice)
    # a need below 0 is none: there is nobody to serve
    faults += _named("demand row {} is served beyond its need", by_demand > np.maximum(need, 0))
    left = problem.row_rhs - _use(problem, plan, by_demand)
    broken = (left < 0) | (problem.row_is_equal & (left != 0))
    return faults + [
        f"row {row} is off by {left[row]}" for row in np.flatnonzero(broken)[:NAMED].tolist()
    ]


def _use(problem: Problem, plan: Plan, by_demand: Whole) -> Whole:
    """(R) what columns, those served and auxiliaries use."""
    use = columns_use(problem, plan.choice)
    served = (problem.served_ptr, problem.served_row, problem.served_coef)
    use += weighted_use(len(use), served, by_demand)
    auxiliary = (problem.aux_ptr, problem.aux_row, problem.aux_coef)
    return np.asarray(use + weighted_use(len(use), auxiliary, plan.auxiliary))


def _named(sentence: str, wrong: np.ndarray) -> list[str]:
    return [sentence.format(which) for which in np.flatnonzero(wrong)[:NAMED].tolist()]
