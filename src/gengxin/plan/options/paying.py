"""How far a treatment goes that is to pay best: what floor leaves over costs and profit."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengxin.appraisal import (
    HEIGHT_TOPS_M,
    Paying,
    left_amount_per_m2,
    most_paying_m2,
    paying_of,
)
from gengxin.engines import form
from gengxin.plan.options.caps import Caps
from gengxin.plan.options.drawn import LAID
from gengxin.plan.options.proposals import Proposals
from gengxin.plan.options.quantities import treatment_number
from gengxin.terms import FactorPack, Practice

__all__ = ["most_paying", "paying_for", "without_the_same"]

Real = NDArray[np.float64]
# what a metre leaves in the highest building, of what it leaves in a low one, so that it matters
_FALLS_TO = 0.9


def paying_for(sites: pd.DataFrame, practice: Practice, factors: FactorPack) -> Paying | None:
    """What new floor leaves on each site; ``None`` where no treatment asks what pays best."""
    months = [one.months for one in practice.treatments if one.pays_best]
    if not months:
        return None
    return paying_of(factors, sites, action="redevelop", uses=LAID, works_years=max(months) / 12.0)


def most_paying(
    paying: Paying | None,
    made: form.Form,
    asks: NDArray[np.bool_],
    site: NDArray[np.int64],
    mix: Real,
) -> Real:
    """The floor that pays best of the drafts that ask for it; inf where no price tells."""
    if paying is None or not asks.any():
        return np.full(int(asks.sum()), np.inf)
    below_m2 = form.floor_below_m2(made, HEIGHT_TOPS_M)[asks]
    floor_m2 = most_paying_m2(paying, site, mix, below_m2)
    return np.where(np.isnan(floor_m2), np.inf, floor_m2)


def without_the_same(
    proposals: Proposals, practice: Practice, paying: Paying | None, caps: Caps
) -> Proposals:
    """The proposals without those that would pay best as far as is permitted, or nowhere.

    What a m² leaves must fall by a tenth or more from a low building to the highest permitted.
    """
    if paying is None:
        return proposals
    asks = treatment_number(proposals, practice, lambda one: float(one.pays_best)) > 0
    rows = np.flatnonzero(asks)
    site = proposals.site[rows]
    mix = np.array([[one.uses.get(use, 0.0) for use in LAID] for one in practice.treatments])
    left = left_amount_per_m2(paying, site, mix[proposals.treatment[rows]])
    highest = np.searchsorted(HEIGHT_TOPS_M, caps.height_m[site])
    differs = (left[:, 0] > 0.0) & (left[np.arange(len(rows)), highest] < _FALLS_TO * left[:, 0])
    keeps = np.ones(len(proposals), bool)
    keeps[rows] = differs
    return proposals.of(keeps)
