"""San Francisco's stores, whose best places spopt publishes (found there with other solvers)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.engines.solve.san_francisco import FILE, distances, most_covered
from tests.plain.whole_model import whole_model

MOST_COVERED = 875_247
LEAST_WALK = 2_848_268_129.7145


@pytest.fixture(scope="module")
def town(peer: Callable[[str], Path]) -> tuple[np.ndarray, np.ndarray]:
    found = list(peer("spopt").parents[1].rglob(FILE))
    return distances(found[0].parent)


@pytest.mark.peer
def test_the_whole_model_covers_as_many_as_is_published(
    town: tuple[np.ndarray, np.ndarray],
) -> None:
    whole = whole_model(most_covered(*town, within_m=5_000.0, open_count=4))
    done = milp(
        -whole.worth,
        constraints=LinearConstraint(whole.matrix, whole.row_low, whole.row_high),
        integrality=whole.is_whole,
        bounds=Bounds(whole.low, whole.high),
        options={"mip_rel_gap": 0.0},
    )
    assert -done.fun == pytest.approx(MOST_COVERED)
