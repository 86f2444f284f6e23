"""The bound on space matched that prices prove, and whether a matching keeps to what there is.

For any prices ≥ 0 of a unit of area by space and period, no matching is worth more than Σ area at
its price + Σ the most that a request gains by one of its offers, 0 at least. All sums are of whole
numbers.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SPACE_SCALE", "space_bound", "space_faults"]

Arrays = Mapping[str, npt.NDArray[Any]]

SPACE_SCALE = 1 << 10
"""Prices count in so many to a unit of worth for a unit of area."""


def space_bound(problem: Arrays, price: npt.NDArray[Any]) -> int:
    """Nothing feasible is worth more."""
    if (price < 0).any():
        raise ValueError("a price is below 0; prices must be 0 or more for the bound to hold")
    total = sum(int(a) * int(b) for a, b in zip(price.flat, problem["area"].flat, strict=True))
    before = np.cumsum(np.pad(price, ((0, 0), (1, 0))), axis=1)
    space = problem["space"]
    cost = before[space, problem["end"]] - before[space, problem["first"]]
    gain = problem["worth"] * SPACE_SCALE - problem["least"] * cost
    rate = np.maximum(problem["more"] * SPACE_SCALE - cost, 0)
    gain = np.maximum(gain + rate * (problem["most"] - problem["least"]), 0)
    some = np.flatnonzero(np.diff(problem["ptr"]))
    most = np.maximum.reduceat(gain, problem["ptr"][some]) if len(some) else np.zeros(0, np.int64)
    # Python's integers: many times a big gain is more than 64 bits hold
    return int(total + sum(most.tolist())) // SPACE_SCALE


def space_faults(
    problem: Arrays, offer: npt.NDArray[Any], area: npt.NDArray[Any], worth: int
) -> list[str]:
    """What is wrong with a matching: the offer that each request takes, −1 for none, its area."""
    left = problem["area"].tolist()
    faults, total = [], 0
    for request, (k, let) in enumerate(zip(offer.tolist(), area.tolist(), strict=True)):
        if k < 0:
            continue
        first, last = problem["ptr"][request : request + 2]
        if not first <= k < last:
            faults.append(f"request {request}: offer {k} isn't one of its own")
            continue
        least, most = int(problem["least"][k]), int(problem["most"][k])
        if not least <= let <= most:
            faults.append(f"request {request}: {let} isn't from {least} to {most}")
        total += int(problem["worth"][k]) + int(problem["more"][k]) * (let - least)
        for period in range(int(problem["first"][k]), int(problem["end"][k])):
            left[problem["space"][k]][period] -= let
    faults += [
        f"space {space}: {-min(own)} more is let than there is"
        for space, own in enumerate(left)
        if min(own, default=0) < 0
    ]
    if total != worth:
        faults.append(f"the worths sum to {total}, not {worth}")
    return faults
