"""Who asks for a service: the demand points, or the buildings where no users are known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gengxin.indicators import Places, ServiceFacts
from gengxin.indicators.zones import Members, Real

__all__ = ["Demand", "demand_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """One row a demand point with users, or a residential building.

    ``row`` is its row in its table, ``place`` its row among the places, ``members`` the zones that
    hold it. ``count`` are its users; where these are unknown, 1 for the building itself, and
    ``is_people`` is False.
    """

    row: NDArray[np.int64]
    ref: NDArray[np.object_]
    place: NDArray[np.int64]
    members: Members
    count: Real
    is_people: bool


def demand_of(facts: ServiceFacts, living: Places) -> Demand:
    """The demand points whose users are known and some; else the residential buildings."""
    if facts.no_users is None:
        users = facts.users
        rows = np.flatnonzero(np.nan_to_num(users) > 0)
        return Demand(
            row=rows,
            ref=facts.zones.index("people").to_numpy(object)[rows],
            place=rows,
            members=facts.zones.of_table("people")[rows],
            count=users[rows],
            is_people=True,
        )
    rows = living.home_row
    return Demand(
        row=rows,
        ref=facts.zones.index("buildings").to_numpy(object)[rows],
        place=living.home_place,
        members=facts.zones.of_table("buildings")[rows],
        count=np.ones(len(rows)),
        is_people=False,
    )
