"""Hours of sun on every facade floor of 100,000 buildings, and again after an edit of one.

Suzhou's footprints tiled, Great Cold day, 8 to 16 h true solar time in 480 slots of a minute. End
to end is from shapely footprints to hours. In a fresh process, compiled code cached; memory is the
most that the process held. An edit's milliseconds are the middle of three. The same for a tenth of
the city shows how the cost grows. Needs the shared data (GENGXIN_DATA, else ../shared/data).
"""

import json
import statistics
from pathlib import Path
from time import process_time

import numpy as np
from machine import Measured, machine, measure_afresh
from suzhou import LATITUDE_DEG, read_suzhou, tiled

from gengxin.engines import sun

HERE = Path(__file__).resolve().parent
SIZES = (10_000, 100_000)
EDITS = 25


def main() -> None:
    """Measure, print and write the results file."""
    measure_afresh(city_hours, 100)  # compiles what is not cached yet
    sizes = {count: measure_afresh(city_hours, count) for count in SIZES}
    result = {
        "case": "Suzhou tiled, Great Cold day 8-16 h, 480 slots of a minute, every facade floor",
        "machine": machine("numpy", "numba", "shapely"),
        "sizes": {f"{count} buildings": told(found) for count, found in sizes.items()},
    }
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "sun_city.json").write_text(json.dumps(result, indent=2) + "\n")
    print(result["case"])
    for size, figures in result["sizes"].items():
        print(size)
        for name, value in figures.items():
            print(f"  {name}: {value}")


def told(found: Measured) -> dict[str, float]:
    """The figures of one size, with the memory of its process."""
    return {**found.result, "peak_rss_mb": round(found.peak_rss_mb)}


def city_hours(count: int) -> dict[str, float]:
    """CPU-seconds by step, of the whole, and of edits."""
    footprints, height_m = tiled(read_suzhou()[0], count)
    path = sun.sun_path(LATITUDE_DEG, sun.declination_at_term_deg(sun.GREAT_COLD_DEG))
    clock = [process_time()]
    town = sun.blocks(footprints, height_m)
    clock.append(process_time())
    receptors = sun.facade_receptors(town)
    clock.append(process_time())
    scene = sun.scene_of(town)
    clock.append(process_time())
    hours = sun.sunlight_hours(scene, receptors, path)
    clock.append(process_time())
    steps = dict(zip(("blocks", "receptors", "scene", "hours"), np.diff(clock), strict=True))

    rng = np.random.default_rng(2026)
    edit_ms = []
    for number in rng.choice(count, EDITS, replace=False).tolist():
        tries = []
        for _ in range(3):
            begin = process_time()
            taller = sun.blocks(footprints[[number]], height_m[[number]] + 9.0)
            after = sun.with_more(sun.without(scene, [number]), taller, numbers=[number])
            sun.hours_after(scene, after, receptors, path)
            tries.append((process_time() - begin) * 1e3)
        edit_ms.append(statistics.median(tries))
    return {
        "receptors": receptors.count,
        "columns": len(receptors.block),
        "share_without_outside": round(float(np.isnan(hours).mean()), 4),
        "end_to_end_cpu_seconds": round(clock[-1] - clock[0], 2),
        **{f"{name}_cpu_seconds": round(float(value), 2) for name, value in steps.items()},
        "edit_median_ms": round(statistics.median(edit_ms), 1),
        "edit_greatest_ms": round(max(edit_ms), 1),
    }


if __name__ == "__main__":
    main()
