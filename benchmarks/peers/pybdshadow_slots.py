"""Run by the peer's own Python: pybdshadow says which places lie in shadow, in the folder given.

It draws the shadows that all buildings cast on one level at one moment; so it is asked for each
slot and each height of a floor, and a place is lit where no shadow drawn lies over it. The sun's
place is handed to it instead of its own, so that both sides mean the same sun.
"""

import json
import sys
import warnings
from pathlib import Path
from time import process_time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

warnings.simplefilter("ignore")
from pybdshadow import pybdshadow  # noqa: E402  # it warns while it is imported

FOLDER = Path(sys.argv[1])


Levels = dict[float, float]  # CPU-seconds by height


def lit(
    buildings: gpd.GeoDataFrame, places: pd.DataFrame, sun: dict[str, float], taken: Levels
) -> np.ndarray:
    """Whether each place is lit in one slot."""
    pybdshadow.get_position = lambda *_: sun
    found = np.ones(len(places), bool)
    for level_m, some in places.groupby("height_m"):
        begin = process_time()
        if (buildings.height > level_m).any():
            shadows = pybdshadow.bdshadow_sunlight(buildings, None, ground=level_m)
            points = shapely.points(some[["longitude", "latitude"]].to_numpy())
            tree = shapely.STRtree(shadows.geometry.to_numpy())
            shaded, _ = tree.query(points, predicate="within")
            found[some.index[shaded]] = False
        taken[level_m] = taken.get(level_m, 0.0) + process_time() - begin
    return found


def main() -> None:
    """Answer for every slot in the folder."""
    buildings = gpd.read_parquet(FOLDER / "buildings.parquet")
    places = pd.read_parquet(FOLDER / "places.parquet")
    suns = pd.read_parquet(FOLDER / "suns.parquet")
    taken: Levels = {}
    answer = {
        str(slot): lit(buildings, places, {"azimuth": row.azimuth, "altitude": row.altitude}, taken)
        for slot, row in enumerate(suns.itertuples())
    }
    pd.DataFrame(answer).to_parquet(FOLDER / "answer.parquet")
    figures = {
        "levels": len(taken),
        "all_levels": sum(taken.values()),
        "lowest_level": taken[min(taken)],
    }
    (FOLDER / "figures.json").write_text(json.dumps(figures))


main()
