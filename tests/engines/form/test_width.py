"""Outlines that are wide everywhere and such as are not, against hand and GEOS."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gengxin.engines.form.width import stays_whole

# a U whose gap is 4 m wide and whose arms and back are 6 m
U = shapely.Polygon([(0, 0), (16, 0), (16, 20), (10, 20), (10, 6), (6, 6), (6, 20), (0, 20)])
# a bow tie 2 m wide at its waist: two corners that point inward at each other
TIE = shapely.Polygon([(0, 0), (20, 9), (40, 0), (40, 20), (20, 11), (0, 20)])


@pytest.mark.parametrize(
    ("shape", "by_m", "whole"),
    [
        (shapely.box(0, 0, 6, 20), 2.99, True),
        (shapely.box(0, 0, 6, 20), 3.0, False),
        (U, 2.99, True),
        (U, 3.01, False),
        (TIE, 0.9, True),
        (TIE, 1.1, False),
        # clockwise or not, and with a point in the middle of a side
        (shapely.Polygon([(0, 0), (0, 20), (6, 20), (6, 9), (6, 0)]), 2.99, True),
        # corners sharper than draughtsmen draw them straight are cut off
        (shapely.Polygon([(0, 0), (60, 0), (0, 6)]), 0.5, False),
        # nobody looks at holes and at several parts
        (shapely.box(0, 0, 60, 60).difference(shapely.box(20, 20, 40, 40)), 1.0, False),
        (shapely.MultiPolygon([shapely.box(0, 0, 9, 9), shapely.box(20, 0, 29, 9)]), 1.0, False),
        (shapely.Polygon(), 1.0, False),
    ],
)
def test_an_outline_stays_whole_where_it_is_as_wide_as_asked(
    shape: shapely.Polygon, by_m: float, *, whole: bool
) -> None:
    assert stays_whole(np.array([shape, shapely.box(0, 0, 99, 99)]), by_m).tolist() == [whole, True]


@settings(max_examples=300, deadline=None)
@given(
    reach_m=st.lists(st.floats(5.0, 60.0), min_size=3, max_size=12),
    by_m=st.floats(0.5, 12.0),
    turned=st.booleans(),
)
def test_what_stays_whole_comes_back_from_geos_as_it_was(
    reach_m: list[float], by_m: float, *, turned: bool
) -> None:
    """Stars of random reach; GEOS drops dents shallower than a hundredth of the distance."""
    angle = 2 * np.pi * np.arange(len(reach_m)) / len(reach_m)
    corners = np.column_stack([np.cos(angle), np.sin(angle)]) * np.array(reach_m)[:, None]
    star = shapely.Polygon(corners[::-1] if turned else corners)
    if not stays_whole(np.array([star]), by_m)[0]:
        return
    moved_in = star.buffer(-by_m, join_style="mitre")
    again = moved_in.buffer(by_m, join_style="mitre")
    slack_m2 = 0.02 * by_m * star.length
    # on a grid: where edges almost coincide GEOS may take all for different
    assert shapely.symmetric_difference(again, star, grid_size=1e-6).area <= slack_m2
    assert not moved_in.is_empty


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(5.0, 60.0), min_size=3, max_size=12), st.floats(0.5, 12.0))
def test_what_loses_nothing_to_geos_and_meets_nothing_stays_whole(
    reach_m: list[float], by_m: float
) -> None:
    """Where every corner keeps its distance in GEOS's drawing, nothing has met."""
    angle = 2 * np.pi * np.arange(len(reach_m)) / len(reach_m)
    corners = np.column_stack([np.cos(angle), np.sin(angle)]) * np.array(reach_m)[:, None]
    hull = shapely.Polygon(corners).convex_hull
    before, after = (
        shapely.get_num_coordinates(shape)
        for shape in (hull, hull.buffer(-by_m * 1.001, join_style="mitre"))
    )
    again = hull.buffer(-by_m, join_style="mitre").buffer(by_m, join_style="mitre")
    if after == before and again.symmetric_difference(hull).area <= 1e-7:
        assert stays_whole(np.array([hull]), by_m)[0]
