"""Shapes come out of the packing within a millionth of a degree of where they went in."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from gengxin.publish.pack import SCALE, packed, vertex_count

CRS = "EPSG:32651"
X_M, Y_M = 350_000.0, 3_450_000.0


def unpacked(groups: list[dict[str, object]], count: int) -> list[np.ndarray | None]:
    """The plain way back: all places of each shape, rings and parts one after the other."""
    found: list[np.ndarray | None] = [None] * count
    for group in groups:
        places = np.cumsum(np.array(group["xy"]).reshape(-1, 2), axis=0) / SCALE
        at = 0
        sizes, rings, parts = (list(group[name]) for name in ("sizes", "rings", "parts"))  # type: ignore[call-overload]
        for row in group["rows"]:  # type: ignore[attr-defined]
            lines = 1
            if group["kind"] == "polygon":
                shape_parts = parts.pop(0) if parts else 1
                lines = sum(rings.pop(0) for _ in range(shape_parts))
            elif group["kind"] == "line":
                lines = parts.pop(0) if parts else 1
            size = 1 if group["kind"] == "point" else sum(sizes.pop(0) for _ in range(lines))
            found[row] = places[at : at + size]
            at += size
    return found


def test_points_lines_and_polygons_keep_their_rows_and_places() -> None:
    holed = Polygon(box(0, 0, 100, 100).exterior, [box(20, 20, 40, 40).exterior])
    own = [
        Point(5, 5),
        None,
        LineString([(0, 0), (30, 40)]),
        holed,
        MultiPolygon([box(0, 0, 10, 10), box(50, 0, 60, 10)]),
        Polygon(),
    ]
    shapes = gpd.GeoSeries(own, crs=CRS).translate(X_M, Y_M)
    back = unpacked(packed(shapes), len(own))
    degrees = shapes.to_crs(4326)
    assert [place is None for place in back] == [False, True, False, False, False, True]
    for place, shape in zip(back, degrees, strict=True):
        if place is not None:
            assert np.abs(place - shapely.get_coordinates(shape)).max() <= 0.5 / SCALE + 1e-12


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999)), min_size=1))
def test_any_points_come_back(places: list[tuple[int, int]]) -> None:
    shapes = gpd.GeoSeries([Point(X_M + x, Y_M + y) for x, y in places], crs=CRS)
    back = unpacked(packed(shapes), len(places))
    degrees = shapely.get_coordinates(shapes.to_crs(4326).to_numpy())
    assert np.abs(np.vstack(back) - degrees).max() <= 0.5 / SCALE + 1e-12  # type: ignore[arg-type]


def test_a_collection_is_reduced_to_its_widest_parts() -> None:
    mixed = shapely.GeometryCollection([Point(0, 0), box(0, 0, 10, 10)])
    (group,) = packed(gpd.GeoSeries([mixed], crs=CRS).translate(X_M, Y_M))
    assert group["kind"] == "polygon"
    assert group["sizes"] == [5]


def test_vertices_are_counted() -> None:
    assert vertex_count(gpd.GeoSeries([box(0, 0, 1, 1), Point(0, 0)])) == 6


@pytest.mark.parametrize("shape", [Point(3, 4), LineString([(0, 0), (10, 0), (10, 10)])])
def test_packing_leaves_the_shapes_as_they_were(shape: shapely.Geometry) -> None:
    shapes = gpd.GeoSeries([shape], crs=CRS)
    packed(shapes, tolerance_m=1.0)
    assert shapes.iloc[0].equals(shape)
