"""Layers of every format, and what is mended in them."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gengxin.sources.crs import metric_crs
from gengxin.sources.layers import Declared, read_layer
from gengxin.sources.mend import Extent, mended, mended_shapes, robust_extent
from gengxin.sources.notes import NoteBook
from gengxin.terms import InputError

LOTS = gpd.GeoDataFrame(
    {"no": ["1", "2"], "use": ["shop ", ""]},
    geometry=[shapely.box(121.40, 31.10, 121.41, 31.11), shapely.box(121.41, 31.10, 121.42, 31.11)],
    crs="EPSG:4326",
)
DEGREES = Extent(crs="EPSG:32651", ground=shapely.box(-1e7, -1e7, 1e7, 1e7), is_boundary=True)


@pytest.mark.parametrize("name", ["lots.gpkg", "lots.geojson", "lots.shp", "lots.fgb"])
def test_gdal_formats_hold_the_same_rows_and_shapes(tmp_path: Path, name: str) -> None:
    LOTS.to_file(tmp_path / name)
    layer = read_layer(tmp_path / name)
    assert layer.crs == "EPSG:4326"
    shape_of = dict(zip(layer.rows["no"], layer.shapes, strict=True))  # FlatGeobuf sorts its rows
    assert all(
        shape_of[no].equals(shape) for no, shape in zip(LOTS["no"], LOTS.geometry, strict=True)
    )


def test_blanks_at_the_end_of_texts_go_and_empty_texts_are_missing(tmp_path: Path) -> None:
    LOTS.to_file(tmp_path / "lots.gpkg")
    use = read_layer(tmp_path / "lots.gpkg").rows["use"]
    assert use[0] == "shop"
    assert pd.isna(use[1])


def test_geoparquet_and_parquet(tmp_path: Path) -> None:
    LOTS.to_parquet(tmp_path / "lots.parquet")
    pd.DataFrame(LOTS.drop(columns="geometry")).to_parquet(tmp_path / "roll.parquet")
    assert len(read_layer(tmp_path / "lots.parquet").shapes) == 2
    assert read_layer(tmp_path / "roll.parquet").shapes is None


def test_a_table_with_coordinates_becomes_points(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("name,lon,lat\na,121.4,31.1\nb,,\n")
    layer = read_layer(tmp_path / "t.csv", Declared(x="lon", y="lat", crs="EPSG:4326"))
    assert shapely.to_wkt(layer.shapes[0]) == "POINT (121.4 31.1)"
    assert layer.shapes[1] is None


def test_numbers_of_a_csv_stay_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("code\n0101\n101\n")
    assert read_layer(tmp_path / "t.csv").rows["code"].tolist() == ["0101", "101"]


def test_a_csv_in_chinese_encoding_needs_it_stated(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("名称\n天平路街道\n".encode("gb18030"))
    with pytest.raises(InputError, match='encoding = "gb18030"'):
        read_layer(tmp_path / "t.csv")
    rows = read_layer(tmp_path / "t.csv", Declared(encoding="gb18030")).rows
    assert rows["名称"].tolist() == ["天平路街道"]


def test_a_workbook_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "b.xlsx") as book:
        pd.DataFrame({"a": [1]}).to_excel(book, sheet_name="one", index=False)
        two = pd.DataFrame({"b": ["x", None], "c": ["y", "z"]})
        two.to_excel(book, sheet_name="two", index=False)
    assert read_layer(tmp_path / "b.xlsx").rows["a"].tolist() == ["1"]
    two = read_layer(tmp_path / "b.xlsx", Declared(layer="two")).rows
    assert two["b"].isna().tolist() == [False, True]
    with pytest.raises(InputError, match="no sheet 'tow', but one, two → did you mean 'two'"):
        read_layer(tmp_path / "b.xlsx", Declared(layer="tow"))


def test_a_reply_of_nominatim_is_a_map_in_degrees(tmp_path: Path) -> None:
    reply = [
        {"osm_id": 1, "name": "x", "geojson": json.loads(shapely.to_geojson(LOTS.geometry[0]))}
    ]
    (tmp_path / "b.json").write_text(json.dumps(reply))
    layer = read_layer(tmp_path / "b.json")
    assert layer.crs == "EPSG:4326"
    assert shapely.equals(layer.shapes[0], LOTS.geometry[0])


def test_a_json_of_two_lists_needs_one_named(tmp_path: Path) -> None:
    (tmp_path / "l.json").write_text(json.dumps({"a": [{"x": 1}], "b": [{"x": 2}], "n": 3}))
    with pytest.raises(InputError, match="name one in the recipe as layer: a, b"):
        read_layer(tmp_path / "l.json")
    assert read_layer(tmp_path / "l.json", Declared(layer="b")).rows["x"].tolist() == [2]


def test_a_map_of_two_layers_needs_one_named(tmp_path: Path) -> None:
    LOTS.to_file(tmp_path / "m.gpkg", layer="lots")
    LOTS.to_file(tmp_path / "m.gpkg", layer="more")
    with pytest.raises(InputError, match="2 layers; name one in the recipe as layer: lots, more"):
        read_layer(tmp_path / "m.gpkg")
    assert len(read_layer(tmp_path / "m.gpkg", Declared(layer="more")).rows) == 2


def test_topojson_with_an_arc_of_one_point_keeps_its_other_rows(tmp_path: Path) -> None:
    arcs = [[[0, 0], [10, 0]], [[5, 5]]]
    lines = [{"type": "LineString", "arcs": [n], "properties": {"n": n}} for n in (0, 1)]
    document = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [121.4, 31.1]},
        "objects": {"l": {"type": "GeometryCollection", "geometries": lines}},
        "arcs": arcs,
    }
    (tmp_path / "t.topojson").write_text(json.dumps(document))
    layer = read_layer(tmp_path / "t.topojson")
    assert layer.crs == ""
    assert [shape is None for shape in layer.shapes] == [False, True]


def test_the_zone_of_a_place() -> None:
    assert metric_crs(121.40, 31.10, 121.47, 31.22) == "EPSG:32651"
    assert metric_crs(-51.3, -30.2, -51.0, -29.9) == "EPSG:32722"
    with pytest.raises(InputError, match="declare the CRS"):
        metric_crs(350_000, 3_450_000, 360_000, 3_460_000)


# -- mending ------------------------------------------------------------------------------------


def mend(shape: shapely.Geometry) -> tuple[shapely.Geometry, dict[str, int]]:
    shapes, counts = mended_shapes(np.array([shape], dtype=object))
    return shapes[0], {what: count for what, count in counts.items() if count}


def test_a_bow_tie_becomes_its_two_wings() -> None:
    tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    mended_tie, counts = mend(tie)
    assert mended_tie.is_valid
    assert mended_tie.area == pytest.approx(2.0)  # two triangles of base 2 and height 1
    assert counts["invalid"] == 1


def test_a_clockwise_ring_is_turned_and_counted() -> None:
    ring = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    turned, counts = mend(ring)
    assert shapely.is_ccw(turned.exterior)
    assert counts == {"turned": 1}


def test_repeated_vertices_go() -> None:
    line = shapely.LineString([(0, 0), (0, 0), (1, 0), (1, 0)])
    assert mend(line) == (shapely.LineString([(0, 0), (1, 0)]), {"repeated": 1})


def test_a_collection_of_one_is_single_and_a_mixed_one_keeps_its_polygons() -> None:
    box = shapely.box(0, 0, 1, 1)
    assert mend(shapely.MultiPolygon([box]))[0].geom_type == "Polygon"
    mixed = shapely.GeometryCollection([box, shapely.LineString([(0, 0), (5, 5)])])
    assert mend(mixed)[0].area == 1.0


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(np.nan, np.nan),
        shapely.LineString([(0, 0), (np.inf, 1)]),
        shapely.LineString([(3, 3), (3, 3)]),
        shapely.Polygon([(0, 0), (1, 1), (2, 2)]),
        shapely.Polygon(),
        None,
    ],
)
def test_what_has_no_sure_answer_has_no_place(shape: shapely.Geometry | None) -> None:
    assert mend(shape)[0] is None


def write(path: Path, shapes: list[shapely.Geometry | None]) -> Path:
    frame = gpd.GeoDataFrame({"no": range(len(shapes))}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(path)
    return path


def test_a_layer_that_loses_more_than_a_twentieth_is_refused(tmp_path: Path) -> None:
    points: list[shapely.Geometry | None] = [shapely.Point(121.4, 31 + n / 1e3) for n in range(18)]
    path = write(tmp_path / "p.gpkg", [*points, None, None])
    layer, book = read_layer(path), NoteBook()
    with pytest.raises(InputError, match=r"p.gpkg loses 2 of its 20 rows \(10%\).*--accept-loss"):
        mended(layer, DEGREES, accept_loss=False, book=book)
    frame = mended(layer, DEGREES, accept_loss=True, book=book)
    assert len(frame) == 18
    assert [(note.action, note.count) for note in book.notes[-1:]] == [("left_out", 2)]


def test_a_row_told_twice_is_merged(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"n": ["a", "a", "b"]}, geometry=[shapely.Point(121.4, 31.1)] * 3)
    frame.set_crs("EPSG:4326").to_file(tmp_path / "p.gpkg")
    book = NoteBook()
    kept = mended(read_layer(tmp_path / "p.gpkg"), DEGREES, accept_loss=False, book=book)
    assert kept["n"].tolist() == ["a", "b"]
    assert [(note.action, note.count) for note in book.notes] == [("merged", 1)]


def test_a_stray_point_is_left_out_and_counted(tmp_path: Path) -> None:
    here = [shapely.Point(121.4 + n / 1e3, 31.1) for n in range(40)]
    path = write(tmp_path / "p.gpkg", [*here, shapely.Point(4.8, 45.7)])
    layer, book = read_layer(path), NoteBook()
    in_metres = gpd.GeoSeries(here, crs="EPSG:4326").to_crs("EPSG:32651")
    extent = robust_extent(shapely.get_coordinates(in_metres.to_numpy()), "EPSG:32651")
    frame = mended(layer, extent, accept_loss=False, book=book)
    assert len(frame) == 40
    assert [(note.action, note.count, note.en) for note in book.notes] == [
        ("left_out", 1, "rows that lie far from all others")
    ]
