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
FINER_RATE, SHRINKS, ROUNDS_OF_A_FALL = 0.25, 0.7, 4
"""Finer prices fall anew from a rate that shrinks from fall to fall."""
FADES = 0.06


def look_for_prices(dual: Dual, scales: Scales, standing: Standing) -> Standing:
    """One round of the first search."""
    done = standing.round * STEPS_OF_A_ROUND
    steps = np.arange(done, done + STEPS_OF_A_ROUND)
    rates = GREATEST_RATE * (1.0 - steps / STEPS) ** FALL + LEAST_RATE
    return price_steps(dual, scales, standing, rates)


def polish_prices(dual: Dual, scales: Scales, standing: Standing, *, times: int) -> Standing:
    """One round that goes on with finer steps, after so many ``times`` before."""
    fall, place = divmod(times, ROUNDS_OF_A_FALL)
    done = place + np.arange(STEPS_OF_A_ROUND) / STEPS_OF_A_ROUND
    rates = FINER_RATE * SHRINKS**fall * (1.0 - done / ROUNDS_OF_A_FALL) ** FALL + LEAST_RATE
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
