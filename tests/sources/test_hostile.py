"""Files that are cut, empty, lying or explosive: a clear error, nothing written."""

import gzip
import json
import re
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from gengxin.sources import read_district
from gengxin.sources.layers import Declared, read_layer
from gengxin.sources.limits import VERTICES_PER_SHAPE, refuse_oversize
from gengxin.sources.mend import Extent, mended
from gengxin.sources.notes import NoteBook
from gengxin.terms import InputError

POINTS = gpd.GeoDataFrame(
    {"n": range(200)},
    geometry=gpd.points_from_xy(np.full(200, 121.4), np.full(200, 31.1)),
    crs=4326,
)

EVERYWHERE = Extent(crs="EPSG:32651", ground=shapely.box(-1e7, -1e7, 1e7, 1e7), is_boundary=True)


@pytest.mark.parametrize("name", ["p.gpkg", "p.geojson", "p.fgb", "p.parquet", "p.xlsx"])
def test_a_file_cut_in_the_middle_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("parquet"):
        POINTS.to_parquet(path)
    elif name.endswith("xlsx"):
        pd.DataFrame({"a": range(500)}).to_excel(path, index=False)
    else:
        POINTS.to_file(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=re.escape(path.name)):
        read_layer(path)


def test_a_shapefile_cut_in_the_middle_has_lost_half_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "p.shp"
    POINTS.to_file(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"loses 102 of its 200 rows"):
        mended(read_layer(path), EVERYWHERE, accept_loss=False, book=NoteBook())


@pytest.mark.parametrize("name", ["n.gpkg", "n.geojson", "n.shp", "n.parquet", "n.xlsx", "n.json"])
def test_noise_is_refused_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(np.random.default_rng(1).bytes(5_000))
    with pytest.raises(InputError, match=r"cut.*damaged"):
        read_layer(tmp_path / name)


@pytest.mark.parametrize("name", ["e.gpkg", "e.csv", "e.json", "e.topojson"])
def test_a_file_of_no_bytes_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError, match="is empty"):
        read_layer(tmp_path / name)


def test_a_layer_of_no_rows_is_refused(tmp_path: Path) -> None:
    POINTS.iloc[:0].to_file(tmp_path / "p.gpkg", geometry_type="Point")
    (tmp_path / "p.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "t.csv").write_text("a,b\n")
    for name in ("p.gpkg", "p.geojson", "t.csv"):
        with pytest.raises(InputError, match=f"{name} has no rows"):
            read_layer(tmp_path / name)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not there: .*gone\.gpkg"):
        read_district([tmp_path / "gone.gpkg"], recipe="xuhui")


def test_a_map_without_a_crs_is_told_how_to_declare_it(town: Path) -> None:
    lots = gpd.read_file(town / "lots.gpkg")
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        lots.set_crs(None, allow_override=True).to_file(town / "lots.gpkg")
    with pytest.raises(InputError) as error:
        read_district([town], recipe=town / "town.toml")
    assert "lots.gpkg doesn't state its coordinate system" in str(error.value)
    assert 'crs = "EPSG:4326"' in str(error.value)


def test_a_crs_that_nobody_knows_is_refused(town: Path) -> None:
    recipe = (town / "town.toml").read_text()
    declared = recipe.replace('file = "lots.gpkg"', 'file = "lots.gpkg", crs = "EPSG:999999"')
    (town / "town.toml").write_text(declared)
    with pytest.raises(InputError, match="no register knows the coordinate system 'EPSG:999999'"):
        read_district([town], recipe=town / "town.toml")


def test_degrees_that_are_metres_are_refused(town: Path) -> None:
    recipe = (town / "town.toml").read_text()
    declared = recipe.replace('file = "lots.gpkg"', 'file = "lots.gpkg", crs = "EPSG:4326"')
    (town / "town.toml").write_text(declared.replace('crs = "EPSG:32651"\ncurrency', "currency"))
    with pytest.raises(InputError, match="declare the CRS"):
        read_district([town], recipe=town / "town.toml")


def test_places_of_nan_are_a_loss(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("lon,lat\n" + "121.4,31.1\n" * 9 + "nan,nan\n")
    layer = read_layer(tmp_path / "t.csv", Declared(x="lon", y="lat", crs="EPSG:4326"))
    assert sum(shape is None for shape in layer.shapes) == 1


def ring_wkb(vertices: int) -> bytes:
    angle = np.linspace(0, 2 * np.pi, vertices)
    xy = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    xy[-1] = xy[0]
    return struct.pack("<BIII", 1, 3, 1, vertices) + xy.astype("<f8").tobytes()


def write_ring(path: Path, vertices: int) -> None:
    pyogrio.raw.write(
        str(path),
        geometry=np.array([ring_wkb(vertices)], dtype=object),
        field_data=[np.array(["a"], dtype=object)],
        fields=["n"],
        geometry_type="Polygon",
        crs="EPSG:4326",
        driver="GPKG",
    )


def test_a_ring_of_too_many_vertices_is_refused(tmp_path: Path) -> None:
    write_ring(tmp_path / "r.gpkg", VERTICES_PER_SHAPE + 1)
    with pytest.raises(
        InputError, match="a shape of 1,000,001 vertices; must be at most 1,000,000"
    ):
        read_layer(tmp_path / "r.gpkg")


@pytest.mark.long
def test_a_ring_of_ten_million_vertices_is_refused(tmp_path: Path) -> None:
    write_ring(tmp_path / "r.gpkg", 10_000_000)
    with pytest.raises(InputError, match="10,000,000 vertices"):
        read_layer(tmp_path / "r.gpkg")


def test_a_ring_too_long_for_geojson_is_refused(tmp_path: Path) -> None:
    place = ",".join(f"[{121 + n / 1e9:.9f},31.123456789]" for n in range(1_200_000))
    (tmp_path / "r.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        f'{{"type":"LineString","coordinates":[{place}]}}}}]}}'
    )
    with pytest.raises(InputError, match="too many vertices for GeoJSON"):
        read_layer(tmp_path / "r.geojson")


def test_a_zip_bomb_is_refused_by_what_it_states(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("a", "w") as member,
    ):
        for _ in range(8):
            member.write(bytes(2**20))
    with pytest.raises(InputError, match="unpacked 8 MiB or more; must be at most 4 MiB"):
        refuse_oversize(path, unpacked_bytes=4 * 2**20)


def test_a_zip_bomb_that_lies_of_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", bytes(8 * 2**20))
    raw = bytearray(path.read_bytes())
    central = raw.find(b"PK\x01\x02")
    raw[central + 24 : central + 28] = struct.pack("<I", 1_000)  # the size that the index states
    path.write_bytes(raw)
    with pytest.raises(InputError, match=r"bomb.zip"):
        refuse_oversize(path, unpacked_bytes=4 * 2**20)


def test_a_gzip_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "b.osm.gz", "wb") as stream:
        stream.write(bytes(8 * 2**20))
    with pytest.raises(InputError, match="must be at most 4 MiB"):
        refuse_oversize(tmp_path / "b.osm.gz", unpacked_bytes=4 * 2**20)


def test_a_cut_gzip_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(np.random.default_rng(1).bytes(100_000))
    (tmp_path / "c.csv.gz").write_bytes(packed[:50_000])
    with pytest.raises(InputError, match="cut or damaged"):
        read_layer(tmp_path / "c.csv.gz")


@pytest.mark.parametrize(
    "content",
    [
        "<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>",
        json.dumps({"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline"}),
    ],
)
def test_a_file_that_points_elsewhere_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "p.gpkg").write_text(content)
    with pytest.raises(InputError, match="only points to other data"):
        read_layer(tmp_path / "p.gpkg")


def test_a_boundary_without_polygons_is_refused(town: Path) -> None:
    points = gpd.GeoDataFrame(geometry=[shapely.Point(121.4, 31.1)], crs="EPSG:4326")
    points.to_file(town / "b.gpkg")
    with pytest.raises(InputError, match="holds no polygon"):
        read_district([town], recipe=town / "town.toml", boundary=town / "b.gpkg")


def test_a_boundary_of_another_place_is_refused(town: Path) -> None:
    paris = gpd.GeoDataFrame(geometry=[shapely.box(2.3, 48.8, 2.4, 48.9)], crs="EPSG:4326")
    paris.to_file(town / "paris.gpkg")
    with pytest.raises(InputError, match=r"nothing that was read lies within paris\.gpkg"):
        read_district([town], recipe=town / "town.toml", boundary=town / "paris.gpkg")
