"""Real outlines taken for plots: whatever their shape, an answer and never an exception."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from tests.engines.form.drawn_plots import SHOPS_AND_HOMES

from gengxin.engines.form import (
    Limits,
    Nothing,
    Rows,
    Wanted,
    envelope,
    fill,
    footprints,
    perimeter,
    plots,
    slabs,
    tower,
)


@pytest.fixture(scope="module")
def outlines(shared_data: Path) -> np.ndarray:
    """The largest footprints of Suzhou, in metres."""
    file = shared_data / "suzhou-buildings" / "bd_demo_2.json"
    if not file.is_file():
        pytest.skip(f"no {file}")
    table = gpd.read_file(file)
    metres = table.to_crs(table.estimate_utm_crs()).geometry
    shapes = metres[metres.is_valid].explode(ignore_index=True)
    return np.asarray(shapes[shapes.area > 150][:1500], object)


@pytest.mark.parametrize("kind", ["envelope", "perimeter", "slabs", "tower"])
def test_each_footprint_of_suzhou_gets_a_form_or_a_reason(outlines: np.ndarray, kind: str) -> None:
    plot = plots(outlines)
    steps = envelope(
        plot, Limits(front_m=2, height_m=40, wall_m=12, wall_setback_m=2, wall_slope=2.7)
    )
    made = {
        "envelope": lambda: steps,
        "perimeter": lambda: perimeter(plot, steps, depth_m=10),
        "slabs": lambda: slabs(steps, Rows(depth_m=10, spacing_ratio=1), height_m=15),
        "tower": lambda: tower(steps, podium_m=6, plate_m2=400, depth_m=16),
    }[kind]()
    row = np.arange(plot.count)
    most_m2 = 2 * plot.area_m2
    form = fill(
        made, SHOPS_AND_HOMES, Wanted(row=row, use_share=[0.2, 0.8], most_floor_area_m2=most_m2)
    )
    floor_m2 = form.gross_floor_area_m2.sum(axis=1)
    assert ((floor_m2 > 0) == (form.nothing == Nothing.STANDS)).all()
    assert (floor_m2 <= most_m2 * (1 + 1e-9)).all()
    drawn = footprints(made, form)
    assert shapely.area(drawn) == pytest.approx(form.footprint_m2, rel=1e-4, abs=0.05)
    outside_m2 = shapely.area(shapely.difference(drawn, outlines, grid_size=1e-6))
    assert (outside_m2 <= 1e-4 * shapely.length(outlines)).all()
