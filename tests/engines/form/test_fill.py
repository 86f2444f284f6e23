"""Storeys and floor of steps that are filled by hand."""

import numpy as np
import pytest
import shapely
from tests.engines.form.drawn_plots import (
    HOMES,
    RECTANGLE,
    SHOPS_AND_HOMES,
    SOUTH,
    TRAPEZOID,
)

from gengxin.engines.form import (
    Form,
    Limit,
    Limits,
    Nothing,
    Steps,
    Wanted,
    envelope,
    fill,
    floor_below_m2,
    footprints,
    least_setback_m,
    least_spacing_m,
    main_depth_m,
    masses,
    over,
    perimeter,
    plots,
)

PLATE_M2 = 1200  # of the rectangle without setbacks


def steps_of(outline: shapely.Polygon = RECTANGLE, **limits: object) -> Steps:
    return envelope(plots([outline], streets=[SOUTH]), Limits(**limits))


def homes(steps: Steps, **wanted: object) -> Form:
    return fill(steps, HOMES, Wanted(row=[0], use_share=[1.0], **wanted))


def floor_m2(form: Form) -> float:
    return pytest.approx(float(form.gross_floor_area_m2.sum()))


def test_the_trapezoid_under_its_plane_to_the_last_storey() -> None:
    limits = {"wall_m": 18, "wall_setback_m": 5, "wall_slope": 2.7, "height_m": 45, "step_m": 9}
    form = homes(steps_of(TRAPEZOID, **limits))
    # six storeys below the plane, then three on each step
    widths = [40 - 20 * back / 30 for back in (0, 5, 18 / 2.7, 10)]
    plates = [(w + 20) / 2 * (30 - b) for w, b in zip(widths, (0, 5, 18 / 2.7, 10), strict=True)]
    assert form.storeys.tolist() == [15]
    assert form.height_m.tolist() == [45]
    assert floor_m2(form) == 6 * plates[0] + 3 * sum(plates[1:])
    assert form.binds.tolist() == [Limit.HEIGHT | Limit.SETBACK]
    assert form.net_floor_area_m2.sum() == pytest.approx(0.8 * form.gross_floor_area_m2.sum())


def test_the_fewest_storeys_that_hold_the_floor_allowed() -> None:
    form = homes(steps_of(height_m=60), most_floor_area_m2=3 * PLATE_M2 + 300)
    assert form.storeys.tolist() == [4]
    assert floor_m2(form) == 3900
    assert form.storey_floor_m2.sum(axis=1).tolist() == pytest.approx([1200, 1200, 1200, 300])
    assert form.binds.tolist() == [Limit.FLOOR_AREA]
    assert form.lot_coverage.tolist() == pytest.approx([1.0])


def test_a_top_storey_for_less_than_a_hundredth_of_the_floor_is_left_out() -> None:
    form = homes(steps_of(height_m=60), most_floor_area_m2=3 * PLATE_M2 + 36)
    assert form.storeys.tolist() == [3]
    assert floor_m2(form) == 3600
    assert form.binds.tolist() == [Limit.FLOOR_AREA]


def test_what_is_wanted_binds_where_it_is_less_than_what_is_allowed() -> None:
    form = homes(steps_of(height_m=60), floor_area_m2=900, most_floor_area_m2=5000)
    assert form.storeys.tolist() == [1]
    assert form.footprint_m2.tolist() == pytest.approx([900])
    assert form.binds.tolist() == [Limit.WANTED]


def test_coverage_cuts_the_plates_from_the_rear() -> None:
    steps = steps_of(height_m=9)
    form = homes(steps, most_footprint_m2=480)
    assert form.footprint_m2.tolist() == pytest.approx([480])
    assert floor_m2(form) == 3 * 480
    assert form.binds.tolist() == [Limit.HEIGHT | Limit.COVERAGE]
    # the front 16 m stay
    assert shapely.bounds(footprints(steps, form)[0]).tolist() == pytest.approx([0, 0, 30, 16])


def test_a_cut_leaves_no_strip_of_a_wing() -> None:
    plot = plots([shapely.box(0, 0, 60, 50)])
    ring = perimeter(plot, envelope(plot, Limits(height_m=9)), depth_m=14)
    # front wing 60 × 14 and side wings 28 × 22 leave 2 m of the rear wing: it goes
    form = homes(ring, most_footprint_m2=60 * 14 + 28 * 22 + 60 * 2)
    assert form.footprint_m2.tolist() == pytest.approx([60 * 14 + 28 * 22])
    # 7 m of it may stay
    form = homes(ring, most_footprint_m2=60 * 14 + 28 * 22 + 60 * 7)
    assert form.footprint_m2.tolist() == pytest.approx([60 * 14 + 28 * 22 + 60 * 7])


def test_uses_lie_one_over_the_other() -> None:
    # 25 % shops: the lowest of four storeys; 5 + 3 × 3 m
    form = fill(steps_of(height_m=14), SHOPS_AND_HOMES, Wanted(row=[0], use_share=[[0.25, 0.75]]))
    assert form.storey_top_m.tolist() == [5, 8, 11, 14]
    assert form.gross_floor_area_m2.tolist() == [pytest.approx([1200, 3600])]
    assert form.storey_floor_m2[0].tolist() == pytest.approx([1200, 0])
    assert form.net_floor_area_m2.tolist() == [pytest.approx([1080, 2700])]


def test_a_storey_with_some_shops_is_as_high_as_shops_ask() -> None:
    # 30 % of four storeys are 1.2: the second is shared, and 4.5 m high
    form = fill(steps_of(height_m=16), SHOPS_AND_HOMES, Wanted(row=[0], use_share=[[0.3, 0.7]]))
    assert form.storey_top_m.tolist() == [5, 9.5, 12.5, 15.5]
    assert form.storey_floor_m2[1].tolist() == pytest.approx([240, 960])


def test_a_use_without_share_asks_for_nothing() -> None:
    form = fill(steps_of(height_m=9.3), SHOPS_AND_HOMES, Wanted(row=[0], use_share=[[0, 1.0]]))
    assert form.storey_top_m.tolist() == pytest.approx([3.3, 6.3, 9.3])


def test_storeys_on_a_building_start_at_its_roof() -> None:
    plot = plots([RECTANGLE])
    above = over(envelope(plot, Limits(height_m=20)), [shapely.box(5, 5, 25, 20)], row=[0])
    form = fill(above, SHOPS_AND_HOMES, Wanted(row=[0], use_share=[[0, 1.0]], base_m=12))
    # 8 m are left: two storeys of 3 m, none of them a ground storey
    assert form.storey_top_m.tolist() == [15, 18]
    assert floor_m2(form) == 2 * 300
    drawn = masses(above, form)
    assert (drawn.bottom_m.tolist(), drawn.top_m.tolist()) == ([12], [18])


def test_many_drafts_of_one_row() -> None:
    form = fill(
        steps_of(height_m=30), HOMES,
        Wanted(row=[0, 0, 0], use_share=[1.0], floor_area_m2=[1200, 6000, np.inf],
               most_storeys=[9, 4, 9]),
    )  # fmt: skip
    assert form.storeys.tolist() == [1, 4, 9]
    assert form.binds.tolist() == [
        Limit.WANTED, Limit.STOREYS | Limit.SETBACK, Limit.STOREYS | Limit.SETBACK,
    ]  # fmt: skip
    assert form.first.tolist() == [0, 1, 5, 14]


def test_why_nothing_stands() -> None:
    three = envelope(
        plots([RECTANGLE, RECTANGLE, RECTANGLE]), Limits(front_m=[0, 18, 12.5], height_m=[2, 9, 9])
    )
    form = fill(
        three, HOMES,
        Wanted(row=[0, 1, 2, 0], use_share=[1.0], floor_area_m2=[900, 900, 900, 0]),
    )  # fmt: skip
    assert form.nothing.tolist() == [
        Nothing.NO_HEIGHT, Nothing.NO_GROUND, Nothing.TOO_THIN, Nothing.NONE_WANTED,
    ]  # fmt: skip
    assert form.gross_floor_area_m2.sum() == 0
    assert len(masses(three, form).draft) == 0
    assert shapely.is_empty(footprints(three, form)).all()


def test_masses_draw_what_was_counted() -> None:
    limits = {"wall_m": 18, "wall_setback_m": 5, "wall_slope": 2.7, "height_m": 45}
    steps = steps_of(TRAPEZOID, **limits)
    form = homes(steps, most_floor_area_m2=10_000, most_footprint_m2=800)
    drawn = masses(steps, form)
    storeys = np.rint((drawn.top_m - drawn.bottom_m) / 3)
    assert (shapely.area(drawn.shape) * storeys).sum() == floor_m2(form)
    assert drawn.bottom_m[0] == 0
    assert drawn.bottom_m[1:].tolist() == drawn.top_m[:-1].tolist()
    assert len(masses(steps, form, [0]).draft) == len(drawn.draft)


def test_floor_below_heights_is_that_of_whole_storeys() -> None:
    steps = steps_of(RECTANGLE, height_m=30)
    form = homes(steps)
    whole_m2 = float(form.gross_floor_area_m2.sum())
    assert form.storeys.tolist() == [10]
    # storeys of 3 m: 4 end at 12 m, 4 at 14.9, none at 2
    found = floor_below_m2(form, (2.0, 12.0, 14.9, np.inf))
    assert found.tolist() == [pytest.approx([0, 0.4 * whole_m2, 0.4 * whole_m2, whole_m2])]


def test_distances_of_what_is_drawn() -> None:
    plot = plots([RECTANGLE], streets=[SOUTH])
    steps = envelope(plot, Limits(front_m=5, side_m=3, rear_m=6, height_m=9))
    shape = footprints(steps, homes(steps))
    assert least_setback_m(plot, shape).tolist() == pytest.approx([3])
    beside = [shapely.box(31, 0, 40, 40), shapely.box(0, 50, 30, 60), shapely.box(5, 5, 9, 9)]
    assert least_spacing_m(shape, beside, gone=[-1, -1, 0]).tolist() == pytest.approx([4])
    assert least_spacing_m(shape, beside[1:], gone=[-1, 0], within_m=9).tolist() == [np.inf]
    assert np.isnan(least_spacing_m([shapely.Polygon()], beside, gone=[-1, -1, -1])).all()


def test_the_depth_of_a_mix_is_that_of_its_main_use() -> None:
    assert main_depth_m(SHOPS_AND_HOMES, [[0.2, 0.8], [0.5, 0.5], [0.6, 0.4]]).tolist() == [
        14, 14, 30,
    ]  # fmt: skip


def test_drafts_that_ask_for_the_impossible_are_refused_together() -> None:
    with pytest.raises(ValueError, match="mend what is wanted") as error:
        fill(
            steps_of(height_m=9), SHOPS_AND_HOMES,
            Wanted(row=[0, 2], use_share=[[0.5, 0.4], [1.2, -0.2]], floor_area_m2=np.nan),
        )  # fmt: skip
    told = str(error.value)
    assert "row is 2 in draft 1, the steps have 1" in told
    assert "use_share adds up to 0.9 in draft 0, must be 1" in told
    assert "use_share is -0.2 in row 1" in told
    assert "floor_area_m2 is nan in row 0" in told


def test_a_tower_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="draft 0 is limited by neither"):
        homes(steps_of())
