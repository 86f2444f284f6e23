"""What setbacks, planes and caps leave of plots that are drawn and reckoned by hand."""

import numpy as np
import pytest
import shapely
from tests.engines.form.drawn_plots import (
    COURTYARD,
    L_SHAPE,
    RECTANGLE,
    SOUTH,
    TRAPEZOID,
    TRIANGLE,
)

from gengxin.engines.form import Cells, Limit, Limits, Nothing, Steps, Views, envelope, plots


def steps_of(outline: shapely.Polygon, **limits: object) -> Steps:
    return envelope(plots([outline], streets=[SOUTH]), Limits(**limits))


def areas_m2(steps: Steps) -> list[float]:
    return pytest.approx(shapely.area(steps.shape).tolist())


def test_setbacks_of_a_rectangle() -> None:
    # 30 less 3 on either side, 40 less 5 in front and 6 behind
    assert areas_m2(steps_of(RECTANGLE, front_m=5, side_m=3, rear_m=6)) == [24 * 29]


def test_setbacks_of_an_l() -> None:
    # foot from y = 5 to 20 - 7, upright from x = 5 to 20 - 5 and up to y = 50 - 7; at the inner
    # corner the rear line of the foot goes 7 m straight on, to x = 13 and up to y = 27
    steps = steps_of(L_SHAPE, front_m=5, side_m=5, rear_m=7)
    assert areas_m2(steps) == [50 * (13 - 5) + 10 * (43 - 13) - 2 * (27 - 13)]


def test_an_even_setback_of_a_right_triangle() -> None:
    # sides 30, 40, 50: radius of the inscribed circle 10, so 4 m in leaves 0.6 of each length
    steps = steps_of(TRIANGLE, front_m=4, side_m=4, rear_m=4)
    assert areas_m2(steps) == [600 * 0.6**2]


def test_a_courtyard_keeps_its_walls_free() -> None:
    # from outside 60 to 50, from inside 20 to 30
    steps = steps_of(COURTYARD, front_m=5, side_m=5, rear_m=5)
    assert areas_m2(steps) == [50**2 - 30**2]


def test_a_plane_of_2_7_to_1_over_a_trapezoid() -> None:
    # above 18 m at least 5 m back, else height ÷ 2.7; a step each 9 m up to the cap of 45 m
    steps = steps_of(TRAPEZOID, wall_m=18, wall_setback_m=5, wall_slope=2.7, height_m=45, step_m=9)
    back_m = [0, 5, 18 / 2.7, 27 / 2.7]
    width_m = [40 - 20 * back / 30 for back in back_m]
    by_hand = [(w + 20) / 2 * (30 - b) for w, b in zip(width_m, back_m, strict=True)]
    assert steps.top_m.tolist() == [18, 27, 36, 45]
    assert areas_m2(steps) == by_hand
    assert by_hand[1] == pytest.approx(708.333, abs=1e-3)


def test_a_wall_that_only_steps_back_once_needs_one_more_step() -> None:
    steps = steps_of(RECTANGLE, wall_m=20, wall_setback_m=6, height_m=80)
    assert steps.top_m.tolist() == [20, np.inf]
    assert areas_m2(steps) == [30 * 40, 30 * 34]


def test_a_plane_above_the_cap_changes_nothing() -> None:
    steps = steps_of(RECTANGLE, wall_m=30, wall_slope=2.7, height_m=30)
    assert areas_m2(steps) == [1200]


def test_a_plane_has_no_hold_on_a_plot_without_front() -> None:
    plot = plots([RECTANGLE], streets=[])
    steps = envelope(plot, Limits(wall_m=10, wall_slope=1, height_m=50))
    assert areas_m2(steps) == [1200]


def test_the_lower_of_plan_and_sun_caps_the_height() -> None:
    two = plots([RECTANGLE, RECTANGLE])
    steps = envelope(two, Limits(height_m=[30, 20], sun_m=[24, 26]))
    assert steps.cap_m.tolist() == [24, 20]
    assert steps.cap_by.tolist() == [Limit.SUN, Limit.HEIGHT]


def test_a_view_plane_rises_across_the_plot() -> None:
    # 10 m over the west edge, 1 m more each metre east: 19 m stand from x = 9 on
    view = Views(
        plot=np.array([0]), at_m=np.array([[0.0, 0.0]]), height_m=np.array([10.0]),
        slope=np.array([[1.0, 0.0]]),
    )  # fmt: skip
    steps = steps_of(RECTANGLE, views=view, height_m=28, step_m=9)
    assert steps.top_m.tolist() == [10, 19, 28]
    assert areas_m2(steps) == [1200, 21 * 40, 12 * 40]


def test_a_level_view_plane_ends_the_building() -> None:
    view = Views(
        plot=np.array([0]), at_m=np.array([[0.0, 0.0]]), height_m=np.array([15.0]),
        slope=np.array([[0.0, 0.0]]),
    )  # fmt: skip
    steps = steps_of(RECTANGLE, views=view, height_m=60)
    assert steps.top_m.tolist() == [15]
    assert steps.ends_by.tolist() == [Limit.VIEW]


def test_cells_carry_what_their_tops_allow() -> None:
    halves = [shapely.box(0, 0, 30, 20), shapely.box(0, 20, 30, 40)]
    cells = Cells(plot=np.array([0, 0]), shape=np.array(halves), top_m=np.array([12.0, 24.0]))
    steps = steps_of(RECTANGLE, cells=cells, step_m=6)
    assert steps.top_m.tolist() == [12, 18, 24]
    assert areas_m2(steps) == [1200, 600, 600]
    assert steps.ends_by.tolist() == [Limit.SUN]


def test_outside_its_cells_nothing_is_built_even_below_them() -> None:
    cells = Cells(
        plot=np.array([0]), shape=np.array([shapely.box(0, 0, 30, 25)]), top_m=np.array([50.0])
    )
    assert areas_m2(steps_of(RECTANGLE, cells=cells, height_m=20)) == [750]


def test_setbacks_that_meet_leave_no_ground() -> None:
    steps = steps_of(RECTANGLE, side_m=15.5)
    assert len(steps.shape) == 0
    assert steps.nothing.tolist() == [Nothing.NO_GROUND]


def test_ground_thinner_than_a_building_is_said_to_be_too_thin() -> None:
    steps = steps_of(RECTANGLE, side_m=12.5, least_width_m=6)
    assert steps.nothing.tolist() == [Nothing.TOO_THIN]


def test_the_thin_neck_of_a_flag_plot_is_not_built() -> None:
    flag = shapely.box(0, 20, 30, 40).union(shapely.box(0, 0, 4, 20))
    assert areas_m2(steps_of(flag)) == [600]


def test_limits_that_limit_nothing_are_refused_together() -> None:
    with pytest.raises(ValueError, match="mend the limits") as error:
        steps_of(RECTANGLE, front_m=-1, height_m=np.nan, wall_slope=0, step_m=0)
    told = str(error.value)
    assert "front_m is -1.0 in row 0, must be 0 or more" in told
    assert "height_m is nan in row 0" in told
    assert "wall_slope is 0.0 in row 0, must be above 0" in told
    assert "step_m is 0 in row 0" in told


def test_a_view_of_a_plot_that_is_not_there_is_refused() -> None:
    view = Views(
        plot=np.array([3]), at_m=np.zeros((1, 2)), height_m=np.ones(1), slope=np.zeros((1, 2))
    )
    with pytest.raises(ValueError, match="views names plot 3, there are 1"):
        steps_of(RECTANGLE, views=view)


def test_rows_can_be_taken_again() -> None:
    both = envelope(
        plots([RECTANGLE, TRAPEZOID], streets=[SOUTH]),
        Limits(wall_m=18, wall_setback_m=5, height_m=45),
    )
    again = both.take([1, 0, 1])
    whole = shapely.area(both.shape)
    assert shapely.area(again.shape).tolist() == whole[[2, 3, 0, 1, 2, 3]].tolist()
    assert again.area_m2.tolist() == [900, 1200, 900]


def test_a_pointed_plot_that_once_vanished_is_whole() -> None:
    # its tip is so sharp that drawing it again leaves edges that almost coincide with the old ones
    outline = shapely.Polygon([(7.079, 11.864), (-40.28, -44.469), (43.691, 0)])
    whole = shapely.area(envelope(plots([outline]), Limits(height_m=5)).ground)
    assert whole.tolist() == pytest.approx([outline.area], rel=1e-3)
