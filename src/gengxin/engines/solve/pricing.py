"""Rounds which look for better prices, and the share of responses that chose each column."""

from dataclasses import replace

import numpy as np

from gengxin.engines.solve.dual import Dual
from gengxin.engines.solve.problem import Floats, Whole
from gengxin.engines.solve.state import Standing
from gengxin.engines.solve.steps import Scales, moved

__all__ = ["look_for_prices", "polish_prices", "price_steps"]

STEPS_OF_A_ROUND = 20
STEPS = 200
"""Steps of the first search, from the greatest rate down."""
GREATEST_RATE, LEAST_RATE, FALL = 0.7, 0.0015, 1.5
FINER_RATE, SHRINKS = 0.03, 0.8
FADES = 0.06


def look_for_prices(dual: Dual, scales: Scales, standing: Standing) -> Standing:
    """One round of the first search."""
    done = standing.round * STEPS_OF_A_ROUND
    steps = np.arange(done, done + STEPS_OF_A_ROUND)
    rates = GREATEST_RATE * (1.0 - steps / STEPS) ** FALL + LEAST_RATE
    return price_steps(dual, scales, standing, rates)


def polish_prices(dual: Dual, scales: Scales, standing: Standing, *, times: int) -> Standing:
    """One round that goes on with small steps, which have shrunk ``times`` before."""
    rates = np.full(STEPS_OF_A_ROUND, FINER_RATE * SHRINKS**times)
    return price_steps(dual, scales, standing, rates)


def price_steps(dual: Dual, scales: Scales, standing: Standing, rates: Floats) -> Standing:
    """The standing after a step at each rate."""
    prices, momentum = standing.prices, standing.momentum
    best, bound = standing.best, standing.bound
    average = standing.average.copy()
    for rate in rates.tolist():
        response = dual.respond(prices)
        if (proven := dual.widened(response.bound, prices)) < bound:
            best, bound = prices, proven
        fade(average, response.choice, FADES)
        prices, momentum = moved(
            dual.problem,
            prices,
            response=response,
            momentum=momentum,
            scales=scales,
            rate=rate,
        )
    return replace(
        standing, prices=prices, momentum=momentum, best=best, bound=bound, average=average
    )


def fade(average: Floats, choice: Whole, share: float) -> None:
    """Mix a choice into the running average, in place."""
    average *= 1.0 - share
    average[choice] += share
