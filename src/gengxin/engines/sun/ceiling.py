"""How high something may rise before a receptor keeps too few slots."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from gengxin.engines.sun.compiled import inner
from gengxin.engines.sun.counting import Rule, counted
from gengxin.engines.sun.sites import ABSOLUTE, CLEARED, Need
from gengxin.engines.sun.sorting import sort_by

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Position = npt.NDArray[np.int64]

JUST_BELOW_M: Final = 1e-6
"""How far below its ceiling a legal top is given, so that rounding takes no slot."""


class Bench(NamedTuple):
    """Room to work in, a row a slot.

    ``shade_m`` is the shadow without the thing in question, ``climb_m`` what a ray climbs until it
    is over the thing: a slot is lost when the thing rises by more above the receptor.
    """

    shade_m: Real
    climb_m: Real
    left_m: Real
    order: Position


class Tally(NamedTuple):
    """How slots are counted: the place of each moment's slot, and the rule."""

    place: Whole
    rule: Rule


class Before(NamedTuple):
    """The shadows over a receptor while the site is empty, and today."""

    empty_m: Real
    today_m: Real


@inner()
def bench_for(slot_count: int) -> Bench:
    """Room for so many slots."""
    return Bench(
        np.empty(slot_count),
        np.empty(slot_count),
        np.empty(slot_count),
        np.empty(slot_count, np.int64),
    )


@inner()
def left(bench: Bench, low_m: float, rise_m: float, tally: Tally) -> int:
    """Slots that count at a receptor above which the thing rises by so much."""
    for slot in range(len(bench.left_m)):
        is_free = bench.climb_m[slot] >= rise_m
        bench.left_m[slot] = bench.shade_m[slot] if is_free else np.inf
    return counted(bench.left_m, low_m, tally.place, tally.rule)


@inner()
def greatest_rise(
    bench: Bench, low_m: float, most_m: float, need: int, tally: Tally
) -> tuple[float, int]:
    """The greatest rise that leaves enough slots, and the slot lost next.

    ``most_m``, -1 if that is low enough; -inf, -1 if not even the least rise is.
    """
    if left(bench, low_m, most_m, tally) >= need:
        return most_m, -1
    count = 0
    for slot in range(len(bench.climb_m)):
        if bench.shade_m[slot] <= low_m and bench.climb_m[slot] < most_m:
            bench.order[count] = slot
            count += 1
    sort_by(bench.climb_m, bench.order[:count])
    enough, too_many = -1, count
    while too_many - enough > 1:
        middle = (enough + too_many) // 2
        if left(bench, low_m, bench.climb_m[bench.order[middle]], tally) >= need:
            enough = middle
        else:
            too_many = middle
    if enough < 0:
        return -np.inf, -1
    slot = bench.order[enough]
    return bench.climb_m[slot], slot


@inner()
def needed(need: Need, receptor: int, low_m: float, before: Before, place: Whole) -> int:
    """Slots that a receptor must keep: those asked, at most a share of those at the baseline."""
    asked = need.slots[receptor]
    if need.baseline == ABSOLUTE or asked == 0:
        return int(asked)
    shade_m = before.empty_m if need.baseline == CLEARED else before.today_m
    had = counted(shade_m, low_m, place, need.rule)
    return int(min(asked, np.ceil(need.share * had - 1e-9)))


@inner()
def most_asked(need: Need, receptors: tuple[int, int]) -> int:
    """The most slots that any of some receptors in a row may have to keep."""
    most = 0
    for receptor in range(receptors[0], receptors[1]):
        most = max(most, need.slots[receptor])
    return most
