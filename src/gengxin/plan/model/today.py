"""Today: who is served with every site kept, and the prices that prove that no more can be."""

from typing import NamedTuple

import numpy as np

from gengxin.engines.cover import Pairs
from gengxin.engines.cover.flow import Flow, greatest_flow
from gengxin.plan.model.services import Services
from gengxin.plan.model.times import Floats, Whole

__all__ = ["Today", "today_of"]


class Today(NamedTuple):
    """The best allocation of one period with all kept, and its worth.

    ``arc`` are places in the services' arcs, ``served`` how many there, in thousandths;
    ``price`` by demand, of a thousandth more who need it.
    """

    arc: Whole
    served: Whole
    price: Floats
    worth: float


def today_of(services: Services, unit_worth: Floats) -> Today:
    """Serve those first who are worth most: room taken so is never better used otherwise.

    Who can be served together from given rooms makes a polymatroid, of which the greedy way finds
    the best (Edmonds 1970). Each step's least cut gives its part of the prices, which therefore add
    up to the worth of what is served.
    """
    sources, arcs = services.sources, services.arcs
    need = services.people.need_x1000.reshape(-1)
    today = arcs.source < sources.facility_count
    today &= (need[arcs.demand] > 0) & (unit_worth[arcs.demand] > 0.0)
    arc = np.flatnonzero(today)
    pairs = Pairs.from_rows(
        source=arcs.source[arc],
        target=arcs.demand[arc],
        distance_m=arcs.distance_m[arc],
        source_count=sources.facility_count,
        target_count=len(need),
    )
    flow = Flow(
        sent=np.zeros(len(arc), np.int64),
        room=sources.capacity[: sources.facility_count].copy(),
        short=np.zeros(len(need), np.int64),
    )
    reached = np.zeros(len(need), bool)
    reached[arcs.demand[arc]] = True
    levels = np.unique(unit_worth[reached])[::-1]
    price = np.zeros(len(need))
    closed = np.zeros(sources.facility_count, bool)
    for level, worth in enumerate(levels):
        wanted = reached & (unit_worth >= worth)
        flow.short[wanted & (unit_worth == worth)] = need[wanted & (unit_worth == worth)]
        proof = greatest_flow(pairs, flow, closed=closed)
        step = worth - (levels[level + 1] if level + 1 < len(levels) else 0.0)
        price[wanted & ~proof.contested] += step
    # whole numbers first, so that the order of adding doesn't matter
    served = [flow.sent[unit_worth[arcs.demand[arc]] == worth].sum() for worth in levels]
    worth = sum(float(level) * int(amount) for level, amount in zip(levels, served, strict=True))
    return Today(arc, flow.sent, price, worth)
