"""What options take from receptors: every choice together is as the town built so."""

from itertools import product

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from tests.engines.sun.towns import STEP_MIN, Town, towns

from gengxin.engines.sun import (
    Counting,
    Options,
    Requirement,
    Sites,
    blocks,
    facade_receptors,
    point_receptors,
    scene_of,
    shadow_slots,
    slots_left,
    slots_left_by_each,
    sun_path,
    sunlight_hours,
    tallest,
)

PATH = sun_path(31.2, -20.15, step_min=STEP_MIN)
TWO_HOURS = 6  # slots


def whole(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def test_two_sites_that_each_leave_the_sun_take_it_together() -> None:
    # a tower to the south-east and one to the south-west: a window keeps the other half of the day
    window = point_receptors([(0, 0)], 1.5)
    sites = [shapely.box(-60, -30, -2, -20), shapely.box(2, -30, 60, -20)]
    options = Options(
        parts=blocks(sites, 90.0), of_part=whole(0, 1), of_option=whole(0, 1), of_block=whole()
    )
    scene = scene_of(blocks([], []))
    requirement = Requirement(hours=2, baseline="today")
    each_alone = Sites(envelope=blocks(sites, 90.0), of_block=whole())
    assert tallest(
        scene, window, PATH, sites=each_alone, requirement=requirement
    ).top_m.tolist() == [90.0, 90.0]

    found = shadow_slots(scene, window, PATH, options=options, requirement=requirement)
    assert found.receptor.tolist() == [0]
    assert found.need.tolist() == [TWO_HOURS]
    assert slots_left(found, []).tolist() == [24]
    assert slots_left(found, [0])[0] >= TWO_HOURS <= slots_left(found, [1])[0]
    assert slots_left(found, [0, 1])[0] < TWO_HOURS
    # each is judged beside what stands on the other site: nothing, or the other tower
    beside_nothing = slots_left_by_each(found, standing=[])
    assert found.option.tolist() == [0, 1]
    assert beside_nothing.tolist() == [slots_left(found, [o])[0] for o in (0, 1)]
    beside_tower = slots_left_by_each(found, standing=[1])
    assert beside_tower.tolist() == [slots_left(found, [0, 1])[0], slots_left(found, [1])[0]]


@given(town=towns(most=6), seed=st.integers(0, 999))
@settings(max_examples=15, deadline=None)
def test_the_tallest_legal_block_is_legal_by_its_shadow_slots(town: Town, seed: int) -> None:
    # exactly at its ceiling it would be a matter of rounding
    moved = [affinity.translate(shape, seed * 1e4, 4e6) for shape in town.footprints]
    count = len(moved)
    built, on = blocks(moved, town.top_m), np.arange(count, dtype=np.int32)
    scene, receptors = scene_of(built), facade_receptors(built, spacing_m=8)
    requirement = Requirement(hours=2, baseline="today")
    sites = Sites(envelope=blocks(moved, 60.0), of_block=on)
    top_m = tallest(scene, receptors, PATH, sites=sites, requirement=requirement).top_m
    options = Options(
        parts=blocks(
            [shape for shape in moved for _ in range(2)], np.c_[town.top_m, top_m].ravel()
        ),
        of_part=np.arange(2 * count, dtype=np.int32),
        of_option=np.repeat(on, 2),
        of_block=on,
    )
    found = shadow_slots(scene, receptors, PATH, options=options, requirement=requirement)
    left = slots_left_by_each(found, standing=np.arange(0, 2 * count, 2))
    assert (left >= found.need[found.at]).all()


def test_bits_follow_the_day() -> None:
    # the eastern site takes the morning: the first slots, in the first bytes
    window = point_receptors([(0, 0)], 1.5)
    options = Options(
        parts=blocks([shapely.box(2, -300, 300, -2)], 90.0),
        of_part=whole(0),
        of_option=whole(0),
        of_block=whole(),
    )
    requirement = Requirement(hours=8, baseline="absolute")
    found = shadow_slots(
        scene_of(blocks([], [])), window, PATH, options=options, requirement=requirement
    )
    taken = np.unpackbits(found.taken, axis=1, count=PATH.slot_count, bitorder="little")[0]
    assert taken.tolist() == [1] * 12 + [0] * 12


def test_receptors_never_at_risk_are_left_out() -> None:
    window = point_receptors([(0, 0), (0, -90)], 1.5)
    options = Options(
        parts=blocks([shapely.box(-5, -30, 5, -20)], 90.0),
        of_part=whole(0),
        of_option=whole(0),
        of_block=whole(),
    )
    scene = scene_of(blocks([], []))
    few = shadow_slots(
        scene, window, PATH, options=options, requirement=Requirement(hours=2, baseline="today")
    )
    assert len(few.receptor) == len(few.option) == 0
    all_day = shadow_slots(
        scene, window, PATH, options=options, requirement=Requirement(hours=8, baseline="today")
    )
    assert all_day.receptor.tolist() == [0]


@given(
    town=towns(most=6),
    extra_m=st.integers(1, 30),
    seed=st.integers(0, 999),
    longest=st.sampled_from([0, 0, 1]),
)
@settings(max_examples=25, deadline=None)
def test_every_choice_together_is_the_town_built_so(
    town: Town, extra_m: int, seed: int, longest: int
) -> None:
    rng = np.random.default_rng(seed)
    count = town.blocks.count
    of_block = rng.integers(-1, min(count, 3), count).astype(np.int32)
    site_count = int(of_block.max(initial=-1)) + 1
    counting = Counting(longest=longest)
    requirement = Requirement(hours=2, baseline=("today", "cleared")[seed % 2], counting=counting)
    # each site: keep, raise all its blocks, or clear it (an option without parts)
    kept = [[b for b in range(count) if of_block[b] == site] for site in range(site_count)]
    parts, tops, of_part, of_option = [], [], [], []
    built: list[dict[int, float]] = []
    for site, added_m in product(range(site_count), (0.0, float(extra_m), None)):
        heights = {} if added_m is None else {b: town.top_m[b] + added_m for b in kept[site]}
        parts += [town.footprints[b] for b in heights]
        tops += heights.values()
        of_part += [len(of_option)] * len(heights)
        of_option.append(site)
        built.append(heights)
    options = Options(
        parts=blocks(parts, tops),
        of_part=whole(*of_part),
        of_option=whole(*of_option),
        of_block=of_block,
    )
    scene, receptors = scene_of(town.blocks), facade_receptors(town.blocks, spacing_m=10)
    found = shadow_slots(scene, receptors, PATH, options=options, requirement=requirement)
    today = sunlight_hours(scene, receptors, PATH, counting=counting)

    by_each = slots_left_by_each(found, standing=np.arange(site_count) * 3)
    on_site = of_block[receptors.block[receptors.column]]
    for choice in list(product(range(3), repeat=site_count))[:: max(1, 3**site_count // 6)]:
        chosen = [3 * site + option for site, option in enumerate(choice)]
        heights = {b: town.top_m[b] for b in range(count) if of_block[b] < 0}
        for option in chosen:
            heights |= built[option]
        then = scene_of(blocks([town.footprints[b] for b in heights], list(heights.values())))
        hours = sunlight_hours(then, receptors, PATH, counting=counting)
        left = slots_left(found, chosen)
        for at, row in enumerate(found.receptor):
            # a site's own receptors stand only while it keeps its blocks
            if on_site[row] < 0 or choice[on_site[row]] == 0:
                expected = 0.0 if np.isnan(hours[row]) else hours[row]
                assert left[at] == pytest.approx(expected * 60 / STEP_MIN)
        if sum(option > 0 for option in choice) == 1:
            (option,) = (o for o in chosen if o % 3)
            pair = found.option == option
            assert np.array_equal(by_each[pair], left[found.at[pair]])
        if requirement.baseline == "today":
            safe = np.setdiff1d(np.flatnonzero((on_site < 0) & ~np.isnan(today)), found.receptor)
            assert (np.nan_to_num(hours[safe]) >= np.minimum(today[safe], 2) - 1e-9).all()


def test_a_window_on_the_line_of_a_wall_is_outside_of_it_by_every_count() -> None:
    # the window's column stands exactly on the southern wall of the other house
    house, other = shapely.box(0, 0, 3, 10), shapely.box(0, 5, 3.1, 8)
    town = blocks([house, other], 1.0)
    scene, windows = scene_of(town), facade_receptors(blocks([house], 1.0), spacing_m=10)
    east = int(np.flatnonzero(windows.facing[:, 0] == 1)[0])
    assert windows.place[east].tolist() == [3.05, 5.0]
    options = Options(
        parts=blocks([other], 1.0), of_part=whole(0), of_option=whole(0), of_block=whole(-1, 0)
    )
    hours = sunlight_hours(scene, windows, PATH)
    asked = Requirement(hours=8, baseline="absolute")
    found = shadow_slots(scene, windows, PATH, options=options, requirement=asked)
    left = dict(zip(found.receptor.tolist(), slots_left(found, [0]).tolist(), strict=True))
    assert left[east] == hours[east] * 60 / STEP_MIN == 12


def test_parts_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="part 1: option 0, of 0 to 1"):
        Options(
            parts=blocks([shapely.box(0, 0, 1, 1)] * 2, 3.0),
            of_part=whole(1, 0),
            of_option=whole(0, 0),
            of_block=whole(),
        )
