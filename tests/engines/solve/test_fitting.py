"""Moves are taken the best first: what fills a budget, and what gives way when it is cut."""

import numpy as np
import pytest
from tests.plain.problems import whole

from gengxin.engines.solve import Prices, Problem
from gengxin.engines.solve.draft import Draft, Ground, draft_of
from gengxin.engines.solve.dual import Dual, Response
from gengxin.engines.solve.fitting import fill_up, shed
from gengxin.engines.solve.improve import Bench

GAIN = (6.0, 9.0, 4.0, 7.0, 3.0)
COST = (4, 9, 1, 5, 2)


def works(budget: int) -> Problem:
    """Five sites, each kept or renewed, under one budget; no services."""
    none, sites = whole([]), len(GAIN)
    return Problem(
        site_ptr=whole(np.arange(0, 2 * sites + 1, 2)),
        value=np.array([gain for each in GAIN for gain in (0.0, each)]),
        row_rhs=whole([budget]),
        row_is_equal=np.zeros(1, np.bool_),
        link_ptr=whole(np.arange(sites + 1).repeat(2)[:-1]),
        link_row=whole(np.zeros(sites)),
        link_coef=whole(COST),
        aux_low=none,
        aux_high=none,
        aux_value=np.zeros(0),
        aux_ptr=whole([0]),
        aux_row=none,
        aux_coef=none,
        need=none,
        worth=np.zeros(0),
        grow_ptr=whole(np.zeros(2 * sites + 1)),
        grow_demand=none,
        grow_coef=none,
        served_ptr=whole([0]),
        served_row=none,
        served_coef=none,
        slot_site=none,
        arc_ptr=whole([0]),
        arc_demand=none,
        level_ptr=whole([0]),
        level_capacity=none,
        open_ptr=whole(np.zeros(2 * sites + 1)),
        open_level=none,
    )


def begun(budget: int, renewed: list[bool]) -> tuple[Bench, Ground, Draft, Response]:
    problem = works(budget)
    prices = Prices(np.ones(1), np.zeros(0))
    bench = Bench(problem)
    ground = bench.ground(prices)
    choice = problem.site_ptr[:-1] + np.array(renewed, np.int64)
    return (
        bench,
        ground,
        draft_of(ground, choice, whole([])),
        Dual(problem).respond(prices, detail=True),
    )


def in_two_phases(budgets: tuple[int, int]) -> Problem:
    """The same sites, each kept or renewed in the first or the second phase, worth the same."""
    sites = len(GAIN)
    owner = np.tile([0, 1, 1], sites)
    return works(0)._replace(
        site_ptr=whole(np.arange(0, 3 * sites + 1, 3)),
        value=np.array([gain for each in GAIN for gain in (0.0, each, each)]),
        row_rhs=whole(budgets),
        row_is_equal=np.zeros(2, np.bool_),
        link_ptr=whole(np.concatenate([[0], np.cumsum(owner)])),
        link_row=whole(np.tile([0, 1], sites)),
        link_coef=whole(np.repeat(COST, 2)),
        grow_ptr=whole(np.zeros(3 * sites + 1)),
        open_ptr=whole(np.zeros(3 * sites + 1)),
    )


def renewed_of(draft: Draft) -> set[int]:
    return set(np.flatnonzero(draft.choice % 2).tolist())


def by_gain_for_cost(budget: int) -> set[int]:
    """The plain way: in the order of gain by cost, whatever still fits."""
    taken: set[int] = set()
    for site in sorted(range(len(GAIN)), key=lambda one: -GAIN[one] / COST[one]):
        if COST[site] <= budget:
            budget -= COST[site]
            taken.add(site)
    return taken


@pytest.mark.parametrize("budget", range(22))
def test_money_goes_where_it_gains_most(budget: int) -> None:
    bench, ground, draft, response = begun(budget, [False] * 5)
    made = fill_up(ground, draft, bench.touched, response, price=np.ones(1), least=0.0)
    assert renewed_of(draft) == by_gain_for_cost(budget)
    assert made == len(by_gain_for_cost(budget))


def test_what_gains_too_little_for_its_price_is_left() -> None:
    bench, ground, draft, response = begun(21, [False] * 5)
    fill_up(ground, draft, bench.touched, response, price=np.ones(1), least=1.45)
    assert renewed_of(draft) == {0, 2, 4}


def test_a_budget_cut_is_met_by_what_loses_least_for_its_cost() -> None:
    # all five cost 21: the second gains 1 for each of its 9, the fourth 1.4 for each of its 5
    for budget, left in ((21, {0, 1, 2, 3, 4}), (12, {0, 2, 3, 4}), (7, {0, 2, 4})):
        bench, ground, draft, response = begun(budget, [True] * 5)
        if budget < 21:
            shed(ground, draft, bench.touched, response, penalty=np.ones(1))
        assert renewed_of(draft) == left
        assert draft.slack[0] >= 0


def test_a_budget_is_met_though_moves_to_a_full_phase_would_lose_least() -> None:
    # the first phase pays 4 + 9 and is one short; the second pays 1 + 5 + 2 and is full
    problem, phase = in_two_phases((12, 8)), whole([1, 1, 2, 2, 2])
    prices = Prices(np.ones(2), np.zeros(0))
    bench = Bench(problem)
    ground = bench.ground(prices)
    draft = draft_of(ground, problem.site_ptr[:-1] + phase, whole([]))
    response = Dual(problem).respond(prices, detail=True)
    shed(ground, draft, bench.touched, response, penalty=np.array([1.0, np.inf]))
    # of the two sites that can give way the first loses 6, the second 9
    assert (draft.choice - problem.site_ptr[:-1]).tolist() == [0, 1, 2, 2, 2]
    assert draft.slack.tolist() == [3, 0]
