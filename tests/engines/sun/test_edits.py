"""What an edit touches is counted again, and nothing else has to be."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sun.towns import Day, Town, days, footprints, towns

from gengxin.engines.sun import (
    blocks,
    facade_receptors,
    hours_after,
    point_receptors,
    scene_of,
    sun_path,
    sunlight_hours,
    with_more,
    without,
)


@given(town=towns(), day=days(), new=st.lists(footprints(), max_size=2), data=st.data())
@settings(max_examples=40, deadline=None)
def test_hours_after_an_edit_are_those_of_the_town_built_anew(
    town: Town, day: Day, new: list[shapely.Polygon], data: st.DataObject
) -> None:
    path, _ = day
    count = town.blocks.count
    gone = data.draw(st.lists(st.integers(0, count - 1), unique=True, max_size=count))
    numbers = [*gone, *range(count, count + 9)][
        : len(new)
    ]  # a number is free again when its block is gone
    before = scene_of(town.blocks)
    after = with_more(without(before, gone), blocks(new, [11.0] * len(new)), numbers=numbers)
    stays = [block for block in range(count) if block not in gone]
    anew = scene_of(
        blocks(
            [town.footprints[b] for b in stays] + new,
            [town.top_m[b] for b in stays] + [11.0] * len(new),
        )
    )
    grid = np.stack(np.meshgrid(np.arange(0, 80, 9.7), np.arange(0, 80, 9.7)), -1).reshape(-1, 2)
    for receptors in (facade_receptors(town.blocks), point_receptors(grid, 1.0)):
        hours = sunlight_hours(before, receptors, path)
        rows, changed = hours_after(before, after, receptors, path)
        hours[rows] = changed
        assert np.array_equal(hours, sunlight_hours(anew, receptors, path), equal_nan=True)


@given(day=days())
@settings(max_examples=10, deadline=None)
def test_an_edit_far_away_touches_nothing(day: Day) -> None:
    path, _ = day
    before = scene_of(blocks([shapely.box(0, 0, 9, 9)], 6.0))
    after = with_more(before, blocks([shapely.box(90_000, 0, 90_009, 9)], 6.0), numbers=[1])
    least = path.slope.min(initial=1.0)
    rows, _ = hours_after(before, after, point_receptors([(0, -5)], 0.0), path)
    assert rows.tolist() == ([] if 6 / least < 80_000 else [0])


def test_a_second_edit_follows_from_the_first() -> None:
    first = scene_of(blocks([shapely.box(0, 0, 9, 9)], 6.0))
    second = with_more(first, blocks([shapely.box(20, 0, 29, 9)], 6.0), numbers=[7])
    third = without(second, [7])
    assert third.added.top_m.tolist() == [-np.inf]
    with pytest.raises(ValueError, match="number 7"):
        without(third, [7])
    assert with_more(
        third, blocks([shapely.box(20, 0, 29, 9)], 6.0), numbers=[7]
    ).added.number.tolist() == [7, 7]


def test_numbers_in_use_and_unknown_numbers_are_refused() -> None:
    scene = scene_of(blocks([shapely.box(0, 0, 9, 9)], 6.0))
    new = blocks([shapely.box(20, 0, 29, 9)], 6.0)
    with pytest.raises(ValueError, match="number 0"):
        with_more(scene, new, numbers=[0])
    with pytest.raises(ValueError, match="number 5"):
        without(scene, [5])
    with pytest.raises(ValueError, match="1 blocks and 2 numbers"):
        with_more(scene, new, numbers=[3, 4])
    with pytest.raises(ValueError, match="no edit of before"):
        hours_after(
            scene,
            scene_of(blocks([], [])),
            point_receptors([(0, 0)], 0.0),
            sun_path(31.2, -20.15, step_min=60),
        )
