"""Kinds of buildings on plots drawn and reckoned by hand."""

import numpy as np
import pytest
import shapely
from tests.engines.form.drawn_plots import RECTANGLE, SOUTH

from gengxin.engines.form import (
    Limit,
    Limits,
    Nothing,
    Rows,
    Steps,
    apart,
    around,
    envelope,
    over,
    perimeter,
    plots,
    slabs,
    tower,
)


def ground_m2(steps: Steps) -> float:
    return pytest.approx(float(shapely.area(steps.ground)[0]))


def lined(
    outline: shapely.Polygon, *, streets: list | None, court_m: float = 12, **limits: float
) -> Steps:
    plot = plots([outline], streets=streets)
    return perimeter(plot, envelope(plot, Limits(**limits)), depth_m=14, court_m=court_m)


def test_a_block_with_streets_all_round_has_a_court() -> None:
    ring = lined(shapely.box(0, 0, 60, 50), streets=None)
    assert ground_m2(ring) == 60 * 50 - 32 * 22
    assert ring.held_by.tolist() == [Limit.DEPTH]


def test_between_party_walls_stand_a_front_house_and_a_rear_house() -> None:
    # 40 deep from y = 0 to 50 - 10: yard from 14 to 26 across the whole plot
    houses = lined(shapely.box(0, 0, 20, 50), streets=[SOUTH], rear_m=10)
    assert ground_m2(houses) == 20 * 14 * 2
    assert len(shapely.get_parts(houses.ground[0])) == 2


def test_where_no_court_has_room_only_the_front_is_lined() -> None:
    house = lined(shapely.box(0, 0, 20, 30), streets=[SOUTH], rear_m=4)
    assert ground_m2(house) == 20 * 14


def test_a_corner_is_lined_along_both_streets() -> None:
    west = shapely.LineString([(-6, -500), (-6, 500)])
    house = lined(shapely.box(0, 0, 30, 30), streets=[SOUTH, west])
    assert ground_m2(house) == 30 * 30 - 16 * 16


def test_a_plot_that_is_not_deep_is_filled() -> None:
    house = lined(shapely.box(0, 0, 30, 12), streets=[SOUTH])
    assert ground_m2(house) == 360
    assert house.held_by.tolist() == [Limit.SETBACK]


def test_a_plot_without_front_is_lit_over_its_setbacks() -> None:
    ring = lined(shapely.box(0, 0, 60, 60), streets=[], side_m=5)
    assert ground_m2(ring) == 50**2 - 22**2


def test_upper_storeys_of_a_ring_step_back_and_end_where_too_thin() -> None:
    plot = plots([shapely.box(0, 0, 60, 50)])
    limits = Limits(wall_m=18, wall_setback_m=3, wall_slope=1.5, height_m=60, step_m=6)
    ring = perimeter(plot, envelope(plot, limits), depth_m=14)
    # at 24 m 4 m back: wings of 10 m; at 30 m 8 m back: wings of 6 m; at 36 m 12 m: nothing
    assert shapely.area(ring.shape).tolist() == pytest.approx(
        [60 * 50 - 32 * 22, 52 * 42 - 32 * 22, 44 * 34 - 32 * 22]
    )
    assert ring.ends_by.tolist() == [Limit.PLANE]


def test_slabs_stand_in_rows_at_their_spacing() -> None:
    # 62 m deep: rows of 12 m start each 12 + 18 m, so that two fit; 40 m long
    plot = plots([shapely.box(0, 0, 40, 62)])
    rows = slabs(envelope(plot, Limits()), Rows(depth_m=12, spacing_ratio=1.5), height_m=12)
    slab = shapely.get_parts(rows.ground[0])
    assert shapely.area(slab).tolist() == pytest.approx([480, 480])
    assert shapely.distance(slab[0], slab[1]) == pytest.approx(18)
    assert rows.cap_m.tolist() == [12]
    assert rows.cap_by.tolist() == [Limit.SPACING]


def test_a_long_row_is_cut_into_slabs_with_gaps() -> None:
    # 140 m: three slabs and two gaps of 13 m
    plot = plots([shapely.box(0, 0, 140, 12)])
    rows = slabs(envelope(plot, Limits()), Rows(depth_m=12, spacing_ratio=1), height_m=18)
    slab = shapely.get_parts(rows.ground[0])
    assert shapely.area(slab).tolist() == pytest.approx([38 * 12] * 3)


def test_slabs_are_rectangles_inside_a_slanted_plot() -> None:
    # sides rise 1 in 1 on the left: a strip from y to y + 12 starts at x = y + 12
    plot = plots([shapely.Polygon([(0, 0), (60, 0), (60, 24), (24, 24)])])
    rows = slabs(envelope(plot, Limits()), Rows(depth_m=12, spacing_ratio=1, gap_m=13), height_m=12)
    assert ground_m2(rows) == (60 - 12) * 12


def test_slabs_face_where_they_are_told_to() -> None:
    plot = plots([shapely.box(0, 0, 12, 50)])
    steps = envelope(plot, Limits())
    assert ground_m2(slabs(steps, Rows(depth_m=12, spacing_ratio=1), height_m=9)) == 0
    east = Rows(depth_m=12, spacing_ratio=1, facing_deg=90)
    assert ground_m2(slabs(steps, east, height_m=9)) == 600


def test_slabs_go_round_a_hole() -> None:
    holed = shapely.box(0, 0, 60, 12).difference(shapely.box(20, 4, 30, 8))
    plot = plots([holed])
    rows = slabs(
        envelope(plot, Limits(least_width_m=3)), Rows(depth_m=12, spacing_ratio=1), height_m=9
    )
    assert ground_m2(rows) == (20 + 30) * 12


def test_slabs_that_find_no_room_say_so() -> None:
    rows = slabs(
        envelope(plots([shapely.box(0, 0, 14, 14)]), Limits()),
        Rows(depth_m=12, spacing_ratio=1),
        height_m=9,
    )
    assert rows.nothing.tolist() == [Nothing.TOO_THIN]


def test_slabs_without_a_height_are_refused() -> None:
    steps = envelope(plots([RECTANGLE]), Limits())
    with pytest.raises(ValueError, match="height_m is inf in row 0"):
        slabs(steps, Rows(depth_m=12, spacing_ratio=1), height_m=np.inf)


def test_a_tower_stands_on_a_podium_beside_the_front() -> None:
    plot = plots([shapely.box(0, 0, 50, 40)], streets=[SOUTH])
    steps = envelope(plot, Limits(height_m=80))
    both = tower(steps, podium_m=12, plate_m2=600, depth_m=20, back_m=4)
    assert both.top_m.tolist() == [12, np.inf]
    assert shapely.area(both.shape).tolist() == pytest.approx([2000, 600])
    # 30 × 20, 4 m behind the front, in the middle
    assert shapely.bounds(both.shape[1]).tolist() == pytest.approx([10, 4, 40, 24])


def test_a_tower_alone_has_no_podium() -> None:
    steps = envelope(plots([shapely.box(0, 0, 50, 40)]), Limits(height_m=80))
    alone = tower(steps, podium_m=0, plate_m2=600, depth_m=20)
    assert shapely.area(alone.shape).tolist() == pytest.approx([600])


def test_a_narrow_plot_gets_a_slimmer_tower_or_none() -> None:
    narrow = envelope(plots([shapely.box(0, 0, 60, 21)], streets=[SOUTH]), Limits(height_m=80))
    slim = tower(narrow, podium_m=6, plate_m2=600, depth_m=24, back_m=3)
    # 15 m are left: 24 × 0.55 = 13.2 m is the deepest plate tried that fits
    assert shapely.area(slim.shape[1]) == pytest.approx(13.2 * 600 / 13.2)
    none = tower(narrow, podium_m=6, plate_m2=600, depth_m=24, back_m=5)
    assert none.top_m.tolist() == [6]
    assert none.ends_by.tolist() == [Limit.PLATE]


def test_a_tower_without_end_beside_a_podium_too_small_for_one() -> None:
    steps = envelope(plots([shapely.box(0, 0, 60, 60), shapely.box(99, 0, 109, 10)]), Limits())
    found = tower(steps, podium_m=6, plate_m2=600, depth_m=24)
    assert found.top_m.tolist() == [6, 6]
    assert found.ends_by.tolist() == [Limit.PLATE] * 2


def test_building_between_buildings_keeps_its_distance() -> None:
    plot = plots([shapely.box(0, 0, 60, 30)])
    there = [shapely.box(0, 0, 20, 30), shapely.box(70, 0, 80, 30)]
    steps = envelope(plot, Limits())
    gap = around(steps, there, spacing_m=13, gone=[-1, -1])
    # from 20 + 13 to 70 - 13
    assert ground_m2(gap) == (57 - 33) * 30
    assert gap.held_by.tolist() == [Limit.SPACING]
    assert ground_m2(around(steps, there, spacing_m=13, gone=[0, -1])) == 57 * 30


def test_a_building_may_keep_one_row_away_and_not_another_of_the_same_plot() -> None:
    steps = envelope(plots([shapely.box(0, 0, 60, 30)]), Limits()).take([0, 0, 0])
    houses = [shapely.box(0, 0, 20, 30), shapely.box(50, 0, 60, 30), shapely.box(90, 0, 99, 30)]
    # row 0 has both houses, row 1 only the second, row 2 none that is near
    found = apart(steps, [houses[k] for k in (1, 0, 1, 2)], row=[1, 0, 0, 2], spacing_m=6)
    assert shapely.area(found.shape).tolist() == pytest.approx([(44 - 26) * 30, 44 * 30, 60 * 30])
    assert found.held_by.tolist() == [Limit.SPACING, Limit.SPACING, Limit.SETBACK]


def test_each_row_keeps_the_distance_asked_of_it() -> None:
    outline = shapely.box(0, 0, 60, 30)
    steps = envelope(plots([outline, outline]), Limits())
    house = shapely.box(-10, 0, 0, 30)
    found = around(steps, [house], spacing_m=[5, 20], gone=[-1])
    assert shapely.area(found.shape).tolist() == pytest.approx([55 * 30, 40 * 30])
    again = apart(steps, [house, house], row=[0, 1], spacing_m=[5, 20])
    assert shapely.area(again.shape).tolist() == pytest.approx([55 * 30, 40 * 30])


def test_a_plot_full_of_buildings_has_no_ground_between_them() -> None:
    steps = envelope(plots([RECTANGLE]), Limits())
    full = around(steps, [RECTANGLE], spacing_m=6, gone=[-1])
    assert full.nothing.tolist() == [Nothing.NO_GROUND]


def test_storeys_on_top_keep_to_footprint_and_envelope() -> None:
    plot = plots([shapely.box(0, 0, 40, 40)], streets=[SOUTH])
    limits = Limits(wall_m=18, wall_setback_m=6, height_m=60)
    houses = [shapely.box(0, 0, 20, 30), shapely.box(30, 10, 40, 40)]
    above = over(envelope(plot, limits), houses, row=[0, 0])
    assert above.count == 2
    assert shapely.area(above.shape).tolist() == pytest.approx([600, 20 * 24, 300, 300])
    assert above.top_m.tolist() == [18, np.inf, 18, np.inf]
    assert above.held_by.tolist() == [Limit.PLATE] * 2
