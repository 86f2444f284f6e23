"""Footprints assumed from floor area and storeys."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.form.drawn_plots import COURTYARD, L_SHAPE, RECTANGLE, outlines

from gengxin.engines.form import assumed_footprints, plots


def test_a_rectangle_drawn_in_evenly() -> None:
    # 30 × 40 drawn in by 5 m: 20 × 30
    shape, area_m2 = assumed_footprints(plots([RECTANGLE]), 3000, 5)
    assert area_m2.tolist() == pytest.approx([600], rel=1e-3)
    assert shapely.bounds(shape[0]).tolist() == pytest.approx([5, 5, 25, 35], abs=0.02)


def test_a_building_larger_than_its_plot_takes_all_of_it() -> None:
    _, area_m2 = assumed_footprints(plots([RECTANGLE]), 9000, 5)
    assert area_m2.tolist() == [1200]


def test_unknown_is_not_nothing() -> None:
    four = plots([RECTANGLE] * 4)
    shape, area_m2 = assumed_footprints(four, [np.nan, 900, 0, 900], [3, np.nan, 3, 0])
    assert shapely.is_empty(shape).all()
    assert np.isnan(area_m2).tolist() == [True, True, False, False]


def test_what_cant_be_is_refused() -> None:
    with pytest.raises(ValueError, match="gross_floor_area_m2 is -1"):
        assumed_footprints(plots([RECTANGLE]), -1, 2)


@settings(max_examples=60)
@given(outline=outlines() | st.sampled_from([L_SHAPE, COURTYARD]), share=st.floats(0.01, 0.99))
def test_the_area_is_hit_within_a_hundredth(outline: shapely.Polygon, share: float) -> None:
    wanted_m2 = share * outline.area
    shape, area_m2 = assumed_footprints(plots([outline]), 3 * wanted_m2, 3)
    assert area_m2.tolist() == pytest.approx([wanted_m2], rel=0.01)
    assert shapely.difference(shape[0], outline).area <= 1e-6 * outline.area
