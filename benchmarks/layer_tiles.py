"""Measures layers as they are served, of a made-up district of about 50,000 buildings.

Both stores answer the same: taking the layer in, the tiles of the first view (the whole district at
the least zoom at which buildings are drawn) and of the deeper zooms, cut for the first time and
again, and pages of 100 rows by box written as GeoJSON. CPU-seconds are of this process and, for
PostGIS, of the database's process that serves it. The peer is GDAL's own cutter of vector tiles
(MBTiles), which cuts all tiles of the zooms named at once, in this process.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyogrio
from machine import cpu_seconds, machine

from gengxin import sample_district, save_district
from gengxin.store import DistrictFolder
from gengxin.store.layers import Asked, Box, LayerStore, Square
from gengxin.store.layers.embedded import EmbeddedLayers
from gengxin.store.layers.server import ServerLayers
from gengxin.store.layers.squares import as_shares
from gengxin.workbench.layers import Collection, Layers
from gengxin.workbench.layers.collection import shown
from gengxin.workbench.layers.writing import as_features

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "layer_tiles.json"
SITES = 9_550
DEEPER_TILES = 24
PAGES = 60
# a box of a screen at a close look
SIDE_DEG = 0.006

Clock = Callable[[], float]


def measured(clock: Clock, work: Callable[[], Any]) -> tuple[Any, float]:
    """What some work gave, and its CPU-seconds."""
    before = clock()
    return work(), clock() - before


def squares(bounds: tuple[float, float, float, float], zoom: int) -> list[Square]:
    """The squares of a zoom that a box meets."""
    west, south, east, north = bounds
    corners = as_shares(np.array([[west, north], [east, south]]))
    (left, top), (right, bottom) = np.floor(corners * 2**zoom).astype(int).tolist()
    return [Square(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def pages(store: LayerStore, one: Collection, clock: Clock) -> dict[str, float]:
    """Pages of 100 rows in boxes all over the district, as GeoJSON."""
    rng = np.random.default_rng(7)
    west, south, east, north = store.facts(one.table).bounds_deg or (0.0, 0.0, 0.0, 0.0)
    spent, sizes, counts = [], [], []
    for _ in range(PAGES):
        x, y = rng.uniform(west, east - SIDE_DEG), rng.uniform(south, north - SIDE_DEG)
        box = Box(west_deg=x, south_deg=y, east_deg=x + SIDE_DEG, north_deg=y + SIDE_DEG)
        asked = Asked(box=box, columns=shown(one.table.columns))

        def answer(asked: Asked = asked) -> bytes:
            page = store.page(one.table, asked)
            counts.append(len(page.numbers))
            return as_features(one.table, page, {})

        content, seconds = measured(clock, answer)
        spent.append(seconds)
        sizes.append(len(content))
    return {
        "median_ms": round(median(spent) * 1e3, 2),
        "greatest_ms": round(max(spent) * 1e3, 2),
        "median_rows": median(counts),
        "median_kb": round(median(sizes) / 1e3, 1),
    }


def tiles(store: LayerStore, one: Collection, clock: Clock) -> dict[str, Any]:
    """Tiles by zoom: first cut, then asked for again."""
    tiling = one.table.tiling
    bounds = store.facts(one.table).bounds_deg
    if tiling is None or bounds is None:
        return {}
    told = {}
    for zoom in range(tiling.least_zoom, tiling.most_zoom + 1):
        found = squares(bounds, zoom)
        if zoom > tiling.least_zoom:
            found = found[:: max(1, len(found) // DEEPER_TILES)]
        cut, again, sizes = [], [], []
        for square in found:
            tile, seconds = measured(clock, lambda square=square: store.tile(one.table, square))
            cut.append(seconds)
            sizes.append(len(tile))
            again.append(measured(clock, lambda square=square: store.tile(one.table, square))[1])
        told[str(zoom)] = {
            "tiles": len(found),
            "kb_in_all": round(sum(sizes) / 1e3, 1),
            "kb_greatest": round(max(sizes) / 1e3, 1),
            "cut_seconds_in_all": round(sum(cut), 3),
            "cut_ms_greatest": round(max(cut) * 1e3, 1),
            "again_ms_median": round(median(again) * 1e3, 3),
        }
    return told


def of_store(store: LayerStore, one: Collection, clock: Clock) -> dict[str, Any]:
    """All figures of one store."""
    facts, taken = measured(clock, lambda: store.facts(one.table))
    return {
        "rows": facts.row_count,
        "taken_in_seconds": round(taken, 3),
        "tiles": tiles(store, one, clock),
        "items_100": pages(store, one, clock),
    }


def on_server(one: Collection) -> dict[str, Any] | str:
    """The same on PostGIS, in a cluster of its own; why not, where there can be none."""
    sys.path.insert(0, str(ROOT))
    from tests.store.records.cluster import Cluster, why_not

    if why_not():
        return why_not()
    running = Cluster()
    try:
        running.run("CREATE DATABASE layers")
        store = ServerLayers(running.address("layers"))
        with store.engine.connect() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        told = of_store(store, one, lambda: cpu_seconds() + _cpu_of(pid))
        store.close()
        return told
    finally:
        running.stop()


def _cpu_of(pid: int) -> float:
    """User and system time of another process."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return (int(words[11]) + int(words[12])) / 100


def by_gdal(one: Collection, folder: DistrictFolder, work: Path) -> dict[str, float]:
    """GDAL's cutter on the first two zooms, the same columns."""
    tiling = one.table.tiling
    if tiling is None:
        return {}
    places = folder.load().places("buildings").reset_index()
    frame = places[[*tiling.columns, "geometry"]].to_crs(4326)
    zooms = {"MINZOOM": tiling.least_zoom, "MAXZOOM": tiling.least_zoom + 1}
    path = work / "peer.mbtiles"

    def write() -> None:
        pyogrio.write_dataframe(frame, path, driver="MBTiles", layer="buildings", **zooms)

    _, seconds = measured(cpu_seconds, write)
    return {"seconds": round(seconds, 2), "file_kb": round(path.stat().st_size / 1e3)}


def figures() -> Iterator[tuple[str, Any]]:
    """Every figure by its name."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        save_district(sample_district(sites=SITES, seed=1), work / "district")
        folder = DistrictFolder(work / "district")
        store = EmbeddedLayers(work / "tiles")
        one = Layers(folder, store).catalogue().collection("buildings")
        yield "embedded", of_store(store, one, cpu_seconds)
        yield "postgis", on_server(one)
        yield "gdal_two_zooms", by_gdal(one, folder, work)


def main() -> None:
    """Measure, print, keep."""
    told = {"machine": machine("shapely", "pyarrow", "pyogrio"), **dict(figures())}
    text = json.dumps(told, indent=1)
    print(text)
    RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
