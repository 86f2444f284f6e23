"""How much floor pays best, worked by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from tests.appraisal.small import factor, pack

from gengxin.appraisal import HEIGHT_TOPS_M, Paying, most_paying_m2, paying_of

USES = ("residential", "public")
SITES = pd.DataFrame({"area_m2": [1000.0]}, index=["S"])


def paying() -> Paying:
    """Homes sell at 1,000, land costs 100; building costs 400, above 54 m 800, and a tenth more."""
    bands = {"low": 400.0, "middle": 400.0, "high": 800.0, "very_high": 800.0}
    costs = [
        factor("construction", cost, use="residential", height=band) for band, cost in bands.items()
    ]
    terms = [factor("fees", 0.0), factor("finance", 0.0), factor("profit", 0.1)]
    sold = [factor("sold", 1.0), factor("sale", 1_000.0), factor("land", 100.0)]
    priced = pack(*costs, *terms, *sold, factor("construction", 300.0, use="public"))
    return paying_of(priced, SITES, action="redevelop", uses=USES, works_years=2.0)


def most(mix: tuple[float, float], *floor_m2: float) -> float:
    found = most_paying_m2(
        paying(), np.array([0]), np.array([mix]), np.array([[*floor_m2]], np.float64)
    )
    return float(found[0])


def test_heights_end_where_the_prices_change() -> None:
    assert list(HEIGHT_TOPS_M) == [27.0, 54.0, 100.0, math.inf]


def test_a_dearer_band_is_worth_it_only_for_much_more_floor() -> None:
    # below 54 m 900 - 440 = 460 a m2 is left, above 900 - 880 = 20
    assert most((1.0, 0.0), 500, 1_000, 2_000, 3_000) == 1_000
    assert most((1.0, 0.0), 10, 20, 20, 3_000) == 3_000


def test_what_earns_nothing_is_weighed_with_its_share() -> None:
    # half public: (900 - 440 - 330) / 2 = 65 a m2 is left below 54 m, above it costs more
    assert most((0.5, 0.5), 500, 1_000, 9_000, 9_000) == 1_000
    assert most((0.0, 1.0), 500, 1_000, 2_000, 3_000) == 0


def test_a_missing_price_leaves_it_unknown_where_the_mix_needs_it() -> None:
    priced = pack(factor("fees", 0.0), factor("finance", 0.0), factor("profit", 0.1))
    unknown = paying_of(priced, SITES, action="redevelop", uses=USES, works_years=2.0)
    found = most_paying_m2(unknown, np.array([0]), np.array([[1.0, 0.0]]), np.full((1, 4), 9.0))
    assert found[0] == pytest.approx(math.nan, nan_ok=True)
