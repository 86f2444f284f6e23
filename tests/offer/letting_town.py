"""Requests and spaces small enough to try every way, and a plain count of the best."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

from gengxin.engines.match import Filled, fill
from gengxin.offer.letting import Letting, held_lets
from gengxin.terms.records import SpaceMatch, SpaceRequest, SpaceUnit

DAY = date(2026, 1, 1)


def request(ref: str, low: float, high: float, **told: Any) -> SpaceRequest:
    said = {"use_class": "office", **told}
    return SpaceRequest(ref=ref, floor_area_low_m2=low, floor_area_high_m2=high, **said)


def space(ref: str, area: float, **told: Any) -> SpaceUnit:
    said = {"use_class": "office", "smallest_part_m2": 10.0, **told}
    return SpaceUnit(ref=ref, site=f"site-{ref}", net_area_m2=area, **said)


def agreed(ref: str, request: str, space: str, area: float, opens_on: date = DAY) -> SpaceMatch:
    return SpaceMatch(
        ref=ref, request=request, space=space, area_m2=area, opens_on=opens_on, run="", reason=""
    )


def filled(letting: Letting, rounds: int = 30, seed: int = 0) -> Filled:
    """Where the search ends."""
    *_, last = fill(letting.problem, rounds=rounds, seed=seed, held=held_lets(letting))
    return last


def best_by_trying_all(
    requests: Sequence[SpaceRequest], spaces: Sequence[SpaceUnit]
) -> tuple[float, list[tuple[str, str]]]:
    """The most points by one space or none for each request, all from now on and for good.

    Every use, zone and rent is right, areas are divisible in square metres, and each request's
    area is the least or the most that fits: what is left goes to whoever has the greatest weight.
    A square metre of the least area is worth 100 × the weight, one above it 50 ×.
    """
    best: tuple[float, list[tuple[str, str]]] = (0.0, [])
    for chosen in product([None, *spaces], repeat=len(requests)):
        total = _worth(list(zip(requests, chosen, strict=True)), spaces)
        if total is not None and total > best[0]:
            pairs = [
                (one.ref, unit.ref) for one, unit in zip(requests, chosen, strict=True) if unit
            ]
            best = (total, pairs)
    return best


def _worth(
    pairs: Sequence[tuple[SpaceRequest, SpaceUnit | None]], spaces: Sequence[SpaceUnit]
) -> float | None:
    total = 0.0
    for unit in spaces:
        there = [one for one, other in pairs if other is unit]
        part = unit.smallest_part_m2 or unit.net_area_m2
        least = [max(one.floor_area_low_m2, part) for one in there]
        if any(area > one.floor_area_high_m2 for area, one in zip(least, there, strict=True)):
            return None
        left = unit.net_area_m2 - sum(least)
        if left < 0:
            return None
        total += sum(100 * one.weight * area for one, area in zip(there, least, strict=True))
        total += _stretched(there, least, left)
    return total


def _stretched(there: Sequence[SpaceRequest], least: Sequence[float], left: float) -> float:
    total = 0.0
    for weight, room in _dearest(there, least):
        more = min(room, left)
        total += 50 * weight * more
        left -= more
    return total


def _dearest(
    there: Sequence[SpaceRequest], least: Sequence[float]
) -> Iterator[tuple[float, float]]:
    rooms = [
        (one.weight, one.floor_area_high_m2 - area) for one, area in zip(there, least, strict=True)
    ]
    yield from sorted(rooms, reverse=True)
