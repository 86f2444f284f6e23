"""Small sound files of every kind that can be uploaded, and ways to spoil them."""

import io
import json
import zipfile
from pathlib import Path
from random import Random

import geopandas as gpd
import osmium
import pandas as pd
import shapely

ROWS = 12
NASTY = (
    b"\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"1e999",
    b"NaN",
    b"-0",
    b"9" * 400,
    b"[" * 2_000,
    b'{"a":' * 500,
    b'"',
    b",,,,,,,",
    b"\r\n",
    "更新".encode("gb18030"),
    b"../../../etc/passwd",
    b"<OGRVRTDataSource>",
    b"/vsicurl/http://127.0.0.1/",
    b"=HYPERLINK(1)",
)


def frame() -> gpd.GeoDataFrame:
    """Twelve clinics, a row of squares in Xuhui."""
    places = [
        shapely.box(121.43 + at / 1_000, 31.19, 121.4305 + at / 1_000, 31.1905)
        for at in range(ROWS)
    ]
    columns = {
        "id": [f"C-{at}" for at in range(ROWS)],
        "名称": [f"诊所{at}" for at in range(ROWS)],
        "kind": ["clinic", "school"] * (ROWS // 2),
        "capacity": [100.0 * at for at in range(ROWS)],
    }
    return gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4326")


def seeds(folder: Path) -> dict[str, bytes]:
    """A sound file of each kind, as bytes."""
    rows = frame()
    table = pd.DataFrame(rows.drop(columns="geometry")).assign(lon=121.43, lat=31.19)
    rows.to_file(folder / "a.gpkg", layer="clinics", engine="pyogrio")
    rows.to_parquet(folder / "a.parquet")
    rows.to_file(folder / "a.geojson", engine="pyogrio")
    (folder / "shape").mkdir()
    ascii_rows = rows.rename(columns={"名称": "name"})
    ascii_rows.to_file(folder / "shape" / "clinics.shp", engine="pyogrio", encoding="utf-8")
    table.to_excel(folder / "a.xlsx", index=False)
    with osmium.SimpleWriter(str(folder / "a.osm.pbf")) as writer:
        for at in range(ROWS):
            node = osmium.osm.mutable.Node(
                id=at + 1, location=(121.43 + at / 1_000, 31.19), tags={"amenity": "clinic"}
            )
            writer.add_node(node)
    return {
        "geopackage": (folder / "a.gpkg").read_bytes(),
        "geoparquet": (folder / "a.parquet").read_bytes(),
        "geojson": (folder / "a.geojson").read_bytes(),
        "shapefile": packed(
            {path.name: path.read_bytes() for path in (folder / "shape").iterdir()}
        ),
        "xlsx": (folder / "a.xlsx").read_bytes(),
        "csv": table.to_csv(index=False).encode(),
        "json": json.dumps(table.to_dict("records"), ensure_ascii=False).encode(),
        "osm_pbf": (folder / "a.osm.pbf").read_bytes(),
    }


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def spoilt(seed: bytes, random: Random) -> bytes:
    """The file with a few things done to it, often inside what it packs."""
    if seed.startswith(b"PK") and random.random() < 0.7:
        return _spoilt_inside(seed, random)
    content = bytearray(seed)
    for _ in range(random.choice((1, 1, 2, 5, 30))):
        _spoil(content, random)
    return bytes(content)


def _spoilt_inside(seed: bytes, random: Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(sorted(members))
    content = bytearray(members[name])
    for _ in range(random.choice((1, 2, 5))):
        _spoil(content, random)
    members[name] = bytes(content)
    if random.random() < 0.1:
        del members[random.choice(sorted(members))]
    if random.random() < 0.1:
        members[random.choice(("../../escape", "/etc/cron.d/x", "a/b.shp"))] = b"x"
    return packed(members)


def _spoil(content: bytearray, random: Random) -> None:
    at = random.randrange(max(len(content), 1))
    way = random.randrange(7)
    if way == 0 and content:
        content[at] ^= 1 << random.randrange(8)
    elif way == 1:
        del content[at:]
    elif way == 2:
        del content[at : at + random.choice((1, 4, 100))]
    elif way == 3:
        content[at:at] = random.choice(NASTY)
    elif way == 4:
        content[at : at + 4] = random.choice(NASTY)[:4]
    elif way == 5:
        content[at:at] = content[at : at + random.choice((10, 1_000))]
    else:
        content[at : at + 8] = random.randbytes(8)
