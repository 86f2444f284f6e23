"""Hours of sun on the facades of 1,000 buildings, beside pybdshadow and Embree, the same points.

We and Embree count all 480 slots of a minute; pybdshadow would take hours for them, so it is asked
for every fortieth, and its CPU-seconds are multiplied by forty: its cost is the same in each slot.
Beside that stand the twelve slots alone, and the lowest floor alone, as it draws shadows on one
level at a time and we see all floors above each other at once. Answers are compared slot by slot
where both speak: outside of blocks, and for pybdshadow where no courtyard is near, as it draws no
walls of courtyards. CPU-seconds are of all threads, ours the middle of several runs, the making of
scene, mesh and receptors included. Needs the shared data and the peers (`make.py embree
pybdshadow`); a peer that is absent is named and left out.
"""

import json
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from machine import machine
from numpy.typing import NDArray
from suzhou import LATITUDE_DEG, Town, nearest, read_suzhou

from gengxin.engines import sun

HERE = Path(__file__).resolve().parent
COUNT, EVERY = 1_000, 40
RUNS = 7
STOREY_M, FAR_M = 3.0, 1e9

Real = NDArray[np.float64]
Answer = tuple[dict[str, Any], dict[str, float]]  # figures, agreement


def main() -> None:
    """Measure all sides, compare their answers, print and write the results file."""
    town, local = read_suzhou()
    town = nearest(town, COUNT)
    receptors = sun.facade_receptors(sun.blocks(*town))
    ours = {
        "every floor, 480 slots": our_seconds(town, 1, STOREY_M),
        "every floor, 12 slots": our_seconds(town, EVERY, STOREY_M),
        "lowest floor, 480 slots": our_seconds(town, 1, FAR_M),
    }
    result: dict[str, Any] = {
        "case": f"{COUNT} buildings, {receptors.count} facade floors, Great Cold day 8-16 h",
        "machine": machine("numpy", "numba", "shapely"),
        "gengxin_cpu_seconds": ours,
    }
    if python := python_of("embree"):
        result["embree"] = beside_embree(python, town, receptors, ours["every floor, 480 slots"])
    if python := python_of("pybdshadow"):
        result["pybdshadow"] = beside_pybdshadow(python, (town, local), receptors, ours)
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "sun_peers.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps({name: result[name] for name in result if name != "machine"}, indent=2))


def python_of(peer: str) -> Path | None:
    """The peer's Python; none, said by name, where it was not made."""
    home = HERE.parent / ".peers" / peer
    if not (home / "made-from.txt").is_file():
        print(f"skipped: peer {peer} is missing: python benchmarks/peers/make.py {peer}")
        return None
    return home / "bin" / "python"


def day(step_min: float) -> sun.SunPath:
    """Great Cold day in slots."""
    declination_deg = sun.declination_at_term_deg(sun.GREAT_COLD_DEG)
    return sun.sun_path(LATITUDE_DEG, declination_deg, step_min=step_min)


def our_seconds(town: Town, step_min: float, storey_m: float) -> float:
    """CPU-seconds from footprints to hours; an endless storey leaves the lowest alone."""
    taken = []
    for _ in range(RUNS + 1):
        begin = process_time()
        blocks = sun.blocks(*town)
        receptors = sun.facade_receptors(blocks, storey_m=storey_m)
        sun.sunlight_hours(sun.scene_of(blocks), receptors, day(step_min))
        taken.append(process_time() - begin)
    return round(statistics.median(taken[1:]), 4)  # the first loads compiled code


def lit_by_us(town: Town, receptors: sun.Receptors, path: sun.SunPath) -> Real:
    """Lit (1) or not (0) by receptor and slot, NaN where there is no outside."""
    scene = sun.scene_of(sun.blocks(*town))
    step_hours = path.step_hours
    moments = [
        sun.sun_path(
            LATITUDE_DEG,
            sun.declination_at_term_deg(sun.GREAT_COLD_DEG),
            band_hours=(hour - step_hours / 2, hour + step_hours / 2),
            step_min=step_hours * 60,
        )
        for hour in path.hour
    ]
    hours = [sun.sunlight_hours(scene, receptors, moment) for moment in moments]
    return np.array(hours).T / step_hours


def beside_embree(
    python: Path, town: Town, receptors: sun.Receptors, our_cpu_seconds: float
) -> dict[str, Any]:
    """Embree's CPU-seconds, and how many hours are equal."""
    path = day(1)
    column = receptors.column
    asked = {
        "x_m": receptors.place[column, 0],
        "y_m": receptors.place[column, 1],
        "height_m": receptors.height_m,
        "facing_east": receptors.facing[column, 0],
        "facing_north": receptors.facing[column, 1],
    }
    blocks = {"town": 0, "footprint": shapely.to_wkb(town[0]), "top_m": town[1]}
    suns = {"east": path.east, "north": path.north, "slope": path.slope}
    tables = {"blocks": blocks, "receptors": asked, "suns": suns}
    answer, figures = ask(
        python,
        "embree_slots.py",
        lambda folder: [
            pd.DataFrame(table).to_parquet(folder / f"{name}.parquet")
            for name, table in tables.items()
        ],
    )
    hours = sun.sunlight_hours(sun.scene_of(sun.blocks(*town)), receptors, path)
    slots, outside = np.round(hours * 60), ~np.isnan(hours)
    off = np.abs(slots - answer.to_numpy()[:, 0])[outside]
    seconds = figures["build"] + figures["count"]
    return {
        "cpu_seconds": round(seconds, 2),
        "times_less_cpu": round(seconds / our_cpu_seconds, 1),
        "share_of_hours_equal": round(float((off == 0).mean()), 5),
        "greatest_difference_slots": int(off.max()),
    }


def beside_pybdshadow(
    python: Path,
    of: tuple[Town, str],
    receptors: sun.Receptors,
    ours: dict[str, float],
) -> dict[str, Any]:
    """Its CPU-seconds for twelve slots and as many as forty times that, and its answers."""
    (footprints, height_m), local = of
    path = day(EVERY)
    suns = {"azimuth": np.arctan2(-path.east, -path.north), "altitude": np.arctan(path.slope)}
    buildings = gpd.GeoDataFrame(
        {"building_id": np.arange(len(height_m)), "height": height_m},
        geometry=footprints,
        crs=local,
    ).to_crs(4326)
    points = gpd.GeoSeries.from_xy(*receptors.place[receptors.column].T, crs=local).to_crs(4326)
    places = {"longitude": points.x, "latitude": points.y, "height_m": receptors.height_m}

    def tell(folder: Path) -> None:
        buildings.to_parquet(folder / "buildings.parquet")
        pd.DataFrame(places).to_parquet(folder / "places.parquet")
        pd.DataFrame(suns).to_parquet(folder / "suns.parquet")

    answer, figures = ask(python, "pybdshadow_slots.py", tell)
    lit = lit_by_us((footprints, height_m), receptors, path)
    courts = footprints[shapely.get_num_interior_rings(footprints) > 0]
    at = shapely.points(receptors.place[receptors.column])
    compared = ~np.isnan(lit[:, 0]) & ~shapely.dwithin(at, shapely.union_all(courts), 100)
    equal = (lit == answer.to_numpy())[compared]
    every, lowest = figures["all_levels"], figures["lowest_level"]
    return {
        "levels": figures["levels"],
        "cpu_seconds_12_slots": round(every, 1),
        "cpu_seconds_12_slots_lowest_floor": round(lowest, 1),
        "times_less_cpu": {
            "every floor, 480 slots": round(every * EVERY / ours["every floor, 480 slots"]),
            "every floor, 12 slots": round(every / ours["every floor, 12 slots"]),
            "lowest floor, 480 slots": round(lowest * EVERY / ours["lowest floor, 480 slots"]),
        },
        "receptors_compared": int(compared.sum()),
        "share_of_answers_equal": round(float(equal.mean()), 5),
    }


def ask(
    python: Path, script: str, tell: Callable[[Path], object]
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Tell a peer what is asked, run it in its own process, and read what it says."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tell(folder)
        run = [python, "-W", "ignore", HERE / "peers" / script, folder]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        figures = json.loads((folder / "figures.json").read_text())
        return pd.read_parquet(folder / "answer.parquet"), figures


if __name__ == "__main__":
    main()
