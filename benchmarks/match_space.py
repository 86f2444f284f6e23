"""Space for 2,000 requests × 400 spaces and 50,000 × 6,000: gap by CPU-second, beside HiGHS.

HiGHS gets the whole problem as one mixed-integer program, in a process of its own, as many
CPU-seconds as the engine, on as many threads as it likes. ``match_space.py 2000x400`` measures one
size, ``50000x6000 1`` one seed of it. CPU-seconds are those of both threads together; on a quiet
machine less time passes. Of the seeds, 1 alone was looked at while prices and packing were given
their present form; the first three were measured with earlier ones.
"""

import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from machine import cpu_seconds, machine, measure_afresh
from match.seekers import seekers
from match_consortia import highs
from scipy.sparse import coo_array

from gengxin.engines.match import Space, fill, proven
from gengxin.verify.space import packed_bound, space_bound, space_faults

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "match_space.json"
CASES = {"2000x400": (2_000, 400, (3.0, 9.5), 20), "50000x6000": (50_000, 6_000, (115.0, 0.0), 12)}
"""Requests, spaces, CPU-seconds after which packing and proving end, rounds of packing."""
PEERS = {"2000x400": 10.0}
SEEDS = {"2000x400": (1, 2, 3, 4, 5), "50000x6000": (1, 2)}

Figures = dict[str, Any]


def ours(requests: int, spaces: int, seed: int, ends: tuple[float, float], cooling: int) -> Figures:
    """The engine's figures; compiled code warm."""
    *_, known = fill(seekers(200, 40, 1), rounds=12)
    next(iter(proven(seekers(200, 40, 1), known.price, worth=0)))
    problem = seekers(requests, spaces, seed)
    arrays = problem._asdict()
    begin, began, trace = cpu_seconds(), perf_counter(), []
    for known in fill(problem, rounds=None, cooling=cooling):
        trace.append((round(cpu_seconds() - begin, 2), known.lets.worth, known.bound))
        if trace[-1][0] > ends[0]:
            break
    bound, recounted, rounds = known.bound, lambda: space_bound(arrays, known.price), known.round
    if ends[1]:
        for proof in proven(problem, known.price, worth=known.lets.worth):
            trace.append((round(cpu_seconds() - begin, 2), known.lets.worth, proof.bound))
            if trace[-1][0] > ends[1]:
                break
        bound, recounted = proof.bound, lambda: packed_bound(arrays, proof._asdict())
    begin, wall = cpu_seconds(), perf_counter() - began
    return {
        "offers": len(problem.space),
        "value": known.lets.worth,
        "bound": bound,
        "bound_of_prices_alone": known.bound,
        "gap": round((bound - known.lets.worth) / max(known.lets.worth, 1), 5),
        "search_cpu_seconds": trace[-1][0],
        "search_wall_seconds": round(wall, 2),
        "rounds": rounds,
        "placed_share": round(float((known.lets.offer >= 0).mean()), 3),
        "recounted_bound": recounted(),
        "faults": space_faults(arrays, known.lets.offer, known.lets.area, known.lets.worth),
        "recount_cpu_seconds": round(cpu_seconds() - begin, 2),
        "trace": trace[:: max(1, len(trace) // 20)],
    }


def as_program(problem: Space) -> dict[str, np.ndarray]:
    """One mixed-integer program: x an offer taken, a its area above the least."""
    offers, (spaces, periods) = len(problem.space), problem.area.shape
    requests = len(problem.ptr) - 1
    owner = np.repeat(np.arange(requests), np.diff(problem.ptr))
    at = np.arange(offers)
    above = problem.most - problem.least
    span = problem.end - problem.first
    long = np.repeat(at, span)
    period = np.concatenate(
        [np.arange(a, b) for a, b in zip(problem.first, problem.end, strict=True)]
    )
    cell = requests + offers + problem.space[long] * periods + period
    row = np.concatenate([owner, requests + at, requests + at, cell, cell])
    column = np.concatenate([at, at, offers + at, long, offers + long])
    value = np.concatenate(
        [np.ones(offers), -above, np.ones(offers), problem.least[long], np.ones(len(long))]
    )
    rows = requests + offers + spaces * periods
    matrix = coo_array((value, (row, column)), (rows, 2 * offers)).tocsr()
    return {
        "worth": np.concatenate([problem.worth, problem.more]).astype(float),
        "low": np.zeros(2 * offers),
        "high": np.concatenate([np.ones(offers), above]).astype(float),
        "is_whole": np.arange(2 * offers) < offers,
        "row_low": np.full(rows, -np.inf),
        "row_high": np.concatenate([np.ones(requests), np.zeros(offers), problem.area.ravel()]),
        "indptr": matrix.indptr,
        "indices": matrix.indices,
        "data": matrix.data,
    }


def main(asked: list[str]) -> None:
    """Measure the sizes asked for, or all, and keep them with what was measured before."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"cases": {}}
    kept["machine"] = machine("highspy", "numba", "numpy")
    sizes = [name for name in asked if name in CASES] or CASES
    seeds = [int(one) for one in asked if one not in CASES]
    for name in sizes:
        for seed in seeds or SEEDS[name]:
            load = round(os.getloadavg()[0], 1)
            took = measure_afresh(ours, *CASES[name][:2], seed, *CASES[name][2:])
            figures = took.result | {"peak_rss_mb": round(took.peak_rss_mb), "load": load}
            if name in PEERS:
                program = as_program(seekers(*CASES[name][:2], seed))
                figures["highs"] = highs(program, PEERS[name])
            kept["cases"][f"{name}, seed {seed}"] = figures
            print(name, seed, json.dumps(figures), flush=True)
            RESULTS.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
