"""Vector tiles of both stores, decoded by another library and held against shapely's clipping."""

import gzip
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from tests.store.layers.conftest import COLUMNS, SIDE_DEG, SOUTH, WEST, lot

from gengxin import sample_district
from gengxin.store.layers import (
    EmbeddedLayers,
    LayerStore,
    Square,
    TableVersion,
    Tiling,
    as_rows,
)
from gengxin.store.layers.server import ServerLayers
from gengxin.terms import TABLES

EXTENT, BUFFER = 4096, 64


def tile_of(longitude: float, latitude: float, zoom: int) -> Square:
    """The square of a point, by the formula that every web map prints."""
    count = 2**zoom
    turned = math.asinh(math.tan(math.radians(latitude)))
    return Square(
        zoom, int((longitude + 180) / 360 * count), int((1 - turned / math.pi) / 2 * count)
    )


def on_tile(shape: shapely.Geometry, square: Square) -> Any:
    """A shape in units of a tile with y upward, as the decoder gives them; clipped, not rounded."""

    def turned(points: np.ndarray) -> np.ndarray:
        count = 2**square.zoom
        x = (points[:, 0] + 180) / 360 * count - square.column
        north = np.radians(points[:, 1])
        y = (1 - np.log(np.tan(north) + 1 / np.cos(north)) / np.pi) / 2 * count - square.row
        return np.column_stack([x * EXTENT, EXTENT - y * EXTENT])

    frame = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    return shapely.intersection(shapely.transform(shape, turned), frame)


def decoded(tile: bytes) -> dict[str, dict[str, Any]]:
    """The layers of a tile: features by their ref (or place), with shape and properties."""
    if not tile:
        return {}
    layers = mapbox_vector_tile.decode(gzip.decompress(tile))
    return {
        name: {
            one["properties"].get("ref", str(place)): (
                shapely.geometry.shape(one["geometry"]),
                one["properties"],
            )
            for place, one in enumerate(layer["features"])
        }
        for name, layer in layers.items()
    }


def squares_of(frame: gpd.GeoDataFrame, zoom: int) -> list[Square]:
    west, south, east, north = frame.total_bounds
    first, last = tile_of(west, north, zoom), tile_of(east, south, zoom)
    return [
        Square(zoom, column, row)
        for column in range(first.column, last.column + 1)
        for row in range(first.row, last.row + 1)
    ]


@pytest.mark.parametrize("zoom", [13, 15, 16])
def test_a_tile_holds_what_lies_in_its_square(
    store: LayerStore, table: TableVersion, town: gpd.GeoDataFrame, zoom: int
) -> None:
    told: set[str] = set()
    for square in squares_of(town, zoom):
        layers = decoded(store.tile(table, square))
        found = layers.get("buildings", {})
        told |= set(found)
        for row in town[town.geometry.notna()].itertuples():
            plain = on_tile(row.geometry, square)
            if row.ref not in found:
                # less than a unit may round to nothing
                assert plain.area < EXTENT
                continue
            shape, properties = found[row.ref]
            assert shapely.is_valid(shape)
            assert shapely.hausdorff_distance(shape, plain) < 3
            assert shape.area == pytest.approx(plain.area, abs=plain.length)
            assert properties.get("height_m") == (
                row.height_m if row.height_m == row.height_m else None
            )
    assert told == {"a", "b", "é", "二", "e"}


def test_a_tile_has_only_the_columns_of_a_map_and_no_missing_values(
    store: LayerStore, table: TableVersion
) -> None:
    square = tile_of(WEST + 0.4 * SIDE_DEG, SOUTH + 0.4 * SIDE_DEG, 15)
    found = decoded(store.tile(table, square))["buildings"]
    assert found["a"][1] == {"ref": "a", "height_m": 10.5, "seen_on": "2025-01-01"}
    assert found["é"][1] == {"ref": "é", "seen_on": "2024-02-29"}


def test_what_is_too_small_to_be_seen_is_left_out_and_counted(store: LayerStore) -> None:
    # one lot of 76 m, five of 8 m: at zoom 13 a unit is about 1 m, at zoom 12 about 2 m
    shapes = [lot(0, 0), *(lot(place, 3, size=0.08) for place in range(5))]
    frame = gpd.GeoDataFrame({"ref": list("abcdef")}, geometry=shapes, crs=4326)
    table = TableVersion(
        name="lots",
        version="small-1",
        columns=COLUMNS,
        read=lambda: as_rows(frame, COLUMNS),
        tiling=Tiling(columns=("ref",), least_zoom=10, most_zoom=16),
    )
    for zoom, seen in ((12, {"a"}), (16, set("abcdef"))):
        told: set[str] = set()
        left_out = 0
        for square in squares_of(frame, zoom):
            layers = decoded(store.tile(table, square))
            told |= set(layers.get("lots", {}))
            left_out += sum(one[1]["count"] for one in layers.get("left_out", {}).values())
        assert told == seen
        assert len(told) + left_out == 6


def test_lines_points_and_collections_are_drawn(store: LayerStore) -> None:
    line = shapely.LineString([(WEST, SOUTH), (WEST + 0.002, SOUTH), (WEST + 0.002, SOUTH + 0.001)])
    lines = shapely.MultiLineString([line, shapely.affinity.translate(line, 0, 0.002)])
    points = shapely.MultiPoint([(WEST, SOUTH), (WEST + 0.001, SOUTH + 0.001)])
    single = shapely.Point(WEST + 0.001, SOUTH)
    shapes = {"line": line, "lines": lines, "points": points, "point": single}
    frame = gpd.GeoDataFrame({"ref": list(shapes)}, geometry=list(shapes.values()), crs=4326)
    table = TableVersion(
        name="things",
        version="things-1",
        columns=COLUMNS,
        read=lambda: as_rows(frame, COLUMNS),
        tiling=Tiling(columns=("ref",), least_zoom=10, most_zoom=16),
    )
    square = tile_of(WEST + 0.001, SOUTH + 0.0005, 15)
    found = decoded(store.tile(table, square))["things"]
    for ref, shape in shapes.items():
        plain = on_tile(shape, square)
        assert found[ref][0].geom_type == plain.geom_type
        assert shapely.hausdorff_distance(found[ref][0], plain) < 1.5


def test_a_square_beside_everything_is_empty(store: LayerStore, table: TableVersion) -> None:
    assert decoded(store.tile(table, Square(15, 0, 0))) == {}
    assert decoded(store.tile(table, Square(0, 0, 0)))["left_out"]["0"][1] == {"count": 5}


def test_a_tile_is_cut_once(store: LayerStore, table: TableVersion) -> None:
    square = tile_of(WEST, SOUTH + SIDE_DEG, 15)
    assert store.kept_tile(table, square) is None
    tile = store.tile(table, square)
    assert store.kept_tile(table, square) == tile
    assert store.tile(table, square) == tile


def test_kept_tiles_may_be_deleted_at_any_time(tmp_path: Path, table: TableVersion) -> None:
    store = EmbeddedLayers(tmp_path / "tiles")
    square = tile_of(WEST, SOUTH, 15)
    tile = store.tile(table, square)
    (kept,) = tmp_path.rglob("*.mvt.gz")
    kept.unlink()
    assert store.tile(table, square) == tile
    beside = EmbeddedLayers(tmp_path / "tiles")
    assert beside.tile(table, square) == tile
    assert kept.read_bytes() == tile
    assert EmbeddedLayers(tmp_path / "tiles").tile(table, square) == tile


def test_both_stores_cut_a_district_as_shapely_clips_it(cluster: Any, tmp_path: Path) -> None:
    district = sample_district(sites=100, seed=3)
    frame = gpd.GeoDataFrame(district.places("buildings").reset_index())
    columns = TABLES["buildings"].columns
    table = TableVersion(
        name="buildings",
        version="sample-100-3",
        columns=columns,
        read=lambda: as_rows(frame, columns),
        tiling=Tiling(columns=("ref", "height_m", "use_class"), least_zoom=10, most_zoom=16),
    )
    stores = (EmbeddedLayers(tmp_path), ServerLayers(cluster.made("layers")))
    plain = frame.to_crs(4326).set_index("ref")
    square = tile_of(*np.mean(plain.total_bounds.reshape(2, 2), axis=0), 15)
    near = plain[shapely.intersects(plain.geometry, shapely.box(*square.bounds_deg()))]
    clipped = {ref: on_tile(shape, square) for ref, shape in near.geometry.items()}
    for store in stores:
        layers = decoded(store.tile(table, square))
        found = layers["buildings"]
        seen = {ref for ref, shape in clipped.items() if shape.area > EXTENT}
        assert len(seen) > 50
        assert seen <= set(found) <= set(clipped)
        for ref, (shape, properties) in found.items():
            assert shapely.hausdorff_distance(shape, clipped[ref]) < 4
            assert properties["height_m"] == near.height_m[ref]
            assert properties["use_class"] == near.use_class[ref]
        store.close()
