"""Plots for the tests: drawn by hand, and random ones."""

import numpy as np
import shapely
from hypothesis import strategies as st

from gengxin.engines.form import Uses

RECTANGLE = shapely.box(0, 0, 30, 40)
L_SHAPE = shapely.Polygon([(0, 0), (60, 0), (60, 20), (20, 20), (20, 50), (0, 50)])
TRIANGLE = shapely.Polygon([(0, 0), (40, 0), (0, 30)])
COURTYARD = shapely.box(0, 0, 60, 60).difference(shapely.box(20, 20, 40, 40))
TRAPEZOID = shapely.Polygon([(0, 0), (40, 0), (30, 30), (10, 30)])

HOMES = Uses(storey_m=[3.0], ground_storey_m=[3.0], efficiency_share=[0.8], depth_m=[14.0])
SHOPS_AND_HOMES = Uses(
    storey_m=[4.5, 3.0],
    ground_storey_m=[5.0, 3.3],
    efficiency_share=[0.9, 0.75],
    depth_m=[30.0, 14.0],
)


def street(*corners: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(corners)


SOUTH = street((-500, -6), (500, -6))


@st.composite
def outlines(draw: st.DrawFn) -> shapely.Polygon:
    """Star-shaped plots, some pointed, some notched, far from the origin as in a real grid."""
    count = draw(st.integers(3, 9))
    turns = draw(st.lists(st.floats(0.15, 1.0), min_size=count, max_size=count))
    radii = draw(st.lists(st.floats(8.0, 60.0), min_size=count, max_size=count))
    angle = np.cumsum(turns) / sum(turns) * 2 * np.pi
    x, y = draw(st.sampled_from([(0.0, 0.0), (500_000.0, 4_000_000.0)]))
    ring = np.column_stack([x + radii * np.cos(angle), y + radii * np.sin(angle)])
    shape = shapely.Polygon(np.round(ring, 3))
    return shape if shape.is_valid and shape.area > 1 else shapely.box(x, y, x + 20, y + 30)
