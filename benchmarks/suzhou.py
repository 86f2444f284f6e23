"""The buildings of Suzhou for the benchmarks of the sun: as drawn, some of them, or tiled."""

import os
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
LATITUDE_DEG = 31.31
GAP_M = 15.0  # between one tile and the next

Town = tuple[NDArray[np.object_], NDArray[np.float64]]  # footprints in metres, heights in metres


def read_suzhou() -> tuple[Town, str]:
    """The valid footprints about the middle of the map, and the projection they are drawn in."""
    data = Path(os.environ.get("GENGXIN_DATA", HERE.parents[1] / "shared" / "data"))
    file = data / "suzhou-buildings" / "bd_demo_2.json"
    if not file.exists():
        sys.exit(f"skipped: {file} is absent")
    table = gpd.read_file(file)
    table["geometry"] = table.geometry.make_valid()
    table = table.explode(ignore_index=True)
    table = table[table.geom_type == "Polygon"]
    west, south, east, north = table.total_bounds
    local = f"+proj=aeqd +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84"
    return (table.to_crs(local).geometry.to_numpy(), table.height.to_numpy(float)), local


def tiled(town: Town, count: int) -> Town:
    """So many buildings, by laying the town out again and again."""
    footprints, height_m = town
    tiles = -(-count // len(footprints))
    across = int(np.ceil(np.sqrt(tiles)))
    least_x, least_y, greatest_x, greatest_y = shapely.total_bounds(footprints)
    step_m = np.array([greatest_x - least_x + GAP_M, greatest_y - least_y + GAP_M])
    laid = [
        moved(footprints, np.array(divmod(tile, across)[::-1]) * step_m) for tile in range(tiles)
    ]
    return np.concatenate(laid)[:count], np.tile(height_m, tiles)[:count]


def moved(footprints: NDArray[np.object_], by_m: NDArray[np.float64]) -> NDArray[np.object_]:
    """The footprints so many metres further east and north."""
    return shapely.transform(footprints, lambda corner: corner + by_m)


def nearest(town: Town, count: int) -> Town:
    """So many buildings, those nearest to the middle."""
    footprints, height_m = town
    away_m = shapely.distance(shapely.centroid(footprints), shapely.Point(0, 0))
    chosen = np.argsort(away_m)[:count]
    return footprints[chosen], height_m[chosen]
