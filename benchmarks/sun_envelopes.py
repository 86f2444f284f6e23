"""The tallest legal blocks and stepped envelopes of Suzhou's larger footprints.

Sites are the footprints of 400 to 4,000 m², up to 60 m, two hours on Great Cold day between 8 and
16 h, receptors on every facade floor of all other buildings. CPU-seconds of all threads, compiled
code cached, the middle of several runs for the uniform blocks. The gap of a stepped envelope is
what it lacks of a bound, divided by the bound: *alone* is the sum over cells of what is legal with
all other cells empty, *priced* the tighter bound after so many rounds; *within reach* counts the
sites on which a gap of a fifth to *alone* was met, or proven impossible. Beside them what options
take from receptors: how many pairs, and how many receptors lose too much when all sites rise to
what each alone may have. Needs the shared data.
"""

import json
import statistics
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import shapely
from machine import machine
from numpy.typing import NDArray
from suzhou import LATITUDE_DEG, Town, read_suzhou, tiled

from gengxin.engines import sun

HERE = Path(__file__).resolve().parent
MOST_M, CELL_M = 60.0, 3.0
AREA_M2 = (400, 4_000)
TILED = 30_000
STEPPED_SITES, STEPPED_STEP_MIN = 200, 4.0
LIMIT, LONG_ROUNDS = 0.2, 10_000
RUNS = 3
BASELINES: tuple[sun.Baseline, ...] = ("today", "cleared")
PARTS = ("uniform", "stepped", "within_reach", "shadow_slots")


def main() -> None:
    """Measure, print and write the results file."""
    town, _ = read_suzhou()
    result: dict[str, Any] = {
        "case": f"Suzhou, sites of {AREA_M2[0]} to {AREA_M2[1]} m2, up to {MOST_M:.0f} m, 2 hours",
        "machine": machine("numpy", "numba", "shapely"),
        "uniform": [
            uniform(of, baseline, step_min)
            for of, step_min in ((town, 4.0), (town, 1.0), (tiled(town, TILED), 1.0))
            for baseline in BASELINES
        ],
        "stepped": [
            envelopes(town, baseline, rounds)
            for baseline in BASELINES
            for rounds in (0, 100, 1_000)
        ],
        "within_reach": [within_reach(town, baseline) for baseline in BASELINES],
    }
    result["shadow_slots"] = [options_together(of) for of in (town, tiled(town, TILED))]
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "sun_envelopes.json").write_text(json.dumps(result, indent=2) + "\n")
    print(result["case"])
    for row in [row for part in PARTS for row in result[part]]:
        print(", ".join(f"{name} {value}" for name, value in row.items()))


def day(step_min: float) -> sun.SunPath:
    """Great Cold day in slots."""
    declination_deg = sun.declination_at_term_deg(sun.GREAT_COLD_DEG)
    return sun.sun_path(LATITUDE_DEG, declination_deg, step_min=step_min)


def sites_of(town: Town) -> NDArray[np.int64]:
    """Rows of the footprints that are sites."""
    area_m2 = shapely.area(town[0])
    return np.flatnonzero((area_m2 > AREA_M2[0]) & (area_m2 < AREA_M2[1]))


def of_block(town: Town, sites: NDArray[np.int64]) -> NDArray[np.int32]:
    """Site on which each building stands, -1 for none."""
    site = np.full(len(town[1]), -1, np.int32)
    site[sites] = np.arange(len(sites))
    return site


def uniform(town: Town, baseline: sun.Baseline, step_min: float) -> dict[str, Any]:
    """Sites per CPU-second, each with the tallest block that may fill it."""
    blocks, sites = sun.blocks(*town), sites_of(town)
    scene, receptors = sun.scene_of(blocks), sun.facade_receptors(blocks)
    envelope = sun.blocks(town[0][sites], MOST_M)
    asked = sun.Sites(envelope=envelope, of_block=of_block(town, sites))
    requirement = sun.Requirement(hours=2, baseline=baseline)
    taken = []
    for _ in range(RUNS + 1):
        begin = process_time()
        found = sun.tallest(scene, receptors, day(step_min), sites=asked, requirement=requirement)
        taken.append(process_time() - begin)
    seconds = statistics.median(taken[1:])  # the first loads compiled code
    return {
        "buildings": len(town[1]),
        "sites": len(sites),
        "baseline": baseline,
        "step_min": step_min,
        "cpu_seconds": round(seconds, 3),
        "sites_per_cpu_second": round(len(sites) / seconds),
        "median_top_m": round(float(np.median(found.top_m)), 1),
    }


def drawn(town: Town, sites: NDArray[np.int64], baseline: sun.Baseline, rounds: int) -> sun.Stepped:
    """The stepped envelopes of some footprints."""
    blocks = sun.blocks(*town)
    shapes, site = sun.cells_of(town[0][sites], size_m=CELL_M)
    return sun.stepped(
        sun.scene_of(blocks),
        sun.facade_receptors(blocks),
        day(STEPPED_STEP_MIN),
        cells=sun.Cells(
            envelope=sun.blocks(shapes, MOST_M), of_cell=site, of_block=of_block(town, sites)
        ),
        requirement=sun.Requirement(hours=2, baseline=baseline),
        rounds=rounds,
    )


def stepped_sites(town: Town) -> NDArray[np.int64]:
    """Rows of the footprints whose stepped envelopes are drawn."""
    return np.random.default_rng(2026).choice(sites_of(town), STEPPED_SITES, replace=False)


def envelopes(town: Town, baseline: sun.Baseline, rounds: int) -> dict[str, Any]:
    """CPU-milliseconds a site, and how far the envelopes stay below their bounds."""
    sites = stepped_sites(town)
    begin = process_time()
    found = drawn(town, sites, baseline, rounds)
    seconds = process_time() - begin
    return {
        "sites": len(sites),
        "cells": len(found.top_m),
        "baseline": baseline,
        "step_min": STEPPED_STEP_MIN,
        "rounds": rounds,
        "cpu_ms_a_site": round(1e3 * seconds / len(sites), 1),
        "gap_to_alone": quantiles(1 - found.volume_m3 / found.alone_m3),
        "gap_to_priced": quantiles(1 - found.volume_m3 / found.bound_m3),
        "priced_to_alone": quantiles(1 - found.bound_m3 / found.alone_m3),
    }


def within_reach(town: Town, baseline: sun.Baseline) -> dict[str, Any]:
    """On how many sites an envelope within the limit was found, or proven not to exist.

    Sites that a hundred rounds leave undecided are searched on.
    """
    sites = stepped_sites(town)
    first = drawn(town, sites, baseline, 100)
    volume, bound = first.volume_m3 / first.alone_m3, first.bound_m3 / first.alone_m3
    is_open = (volume < 1 - LIMIT) & (bound >= 1 - LIMIT)
    begin = process_time()
    on = drawn(town, sites[is_open], baseline, LONG_ROUNDS)
    seconds = process_time() - begin
    volume[is_open], bound[is_open] = on.volume_m3 / on.alone_m3, on.bound_m3 / on.alone_m3
    return {
        "sites": len(sites),
        "baseline": baseline,
        "limit": LIMIT,
        "found_within": int((volume >= 1 - LIMIT).sum()),
        "proven_beyond": int((bound < 1 - LIMIT).sum()),
        "best_median_gap_possible_at_least": round(float(np.median(1 - bound)), 4),
        "searched_on": int(is_open.sum()),
        "rounds": LONG_ROUNDS,
        "cpu_seconds_a_site_searched_on": round(seconds / max(int(is_open.sum()), 1), 1),
    }


def options_together(town: Town) -> dict[str, Any]:
    """CPU-seconds to find the slots that options take, and to count what is left in two ways.

    Each site is kept, or built over to its tallest legal block or to half as much again.
    """
    blocks, sites = sun.blocks(*town), sites_of(town)
    scene, receptors, path = sun.scene_of(blocks), sun.facade_receptors(blocks), day(4.0)
    requirement = sun.Requirement(hours=2, baseline="today")
    on, shapes = of_block(town, sites), town[0][sites]
    asked = sun.Sites(envelope=sun.blocks(shapes, MOST_M), of_block=on)
    legal_m = sun.tallest(scene, receptors, path, sites=asked, requirement=requirement).top_m
    top_m = np.column_stack([town[1][sites], legal_m, 1.5 * legal_m])
    options = sun.Options(
        parts=sun.blocks(np.repeat(shapes, 3), top_m.ravel()),
        of_part=np.arange(top_m.size, dtype=np.int32),
        of_option=np.repeat(np.arange(len(sites), dtype=np.int32), 3),
        of_block=on,
    )
    clock = [process_time()]
    found = sun.shadow_slots(scene, receptors, path, options=options, requirement=requirement)
    clock.append(process_time())
    keeping = np.arange(0, top_m.size, 3)
    alone = sun.slots_left_by_each(found, standing=keeping) < found.need[found.at]
    clock.append(process_time())
    together = sun.slots_left(found, keeping + 1) < found.need
    clock.append(process_time())
    seconds = np.diff(clock).round(2).tolist()
    return {
        "buildings": len(town[1]),
        "options": top_m.size,
        "receptors_at_risk": len(found.receptor),
        "pairs": len(found.option),
        "cpu_seconds": dict(zip(("slots", "each alone", "together"), seconds, strict=True)),
        "legal_blocks_that_harm_alone": len(
            np.unique(found.option[alone & (found.option % 3 == 1)])
        ),
        "receptors_harmed_if_all_rise": int(together.sum()),
    }


def quantiles(gap: NDArray[np.float64]) -> dict[str, float]:
    """The distribution over the sites."""
    shares = (0.1, 0.25, 0.5, 0.75, 0.9)
    return {f"{share:.0%}": round(float(np.quantile(gap, share)), 3) for share in shares}


if __name__ == "__main__":
    main()
