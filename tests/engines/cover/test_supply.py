import math
import re

import pytest
from hypothesis import given
from tests.engines.cover.random_towns import Town, towns
from tests.plain import cover as plain

from gengxin.engines.cover import Pairs, enhanced_two_step, two_step

ZONES = {30.0: 1.0, 60.0: 0.68, 90.0: 0.22}


def two_schools() -> Pairs:
    """School 0 reaches blocks 0 and 1, school 1 block 1; nothing reaches block 2."""
    return Pairs.from_rows(
        source=[0, 0, 1],
        target=[0, 1, 1],
        distance_m=[100, 400, 200],
        source_count=2,
        target_count=3,
    )


def test_two_steps_by_hand() -> None:
    # school 0 has 30 places for 40 + 20 pupils, school 1 has 10 for 20
    supply = two_step(two_schools(), capacity=[30, 10], need=[40, 20, 7])
    assert supply.per_source.tolist() == [0.5, 0.5]
    assert supply.per_target.tolist() == [0.5, 1.0, 0.0]
    counts = (supply.unknown_source_count, supply.idle_source_count)
    assert (*counts, supply.unavailable_target_count) == (0, 0, 0)


def test_enhanced_two_steps_by_hand() -> None:
    # block 1 counts half for school 0 and in full for school 1: 25 places for 40 + 10, 10 for 20
    supply = enhanced_two_step(
        two_schools(), capacity=[25, 10], need=[40, 20, 7], zones={200: 1.0, 400: 0.5}
    )
    assert supply.per_source.tolist() == [0.5, 0.5]
    assert supply.per_target.tolist() == [0.5, 0.75, 0.0]


def test_a_pair_beyond_the_last_zone_is_out_of_reach() -> None:
    supply = enhanced_two_step(
        two_schools(), capacity=[25, 10], need=[50, 20, 7], zones={200: 1.0, 399: 0.5}
    )
    assert supply.per_target.tolist() == [0.5, 0.5, 0.0]


def test_an_unknown_capacity_is_neither_nothing_nor_without_end() -> None:
    supply = two_step(two_schools(), capacity=[30, math.nan], need=[40, 20, 7])
    assert supply.per_source[0] == 0.5
    assert math.isnan(supply.per_source[1])
    assert supply.per_target[0] == 0.5
    assert math.isnan(supply.per_target[1])
    assert supply.per_target[2] == 0.0
    assert (supply.unknown_source_count, supply.unavailable_target_count) == (1, 1)


def test_an_unknown_capacity_left_out_still_gives_nobody_a_zero() -> None:
    supply = two_step(two_schools(), capacity=[math.nan, 10], need=[40, 20, 7], unknown="left_out")
    assert math.isnan(supply.per_target[0]), "only the unknown school reaches block 0"
    assert supply.per_target[1:].tolist() == [0.5, 0.0]
    assert (supply.unknown_source_count, supply.unavailable_target_count) == (1, 1)


def test_a_source_that_nobody_needs_has_no_ratio() -> None:
    supply = two_step(two_schools(), capacity=[30, 10], need=[40, 0, 7])
    assert math.isnan(supply.per_source[1])
    assert (supply.idle_source_count, supply.unknown_source_count) == (1, 0)
    assert math.isnan(supply.per_target[1])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"capacity": [30]}, "capacity has shape (1,); give 2 rows"),
        ({"capacity": [30, math.inf]}, "capacity is inf in row 1; it must be finite"),
        ({"capacity": [-3, 10]}, "capacity is -3.0 in row 0"),
        ({"need": [40, math.nan, 7]}, "need is missing in 1 of 3 rows, first in row 1"),
        ({"zones": {}}, "zones end at []; give at least one distance"),
        ({"zones": {-5: 1.0}}, "zones end at [-5]"),
        ({"zones": {math.nan: 1.0}}, "zones end at [nan]"),
        ({"zones": {100: 1.0, 400: 0.0}}, "zones weigh [1.0, 0.0]; each must be above 0"),
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, object], said: str) -> None:
    given_ = {"capacity": [30, 10], "need": [40, 20, 7], "zones": {400: 1.0}}
    with pytest.raises(ValueError, match=re.escape(said)):
        enhanced_two_step(two_schools(), **given_ | change)


@given(towns(with_gaps=True))
def test_enhanced_two_steps_are_what_loops_find(town: Town) -> None:
    supply = enhanced_two_step(town.pairs, capacity=town.capacity, need=town.need, zones=ZONES)
    per_source, per_target = plain.supply(town.rows, town.capacity, town.need, ZONES)
    assert supply.per_source.tolist() == pytest.approx(per_source, rel=1e-12, nan_ok=True)
    assert supply.per_target.tolist() == pytest.approx(per_target, rel=1e-12, nan_ok=True)
    assert supply.unknown_source_count == sum(map(math.isnan, town.capacity))
    assert supply.unavailable_target_count == sum(map(math.isnan, per_target))


@given(towns(with_gaps=True))
def test_two_steps_count_every_pair_alike(town: Town) -> None:
    supply = two_step(town.pairs, capacity=town.capacity, need=town.need)
    _, per_target = plain.supply(town.rows, town.capacity, town.need, {1e9: 1.0})
    assert supply.per_target.tolist() == pytest.approx(per_target, rel=1e-12, nan_ok=True)


@given(towns(with_gaps=True))
def test_left_out_is_the_town_without_the_sources_that_have_no_ratio(town: Town) -> None:
    supply = enhanced_two_step(
        town.pairs, capacity=town.capacity, need=town.need, zones=ZONES, unknown="left_out"
    )
    ratios, _ = plain.supply(town.rows, town.capacity, town.need, ZONES)
    near = [row for row in town.rows if plain.in_zone(row[2], ZONES)]
    known = [row for row in near if not math.isnan(ratios[row[0]])]
    _, expected = plain.supply(known, town.capacity, town.need, ZONES)
    for target, value in enumerate(expected):
        reached = any(row[1] == target for row in near)
        missing = reached and not any(row[1] == target for row in known)
        told = supply.per_target[target]
        assert math.isnan(told) if missing else told == pytest.approx(value, rel=1e-12)


@given(towns(with_gaps=False))
def test_what_the_targets_have_adds_up_to_what_the_sources_give(town: Town) -> None:
    supply = two_step(town.pairs, capacity=town.capacity, need=town.need)
    needed = [n > 0 for n in town.need]
    had = sum(supply.per_target[t] * n for t, n in enumerate(town.need) if needed[t])
    given_ = sum(
        c
        for c, ratio in zip(town.capacity, supply.per_source, strict=True)
        if not math.isnan(ratio)
    )
    assert had == pytest.approx(given_, rel=1e-9)
