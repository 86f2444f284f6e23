"""The bound on space matched that prices prove, and whether a matching keeps to what there is.

For any prices ≥ 0 of a unit of area by space and period, no matching is worth more than Σ area at
its price + Σ the most that a request gains by one of its offers, 0 at least. All sums are of whole
numbers.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SPACE_SCALE", "packed_bound", "space_bound", "space_faults"]

Arrays = Mapping[str, npt.NDArray[Any]]
Prices = npt.NDArray[np.int64]

SPACE_SCALE = 1 << 10
"""Prices count in so many to a unit of worth for a unit of area."""


def space_bound(problem: Arrays, price: npt.NDArray[Any]) -> int:
    """Nothing feasible is worth more."""
    _refuse_unsound(problem, price, np.zeros(1, np.int64))
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


def packed_bound(problem: Arrays, proof: Arrays) -> int:
    """Nothing feasible is worth more: each request at its price, each space packed for itself.

    For any prices ≥ 0 of requests, Σ of them + Σ of the most that tenants of a space are worth
    after their prices. The latter is the greatest of the last cases of a tree: an offer is taken or
    not; prices ≥ 0 of area bound a case as they do the whole.
    """
    _refuse_unsound(problem, proof["price"], proof["gain"])
    order = np.argsort(problem["space"], kind="stable")
    ends = np.searchsorted(problem["space"][order], np.arange(len(problem["area"]) + 1))
    owner = np.repeat(np.arange(len(proof["gain"])), np.diff(problem["ptr"]))
    total = sum(proof["gain"].tolist())
    for space, root in enumerate(proof["root"].tolist()):
        offers = order[ends[space] : ends[space + 1]]
        total += _of_space(
            problem["area"][space], proof, _Tenants(problem, proof, offers, owner), root
        )
    return int(total) // SPACE_SCALE


def _refuse_unsound(problem: Arrays, price: npt.NDArray[Any], gain: npt.NDArray[Any]) -> None:
    """Refuse prices below 0, and numbers of which a sum over a space could pass 64 bits."""
    if (price < 0).any() or (gain < 0).any():
        raise ValueError("a price is below 0; prices must be 0 or more for the bound to hold")
    highest = {name: int(own.max(initial=0)) for name, own in problem.items()}
    periods, offers = problem["area"].shape[1], int(np.bincount(problem["space"]).max(initial=0))
    rate = int(price.max(initial=0)) * periods + highest["more"] * SPACE_SCALE
    one = rate * max(highest["area"], highest["most"]) + highest["worth"] * SPACE_SCALE
    if (one + int(gain.max(initial=0))) * (offers + periods) >= 1 << 63:
        raise ValueError("prices and worths are too large to be summed exactly")


class _Tenants:
    """The offers of one space, in the scale of prices."""

    def __init__(
        self,
        problem: Arrays,
        proof: Arrays,
        offers: npt.NDArray[np.int64],
        owner: npt.NDArray[np.int64],
    ) -> None:
        self.offer, self.request = offers, owner[offers]
        periods = np.arange(problem["area"].shape[1])
        first, end = problem["first"][offers, None], problem["end"][offers, None]
        self.during = (first <= periods) & (periods < end)
        self.least = problem["least"][offers]
        self.extra = problem["most"][offers] - self.least
        self.gain = problem["worth"][offers] * SPACE_SCALE - proof["gain"][self.request]
        self.more = problem["more"][offers] * SPACE_SCALE

    def most(self, left: Prices, price: Prices, taken: list[int], out: list[int]) -> int:
        """What prices say that a case can be worth at most, with area left after who is taken."""
        cost = self.during @ price
        own = self.gain + self.extra * np.maximum(self.more - cost, 0)
        can = ~(self.during & (self.least[:, None] > left)).any(axis=1)
        can &= ~np.isin(self.request, self.request[taken])
        can[out] = False
        gained = np.maximum(own - self.least * cost, 0)[can].sum() + own[taken].sum()
        return int(price @ left) + int(gained)


def _of_space(area: Prices, proof: Arrays, tenants: _Tenants, root: int) -> int:
    """The greatest of a space's last cases; every case that is split has both that follow."""
    place = {offer: at for at, offer in enumerate(tenants.offer.tolist())}
    most = 0
    stack: list[tuple[int, list[int], list[int]]] = [(root, [], [])]
    while stack:
        case, taken, out = stack.pop()
        item, child = int(proof["item"][case]), int(proof["child"][case])
        if item < 0:
            left = area - tenants.least[taken] @ tenants.during[taken]
            price = proof["price"][proof["leaf"][case]]
            most = max(most, tenants.most(left, price, taken, out))
            continue
        if child <= case or item not in place:
            raise ValueError(f"case {case} is split by offer {item}, which can't be")
        stack.append((child, [*taken, place[item]], out))
        stack.append((child + 1, taken, [*out, place[item]]))
    return most
