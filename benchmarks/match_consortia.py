"""Consortia for 6 × 60, 20 × 300 and 40 × 500 projects and firms: gap by CPU-second, beside HiGHS.

The engine works on one thread. HiGHS gets the whole problem as one mixed-integer program, in a
process of its own, one thread and as many CPU-seconds as the engine's limit. The seeds from 41 on,
and 31 and 32 of the larger sizes, weren't looked at while the engine was built.
``match_consortia.py 20x300`` measures one size, ``20x300 31 32`` some seeds of it.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from machine import cpu_seconds, machine, measure_afresh
from match.bidders import bidders
from scipy.sparse import coo_array

from gengxin.engines.match import Consortia, run
from gengxin.verify.consortia import consortia_bound, consortia_faults

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "match_consortia.json"
CASES = {"6x60": (6, 60, 1.0), "20x300": (20, 300, 30.0), "40x500": (40, 500, 60.0)}
SEEDS = {
    "6x60": (1, 2, 3, 4, 5, 6, 11, 12, 13, 14, *range(21, 31), *range(41, 51)),
    "20x300": (1, 2, 3, 5, 31, 32),
    "40x500": (1, 2, 31),
}

Figures = dict[str, Any]


def ours(projects: int, firms: int, seed: int, seconds: float) -> Figures:
    """The engine's figures; compiled code warm."""
    for warm in (1, 2):
        for _ in run(bidders(6, 60, warm), rounds=None):
            pass
    problem = bidders(projects, firms, seed)
    begin, known, trace = cpu_seconds(), None, []
    for known in run(problem, rounds=None):
        spent = cpu_seconds() - begin
        trace.append((round(spent, 2), known.teams.worth, known.bound))
        if spent > seconds:
            break
    begin = cpu_seconds()
    arrays = problem._asdict()
    recounted = consortia_bound(arrays, known.split()._asdict(), claimed=known.bound)
    return {
        "value": known.teams.worth,
        "bound": known.bound,
        "gap": round((known.bound - known.teams.worth) / max(known.teams.worth, 1), 5),
        "search_cpu_seconds": trace[-1][0],
        "rounds": known.round,
        "cases": len(known.cases),
        "served": int((known.teams.bid[problem.role_ptr[:-1]] >= 0).sum()),
        "recounted_bound": recounted,
        "recount_cpu_seconds": round(cpu_seconds() - begin, 2),
        "faults": consortia_faults(arrays, known.teams.bid, known.teams.worth),
        "trace": trace[:: max(1, len(trace) // 20)],
    }


def as_program(problem: Consortia) -> dict[str, np.ndarray]:
    """One mixed-integer program: x a bid, y a member, z a project served."""
    role_of = np.repeat(np.arange(len(problem.load)), np.diff(problem.bid_ptr))
    project_of = np.repeat(np.arange(len(problem.need)), np.diff(problem.role_ptr))
    bids, projects = len(problem.firm), len(problem.need)
    pairs, member = np.unique(
        project_of[role_of] * len(problem.capacity) + problem.firm, return_inverse=True
    )
    project, firm = np.divmod(pairs, len(problem.capacity))
    y, z = bids + np.arange(len(pairs)), bids + len(pairs) + np.arange(projects)
    entries, high, low = [], [], []

    def rows(count: int, least: float, most: np.ndarray | float) -> np.ndarray:
        begin = len(high)
        low.extend([least] * count)
        high.extend(np.broadcast_to(most, count).tolist())
        return np.arange(begin, begin + count)

    def put(row: np.ndarray, column: np.ndarray, value: np.ndarray | float) -> None:
        entries.append(np.stack(np.broadcast_arrays(row, column, value)).astype(float))

    filled = rows(len(problem.load), 0.0, 0.0)
    put(filled[role_of], np.arange(bids), 1.0)
    put(filled, z[project_of], -1.0)
    is_member = rows(bids, -np.inf, 0.0)
    put(is_member, np.arange(bids), 1.0)
    put(is_member, y[member], -1.0)
    capacity = rows(len(problem.capacity), -np.inf, problem.capacity)
    put(capacity[problem.firm], np.arange(bids), problem.load[role_of])
    equity = rows(len(problem.capacity), -np.inf, problem.equity)
    put(equity[firm], y, problem.stake[project, firm])
    need = rows(projects, 0.0, np.inf)
    put(need[project], y, problem.stake[project, firm])
    put(need, z, -problem.need)
    # a member fills a role: without this, staking without working would do
    works = rows(len(pairs), -np.inf, 0.0)
    put(works, y, 1.0)
    put(works[member], np.arange(bids), -1.0)
    for at in range(projects):
        own = np.flatnonzero(project == at)
        one, two = np.nonzero(np.triu(problem.conflict[np.ix_(firm[own], firm[own])]))
        apart = rows(len(one), -np.inf, 0.0)
        put(apart, y[own[one]], 1.0)
        put(apart, y[own[two]], 1.0)
        put(apart, np.full(len(one), z[at]), -1.0)
    row, column, value = np.concatenate(entries, axis=1)
    columns = bids + len(pairs) + projects
    matrix = coo_array((value, (row.astype(int), column.astype(int))), (len(high), columns)).tocsr()
    return {
        "worth": np.concatenate([problem.fit, np.zeros(columns - bids)]).astype(float),
        "low": np.zeros(columns),
        "high": np.ones(columns),
        "is_whole": np.ones(columns, bool),
        "row_low": np.array(low),
        "row_high": np.array(high),
        "indptr": matrix.indptr,
        "indices": matrix.indices,
        "data": matrix.data,
    }


def highs(program: dict[str, np.ndarray], seconds: float, threads: int = 0) -> Figures:
    """HiGHS' figures, in a process of its own, by as many threads as it likes if not said."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "program.npz"
        np.savez(file, **program)
        command = [sys.executable, HERE / "peers" / "ask_highs.py", file, f"{folder}/v.npz"]
        done = subprocess.run(
            [*map(str, command), str(seconds), str(threads)],
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(done.stdout)


def main(asked: list[str]) -> None:
    """Measure the size and seeds asked for, or all, and keep them with what was measured before."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"cases": {}}
    kept["machine"] = machine("highspy", "numba", "numpy")
    for name in asked[:1] or CASES:
        projects, firms, seconds = CASES[name]
        for seed in map(int, asked[1:] or SEEDS[name]):
            took = measure_afresh(ours, projects, firms, seed, seconds)
            figures = took.result | {"peak_rss_mb": round(took.peak_rss_mb)}
            figures["highs"] = highs(as_program(bidders(projects, firms, seed)), seconds, 1)
            kept["cases"][f"{name}, seed {seed}"] = figures
            print(name, seed, json.dumps(figures), flush=True)
            RESULTS.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
