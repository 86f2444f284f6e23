"""How much floor of a mix pays best: what is left over costs and profit, by height of the building.

A metre more of floor earns as much as the one before, but a building that reaches into a higher
band is dearer in all of its floor. So what pays best is the most that stays within some band.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal.ledger import Floats
from gengxin.appraisal.prices import building_of, values_of
from gengxin.appraisal.quantities import BAND_TOPS_M
from gengxin.terms import FactorPack

__all__ = ["HEIGHT_TOPS_M", "Paying", "left_amount_per_m2", "most_paying_m2", "paying_of"]

HEIGHT_TOPS_M = (*BAND_TOPS_M, float("inf"))
"""Where the bands of height end, by which building is priced."""

# neither coverage nor height of storeys is asked: costs are taken by band
_ANY_STOREY_M, _ANY_COVERAGE = 3.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paying:
    """What a m² of floor leaves: worth at completion less its land's price, costs and profit.

    ``value_amount_per_m2`` (site × use); ``cost_amount_per_m2`` (use × band), with profit asked.
    NaN where the pack lacks a factor.
    """

    value_amount_per_m2: Floats
    cost_amount_per_m2: Floats


def paying_of(
    pack: FactorPack, sites: pd.DataFrame, *, action: str, uses: Sequence[str], works_years: float
) -> Paying:
    """Values and costs of new floor of these uses, at the middle of the pack's factors."""
    building = building_of(
        pack,
        action=action,
        storey_m=_ANY_STOREY_M,
        lot_coverage=_ANY_COVERAGE,
        works_years=works_years,
    )
    cost = np.array([building.cost_amount_per_m2[use] for use in uses])
    return Paying(
        value_amount_per_m2=values_of(pack, sites, action=action)[list(uses)].to_numpy(np.float64),
        cost_amount_per_m2=cost * (1.0 + building.profit_share),
    )


def most_paying_m2(
    paying: Paying, site: NDArray[np.int64], use_share: Floats, floor_m2: Floats
) -> Floats:
    """Of the floor that fits below each height (draft × band) that which leaves most.

    ``site`` is each draft's row of the sites, ``use_share`` (draft × use) its mix. 0 where any
    floor costs more than it leaves, NaN where a factor is missing that the mix needs.

    Examples
    --------
    >>> paying = Paying(
    ...     value_amount_per_m2=np.array([[100.0]]), cost_amount_per_m2=np.array([[60.0, 90.0]])
    ... )
    >>> most_paying_m2(paying, np.array([0]), np.ones((1, 1)), np.array([[50.0, 150.0]])).tolist()
    [50.0]
    """
    left = left_amount_per_m2(paying, site, use_share) * floor_m2
    best = np.argmax(left, axis=1)
    row = np.arange(len(site))
    most: Floats = np.where(left[row, best] > 0.0, floor_m2[row, best], 0.0)
    most[np.isnan(left).any(axis=1)] = np.nan
    return most


def left_amount_per_m2(paying: Paying, site: NDArray[np.int64], use_share: Floats) -> Floats:
    """What a m² of each draft's mix leaves in a building of each band; (draft × band)."""
    # a use that the mix lacks needs no factor
    needs = use_share > 0.0
    value = np.where(needs, use_share * paying.value_amount_per_m2[site], 0.0).sum(axis=1)
    cost = np.where(needs[:, :, None], use_share[:, :, None] * paying.cost_amount_per_m2, 0.0)
    left: Floats = value[:, None] - cost.sum(axis=1)
    return left
