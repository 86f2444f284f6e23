"""A plan and its prices carried from a problem that held more columns to the one that is asked."""

from dataclasses import replace

import numpy as np

from gengxin.engines.solve import Plan, Prices, Snapshot, bound_of, check
from gengxin.engines.solve.draft import value_of
from gengxin.engines.solve.ragged import owner_of
from gengxin.plan.model import Edited, Posed, posed
from gengxin.plan.model.times import Floats, Whole

__all__ = ["carried"]


def carried(held: Posed, asked: Edited, found: Snapshot) -> tuple[Posed, Snapshot]:
    """The problem that an edited brief poses, and there what was found in the problem held.

    The bound is what the prices prove of the problem posed, which is no more than what was proven
    before: it has fewer columns.
    """
    question = posed(held.case.inputs, asked.brief)
    question = replace(
        question,
        law_notes=held.law_notes,
        unavailable=(*held.law_notes, *question.unavailable),
    )
    prices = _prices(held, question, found.prices)
    return question, found._replace(
        plan=None if found.plan is None else _plan(held, question, asked, found.plan),
        prices=prices,
        bound=bound_of(question.problem, prices),
        solver_bound=np.nan,
    )


def _plan(held: Posed, question: Posed, asked: Edited, plan: Plan) -> Plan:
    number = np.cumsum(asked.allowed) - 1
    before = dict(zip(held.aux_keys, plan.auxiliary.tolist(), strict=True))
    auxiliary = np.array([before[key] for key in question.aux_keys], np.int64)
    choice, served = number[plan.choice], _served(held, question, plan.served)
    problem = question.problem
    found = Plan(choice, auxiliary, served, value_of(problem, choice, auxiliary, served))
    if faults := check(problem, found):
        raise AssertionError("a plan carried over breaks rows: " + "; ".join(faults))
    return found


def _served(held: Posed, question: Posed, served: Whole) -> Whole:
    """Who is served on the arcs of the problem asked."""
    some = np.flatnonzero(served)
    slot = _place(_slot_names(question), _slot_names(held))
    demand = _place(_demand_names(question), _demand_names(held))
    problem, count = question.problem, len(question.problem.need)
    arcs = owner_of(problem.arc_ptr) * count + problem.arc_demand
    own = slot[owner_of(held.problem.arc_ptr)[some]] * count
    own += demand[held.problem.arc_demand[some]]
    found = np.zeros(len(arcs), np.int64)
    found[_place(arcs, own)] = served[some]
    return found


def _prices(held: Posed, question: Posed, prices: Prices) -> Prices:
    before = dict(zip(held.row_keys, prices.row.tolist(), strict=True))
    row: Floats = np.array([before.get(key, 0.0) for key in question.row_keys], float)
    place = _place(_demand_names(held), _demand_names(question))
    demand = np.where(place >= 0, np.append(prices.demand, 0.0)[place], 0.0)
    return Prices(row, demand)


def _place(among: Whole, wanted: Whole) -> Whole:
    """Place of each number among others, none of which is there twice; −1 where it isn't."""
    order = np.argsort(among, kind="stable")
    at = order[np.minimum(np.searchsorted(among[order], wanted), len(among) - 1)]
    return np.where(among[at] == wanted, at, -1) if len(among) else np.full(len(wanted), -1)


def _standard_numbers(made: Posed) -> Whole:
    """The same number for a standard in every problem of the same inputs."""
    known = sorted(made.case.inputs.users)
    return np.array([known.index(one) for one in made.services.standards], np.int64)


def _demand_names(made: Posed) -> Whole:
    points, periods = len(made.services.people.refs), len(made.case.periods.asked)
    of, numbers = made.demand.of, _standard_numbers(made)
    point = numbers[of // max(points, 1)] * points + of % max(points, 1)
    return np.asarray(point * periods + made.demand.period, np.int64)


def _slot_names(made: Posed) -> Whole:
    sources, slots = made.services.sources, made.slots
    periods, sites = len(made.case.periods.asked), len(made.case.columns.sites) + 1
    standard = _standard_numbers(made)[sources.standard]
    place = standard * (len(sources.facilities) + 1) + sources.facility + 1
    # the site of a facility says nothing that the facility doesn't
    own = np.where(sources.facility < 0, sources.site + 1, 0)
    name = (place * sites + own)[slots.source] * periods + slots.period
    return np.asarray(name, np.int64)
