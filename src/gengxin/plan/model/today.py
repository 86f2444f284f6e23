"""Today: who is served with every site kept, and the prices that prove that no more can be."""

from typing import NamedTuple

import numpy as np

from gengxin.engines.cover import Pairs, ranked
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
    """Serve those first who are worth most: room taken so is never better used otherwise."""
    sources, arcs = services.sources, services.arcs
    count = sources.facility_count
    need = services.people.need_x1000.reshape(-1)
    today = arcs.source < count
    today &= (need[arcs.demand] > 0) & (unit_worth[arcs.demand] > 0.0)
    arc = np.flatnonzero(today)
    pairs = Pairs.from_rows(
        source=arcs.source[arc].astype(np.int64),
        target=arcs.demand[arc].astype(np.int64),
        distance_m=arcs.distance_m[arc],
        source_count=count,
        target_count=len(need),
    )
    found = ranked(pairs, capacity=sources.capacity[:count], need=need, worth=unit_worth)
    # whole numbers first, so that the order of adding doesn't matter
    levels, level = np.unique(unit_worth[arcs.demand[arc]], return_inverse=True)
    served = np.zeros(len(levels), np.int64)
    np.add.at(served, level, found.sent)
    worth = sum(float(one) * int(amount) for one, amount in zip(levels, served, strict=True))
    return Today(arc, found.sent, found.price, worth)
