"""Prices of rows by a linear programme: none are better while the prices of demand stand."""

import numpy as np
import pytest
from tests.plain.problems import moving_town
from tests.plain.solve import bound_by_prices

from gengxin.engines.solve.dive import dive
from gengxin.engines.solve.dual import Dual
from gengxin.engines.solve.improve import Bench, first_draft
from gengxin.engines.solve.pricing import look_for_prices
from gengxin.engines.solve.problem import Prices
from gengxin.engines.solve.row_prices import row_prices
from gengxin.engines.solve.state import Standing, outset
from gengxin.engines.solve.steps import Scales, scales_of

SEEDS = range(6)


def priced(seed: int) -> tuple[Dual, Scales, Standing]:
    """A town after a few steps of prices."""
    problem = moving_town(seed, units=4, sites=12)
    dual = Dual(problem)
    standing = outset(problem)
    scales = scales_of(problem, dual.respond(standing.prices, detail=True).gross)
    return dual, scales, look_for_prices(dual, scales, standing)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_other_prices_of_rows_prove_more(seed: int) -> None:
    dual, scales, standing = priced(seed)
    problem, start = dual.problem, standing.best
    found = row_prices(problem, start, dual.respond(start, detail=True))
    assert found is not None
    assert found.demand.tolist() == start.demand.tolist()
    bound = bound_by_prices(problem, found)
    assert bound <= bound_by_prices(problem, start) * (1 + 1e-9)
    rng = np.random.default_rng(seed)
    for size in (1e-3, 1e-2, 0.1, 1.0):
        for _ in range(25):
            row = found.row + size * scales.row.max() * rng.normal(size=len(found.row))
            row = np.where(problem.row_is_equal, row, np.maximum(row, 0.0))
            assert bound_by_prices(problem, Prices(row, found.demand)) >= bound * (1 - 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_draft_pays_for_every_row_that_it_breaks(seed: int) -> None:
    dual, scales, standing = priced(seed)
    choice, prices = dive(dual, scales, standing)
    bench = Bench(dual.problem)
    drafted = first_draft(bench, scales, standing, choice=choice, prices=prices)
    assert (drafted.penalty > 0.0).all()
